package org.sluice.configsource;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.regex.Pattern;
import org.sluice.configsource.answer.SearchPaths;
import org.sluice.configsource.board.SourceRules;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.identity.Name;

/**
 * What somebody entered for a source, checked and completed.
 *
 * @param name of the source
 * @param owner of the repository
 * @param repository name of the repository
 * @param rules how it is followed and read
 */
record EnteredSource(String name, String owner, String repository, SourceRules rules) {

  static final Duration LEAST_INTERVAL = Duration.ofSeconds(5);
  private static final Duration MOST_INTERVAL = Duration.ofHours(24);
  private static final Duration MOST_STALENESS = Duration.ofDays(7);
  private static final int INTERVALS_TO_STALENESS = 10;
  private static final int STANDARD_RANK = 100;
  private static final int MOST_RANK = 1000;
  private static final int STANDARD_RETRIES = 3;
  private static final int MOST_RETRIES = 10;
  private static final int MOST_APPLICATIONS = 50;
  private static final int LONGEST_PATH = 200;

  private static final Pattern LABEL = Pattern.compile("[^\\p{Cntrl}\\s~^:?*\\[\\\\]{1,255}");
  private static final Pattern APPLICATION = Pattern.compile("[A-Za-z0-9_.+@*-]{1,100}");
  private static final Pattern PATH_PART =
      Pattern.compile("(?:[A-Za-z0-9_.+@* -]|\\{(?:application|profile|label)\\})+");

  /**
   * Checks what was entered.
   *
   * @param standardInterval taken where none is given
   * @throws DomainException INVALID with every field that breaks a rule
   */
  static EnteredSource of(NewConfigSource wanted, Duration standardInterval) {
    List<FieldError> errors = new ArrayList<>();
    Name.problem(wanted.name()).ifPresent(words -> errors.add(new FieldError("name", words)));
    String[] full = repository(wanted.repository(), errors);
    Duration interval =
        duration(
            "interval", wanted.interval(), LEAST_INTERVAL, MOST_INTERVAL, standardInterval, errors);
    Duration maxStaleness =
        duration(
            "maxStaleness",
            wanted.maxStaleness(),
            interval,
            MOST_STALENESS,
            usualStaleness(interval),
            errors);
    SourceRules rules =
        new SourceRules(
            label(wanted.defaultLabel(), errors),
            searchPaths(wanted.searchPaths(), errors),
            applications(wanted.applications(), errors),
            number("rank", wanted.rank(), MOST_RANK, STANDARD_RANK, errors),
            interval,
            maxStaleness,
            wanted.retryOnError() == null || wanted.retryOnError(),
            number("maxRetries", wanted.maxRetries(), MOST_RETRIES, STANDARD_RETRIES, errors));
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    return new EnteredSource(wanted.name(), full[0], full[1], rules);
  }

  /** Age from which on answers are called stale where nothing is said. */
  static Duration usualStaleness(Duration interval) {
    return least(MOST_STALENESS, interval.multipliedBy(INTERVALS_TO_STALENESS));
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private static String[] repository(String given, List<FieldError> errors) {
    String[] parts = given == null ? new String[0] : given.strip().split("/", -1);
    if (parts.length == 2 && !parts[0].isEmpty() && !parts[1].isEmpty()) {
      return parts;
    }
    errors.add(new FieldError("repository", "must be the owner and the name, as in team/app"));
    return new String[2];
  }

  private static String label(String given, List<FieldError> errors) {
    if (given == null || given.isBlank()) {
      return null;
    }
    String label = given.strip();
    boolean full = label.startsWith("refs/") || label.equals("HEAD");
    if (!LABEL.matcher(label).matches() || full || label.startsWith("-") || label.contains("..")) {
      errors.add(
          new FieldError("defaultLabel", "must be the short name of a branch or tag, or a commit"));
    }
    return label;
  }

  private static List<String> searchPaths(List<String> given, List<FieldError> errors) {
    List<String> paths = new ArrayList<>();
    if (given != null && given.size() > SearchPaths.MOST_PATTERNS) {
      errors.add(new FieldError("searchPaths", "may be " + SearchPaths.MOST_PATTERNS + " at most"));
      return List.of();
    }
    for (String each : given == null ? List.<String>of() : given) {
      String path = each == null ? "" : each.strip().replaceAll("^/+|/+$", "");
      boolean good = !path.isEmpty() && path.length() <= LONGEST_PATH;
      for (String part : path.split("/")) {
        good &= PATH_PART.matcher(part).matches() && !part.equals(".") && !part.contains("..");
      }
      if (!good) {
        errors.add(
            new FieldError(
                "searchPaths",
                "must be folders of up to "
                    + LONGEST_PATH
                    + " characters, which may hold {application}, {profile}, {label} and *"));
        return List.of();
      }
      paths.add(path);
    }
    return List.copyOf(new LinkedHashSet<>(paths));
  }

  private static List<String> applications(List<String> given, List<FieldError> errors) {
    if (given == null || given.isEmpty()) {
      return List.of("*");
    }
    boolean good =
        given.size() <= MOST_APPLICATIONS
            && given.stream().allMatch(each -> each != null && APPLICATION.matcher(each).matches());
    if (!good) {
      errors.add(
          new FieldError(
              "applications",
              "may be "
                  + MOST_APPLICATIONS
                  + " globs of letters, digits and any of -_.+@, where * stands for any of them"));
      return List.of();
    }
    return List.copyOf(new LinkedHashSet<>(given));
  }

  private static int number(
      String field, Integer given, int most, int standard, List<FieldError> errors) {
    if (given == null) {
      return standard;
    }
    if (given < 0 || given > most) {
      errors.add(new FieldError(field, "must be a whole number from 0 to " + most));
    }
    return given;
  }

  private static Duration duration(
      String field,
      String given,
      Duration least,
      Duration most,
      Duration standard,
      List<FieldError> errors) {
    if (given == null || given.isBlank()) {
      return standard;
    }
    try {
      Duration duration = Duration.parse(given.strip());
      boolean whole = duration.toNanosPart() == 0;
      if (whole && duration.compareTo(least) >= 0 && duration.compareTo(most) <= 0) {
        return duration;
      }
    } catch (DateTimeException | ArithmeticException notOne) {
      // Refused as one that is out of range.
    }
    errors.add(
        new FieldError(field, "must be a duration in whole seconds from " + least + " to " + most));
    return standard;
  }
}
