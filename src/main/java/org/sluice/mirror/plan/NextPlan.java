package org.sluice.mirror.plan;

import java.time.Instant;
import java.util.Optional;
import org.sluice.mirror.upstream.HostWatch;
import org.sluice.platform.Inside;
import org.sluice.registry.RepositoryRecord;

/** Says when a mirror is synced next and why then, with all that comes before its own plan. */
@Inside
public final class NextPlan {

  private NextPlan() {}

  /**
   * When it is, as things stand.
   *
   * @param planned what the last run planned
   * @param timer whether the timer is on
   * @param hold why the mirrors of its host wait; empty if they do not
   */
  public static NextSync of(
      RepositoryRecord repository,
      NextReason planned,
      boolean timer,
      Optional<HostWatch.Hold> hold) {
    if (!repository.mirrorEnabled()) {
      return NextSync.never(NextReason.of(NextReason.Code.NOT_MIRRORED));
    }
    Instant at = timer ? repository.nextSyncAt() : null;
    switch (repository.mirrorStatus()) {
      case QUEUED:
        return new NextSync(at, NextReason.of(NextReason.Code.QUEUED));
      case SYNCING:
        return new NextSync(at, NextReason.of(NextReason.Code.SYNCING));
      default:
        break;
    }
    if (!timer) {
      return NextSync.never(NextReason.of(NextReason.Code.TIMER_OFF));
    }
    if (at == null || hold.isEmpty() || at.isAfter(hold.get().until())) {
      return new NextSync(at, planned);
    }
    return new NextSync(hold.get().until(), waiting(repository.host(), hold.get()));
  }

  /** Why the mirrors of a host wait. */
  public static NextReason waiting(String host, HostWatch.Hold hold) {
    return hold.unreachable()
        ? NextReason.of(NextReason.Code.HOST_UNREACHABLE, "host", host)
            .with("since", hold.since())
            .with("until", hold.until())
        : NextReason.of(NextReason.Code.HOST_WAITS, "host", host).with("until", hold.until());
  }
}
