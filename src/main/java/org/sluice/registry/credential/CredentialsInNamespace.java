package org.sluice.registry.credential;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.sluice.identity.NamespaceUse;

/** Keeps a namespace from being deleted while it owns credentials. */
@ApplicationScoped
public class CredentialsInNamespace implements NamespaceUse {

  @Inject private CredentialStore store;

  @Override
  public boolean uses(UUID namespaceId) {
    return store.anyOf(namespaceId);
  }
}
