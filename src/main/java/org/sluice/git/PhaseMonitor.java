package org.sluice.git;

import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.eclipse.jgit.internal.JGitText;
import org.eclipse.jgit.lib.ProgressMonitor;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Inside;

/**
 * Turns what JGit and the upstream say about their progress into phases, at most one call per 200
 * ms. JGit would call 600,000 times in a clone of middling size.
 */
@Inside
public final class PhaseMonitor implements ProgressMonitor {

  private static final long EVERY_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final SyncMonitor monitor;
  private final LongSupplier bytes;
  private final Cancellation cancellation;
  private SyncPhase phase;
  private long told;
  private int total;
  private int done;
  private long objects;

  /** Tells a monitor, and asks for the bytes that were received. */
  public PhaseMonitor(SyncMonitor monitor, LongSupplier bytes, Cancellation cancellation) {
    this.monitor = monitor;
    this.bytes = bytes;
    this.cancellation = cancellation;
  }

  /** Begins a phase, and tells of it at once. */
  public void begin(SyncPhase next) {
    total = 0;
    done = 0;
    if (phase != next) {
      phase = next;
      tell();
    }
  }

  /** One more step of the phase, the length of which is not known. */
  void step() {
    update(1);
  }

  /** Objects that were received. */
  long objects() {
    return objects;
  }

  private void tell() {
    told = System.nanoTime();
    double fraction = total > 0 ? Math.min(1, (double) done / total) : Double.NaN;
    monitor.at(phase, fraction, bytes.getAsLong());
  }

  @Override
  public void start(int totalTasks) {
    // JGit announces this seldom, and then not rightly.
  }

  @Override
  public void beginTask(String title, int totalWork) {
    if (title.equals(JGitText.get().receivingObjects)) {
      begin(SyncPhase.RECEIVING);
      objects += totalWork;
    } else if (title.equals(JGitText.get().resolvingDeltas)) {
      begin(SyncPhase.RESOLVING);
    } else if (phase != SyncPhase.UPDATING
        && phase != SyncPhase.CHECKING
        && phase != SyncPhase.PUSHING) {
      // What the upstream says about itself: it counts and compresses.
      begin(SyncPhase.NEGOTIATING);
    }
    total = totalWork;
    done = 0;
  }

  @Override
  public void update(int completed) {
    done += completed;
    if (System.nanoTime() - told >= EVERY_NANOS) {
      tell();
    }
  }

  @Override
  public void endTask() {
    total = 0;
    done = 0;
  }

  @Override
  public boolean isCancelled() {
    return cancellation.isCancelled();
  }

  @Override
  public void showDuration(boolean enabled) {
    // Durations are the outcome's.
  }
}
