package org.sluice.configsource;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.sluice.registry.RepositoryUse;

/** Keeps a repository from being deleted while configuration is read from it. */
@ApplicationScoped
public class SourceOfRepository implements RepositoryUse {

  @Inject private ConfigSourceStore store;

  @Override
  public Optional<String> use(UUID repositoryId) {
    return store
        .reading(repositoryId)
        .map(name -> "The configuration source " + name + " reads it. Delete that first.");
  }
}
