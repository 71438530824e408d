package org.sluice.health.scan;

import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.sluice.health.HealthRows;
import org.sluice.health.Known;
import org.sluice.health.Observation;
import org.sluice.platform.Notice;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.status.HealthColumns;
import org.sluice.registry.status.HealthState;

/** Records what checks saw, in one transaction each, and announces what people should hear of. */
@Stateless
public class HealthRecord {

  @Inject private RegistryService registry;
  @Inject private HealthColumns columns;
  @Inject private HealthRows rows;
  @Inject private Event<Notice> notices;

  /** Since when a scan leaves out what was checked; empty if it leaves nothing out. */
  public Optional<Instant> leavesOut(UUID jobId) {
    return rows.leavesOut(jobId);
  }

  /** What earlier checks found of a repository. */
  public Known known(RepositoryRecord repository) {
    return rows.known(repository.id(), repository.health().lastKnown());
  }

  /**
   * Records what a check saw.
   *
   * @param judge makes it of what is known now, so that two checks at once do not count twice
   * @param at when the check began
   * @return what was recorded; empty if the repository is gone, or is another one than was asked
   *     for
   */
  public Optional<Observation> seen(RepositoryRecord asked, Judge judge, Instant at) {
    Optional<RepositoryRecord> locked = registry.lock(asked.id());
    if (locked.isEmpty()
        || !locked.get().cloneUrl().equals(asked.cloneUrl())
        || locked.get().forge() != asked.forge()) {
      return Optional.empty();
    }
    Known before = known(locked.get());
    Observation seen = judge.of(before);
    boolean foundOut = seen.state() != HealthState.ERROR;
    rows.put(asked.id(), before, seen, at);
    columns.seen(asked.id(), seen.state(), foundOut, at);
    if (foundOut && before.lastKnown() != seen.state()) {
      announce(asked, before, seen, at);
    }
    return Optional.of(seen);
  }

  /** Makes an observation of what a check saw and what is known. */
  @FunctionalInterface
  public interface Judge {

    /** Judges. */
    Observation of(Known known);
  }

  private void announce(RepositoryRecord repository, Known before, Observation seen, Instant at) {
    Notice notice =
        switch (seen.state()) {
          case REPLACED ->
              Notice.error("repository-replaced", repository.fullName(), seen.detail());
          case NOT_FOUND ->
              Notice.warning("repository-missing", repository.fullName(), seen.detail());
          case MOVED -> Notice.warning("repository-moved", repository.fullName(), seen.detail());
          case BLOCKED ->
              Notice.warning("repository-blocked", repository.fullName(), seen.detail());
          default -> null;
        };
    if (notice != null) {
      notices.fire(
          notice
              .in(repository.namespaceId())
              .at("/repositories/" + repository.fullName())
              .once(notice.topic() + ":" + repository.id() + ":" + at));
    }
  }
}
