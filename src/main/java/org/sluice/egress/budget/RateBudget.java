package org.sluice.egress.budget;

import java.io.InterruptedIOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sluice.platform.Inside;

/**
 * What one account may ask of an API, as its server told, and who may ask now. Thread-safe.
 *
 * <p>At most {@link #AT_ONCE} requests run at a time. The last tenth of a window is kept for
 * people; what runs already is not stopped by it. A server that asks to wait without saying how
 * long is left alone for a minute, then for twice as long each time that it asks again.
 */
@Inside
public final class RateBudget {

  static final int AT_ONCE = 8;

  private static final int RESERVE = 10;
  private static final int MOST_RESOURCES = 16;
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final Duration LONGEST = Duration.ofMinutes(65);
  private static final Duration UNTOLD = Duration.ofSeconds(60);
  private static final Duration LONGEST_UNTOLD = Duration.ofMinutes(15);
  // Servers name the end of a window in whole seconds, and each of their nodes its own.
  private static final Duration SAME_WINDOW = Duration.ofSeconds(2);

  /**
   * A wait before the next request.
   *
   * @param until when it ends
   * @param length how long that is
   * @param why one sentence
   */
  public record Hold(Instant until, Duration length, String why) {}

  private final String name;
  private final InstantSource clock;
  private final Slots slots = new Slots(AT_ONCE);
  private final Map<String, Window> windows = new LinkedHashMap<>();
  private final Map<String, String> told = new LinkedHashMap<>();
  private Instant heldUntil;
  private int refusedInARow;
  private long refusals;

  RateBudget(String name, InstantSource clock) {
    this.name = name;
    this.clock = clock;
  }

  String name() {
    return name;
  }

  /** Requests that wait for a slot now. */
  public int waiting() {
    return slots.waiting();
  }

  /** Requests that run now. */
  public int running() {
    return slots.running();
  }

  /**
   * Takes a slot, unless requests must wait.
   *
   * @return the wait, with no slot taken; empty if a slot was taken, which {@link #leave} gives
   *     back
   * @throws InterruptedIOException if the errand is cancelled before
   */
  public Optional<Hold> enter(String resource, Errand errand) throws InterruptedIOException {
    Optional<Hold> hold = hold(resource, errand.urgency());
    if (hold.isPresent()) {
      return hold;
    }
    slots.take(errand);
    // Those that ran in the meantime may have been told to wait.
    hold = hold(resource, errand.urgency());
    if (hold.isPresent()) {
      slots.give();
    }
    return hold;
  }

  /** Gives the slot back. */
  public void leave() {
    slots.give();
  }

  /** A mark of what is known now; a request takes it along and shows it with its answer. */
  public synchronized long mark() {
    return refusals;
  }

  private synchronized Optional<Hold> hold(String resource, Errand.Urgency urgency) {
    Instant now = clock.instant();
    Window window = windows.get(told.getOrDefault(resource, resource));
    Instant until = null;
    String why = "";
    if (heldUntil != null && heldUntil.isAfter(now)) {
      until = heldUntil;
      why = "The server asks to wait.";
    }
    Instant end = window == null ? null : window.heldUntil(urgency, now);
    if (end != null && (until == null || end.isAfter(until))) {
      until = end;
      why =
          window.isUsedUp(now)
              ? "The limit of requests is used up."
              : "The last tenth of the requests is kept for people.";
    }
    if (until == null) {
      return Optional.empty();
    }
    // The clock may have been set back since.
    Duration wait = Duration.between(now, until);
    return Optional.of(new Hold(until, wait.compareTo(LONGEST) > 0 ? LONGEST : wait, why));
  }

