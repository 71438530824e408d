package org.sluice.job;

import java.util.Collection;
import java.util.UUID;
import org.sluice.job.item.ItemOutcome;

/**
 * The work of one kind of job on one item; rooms above implement it as a CDI bean.
 *
 * <p>It runs without a transaction and must be idempotent: after a crash it runs again.
 */
public interface JobWork {

  /** The kind whose items this does. */
  JobKind kind();

  /**
   * Stores what belongs to a job that is being inserted, whether it is started or repeats another.
   *
   * <p>It is called in the transaction of the insert, before what the starter hands in, and perhaps
   * for a transaction that is rolled back afterwards: it does nothing else than store.
   *
   * @param jobId the new job
   * @param subjectIds some of its subjects, each once; at most 500 at a time, and all calls of one
   *     job together in the order of the ids, so that two jobs lock rows in the same order
   */
  default void enqueued(UUID jobId, Collection<UUID> subjectIds) {}

  /**
   * Does one item.
   *
   * @param item the item, its cancellation and its progress
   * @return how it ended; never null
   * @throws Exception a defect; the engine records the item as failed with an incident id
   */
  ItemOutcome run(ItemRun item) throws Exception;
}
