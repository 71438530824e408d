package org.sluice.intake.standing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.UUID;
import org.sluice.identity.NamespaceUse;

/** Keeps a namespace from being deleted while a standing import brings repositories there. */
@ApplicationScoped
public class StandingImportsInNamespace implements NamespaceUse {

  @Inject private StandingImportStore store;

  @Override
  public boolean uses(UUID namespaceId) {
    return store.anyIn(namespaceId);
  }
}
