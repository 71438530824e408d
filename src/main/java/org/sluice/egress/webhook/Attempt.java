package org.sluice.egress.webhook;

import java.time.Duration;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/**
 * What became of one attempt to send.
 *
 * @param verdict what follows from it
 * @param kind why it was not taken; null if it was
 * @param detail one safe sentence
 * @param retryAfter how long the receiver asks to wait; null if he does not
 */
public record Attempt(Verdict verdict, FailureKind kind, String detail, Duration retryAfter) {

  private static final int MAX_DETAIL = 300;

  /** What follows from an attempt. */
  public enum Verdict {
    /** It is done. */
    SENT,
    /** Another attempt may do. */
    AGAIN,
    /** No other attempt will do. */
    FAILED,
    /** The receiver wants nothing any more. */
    GONE
  }

  /** Cuts the detail to what is stored. */
  public Attempt {
    detail = detail.length() <= MAX_DETAIL ? detail : detail.substring(0, MAX_DETAIL);
  }

  public static Attempt sent(String detail) {
    return new Attempt(Verdict.SENT, null, detail, null);
  }

  public static Attempt again(FailureKind kind, String detail) {
    return new Attempt(Verdict.AGAIN, kind, detail, null);
  }

  public static Attempt failed(FailureKind kind, String detail) {
    return new Attempt(Verdict.FAILED, kind, detail, null);
  }

  static Attempt gone(String detail) {
    return new Attempt(Verdict.GONE, FailureKind.REFUSED_UPSTREAM, detail, null);
  }

  public Attempt after(Duration wait) {
    return new Attempt(verdict, kind, detail, wait);
  }

  /**
   * The refusal for somebody who waits for the outcome.
   *
   * @param receiver one word for who was sent to, with which the problem's slug begins
   */
  public DomainException refusal(String receiver) {
    return new DomainException(
        kind,
        receiver
            + switch (kind) {
              case UPSTREAM_TIMEOUT -> "-timeout";
              case UPSTREAM_FAILED -> "-unreachable";
              default -> "-refused";
            },
        detail);
  }
}
