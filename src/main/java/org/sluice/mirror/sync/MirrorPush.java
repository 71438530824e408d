package org.sluice.mirror.sync;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncLimits;
import org.sluice.git.disk.MirrorFolders;
import org.sluice.git.push.GitPush;
import org.sluice.git.push.PushOutcome;
import org.sluice.git.push.PushRequest;
import org.sluice.job.ItemRun;
import org.sluice.job.JobTrigger;
import org.sluice.mirror.MirrorDirection;
import org.sluice.mirror.MirrorSettings;
import org.sluice.mirror.plan.Attempts;
import org.sluice.mirror.push.PushRun;
import org.sluice.mirror.push.PushState;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.RepositoryRecord;

/**
 * The second half of a sync: pushes on what was fetched, where a mirror is to be pushed.
 *
 * <p>What a person starts looks at the downstream in any case. What the timer or a webhook starts
 * does so when there is something new, when the last push failed, and a few times a day; after
 * failures the timer waits longer and longer, unless the push is what the mirror is for: then the
 * whole sync failed and backs off. What may pass by itself is tried again within the run, as a
 * fetch is, unless the push before has failed too.
 */
@ApplicationScoped
public class MirrorPush {

  @Inject private GitPush git;
  @Inject private MirrorAccess access;
  @Inject private MirrorFolders folders;
  @Inject private MirrorRecord record;
  @Inject private Settings settings;
  @Inject private SyncMetrics metrics;

  /** Pushes the mirror that was just fetched; says what came of it, and throws no failure. */
  PushRun afterFetch(ItemRun item, RepositoryRecord repository, MirrorSettings kept) {
    if (!kept.direction().pushes() || kept.pushUrl() == null) {
      return PushRun.NONE;
    }
    PushState before = record.pushState(repository.id());
    Instant began = Instant.now();
    boolean waits =
        kept.direction() == MirrorDirection.BOTH && item.trigger() == JobTrigger.SCHEDULE;
    if (waits && !before.isDue(began)) {
      return PushRun.NONE;
    }
    try {
      PushOutcome outcome = push(item, repository, kept, before, began);
      if (outcome.asked()) {
        metrics.pushed(outcome.refused().isEmpty() ? "pushed" : "refused", began);
      }
      return PushRun.ended(kept.pushUrl(), began, outcome);
    } catch (SyncFailure failure) {
      metrics.pushed("failed", began);
      access.remember(kept.pushUrl(), failure);
      return PushRun.failed(kept.pushUrl(), began, failure);
    }
  }

  private PushOutcome push(
      ItemRun item,
      RepositoryRecord repository,
      MirrorSettings kept,
      PushState before,
      Instant began)
      throws SyncFailure {
    Duration deadline = settings.mirrorDeadline();
    SyncLimits limits =
        SyncLimits.of(
            settings.mirrorIdleTimeout(),
            deadline,
            before.isBegun() ? deadline : settings.mirrorFirstDeadline());
    String believed = item.trigger() == JobTrigger.MANUAL ? null : before.believed(began);
    // A downstream that failed before would hold the share of the upstream's host for nothing.
    List<Duration> waits = before.isFailing() ? List.of() : settings.mirrorRetryDelays();
    String complaint = GitPush.complaint(kept.pushUrl());
    return new Attempts(waits, limits, true, complaint, System::nanoTime, Math::random)
        .run(item, left -> attempt(item, repository, kept, left, believed));
  }

  private PushOutcome attempt(
      ItemRun item,
      RepositoryRecord repository,
      MirrorSettings kept,
      SyncLimits limits,
      String believed)
      throws SyncFailure {
    MirrorAccess.Visit<PushOutcome> visit =
        () ->
            git.push(
                new PushRequest(
                    folders.of(repository.id()),
                    kept.pushUrl(),
                    access.push(kept),
                    limits,
                    believed),
                (phase, fraction, bytes) -> item.progress(phase.name(), fraction, bytes),
                item.cancellation());
    return access.meeting(kept.pushUrl(), visit, visit);
  }
}
