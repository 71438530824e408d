package org.sluice.delivery.subscriber;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.sluice.delivery.gate.SubscriberStore;
import org.sluice.identity.NamespaceUse;

/** Keeps a namespace from being deleted while it has subscribers. */
@ApplicationScoped
public class SubscribersInNamespace implements NamespaceUse {

  @Inject private SubscriberStore store;

  @Override
  public boolean uses(UUID namespaceId) {
    return store.anyOf(namespaceId);
  }
}
