package org.sluice.platform;

import jakarta.annotation.Resource;
import jakarta.ejb.EJBException;
import jakarta.enterprise.concurrent.ManagedExecutorDefinition;
import jakarta.enterprise.concurrent.ManagedExecutorService;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * The executors; whoever has work for one asks for it here.
 *
 * <p>The server's default executor rejects beyond its queue on one server and has four threads on
 * the other; a definition of our own queues and holds its limit on both. None is injected where it
 * is used, since a task must not go on with the call that submits it: see {@link Submission}.
 *
 * <p>All of them refuse with a {@link RejectedExecutionException} once the application stops.
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

  static final String JOBS = "java:app/concurrent/jobs";
  static final String HOUSEKEEPING = "java:app/concurrent/housekeeping";
  static final String CARE = "java:app/concurrent/care";
  static final String WATCHERS = "java:app/concurrent/watchers";
  static final String MESSAGES = "java:app/concurrent/messages";
  static final String FOLLOWERS = "java:app/concurrent/followers";
  static final String DELIVERIES = "java:app/concurrent/deliveries";
  static final String DELIVERY_ROWS = "java:app/concurrent/deliveryRows";

  /** Subscriptions that one node delivers at once, besides those of jobs. */
  public static final int DELIVERIES_AT_ONCE = 32;

  /** Most items that one node runs at once; the dispatcher holds the configured limit below it. */
  public static final int JOBS_CEILING = 64;

  @Resource(lookup = JOBS)
  private ManagedExecutorService jobs;

  @Resource(lookup = HOUSEKEEPING)
  private ManagedExecutorService housekeeping;

  @Resource(lookup = CARE)
  private ManagedExecutorService care;

  @Resource(lookup = WATCHERS)
  private ManagedExecutorService watchers;

  @Resource(lookup = MESSAGES)
  private ManagedExecutorService messages;

  @Resource(lookup = FOLLOWERS)
  private ManagedExecutorService followers;

  @Resource(lookup = DELIVERIES)
  private ManagedExecutorService deliveries;

  @Resource(lookup = DELIVERY_ROWS)
  private ManagedExecutorService deliveryRows;

  @Inject private Submission submission;

  /** Runs job items. */
  public Executor jobs() {
    return task -> submit(jobs, task);
  }

  /** Runs the dispatcher and the outcome writer: short tasks that never wait. */
  public Executor housekeeping() {
    return task -> submit(housekeeping, task);
  }

  /** Looks after what lies on disk, one thing at a time. */
  public Executor care() {
    return task -> submit(care, task);
  }

  /**
   * Sends to watchers over the network, where a slow one may block: never shared with the others.
   */
  public Executor watchers() {
    return task -> submit(watchers, task);
  }

  /** Sends messages to channels over the network, one at a time to each; they may be slow. */
  public Executor messages() {
    return task -> submit(messages, task);
  }

  /** Asks upstreams of configuration sources whether anything is new; each waits for its answer. */
  public Executor followers() {
    return task -> submit(followers, task);
  }

  /** Sends files to subscribers, each of which may be slow. */
  public Executor deliveries() {
    return task -> submit(deliveries, task);
  }

  /**
   * Records and plans beside what sends files: short statements that wait for the database only.
   */
  public Executor deliveryRows() {
    return task -> submit(deliveryRows, task);
  }

  private void submit(Executor executor, Runnable task) {
    Throwable refusal;
    try {
      refusal = submission.submit(executor, task);
    } catch (EJBException stopped) {
      throw new RejectedExecutionException(stopped);
    }
    if (refusal instanceof Error error) {
      throw error;
    }
    if (refusal instanceof RuntimeException refused) {
      throw refused;
    }
  }
}
