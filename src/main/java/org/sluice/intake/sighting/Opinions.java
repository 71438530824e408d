package org.sluice.intake.sighting;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.sluice.platform.Inside;
import org.sluice.registry.RegistryService;
import org.sluice.registry.status.VanishedColumn;

/**
 * Works out which repositories are missed from what all standing imports have seen, in the
 * transaction of whoever calls, who has locked the repositories by {@link #hold} before he wrote
 * what he saw.
 */
@Inside
@ApplicationScoped
public class Opinions {

  private static final int CHUNK = 500;

  @Inject private RegistryService registry;
  @Inject private VanishedColumn column;
  @Inject private Sightings sightings;

  /**
   * What became of some repositories.
   *
   * @param vanished those that are missed from now on
   * @param back those that no longer are
   */
  public record Change(List<UUID> vanished, List<UUID> back) {}

  /** Locks repositories, always in the same order: another standing import may judge them too. */
  public void hold(Collection<UUID> repositoryIds) {
    chunks(repositoryIds).forEach(registry::lock);
  }

  /** Writes of repositories whether they are missed. */
  public Change settle(Collection<UUID> repositoryIds) {
    List<UUID> vanished = new ArrayList<>();
    List<UUID> back = new ArrayList<>();
    for (List<UUID> some : chunks(repositoryIds)) {
      Map<UUID, Instant> before = column.missed(some);
      Map<UUID, Instant> now = sightings.missed(some);
      List<UUID> found = before.keySet().stream().filter(id -> !now.containsKey(id)).toList();
      now.keySet().stream().filter(id -> !before.containsKey(id)).forEach(vanished::add);
      back.addAll(found);
      // Since when may have changed too: another one that missed it is gone.
      now.entrySet().removeIf(each -> each.getValue().equals(before.get(each.getKey())));
      column.miss(now);
      column.find(found);
    }
    return new Change(vanished, back);
  }

  private static List<List<UUID>> chunks(Collection<UUID> ids) {
    List<UUID> all = ids.stream().sorted(Comparator.comparing(UUID::toString)).toList();
    List<List<UUID>> chunks = new ArrayList<>();
    for (int from = 0; from < all.size(); from += CHUNK) {
      chunks.add(all.subList(from, Math.min(all.size(), from + CHUNK)));
    }
    return chunks;
  }
}
