package org.sluice.audit;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.Set;
import org.sluice.failure.DomainException;
import org.sluice.rest.PageQuery;

/**
 * Which entries are wanted; each part may be null.
 *
 * @param actor exact name of who did it
 * @param action exact action
 * @param outcome how it ended
 * @param since earliest time
 * @param until time before which
 * @param text part of the subject in lower case
 */
record AuditFilter(
    String actor, String action, AuditOutcome outcome, Instant since, Instant until, String text) {

  /** Filters that the list knows. */
  static final Set<String> NAMES = Set.of("actor", "action", "outcome", "since", "until");

  static AuditFilter of(PageQuery query) {
    return new AuditFilter(
        query.filter("actor").orElse(null),
        query.filter("action").orElse(null),
        query.filter("outcome", AuditOutcome.class).orElse(null),
        time(query, "since"),
        time(query, "until"),
        query.text() == null ? null : query.text().toLowerCase(Locale.ROOT));
  }

  private static Instant time(PageQuery query, String name) {
    try {
      return query.filter(name).map(Instant::parse).orElse(null);
    } catch (DateTimeParseException notATime) {
      throw DomainException.invalid(name, "must be a time such as 2026-01-31T12:00:00Z");
    }
  }
}
