package org.sluice.identity.signin;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.Name;
import org.sluice.platform.network.Network;

/**
 * Slows down guessing: after a few failures within a minute an account, or an address, has to wait
 * for a minute, and twice as long after each further failure.
 *
 * <p>Attempts are counted when they begin and a success takes its count back, so that many at once
 * get no further than one after the other. An address may fail more often than an account, since a
 * whole office can share one; of IPv6 the first 64 bits are one address. It remembers a bounded
 * number of accounts and addresses, those that failed last.
 */
@ApplicationScoped
public class SignInThrottle {

  /** Failures within a minute after which an account has to wait. */
  static final int ACCOUNT_LIMIT = 5;

  /** Failures within a minute after which an address has to wait. */
  static final int ADDRESS_LIMIT = 30;

  /** Time in which failures are counted, and the first wait. */
  static final Duration WINDOW = Duration.ofMinutes(1);

  /** Longest wait. */
  static final Duration LONGEST = Duration.ofMinutes(15);

  private static final int MOST_KEYS = 10_000;

  private final Clock clock;
  private final Map<String, Count> counts = new LinkedHashMap<>(64, 0.75f, true);

  private static final class Count {
    private int failures;
    private Instant since;
    private Instant until = Instant.MIN;
  }

  /** Measures by the system's clock. */
  public SignInThrottle() {
    this(Clock.systemUTC());
  }

  SignInThrottle(Clock clock) {
    this.clock = clock;
  }

  /**
   * Lets an attempt begin and counts it as failed until {@link #succeeded}.
   *
   * @param username name that was given; null if the credentials name none
   * @param address where it comes from
   * @throws DomainException TOO_MANY with the time to wait
   */
  public synchronized void begin(String username, String address) {
    Instant now = clock.instant();
    Instant until = Instant.MIN;
    for (String key : keys(username, address)) {
      Count count = counts.get(key);
      if (count != null && count.until.isAfter(until)) {
        until = count.until;
      }
    }
    if (until.isAfter(now)) {
      throw DomainException.retryLater(
          FailureKind.TOO_MANY,
          "too-many-sign-ins",
          "Too many sign-ins have failed. Wait a while.",
          Duration.between(now, until).plusSeconds(1));
    }
    for (String key : keys(username, address)) {
      count(key, now);
    }
  }

  /** Takes the count of an attempt back and forgets the account's failures. */
  public synchronized void succeeded(String username, String address) {
    for (String key : keys(username, address)) {
      Count count = counts.get(key);
      if (count == null) {
        continue;
      }
      if (key.equals(accountKey(username)) || count.failures <= 1) {
        counts.remove(key);
      } else {
        count.failures--;
        count.until = Instant.MIN;
      }
    }
  }

  private void count(String key, Instant now) {
    int limit = key.charAt(0) == 'u' ? ACCOUNT_LIMIT : ADDRESS_LIMIT;
    Count count = counts.computeIfAbsent(key, absent -> new Count());
    boolean overLimit = count.failures >= limit;
    // Once over the limit, only a quiet time as long as the longest wait starts anew.
    Duration memory = overLimit ? LONGEST : WINDOW;
    Instant last = overLimit ? count.until : count.since;
    if (last == null || !last.plus(memory).isAfter(now)) {
      count.failures = 0;
      count.since = now;
    }
    count.failures++;
    if (count.failures >= limit) {
      int doublings = Math.min(count.failures - limit, 10);
      Duration wait = WINDOW.multipliedBy(1L << doublings);
      count.until = now.plus(wait.compareTo(LONGEST) > 0 ? LONGEST : wait);
    }
    if (counts.size() > MOST_KEYS) {
      counts.remove(counts.keySet().iterator().next());
    }
  }

  private static String[] keys(String username, String address) {
    return username == null
        ? new String[] {addressKey(address)}
        : new String[] {accountKey(username), addressKey(address)};
  }

  private static String addressKey(String address) {
    return "a " + Network.customer(address);
  }

  private static String accountKey(String username) {
    if (username == null) {
      return "u";
    }
    String key = Name.key(username);
    return "u " + (key.length() > Name.MAX_LENGTH ? key.substring(0, Name.MAX_LENGTH) : key);
  }
}
