package org.sluice.delivery.subscriber;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.delivery.courier.Courier;
import org.sluice.delivery.gate.Subscriber;
import org.sluice.delivery.gate.SubscriberGates;
import org.sluice.delivery.gate.SubscriberStatus;
import org.sluice.delivery.gate.SubscriberStore;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.egress.AddressGuard;
import org.sluice.egress.WebhookSignature;
import org.sluice.egress.webhook.Attempt;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.platform.settings.Settings;
import org.sluice.rest.Answers;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;
import org.sluice.rest.Patch;

/**
 * The door of subscribers: members of a namespace see those that belong to it, its maintainers keep
 * them, and nobody else knows that they are there.
 */
@Stateless
public class SubscriberService {

  /** Keys that the list can be sorted by. */
  public static final Set<String> SORT_KEYS = SubscriberStore.SORT_KEYS.keySet();

  /** Filters that the list knows. */
  public static final Set<String> FILTERS = SubscriberStore.FILTERS;

  /** Fields that a patch may name. */
  public static final Set<String> PATCHABLE = Set.of("name", "endpointUrl", "contact", "rateLimit");

  private static final PageQuery FIRST =
      new PageQuery(1, 1, List.of(new PageQuery.Sort("name", false)), null, Map.of());

  @Inject private SubscriberStore store;
  @Inject private KeptSubscribers kept;
  @Inject private SubscriberGates gates;
  @Inject private SubscriberPing ping;
  @Inject private Courier courier;
  @Inject private NamespaceService namespaces;
  @Inject private Settings settings;

  static DomainException unknown() {
    return DomainException.notFound("subscriber");
  }

  /** One page of the subscribers that the caller sees. */
  public Page<SubscriberView> list(Caller caller, PageQuery query) {
    Collection<UUID> of = namespaces(caller, query.filter("namespace").orElse(null));
    return Page.of(query, views(store.page(of, query)), store.count(of, query));
  }

  /**
   * Subscribers that the caller maintains, in the order of their names.
   *
   * @param first one that comes before the others; null for none, and passed over if it is not his
   * @param most of the others
   */
  public List<SubscriberView> maintained(Caller caller, UUID first, int most) {
    Collection<UUID> of = caller.seesEverything() ? null : caller.namespacesMaintained();
    PageQuery part =
        new PageQuery(1, most, List.of(new PageQuery.Sort("name", false)), null, Map.of());
    List<Subscriber> found = new ArrayList<>();
    if (first != null) {
      store.find(first).filter(each -> caller.maintains(each.namespaceId())).ifPresent(found::add);
    }
    store.page(of, part).stream().filter(each -> !each.id().equals(first)).forEach(found::add);
    return views(found);
  }

  /** Whether the caller sees any. */
  public boolean isAny(Caller caller) {
    return !store.page(namespaces(caller, null), FIRST).isEmpty();
  }

  /** Namespaces that a list is about; null for all there are. */
  private Collection<UUID> namespaces(Caller caller, String named) {
    if (named != null) {
      return namespaces
          .find(named)
          .filter(each -> caller.sees(each.id()))
          .map(each -> Set.of(each.id()))
          .orElse(Set.of());
    }
    return caller.seesEverything() ? null : caller.namespacesSeen();
  }

  private List<SubscriberView> views(List<Subscriber> subscribers) {
    Map<UUID, String> names =
        namespaces.names(
            subscribers.stream().map(Subscriber::namespaceId).collect(Collectors.toSet()));
    Map<UUID, Map<SubscriptionStatus, Long>> counts =
        store.subscriptions(subscribers.stream().map(Subscriber::id).toList());
    Instant now = now();
    return subscribers.stream()
        .map(
            each ->
                SubscriberView.of(
                    each,
                    names.get(each.namespaceId()),
                    null,
                    counts.getOrDefault(each.id(), Map.of()),
                    now))
        .toList();
  }

  /**
   * One subscriber.
   *
   * @throws DomainException NOT_FOUND if there is none that the caller sees
   */
  public SubscriberView get(Caller caller, UUID id) {
    return views(List.of(require(caller, id))).get(0);
  }

  /** Those of the ids that are subscribers which the caller sees, in the order of the ids. */
  public List<SubscriberView> find(Caller caller, Collection<UUID> ids) {
    Map<UUID, Subscriber> found = store.find(ids);
    return views(
        ids.stream()
            .filter(found::containsKey)
            .map(found::get)
            .filter(each -> caller.sees(each.namespaceId()))
            .toList());
  }

  /**
   * A subscriber that the caller sees, for the room's other parts.
   *
   * @throws DomainException NOT_FOUND if there is none
   */
  public Subscriber require(Caller caller, UUID id) {
    return store
        .find(id)
        .filter(each -> caller.sees(each.namespaceId()))
        .orElseThrow(SubscriberService::unknown);
  }

  /**
   * A subscriber that the caller maintains, for the room's other parts.
   *
   * @throws DomainException NOT_FOUND if there is none that he sees; FORBIDDEN
   */
  public Subscriber requireMaintained(Caller caller, UUID id) {
    Subscriber subscriber = require(caller, id);
    requireMaintains(caller, subscriber.namespaceId());
    return subscriber;
  }

  private static void requireMaintains(Caller caller, UUID namespaceId) {
    if (!caller.maintains(namespaceId)) {
      throw DomainException.forbidden("Only maintainers of the namespace may do this.");
    }
  }

