package org.sluice.mirror;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;
import org.sluice.registry.credential.CredentialUse;

/** Tells how many mirrors push on with each credential. */
@ApplicationScoped
public class PushesWithCredential implements CredentialUse {

  @Inject private MirrorStore store;

  @Override
  public Map<UUID, Long> uses(Collection<UUID> credentialIds) {
    return store.countByPushCredential(credentialIds);
  }
}
