package org.sluice.delivery.gate;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.sluice.platform.Inside;

/**
 * Whether one subscriber can be sent to now: its breaker, the rest that it asked for, its rate.
 * Pure and thread-safe; it knows the time only as it is told.
 *
 * <p>The fifth message in a row that no answer came to, or a 5xx, opens the breaker. When its time
 * is over one message is let through; that decides whether it closes or opens again, and until it
 * is known the others wait. Whoever was let through tells what became of it, by exactly one of
 * {@link #taken}, {@link #failed}, {@link #askedToRest} and {@link #abandoned}.
 *
 * <p>It remembers that it turned somebody away, who then waits for the time that he was told. The
 * first message that is taken after that says that the way is free earlier: {@link #isFreeAgain}.
 */
@Inside
public final class SubscriberGate {

  /** Failures in a row that open the breaker. */
  public static final int FAILURES = 5;

  /** How long it stays open, where nothing else is said. */
  public static final Duration OPEN = Duration.ofMinutes(30);

  /** Longest rest that a receiver is given, whatever it asks for. */
  public static final Duration LONGEST_REST = Duration.ofHours(24);

  /** After this time a probe of which nothing was told counts as lost. */
  static final Duration PROBE = Duration.ofMinutes(2);

  /** When those who wait for a probe ask again. */
  static final Duration AGAIN = Duration.ofSeconds(1);

  /** Why nothing may be sent now. */
  public enum Hold {
    /** It is paused, disabled, gone, or has no endpoint: nobody knows until when. */
    OFF,
    /** Its breaker is open, or a probe is under way. */
    BREAKER,
    /** It asked to be left alone. */
    RESTING,
    /** Its rate is used up. */
    RATE
  }

  /**
   * Whether a message may be sent.
   *
   * @param hold why not; null if it may
   * @param notBefore when to ask again; null if it may be sent, or nobody knows
   */
  public record Pass(Hold hold, Instant notBefore) {

    static final Pass GO = new Pass(null, null);
    static final Pass OFF = new Pass(Hold.OFF, null);

    /** Whether the message may be sent; what becomes of it must then be told. */
    public boolean mayGo() {
      return hold == null;
    }
  }

  /**
   * What is stored of a gate.
   *
   * @param breaker how it stands
   * @param restingUntil until when it rests; null if it does not
   */
  public record State(Breaker breaker, Instant restingUntil) {}

  private final boolean on;
  private final Duration pace;
  private final Duration open;

  private int failures;
  private Instant openUntil;
  // Null if that was before this gate stood here.
  private Instant openedAt;
  private String reason;
  private Instant restingUntil;
  private Instant probedAt;
  private Instant nextAt;
  // Who was turned away by the gate that stood here before is not known: somebody may have been.
  private boolean turnedAway = true;
  private boolean dirty;
  private boolean writing;

  /**
   * The gate of a subscriber as it is stored.
   *
   * @param open how long a breaker stays open
   */
  public SubscriberGate(Subscriber subscriber, Duration open) {
    this.on = subscriber.status() == SubscriberStatus.ACTIVE && subscriber.endpointUrl() != null;
    this.pace =
        subscriber.rateLimit() == null
            ? null
            : Duration.ofSeconds(1).dividedBy(subscriber.rateLimit());
    this.open = open;
    this.failures = subscriber.breaker().failures();
    this.openUntil = subscriber.breaker().openUntil();
    this.reason = subscriber.breaker().reason();
    this.restingUntil = subscriber.restingUntil();
  }

  /** Asks to send one message, and takes its place in the rate if it may go. */
  public synchronized Pass enter(Instant now) {
    Optional<Pass> shut = shut(now);
    if (shut.isPresent()) {
      turnedAway = true;
      return shut.get();
    }
    if (nextAt != null && now.isBefore(nextAt)) {
      return new Pass(Hold.RATE, nextAt);
    }
    if (openUntil != null) {
      probedAt = now;
    }
    if (pace != null) {
      nextAt = now.plus(pace);
    }
    return Pass.GO;
  }

