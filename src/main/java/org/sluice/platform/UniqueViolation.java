package org.sluice.platform;

import java.sql.SQLException;

/** Tells the violation of a unique constraint from every other failure of the database. */
public final class UniqueViolation {

  /** SQLSTATE of unique_violation, the same on H2 and PostgreSQL. */
  private static final String STATE = "23505";

  private UniqueViolation() {}

  /** Whether a unique constraint is at the bottom of a failure. */
  public static boolean isCauseOf(Throwable failure) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql && STATE.equals(sql.getSQLState())) {
        return true;
      }
      if (each.getCause() == each) {
        return false;
      }
    }
    return false;
  }
}
