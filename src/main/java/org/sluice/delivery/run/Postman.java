package org.sluice.delivery.run;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.sluice.delivery.gate.SubscriberGate;
import org.sluice.delivery.gate.SubscriberGates;
import org.sluice.delivery.message.Letters;
import org.sluice.delivery.message.Unsendable;
import org.sluice.delivery.row.Delivery;
import org.sluice.delivery.row.DeliveryAttempt;
import org.sluice.delivery.row.DeliveryEvent;
import org.sluice.egress.webhook.Answered;
import org.sluice.egress.webhook.PostLimits;
import org.sluice.egress.webhook.WebhookMessage;
import org.sluice.egress.webhook.WebhookPost;
import org.sluice.platform.Cancellation;

/**
 * Posts the messages of one run and judges the answers. Used by one thread.
 *
 * <p>Of a message in chunks each has an id of its own that never changes, and one that was taken is
 * not sent again: what follows begins with the next one, be it after a failure, after the gate was
 * shut or the run stopped in between. That holds for one endpoint: if the subscriber is at another
 * one, the message is sent there from its first chunk, since nothing of it has arrived there.
 */
final class Postman implements AutoCloseable {

  /** Attempts that a receiver may refuse before the message is quarantined. */
  static final int REFUSALS = 3;

  private static final PostLimits LIMITS =
      new PostLimits(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(30));

  private final WebhookPost post;
  private final SubscriberGates gates;
  private final RetryDelays delays;
  private final Mailings mailings;
  private final Letters letters;
  private final UUID subscriber;
  // Where the subscriber was when the run began: what had arrived of its messages is there.
  private final String begunAt;
  private final Cancellation cancellation;

  Postman(
      WebhookPost post,
      SubscriberGates gates,
      RetryDelays delays,
      Mailings mailings,
      Letters letters,
      Cancellation cancellation) {
    this.post = post;
    this.gates = gates;
    this.delays = delays;
    this.mailings = mailings;
    this.letters = letters;
    this.subscriber = mailings.now().subscriber().id();
    this.begunAt = mailings.now().subscriber().endpointUrl();
    this.cancellation = cancellation;
  }

  /**
   * Has a message taken, or learns why not. The gate has let it through.
   *
   * @param again asks the gate for one message more, as each chunk is one
   * @return null if the run was stopped meanwhile, and nothing is to be recorded
   */
  Outcome send(Delivery message, BooleanSupplier again) {
    Optional<Outcome> outcome = Optional.empty();
    while (outcome.isEmpty()) {
      String endpoint = mailings.now().endpoint();
      Delivery toSend = endpoint.equals(begunAt) ? message : message.arrivedUpTo(0);
      outcome = send(toSend, endpoint, again);
    }
    int before = message.progress().chunksTaken();
    return outcome
        .filter(each -> each.isAttempt() || each.after().progress().chunksTaken() != before)
        .orElse(null);
  }

  /**
   * Sends a message to an endpoint, as far as it comes.
   *
   * @return empty if the subscriber is at another endpoint by now
   */
  private Optional<Outcome> send(Delivery message, String endpoint, BooleanSupplier again) {
    try (Letters.Reading reading = letters.open(message)) {
      while (true) {
        Letters.Letter letter = reading.next();
        Mailing mailing = mailings.now();
        if (!endpoint.equals(mailing.endpoint())) {
          return Optional.empty();
        }
        Answered answer = post(letter, mailing);
        if (answer.outcome() == Answered.Outcome.CANCELLED) {
          gates.abandoned(subscriber);
          return Optional.of(Outcome.partly(reading.message(), letter.index(), endpoint));
        }
        if (letter.last() || !answer.isTaken()) {
          return Optional.of(judge(reading.message(), answer, letter.index(), endpoint));
        }
        gates.taken(subscriber);
        if (!again.getAsBoolean()) {
          return Optional.of(Outcome.partly(reading.message(), letter.index() + 1, endpoint));
        }
      }
    } catch (Unsendable unsendable) {
      gates.abandoned(subscriber);
      return Optional.of(unsent(message, unsendable));
    } catch (RuntimeException | Error defect) {
      gates.abandoned(subscriber);
      throw defect;
    }
  }

