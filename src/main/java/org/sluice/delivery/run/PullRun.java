package org.sluice.delivery.run;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.sluice.delivery.message.Letters;
import org.sluice.delivery.message.Unsendable;
import org.sluice.delivery.plan.Planner;
import org.sluice.delivery.plan.Survey;
import org.sluice.delivery.row.Delivery;
import org.sluice.delivery.row.DeliveryAttempt;
import org.sluice.delivery.row.DeliveryEvent;
import org.sluice.delivery.row.DeliveryStore;
import org.sluice.delivery.row.Subscription;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.delivery.row.SubscriptionStore;

/**
 * Hands out what differs to who comes and asks: what it says it has is recorded as arrived, and
 * what comes next is written down and given, under the same ids as often as it is asked for.
 */
final class PullRun {

  /** Kind of an attempt that waits for who pulls to say that it arrived. */
  static final String OFFERED = "OFFERED";

  /** Bytes beyond which no further letter is added. */
  private static final int MOST_BYTES = 4 << 20;

  /** How long a subscriber that can be posted to is left to pull. */
  private static final Duration LEFT_TO_PULL = Duration.ofMinutes(5);

  private static final Duration ANY = Duration.ofDays(36_500);
  private static final int PAGE = 500;

  private final DeliveryRun.Rows rows;
  private final Subscription subscription;
  private final SubscriptionStore.Mirror mirror;
  private final Planner planner;
  private final Letters letters;
  private final boolean posted;

  private final List<Pulled.Letter> given = new ArrayList<>();
  private final List<Outcome> offered = new ArrayList<>();
  private int bytes;

  /**
   * A run of one request.
   *
   * @param posted whether the subscriber is posted to as well
   */
  PullRun(
      DeliveryRun.Rows rows,
      Subscription subscription,
      SubscriptionStore.Mirror mirror,
      Planner planner,
      Letters letters,
      boolean posted) {
    this.rows = rows;
    this.subscription = subscription;
    this.mirror = mirror;
    this.planner = planner;
    this.letters = letters;
    this.posted = posted;
  }

  /**
   * Takes note of what has arrived and hands out what is next.
   *
   * @param most letters
   * @throws IOException if the mirror cannot be read
   */
  Pulled run(PullCursor after, int most) throws IOException {
    UUID id = subscription.id();
    acknowledge(after);
    rows.portions().unpack(id);
    rows.deliveries()
        .cancelAnnouncements(
            id,
            subscription.generation(),
            subscription.targetCommit(),
            mirror.failure() != null,
            Instant.now());
    Survey survey = planner.survey();
    rows.subscriptions().surveyed(id, survey.files(), survey.arrived());
    Portions portions =
        new Portions(
            rows.subscriptions(), rows.deliveries(), subscription, mirror, planner, survey);
    Instant whenever = Instant.now().plus(ANY);
    for (Delivery each : rows.deliveries().due(id, whenever, 0, most)) {
      give(each, most);
    }
    boolean more = true;
    while (more && isRoom(most)) {
      List<Delivery> portion = portions.next(true);
      rows.portions().unpack(id);
      portion.forEach(each -> give(each, most));
      more = !portion.isEmpty();
    }
    RunEnd end = settle(survey, !more && portions.isAllPlanned(), most);
    return new Pulled(given, end);
  }

  private boolean isRoom(int most) {
    return given.size() < most && bytes < MOST_BYTES;
  }

  // ---- what has arrived ----

  private void acknowledge(PullCursor after) {
    List<Delivery> page = offeredTo(after);
    while (!page.isEmpty()) {
      List<Outcome> taken = new ArrayList<>();
      for (Delivery each : page) {
        boolean whole = each.sequence() <= after.whole();
        DeliveryAttempt attempt =
            new DeliveryAttempt(
                each.attempts(), Instant.now(), null, 0, whole ? null : OFFERED, "It was pulled.");
        taken.add(
            new Outcome(
                whole ? each.taken(attempt) : each.waiting(attempt, false, after.chunk() + 1, null),
                null,
                false));
      }
      rows.record().record(subscription.id(), taken);
      page = page.size() < PAGE ? List.of() : offeredTo(after);
    }
  }

  private List<Delivery> offeredTo(PullCursor after) {
    return rows.deliveries().offered(subscription.id(), after.sequence(), OFFERED, PAGE).stream()
        .filter(
            each ->
                each.sequence() <= after.whole() || each.progress().chunksTaken() <= after.chunk())
        .toList();
  }

  // ---- what is next ----

  private void give(Delivery message, int most) {
    if (!isRoom(most)) {
      return;
    }
    boolean again = message.last() != null && OFFERED.equals(message.last().failureKind());
    int number = again ? message.attempts() : message.attempts() + 1;
    try (Letters.Reading reading = letters.open(message)) {
      boolean last = false;
      while (!last && isRoom(most)) {
        Letters.Letter letter = reading.next();
        last = letter.last();
        bytes += letter.body().length;
        given.add(
            new Pulled.Letter(
                new PullCursor(message.sequence(), last ? -1 : letter.index()),
                letter.id(),
                letter.body()));
      }
      DeliveryAttempt attempt =
          new DeliveryAttempt(number, Instant.now(), null, 0, OFFERED, "It waits to be pulled.");
      offered.add(
          new Outcome(
              reading.message().waiting(attempt, false, message.progress().chunksTaken(), null),
              again ? null : message.last(),
              false));
    } catch (Unsendable unsendable) {
      DeliveryAttempt attempt =
          new DeliveryAttempt(
              number, Instant.now(), null, 0, unsendable.kind(), unsendable.getMessage());
      offered.add(
          new Outcome(
              unsendable.isForGood()
                  ? message.refused(attempt)
                  : message.waiting(attempt, false, 0, null),
              message.last(),
              false));
    }
  }

  private RunEnd settle(Survey survey, boolean allPlanned, int most) {
    UUID id = subscription.id();
    if (allPlanned && given.isEmpty() && survey.tooLong() == 0 && isNothingOpen()) {
      if (!subscription.snapshotOpen()
          || rows.deliveries()
              .isCompleted(id, subscription.generation(), subscription.targetCommit())) {
        rows.subscriptions().synced(id, subscription.targetCommit(), survey.files());
        return RunEnd.synced();
      }
      Delivery completed = planner.announce(DeliveryEvent.SNAPSHOT_COMPLETED, survey.files());
      rows.portions().unpack(id);
      give(completed, most);
    }
    if (!offered.isEmpty()) {
      rows.record().record(id, offered);
    }
    DeliveryStore.Tally tally = rows.deliveries().tally(id, Instant.now());
    String detail =
        tally.pending() == 0
            ? "Some files cannot be delivered."
            : "Messages wait to be pulled: " + tally.pending() + ".";
    boolean failed = tally.refused() > 0 || survey.tooLong() > 0;
    Instant next = posted ? Instant.now().plus(LEFT_TO_PULL) : null;
    rows.subscriptions()
        .left(
            id,
            failed ? SubscriptionStatus.FAILED : SubscriptionStatus.DELIVERING,
            tally.pending(),
            tally.refused() + survey.tooLong(),
            failed ? "REFUSED" : null,
            failed ? detail : null,
            next);
    return new RunEnd(RunEnd.State.WAITING, OFFERED, detail, next);
  }

  private boolean isNothingOpen() {
    if (!offered.isEmpty()) {
      return false;
    }
    DeliveryStore.Tally tally = rows.deliveries().tally(subscription.id(), Instant.now());
    return tally.pending() == 0 && tally.refused() == 0;
  }
}
