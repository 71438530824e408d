package org.sluice.git.care;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import org.sluice.git.Connectivity;
import org.sluice.git.FailureReader;
import org.sluice.git.GitSync;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncMonitor;
import org.sluice.git.SyncRequest;
import org.sluice.git.disk.BareMirror;
import org.sluice.git.disk.MirrorFiles;
import org.sluice.git.disk.MirrorLock;
import org.sluice.git.disk.MirrorSwap;
import org.sluice.platform.Cancellation;

/**
 * Repairs a mirror whose files are damaged: clones it again beside itself, brings over what only
 * the damaged one had, puts the clone in its place and keeps the damaged folder in quarantine.
 *
 * <p>Until the clone is whole nothing of the mirror is touched: its readers see what they saw. A
 * kill at any moment leaves the damaged mirror or the repaired one, and the next sync goes on from
 * there.
 */
@ApplicationScoped
public class MirrorRepair {

  private final GitSync git;

  /** Only for the container's proxy. */
  protected MirrorRepair() {
    git = null;
  }

  /** Repairs over that way of syncing. */
  @Inject
  public MirrorRepair(GitSync git) {
    this.git = git;
  }

  /**
   * A mirror that was repaired.
   *
   * @param savedRefs refs that stand as they stood before the damage
   * @param lostRefs refs of the damaged mirror whose objects could not be read; those that the
   *     upstream has are there all the same
   */
  public record Repaired(int savedRefs, int lostRefs) {}

  /**
   * Repairs the mirror, unless a close look finds it whole: somebody else may have packed it. Its
   * refs are then as they were before the damage, as far as they could be saved; a sync brings them
   * level.
   *
   * @param request the sync that found the damage
   * @return empty if it is whole
   * @throws SyncFailure as a first clone fails; the mirror is then as it was before
   */
  @SuppressWarnings("try") // The lock is held, not asked.
  public Optional<Repaired> repair(
      SyncRequest request, SyncMonitor monitor, Cancellation cancellation) throws SyncFailure {
    Path folder = request.folder();
    Path beside = MirrorSwap.beside(folder);
    try (MirrorLock lock = MirrorLock.take(folder, cancellation)) {
      MirrorSwap.finish(folder);
      if (isWhole(folder, cancellation)) {
        return Optional.empty();
      }
      BareMirror.delete(beside);
      SyncRequest again =
          new SyncRequest(
              beside, request.url(), request.access(), request.rules(), request.limits());
      git.sync(again, monitor, cancellation);
      try {
        Salvage.Saved saved = Salvage.into(folder, beside, cancellation);
        MirrorFiles.remember(beside);
        MirrorSwap.ready(folder);
        MirrorSwap.swap(folder, Instant.now());
        return Optional.of(new Repaired(saved.refs(), saved.lost()));
      } finally {
        // What is not in its place by now is worth nothing.
        discard(beside);
      }
    } catch (IOException | RuntimeException failed) {
      if (cancellation.isCancelled()) {
        throw FailureReader.cancelled(
            cancellation.cause(), request.limits().firstDeadline(), failed);
      }
      throw FailureReader.other(
          failed, FailureReader.Stage.OPENING, "", FailureReader.isDiskFull(failed), true);
    }
  }

  private static boolean isWhole(Path folder, Cancellation cancellation) {
    if (MirrorFiles.isMarked(folder)) {
      return false;
    }
    try (BareMirror mirror = BareMirror.open(folder)) {
      for (Path pack : MirrorFiles.packs(folder)) {
        MirrorFiles.checkBytes(pack, cancellation::check);
      }
      Connectivity.check(mirror.repository(), mirror.tips(), Set.of(), cancellation::check);
      MirrorFiles.remember(folder);
      MirrorFiles.glance(folder);
      return true;
    } catch (IOException damaged) {
      return false;
    }
  }

  private static void discard(Path beside) {
    try {
      BareMirror.delete(beside);
    } catch (IOException later) {
      // The next repair, or the nightly sweep, deletes it.
    }
  }
}
