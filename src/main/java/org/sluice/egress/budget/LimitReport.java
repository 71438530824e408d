package org.sluice.egress.budget;

import java.time.Instant;

/**
 * What an answer says of the budget that its request counted against.
 *
 * @param resource the part of the budget that it is about, where an API has several, such as {@code
 *     core} and {@code graphql}; empty where there is one
 * @param limit requests of a window; null if not told
 * @param remaining those that are left; null if not told
 * @param resetAt when the window ends; null if not told
 * @param refusal whether the request was refused for a limit
 * @param until when asking makes sense again, if it was refused; null if not told
 */
public record LimitReport(
    String resource, Long limit, Long remaining, Instant resetAt, Refusal refusal, Instant until) {

  /** Why a request was refused. */
  public enum Refusal {
    /** It was not, or for another reason than a limit. */
    NONE,
    /** The window's requests are used up. */
    USED_UP,
    /** Too many at once or too fast; how long to wait may not be told. */
    TOO_FAST
  }

  /** Nothing. */
  public static final LimitReport SILENT =
      new LimitReport("", null, null, null, Refusal.NONE, null);
}
