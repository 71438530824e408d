package org.sluice.configsource.board;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import org.sluice.identity.Name;
import org.sluice.platform.Inside;

/**
 * All sources as they stand now, in memory: the one place that requests read.
 *
 * <p>It holds one list that is replaced as a whole, so whoever reads sees each source as one round
 * left it and takes no lock.
 */
@ApplicationScoped
@Inside
public class SourceBoard {

  private static final Comparator<SourceSnapshot> BY_RANK =
      Comparator.<SourceSnapshot>comparingInt(each -> each.source().rules().rank())
          .thenComparing(each -> Name.key(each.source().name()));

  private volatile List<SourceSnapshot> all = List.of();

  /** All sources, those first that go before others. */
  public List<SourceSnapshot> all() {
    return all;
  }

  /** The source of that id. */
  public Optional<SourceSnapshot> find(UUID id) {
    return all.stream().filter(each -> each.source().id().equals(id)).findFirst();
  }

  /** The source of that name, in any case. */
  public Optional<SourceSnapshot> find(String name) {
    String key = Name.key(name);
    return all.stream().filter(each -> Name.key(each.source().name()).equals(key)).findFirst();
  }

  /** Puts a source in, or in the place of its former self. */
  public synchronized void put(SourceSnapshot snapshot) {
    List<SourceSnapshot> others = new ArrayList<>(all);
    others.removeIf(each -> each.source().id().equals(snapshot.source().id()));
    others.add(snapshot);
    others.sort(BY_RANK);
    all = List.copyOf(others);
  }

  /**
   * Changes a source that is there; does nothing if it is gone.
   *
   * @param change given the source as it is now
   */
  public synchronized void change(UUID id, UnaryOperator<SourceSnapshot> change) {
    find(id).map(change).ifPresent(this::put);
  }

  /** Takes a source out. */
  public synchronized void remove(UUID id) {
    all = all.stream().filter(each -> !each.source().id().equals(id)).toList();
  }
}
