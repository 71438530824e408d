package org.sluice.delivery.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.sluice.delivery.gate.SubscriberGate;
import org.sluice.delivery.gate.SubscriberGates;
import org.sluice.delivery.plan.Planner;
import org.sluice.delivery.plan.Survey;
import org.sluice.delivery.row.Delivery;
import org.sluice.delivery.row.DeliveryAttempt;
import org.sluice.delivery.row.DeliveryEvent;
import org.sluice.delivery.row.DeliveryStatus;
import org.sluice.delivery.row.DeliveryStore;
import org.sluice.delivery.row.PortionStore;
import org.sluice.delivery.row.Subscription;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.delivery.row.SubscriptionStore;
import org.sluice.platform.Cancellation;

/**
 * One run of one subscription: sends what differs, portion by portion, until nothing is left that
 * can be sent now.
 *
 * <p>While a portion is sent, what was sent before is recorded, once a second at least, and the
 * next one planned, by another thread. What could not be recorded is sent again by the next run,
 * under the same ids.
 */
final class DeliveryRun {

  /**
   * Messages of one subscription that wait to be tried again, beyond which nothing more is planned.
   * What was refused for good is none of them: it holds up no other file, however much it is.
   */
  static final int MOST_WAITING = 1000;

  private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
  private static final int COURTESY = 10;
  private static final int NAMED = 3;
  private static final long RECORDED_EVERY = Duration.ofSeconds(1).toNanos();

  private final Rows rows;
  private final SubscriberGates gates;
  private final RetryDelays delays;
  private final Subscription subscription;
  private final SubscriptionStore.Mirror mirror;
  private final Planner planner;
  private final Postman postman;
  private final RunWatch watch;
  private final Cancellation cancellation;

  // As far as this run knows what became of them.
  private final AtomicInteger waiting = new AtomicInteger();
  private Survey survey;
  private Portions portions;
  private List<Outcome> sent = new ArrayList<>();
  // Whether the messages that are sent now are of portions, and have no rows yet.
  private boolean first;
  private long recordedAt = System.nanoTime();
  private CompletableFuture<Void> recorded = CompletableFuture.completedFuture(null);
  private DeliveryAttempt lastFailed;
  private boolean turnedAway;
  private RunEnd stop;

  /**
   * Where a run reads and writes.
   *
   * @param subscriptions its own row
   * @param deliveries its messages
   * @param portions those that were planned together
   * @param record what it did
   * @param beside runs short statements beside the sending
   */
  record Rows(
      SubscriptionStore subscriptions,
      DeliveryStore deliveries,
      PortionStore portions,
      RunRecord record,
      Executor beside) {

    /**
     * Ends announcements of before that are not true any more, once all messages that were planned
     * have rows of their own.
     */
    void settleAnnouncements(Subscription subscription, SubscriptionStore.Mirror mirror) {
      portions.unpack(subscription.id());
      deliveries.cancelAnnouncements(
          subscription.id(),
          subscription.generation(),
          subscription.targetCommit(),
          mirror.failure() != null,
          Instant.now());
      if (mirror.failure() == null && subscription.toldFailure() != null) {
        subscriptions.told(subscription.id(), null);
      }
    }
  }

  DeliveryRun(
      Rows rows,
      SubscriberGates gates,
      RetryDelays delays,
      Subscription subscription,
      SubscriptionStore.Mirror mirror,
      Planner planner,
      Postman postman,
      RunWatch watch,
      Cancellation cancellation) {
    this.rows = rows;
    this.gates = gates;
    this.delays = delays;
    this.subscription = subscription;
    this.mirror = mirror;
    this.planner = planner;
    this.postman = postman;
    this.watch = watch;
    this.cancellation = cancellation;
  }

  /**
   * Runs.
   *
   * @throws IOException if the mirror cannot be read
   */
  RunEnd run() throws IOException {
    UUID id = subscription.id();
    rows.settleAnnouncements(subscription, mirror);
    survey = planner.survey();
    portions =
        new Portions(
            rows.subscriptions(), rows.deliveries(), subscription, mirror, planner, survey);
    rows.subscriptions().surveyed(id, survey.files(), survey.arrived());
    waiting.set(survey.waiting());
    watch.counted(survey.files(), survey.arrived(), survey.toSend());
    if (survey.toSend() > 0) {
      // It was not taken when all had arrived, and now not all has: it is told again at the end.
      rows.deliveries().cancelCompletion(id, Instant.now());
    }
    awaitAnnouncement();
    sendAll(portions::untried);
    sendPlanned();
    sendAll(portions::again);
    if (!portions.isAllPlanned()) {
      // Too many waited, of which some have arrived by now.
      portions.restart();
      sendPlanned();
    }
    return settle();
  }

  private void sendPlanned() throws IOException {
    first = true;
    sendAll(() -> portions.next(waiting.get() <= MOST_WAITING));
    first = false;
  }

  /** Stops a run that comes before the announcement of its snapshot may be tried again. */
  private void awaitAnnouncement() {
    if (subscription.snapshotOpen()) {
      rows.deliveries()
          .announcementLater(subscription.id(), subscription.generation(), portions.begunAt())
          .ifPresent(this::notAnnounced);
    }
  }

