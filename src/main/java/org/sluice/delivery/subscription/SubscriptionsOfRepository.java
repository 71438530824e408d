package org.sluice.delivery.subscription;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.sluice.registry.RepositoryUse;

/** Keeps a repository from being deleted while subscribers receive it. */
@ApplicationScoped
public class SubscriptionsOfRepository implements RepositoryUse {

  @Inject private SubscriptionLists lists;

  @Override
  public Optional<String> use(UUID repositoryId) {
    long subscribers = lists.ofRepository(repositoryId);
    if (subscribers == 0) {
      return Optional.empty();
    }
    return Optional.of(
        subscribers == 1
            ? "1 subscriber receives it. Delete its subscription first."
            : subscribers + " subscribers receive it. Delete their subscriptions first.");
  }
}
