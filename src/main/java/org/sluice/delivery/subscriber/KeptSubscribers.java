package org.sluice.delivery.subscriber;

import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import org.sluice.audit.AuditLog;
import org.sluice.delivery.gate.Belongings;
import org.sluice.delivery.gate.Breaker;
import org.sluice.delivery.gate.Subscriber;
import org.sluice.delivery.gate.SubscriberChanged;
import org.sluice.delivery.gate.SubscriberSecrets;
import org.sluice.delivery.gate.SubscriberStatus;
import org.sluice.delivery.gate.SubscriberStore;
import org.sluice.delivery.row.DeliveryStore;
import org.sluice.egress.WebhookSignature;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceService;
import org.sluice.platform.Ids;
import org.sluice.platform.Inside;
import org.sluice.rest.Answers;
import org.sluice.rest.PageQuery;

/**
 * Registers, changes and deletes subscribers, in one transaction each; rights have been checked.
 */
@Stateless
@Inside
public class KeptSubscribers {

  /** Most subscribers of one namespace. */
  static final int MOST = 1000;

  private static final PageQuery ANY = new PageQuery(1, 1, List.of(), null, Map.of());

  @Inject private SubscriberStore store;
  @Inject private DeliveryStore deliveries;
  @Inject private SubscriberSecrets secrets;
  @Inject private NamespaceService namespaces;
  @Inject private AuditLog audit;
  @Inject private Event<SubscriberChanged> changed;

  /**
   * Registers one.
   *
   * @param secret by which messages to it are signed
   * @throws DomainException NOT_FOUND if the namespace is gone; CONFLICT if it has one of that
   *     name, or too many
   */
  public UUID create(Caller caller, UUID namespaceId, EnteredSubscriber entered, String secret) {
    // Held, so that no deletion of the namespace misses this one and no other takes the name.
    String namespace = namespaces.hold(namespaceId).name();
    requireFree(namespaceId, entered.name(), null);
    if (store.count(Set.of(namespaceId), ANY) >= MOST) {
      throw DomainException.conflict(
          "too-many-subscribers", "A namespace may have " + MOST + " subscribers.");
    }
    UUID id = Ids.next();
    Instant now = now();
    store.add(
        new Subscriber(
            id,
            namespaceId,
            entered.name(),
            entered.endpointUrl(),
            entered.contact(),
            secrets.seal(id, secret),
            null,
            null,
            SubscriberStatus.ACTIVE,
            null,
            entered.rateLimit(),
            Breaker.CLOSED,
            null,
            now,
            now,
            1));
    audit.done(
        caller.username(),
        "subscriber-created",
        subject(namespace, entered.name()),
        whereTo(entered.endpointUrl()));
    return id;
  }

  /** The path of a URL may be what keeps others from posting there. */
  private static String whereTo(String endpointUrl) {
    return endpointUrl == null ? "it only pulls" : "at " + URI.create(endpointUrl).getHost();
  }

  private void requireFree(UUID namespaceId, String name, UUID self) {
    store
        .find(namespaceId, name)
        .filter(other -> !other.id().equals(self))
        .ifPresent(
            other -> {
              throw DomainException.conflict(
                  "name-taken",
                  "The namespace has a subscriber " + other.name() + " already.",
                  "/subscribers/" + other.id());
            });
  }

  /**
   * Changes what people enter.
   *
   * @param before the subscriber as the editor saw it
   * @return whether it is at another endpoint now
   * @throws DomainException NOT_FOUND if it is gone; STALE; CONFLICT if the name is taken
   */
  public boolean change(Caller caller, Subscriber before, EnteredSubscriber entered) {
    String namespace = namespaces.hold(before.namespaceId()).name();
    requireFree(before.namespaceId(), entered.name(), before.id());
    boolean elsewhere = !Objects.equals(entered.endpointUrl(), before.endpointUrl());
    if (!store.change(entered.into(before), elsewhere, before.version(), now())) {
      throw store.find(before.id()).isEmpty()
          ? SubscriberService.unknown()
          : DomainException.changedMeanwhile();
    }
    if (elsewhere) {
      deliveries.forgetChunks(before.id());
    }
    changed.fire(new SubscriberChanged(before.id()));
    audit.done(
        caller.username(),
        "subscriber-changed",
        subject(namespace, before.name()),
        elsewhere ? "now " + whereTo(entered.endpointUrl()) : null);
    return elsewhere;
  }

