package org.sluice.platform.database;

import java.util.Set;

/** Tells the violation of a foreign key from every other failure of the database. */
public final class ForeignKeyViolation {

  /** SQLSTATE of foreign_key_violation; H2 has another one for a row that refers to nothing. */
  private static final Set<String> STATES = Set.of("23503", "23506");

  private ForeignKeyViolation() {}

  /** Whether a foreign key is at the bottom of a failure. */
  public static boolean isCauseOf(Throwable failure) {
    return SqlState.isBehind(failure, STATES);
  }
}
