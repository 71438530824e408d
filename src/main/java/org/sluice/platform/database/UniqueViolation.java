package org.sluice.platform.database;

import java.util.Set;

/** Tells the violation of a unique constraint from every other failure of the database. */
public final class UniqueViolation {

  /** SQLSTATE of unique_violation, the same on H2 and PostgreSQL. */
  private static final Set<String> STATES = Set.of("23505");

  private UniqueViolation() {}

  /** Whether a unique constraint is at the bottom of a failure. */
  public static boolean isCauseOf(Throwable failure) {
    return SqlState.isBehind(failure, STATES);
  }
}