  /** Why nobody gets through, whatever the rate is; empty if the way is free. */
  private Optional<Pass> shut(Instant now) {
    if (!on) {
      return Optional.of(Pass.OFF);
    }
    if (restingUntil != null && now.isBefore(restingUntil)) {
      return Optional.of(new Pass(Hold.RESTING, restingUntil));
    }
    if (openUntil != null && now.isBefore(openUntil)) {
      return Optional.of(new Pass(Hold.BREAKER, openUntil));
    }
    if (openUntil != null && probedAt != null && now.isBefore(probedAt.plus(PROBE))) {
      return Optional.of(new Pass(Hold.BREAKER, now.plus(AGAIN)));
    }
    return Optional.empty();
  }

  /** Whether neither its status nor the breaker nor a rest keeps messages back. */
  public synchronized boolean isFree(Instant now) {
    return shut(now).isEmpty();
  }

  /** The receiver answered as one that is well, be it that it refused the message: closes it. */
  public synchronized void taken() {
    dirty |= openUntil != null;
    close();
  }

  /**
   * Whether those who were turned away need not wait any longer, now that a message was taken; says
   * so once. Whoever learns it wakes them, or says {@link #notWoken}.
   */
  synchronized boolean isFreeAgain(Instant now) {
    boolean freed = turnedAway && isFree(now);
    turnedAway &= !freed;
    return freed;
  }

  /** Those who were turned away wait as before: the next message that is taken says it again. */
  synchronized void notWoken() {
    turnedAway = true;
  }

  private void close() {
    failures = 0;
    openUntil = null;
    reason = null;
    probedAt = null;
  }

  /**
   * There was no answer, or a 5xx.
   *
   * @param why one safe sentence
   */
  public synchronized void failed(Instant now, String why) {
    if (openUntil != null && probedAt == null) {
      // Sent before it opened; it has been counted enough.
      return;
    }
    failures++;
    if (openUntil == null && failures < FAILURES) {
      return;
    }
    openedAt = now;
    openUntil = now.plus(open);
    reason = why;
    probedAt = null;
    dirty = true;
  }

  /** The receiver asks to be left alone until a time; of several the latest holds. */
  public synchronized void askedToRest(Instant now, Instant until) {
    probedAt = null;
    Instant latest = now.plus(LONGEST_REST);
    Instant rest = until.isAfter(latest) ? latest : until;
    if (rest.isAfter(now) && (restingUntil == null || rest.isAfter(restingUntil))) {
      restingUntil = rest;
      dirty = true;
    }
  }

  /** Nothing was learnt of the receiver: the message was not sent after all, or given up. */
  public synchronized void abandoned() {
    probedAt = null;
  }

  /**
   * Somebody asked for a message to be sent: an open breaker lets one through to see, unless it has
   * opened after that. A rest that the receiver asked for goes on, whoever asks for what.
   */
  public synchronized void tryNow(Instant asked) {
    if (openUntil != null
        && openUntil.isAfter(asked)
        && (openedAt == null || !openedAt.isAfter(asked))) {
      openUntil = asked;
      dirty = true;
    }
  }

  /** Somebody knows that it is there: neither breaker nor rest hold any more. */
  public synchronized void reset() {
    dirty |= openUntil != null || restingUntil != null;
    close();
    restingUntil = null;
  }

  /** What it stores. */
  public synchronized State state() {
    return new State(new Breaker(failures, openUntil, reason), restingUntil);
  }

  /**
   * What has to be stored, if it changed since; whoever gets it stores it and then says {@link
   * #stored}. Until then nobody else gets any, so that what is newest is written last.
   */
  synchronized Optional<State> toStore() {
    if (!dirty || writing) {
      return Optional.empty();
    }
    dirty = false;
    writing = true;
    return Optional.of(state());
  }

  /** What was to be stored is, or it failed. */
  synchronized void stored() {
    writing = false;
  }
}
