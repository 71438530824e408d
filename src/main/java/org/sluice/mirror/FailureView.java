package org.sluice.mirror;

import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.git.SyncFailureKind;

/**
 * Why a sync failed, for a person.
 *
 * @param kind the failure's kind
 * @param message what happened, one sentence
 * @param hint what can be done about it, one sentence
 * @param retryable whether Sluice tries again by itself
 */
@Schema(name = "SyncFailure")
public record FailureView(SyncFailureKind kind, String message, String hint, boolean retryable) {

  /** The view of a failure; null if there is none. */
  static FailureView of(SyncFailureKind kind, String message) {
    return kind == null ? null : new FailureView(kind, message, hint(kind), retryable(kind));
  }

  /** The view of a failure of a push; null if there is none. */
  static FailureView ofPush(SyncFailureKind kind, String message) {
    return kind == null ? null : new FailureView(kind, message, pushHint(kind), retryable(kind));
  }

  private static String pushHint(SyncFailureKind kind) {
    return switch (kind) {
      case AUTH -> "The push URL wants an account that may write to that repository.";
      case NOT_FOUND, GONE ->
          "Check the push URL; the repository has to be made there before it is pushed to.";
      case MOVED -> "Change the push URL to the new address if you trust it.";
      case CORRUPT_UPSTREAM ->
          "Check that the push URL is that of a Git repository that takes pushes.";
      case RATE_LIMITED, TIMEOUT, NETWORK, UPSTREAM_5XX, DEADLINE ->
          "The server that is pushed to has trouble; a later sync tries again.";
      default -> hint(kind);
    };
  }

  /** Whether Sluice tries again by itself after a failure of the kind. */
  static boolean retryable(SyncFailureKind kind) {
    return switch (kind) {
      case BLOCKED_ADDRESS, HOST_KEY, MOVED, CANCELLED -> false;
      default -> true;
    };
  }

  private static String hint(SyncFailureKind kind) {
    return switch (kind) {
      case AUTH -> "The upstream wants an account that may read this repository.";
      case NOT_FOUND ->
          "Check the clone URL; a private repository also looks like this without an account.";
      case GONE -> "The upstream says that it is gone for good; the mirror is kept.";
      case MOVED -> "Change the clone URL to the new address if you trust it.";
      case HOST_KEY -> "Compare the host's key with the one that its owner publishes.";
      case RATE_LIMITED -> "The next sync waits as long as the upstream asked.";
      case TIMEOUT -> "The upstream is slow or hangs; the next sync tries again.";
      case NETWORK ->
          "The upstream cannot be reached, or the connection broke; the next sync tries again.";
      case UPSTREAM_5XX -> "The upstream has trouble of its own; the next sync tries again.";
      case REJECTED ->
          "Let the account of the push move all branches and tags there, or lift their protection.";
      case REF_CONFLICT -> "Rename one of the two refs at the upstream.";
      case CORRUPT_UPSTREAM ->
          "Check that the clone URL is that of a Git repository, and that the repository is sound.";
      case CORRUPT_LOCAL -> "The mirror on disk is damaged; delete and import it again.";
      case DISK_FULL -> "Make room on the disk that holds the mirrors.";
      case QUOTA -> "The repository is larger than this installation permits.";
      case BLOCKED_ADDRESS -> "An administrator can permit the address with sluice.egress.allow.";
      case CANCELLED -> "Sync it again when you like.";
      case DEADLINE -> "The sync took longer than it may; the next one tries again.";
      case INTERNAL -> "This is a defect of Sluice; its log has more.";
    };
  }
}
