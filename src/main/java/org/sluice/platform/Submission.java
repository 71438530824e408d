package org.sluice.platform;

import jakarta.ejb.ConcurrencyManagement;
import jakarta.ejb.ConcurrencyManagementType;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import java.util.concurrent.Executor;

/**
 * Hands a task to an executor from within a call of its own.
 *
 * <p>Payara lets a task go on with the call that submitted it, and with the entity managers that
 * this call uses outside a transaction: it closes them when the task ends, while the call still
 * reads with them. This call uses none.
 *
 * <p>It is made at the start. The first call may come from whoever hears of a transaction's end,
 * when Payara can make no singleton, and would never try again.
 */
@Singleton
@Startup
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
