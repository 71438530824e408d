package org.sluice.registry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.sluice.identity.NamespaceRenamed;
import org.sluice.identity.NamespaceUse;
import org.sluice.registry.search.SearchWords;
import org.sluice.registry.tag.RepositoryTags;

/** Keeps a namespace from being deleted while repositories lie in it, and follows its name. */
@ApplicationScoped
public class RepositoriesInNamespace implements NamespaceUse {

  private static final int CHUNK = 500;

  @Inject private RegistryStore store;
  @Inject private SearchWords words;
  @Inject private RepositoryTags tags;

  @Override
  public boolean uses(UUID namespaceId) {
    return store.anyIn(namespaceId);
  }

  void renamed(@Observes NamespaceRenamed renamed) {
    UUID last = new UUID(0, 0);
    List<TrackedRepository> chunk = store.inNamespace(renamed.id(), last, CHUNK);
    while (!chunk.isEmpty()) {
      Map<UUID, String> texts = new HashMap<>();
      for (TrackedRepository each : chunk) {
        each.renameOwner(renamed.name());
        texts.put(each.id(), each.searchText());
        last = each.id();
      }
      store.flushAndClear();
      words.keep(texts);
      tags.keepNames(texts.keySet());
      chunk = store.inNamespace(renamed.id(), last, CHUNK);
    }
  }
}
