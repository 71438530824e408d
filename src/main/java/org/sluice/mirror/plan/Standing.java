package org.sluice.mirror.plan;

import org.sluice.git.SyncFailureKind;
import org.sluice.platform.Inside;

/**
 * How a mirror stands with its upstream, as the runs so far have left it.
 *
 * @param failures failures since the last success
 * @param backedOff failures that the back-off counts: those since a person or a webhook last asked
 * @param refusedAs kind of the last answer that refused; null if none since the last success
 * @param refusals answers of that kind in a row; what gets no answer neither confirms nor refutes
 * @param disabled whether the timer leaves it alone
 * @param announced whether people were told that it fails
 */
@Inside
public record Standing(
    int failures,
    int backedOff,
    SyncFailureKind refusedAs,
    int refusals,
    boolean disabled,
    boolean announced) {

  /** Of a mirror that works, or that nothing is known of. */
  public static final Standing GOOD = new Standing(0, 0, null, 0, false, false);

  /** What people are told when a run has changed how a mirror stands; each once. */
  public enum Turn {
    /** Nothing that they have not heard. */
    NONE,
    /** It fails. */
    FAILED,
    /** It is left alone from now on. */
    DISABLED,
    /** It works again after they had heard that it fails. */
    RECOVERED
  }

  /**
   * After a run that failed.
   *
   * @param asked whether a person or a webhook had asked for the run: it resets the back-off
   */
  public Standing failed(SyncFailureKind kind, boolean asked) {
    FailureRule rule = FailureRule.of(kind);
    if (!rule.counted()) {
      return this;
    }
    boolean answered = rule.reach() == FailureRule.Reach.ANSWERED;
    int row = answered ? (kind == refusedAs ? refusals + 1 : 1) : refusals;
    SyncFailureKind as = answered ? kind : refusedAs;
    boolean off = answered ? rule.disablesAfter() > 0 && row >= rule.disablesAfter() : disabled;
    boolean told =
        off || rule.announcedAfter() > 0 && failures + 1 >= rule.announcedAfter() || announced;
    return new Standing(failures + 1, asked ? 1 : backedOff + 1, as, row, off, told);
  }

  /** After a failure is taken back that was not the mirror's own: its host did not answer. */
  public Standing forgiven() {
    return new Standing(
        Math.max(0, failures - 1),
        Math.max(0, backedOff - 1),
        refusedAs,
        refusals,
        disabled,
        announced);
  }

  /** After a person has changed what it is synced from: it is tried anew. */
  public Standing woken() {
    return new Standing(failures, 0, null, 0, false, announced);
  }

  /** What people are to be told, if a run has led from the given standing to this one. */
  public Turn since(Standing before) {
    if (disabled && !before.disabled) {
      return Turn.DISABLED;
    }
    if (announced && !before.announced) {
      return Turn.FAILED;
    }
    return before.announced && !announced ? Turn.RECOVERED : Turn.NONE;
  }
}