  /**
   * Registers a subscriber.
   *
   * @return the subscriber with its secret, this once
   * @throws DomainException INVALID with every field that breaks a rule; FORBIDDEN; CONFLICT if its
   *     namespace has one of that name, or too many
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public SubscriberView create(Caller caller, NewSubscriber wanted) {
    String owner =
        wanted.namespace() == null || wanted.namespace().isBlank()
            ? caller.username()
            : wanted.namespace();
    NamespaceRef namespace =
        namespaces
            .find(owner)
            .filter(each -> caller.sees(each.id()))
            .orElseThrow(() -> DomainException.invalid("namespace", "there is no such namespace"));
    requireMaintains(caller, namespace.id());
    String secret = WebhookSignature.newSecret();
    UUID id = kept.create(caller, namespace.id(), entered(wanted), secret);
    return shown(caller, id, secret);
  }

  private EnteredSubscriber entered(NewSubscriber wanted) {
    return EnteredSubscriber.of(
        wanted, settings.transports(), AddressGuard.allowing(settings.egressAllow()));
  }

  /** Its name with that of its namespace, as {@code namespace/name}. */
  public String fullName(Subscriber subscriber) {
    return namespaceOf(subscriber) + "/" + subscriber.name();
  }

  private String namespaceOf(Subscriber subscriber) {
    return namespaces.names(Set.of(subscriber.namespaceId())).get(subscriber.namespaceId());
  }

  /** What it is, with the secret that was just made. */
  private SubscriberView shown(Caller caller, UUID id, String secret) {
    Subscriber subscriber = require(caller, id);
    return SubscriberView.of(
        subscriber,
        namespaceOf(subscriber),
        secret,
        store.subscriptions(Set.of(id)).getOrDefault(id, Map.of()),
        now());
  }

  /**
   * Changes a subscriber; another endpoint starts with a closed breaker, and is sent what the
   * former one could not take.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException NOT_FOUND; FORBIDDEN; STALE; INVALID; CONFLICT if the name is taken
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public SubscriberView change(Caller caller, UUID id, Patch patch, String ifMatch) {
    Subscriber before = requireMaintained(caller, id);
    Answers.requireMatch(ifMatch, Long.toString(before.version()));
    NewSubscriber patched =
        new NewSubscriber(
            null,
            patch.has("name") ? patch.required("name", String.class) : before.name(),
            patch.has("endpointUrl")
                ? patch.value("endpointUrl", String.class).orElse(null)
                : before.endpointUrl(),
            patch.has("contact")
                ? patch.value("contact", String.class).orElse(null)
                : before.contact(),
            patch.has("rateLimit")
                ? patch.value("rateLimit", Integer.class).orElse(null)
                : before.rateLimit());
    if (kept.change(caller, before, entered(patched))) {
      courier.moved(id);
    }
    return get(caller, id);
  }

  /**
   * Deletes a subscriber with its subscriptions and the records of what arrived; repositories and
   * mirrors stay.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @param confirmed whether the caller knows that something goes with it
   * @throws DomainException NOT_FOUND; FORBIDDEN; STALE; CONFLICT, naming the numbers, if something
   *     goes with it and that was not confirmed
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void delete(Caller caller, UUID id, String ifMatch, boolean confirmed) {
    requireMaintained(caller, id);
    kept.delete(caller, id, ifMatch, confirmed);
  }

  /**
   * Has another secret sign; the one before it signs too for 24 hours.
   *
   * @return the subscriber with its new secret, this once
   * @throws DomainException NOT_FOUND; FORBIDDEN
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public SubscriberView rotateSecret(Caller caller, UUID id) {
    requireMaintained(caller, id);
    return shown(caller, id, kept.rotate(caller, id));
  }

  /**
   * Sends nothing to a subscriber any more until it is resumed; what it misses is not lost.
   *
   * @throws DomainException NOT_FOUND; FORBIDDEN; CONFLICT if it is disabled
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public SubscriberView pause(Caller caller, UUID id) {
    requireMaintained(caller, id);
    kept.move(caller, id, SubscriberStatus.PAUSED, "subscriber-paused", null);
    return get(caller, id);
  }

  /**
   * Sends to a subscriber again that was paused or disabled, whatever its breaker knows of before.
   *
   * @throws DomainException NOT_FOUND; FORBIDDEN
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public SubscriberView resume(Caller caller, UUID id) {
    requireMaintained(caller, id);
    if (kept.move(caller, id, SubscriberStatus.ACTIVE, "subscriber-resumed", null)) {
      gates.reset(id);
      courier.wakeOf(id);
    }
    return get(caller, id);
  }

  /**
   * Posts a ping now and waits for what becomes of it. One that is taken closes the breaker, ends a
   * rest, has a disabled subscriber sent to again, and what waits for it tried at once; one that is
   * answered by 410 disables it.
   *
   * @throws DomainException NOT_FOUND; FORBIDDEN; CONFLICT if it only pulls; REFUSED_UPSTREAM,
   *     UPSTREAM_FAILED or UPSTREAM_TIMEOUT if it is not taken
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public PingView ping(Caller caller, UUID id) {
    Subscriber subscriber = requireMaintained(caller, id);
    if (subscriber.endpointUrl() == null) {
      throw DomainException.conflict(
          "no-endpoint", "It has no endpoint: nothing is sent to it, it comes and asks.");
    }
    Instant now = now();
    Attempt attempt = ping.send(subscriber, now);
    kept.pinged(caller, subscriber, attempt.detail());
    if (attempt.verdict() == Attempt.Verdict.GONE) {
      kept.move(caller, id, SubscriberStatus.DISABLED, "subscriber-disabled", attempt.detail());
    }
    if (attempt.verdict() != Attempt.Verdict.SENT) {
      throw attempt.refusal("subscriber");
    }
    gates.reset(id);
    if (subscriber.status() == SubscriberStatus.DISABLED) {
      kept.move(caller, id, SubscriberStatus.ACTIVE, "subscriber-resumed", null);
    }
    courier.wakeOf(id);
    return new PingView(attempt.detail(), now);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
