package org.sluice.git;

/** Hears how far a sync is. */
@FunctionalInterface
public interface SyncMonitor {

  /**
   * Called at most every 200 ms within a phase, and at its begin.
   *
   * @param phase what is being done
   * @param fraction part of the phase that is done, 0 to 1; NaN if not known
   * @param bytes received in this sync
   */
  void at(SyncPhase phase, double fraction, long bytes);
}
