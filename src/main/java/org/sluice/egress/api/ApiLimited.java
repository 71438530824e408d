package org.sluice.egress.api;

import java.io.IOException;
import java.time.Instant;

/** The server asks to wait, and the errand does not. */
public class ApiLimited extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Instant until;

  /**
   * It asks to wait.
   *
   * @param until when asking makes sense again
   */
  public ApiLimited(Instant until) {
    super("the limit of requests is reached");
    this.until = until;
  }

  /** When asking makes sense again. */
  public Instant until() {
    return until;
  }
}
