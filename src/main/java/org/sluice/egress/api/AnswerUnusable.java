package org.sluice.egress.api;

import java.io.IOException;

/** An answer came that HTTP does not allow, or that is too large; asking again would not help. */
public class AnswerUnusable extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * It cannot be used.
   *
   * @param message what is wrong with it, in a few safe words
   */
  public AnswerUnusable(String message) {
    super(message);
  }
}
