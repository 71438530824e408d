package org.sluice.delivery.history;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.sluice.audit.AuditLog;
import org.sluice.delivery.courier.Courier;
import org.sluice.delivery.gate.SubscriberGates;
import org.sluice.delivery.history.DeliveryView.AttemptView;
import org.sluice.delivery.row.DeliveredFile;
import org.sluice.delivery.row.DeliveredFiles;
import org.sluice.delivery.row.Delivery;
import org.sluice.delivery.row.DeliveryEvent;
import org.sluice.delivery.row.DeliveryStore;
import org.sluice.delivery.row.FilePath;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.delivery.subscription.KnownSubscription;
import org.sluice.delivery.subscription.SubscriptionService;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** The door of what arrived and of messages; who sees a subscription sees them. */
@Stateless
public class DeliveryService {

  /** Keys that the list of messages can be sorted by. */
  public static final Set<String> SORT_KEYS = DeliveryLists.SORT_KEYS.keySet();

  /** Filters that the list of messages knows, besides the path. */
  public static final Set<String> FILTERS = DeliveryLists.FILTERS;

  @Inject private SubscriptionService subscriptions;
  @Inject private DeliveryLists lists;
  @Inject private DeliveryStore store;
  @Inject private DeliveredFiles files;
  @Inject private SubscriberGates gates;
  @Inject private Courier courier;
  @Inject private AuditLog audit;

  /**
   * A part of what a subscriber has of a repository.
   *
   * @param after path after which it begins; null for the beginning
   * @param most files of it
   * @throws DomainException NOT_FOUND if there is no subscription that the caller sees
   */
  public ManifestPage files(Caller caller, UUID subscription, String after, int most) {
    KnownSubscription known = subscriptions.require(caller, subscription);
    List<DeliveredFile> found =
        files.after(subscription, after == null ? null : FilePath.of(after), most + 1);
    List<ManifestPage.FileView> items =
        found.stream()
            .limit(most)
            .filter(DeliveredFile::isKnown)
            .map(ManifestPage.FileView::of)
            .toList();
    return new ManifestPage(
        known.row().generation(),
        known.row().deliveredCommit(),
        items,
        found.size() > most ? found.get(most - 1).path().text() : null);
  }

  /**
   * One page of a subscription's messages.
   *
   * @param path of the file that they are about; null for any
   * @throws DomainException NOT_FOUND if there is no subscription that the caller sees
   */
  public Page<DeliveryView> list(Caller caller, UUID subscription, String path, PageQuery query) {
    subscriptions.require(caller, subscription);
    FilePath file = path == null ? null : FilePath.of(path);
    return lists.page(subscription, file, query).map(each -> DeliveryView.of(each, null));
  }

  /**
   * One message with all its attempts.
   *
   * @throws DomainException NOT_FOUND if there is none that the caller sees
   */
  public DeliveryView get(Caller caller, UUID id) {
    Delivery message = find(id);
    require(caller, message);
    List<AttemptView> attempts = new ArrayList<>();
    store.earlierAttempts(id).forEach(each -> attempts.add(AttemptView.of(each)));
    if (message.last() != null) {
      attempts.add(AttemptView.of(message.last()));
    }
    return DeliveryView.of(message, List.copyOf(attempts));
  }

  private Delivery find(UUID id) {
    return store.find(id).orElseThrow(DeliveryService::unknown);
  }

  private KnownSubscription require(Caller caller, Delivery message) {
    try {
      return subscriptions.require(caller, message.subscriptionId());
    } catch (DomainException notSeen) {
      throw unknown();
    }
  }

  private static DomainException unknown() {
    return DomainException.notFound("delivery");
  }

  /**
   * Has a message sent again now, even if the subscriber could not be reached lately; not while he
   * asks to be left alone. One that waits or was refused is tried under its own id; of one that has
   * ended the file is sent as the commit has it, as a message of its own, since a receiver drops
   * what it knows.
   *
   * @return the message as it is now
   * @throws DomainException NOT_FOUND; FORBIDDEN; CONFLICT if the subscription stands still, or
   *     there is nothing to be sent again
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public DeliveryView redeliver(Caller caller, UUID id) {
    Delivery message = find(id);
    require(caller, message);
    KnownSubscription subscription = subscriptions.requireMoved(caller, message.subscriptionId());
    SubscriptionStatus status = subscription.row().status();
    if (status == SubscriptionStatus.PAUSED || status == SubscriptionStatus.DISABLED) {
      throw DomainException.conflict(
          "subscription-still", "Nothing is sent of a subscription that is paused or disabled.");
    }
    boolean again =
        message.isOpen()
            ? store.retryOne(id)
            : message.event().isOfFile()
                && message.event() != DeliveryEvent.FILE_DELETED
                && files.again(message.subscriptionId(), message.path());
    if (!again) {
      throw DomainException.conflict(
          "nothing-to-redeliver",
          "What it told is over: only a message that is open, or about a file that the subscriber"
              + " has, can be sent again.");
    }
    gates.tryNow(subscription.row().subscriberId(), Instant.now());
    courier.wake(message.subscriptionId());
    audit.done(
        caller.username(),
        "redelivery-started",
        subscription.words(),
        message.path() == null ? message.event().type() : "path " + message.path().text());
    return get(caller, id);
  }
}
