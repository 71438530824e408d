package org.sluice.mirror.care;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.git.care.CareOrder;
import org.sluice.git.care.CareReport;
import org.sluice.job.ItemRun;
import org.sluice.mirror.MirrorStore;
import org.sluice.mirror.history.SyncRun;
import org.sluice.mirror.plan.NextReason;
import org.sluice.mirror.plan.NextSync;
import org.sluice.platform.Notice;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.RegistryService;
import org.sluice.registry.status.MirrorColumns;

/** Writes what is known of mirrors on disk, each time in a transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class CareRecord {

  @Inject private CareStore store;
  @Inject private MirrorStore mirrors;
  @Inject private RegistryService registry;
  @Inject private MirrorColumns columns;
  @Inject private Settings settings;
  @Inject private Event<Notice> notices;

  /** Mirrors whose turn it is, the longest waiting first, with how closely each is looked at. */
  public Map<UUID, CareOrder.Check> due(Instant now, int most) {
    List<MirrorCondition> due = store.due(now, most);
    return due.stream()
        .collect(
            Collectors.toMap(
                MirrorCondition::repositoryId,
                each -> each.check(now, settings.mirrorCheckInterval()),
                (one, other) -> one,
                java.util.LinkedHashMap::new));
  }

  /** Takes in a sync that changed something. */
  public void changed(UUID repositoryId, Instant now) {
    condition(repositoryId, now).changed(now);
  }

  /** Takes in that a mirror may be damaged; nothing if there is no such mirror. */
  public void suspected(UUID repositoryId, Instant now) {
    if (mirrors.policy(repositoryId).isPresent()) {
      condition(repositoryId, now).suspected(now);
    }
  }

  private MirrorCondition condition(UUID repositoryId, Instant now) {
    return store
        .lock(repositoryId)
        .orElseGet(
            () -> {
              MirrorCondition made =
                  new MirrorCondition(repositoryId, now, settings.mirrorCheckInterval());
              store.insert(made);
              return made;
            });
  }

  /** Takes in what came of a visit; a damaged mirror is due for a sync, which repairs it. */
  public void visited(
      UUID repositoryId, CareReport.Result result, CareOrder.Check check, Instant now) {
    if (result == CareReport.Result.DAMAGED) {
      // The row of the repository is locked first, as everywhere.
      registry
          .lock(repositoryId)
          .flatMap(there -> mirrors.policy(repositoryId))
          .map(policy -> policy.plan(NextSync.now(now, NextReason.Code.DAMAGED)))
          .ifPresent(next -> columns.reschedule(repositoryId, next.at()));
    }
    store
        .lock(repositoryId)
        .ifPresent(each -> each.visited(result, check, now, settings.mirrorCheckInterval()));
  }

  /** Whether a mirror that was found damaged may be repaired without being asked. */
  public boolean mayRepair(UUID repositoryId, Instant now) {
    return condition(repositoryId, now).mayRepair(now);
  }

  /**
   * Takes in that a mirror is damaged again, and left so; people hear of it once.
   *
   * @param text what they hear
   */
  public void giveUp(UUID repositoryId, String text) {
    registry
        .lock(repositoryId)
        .filter(there -> condition(repositoryId, Instant.now()).giveUp())
        .ifPresent(
            repository ->
                notices.fire(
                    Notice.error("mirror-damaged", repository.fullName(), text)
                        .in(repository.namespaceId())
                        .at("/repositories/" + repository.fullName())));
  }

  /** Takes in a repair, in the history too. */
  public void repaired(ItemRun run, Instant began, Instant now) {
    if (registry.lock(run.subjectId()).isPresent()) {
      condition(run.subjectId(), now).repaired(now, settings.mirrorCheckInterval());
      mirrors.insert(SyncRun.repaired(run, began, now));
    }
  }

  /** Bytes of all mirrors, as their last syncs left them. */
  public long mirrorBytes() {
    return store.mirrorBytes();
  }
}
