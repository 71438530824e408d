package org.sluice.delivery.subscription;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.UUID;
import org.sluice.audit.AuditLog;
import org.sluice.delivery.gate.Subscriber;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.delivery.row.SubscriptionStore;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.platform.Ids;
import org.sluice.platform.Inside;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;

/** Makes, changes and deletes subscriptions, in one transaction each; rights have been checked. */
@Stateless
@Inside
public class KeptSubscriptions {

  @Inject private SubscriptionStore store;
  @Inject private SubscriptionLists lists;
  @Inject private RegistryService registry;
  @Inject private AuditLog audit;

  /**
   * Makes one, due at once.
   *
   * @return its id
   * @throws DomainException INVALID if the repository is gone or not mirrored; CONFLICT if the
   *     subscriber receives it already
   */
  public UUID create(
      Caller caller,
      Subscriber subscriber,
      RepositoryRecord repository,
      EnteredSubscription entered) {
    // Held so that neither a deletion nor another request misses it.
    RepositoryRecord held =
        registry
            .lock(repository.id())
            .orElseThrow(() -> DomainException.invalid("repository", "was deleted meanwhile"));
    if (!held.mirrorEnabled()) {
      throw DomainException.invalid("repository", "is not mirrored");
    }
    lists
        .find(subscriber.id(), held.id())
        .ifPresent(
            other -> {
              throw DomainException.conflict(
                  "already-subscribed",
                  "The subscriber receives that repository already.",
                  "/subscriptions/" + other);
            });
    UUID id = Ids.next();
    store.add(
        id,
        subscriber.id(),
        held.id(),
        entered.branch(),
        entered.include(),
        entered.exclude(),
        now());
    audit.done(
        caller.username(),
        "subscription-created",
        "subscription of " + subscriber.name() + " to " + held.fullName(),
        null);
    return id;
  }

  /**
   * Changes what is sent; what does not belong to it any more is deleted at the receiver's.
   *
   * @param before the subscription as the editor saw it
   * @throws DomainException STALE if it is not that any more
   */
  public void change(Caller caller, KnownSubscription before, EnteredSubscription entered) {
    if (!store.change(
        before.row().id(),
        entered.branch(),
        entered.include(),
        entered.exclude(),
        before.row().version(),
        now())) {
      throw DomainException.changedMeanwhile();
    }
    audit.done(caller.username(), "subscription-changed", before.words(), null);
  }

  /** Deletes one with all that is recorded of it. */
  public void delete(Caller caller, KnownSubscription subscription) {
    store.remove(subscription.row().id());
    audit.done(caller.username(), "subscription-deleted", subscription.words(), null);
  }

  /** Puts one still, or lets it go on; of one that stands still it is remembered why. */
  public void move(
      Caller caller, KnownSubscription subscription, SubscriptionStatus status, String action) {
    boolean still = status == SubscriptionStatus.PAUSED;
    store.become(
        subscription.row().id(),
        status,
        still ? subscription.row().errorKind() : null,
        still ? subscription.row().errorDetail() : null);
    audit.done(caller.username(), action, subscription.words(), null);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
