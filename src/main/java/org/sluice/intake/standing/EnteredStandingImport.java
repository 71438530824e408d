package org.sluice.intake.standing;

import java.time.DateTimeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.intake.discovery.Globs;
import org.sluice.intake.plan.Plan;
import org.sluice.platform.settings.Settings;

/**
 * What somebody entered for a standing import, checked and completed.
 *
 * @param owner whose repositories; null for all that the account sees
 * @param include globs of which one must match; none for all
 * @param exclude globs of which none may match
 * @param namespace where repositories go
 * @param mirror whether they are mirrored
 * @param tags labels that all of them get
 * @param interval time between two looks
 */
record EnteredStandingImport(
    String owner,
    List<String> include,
    List<String> exclude,
    NamespaceRef namespace,
    boolean mirror,
    List<String> tags,
    Duration interval) {

  private static final Duration LEAST = Duration.ofHours(1);
  private static final Duration MOST = Duration.ofDays(7);
  private static final Duration STANDARD = Duration.ofDays(1);
  private static final int MAX_OWNER = 255;

  /** An upstream that breaks no rule, by which the labels of a repository are checked. */
  private static final String ANY_UPSTREAM = "https://git.example/owner/name.git";

  /**
   * Checks what was entered.
   *
   * @throws DomainException INVALID with every field that breaks a rule
   */
  static EnteredStandingImport of(
      NewStandingImport wanted, NamespaceService namespaces, Settings settings) {
    List<FieldError> errors = new ArrayList<>();
    String owner = owner(wanted.owner(), errors);
    List<String> include = globs("include", wanted.include(), errors);
    List<String> exclude = globs("exclude", wanted.exclude(), errors);
    List<String> tags = tags(wanted.tags(), settings, errors);
    Duration interval = interval(wanted.interval(), errors);
    Optional<NamespaceRef> namespace = namespace(wanted.namespace(), namespaces, errors);
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    return new EnteredStandingImport(
        owner,
        include,
        exclude,
        namespace.orElseThrow(),
        wanted.mirror() != null && wanted.mirror(),
        tags,
        interval);
  }

  private static String owner(String given, List<FieldError> errors) {
    String owner = given == null ? "" : given.strip();
    if (owner.length() > MAX_OWNER || owner.chars().anyMatch(Character::isISOControl)) {
      errors.add(
          new FieldError(
              "owner", "may have " + MAX_OWNER + " characters, none of them for control"));
    }
    return owner.isEmpty() ? null : owner;
  }

  private static List<String> globs(String field, List<String> given, List<FieldError> errors) {
    List<String> globs = given == null ? List.of() : given;
    Optional<String> problem =
        globs.stream().anyMatch(each -> each != null && each.chars().anyMatch(c -> c < ' '))
            ? Optional.of("must not hold control characters")
            : Globs.problem(globs);
    problem.ifPresent(words -> errors.add(new FieldError(field, words)));
    return problem.isPresent() ? List.of() : globs.stream().map(String::strip).toList();
  }

  private static List<String> tags(List<String> given, Settings settings, List<FieldError> errors) {
    List<String> tags = given == null ? List.of() : given;
    if (tags.stream().anyMatch(Objects::isNull)) {
      errors.add(new FieldError("tags", "must be words"));
      return List.of();
    }
    Plan.repository("team", "name", ANY_UPSTREAM, false, null, tags, null, null)
        .problems(settings)
        .stream()
        .filter(error -> error.field().equals("tags"))
        .forEach(errors::add);
    return List.copyOf(new LinkedHashSet<>(tags));
  }

  private static Duration interval(String given, List<FieldError> errors) {
    if (given == null || given.isBlank()) {
      return STANDARD;
    }
    try {
      Duration interval = Duration.parse(given.strip());
      if (interval.compareTo(LEAST) >= 0 && interval.compareTo(MOST) <= 0) {
        return interval;
      }
    } catch (DateTimeException | ArithmeticException notOne) {
      // Refused as one that is out of range.
    }
    errors.add(new FieldError("interval", "must be a duration from PT1H to P7D"));
    return STANDARD;
  }

  private static Optional<NamespaceRef> namespace(
      String given, NamespaceService namespaces, List<FieldError> errors) {
    if (given == null || given.isBlank()) {
      errors.add(new FieldError("namespace", "is required"));
      return Optional.empty();
    }
    Optional<NamespaceRef> found = namespaces.find(given.strip());
    if (found.isEmpty()) {
      errors.add(new FieldError("namespace", "there is no such namespace"));
    }
    return found;
  }
}
