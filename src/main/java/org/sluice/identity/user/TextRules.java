package org.sluice.identity.user;

import java.util.List;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.platform.Inside;

/** What texts that somebody enters may hold: of users, and of what is named beside them. Pure. */
@Inside
public final class TextRules {

  private static final int MAX_DISPLAY_NAME = 200;
  private static final int MAX_EMAIL = 254;

  private TextRules() {}

  /** The text without blanks around it; null for one that says nothing. */
  public static String emptyToNull(String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }

  /**
   * Checks the name and the address of a user.
   *
   * @param displayName may be null
   * @param email may be null
   * @param errors gets what breaks a rule
   */
  public static void check(String displayName, String email, List<FieldError> errors) {
    check("displayName", displayName, MAX_DISPLAY_NAME, errors);
    check("email", email, MAX_EMAIL, errors);
    if (email != null && !email.isBlank() && !email.matches("[^@\\s]+@[^@\\s]+")) {
      errors.add(new FieldError("email", "must be an address such as ana@example.org"));
    }
  }

  /**
   * Checks a text of one line.
   *
   * @param text may be null
   * @param most characters that it may have
   * @param errors gets what breaks a rule
   */
  public static void check(String field, String text, int most, List<FieldError> errors) {
    if (text != null && text.length() > most) {
      errors.add(new FieldError(field, "may have " + most + " characters"));
    } else if (text != null && text.chars().anyMatch(Character::isISOControl)) {
      errors.add(new FieldError(field, "may not hold control characters"));
    }
  }

  /**
   * Refuses what breaks a rule.
   *
   * @throws DomainException INVALID with every error, if there is one
   */
  public static void refuse(List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
  }
}
