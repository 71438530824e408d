package org.sluice.git.disk;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Ids;
import org.sluice.platform.SluiceHome;
import org.sluice.platform.settings.DiskReserve;

/**
 * Where mirrors lie on disk: {@code mirrors/<xx>/<id>.git} below the home, {@code xx} being the
 * first two digits of the id's last part, so that no folder grows too large. Never derived from a
 * name, so that renaming moves nothing.
 */
@ApplicationScoped
public class MirrorFolders {

  static final String DISCARDED = ".discarded";

  private final Path root;

  /** Mirrors below {@link SluiceHome}. */
  public MirrorFolders() {
    this(SluiceHome.folder().resolve("mirrors"));
  }

  /** Mirrors below another folder, which need not exist yet. */
  public MirrorFolders(Path root) {
    this.root = root;
  }

  /**
   * Folder of a mirror; it need not exist.
   *
   * @param id of the repository
   */
  public Path of(UUID id) {
    String text = id.toString();
    String last = text.substring(text.lastIndexOf('-') + 1);
    return root.resolve(last.substring(0, 2)).resolve(text + ".git");
  }

  /**
   * Folder of a mirror that can be read: its first clone has ended.
   *
   * @param id of the repository
   * @return empty if there is none yet
   * @throws UncheckedIOException if it cannot be looked at
   */
  public Optional<Path> readable(UUID id) {
    try {
      Path folder = of(id);
      return BareMirror.isMissing(folder) ? Optional.empty() : Optional.of(folder);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /**
   * Deletes a mirror: it is out of the way at once, whatever deleting then takes. Waits for a sync
   * of it that runs; does nothing if there is none.
   *
   * @throws UncheckedIOException if it cannot be moved or deleted; what was moved is deleted by the
   *     next {@link #sweep}
   */
  @SuppressWarnings("try") // The lock is held, not asked.
  public void discard(UUID id) {
    Path folder = of(id);
    try {
      Path aside = folder.resolveSibling(id + "." + Ids.next() + DISCARDED);
      try (MirrorLock lock = MirrorLock.take(folder, new Cancellation())) {
        Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
      }
      BareMirror.delete(aside);
      for (Path each : MirrorSwap.quarantines(folder)) {
        BareMirror.delete(each);
      }
    } catch (NoSuchFileException none) {
      // There is no mirror on disk.
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /**
   * Deletes what {@link #discard} moved aside before the server was killed, and quarantines that
   * have been kept long enough; ends what a kill left of repairs.
   *
   * @return how many there were
   * @throws UncheckedIOException if one cannot be deleted
   */
  public int sweep() {
    int swept = 0;
    try {
      for (Path shelf : entries(root)) {
        for (Path entry : entries(shelf)) {
          String name = entry.getFileName().toString();
          if (name.endsWith(DISCARDED) || MirrorSwap.isExpired(entry, Instant.now())) {
            BareMirror.delete(entry);
            swept++;
          } else if (name.endsWith(MirrorSwap.BESIDE)) {
            swept += settle(entry);
          }
        }
      }
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
    return swept;
  }

  /** Puts a clone of a repair in its place if it is ready, and deletes it if it is not. */
  @SuppressWarnings("try") // The lock is held, not asked.
  private static int settle(Path beside) throws IOException {
    Path folder = MirrorSwap.mirrorOf(beside);
    Optional<MirrorLock> free = MirrorLock.takeYielding(folder, new Cancellation());
    if (free.isEmpty()) {
      return 0;
    }
    try (MirrorLock lock = free.get()) {
      MirrorSwap.finish(folder);
      BareMirror.delete(beside);
      return 1;
    }
  }

  /**
   * Ends the repairs that a kill left with an empty place; cheap, for the start of the server.
   *
   * @throws UncheckedIOException if one cannot be ended
   */
  public void endRepairs() {
    try {
      for (Path shelf : entries(root)) {
        for (Path entry : entries(shelf)) {
          if (entry.getFileName().toString().endsWith(MirrorSwap.BESIDE)) {
            settle(entry);
          }
        }
      }
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /**
   * Deletes the damaged folders that repairs keep, to make room.
   *
   * @return how many there were
   * @throws UncheckedIOException if one cannot be deleted
   */
  public int dropQuarantines() {
    int dropped = 0;
    try {
      for (Path shelf : entries(root)) {
        for (Path entry : entries(shelf)) {
          if (entry.getFileName().toString().contains(MirrorSwap.QUARANTINE)) {
            BareMirror.delete(entry);
            dropped++;
          }
        }
      }
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
    return dropped;
  }

  /** The disk that the mirrors lie on. */
  public MirrorDisk disk(DiskReserve reserve) {
    return MirrorDisk.of(root, reserve);
  }

  /**
   * Discards the mirrors of which nobody knows any more, a shelf of a few hundred at a time.
   *
   * <p>Few mirrors are ever left behind; many unknown ones mean that somebody asks another database
   * than the one that they belong to. Then none is touched.
   *
   * @param known asked for a set of ids, answers those that are to stay
   * @param most number of unknown ones above which all stay
   * @return how many are unknown
   * @throws UncheckedIOException if one cannot be read or discarded
   */
  public int discardUnknown(UnaryOperator<Set<UUID>> known, int most) {
    List<UUID> unknown = new ArrayList<>();
    try {
      for (Path shelf : entries(root)) {
        Set<UUID> found = new HashSet<>();
        for (Path entry : entries(shelf)) {
          String name = entry.getFileName().toString();
          if (name.matches("[0-9a-f-]{36}\\.git")) {
            found.add(UUID.fromString(name.substring(0, 36)));
          }
        }
        if (!found.isEmpty()) {
          Set<UUID> kept = known.apply(Set.copyOf(found));
          found.stream().filter(id -> !kept.contains(id)).forEach(unknown::add);
        }
      }
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
    if (unknown.size() <= most) {
      unknown.forEach(this::discard);
    }
    return unknown.size();
  }

  private static List<Path> entries(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.toList();
    }
  }
}