  /**
   * Deletes one with its subscriptions and the records of what arrived.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @param confirmed whether the caller knows that something goes with it
   * @throws DomainException NOT_FOUND; STALE; CONFLICT if something goes with it and that was not
   *     confirmed
   */
  public void delete(Caller caller, UUID id, String ifMatch, boolean confirmed) {
    Subscriber subscriber = store.lock(id).orElseThrow(SubscriberService::unknown);
    Answers.requireMatch(ifMatch, Long.toString(subscriber.version()));
    Belongings belongings = store.belongings(id);
    if (belongings.subscriptions() > 0 && !confirmed) {
      throw DomainException.conflict(
          "subscriber-in-use",
          "With it go "
              + belongings.subscriptions()
              + " subscriptions and "
              + belongings.records()
              + " records of what arrived. Ask again with confirm=true.",
          "/subscriptions?subscriber=" + id);
    }
    store.delete(id);
    changed.fire(new SubscriberChanged(id));
    audit.done(
        caller.username(),
        "subscriber-deleted",
        subject(subscriber),
        belongings.subscriptions()
            + " subscriptions and "
            + belongings.records()
            + " records went with it");
  }

  /**
   * Has another secret sign; the one before it signs too for a day, and any older one no more.
   *
   * @return the secret, shown this once
   * @throws DomainException NOT_FOUND
   */
  public String rotate(Caller caller, UUID id) {
    Subscriber subscriber = store.lock(id).orElseThrow(SubscriberService::unknown);
    String secret = WebhookSignature.newSecret();
    Instant now = now();
    Instant until = now.plus(SubscriberSecrets.OVERLAP);
    store.rotate(id, secrets.seal(id, secret), secrets.asFormer(subscriber), until, now);
    changed.fire(new SubscriberChanged(id));
    audit.done(
        caller.username(),
        "subscriber-secret-rotated",
        subject(subscriber),
        "the former one signs until " + until.truncatedTo(ChronoUnit.SECONDS));
    return secret;
  }

  /**
   * Moves one to a status, unless it has it already.
   *
   * @param action what that is called in the record of acts
   * @param reason why it is not sent to; null if it is, or somebody wants it
   * @return whether it had another one
   */
  public boolean move(
      Caller caller, UUID id, SubscriberStatus status, String action, String reason) {
    Subscriber subscriber = store.lock(id).orElseThrow(SubscriberService::unknown);
    if (status == SubscriberStatus.PAUSED && subscriber.status() == SubscriberStatus.DISABLED) {
      throw DomainException.conflict(
          "subscriber-disabled", "It is disabled, so nothing is sent to it anyway.");
    }
    boolean moved = store.status(id, status, reason, now());
    if (moved) {
      changed.fire(new SubscriberChanged(id));
      audit.done(caller.username(), action, subject(subscriber), reason);
    }
    return moved;
  }

  /** Notes that somebody had a ping sent. */
  public void pinged(Caller caller, Subscriber subscriber, String outcome) {
    audit.done(caller.username(), "subscriber-pinged", subject(subscriber), outcome);
  }

  private String subject(Subscriber subscriber) {
    UUID namespace = subscriber.namespaceId();
    return subject(namespaces.names(Set.of(namespace)).get(namespace), subscriber.name());
  }

  private static String subject(String namespace, String name) {
    return "subscriber " + namespace + "/" + name;
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