  /** Files come after the announcement of their snapshot, or not yet. */
  private void notAnnounced(Delivery announcement) {
    lastFailed = announcement.last();
    stop =
        new RunEnd(
            RunEnd.State.WAITING,
            lastFailed.failureKind(),
            "The beginning of the snapshot was not taken: " + lastFailure(),
            announcement.progress().nextAttemptAt());
  }

  // ---- portions ----

  /** Hands out messages that are written down; none if there are no more. */
  @FunctionalInterface
  private interface Source {
    List<Delivery> next() throws IOException;
  }

  /**
   * Sends all that a source hands out, unless the run has been stopped; what became of it is
   * recorded when this returns.
   */
  private void sendAll(Source source) throws IOException {
    if (stop != null) {
      return;
    }
    CompletableFuture<List<Delivery>> ahead = beside(source);
    try {
      for (List<Delivery> portion = await(ahead); !portion.isEmpty(); portion = await(ahead)) {
        ahead = beside(source);
        send(portion);
        if (stop != null) {
          break;
        }
      }
    } finally {
      // Whoever comes next reads the rows: nothing of this run may be on its way to them.
      ahead.handle((portion, failed) -> null).join();
      recordAll();
    }
  }

  /** Has recorded what became of messages, those too that were planned and not sent. */
  private void recordAll() throws IOException {
    recordSent();
    await(recorded);
    rows.portions().unpack(subscription.id());
  }

  /** Has recorded what became of messages since the last time, once the time before is done. */
  private void recordSent() throws IOException {
    if (!sent.isEmpty()) {
      await(recorded);
      List<Outcome> outcomes = sent;
      sent = new ArrayList<>();
      recordedAt = System.nanoTime();
      recorded = record(outcomes);
    }
  }

  private CompletableFuture<Void> record(List<Outcome> outcomes) {
    UUID id = subscription.id();
    return CompletableFuture.runAsync(
        first
            ? () -> rows.record().recordFirst(id, outcomes)
            : () -> rows.record().record(id, outcomes),
        rows.beside());
  }

