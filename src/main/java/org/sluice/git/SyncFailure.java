package org.sluice.git;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import org.sluice.egress.ssh.SshHostKey;

/** A sync that did not reach its end; the mirror is as it was before. */
public class SyncFailure extends Exception {

  private static final long serialVersionUID = 1L;

  private final SyncFailureKind kind;
  private final transient Duration retryAfter;
  private final transient SshHostKey presentedKey;

  /**
   * A failure without a time to wait for.
   *
   * @param kind why
   * @param detail one sentence for a person, without secrets
   * @param cause what was caught; may be null
   */
  public SyncFailure(SyncFailureKind kind, String detail, Throwable cause) {
    this(kind, detail, null, cause);
  }

  /**
   * A failure after which the upstream named a time to wait.
   *
   * @param retryAfter how long; null if not named
   */
  public SyncFailure(SyncFailureKind kind, String detail, Duration retryAfter, Throwable cause) {
    this(kind, detail, retryAfter, null, cause);
  }

  private SyncFailure(
      SyncFailureKind kind,
      String detail,
      Duration retryAfter,
      SshHostKey presentedKey,
      Throwable cause) {
    super(detail, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.retryAfter = retryAfter;
    this.presentedKey = presentedKey;
  }

  /** The failure that an SSH server showed a key that is not one of those known. */
  public static SyncFailure hostKey(String detail, SshHostKey presented, Throwable cause) {
    return new SyncFailure(SyncFailureKind.HOST_KEY, detail, null, presented, cause);
  }

  /** The same failure with words before its sentence. */
  public SyncFailure after(String words) {
    Throwable cause = getCause() == null ? this : getCause();
    return new SyncFailure(kind, words + getMessage(), retryAfter, presentedKey, cause);
  }

  /** Why. */
  public SyncFailureKind kind() {
    return kind;
  }

  /** The key that an SSH server showed and that is not known. */
  public Optional<SshHostKey> presentedKey() {
    return Optional.ofNullable(presentedKey);
  }

  /** How long the upstream asked to wait. */
  public Optional<Duration> retryAfter() {
    return Optional.ofNullable(retryAfter);
  }
}
