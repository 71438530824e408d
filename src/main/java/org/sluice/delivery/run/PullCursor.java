package org.sluice.delivery.run;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sluice.failure.DomainException;
import org.sluice.platform.Inside;

/**
 * How far who pulls has come: the number of the last message that it has, or of the last chunk of a
 * message of which it has not all. Written {@code 17}, or {@code 17-3}.
 *
 * @param sequence of the message; 0 for nothing
 * @param chunk the last chunk that it has; -1 for the whole message
 */
@Inside
public record PullCursor(long sequence, int chunk) {

  /** It has nothing. */
  public static final PullCursor NOTHING = new PullCursor(0, -1);

  private static final Pattern FORM = Pattern.compile("([0-9]{1,18})(?:-([0-9]{1,9}))?");

  /**
   * Reads what was answered before.
   *
   * @param text null or empty for nothing
   * @throws DomainException INVALID, naming the parameter {@code after}
   */
  public static PullCursor parse(String text) {
    if (text == null || text.isEmpty()) {
      return NOTHING;
    }
    Matcher parts = FORM.matcher(text);
    if (!parts.matches()) {
      throw unknown();
    }
    return new PullCursor(
        Long.parseLong(parts.group(1)),
        parts.group(2) == null ? -1 : Integer.parseInt(parts.group(2)));
  }

  /** The last message of which it has all. */
  long whole() {
    return chunk < 0 ? sequence : sequence - 1;
  }

  /** What is answered to a cursor that nobody can have been given. */
  static DomainException unknown() {
    return DomainException.invalid("after", "is no cursor that was answered before");
  }

  @Override
  public String toString() {
    return chunk < 0 ? Long.toString(sequence) : sequence + "-" + chunk;
  }
}
