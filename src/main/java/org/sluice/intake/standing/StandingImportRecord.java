package org.sluice.intake.standing;

import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sluice.intake.sighting.Comparison;
import org.sluice.intake.sighting.Listed;
import org.sluice.intake.sighting.Opinions;
import org.sluice.intake.sighting.Sightings;
import org.sluice.platform.Notice;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;

/** Records what runs of standing imports found, each run in one transaction. */
@Stateless
public class StandingImportRecord {

  /** How long after its first failure a standing import looks again; doubled for each more. */
  private static final Duration SOON = Duration.ofMinutes(15);

  private static final int MOST_NAMED = 5;

  @Inject private StandingImportStore store;
  @Inject private Sightings sightings;
  @Inject private Opinions opinions;
  @Inject private RegistryService registry;
  @Inject private Event<Notice> notices;

  /**
   * What a run brings to record.
   *
   * @param jobId its job
   * @param began when it began
   * @param comparison what the listing says of what was seen before
   * @param adopted what was listed, by the repository here that follows it already
   * @param refused number of those that could not be added
   * @param refusal why the first of them could not; null if none
   */
  record Run(
      UUID jobId,
      Instant began,
      Comparison comparison,
      Map<UUID, Listed> adopted,
      int refused,
      String refusal) {}

  /**
   * Records a run that read everything and added what is new: what vanished and came back, the
   * counts, when the next one is, and one notice if anything vanished.
   *
   * @param name what people know it by
   * @return empty if the standing import was deleted meanwhile
   */
  public Optional<RunResult> ran(StandingImport standing, String name, Run run) {
    if (!store.lock(standing.id())) {
      return Optional.empty();
    }
    Comparison comparison = run.comparison();
    Set<UUID> touched = new HashSet<>(comparison.touched());
    touched.addAll(run.adopted().keySet());
    opinions.hold(touched);
    sightings.drop(comparison.dropped());
    sightings.change(comparison.changed());
    sightings.change(comparison.vanished());
    sightings.adopted(standing.id(), run.adopted());
    Opinions.Change change = opinions.settle(touched);
    RunResult result =
        new RunResult(
            comparison.seen(),
            sightings.countAdded(standing.id(), run.jobId()),
            run.refused(),
            run.refusal(),
            change.vanished().size(),
            change.back().size());
    store.ran(standing.id(), run.began(), result, Instant.now().plus(standing.interval()));
    if (!change.vanished().isEmpty()) {
      tell(standing, name, run.jobId(), change.vanished());
    }
    return Optional.of(result);
  }

  private void tell(StandingImport standing, String name, UUID jobId, Collection<UUID> vanished) {
    List<String> some =
        registry.find(vanished.stream().limit(MOST_NAMED).toList()).stream()
            .map(RepositoryRecord::fullName)
            .sorted()
            .toList();
    int more = vanished.size() - some.size();
    notices.fire(
        Notice.warning(
                "repositories-vanished",
                name,
                (vanished.size() == 1
                        ? "A repository is no longer listed at the forge: "
                        : vanished.size() + " repositories are no longer listed at the forge: ")
                    + String.join(", ", some)
                    + (more > 0 ? " and " + more + " more" : "")
                    + ". Nothing was deleted here.")
            .at(StandingImportService.path(standing))
            .once("repositories-vanished:" + standing.id() + ":" + jobId));
  }

  /**
   * Records a run that could not read everything.
   *
   * @param kind its kind
   * @param detail one safe sentence
   */
  public void failed(StandingImport standing, Instant began, String kind, String detail) {
    store.failed(
        standing.id(),
        began,
        kind,
        detail,
        Instant.now().plus(wait(standing, standing.failures())));
  }

  /** Doubles with each failure, up to the interval. */
  static Duration wait(StandingImport standing, int failuresBefore) {
    Duration wait = SOON.multipliedBy(1L << Math.min(failuresBefore, 16));
    return wait.compareTo(standing.interval()) < 0 ? wait : standing.interval();
  }
}
