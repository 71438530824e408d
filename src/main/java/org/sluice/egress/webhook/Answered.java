package org.sluice.egress.webhook;

import java.time.Duration;
import org.sluice.failure.FailureKind;

/**
 * What came back for a message, or why nothing did.
 *
 * @param outcome how far it came
 * @param status of HTTP; 0 if there was no answer
 * @param latency until the head of the answer, or until it was given up
 * @param type media type of the answer in lower case, without parameters; empty if it says none
 * @param text the beginning of the answer on one line, at most {@link #MAX_TEXT} characters, none
 *     of them a control or formatting character; empty if it says nothing that is text
 * @param kind why the message was not taken; null if it was
 * @param detail one safe sentence
 * @param retryAfter how long the receiver asks to wait; null if he does not, or took it
 */
public record Answered(
    Outcome outcome,
    int status,
    Duration latency,
    String type,
    String text,
    FailureKind kind,
    String detail,
    Duration retryAfter) {

  /** Most characters of the text; the answer is read as far as that many bytes. */
  public static final int MAX_TEXT = 1024;

  /** How far a message came. */
  public enum Outcome {
    /** The receiver answered, whatever he did. */
    ANSWERED,
    /** It did not go out: the transport or the address is not allowed. */
    NOT_ALLOWED,
    /** No connection could be made. */
    NOT_CONNECTED,
    /** No answer came in time; the message may have arrived. */
    TIMED_OUT,
    /** The connection broke before the answer; the message may have arrived. */
    BROKEN_OFF,
    /** The caller ended it; the message may have arrived. */
    CANCELLED
  }

  /** Whether the receiver took it. */
  public boolean isTaken() {
    return status >= 200 && status < 300;
  }

  static Answered none(Outcome outcome, Duration latency, FailureKind kind, String detail) {
    return new Answered(outcome, 0, latency, "", "", kind, detail, null);
  }
}
