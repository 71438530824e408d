package org.sluice.job;

/**
 * The work of one kind of job on one item; rooms above implement it as a CDI bean.
 *
 * <p>It runs without a transaction and must be idempotent: after a crash it runs again.
 */
public interface JobWork {

  /** The kind whose items this does. */
  JobKind kind();

  /**
   * Does one item.
   *
   * @param item the item, its cancellation and its progress
   * @return how it ended; never null
   * @throws Exception a defect; the engine records the item as failed with an incident id
   */
  ItemOutcome run(ItemRun item) throws Exception;
}
