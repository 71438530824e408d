package org.sluice.identity.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.AccessChanged;

/**
 * Remembers for a minute which credentials were verified, so that a program that polls costs
 * neither a query nor a hashing each time.
 *
 * <p>Credentials are remembered as a keyed digest only. A change of a user's rights or credentials
 * forgets him as soon as it is committed; on other nodes it takes up to a minute.
 */
@ApplicationScoped
public class VerifiedCallers {

  /** How long a verification is believed. */
  static final Duration BELIEVED = Duration.ofSeconds(60);

  private static final int MOST = 5_000;
  private static final String DIGEST = "HmacSHA256";

  private final Clock clock;
  private final SecretKeySpec key;
  private final Map<String, Verified> verified = new LinkedHashMap<>(64, 0.75f, true);
  private final ConcurrentMap<String, FutureTask<Verified>> running = new ConcurrentHashMap<>();
  private long changes;

  /**
   * A verification.
   *
   * @param principal who it was
   * @param sessionEpoch his session epoch at that time
   * @param until when it has to be done again
   */
  record Verified(SignedIn principal, long sessionEpoch, Instant until) {}

  /** Measures by the system's clock. */
  public VerifiedCallers() {
    this(Clock.systemUTC());
  }

  VerifiedCallers(Clock clock) {
    this.clock = clock;
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.key = new SecretKeySpec(random, DIGEST);
  }

  /** The form in which credentials are remembered; of no use outside of this process. */
  String fingerprint(String... parts) {
    try {
      Mac mac = Mac.getInstance(DIGEST);
      mac.init(key);
      for (String part : parts) {
        byte[] bytes = part.getBytes(StandardCharsets.UTF_8);
        mac.update(Integer.toString(bytes.length).getBytes(StandardCharsets.US_ASCII));
        mac.update((byte) ':');
        mac.update(bytes);
      }
      return HexFormat.of().formatHex(mac.doFinal());
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException(everyJdkHasIt);
    }
  }

  /**
   * What is remembered of credentials, or else what a verification finds. Requests that come at
   * once share one, unless something changed since it began: who asks after a token is revoked is
   * not let in by what was found before.
   *
   * @param verification verifies and remembers; what it refuses is refused to all who share it
   */
  Verified share(String fingerprint, Supplier<Verified> verification) {
    Optional<Verified> remembered = get(fingerprint);
    if (remembered.isPresent()) {
      return remembered.get();
    }
    String shared = changes() + ":" + fingerprint;
    FutureTask<Verified> ours = new FutureTask<>(verification::get);
    FutureTask<Verified> others = running.putIfAbsent(shared, ours);
    try {
      if (others == null) {
        ours.run();
      }
      return (others == null ? ours : others).get();
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof DomainException refusal) {
        throw refusal;
      }
      throw new IllegalStateException("A sign-in could not be verified", failed.getCause());
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new DomainException(
          FailureKind.UNAVAILABLE, "stopping", "Sluice is stopping. Try again later.");
    } finally {
      running.remove(shared, ours);
    }
  }

  synchronized Optional<Verified> get(String fingerprint) {
    Verified found = verified.get(fingerprint);
    if (found != null && !found.until().isAfter(clock.instant())) {
      verified.remove(fingerprint);
      return Optional.empty();
    }
    return Optional.ofNullable(found);
  }

  /** A number to read before a verification and to hand to {@link #put} after it. */
  synchronized long changes() {
    return changes;
  }

  /**
   * Remembers a verification, unless something changed since it began.
   *
   * @param expiresAt when the credentials end by themselves; null if never
   * @return the verification
   */
  synchronized Verified put(
      String fingerprint,
      SignedIn principal,
      long sessionEpoch,
      Instant expiresAt,
      long changesBefore) {
    Instant until = clock.instant().plus(BELIEVED);
    if (expiresAt != null && expiresAt.isBefore(until)) {
      until = expiresAt;
    }
    Verified fresh = new Verified(principal, sessionEpoch, until);
    if (changesBefore == changes) {
      verified.put(fingerprint, fresh);
      if (verified.size() > MOST) {
        verified.remove(verified.keySet().iterator().next());
      }
    }
    return fresh;
  }

  void forget(@Observes(during = TransactionPhase.AFTER_SUCCESS) AccessChanged changed) {
    forget(changed.userId());
  }

  /** Forgets a user; null for all. */
  synchronized void forget(UUID userId) {
    changes++;
    if (userId == null) {
      verified.clear();
    } else {
      verified.values().removeIf(each -> userId.equals(each.principal().caller().userId()));
    }
  }
}
