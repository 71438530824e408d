package org.sluice.console.delivery;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.omnifaces.util.Faces;
import org.omnifaces.util.Messages;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.console.Rows;
import org.sluice.delivery.history.DeliveryService;
import org.sluice.delivery.history.DeliveryView;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.delivery.subscriber.SubscriberService;
import org.sluice.delivery.subscriber.SubscriberView;
import org.sluice.delivery.subscription.SeenSubscription;
import org.sluice.delivery.subscription.SubscriptionService;
import org.sluice.delivery.subscription.SubscriptionView;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceService;
import org.sluice.rest.PageQuery;
import org.sluice.rest.Patch;

/** Behind the page of one subscription, made or about to be. */
@Named
@RequestScoped
public class SubscriptionBacking {

  private static final int MOST_REFUSED = 5;
  private static final List<PageQuery.Sort> LATEST = List.of(new PageQuery.Sort("sequence", true));

  @Inject private Caller caller;
  @Inject private SubscriptionService subscriptions;
  @Inject private SubscriberService subscribers;
  @Inject private DeliveryService deliveries;
  @Inject private NamespaceService namespaces;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private SeenSubscription seen;
  private SubscriptionForm form = new SubscriptionForm();
  private List<SubscriberView> receivers;
  private Rows<DeliveryView> rows;
  private List<DeliveryView> refused;
  private boolean fresh;
  private long version;

  @PostConstruct
  void open() {
    Map<String, String> address = Faces.getRequestParameterMap();
    String id = address.get("id");
    fresh = id == null || id.isBlank();
    if (fresh) {
      form.setSubscriberId(address.get("subscriber"));
      form.setRepository(address.get("repository"));
      return;
    }
    try {
      seen = subscriptions.seen(caller, UUID.fromString(id));
    } catch (IllegalArgumentException notAnId) {
      return;
    } catch (DomainException refusal) {
      if (refusal.kind() != FailureKind.NOT_FOUND) {
        throw refusal;
      }
      return;
    }
    form = SubscriptionForm.of(seen.view());
    version = seen.view().version();
    rows =
        new Rows<>(
            address,
            DeliveryService.SORT_KEYS,
            "-sequence",
            DeliveryService.FILTERS,
            Set.of("id"),
            delivery -> delivery.id().toString(),
            query -> deliveries.list(caller, seen.view().id(), null, query));
  }

  /** Answers 404 where there is no such subscription, and 403 to whoever may make none. */
  public void check() {
    if (fresh && namespaces.maintained(caller).isEmpty()) {
      refusals.answer(DomainException.forbidden("Only maintainers of a namespace do this."));
    } else if (!fresh && seen == null) {
      refusals.answer(DomainException.notFound("subscription"));
    }
  }

  /** Makes one. */
  public void make() {
    try {
      SubscriptionView made = subscriptions.create(caller, form.wanted());
      Messages.addFlashGlobalInfo(
          "{0}", language.text("subscriptions.made", made.subscriber(), made.repository()));
      Faces.redirect("ui/subscription.xhtml?id=%s", made.id().toString());
    } catch (IllegalArgumentException notAnId) {
      refusals.show("subscriberId", "must be an id");
    } catch (DomainException refusal) {
      refusals.show(refusal);
    }
  }

  /** Saves what was entered. */
  public void save() {
    try {
      subscriptions.change(
          caller,
          seen.view().id(),
          Patch.of(form.patch(), SubscriptionService.PATCHABLE),
          Long.toString(version));
      Messages.addFlashGlobalInfo("{0}", language.text("subscriptions.saved"));
      Faces.redirect("ui/subscription.xhtml?id=%s", seen.view().id().toString());
    } catch (DomainException refusal) {
      refusals.show(refusal);
    }
  }

  /** Deletes it. */
  public void delete() {
    try {
      subscriptions.delete(caller, seen.view().id(), null);
    } catch (DomainException refusal) {
      refusals.show(refusal);
      return;
    }
    Messages.addFlashGlobalInfo(
        "{0}", language.text("subscriptions.deleted", seen.view().repository()));
    Faces.redirect("ui/subscriber.xhtml?id=%s", seen.view().subscriberId().toString());
  }

  /** The subscription; null if it is about to be made, or if there is none that he sees. */
  public SubscriptionView getSubscription() {
    return seen == null ? null : seen.view();
  }

  /** The same with what the caller may do. */
  public SeenSubscription getSeen() {
    return seen;
  }

  /** Whether one is about to be made. */
  public boolean isFresh() {
    return fresh;
  }

  /** Subscribers that the caller maintains: the one that the address names, and others. */
  public List<SubscriberView> getReceivers() {
    if (receivers == null) {
      receivers = subscribers.maintained(caller, named(), PageQuery.MAX_SIZE);
    }
    return receivers;
  }

  /**
   * What stands before the receivers where nobody has said which of several it is: none of them is
   * chosen by being the first.
   */
  public List<String> getUnchosen() {
    boolean open =
        getReceivers().size() > 1
            && getReceivers().stream().noneMatch(each -> each.id().equals(named()));
    return open ? List.of("") : List.of();
  }

  private UUID named() {
    try {
      return form.getSubscriberId() == null ? null : UUID.fromString(form.getSubscriberId());
    } catch (IllegalArgumentException notAnId) {
      return null;
    }
  }

  /** Its messages, the latest first. */
  public Rows<DeliveryView> getRows() {
    return rows;
  }

  /** Messages that the receiver refused, where that keeps it from being whole. */
  public List<DeliveryView> getRefused() {
    if (refused == null) {
      refused =
          seen.view().status() == SubscriptionStatus.FAILED && seen.view().counts().refused() > 0
              ? deliveries
                  .list(
                      caller,
                      seen.view().id(),
                      null,
                      new PageQuery(1, MOST_REFUSED, LATEST, null, Map.of("status", "QUARANTINED")))
                  .items()
              : List.of();
    }
    return refused;
  }

  /** What is entered. */
  public SubscriptionForm getForm() {
    return form;
  }

  /** The version that the editor saw. */
  public long getVersion() {
    return version;
  }

  /** Takes the version that the editor saw. */
  public void setVersion(long version) {
    this.version = version;
  }
}
