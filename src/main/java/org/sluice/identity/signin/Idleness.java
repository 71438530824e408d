package org.sluice.identity.signin;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.time.Duration;
import java.time.Instant;

/**
 * Ends the session of a person who does nothing, although the open page goes on asking how things
 * stand: the server itself takes each such question for a sign of life.
 */
final class Idleness {

  private static final String SINCE = "sluice.idle-since";

  private Idleness() {}

  /**
   * Whether the session has been idle for too long, by the timeout that the server knows for it;
   * takes note of the request if a person made it.
   */
  static boolean isOver(HttpServletRequest request, HttpSession session, Instant now) {
    Duration most = Duration.ofSeconds(session.getMaxInactiveInterval());
    if (session.getAttribute(SINCE) instanceof Instant since
        && !most.isZero()
        && !most.isNegative()
        && !since.plus(most).isAfter(now)) {
      return true;
    }
    if (!RequestKind.polls(request)) {
      begin(session, now);
    }
    return false;
  }

  /** A person did something now. */
  static void begin(HttpSession session, Instant now) {
    session.setAttribute(SINCE, now);
  }
}
