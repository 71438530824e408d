package org.sluice.mirror.sync;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.sluice.git.GitSync;
import org.sluice.git.Glance;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.git.SyncRequest;
import org.sluice.mirror.plan.FailureRule;
import org.sluice.mirror.plan.NextPlan;
import org.sluice.mirror.upstream.HostWatch;
import org.sluice.platform.Cancellation;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.RepositoryRecord;

/**
 * Asks upstreams whether there is anything to sync, for whoever looks more often than a sync is
 * worth.
 *
 * <p>What comes out is told of the host, which is the same for all, and not of the mirror: no
 * glance counts as a run, and none disables a mirror.
 */
@ApplicationScoped
public class MirrorGlance {

  private static final Duration LONGEST = Duration.ofSeconds(30);

  @Inject private GitSync git;
  @Inject private MirrorSync sync;
  @Inject private MirrorRecord record;
  @Inject private MirrorAccess access;
  @Inject private HostWatch hosts;
  @Inject private Settings settings;

  /**
   * Asks the upstream of a mirror once. Of a host that does not answer anybody this may be the
   * probe, since there may be no other.
   *
   * @param soonAgain whether a failure that may pass is soon tried again: then it does not count
   *     against the host yet, as the attempts of a sync do not
   * @param cancellation ends it; also cancelled by a sync of the mirror that begins meanwhile
   * @return empty if something else has the mirror
   * @throws SyncFailure if it could not be asked, or was not to be: its host does not answer
   *     anybody, or asked to be left in peace
   */
  public Optional<Glance> glance(
      RepositoryRecord repository, boolean soonAgain, Cancellation cancellation)
      throws SyncFailure {
    String host = repository.host();
    // What cannot be asked says nothing of the host, and is no probe of it.
    SyncRequest asked = request(repository);
    Instant now = Instant.now();
    Optional<HostWatch.Hold> hold = hosts.hold(host, now);
    if (hold.isPresent() && !hosts.probes(host, repository.id(), now)) {
      throw new SyncFailure(
          hold.get().unreachable() ? SyncFailureKind.NETWORK : SyncFailureKind.RATE_LIMITED,
          NextPlan.waiting(host, hold.get()).words(),
          null);
    }
    try {
      Optional<Glance> seen =
          access.meeting(
              repository.cloneUrl(),
              () -> git.glance(asked, cancellation),
              () -> git.glance(request(repository), cancellation));
      if (seen.isPresent()) {
        hosts.answered(host);
      } else {
        hosts.notProbed(host, repository.id());
      }
      return seen;
    } catch (SyncFailure failure) {
      if (cancellation.isCancelled()) {
        hosts.notProbed(host, repository.id());
      } else {
        tellOfHost(repository, failure, soonAgain && hold.isEmpty());
      }
      throw failure;
    }
  }

  private SyncRequest request(RepositoryRecord repository) throws SyncFailure {
    Duration deadline = least(LONGEST, settings.mirrorDeadline());
    return sync.request(repository, deadline, deadline);
  }

  private static Duration least(Duration one, Duration other) {
    return one.compareTo(other) < 0 ? one : other;
  }

  private void tellOfHost(RepositoryRecord repository, SyncFailure failure, boolean soonAgain) {
    FailureRule rule = FailureRule.of(failure.kind());
    if (soonAgain && rule.retry() == FailureRule.Retry.WITHIN_RUN) {
      return;
    }
    if (rule.reach() == FailureRule.Reach.UNREACHED) {
      hosts
          .unreached(repository.host(), repository.id(), failure)
          .forgiven()
          .forEach(record::forgive);
    } else if (rule.retry() == FailureRule.Retry.WHEN_TOLD) {
      hosts.askedToWait(repository.host(), failure.retryAfter().orElse(null));
    } else if (rule.reach() == FailureRule.Reach.ANSWERED) {
      hosts.answered(repository.host());
    }
    access.remember(repository.cloneUrl(), failure);
  }
}
