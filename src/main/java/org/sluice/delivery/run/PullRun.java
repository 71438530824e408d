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
 *
 * <h2>What a cursor says</h2>
 *
 * Whoever asks with a cursor has handled every message up to it that it was given; nothing else is
 * known of it. Answers are lost, and requests come twice, late, or with a cursor of before. Three
 * rules make a cursor enough to know what has arrived:
 *
 * <ol>
 *   <li>A message is offered for the first time under a number above all that were ever answered.
 *       One that waits from before, since it was posted in vain, refused, or could not be read,
 *       gets the next number then. An answer therefore never holds a number up to the cursor that
 *       it was asked with.
 *   <li>From then on it is in every answer that goes past its number, for as long as it is offered:
 *       an answer begins with all that is offered after the cursor, in order and without a gap.
 *   <li>What is left out of an answer, or is posted meanwhile, is offered no more, and begins anew
 *       with the first rule. It keeps its id, by which who has it already drops it.
 * </ol>
 *
 * <p>So who has a cursor at or beyond the number of an offered message was given that message: the
 * answer that took the cursor there is younger than the offer, since all before it held lower
 * numbers only, and then it holds the message.
 *
 * <ul>
 *   <li>An answer is lost and the cursor comes again: the same is given under the same numbers.
 *   <li>An older cursor comes: what a newer one has said stays said, what is still offered is given
 *       again. A receiver that has lost files asks for a re-sync.
 *   <li>Two ask at once: one after the other, by the turn with the subscription. Both speak for one
 *       receiver.
 *   <li>Something newer takes the place of an offered message, a push or a re-sync: what the cursor
 *       says is recorded first; then the old one ends, its file is in doubt, and what is right now
 *       is a message of its own with a number of its own.
 * </ul>
 */
final class PullRun {

  /** Kind of an attempt that waits for who pulls to say that it arrived. */
  static final String OFFERED = "OFFERED";

  /** Bytes beyond which no further letter is added. */
  private static final int MOST_BYTES = 4 << 20;

  /** How long a subscriber that can be posted to is left to pull. */
  private static final Duration LEFT_TO_PULL = Duration.ofMinutes(5);

  private static final int PAGE = 500;

  private final DeliveryRun.Rows rows;
  private final Subscription subscription;
  private final SubscriptionStore.Mirror mirror;
  private final Planner planner;
  private final Letters letters;
  private final boolean settled;
  private final boolean posted;
  private final RunWatch watch;

  private final List<Pulled.Letter> given = new ArrayList<>();
  private final List<Outcome> offered = new ArrayList<>();
  private int bytes;

  /**
   * A run of one request.
   *
   * @param settled whether there is nothing to look for: the commit has arrived, and nothing was
   *     heard or changed since
   * @param posted whether the subscriber is posted to as well
   */
  PullRun(
      DeliveryRun.Rows rows,
      Subscription subscription,
      SubscriptionStore.Mirror mirror,
      Planner planner,
      Letters letters,
      boolean settled,
      boolean posted,
      RunWatch watch) {
    this.rows = rows;
    this.subscription = subscription;
    this.mirror = mirror;
    this.planner = planner;
    this.letters = letters;
    this.settled = settled;
    this.posted = posted;
    this.watch = watch;
  }

  /**
   * Takes note of what has arrived and hands out what is next.
   *
   * @param most letters
   * @throws IOException if the mirror cannot be read
   */
  Pulled run(PullCursor after, int most) throws IOException {
    UUID id = subscription.id();
    if (settled) {
      rows.subscriptions().synced(id, subscription.targetCommit(), subscription.counts().total());
      return new Pulled(List.of(), RunEnd.synced());
    }
    acknowledge(after);
    rows.settleAnnouncements(subscription, mirror);
    Survey survey = planner.survey();
    rows.subscriptions().surveyed(id, survey.files(), survey.arrived());
    watch.counted(survey.files(), survey.arrived(), survey.toSend());
    giveOffered(after, most);
    giveWaiting(most);
    Portions portions =
        new Portions(
            rows.subscriptions(), rows.deliveries(), subscription, mirror, planner, survey);
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
    long last = 0;
    List<Delivery> page = offered(last, after.sequence());
    while (!page.isEmpty()) {
      List<Outcome> outcomes =
          page.stream()
              .filter(each -> has(after, each) || each.progress().chunksTaken() <= after.chunk())
              .map(each -> acknowledged(after, each))
              .toList();
      rows.record().record(subscription.id(), outcomes);
      outcomes.stream().filter(Outcome::isTaken).forEach(each -> watch.taken(each.after()));
      last = page.get(page.size() - 1).sequence();
      page = offered(last, after.sequence());
    }
  }

  private List<Delivery> offered(long after, long upTo) {
    return rows.deliveries().waitingSince(subscription.id(), OFFERED, after, upTo, PAGE);
  }

  private static Outcome acknowledged(PullCursor after, Delivery message) {
    boolean whole = has(after, message);
    DeliveryAttempt attempt =
        new DeliveryAttempt(
            message.attempts(), Instant.now(), null, 0, whole ? null : OFFERED, "It was pulled.");
    return new Outcome(
        whole ? message.taken(attempt) : message.waiting(attempt, false, after.chunk() + 1, null),
        null,
        false);
  }

  /** Whether all of a message up to the cursor has arrived. */
  private static boolean has(PullCursor after, Delivery message) {
    Long size = message.subject().size();
    return message.sequence() <= after.whole()
        || after.chunk() + 1 >= Letters.of(size == null ? 0 : size);
  }

  // ---- what is next ----

  /** Gives again what is offered already, under its numbers. */
  private void giveOffered(PullCursor after, int most) {
    long last = after.whole();
    List<Delivery> page = isRoom(most) ? offered(last, Long.MAX_VALUE) : List.of();
    while (!page.isEmpty()) {
      page.forEach(each -> give(each, most));
      last = page.get(page.size() - 1).sequence();
      page = isRoom(most) ? offered(last, Long.MAX_VALUE) : List.of();
    }
  }

  /** Gives what was planned before and is not offered, under new numbers. */
  private void giveWaiting(int most) {
    long last = 0;
    List<Delivery> page = waiting(last, most);
    while (!page.isEmpty()) {
      planner.renumbered(page).forEach(each -> give(each, most));
      last = page.get(page.size() - 1).sequence();
      page = waiting(last, most);
    }
  }

  private List<Delivery> waiting(long after, int most) {
    return isRoom(most)
        ? rows.deliveries().waitingOtherwise(subscription.id(), OFFERED, after, most - given.size())
        : List.of();
  }

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
              message.attempts() + 1,
              Instant.now(),
              null,
              0,
              unsendable.kind(),
              unsendable.getMessage());
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
          || rows.subscriptions().isCompleted(id, subscription.targetCommit())) {
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
