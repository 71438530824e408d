package org.sluice.git.disk;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.sluice.failure.DomainException;
import org.sluice.git.PlainSystemReader;
import org.sluice.git.refs.HiddenRefs;
import org.sluice.git.refs.OwnRefs;
import org.sluice.git.refs.RefChange;
import org.sluice.git.refs.RefChange.Type;
import org.sluice.platform.Cancellation;

/**
 * Reads the refs of mirrors, and sets a ref back to what it was. Thread-safe.
 *
 * <p>Reading takes no lock: a reader sees the refs before a sync or those after it.
 */
@ApplicationScoped
public class MirrorRefs {

  static {
    PlainSystemReader.install();
  }

  /**
   * A ref as the mirror has it.
   *
   * @param name full name
   * @param objectId object that it names
   * @param peeledId commit behind an annotated tag; null if it is none or not known
   */
  public record NamedRef(String name, String objectId, String peeledId) {}

  /**
   * The tip of a ref from before a sync overwrote or deleted it.
   *
   * @param id its id
   * @param ref full name of the ref
   * @param objectId object that it named
   * @param keptAt when it was overwritten or deleted
   */
  public record KeptRef(UUID id, String ref, String objectId, Instant keptAt) {}

  /**
   * Part of a list.
   *
   * @param items the part
   * @param total length of the whole list
   * @param <T> an entry
   */
  public record Slice<T>(List<T> items, long total) {}

  /**
   * Which part of a list is wanted.
   *
   * @param text that names must hold, in any case; null for all
   * @param descending whether the list is turned round
   * @param offset number of entries to skip
   * @param size most entries to give
   */
  public record Part(String text, boolean descending, int offset, int size) {

    private boolean holds(String name) {
      return text == null || name.toLowerCase(Locale.ROOT).contains(text.toLowerCase(Locale.ROOT));
    }

    private <E, T> Slice<T> of(List<E> ascending, Function<E, T> view) {
      List<T> items = new ArrayList<>();
      for (int i = offset; i < ascending.size() && items.size() < size; i++) {
        items.add(view.apply(ascending.get(descending ? ascending.size() - 1 - i : i)));
      }
      return new Slice<>(items, ascending.size());
    }
  }

  /**
   * Refs, by name.
   *
   * @param folder of the mirror; nothing is listed if it was never cloned
   * @throws UncheckedIOException if the mirror cannot be read
   */
  public Slice<NamedRef> refs(Path folder, Part part) {
    return read(
        folder,
        repository ->
            part.of(
                repository.getRefDatabase().getRefsByPrefix(Constants.R_REFS).stream()
                    .filter(ref -> ref.getObjectId() != null && !HiddenRefs.isOwn(ref.getName()))
                    .filter(ref -> part.holds(ref.getName()))
                    .toList(),
                ref ->
                    new NamedRef(
                        ref.getName(), ref.getObjectId().name(), name(ref.getPeeledObjectId()))),
        new Slice<>(List.of(), 0));
  }

  /**
   * Kept tips, by the time at which they were kept.
   *
   * @param folder of the mirror; nothing is listed if it was never cloned
   * @throws UncheckedIOException if the mirror cannot be read
   */
  public Slice<KeptRef> kept(Path folder, Part part) {
    return part.of(
        all(folder).stream()
            .filter(each -> part.holds(each.ref()))
            .sorted(Comparator.comparing(KeptRef::keptAt).thenComparing(KeptRef::ref))
            .toList(),
        Function.identity());
  }

  /** The kept tip of that id; empty if there is none. */
  public Optional<KeptRef> kept(Path folder, UUID id) {
    return all(folder).stream().filter(each -> each.id().equals(id)).findFirst();
  }

  private static List<KeptRef> all(Path folder) {
    return read(
        folder,
        repository -> {
          List<KeptRef> kept = new ArrayList<>();
          for (Ref ref : repository.getRefDatabase().getRefsByPrefix(OwnRefs.KEPT)) {
            Optional<Instant> at = OwnRefs.keptAt(ref.getName());
            if (at.isPresent()) {
              kept.add(
                  new KeptRef(
                      id(ref.getName()),
                      OwnRefs.original(ref.getName()),
                      ref.getObjectId().name(),
                      at.get()));
            }
          }
          return kept;
        },
        List.of());
  }

  /**
   * Sets a ref back to a kept tip; what it named until now is kept in turn.
   *
   * @param beforehand told, before anything moves and while nobody else can move anything, of the
   *     change that would undo it; what it throws leaves the mirror as it is
   * @param cancellation ends the wait for a sync of the mirror
   * @return what changed
   * @throws DomainException CONFLICT if the ref is at that tip already ({@code already-there}), or
   *     another ref is where this one was ({@code ref-in-the-way})
   * @throws java.util.concurrent.CancellationException if it had to wait too long
   * @throws UncheckedIOException if the mirror cannot be written
   */
  @SuppressWarnings("try") // The lock is held, not asked.
  public RefChange restore(
      Path folder, KeptRef kept, Consumer<RefChange> beforehand, Cancellation cancellation) {
    try (MirrorLock lock = MirrorLock.take(folder, cancellation);
        BareMirror mirror = BareMirror.open(folder)) {
      Repository repository = mirror.repository();
      Ref now = repository.exactRef(kept.ref());
      String before = now == null ? null : name(now.getObjectId());
      if (kept.objectId().equals(before)) {
        throw DomainException.conflict(
            "already-there", kept.ref() + " is at this tip already; there is nothing to restore.");
      }
      if (repository.getRefDatabase().isNameConflicting(kept.ref())) {
        throw DomainException.conflict(
            "ref-in-the-way",
            kept.ref() + " cannot stand beside another ref that the mirror has by now.");
      }
      beforehand.accept(
          new RefChange(
              kept.ref(), kept.objectId(), before, before == null ? Type.DELETED : Type.FORCED));
      ObjectId tip = ObjectId.fromString(kept.objectId());
      List<ReceiveCommand> moves = new ArrayList<>();
      moves.add(
          new ReceiveCommand(
              before == null ? ObjectId.zeroId() : now.getObjectId(), tip, kept.ref()));
      if (before != null) {
        moves.add(
            new ReceiveCommand(
                ObjectId.zeroId(), now.getObjectId(), OwnRefs.kept(Instant.now(), kept.ref())));
      }
      mirror.mark().updating();
      mirror.apply(moves);
      mirror.mark().remove();
      return new RefChange(
          kept.ref(), before, kept.objectId(), before == null ? Type.CREATED : Type.FORCED);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** The same for a name each time, so that no list of ids need be stored. */
  private static UUID id(String keptName) {
    return UUID.nameUUIDFromBytes(keptName.getBytes(StandardCharsets.UTF_8));
  }

  private static String name(ObjectId id) {
    return id == null ? null : id.name();
  }

  @FunctionalInterface
  private interface Reading<T> {
    T of(Repository repository) throws IOException;
  }

  private static <T> T read(Path folder, Reading<T> reading, T missing) {
    try {
      return MirrorSwap.reading(
          () -> {
            if (BareMirror.isMissing(folder)) {
              return missing;
            }
            FileRepositoryBuilder builder = new FileRepositoryBuilder();
            builder.setBare().setGitDir(folder.toFile()).setMustExist(true);
            try (Repository repository = builder.build()) {
              return reading.of(repository);
            }
          });
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }
}
