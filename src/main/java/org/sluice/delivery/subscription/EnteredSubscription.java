package org.sluice.delivery.subscription;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.sluice.delivery.plan.PathFilter;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;

/**
 * What somebody entered for a subscription, checked and completed.
 *
 * @param branch short name; null for the branch that HEAD names
 * @param include patterns of the paths that are sent
 * @param exclude patterns of those that are not, after all
 */
record EnteredSubscription(String branch, List<String> include, List<String> exclude) {

  private static final Pattern BRANCH = Pattern.compile("[^\\p{Cntrl}\\s~^:?*\\[\\\\]{1,255}");

  /**
   * Checks what was entered.
   *
   * @param errors of other fields, found before
   * @throws DomainException INVALID with every field that breaks a rule
   */
  static EnteredSubscription of(
      String branch, List<String> include, List<String> exclude, List<FieldError> errors) {
    List<FieldError> all = new ArrayList<>(errors);
    String name = branch(branch, all);
    List<String> sent = patterns("include", include, all);
    List<String> left = patterns("exclude", exclude, all);
    if (!all.isEmpty()) {
      throw DomainException.invalid(all);
    }
    return new EnteredSubscription(name, sent.isEmpty() ? PathFilter.EVERYTHING : sent, left);
  }

  private static String branch(String given, List<FieldError> errors) {
    if (given == null || given.isBlank()) {
      return null;
    }
    String name = given.strip();
    boolean odd =
        name.startsWith("refs/")
            || name.startsWith("-")
            || name.startsWith("/")
            || name.endsWith("/")
            || name.endsWith(".")
            || name.endsWith(".lock")
            || name.contains("..")
            || name.contains("//")
            || name.contains("@{");
    if (odd || !BRANCH.matcher(name).matches()) {
      errors.add(new FieldError("branch", "must be the short name of a branch"));
    }
    return name;
  }

  private static List<String> patterns(String field, List<String> given, List<FieldError> errors) {
    if (given == null) {
      return List.of();
    }
    try {
      PathFilter.requireValid(field, given);
      return List.copyOf(new LinkedHashSet<>(given));
    } catch (DomainException broken) {
      errors.addAll(broken.errors());
      return List.of();
    }
  }
}
