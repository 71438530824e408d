package org.sluice.registry.selection;

import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.RepositoryRef;

/** A walk over repositories that come in chunks, in the order of their ids; it keeps none. */
public final class RepositoryWalk implements Iterator<RepositoryRef> {

  /** Stands before every id. */
  public static final UUID FIRST = new UUID(0, 0);

  private final Function<UUID, List<RepositoryRef>> source;
  private Iterator<RepositoryRef> chunk = Collections.emptyIterator();
  private UUID last = FIRST;
  private boolean ended;

  private RepositoryWalk(Function<UUID, List<RepositoryRef>> source) {
    this.source = source;
  }

  /**
   * Walks over all chunks.
   *
   * @param source gives the chunk after an id, {@link #FIRST} to begin; an empty one is the end
   */
  public static Stream<RepositoryRef> over(Function<UUID, List<RepositoryRef>> source) {
    return StreamSupport.stream(
        Spliterators.spliteratorUnknownSize(new RepositoryWalk(source), Spliterator.ORDERED),
        false);
  }

  /** A source that has one chunk. */
  public static Function<UUID, List<RepositoryRef>> of(List<RepositoryRef> repositories) {
    return after -> after.equals(FIRST) ? repositories : List.of();
  }

  /** What a job over chosen repositories is called, the same for the same ones. */
  public static String words(List<RepositoryRecord> chosen) {
    return "repositories:"
        + String.join(",", chosen.stream().map(each -> each.id().toString()).toList());
  }

  @Override
  public boolean hasNext() {
    if (!chunk.hasNext() && !ended) {
      chunk = source.apply(last).iterator();
      ended = !chunk.hasNext();
    }
    return chunk.hasNext();
  }

  @Override
  public RepositoryRef next() {
    if (!hasNext()) {
      throw new NoSuchElementException();
    }
    RepositoryRef next = chunk.next();
    last = next.id();
    return next;
  }
}
