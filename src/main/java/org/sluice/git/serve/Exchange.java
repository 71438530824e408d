package org.sluice.git.serve;

/**
 * What a client was given in one request.
 *
 * @param kind what it came to
 * @param objects that were sent
 * @param refusal why the client was sent away in words of Git's protocol; null if it was not
 */
public record Exchange(Kind kind, long objects, String refusal) {

  /** What a request came to. */
  public enum Kind {
    /** The refs were listed, or nothing was asked. */
    LISTING,
    /** Both sides compared what they have; no pack was sent. */
    NEGOTIATION,
    /** A pack for somebody who has nothing yet. */
    CLONE,
    /** A pack for somebody who has a part, or who asks for single objects. */
    FETCH
  }
}
