package org.sluice.platform;

import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.context.ApplicationScoped;

/**
 * Defines the executors by name.
 *
 * <p>The server's default executor rejects beyond its queue on one server and has four threads on
 * the other; a definition of our own queues and holds its limit on both.
 */
@ManagedExecutorDefinition(name = Executors.JOBS, maxAsync = Executors.JOBS_CEILING)
@ManagedExecutorDefinition(name = Executors.HOUSEKEEPING, maxAsync = 4)
@ManagedExecutorDefinition(name = Executors.CARE, maxAsync = 1)
@ManagedExecutorDefinition(name = Executors.WATCHERS, maxAsync = 8)
@ManagedExecutorDefinition(name = Executors.MESSAGES, maxAsync = 4)
@ManagedExecutorDefinition(name = Executors.FOLLOWERS, maxAsync = 16)
@ManagedExecutorDefinition(name = Executors.DELIVERIES, maxAsync = Executors.DELIVERIES_AT_ONCE)
@ManagedExecutorDefinition(name = Executors.DELIVERY_ROWS, maxAsync = 8)
@ApplicationScoped
public class Executors {

  /** Runs job items. */
  public static final String JOBS = "java:app/concurrent/jobs";

  /** Runs the dispatcher and the outcome writer: short tasks that never wait. */
  public static final String HOUSEKEEPING = "java:app/concurrent/housekeeping";

  /** Looks after what lies on disk, one thing at a time. */
  public static final String CARE = "java:app/concurrent/care";

  /**
   * Sends to watchers over the network, where a slow one may block: never shared with the others.
   */
  public static final String WATCHERS = "java:app/concurrent/watchers";

  /** Sends messages to channels over the network, one at a time to each; they may be slow. */
  public static final String MESSAGES = "java:app/concurrent/messages";

  /** Asks upstreams of configuration sources whether anything is new; each waits for its answer. */
  public static final String FOLLOWERS = "java:app/concurrent/followers";

  /** Sends files to subscribers, each of which may be slow. */
  public static final String DELIVERIES = "java:app/concurrent/deliveries";

  /**
   * Records and plans beside what sends files: short statements that wait for the database only.
   */
  public static final String DELIVERY_ROWS = "java:app/concurrent/deliveryRows";

  /** Subscriptions that one node delivers at once, besides those of jobs. */
  public static final int DELIVERIES_AT_ONCE = 32;

  /** Most items that one node runs at once; the dispatcher holds the configured limit below it. */
  public static final int JOBS_CEILING = 64;
}
