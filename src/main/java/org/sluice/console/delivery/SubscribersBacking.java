package org.sluice.console.delivery;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Set;
import org.omnifaces.util.Faces;
import org.sluice.console.Rows;
import org.sluice.delivery.gate.SubscriberStatus;
import org.sluice.delivery.subscriber.SubscriberService;
import org.sluice.delivery.subscriber.SubscriberView;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;

/** Behind the page of all subscribers. */
@Named
@RequestScoped
public class SubscribersBacking {

  @Inject private Caller caller;
  @Inject private SubscriberService subscribers;
  @Inject private NamespaceService namespaces;

  private Rows<SubscriberView> rows;
  private List<NamespaceRef> owners;

  @PostConstruct
  void open() {
    rows =
        new Rows<>(
            Faces.getRequestParameterMap(),
            SubscriberService.SORT_KEYS,
            "name",
            SubscriberService.FILTERS,
            Set.of(),
            subscriber -> subscriber.id().toString(),
            query -> subscribers.list(caller, query));
  }

  /** The subscribers. */
  public Rows<SubscriberView> getRows() {
    return rows;
  }

  /** Whether the caller sees no subscriber at all. */
  public boolean isBare() {
    return rows.isBare();
  }

  /** States to filter by. */
  public SubscriberStatus[] getStatuses() {
    return SubscriberStatus.values();
  }

  /** Namespaces to filter by. */
  public List<NamespaceRef> getOwners() {
    if (owners == null) {
      owners = namespaces.maintained(caller, Rows.OFFERED + 1);
    }
    return owners;
  }

  /** Whether the caller may register subscribers anywhere. */
  public boolean isMaintainer() {
    return !getOwners().isEmpty();
  }
}
