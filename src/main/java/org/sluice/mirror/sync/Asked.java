package org.sluice.mirror.sync;

import java.util.Objects;
import java.util.Optional;
import org.sluice.mirror.MirrorPolicy;
import org.sluice.mirror.MirrorSettings;
import org.sluice.mirror.plan.NextReason;
import org.sluice.registry.RepositoryRecord;

/**
 * What a run went out with, which somebody may have changed by its end.
 *
 * @param repository as it was at the begin
 * @param settings how the mirror was to be kept; null if they were not read
 */
public record Asked(RepositoryRecord repository, MirrorSettings settings) {

  /** Whether the upstream is another one by now, so that the run says nothing of it. */
  boolean elsewhere(RepositoryRecord now) {
    return !now.cloneUrl().equals(repository.cloneUrl());
  }

  /**
   * Why the mirror is due again at once, as it is after the same edit while no run is on its way.
   *
   * @param now the repository at the end
   * @param policy at the end
   * @param failed whether the run failed
   * @param pushFailed whether it could not push on
   * @return empty if it waits for its turn
   */
  Optional<NextReason.Code> edited(
      RepositoryRecord now, MirrorPolicy policy, boolean failed, boolean pushFailed) {
    if (settings == null) {
      return Optional.empty();
    }
    MirrorSettings wanted = policy.settings();
    boolean otherPush = !wanted.pushesAs(settings);
    boolean otherAccess =
        otherPush || !Objects.equals(now.credentialId(), repository.credentialId());
    if (otherAccess && failed || otherPush && pushFailed) {
      boolean otherUrl = !Objects.equals(wanted.pushUrl(), settings.pushUrl());
      return Optional.of(otherUrl ? NextReason.Code.NEW_PUSH_URL : NextReason.Code.NEW_CREDENTIAL);
    }
    return wanted.takesAs(settings) || !policy.timed()
        ? Optional.empty()
        : Optional.of(NextReason.Code.NEW_RULES);
  }
}
