package org.sluice.mirror.push;

import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Duration;
import java.time.Instant;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.git.push.PushOutcome;
import org.sluice.mirror.MirrorPolicy;
import org.sluice.mirror.plan.FailureRule;
import org.sluice.mirror.plan.FailureView;
import org.sluice.mirror.upstream.HostHealth;

/**
 * What pushing on has left at the URL that a mirror is pushed to; part of the mirror's row.
 *
 * <p>It begins empty with each URL. A push that got everything through writes the digest of what it
 * pushed; one that failed counts, and keeps that digest; one that was refused a deletion and
 * nothing else got through, and says so as a failure that does not count, as does one that was
 * asked to wait. One that failed for what only a person can mend waits for him. It is never changed
 * but replaced.
 */
@Embeddable
public class PushState {

  /** How long what was pushed is taken to be there still without a look at it. */
  static final Duration BELIEVED = Duration.ofHours(6);

  private static final Duration LONGEST_BACK_OFF = Duration.ofHours(24);

  @Column(name = "last_push_attempt_at")
  private Instant lastAttemptAt;

  /** When the downstream was last seen to have what the mirror had. */
  @Column(name = "last_pushed_at")
  private Instant lastPushedAt;

  /** When the timer may push again after failures; null for with the next sync. */
  @Column(name = "push_not_before")
  private Instant notBefore;

  /** Whether the timer does not push until a person has done something. */
  @Column(name = "push_awaits_person")
  private boolean awaitsPerson;

  @Column(name = "push_failure_kind")
  @Enumerated(EnumType.STRING)
  private SyncFailureKind failureKind;

  @Column(name = "push_failure_message")
  private String failureMessage;

  @Column(name = "push_consecutive_failures")
  private int consecutiveFailures;

  /** SHA-256 over the branches and tags that were pushed last. */
  @Column(name = "pushed_digest")
  private String digest;

  /** Nothing was pushed yet. */
  public PushState() {}

  /** What is left after a push that reached its end. */
  public PushState after(PushOutcome outcome, Instant began) {
    PushState next = new PushState();
    next.digest = outcome.digest();
    outcome.remainder().ifPresent(next::tell);
    if (outcome.asked()) {
      next.lastAttemptAt = began;
      next.lastPushedAt = began;
    } else {
      next.lastAttemptAt = lastAttemptAt;
      next.lastPushedAt = lastPushedAt;
      next.failureKind = failureKind;
      next.failureMessage = failureMessage;
    }
    return next;
  }

  /**
   * What is left after a push that failed. A time that the server names is kept, within the bounds
   * that hold for upstreams too.
   *
   * @param interval time between two syncs, which is doubled for each failure, up to a day
   */
  public PushState after(SyncFailure failure, Instant began, Instant now, Duration interval) {
    PushState next = new PushState();
    next.lastAttemptAt = began;
    next.lastPushedAt = lastPushedAt;
    next.digest = digest;
    FailureRule rule = FailureRule.of(failure.kind());
    next.consecutiveFailures = consecutiveFailures + (rule.counted() ? 1 : 0);
    next.tell(failure);
    Duration wait = interval;
    for (int i = 0; i < next.consecutiveFailures && wait.compareTo(LONGEST_BACK_OFF) < 0; i++) {
      wait = wait.multipliedBy(2);
    }
    if (wait.compareTo(LONGEST_BACK_OFF) > 0) {
      wait = LONGEST_BACK_OFF;
    }
    next.notBefore = now.plus(failure.retryAfter().map(HostHealth::bounded).orElse(wait));
    next.awaitsPerson = !rule.retryable();
    return next;
  }

  /** The same after a person has changed what it is pushed with: it is due with the next sync. */
  public PushState woken() {
    PushState next = new PushState();
    next.lastAttemptAt = lastAttemptAt;
    next.lastPushedAt = lastPushedAt;
    next.failureKind = failureKind;
    next.failureMessage = failureMessage;
    next.consecutiveFailures = consecutiveFailures;
    next.digest = digest;
    return next;
  }

  private void tell(SyncFailure failure) {
    failureKind = failure.kind();
    failureMessage = MirrorPolicy.shortened(failure.getMessage());
  }

  /** Whether the timer may push by now. */
  public boolean isDue(Instant now) {
    return !awaitsPerson && (notBefore == null || !notBefore.isAfter(now));
  }

  /** Digest of what the downstream can be taken to have; null if it must be looked at. */
  public String believed(Instant now) {
    boolean fresh = lastPushedAt != null && lastPushedAt.plus(BELIEVED).isAfter(now);
    return fresh && !isCutShort() ? digest : null;
  }

  /** Whether anything was ever pushed there. */
  public boolean isBegun() {
    return digest != null;
  }

  /** Whether the last push failed; one that was asked to wait did not. */
  public boolean isFailing() {
    return consecutiveFailures > 0;
  }

  /** Whether the last push did not come to its end: it failed, or was asked to wait. */
  public boolean isCutShort() {
    // Whoever asks to wait has not said how much of a push it took.
    return isFailing() || failureKind == SyncFailureKind.RATE_LIMITED;
  }

  /** Whether it is for the last push that a run failed with that message. */
  public boolean isWhy(String message) {
    return message != null && message.equals(failureMessage);
  }

  public PushView toView(String url) {
    return new PushView(
        url,
        lastAttemptAt,
        lastPushedAt,
        FailureView.ofPush(failureKind, failureMessage),
        consecutiveFailures,
        digest != null && failureKind == null);
  }
}
