package org.sluice.registry.credential;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/** Counts who uses credentials, over all rooms. */
@ApplicationScoped
class CredentialUses {

  @Inject @Any private Instance<CredentialUse> uses;

  long of(UUID id) {
    return of(List.of(id)).getOrDefault(id, 0L);
  }

  Map<UUID, Long> of(Collection<UUID> ids) {
    Map<UUID, Long> sums = new HashMap<>();
    if (!ids.isEmpty()) {
      for (CredentialUse each : uses) {
        each.uses(ids).forEach((id, count) -> sums.merge(id, count, Long::sum));
      }
    }
    return sums;
  }
}
