package org.sluice.platform.database;

import java.sql.SQLException;
import java.util.Set;

/** Finds what the database said at the bottom of a failure. */
final class SqlState {

  private SqlState() {}

  /** Whether one of these states lies behind a failure. */
  static boolean isBehind(Throwable failure, Set<String> states) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (each instanceof SQLException sql && states.contains(sql.getSQLState())) {
        return true;
      }
      if (each.getCause() == each) {
        return false;
      }
    }
    return false;
  }
}