  private Outcome unsent(Delivery message, Unsendable unsendable) {
    Instant now = Instant.now();
    DeliveryAttempt attempt =
        new DeliveryAttempt(
            message.attempts() + 1, now, null, 0, unsendable.kind(), unsendable.getMessage());
    return new Outcome(
        unsendable.isForGood()
            ? message.refused(attempt)
            : message.waiting(attempt, false, 0, now.plus(delays.after(attempt.number()))),
        message.last(),
        false);
  }

  private Answered post(Letters.Letter letter, Mailing mailing) {
    return post.post(
        new WebhookMessage(
            mailing.endpoint(), letter.id(), Instant.now(), letter.body(), mailing.secrets()),
        LIMITS,
        cancellation);
  }

  // ---- what the answer means ----

  /**
   * Judges an answer, and tells the gate.
   *
   * @param chunks how many chunks had been taken before the one that was answered
   */
  private Outcome judge(Delivery message, Answered answer, int chunks, String endpoint) {
    Instant now = Instant.now();
    int status = answer.status();
    DeliveryAttempt attempt =
        new DeliveryAttempt(
            message.attempts() + 1,
            now,
            status == 0 ? null : status,
            (int) Math.min(answer.latency().toMillis(), Integer.MAX_VALUE),
            answer.kind() == null ? null : answer.kind().name(),
            status == 0 ? answer.detail() : answer.text());
    DeliveryAttempt before = message.last();
    if (answer.isTaken()) {
      gates.taken(subscriber);
      return new Outcome(message.taken(attempt), before, false);
    }
    if (status == 410) {
      gates.taken(subscriber);
      return new Outcome(message.waiting(attempt, false, 0, null), before, true);
    }
    if (status >= 400 && status < 500 && status != 408 && status != 425 && status != 429) {
      gates.taken(subscriber);
      return new Outcome(refused(message, attempt), before, false);
    }
    Duration wait = delays.after(attempt.number());
    Duration asked = status == 429 || status == 503 ? asked(answer, wait, attempt.number()) : null;
    if (asked != null) {
      wait = asked;
      gates.askedToRest(subscriber, now, now.plus(wait));
    } else if (status == 429) {
      gates.askedToRest(subscriber, now, now.plus(wait));
    } else if (status == 408 || status == 425) {
      gates.taken(subscriber);
    } else {
      gates.failed(subscriber, now, answer.detail());
    }
    return new Outcome(
        message.waiting(attempt, false, chunks, now.plus(wait)), before, false, endpoint);
  }

  /**
   * How long the receiver asks to be left alone: at most a day, as no date of a clock that is wrong
   * and no number that was meant for one may hold a file for years; and once all delays are spent
   * not less than the last of them.
   *
   * @param delay after so many attempts, where nothing is asked
   * @return null if it names no time to come
   */
  private Duration asked(Answered answer, Duration delay, int attempts) {
    Duration asked = answer.retryAfter();
    if (asked == null || asked.isZero() || asked.isNegative()) {
      return null;
    }
    if (asked.compareTo(SubscriberGate.LONGEST_REST) > 0) {
      return SubscriberGate.LONGEST_REST;
    }
    return delays.isSpent(attempts) && asked.compareTo(delay) < 0 ? delay : asked;
  }

  private Delivery refused(Delivery message, DeliveryAttempt attempt) {
    int refusals = message.refusals() + 1;
    if (refusals >= REFUSALS && message.event() == DeliveryEvent.REPOSITORY_SYNC_FAILED) {
      return message.failed(attempt);
    }
    return refusals >= REFUSALS
        ? message.refused(attempt)
        : message.waiting(attempt, true, 0, attempt.at().plus(delays.after(refusals)));
  }

  @Override
  public void close() {
    letters.close();
  }
}
