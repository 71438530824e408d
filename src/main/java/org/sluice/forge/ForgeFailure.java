package org.sluice.forge;

import java.time.Instant;
import java.util.Objects;

/** What kept a forge from telling what it was asked for; the message is one safe sentence. */
public class ForgeFailure extends Exception {

  private static final long serialVersionUID = 1L;

  /** What went wrong, as far as it decides what follows. */
  public enum Kind {
    /** The token is not taken (401). */
    AUTH,
    /** The token is good and may not do this, single sign-on included (403). */
    FORBIDDEN,
    /** There is no such thing, or the token does not see it (404). */
    NOT_FOUND,
    /** The forge shows it to nobody (451, or 403 with a block). */
    BLOCKED,
    /** The forge asks to wait, and the errand cannot. */
    LIMITED,
    /** The forge has a fault of its own (5xx). */
    UNAVAILABLE,
    /** Nothing came for too long. */
    TIMEOUT,
    /** Its name is not known, or nobody listens there. */
    UNREACHABLE,
    /** The address guard lets nobody go there. */
    ADDRESS_REFUSED,
    /** The answer leads to another host, and the token does not go there. */
    LEADS_AWAY,
    /** The answer is not what this forge's documentation says, or too large. */
    MALFORMED,
    /** Who asked has stopped. */
    CANCELLED
  }

  private final Kind kind;
  private final transient Instant until;

  /** A failure of a kind. */
  public ForgeFailure(Kind kind, String message, Throwable cause) {
    this(kind, message, null, cause);
  }

  /**
   * A failure that ends by itself.
   *
   * @param until when asking makes sense again; null if not told
   */
  public ForgeFailure(Kind kind, String message, Instant until, Throwable cause) {
    super(message, cause);
    this.kind = Objects.requireNonNull(kind, "kind");
    this.until = until;
  }

  /** What went wrong. */
  public Kind kind() {
    return kind;
  }

  /** When asking makes sense again; null if not told. */
  public Instant until() {
    return until;
  }
}
