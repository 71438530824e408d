package org.sluice.registry.status;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.UUID;
import org.sluice.platform.database.Database;

/** Lets the room of health checks write what lists tell of them. */
@Stateless
public class HealthColumns {

  @Inject private Database database;

  /** For the container. */
  public HealthColumns() {
    // The database is injected.
  }

  /** The columns of a database outside a container. */
  public HealthColumns(Database database) {
    this.database = database;
  }

  /**
   * Records what a check saw, in the caller's transaction.
   *
   * @param foundOut whether it found anything out, so that this is what is known from now on
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void seen(UUID id, HealthState state, boolean foundOut, Instant at) {
    if (foundOut) {
      database.execute(
          "update repository set health_state = ?, health_last_known = ?, health_checked_at = ?"
              + " where id = ?",
          state,
          state,
          at,
          id);
    } else {
      database.execute(
          "update repository set health_state = ?, health_checked_at = ? where id = ?",
          state,
          at,
          id);
    }
  }
}
