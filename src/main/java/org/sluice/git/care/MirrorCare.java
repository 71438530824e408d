package org.sluice.git.care;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Stream;
import org.eclipse.jgit.api.Git;
import org.eclipse.jgit.api.errors.GitAPIException;
import org.eclipse.jgit.api.errors.JGitInternalException;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.errors.CorruptPackIndexException;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.errors.PackInvalidException;
import org.eclipse.jgit.errors.PackMismatchException;
import org.eclipse.jgit.lib.StoredConfig;
import org.sluice.git.Connectivity;
import org.sluice.git.FailureReader;
import org.sluice.git.PlainSystemReader;
import org.sluice.git.disk.BareMirror;
import org.sluice.git.disk.MirrorDisk;
import org.sluice.git.disk.MirrorFiles;
import org.sluice.git.disk.MirrorLock;
import org.sluice.git.disk.MirrorSwap;
import org.sluice.platform.Cancellation;

/**
 * Looks after mirrors while nobody syncs them: checks that they are whole, lets go of tips whose
 * time is over, and rewrites packs when there are many. Thread-safe.
 *
 * <p>Never beside a sync: it takes a mirror only if it is free, and gives it back at once when a
 * sync asks for it. Readers go on meanwhile: new packs stand before old ones go, and packs of the
 * last hour stay until another time. All that refs name is kept, Sluice's own refs included; what
 * no ref names has been served to nobody for longer than tips are kept, and goes with its pack.
 */
@ApplicationScoped
public class MirrorCare {

  /** Packs that may lie beside each other. */
  public static final int MOST_PACKS = 50;

  /** Objects that may lie loose. */
  public static final int MOST_LOOSE = 1024;

  /** From this size on a mirror gets the index that speeds up clones, however few its packs are. */
  static final long WORTH_AN_INDEX = 8L << 20;

  /** How long packs stay once others have taken their place. */
  private static final Duration PACKS_STAY = Duration.ofHours(1);

  // What JGit was seen to need, generously.
  private static final long MEMORY_PER_OBJECT_WALKED = 120;
  private static final long MEMORY_PER_OBJECT_PACKED = 300;

  private static final Logger LOG = Logger.getLogger(MirrorCare.class.getName());

  private final Event<MirrorSuspected> suspicions;

  static {
    PlainSystemReader.install();
  }

  /** Without anybody to tell of suspicions; for the container's proxy and for tests. */
  public MirrorCare() {
    suspicions = null;
  }

  /** Tells of suspicions by that event. */
  @Inject
  public MirrorCare(Event<MirrorSuspected> suspicions) {
    this.suspicions = suspicions;
  }

  /**
   * Has a mirror checked soon, because something of it could not be read; returns at once and never
   * fails.
   *
   * @param repositoryId of the mirror
   */
  public void suspect(UUID repositoryId) {
    try {
      suspicions.fire(new MirrorSuspected(repositoryId));
    } catch (RuntimeException unheard) {
      // The caller has a failure of its own to tell; the next check finds the damage as well.
      LOG.log(Level.WARNING, unheard, () -> "repository=" + repositoryId + " is not checked now");
    }
  }

  /**
   * Looks after one mirror.
   *
   * @param yielding ends it; it is cancelled when a sync asks for the mirror
   * @return never null; damage is noted in the mirror, and the next sync fails with it
   * @throws IOException if something else than the mirror's own state went wrong
   */
  @SuppressWarnings("try") // The lock is held, not asked.
  public CareReport care(CareOrder order, Cancellation yielding) throws IOException {
    Optional<MirrorLock> free = MirrorLock.takeYielding(order.folder(), yielding);
    if (free.isEmpty()) {
      return report(CareReport.Result.BUSY);
    }
    try (MirrorLock lock = free.get()) {
      MirrorSwap.finish(order.folder());
      if (BareMirror.isMissing(order.folder())) {
        return report(CareReport.Result.MISSING);
      }
      return guarded(order, new CarePace(yielding));
    }
  }

  private static CareReport report(CareReport.Result result) {
    return new CareReport(result, null, 0);
  }

  private static CareReport guarded(CareOrder order, CarePace pace) throws IOException {
    Path folder = order.folder();
    try {
      return looked(order, pace);
    } catch (IOException | JGitInternalException | CancellationException broken) {
      BareMirror.takeBack(folder);
      if (pace.isCancelled()) {
        return report(CareReport.Result.YIELDED);
      }
      if (FailureReader.isDiskFull(broken)) {
        return report(CareReport.Result.NO_ROOM);
      }
      if (!isDamage(broken)) {
        throw broken;
      }
      String what = String.valueOf(broken.getMessage());
      MirrorFiles.markDamaged(folder, what);
      return new CareReport(CareReport.Result.DAMAGED, what, 0);
    }
  }