  private CompletableFuture<List<Delivery>> beside(Source source) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return source.next();
          } catch (IOException unreadable) {
            throw new CompletionException(unreadable);
          }
        },
        rows.beside());
  }

  private static <T> T await(CompletableFuture<T> beside) throws IOException {
    try {
      return beside.join();
    } catch (CompletionException failed) {
      if (failed.getCause() instanceof IOException unreadable) {
        throw unreadable;
      }
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw failed;
    }
  }

  private void send(List<Delivery> portion) throws IOException {
    for (Delivery message : portion) {
      if (!enter()) {
        break;
      }
      Outcome outcome = postman.send(message, this::enter);
      if (outcome != null) {
        sent.add(outcome);
      }
      if (outcome == null || !outcome.isAttempt()) {
        stop = stop == null ? RunEnd.stopped() : stop;
        break;
      }
      if (System.nanoTime() - recordedAt > RECORDED_EVERY || sent.size() >= Planner.PORTION) {
        recordSent();
      }
      count(message, outcome.after());
      if (outcome.isTaken()) {
        watch.taken(outcome.after());
        continue;
      }
      lastFailed = outcome.after().last();
      if (outcome.gone()) {
        stop = RunEnd.still("GONE", "The endpoint answered 410: it wants nothing any more.");
        break;
      }
      if (message.event() == DeliveryEvent.SNAPSHOT_STARTED
          && outcome.after().progress().endedAt() == null) {
        notAnnounced(outcome.after());
        break;
      }
    }
  }

  /** Counts a message among those that wait, or no longer. */
  private void count(Delivery before, Delivery after) {
    boolean waits = after.status() == DeliveryStatus.PENDING;
    if (before.event().isOfFile() && waits == first) {
      waiting.addAndGet(waits ? 1 : -1);
    }
  }

  /** Waits until the gate lets a message through; false if that is not soon. */
  private boolean enter() {
    while (!cancellation.isCancelled()) {
      Instant now = Instant.now();
      SubscriberGate.Pass pass = gates.enter(subscription.subscriberId(), now);
      if (pass.mayGo()) {
        return true;
      }
      if (pass.hold() == SubscriberGate.Hold.OFF) {
        stop = RunEnd.still("SUBSCRIBER_OFF", "The subscriber is paused or disabled.");
        return false;
      }
      Duration wait = Duration.between(now, pass.notBefore());
      if (wait.compareTo(LONGEST_WAIT) > 0) {
        turnedAway = true;
        stop = waiting(pass.hold().name(), pass.notBefore().plus(courtesy(pass.hold(), wait)));
        return false;
      }
      rest(wait);
    }
    stop = RunEnd.stopped();
    return false;
  }

  /** Who has just failed leaves the next probe to other subscriptions of the subscriber. */
  private Duration courtesy(SubscriberGate.Hold hold, Duration wait) {
    return hold == SubscriberGate.Hold.BREAKER && lastFailed != null
        ? wait.dividedBy(COURTESY)
        : Duration.ZERO;
  }

  @SuppressWarnings("try") // The registration is held, not asked.
  private void rest(Duration wait) {
    CountDownLatch ended = new CountDownLatch(1);
    try (Cancellation.Registration registration = cancellation.onCancel(ended::countDown)) {
      ended.await(Math.max(1, wait.toMillis()), TimeUnit.MILLISECONDS);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      cancellation.cancel(Cancellation.Cause.SHUTDOWN);
    }
  }

  private static RunEnd waiting(String kind, Instant until) {
    String detail =
        switch (kind) {
          case "BREAKER" -> "The subscriber could not be reached several times in a row.";
          case "RESTING" -> "The subscriber asked to be left alone for a while.";
          default -> "The subscriber's rate is used up.";
        };
    return new RunEnd(RunEnd.State.WAITING, kind, detail, until);
  }

  // ---- the end ----

  private RunEnd settle() throws IOException {
    UUID id = subscription.id();
    DeliveryStore.Tally tally = rows.deliveries().tally(id, Instant.now());
    if (stop == null && portions.isAllPlanned() && tally.pending() == 0 && survey.tooLong() == 0) {
      if (tally.refused() == 0 && isCompleted()) {
        rows.subscriptions().synced(id, subscription.targetCommit(), survey.files());
        return RunEnd.synced();
      }
      tally = rows.deliveries().tally(id, Instant.now());
    }
    if (stop != null && stop.state() == RunEnd.State.STILL) {
      if (stop.kind().equals("GONE")) {
        rows.record().disable(id, stop.detail());
      } else {
        left(SubscriptionStatus.DELIVERING, tally, stop);
      }
      return stop;
    }
    RunEnd end = stop == null ? unfinished(tally) : stop;
    boolean failed =
        end.state() == RunEnd.State.FAILED
            || tally.refused() > 0
            || end.state() == RunEnd.State.WAITING
                && (end.kind().equals("BREAKER") || delays.isSpent(tally.mostAttempts()));
    left(failed ? SubscriptionStatus.FAILED : SubscriptionStatus.DELIVERING, tally, end);
    return end;
  }

  private void left(SubscriptionStatus status, DeliveryStore.Tally tally, RunEnd end) {
    // Who was stopped goes on once the turn is free, or the subscriber is on again.
    boolean interrupted = end.state() == RunEnd.State.STOPPED || end.state() == RunEnd.State.STILL;
    Instant next = interrupted ? Instant.now() : end.until();
    rows.subscriptions()
        .left(
            subscription.id(),
            status,
            tally.pending(),
            tally.refused() + survey.tooLong(),
            end.kind(),
            end.detail(),
            next);
    Instant now = Instant.now();
    if (turnedAway && gates.isFree(subscription.subscriberId(), now)) {
      // Whoever woke those that had been turned away by then did not find this one among them.
      rows.subscriptions().wake(subscription.id(), now);
    }
  }

  /** Whether the receiver knows that the snapshot is complete, if one is open. */
  private boolean isCompleted() throws IOException {
    if (!subscription.snapshotOpen()
        || rows.subscriptions().isCompleted(subscription.id(), subscription.targetCommit())) {
      return true;
    }
    Delivery completed = planner.announce(DeliveryEvent.SNAPSHOT_COMPLETED, survey.files());
    first = true;
    send(List.of(completed));
    recordAll();
    return rows.subscriptions().isCompleted(subscription.id(), subscription.targetCommit());
  }

  private RunEnd unfinished(DeliveryStore.Tally tally) {
    if (tally.pending() > 0) {
      return new RunEnd(
          RunEnd.State.WAITING,
          "NOT_TAKEN",
          messages(tally.pending())
              + " for the next attempt."
              + (lastFailed == null ? "" : " The last one: " + lastFailure())
              + refusedWords(tally),
          tally.nextAttemptAt());
    }
    if (survey.tooLong() > 0) {
      return new RunEnd(
          RunEnd.State.FAILED,
          "PATH_TOO_LONG",
          survey.tooLong()
              + " paths are too long to be delivered, the first begins with "
              + survey.firstTooLong().text().substring(0, 100)
              + "."
              + refusedWords(tally),
          null);
    }
    return new RunEnd(RunEnd.State.FAILED, "REFUSED", refusedWords(tally).strip(), null);
  }

  /** What became of the last attempt that was not taken. */
  private String lastFailure() {
    return lastFailed.httpStatus() == null
        ? lastFailed.answer()
        : "the endpoint answered " + lastFailed.httpStatus() + ".";
  }

  private static String messages(int pending) {
    return pending == 1 ? "1 message waits" : pending + " messages wait";
  }

  private String refusedWords(DeliveryStore.Tally tally) {
    if (tally.refused() == 0) {
      return "";
    }
    List<String> names =
        rows.deliveries().refused(subscription.id(), NAMED).stream()
            .map(each -> each.path() == null ? each.event().type() : each.path().text())
            .toList();
    String more = tally.refused() > names.size() ? ", …" : "";
    return (tally.refused() == 1 ? " 1 message was" : " " + tally.refused() + " messages were")
        + " refused for good: "
        + String.join(", ", names)
        + more
        + ".";
  }
}
