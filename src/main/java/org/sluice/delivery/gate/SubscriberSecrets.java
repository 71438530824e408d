package org.sluice.delivery.gate;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.sluice.platform.Inside;
import org.sluice.vault.Vault;

/** Seals the secrets of subscribers, and opens those that sign. */
@ApplicationScoped
@Inside
public class SubscriberSecrets {

  /** How long a replaced secret signs too. */
  public static final Duration OVERLAP = Duration.ofHours(24);

  private static final String SECRET = "secret";
  private static final String FORMER = "formerSecret";

  @Inject private Vault vault;

  /**
   * The secrets that sign a message now, the newest first: one, or two while one is replaced. The
   * caller neither logs nor keeps them.
   */
  public List<String> signing(Subscriber subscriber, Instant now) {
    String newest = vault.open(subscriber.id(), SECRET, subscriber.secret());
    return subscriber.isRotating(now)
        ? List.of(newest, vault.open(subscriber.id(), FORMER, subscriber.formerSecret()))
        : List.of(newest);
  }

  /** A secret, sealed as the newest of a subscriber. */
  public String seal(UUID id, String secret) {
    return vault.seal(id, SECRET, secret);
  }

  /** What signs for a subscriber, sealed as what it signed by before. */
  public String asFormer(Subscriber subscriber) {
    return vault.seal(
        subscriber.id(), FORMER, vault.open(subscriber.id(), SECRET, subscriber.secret()));
  }
}
