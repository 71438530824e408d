package org.sluice.configsource.form;

import java.io.Writer;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/** Keeps what is written, up to a limit. */
final class BoundedWriter extends Writer {

  /** Most characters of an answer. */
  private static final int MOST_CHARACTERS = 32 << 20;

  private final StringBuilder written = new StringBuilder();

  @Override
  public void write(char[] from, int offset, int length) {
    if (written.length() + length > MOST_CHARACTERS) {
      throw new DomainException(
          FailureKind.TOO_LARGE,
          "configuration-too-large",
          "The configuration is larger than what is served in this form.");
    }
    written.append(from, offset, length);
  }

  @Override
  public void flush() {
    // Nothing is held back.
  }

  @Override
  public void close() {
    // Nothing is held.
  }

  @Override
  public String toString() {
    return written.toString();
  }
}
