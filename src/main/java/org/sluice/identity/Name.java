package org.sluice.identity;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.sluice.failure.DomainException;

/**
 * The one rule for names of users, namespaces and repositories: 1 to 100 of {@code A-Za-z0-9._-},
 * no leading dot, no {@code ..}, not ending in {@code .git} or {@code .lock}.
 *
 * <p>Names differ if they differ in more than case; {@link #key} is what is stored to compare.
 */
public final class Name {

  /** Most characters of a name. */
  public static final int MAX_LENGTH = 100;

  private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]{1," + MAX_LENGTH + "}");

  private Name() {}

  /**
   * Checks a name.
   *
   * @param field field of the input that holds it, for the refusal
   * @param name the name; null is refused
   * @return the same name
   * @throws DomainException INVALID if it breaks the rule
   */
  public static String require(String field, String name) {
    problem(name)
        .ifPresent(
            broken -> {
              throw DomainException.invalid(field, broken);
            });
    return name;
  }

  /** What is wrong with a name, in words for a field error; empty if nothing is. */
  public static Optional<String> problem(String name) {
    if (name == null || name.isEmpty()) {
      return Optional.of("is required");
    }
    if (!ALLOWED.matcher(name).matches()) {
      return Optional.of("may have 1 to 100 of the characters A-Z, a-z, 0-9, dot, _ and -");
    }
    String key = key(name);
    if (key.startsWith(".") || key.contains("..")) {
      return Optional.of("may not begin with a dot nor hold two dots in a row");
    }
    if (key.endsWith(".git") || key.endsWith(".lock")) {
      return Optional.of("may not end in .git or .lock");
    }
    return Optional.empty();
  }

  /** The form in which names are compared: lower case, alike in every locale. */
  public static String key(String name) {
    return name.toLowerCase(Locale.ROOT);
  }
}
