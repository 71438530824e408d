package org.sluice.job.row;

import java.util.Set;
import java.util.UUID;

/**
 * A job together with the namespaces by which it is seen.
 *
 * @param job the job
 * @param namespaces ids; empty if it never had an item
 */
public record SeenJob(Job job, Set<UUID> namespaces) {

  /** Copies the set. */
  public SeenJob {
    namespaces = Set.copyOf(namespaces);
  }
}
