package org.sluice.registry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.UUID;
import org.sluice.identity.NamespaceRenamed;
import org.sluice.identity.NamespaceUse;

/** Keeps a namespace from being deleted while repositories lie in it, and follows its name. */
@ApplicationScoped
public class RepositoriesInNamespace implements NamespaceUse {

  @Inject private RegistryStore store;

  @Override
  public boolean uses(UUID namespaceId) {
    return store.anyIn(namespaceId);
  }

  void renamed(@Observes NamespaceRenamed renamed) {
    store.renameOwner(renamed.id(), renamed.name());
  }
}
