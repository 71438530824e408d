package org.sluice.git.disk;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.stream.Stream;

/**
 * Puts a repaired mirror in the place of the damaged one.
 *
 * <p>Beside {@code <id>.git} lie, while there is something to repair, {@code <id>.git.repair}, the
 * new clone, and afterwards {@code <id>.quarantine-<time>}, the damaged folder as it was found.
 * {@code sluice-ready} in the new clone says that it is whole and may take the place. A kill finds
 * one of three states: a clone that is not ready and is thrown away, one that is ready, or one that
 * is ready and whose place is empty already; {@link #finish} makes the latter two end well.
 *
 * <p>The two renames of a swap are not one. Whoever opens a mirror without having its lock does it
 * through {@link #reading}, and so sees the old folder or the new one.
 */
public final class MirrorSwap {

  static final String BESIDE = ".repair";
  static final String QUARANTINE = ".quarantine-";
  static final Duration KEPT = Duration.ofDays(7);

  private static final String READY = "sluice-ready";
  private static final ReadWriteLock GATE = new ReentrantReadWriteLock();
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssSSS'Z'").withZone(ZoneOffset.UTC);

  private MirrorSwap() {}

  /**
   * Something that opens a mirror.
   *
   * @param <T> what it gives
   */
  @FunctionalInterface
  public interface Reading<T> {
    /** Opens it; short, since a repair waits for it. */
    T open() throws IOException;
  }

  /**
   * Opens something while no mirror changes its place.
   *
   * @return what was opened; it may be read for as long as one likes
   */
  public static <T> T reading(Reading<T> reading) throws IOException {
    GATE.readLock().lock();
    try {
      return reading.open();
    } finally {
      GATE.readLock().unlock();
    }
  }

  /** Where a mirror is cloned again. */
  public static Path beside(Path folder) {
    return folder.resolveSibling(folder.getFileName() + BESIDE);
  }

  /** The mirror that a folder beside it belongs to. */
  static Path mirrorOf(Path beside) {
    String name = beside.getFileName().toString();
    return beside.resolveSibling(name.substring(0, name.length() - BESIDE.length()));
  }

  /** Says that the clone beside the mirror is whole. */
  public static void ready(Path folder) throws IOException {
    Path beside = beside(folder);
    Files.writeString(beside.resolve(READY), "");
    MirrorFiles.syncToDisk(beside);
    MirrorFiles.syncToDisk(folder.getParent());
  }

  /**
   * Ends a swap that a kill broke off; does nothing if there is none. The caller has the mirror's
   * lock.
   */
  public static void finish(Path folder) throws IOException {
    if (Files.exists(beside(folder).resolve(READY))) {
      swap(folder, Instant.now());
    } else {
      Files.deleteIfExists(folder.resolve(READY));
    }
  }

  /** Puts the ready clone in the mirror's place. The caller has the mirror's lock. */
  public static void swap(Path folder, Instant now) throws IOException {
    Path quarantine = folder.resolveSibling(stem(folder) + QUARANTINE + TIME.format(now));
    GATE.writeLock().lock();
    try {
      boolean moved = Files.exists(folder);
      if (moved) {
        Files.move(folder, quarantine, StandardCopyOption.ATOMIC_MOVE);
      }
      try {
        Files.move(beside(folder), folder, StandardCopyOption.ATOMIC_MOVE);
      } catch (IOException cannot) {
        if (moved) {
          Files.move(quarantine, folder, StandardCopyOption.ATOMIC_MOVE);
        }
        throw cannot;
      }
    } finally {
      GATE.writeLock().unlock();
    }
    MirrorFiles.syncToDisk(folder.getParent());
    Files.deleteIfExists(folder.resolve(READY));
    for (Path each : quarantines(folder)) {
      if (!each.equals(quarantine)) {
        BareMirror.delete(each);
      }
    }
  }

  /** What a damaged mirror left. */
  static List<Path> quarantines(Path folder) throws IOException {
    String begin = stem(folder) + QUARANTINE;
    List<Path> found = new ArrayList<>();
    try (Stream<Path> shelf = Files.list(folder.getParent())) {
      shelf.filter(each -> each.getFileName().toString().startsWith(begin)).forEach(found::add);
    }
    return found;
  }

  /** Whether the folder is a quarantine that has been kept long enough. */
  static boolean isExpired(Path quarantine, Instant now) {
    String name = quarantine.getFileName().toString();
    int begin = name.indexOf(QUARANTINE);
    return begin >= 0
        && time(name.substring(begin + QUARANTINE.length()))
            .filter(at -> at.plus(KEPT).isAfter(now))
            .isEmpty();
  }

  private static Optional<Instant> time(String text) {
    try {
      return Optional.of(TIME.parse(text, Instant::from));
    } catch (DateTimeException foreign) {
      return Optional.empty();
    }
  }

  private static String stem(Path folder) {
    String name = folder.getFileName().toString();
    return name.endsWith(".git") ? name.substring(0, name.length() - ".git".length()) : name;
  }
}
