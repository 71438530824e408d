package org.sluice.platform.database;

import java.sql.SQLException;

/** A database that does not answer as it should; another attempt may do. */
public final class DatabaseFailed extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DatabaseFailed(SQLException cause) {
    super("state " + cause.getSQLState(), cause);
  }
}