  private static CareReport looked(CareOrder order, CarePace pace) throws IOException {
    Path folder = order.folder();
    try (BareMirror mirror = opened(folder)) {
      check(order, mirror, pace);
      mirror.mark().caring();
      int expired = KeptTips.expire(mirror, Instant.now().minus(order.keptFor()));
      CareReport.Result result = packed(order, mirror, pace);
      mirror.mark().remove();
      return new CareReport(result, null, expired);
    }
  }

  /** Whatever keeps a mirror from being opened is damage. */
  private static BareMirror opened(Path folder) throws IOException {
    try {
      BareMirror mirror = BareMirror.open(folder);
      try {
        mirror.tips();
        return mirror;
      } catch (IOException | RuntimeException unreadable) {
        mirror.close();
        throw unreadable;
      }
    } catch (IOException unreadable) {
      throw new MirrorFiles.Damaged("refs or settings cannot be read: " + unreadable.getMessage());
    }
  }

  private static void check(CareOrder order, BareMirror mirror, CarePace pace) throws IOException {
    Path folder = order.folder();
    MirrorFiles.glance(folder);
    if (order.check() == CareOrder.Check.GLANCE) {
      return;
    }
    List<Path> packs = MirrorFiles.packs(folder);
    for (Path pack : packs) {
      MirrorFiles.checkBytes(pack, pace::step);
    }
    if (order.check() == CareOrder.Check.HISTORY
        && fits(objects(packs), MEMORY_PER_OBJECT_WALKED)) {
      Connectivity.check(mirror.repository(), mirror.tips(), Set.of(), pace::step);
    }
  }

  private static boolean isDamage(Exception broken) {
    return FailureReader.find(broken, MirrorFiles.Damaged.class) != null
        || FailureReader.find(broken, MissingObjectException.class) != null
        || FailureReader.find(broken, CorruptObjectException.class) != null
        || FailureReader.find(broken, CorruptPackIndexException.class) != null
        || FailureReader.find(broken, PackInvalidException.class) != null
        || FailureReader.find(broken, PackMismatchException.class) != null;
  }

  private static CareReport.Result packed(CareOrder order, BareMirror mirror, CarePace pace)
      throws IOException {
    Path folder = order.folder();
    List<Path> packs = MirrorFiles.packs(folder);
    if (!isDue(folder, packs)) {
      return CareReport.Result.SOUND;
    }
    boolean room =
        MirrorDisk.of(folder, order.reserve()).holds(mirror.size())
            && fits(objects(packs), MEMORY_PER_OBJECT_PACKED);
    if (!room) {
      return CareReport.Result.NO_ROOM;
    }
    prepare(mirror.repository().getConfig());
    try {
      Git.wrap(mirror.repository()).gc().setProgressMonitor(pace).call();
    } catch (GitAPIException failed) {
      throw new IOException(failed);
    }
    pace.step();
    return CareReport.Result.PACKED;
  }

  /** Packs of the last hour do not count: they may have been replaced and stay for readers. */
  private static boolean isDue(Path folder, List<Path> packs) throws IOException {
    Instant before = Instant.now().minus(PACKS_STAY);
    int old = 0;
    long bytes = 0;
    boolean indexed = false;
    for (Path pack : packs) {
      if (Files.getLastModifiedTime(pack).toInstant().isBefore(before)) {
        old++;
      }
      bytes += Files.size(pack);
      indexed |= Files.exists(Path.of(pack.toString().replaceAll("\\.pack$", ".bitmap")));
    }
    return old >= MOST_PACKS || loose(folder) >= MOST_LOOSE || !indexed && bytes >= WORTH_AN_INDEX;
  }

  /** Loose objects, counted in one folder of 256 over which their names spread them evenly. */
  private static long loose(Path folder) throws IOException {
    try (Stream<Path> some = Files.list(folder.resolve("objects").resolve("17"))) {
      return some.count() * 256;
    } catch (NoSuchFileException | NotDirectoryException none) {
      return 0;
    }
  }

  /** Objects of packs, by what their indexes say in front. */
  private static long objects(List<Path> packs) throws IOException {
    long objects = 0;
    for (Path pack : packs) {
      try (RandomAccessFile index = new RandomAccessFile(MirrorFiles.index(pack).toFile(), "r")) {
        // Behind eight bytes of head, the last of 256 running totals.
        index.seek(8 + 255 * 4);
        objects += index.readInt() & 0xffffffffL;
      }
    }
    return objects;
  }

  private static boolean fits(long objects, long each) {
    Runtime runtime = Runtime.getRuntime();
    long used = runtime.totalMemory() - runtime.freeMemory();
    return objects * each < (runtime.maxMemory() - used) / 2;
  }

  private static void prepare(StoredConfig config) throws IOException {
    config.setBoolean("core", null, "commitGraph", true);
    config.setBoolean("gc", null, "writeCommitGraph", true);
    config.setString("gc", null, "prunePackExpire", "1.hour.ago");
    // What no ref names would otherwise be written out, each object a file of its own.
    config.setString("gc", null, "pruneExpire", "now");
    config.setInt("pack", null, "threads", 1);
    config.setString("pack", null, "deltaSearchMemoryLimit", "64m");
    config.save();
  }
}
