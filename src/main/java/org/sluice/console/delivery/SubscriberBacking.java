package org.sluice.console.delivery;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.omnifaces.util.Faces;
import org.omnifaces.util.Messages;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.console.Rows;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.delivery.subscriber.SubscriberService;
import org.sluice.delivery.subscriber.SubscriberView;
import org.sluice.delivery.subscription.ResyncExtent;
import org.sluice.delivery.subscription.SeenSubscription;
import org.sluice.delivery.subscription.SubscriptionService;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;
import org.sluice.rest.Patch;

/** Behind the page of one subscriber, registered or about to be. */
@Named
@RequestScoped
public class SubscriberBacking {

  @Inject private Caller caller;
  @Inject private SubscriberService subscribers;
  @Inject private SubscriptionService subscriptions;
  @Inject private NamespaceService namespaces;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private SubscriberView subscriber;
  private SubscriberForm form = new SubscriberForm();
  private SubscriberView shown;
  private List<NamespaceRef> owners;
  private Rows<SeenSubscription> rows;
  private ResyncExtent extent;
  private boolean fresh;
  private boolean maintained;
  private long version;

  @PostConstruct
  void open() {
    String id = Faces.getRequestParameter("id");
    fresh = id == null || id.isBlank();
    if (fresh) {
      form.setNamespace(Faces.getRequestParameter("namespace"));
      return;
    }
    try {
      read(UUID.fromString(id));
    } catch (IllegalArgumentException notAnId) {
      return;
    } catch (DomainException refused) {
      if (refused.kind() != FailureKind.NOT_FOUND) {
        throw refused;
      }
      return;
    }
    form = SubscriberForm.of(subscriber);
    rows =
        new Rows<>(
            Faces.getRequestParameterMap(),
            SubscriptionService.SORT_KEYS,
            "repository",
            Set.of("status"),
            Set.of("id"),
            seen -> seen.view().id().toString(),
            this::received);
  }

  private Page<SeenSubscription> received(PageQuery query) {
    Map<String, String> filters = new HashMap<>(query.filters());
    filters.put("subscriber", subscriber.id().toString());
    return subscriptions.seen(
        caller, new PageQuery(query.page(), query.size(), query.sort(), query.text(), filters));
  }

  private void read(UUID id) {
    subscriber = subscribers.get(caller, id);
    version = subscriber.version();
    maintained =
        namespaces
            .find(subscriber.namespace())
            .filter(each -> caller.maintains(each.id()))
            .isPresent();
  }

  /** Answers 404 where there is no such subscriber, and 403 to whoever may register none. */
  public void check() {
    if (fresh && getOwners().isEmpty()) {
      refusals.answer(DomainException.forbidden("Only maintainers of a namespace do this."));
    } else if (!fresh && subscriber == null) {
      refusals.answer(DomainException.notFound("subscriber"));
    }
  }

  /** Registers one; its secret is shown in this answer and never again. */
  public void register() {
    try {
      shown = subscribers.create(caller, form.wanted());
    } catch (DomainException refused) {
      show(refused);
    }
  }

  /** Saves what was entered. */
  public void save() {
    try {
      SubscriberView changed =
          subscribers.change(
              caller,
              subscriber.id(),
              Patch.of(form.patch(), SubscriberService.PATCHABLE),
              Long.toString(version));
      Messages.addFlashGlobalInfo("{0}", language.text("subscribers.saved", changed.name()));
      Faces.redirect("ui/subscriber.xhtml?id=%s", changed.id().toString());
    } catch (DomainException refused) {
      show(refused);
    }
  }

  /** That a name is taken stands beside it. */
  private void show(DomainException refused) {
    if (refused.slug().equals("name-taken")) {
      refusals.show("name", language.text("subscribers.taken"));
    } else {
      refusals.show(refused);
    }
  }

  /** Replaces the secret; the new one is shown in this answer and never again. */
  public void rotate() {
    try {
      shown = subscribers.rotateSecret(caller, subscriber.id());
      read(subscriber.id());
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  /** Deletes it; what goes with it was named when that was asked. */
  public void delete() {
    try {
      subscribers.delete(caller, subscriber.id(), null, true);
    } catch (DomainException refused) {
      refusals.show(refused);
      return;
    }
    Messages.addFlashGlobalInfo("{0}", language.text("subscribers.deleted", subscriber.name()));
    Faces.redirect("ui/subscribers.xhtml");
  }

  /** The subscriber; null if it is about to be registered, or if there is none he sees. */
  public SubscriberView getSubscriber() {
    return subscriber;
  }

  /** The subscriber with the secret that was just made for it; null otherwise. */
  public SubscriberView getShown() {
    return shown;
  }

  /** Whether one is about to be registered. */
  public boolean isFresh() {
    return fresh;
  }

  /** Whether the caller may change it. */
  public boolean isMaintained() {
    return maintained;
  }

  /** What it receives. */
  public Rows<SeenSubscription> getRows() {
    return rows;
  }

  /** States to filter that by. */
  public SubscriptionStatus[] getStatuses() {
    return SubscriptionStatus.values();
  }

  /** How much a re-sync of everything sends. */
  public ResyncExtent getExtent() {
    if (extent == null) {
      extent = subscriptions.extent(caller, subscriber.id());
    }
    return extent;
  }

  /** Namespaces in which one can be registered. */
  public List<NamespaceRef> getOwners() {
    if (owners == null) {
      owners = namespaces.maintained(caller);
    }
    return owners;
  }

  /** What is entered. */
  public SubscriberForm getForm() {
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
