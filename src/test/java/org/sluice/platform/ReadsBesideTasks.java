package org.sluice.platform;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Reads outside of a transaction, and has something done meanwhile. */
@Stateless
public class ReadsBesideTasks {

  @PersistenceContext(unitName = "sluice")
  private EntityManager em;

  @Inject private Executors executors;

  /** Reads before, while and after a task runs; returns what it read last. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public int read() {
    one();
    // One thread serves this executor: the second task begins when the first is over entirely.
    Executor single = executors.care();
    CountDownLatch mayEnd = new CountDownLatch(1);
    CountDownLatch over = new CountDownLatch(1);
    single.execute(() -> await(mayEnd));
    single.execute(over::countDown);
    one();
    mayEnd.countDown();
    await(over);
    return one();
  }

  private int one() {
    return ((Number) em.createNativeQuery("select 1").getSingleResult()).intValue();
  }

  private static void await(CountDownLatch latch) {
    try {
      if (!latch.await(60, TimeUnit.SECONDS)) {
        throw new IllegalStateException("it never came");
      }
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(interrupted);
    }
  }
}
