package org.sluice.configsource.answer;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.sluice.failure.DomainException;

/**
 * What a client asks for, as it stands in the URL.
 *
 * @param application as it was asked for, perhaps several joined by commas
 * @param profile as it was asked for, perhaps several joined by commas
 * @param label as it was asked for, slashes for what stands in their place; null if none was
 */
public record Question(String application, String profile, String label) {

  /** Most applications or profiles of a question. */
  private static final int MOST_NAMES = 30;

  private static final int MOST_LETTERS = 1_000;

  private static final Pattern NAME = Pattern.compile("[\\p{L}\\p{Nd}._+@-]+");

  /**
   * Judges the names.
   *
   * @throws DomainException INVALID
   */
  public Question {
    for (String each : names("application", application)) {
      if (!NAME.matcher(each).matches() || each.contains("..")) {
        throw DomainException.invalid(
            "application", "may have letters, digits and -_.+@, and no two dots in a row");
      }
    }
    for (String each : names("profile", profile)) {
      if (!isProfile(each) || each.contains("..")) {
        throw DomainException.invalid(
            "profile",
            "may have letters, digits and -_.+@, no two dots in a row, and begins and ends with a"
                + " letter or digit");
      }
    }
  }

  /** Names of the applications, in the order of the question. */
  public List<String> applications() {
    return names("application", application);
  }

  /** Names of the profiles, in the order of the question, each once. */
  public List<String> profiles() {
    return names("profile", profile);
  }

  /** Whether no profile is asked for, so that files cannot name others. */
  boolean isForNoProfile() {
    return profiles().get(0).equalsIgnoreCase("default");
  }

  /** Whether a profile can be called so. */
  static boolean isProfile(String name) {
    return NAME.matcher(name).matches()
        && Character.isLetterOrDigit(name.codePointAt(0))
        && Character.isLetterOrDigit(name.codePointBefore(name.length()));
  }

  private static List<String> names(String field, String joined) {
    if (joined.length() > MOST_LETTERS) {
      throw DomainException.invalid(field, "is too long");
    }
    Set<String> names = new LinkedHashSet<>();
    for (String name : joined.split(",", -1)) {
      names.add(name);
    }
    if (names.size() > MOST_NAMES) {
      throw DomainException.invalid(field, "names more than " + MOST_NAMES);
    }
    return new ArrayList<>(names);
  }
}
