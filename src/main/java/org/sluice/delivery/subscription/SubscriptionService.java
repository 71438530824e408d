package org.sluice.delivery.subscription;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sluice.audit.AuditLog;
import org.sluice.delivery.courier.Courier;
import org.sluice.delivery.courier.Turns;
import org.sluice.delivery.gate.Subscriber;
import org.sluice.delivery.resync.DeliveryJobs;
import org.sluice.delivery.row.Subscription;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.delivery.subscriber.SubscriberService;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.failure.FieldError;
import org.sluice.identity.Caller;
import org.sluice.job.JobKind;
import org.sluice.job.JobView;
import org.sluice.platform.Cancellation;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.RepositoryRef;
import org.sluice.registry.selection.RepositorySelection;
import org.sluice.registry.selection.RepositoryWalk;
import org.sluice.rest.Answers;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;
import org.sluice.rest.Patch;

/**
 * The door of subscriptions.
 *
 * <p>Members of the repository's namespace see them, and so do members of the subscriber's, who
 * have the files anyway and must be able to compare. They are made, changed and deleted by who
 * maintains both, so that files leave a namespace only by the hand of somebody who maintains it;
 * delivered again and put still by who maintains either.
 */
@Stateless
public class SubscriptionService {

  /** Keys that the list can be sorted by. */
  public static final Set<String> SORT_KEYS = SubscriptionLists.SORT_KEYS.keySet();

  /** Filters that the list knows. */
  public static final Set<String> FILTERS = SubscriptionLists.FILTERS;

  /** Fields that a patch may name. */
  public static final Set<String> PATCHABLE = Set.of("branch", "include", "exclude");

  private static final int PORTION = 500;

  @Inject private SubscriptionLists lists;
  @Inject private KeptSubscriptions kept;
  @Inject private DeliveryJobs jobs;
  @Inject private SubscriberService subscribers;
  @Inject private RegistryService registry;
  @Inject private Courier courier;
  @Inject private Turns turns;
  @Inject private AuditLog audit;

  /** One page of the subscriptions that the caller sees. */
  public Page<SubscriptionView> list(Caller caller, PageQuery query) {
    return lists.page(caller, query).map(SubscriptionView::of);
  }

  /**
   * One subscription.
   *
   * @throws DomainException NOT_FOUND if there is none that the caller sees
   */
  public SubscriptionView get(Caller caller, UUID id) {
    return SubscriptionView.of(require(caller, id));
  }

  /** One page of the subscriptions that the caller sees, with what he may do with each. */
  public Page<SeenSubscription> seen(Caller caller, PageQuery query) {
    return lists.page(caller, query).map(each -> SeenSubscription.of(caller, each));
  }

  /** Those of the ids that are subscriptions which the caller sees. */
  public List<SeenSubscription> seen(Caller caller, Collection<UUID> ids) {
    return lists.find(ids).stream()
        .filter(each -> each.isSeenBy(caller))
        .map(each -> SeenSubscription.of(caller, each))
        .toList();
  }

  /**
   * One subscription, with what the caller may do with it.
   *
   * @throws DomainException NOT_FOUND if there is none that the caller sees
   */
  public SeenSubscription seen(Caller caller, UUID id) {
    return SeenSubscription.of(caller, require(caller, id));
  }

  /** Number of subscriptions that the caller sees, for each of the repositories that has any. */
  public Map<UUID, Long> ofRepositories(Caller caller, Collection<UUID> repositories) {
    return lists.ofRepositories(caller, repositories);
  }

  /**
   * How much a re-sync of a subscriber by the caller sends.
   *
   * @throws DomainException NOT_FOUND if there is no subscriber that the caller sees
   */
  public ResyncExtent extent(Caller caller, UUID subscriber) {
    boolean all = caller.maintains(subscribers.require(caller, subscriber).namespaceId());
    return lists.extent(subscriber, all ? null : caller.namespacesMaintained());
  }

  /**
   * A subscription that the caller sees, for the room's other doors.
   *
   * @throws DomainException NOT_FOUND if there is none
   */
  public KnownSubscription require(Caller caller, UUID id) {
    return lists
        .find(id)
        .filter(each -> each.isSeenBy(caller))
        .orElseThrow(() -> DomainException.notFound("subscription"));
  }

  private KnownSubscription requireKept(Caller caller, UUID id) {
    KnownSubscription subscription = require(caller, id);
    if (!subscription.isKeptBy(caller)) {
      throw keepersOnly();
    }
    return subscription;
  }

  private static DomainException keepersOnly() {
    return DomainException.forbidden(
        "Only who maintains both the repository and the subscriber may do this.");
  }

  /**
   * A subscription that the caller may have delivered again, for the room's other doors.
   *
   * @throws DomainException NOT_FOUND if there is none that he sees; FORBIDDEN
   */
  public KnownSubscription requireMoved(Caller caller, UUID id) {
    KnownSubscription subscription = require(caller, id);
    if (!subscription.isMovedBy(caller)) {
      throw moversOnly();
    }
    return subscription;
  }

  private static DomainException moversOnly() {
    return DomainException.forbidden(
        "Only who maintains the repository or the subscriber may do this.");
  }