  /**
   * Learns from an answer.
   *
   * @param asked the resource that the request named
   * @param well whether the server did what it was asked for
   * @param mark as it was when the request went out
   */
  public synchronized void observe(String asked, LimitReport report, boolean well, long mark) {
    Instant now = clock.instant();
    String resource = report.resource().isEmpty() ? asked : report.resource();
    if (told.size() < MOST_RESOURCES || told.containsKey(asked)) {
      told.put(asked, resource);
    }
    Window window = windows.get(resource);
    if (window == null && windows.size() < MOST_RESOURCES) {
      window = new Window();
      windows.put(resource, window);
    }
    if (window != null) {
      window.observe(report, now);
    }
    switch (report.refusal()) {
      case NONE -> {
        if (well && mark == refusals) {
          refusedInARow = 0;
        }
      }
      case USED_UP -> {
        Instant end = report.until() != null ? report.until() : report.resetAt();
        Instant until = end == null ? untold(mark, now) : clamp(end, now);
        if (window == null) {
          heldUntil = later(heldUntil, until);
        } else {
          window.refusedUntil = later(window.refusedUntil, until);
        }
      }
      case TOO_FAST ->
          heldUntil =
              later(
                  heldUntil,
                  report.until() == null ? untold(mark, now) : clamp(report.until(), now));
    }
  }

  /** All that ran when the server refused the first are refused as well; that counts once. */
  private Instant untold(long mark, Instant now) {
    if (mark == refusals) {
      refusals++;
      refusedInARow++;
    }
    Duration wait = UNTOLD.multipliedBy(1L << Math.min(10, Math.max(0, refusedInARow - 1)));
    return now.plus(wait.compareTo(LONGEST_UNTOLD) > 0 ? LONGEST_UNTOLD : wait);
  }

  private static Instant clamp(Instant until, Instant now) {
    Instant soonest = now.plus(SHORTEST);
    Instant latest = now.plus(LONGEST);
    return until.isBefore(soonest) ? soonest : until.isAfter(latest) ? latest : until;
  }

  private static Instant later(Instant one, Instant other) {
    return one == null || other.isAfter(one) ? other : one;
  }

  /** How each part of it stands; at least one. */
  synchronized List<BudgetView> views() {
    Instant now = clock.instant();
    int running = slots.running();
    List<BudgetView> views = new ArrayList<>();
    Instant all = heldUntil != null && heldUntil.isAfter(now) ? heldUntil : null;
    windows.forEach((resource, window) -> views.add(window.view(resource, all, running, now)));
    if (views.isEmpty()) {
      views.add(new BudgetView(name, "", null, null, null, all, running, null));
    }
    return views;
  }

  /** The requests of one resource, as last told. */
  private final class Window {

    private Long limit;
    private Long remaining;
    private Instant resetAt;
    private Instant refusedUntil;
    private Instant observedAt;

    void observe(LimitReport report, Instant now) {
      observedAt = now;
      if (report.limit() != null) {
        limit = report.limit();
      }
      if (report.remaining() == null) {
        return;
      }
      Instant end = report.resetAt() == null ? now.plus(UNTOLD) : clamp(report.resetAt(), now);
      boolean same =
          resetAt != null
              && resetAt.isAfter(now)
              && !end.isAfter(resetAt.plus(SAME_WINDOW))
              && remaining != null;
      // Answers overtake each other: within a window the lowest figure is the newest.
      remaining = same ? Math.min(remaining, report.remaining()) : report.remaining();
      resetAt = same && end.isBefore(resetAt) ? resetAt : end;
    }

    private boolean isRunning(Instant now) {
      return remaining != null && resetAt.isAfter(now);
    }

    boolean isUsedUp(Instant now) {
      return refusedUntil != null && refusedUntil.isAfter(now) || isRunning(now) && remaining <= 0;
    }

    Instant heldUntil(Errand.Urgency urgency, Instant now) {
      Instant until = refusedUntil != null && refusedUntil.isAfter(now) ? refusedUntil : null;
      boolean reserved =
          urgency == Errand.Urgency.BACKGROUND
              && limit != null
              && remaining != null
              && remaining * RESERVE <= limit;
      if (isRunning(now) && (remaining <= 0 || reserved)) {
        until = later(until, resetAt);
      }
      return until;
    }

    BudgetView view(String resource, Instant all, int running, Instant now) {
      Instant own = isUsedUp(now) ? heldUntil(Errand.Urgency.PERSON, now) : null;
      return new BudgetView(
          name,
          resource,
          limit,
          isRunning(now) ? remaining : null,
          resetAt,
          own == null ? all : later(all, own),
          running,
          observedAt);
    }
  }
}
