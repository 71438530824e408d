package org.sluice.delivery.courier;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import org.sluice.delivery.row.DueSubscriptions;
import org.sluice.platform.Cancellation;

/**
 * Begins runs that are due, as far as there are places for them, and few of one subscriber: one who
 * has much to receive, or is slow, leaves room for the others. Thread-safe.
 */
final class Rounds {

  /** Runs of one subscriber at once. */
  static final int OF_ONE_SUBSCRIBER = 4;

  /** Knows what is due. */
  @FunctionalInterface
  interface Source {

    /**
     * Those that have to be looked at by now, the longest due first.
     *
     * @param except subscribers of which none is asked for
     */
    List<DueSubscriptions.Due> due(Collection<UUID> except, int most);
  }

  /** A run, from its beginning to its end. */
  @FunctionalInterface
  interface Work {

    /**
     * Runs one that is due.
     *
     * @param turn with it, given back by whoever calls
     */
    void run(DueSubscriptions.Due due, Turns.Turn turn);
  }

  private final int most;
  private final Semaphore places;
  private final Map<UUID, Integer> bySubscriber = new ConcurrentHashMap<>();
  private final Source source;
  private final Turns turns;
  private final Executor executor;
  private final Work work;
  private volatile boolean stopping;

  /**
   * Rounds in which nothing runs yet.
   *
   * @param places runs at once
   * @param work never throws
   */
  Rounds(int places, Source source, Turns turns, Executor executor, Work work) {
    this.most = places;
    this.places = new Semaphore(places);
    this.source = source;
    this.turns = turns;
    this.executor = executor;
    this.work = work;
  }

  /** Begins the runs that are due, as far as there are places; each that ends looks again. */
  void look() {
    boolean more = true;
    for (int round = 0; more && round < most; round++) {
      int free = places.availablePermits();
      if (stopping || free == 0) {
        return;
      }
      // What is due and cannot begin since it is run already has a turn.
      int page = free + turns.size();
      List<DueSubscriptions.Due> due = source.due(full(), page);
      int begun = 0;
      for (DueSubscriptions.Due each : due) {
        begun += begin(each) ? 1 : 0;
      }
      // A page of one subscriber fills his places: others come in the next one.
      more = begun > 0 && due.size() == page;
    }
  }

  /** Subscribers of whom no further one may be run. */
  private List<UUID> full() {
    return bySubscriber.entrySet().stream()
        .filter(each -> each.getValue() >= OF_ONE_SUBSCRIBER)
        .map(Map.Entry::getKey)
        .toList();
  }

  private boolean begin(DueSubscriptions.Due due) {
    if (stopping || !enter(due.subscriberId())) {
      return false;
    }
    Optional<Turns.Turn> turn = Optional.empty();
    boolean begun = false;
    try {
      turn = turns.tryTake(due.id(), new Cancellation());
      if (turn.isPresent()) {
        Turns.Turn mine = turn.get();
        executor.execute(() -> run(due, mine));
        begun = true;
      }
      return begun;
    } finally {
      if (!begun) {
        turn.ifPresent(Turns.Turn::close);
        leave(due.subscriberId());
      }
    }
  }

  private boolean enter(UUID subscriber) {
    if (!places.tryAcquire()) {
      return false;
    }
    int now = bySubscriber.merge(subscriber, 1, Integer::sum);
    if (now > OF_ONE_SUBSCRIBER) {
      leave(subscriber);
      return false;
    }
    return true;
  }

  private void leave(UUID subscriber) {
    bySubscriber.computeIfPresent(subscriber, (id, count) -> count == 1 ? null : count - 1);
    places.release();
  }

  private void run(DueSubscriptions.Due due, Turns.Turn turn) {
    try (turn) {
      work.run(due, turn);
    } finally {
      leave(due.subscriberId());
    }
    look();
  }

  /** Begins nothing more. */
  void stop() {
    stopping = true;
  }
}
