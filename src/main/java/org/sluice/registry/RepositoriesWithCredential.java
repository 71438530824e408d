package org.sluice.registry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.sluice.registry.credential.CredentialUse;

/** Tells how many repositories are let in by each credential. */
@ApplicationScoped
public class RepositoriesWithCredential implements CredentialUse {

  @Inject private RegistryStore store;

  @Override
  public Map<UUID, Long> uses(Collection<UUID> credentialIds) {
    return store.countByCredential(credentialIds);
  }
}
