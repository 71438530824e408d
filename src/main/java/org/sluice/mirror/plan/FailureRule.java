package org.sluice.mirror.plan;

import java.util.logging.Level;
import org.sluice.git.SyncFailureKind;

/**
 * What follows from a failure of one kind: the one table of it.
 *
 * @param retry what Sluice does by itself
 * @param reach what the failure says of the upstream's host
 * @param counted whether it counts as a failure of the mirror; a wait that was asked for does not
 * @param disablesAfter runs in a row after which the timer leaves the mirror alone; 0 for never
 * @param announcedAfter failures in a row after which people hear of it; 0 for never
 * @param level how loudly it is logged
 * @param hint what a person can do about it, one sentence
 */
public record FailureRule(
    Retry retry,
    Reach reach,
    boolean counted,
    int disablesAfter,
    int announcedAfter,
    Level level,
    String hint) {

  /** What Sluice does by itself. */
  public enum Retry {
    /** Again within the run, then by the back-off. */
    WITHIN_RUN,
    /** Again by the back-off. */
    BACK_OFF,
    /** Again when the upstream says. */
    WHEN_TOLD,
    /** Nothing until a person has done something. */
    BY_PERSON,
    /** As if it had not failed: somebody wanted it so. */
    AS_ASKED
  }

  /** What a failure says of the upstream's host. */
  public enum Reach {
    /** It answered, if not as wished. */
    ANSWERED,
    /** It did not answer, or not of sound mind. */
    UNREACHED,
    /** Nothing: the fault is not known to be on its side. */
    UNTOLD
  }

  private static final int AUTH_IN_A_ROW = 5;
  private static final int ABSENT_IN_A_ROW = 3;
  private static final int TRANSIENT_IN_A_ROW = 3;

  /** The rule for a kind. */
  public static FailureRule of(SyncFailureKind kind) {
    return switch (kind) {
      case AUTH ->
          refused(AUTH_IN_A_ROW, 1, "The upstream wants an account that may read this repository.");
      case NOT_FOUND ->
          refused(
              ABSENT_IN_A_ROW,
              ABSENT_IN_A_ROW,
              "Check the clone URL; a private repository also looks like this without an account.");
      case GONE ->
          refused(
              ABSENT_IN_A_ROW,
              ABSENT_IN_A_ROW,
              "The upstream says that it is gone for good; the mirror is kept.");
      case MOVED ->
          byPerson(Reach.ANSWERED, "Change the clone URL to the new address if you trust it.");
      case HOST_KEY ->
          byPerson(Reach.ANSWERED, "Compare the host's key with the one that its owner publishes.");
      case BLOCKED_ADDRESS ->
          byPerson(
              Reach.UNTOLD, "An administrator can permit the address with sluice.egress.allow.");
      case RATE_LIMITED ->
          new FailureRule(
              Retry.WHEN_TOLD,
              Reach.ANSWERED,
              false,
              0,
              0,
              Level.INFO,
              "The next sync waits as long as the upstream asked.");
      case TIMEOUT -> unreached("The upstream is slow or hangs; the next sync tries again.");
      case NETWORK ->
          unreached(
              "The upstream cannot be reached, or the connection broke; the next sync tries again.");
      case UPSTREAM_5XX ->
          unreached("The upstream has trouble of its own; the next sync tries again.");
      case REJECTED ->
          new FailureRule(
              Retry.BACK_OFF,
              Reach.UNTOLD,
              true,
              0,
              1,
              Level.WARNING,
              "Let the account of the push move all branches and tags there, or lift their"
                  + " protection.");
      case REF_CONFLICT ->
          backOff(Reach.ANSWERED, 1, Level.WARNING, "Rename one of the two refs at the upstream.");
      case CORRUPT_UPSTREAM ->
          backOff(
              Reach.ANSWERED,
              1,
              Level.WARNING,
              "Check that the clone URL is that of a Git repository, and that the repository is"
                  + " sound.");
      case CORRUPT_LOCAL ->
          backOff(
              Reach.UNTOLD,
              1,
              Level.SEVERE,
              "Have the disk looked at; Sluice clones a damaged mirror again once a day, and with each"
                  + " sync by hand.");
      case DISK_FULL ->
          backOff(
              Reach.UNTOLD,
              TRANSIENT_IN_A_ROW,
              Level.SEVERE,
              "Make room on the disk that holds the mirrors.");
      case QUOTA ->
          backOff(
              Reach.ANSWERED,
              1,
              Level.WARNING,
              "The repository, or something in it, is larger than this installation permits.");
      case DEADLINE ->
          backOff(
              Reach.UNTOLD,
              TRANSIENT_IN_A_ROW,
              Level.WARNING,
              "The sync took longer than it may; the next one tries again.");
      case CANCELLED ->
          new FailureRule(
              Retry.AS_ASKED,
              Reach.UNTOLD,
              false,
              0,
              0,
              Level.INFO,
              "Sync it again when you like.");
      case INTERNAL ->
          backOff(Reach.UNTOLD, 1, Level.SEVERE, "This is a defect of Sluice; its log has more.");
    };
  }

  private static FailureRule refused(int disablesAfter, int announcedAfter, String hint) {
    return new FailureRule(
        Retry.BACK_OFF, Reach.ANSWERED, true, disablesAfter, announcedAfter, Level.WARNING, hint);
  }

  private static FailureRule byPerson(Reach reach, String hint) {
    return new FailureRule(Retry.BY_PERSON, reach, true, 0, 1, Level.WARNING, hint);
  }

  private static FailureRule unreached(String hint) {
    return new FailureRule(
        Retry.WITHIN_RUN, Reach.UNREACHED, true, 0, TRANSIENT_IN_A_ROW, Level.WARNING, hint);
  }

  private static FailureRule backOff(Reach reach, int announcedAfter, Level level, String hint) {
    return new FailureRule(Retry.BACK_OFF, reach, true, 0, announcedAfter, level, hint);
  }

  /** Whether Sluice tries again by itself. */
  public boolean retryable() {
    return retry == Retry.WITHIN_RUN || retry == Retry.BACK_OFF || retry == Retry.WHEN_TOLD;
  }
}
