package org.sluice.platform;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.concurrent.Executor;

/**
 * Hands a task to an executor from within a call of its own.
 *
 * <p>Payara lets a task go on with the call that submitted it, and with the entity managers that
 * this call uses outside a transaction: it closes them when the task ends, while the call still
 * reads with them. This call uses none.
 */
@Singleton
@ConcurrencyManagement(ConcurrencyManagementType.BEAN)
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class Submission {

  /**
   * Hands a task over.
   *
   * @return null, or why the executor took it not; returned since what is thrown here would undo
   *     the caller's transaction
   */
  public Throwable submit(Executor executor, Runnable task) {
    try {
      executor.execute(task);
      return null;
    } catch (RuntimeException | Error refused) {
      return refused;
    }
  }
}