  /**
   * Has a subscriber receive a repository from now on, beginning with all its files.
   *
   * @throws DomainException INVALID with every field that breaks a rule; FORBIDDEN; CONFLICT if it
   *     receives that repository already
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public SubscriptionView create(Caller caller, NewSubscription wanted) {
    List<FieldError> errors = new ArrayList<>();
    Optional<Subscriber> subscriber = subscriber(caller, wanted.subscriberId(), errors);
    Optional<RepositoryRecord> repository = repository(caller, wanted.repository(), errors);
    EnteredSubscription entered =
        EnteredSubscription.of(wanted.branch(), wanted.include(), wanted.exclude(), errors);
    if (!caller.maintains(subscriber.orElseThrow().namespaceId())
        || !caller.maintains(repository.orElseThrow().namespaceId())) {
      throw keepersOnly();
    }
    UUID id = kept.create(caller, subscriber.get(), repository.get(), entered);
    courier.wake(id);
    return get(caller, id);
  }

  private Optional<Subscriber> subscriber(Caller caller, UUID id, List<FieldError> errors) {
    if (id == null) {
      errors.add(new FieldError("subscriberId", "is required"));
      return Optional.empty();
    }
    try {
      return Optional.of(subscribers.require(caller, id));
    } catch (DomainException unknown) {
      errors.add(new FieldError("subscriberId", "there is no such subscriber"));
      return Optional.empty();
    }
  }

  private Optional<RepositoryRecord> repository(
      Caller caller, String fullName, List<FieldError> errors) {
    String[] parts = fullName == null ? new String[0] : fullName.strip().split("/", -1);
    if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
      errors.add(new FieldError("repository", "must be the owner and the name, as in team/app"));
      return Optional.empty();
    }
    try {
      return Optional.of(registry.require(caller, parts[0], parts[1]));
    } catch (DomainException unknown) {
      errors.add(new FieldError("repository", "there is no such repository"));
      return Optional.empty();
    }
  }

  /**
   * Changes what is sent; a delivery that runs is stopped and begins anew.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException NOT_FOUND; FORBIDDEN; STALE; INVALID; CONFLICT while a job sends
   *     everything again
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public SubscriptionView change(Caller caller, UUID id, Patch patch, String ifMatch) {
    KnownSubscription before = requireKept(caller, id);
    Subscription row = before.row();
    Answers.requireMatch(ifMatch, Long.toString(row.version()));
    EnteredSubscription entered =
        EnteredSubscription.of(
            patch.has("branch") ? patch.value("branch", String.class).orElse(null) : row.branch(),
            patch.texts("include").orElse(row.include()),
            patch.texts("exclude").orElse(row.exclude()),
            List.of());
    if (row.resyncJob() != null) {
      throw DomainException.conflict(
          "resync-running",
          "It is being re-synced. Wait for that, or cancel it.",
          "/jobs/" + row.resyncJob());
    }
    kept.change(caller, before, entered);
    // What is sent no more must not be sent by a run that began before.
    turns.interrupt(id);
    courier.look();
    return get(caller, id);
  }

  /**
   * Deletes a subscription with all that is recorded of it; a delivery that runs is stopped first.
   * What the receiver has stays there.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException NOT_FOUND; FORBIDDEN; STALE; UNAVAILABLE while the server stops
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void delete(Caller caller, UUID id, String ifMatch) {
    KnownSubscription subscription = requireKept(caller, id);
    Answers.requireMatch(ifMatch, Long.toString(subscription.row().version()));
    try (Turns.Turn turn = turns.take(id, new Cancellation()).orElseThrow(this::stopping)) {
      kept.delete(caller, subscription);
    }
  }

  private DomainException stopping() {
    return new DomainException(FailureKind.UNAVAILABLE, "stopping", "The server is being stopped.");
  }

  /**
   * Sends nothing any more until it is resumed; a delivery that runs is stopped, with its job.
   *
   * @throws DomainException NOT_FOUND; FORBIDDEN; CONFLICT if it is disabled
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public SubscriptionView pause(Caller caller, UUID id) {
    KnownSubscription subscription = requireMoved(caller, id);
    switch (subscription.row().status()) {
      case PAUSED -> {
        // It stands still already.
      }
      case DISABLED ->
          throw DomainException.conflict(
              "subscription-disabled", "It is disabled, so nothing is sent anyway.");
      default -> {
        kept.move(caller, subscription, SubscriptionStatus.PAUSED, "subscription-paused");
        turns.interrupt(id);
      }
    }
    return get(caller, id);
  }

  /**
   * Goes on with one that was paused or disabled: what it missed is sent.
   *
   * @throws DomainException NOT_FOUND; FORBIDDEN
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public SubscriptionView resume(Caller caller, UUID id) {
    KnownSubscription subscription = requireMoved(caller, id);
    SubscriptionStatus status = subscription.row().status();
    if (status == SubscriptionStatus.PAUSED || status == SubscriptionStatus.DISABLED) {
      kept.move(
          caller,
          subscription,
          subscription.row().generation() == 0
              ? SubscriptionStatus.PENDING_SNAPSHOT
              : SubscriptionStatus.DELIVERING,
          "subscription-resumed");
      courier.wake(id);
    }
    return get(caller, id);
  }

  /**
   * Sends all files of one subscription again, whatever its status, as a new generation.
   *
   * @return the job
   * @throws DomainException NOT_FOUND; FORBIDDEN; CONFLICT with the job that is at it already
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public JobView resync(Caller caller, UUID id) {
    KnownSubscription subscription = requireMoved(caller, id);
    JobView job = jobs.one(caller, JobKind.RESYNC, id, subscription.ends());
    audit.done(caller.username(), "resync-started", subscription.words(), "job " + job.id());
    return job;
  }

  /**
   * Sends what is missing of one subscription now, as if nothing had been refused.
   *
   * @return the job
   * @throws DomainException NOT_FOUND; FORBIDDEN; CONFLICT with the job that is at it already
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public JobView retry(Caller caller, UUID id) {
    KnownSubscription subscription = requireMoved(caller, id);
    JobView job = jobs.one(caller, JobKind.DELIVERY_RETRY, id, subscription.ends());
    audit.done(caller.username(), "retry-started", subscription.words(), "job " + job.id());
    return job;
  }

  /**
   * Sends all files of all repositories of a subscriber again, as far as the caller maintains one
   * of the two.
   *
   * @return the job
   * @throws DomainException NOT_FOUND; FORBIDDEN; CONFLICT with the same job; TOO_MANY
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public JobView resyncOf(Caller caller, UUID subscriber) {
    return ofSubscriber(caller, subscriber, JobKind.RESYNC, "resync-started");
  }

  /**
   * Sends now what is missing at a subscriber, as far as the caller maintains it or the repository.
   *
   * @return the job
   * @throws DomainException NOT_FOUND; FORBIDDEN; CONFLICT with the same job; TOO_MANY
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public JobView retryOf(Caller caller, UUID subscriber) {
    return ofSubscriber(caller, subscriber, JobKind.DELIVERY_RETRY, "retry-started");
  }

  /**
   * Sends everything again to all who receive the named repositories.
   *
   * @param ids of the repositories, 1 to 1000
   * @throws DomainException INVALID if one is unknown; FORBIDDEN; CONFLICT with the same job that
   *     is active; TOO_MANY
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public JobView resyncChosen(Caller caller, Collection<UUID> ids) {
    List<RepositoryRecord> chosen = registry.requireMaintained(caller, ids);
    List<UUID> named = chosen.stream().map(RepositoryRecord::id).toList();
    return resyncOf(caller, RepositoryWalk.words(chosen), () -> Stream.of(named));
  }

  /**
   * Sends everything again to all who receive what is selected, as far as the caller maintains it.
   *
   * @param selection null for all
   * @throws DomainException INVALID; CONFLICT with the same job that is active; TOO_MANY
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public JobView resyncSelected(Caller caller, RepositorySelection selection) {
    RepositorySelection chosen = selection == null ? RepositorySelection.ALL : selection;
    return resyncOf(caller, chosen.words(), () -> portions(caller, chosen));
  }

  private Stream<List<UUID>> portions(Caller caller, RepositorySelection selection) {
    return Stream.iterate(
            registry.selected(caller, selection, RepositoryWalk.FIRST, PORTION),
            portion -> !portion.isEmpty(),
            portion ->
                registry.selected(caller, selection, portion.get(portion.size() - 1).id(), PORTION))
        .map(portion -> portion.stream().map(RepositoryRef::id).toList());
  }

  private JobView resyncOf(Caller caller, String words, Supplier<Stream<List<UUID>>> repositories) {
    JobView job = jobs.ofRepositories(caller, words, repositories);
    audit.done(
        caller.username(),
        "resync-started",
        "selected repositories",
        "job " + job.id() + " on " + words);
    return job;
  }

  private JobView ofSubscriber(Caller caller, UUID id, JobKind kind, String action) {
    Subscriber subscriber = subscribers.require(caller, id);
    Collection<UUID> namespaces =
        caller.maintains(subscriber.namespaceId()) ? null : maintained(caller);
    if (namespaces != null && !lists.anyOf(id, namespaces)) {
      throw moversOnly();
    }
    String name = subscribers.fullName(subscriber);
    JobView job = jobs.ofSubscriber(caller, kind, id, name, namespaces);
    audit.done(caller.username(), action, "subscriber " + name, "job " + job.id());
    return job;
  }

  /** Namespaces that the caller maintains; null for all. */
  private static Collection<UUID> maintained(Caller caller) {
    if (caller.seesEverything()) {
      return null;
    }
    return caller.namespacesMaintained();
  }

  /**
   * Sends now what is missing anywhere, of all repositories that the caller maintains.
   *
   * @return the job
   * @throws DomainException CONFLICT with the same job; TOO_MANY
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public JobView retryAll(Caller caller) {
    JobView job = jobs.retryAll(caller, maintained(caller));
    audit.done(caller.username(), "retry-started", "all subscriptions", "job " + job.id());
    return job;
  }
}
