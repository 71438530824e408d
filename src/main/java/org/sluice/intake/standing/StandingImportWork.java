package org.sluice.intake.standing;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sluice.egress.budget.Errand;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.fleet.FleetService;
import org.sluice.forge.Forge;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Forges;
import org.sluice.health.HealthService;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.intake.ImportOptions;
import org.sluice.intake.Verdict;
import org.sluice.intake.discovery.Discovery;
import org.sluice.intake.plan.Plan;
import org.sluice.intake.plan.PlannedLine;
import org.sluice.intake.plan.Planner;
import org.sluice.intake.reading.Entries;
import org.sluice.intake.sighting.Comparison;
import org.sluice.intake.sighting.Listed;
import org.sluice.intake.sighting.Sightings;
import org.sluice.job.ItemRun;
import org.sluice.job.JobKind;
import org.sluice.job.JobWork;
import org.sluice.job.item.ItemOutcome;
import org.sluice.platform.Cancellation;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRef;
import org.sluice.registry.account.ForgeAccountService;
import org.sluice.registry.account.ForgeAccountView;
import org.sluice.registry.account.OpenAccount;
import org.sluice.registry.status.MirrorColumns;
import org.sluice.registry.upstream.UpstreamIndex;

/**
 * Runs standing imports: reads the whole listing, adds what is new, each in a transaction of its
 * own, and records everything else at the end.
 *
 * <p>A run that starts again after a crash finds what it has added by its job.
 */
@ApplicationScoped
public class StandingImportWork implements JobWork {

  private static final System.Logger LOG = System.getLogger(StandingImportWork.class.getName());
  private static final Caller SLUICE = Caller.sluice();
  private static final int CHUNK = 500;

  @Inject private StandingImportStore store;
  @Inject private StandingImportRecord record;
  @Inject private Sightings sightings;
  @Inject private Discovery discovery;
  @Inject private ForgeAccountService accounts;
  @Inject private Forges forges;
  @Inject private UpstreamIndex upstreams;
  @Inject private Planner planner;
  @Inject private FleetService fleet;
  @Inject private MirrorColumns columns;
  @Inject private NamespaceService namespaces;
  @Inject private RegistryService registry;
  @Inject private HealthService health;

  /** What came of adding what is new. */
  private static final class Added {
    private int refused;
    private String refusal;
    private boolean stopped;

    void refuse(String url, String detail) {
      refused++;
      refusal = refusal == null ? url + ": " + detail : refusal;
    }
  }

  @Override
  public JobKind kind() {
    return JobKind.DISCOVERY;
  }

  @Override
  public void enqueued(UUID jobId, Collection<UUID> ids) {
    store.started(ids, jobId);
  }

  @Override
  public ItemOutcome run(ItemRun item) {
    Instant began = Instant.now();
    Optional<StandingImport> found = store.byId(item.subjectId());
    if (found.isEmpty()) {
      return gone();
    }
    StandingImport standing = found.get();
    try {
      return look(item, standing, began);
    } catch (ForgeFailure failure) {
      return item.cancellation().cause() == null
          ? failed(standing, began, failure.kind().name(), failure.getMessage())
          : ItemOutcome.cancelled();
    } catch (DomainException refused) {
      return failed(standing, began, refused.kind().name(), refused.getMessage());
    } catch (RuntimeException defect) {
      if (store.byId(standing.id()).isEmpty()) {
        return gone();
      }
      record.failed(standing, began, FailureKind.INTERNAL.name(), "Something went wrong here.");
      throw defect;
    }
  }

  private static ItemOutcome gone() {
    return ItemOutcome.skipped("the standing import was deleted meanwhile");
  }

  private ItemOutcome failed(StandingImport standing, Instant began, String kind, String detail) {
    LOG.log(
        System.Logger.Level.INFO,
        "standing import={0} failed: {1} {2}",
        standing.id(),
        kind,
        detail);
    record.failed(standing, began, kind, detail);
    return ItemOutcome.failed(kind, detail);
  }

  private ItemOutcome look(ItemRun item, StandingImport standing, Instant began)
      throws ForgeFailure {
    ForgeAccountView account = accounts.get(SLUICE, standing.forgeAccountId());
    item.progress("LISTING", Double.NaN, 0);
    List<Listed> listing = listing(item, standing, account);
    Comparison comparison =
        Comparison.of(listing, standing.globs(), sightings.of(standing.id()), began);
    Map<UUID, Listed> adopted = new HashMap<>();
    List<Listed> wanted = wanted(standing, comparison, adopted);
    Added added = add(item, standing, account, wanted);
    if (added.stopped) {
      if (item.cancellation().cause() == Cancellation.Cause.REQUESTED) {
        check(standing, item.jobId());
      }
      return ItemOutcome.cancelled();
    }
    Optional<RunResult> result =
        record.ran(
            standing,
            item.subjectName(),
            new StandingImportRecord.Run(
                item.jobId(), began, comparison, adopted, added.refused, added.refusal));
    if (result.isEmpty()) {
      return gone();
    }
    check(standing, item.jobId());
    LOG.log(
        System.Logger.Level.INFO,
        "job={0} standing import={1} {2}",
        item.jobId(),
        standing.id(),
        result.get().words());
    return result.get().isUneventful()
        ? ItemOutcome.uneventful(result.get().words())
        : ItemOutcome.succeeded(result.get().words());
  }

  private List<Listed> listing(ItemRun item, StandingImport standing, ForgeAccountView account)
      throws ForgeFailure {
    if (!account.status().usable()) {
      throw new ForgeFailure(
          ForgeFailure.Kind.AUTH,
          "The account " + account.label() + " is not let in: " + account.statusDetail(),
          null);
    }
    Forge forge =
        forges.of(account.forge()).orElseThrow(() -> DomainException.notFound("forge account"));
    OpenAccount open = accounts.open(account.id(), errand(item));
    try {
      return discovery.all(forge, open, standing.owner()).stream().map(Listed::of).toList();
    } catch (ForgeFailure failure) {
      accounts.refused(open, failure);
      throw failure;
    }
  }

  private static Errand errand(ItemRun item) {
    return new Errand(
        Errand.Urgency.of(item.trigger().isAwaited()),
        item.cancellation(),
        (wait, why) -> item.restSeen(wait));
  }

  /** What is to be added of what is fresh; what is followed here already is adopted instead. */
  private List<Listed> wanted(
      StandingImport standing, Comparison comparison, Map<UUID, Listed> adopted) {
    Set<UUID> had = new HashSet<>(sightings.repositories(standing.id()));
    List<Listed> fresh = comparison.fresh().stream().filter(each -> each.key() != null).toList();
    List<Listed> wanted = new ArrayList<>();
    for (int from = 0; from < fresh.size(); from += CHUNK) {
      List<Listed> some = fresh.subList(from, Math.min(fresh.size(), from + CHUNK));
      Map<String, List<UUID>> followers =
          upstreams.followers(some.stream().map(Listed::key).distinct().toList());
      for (Listed each : some) {
        List<UUID> its = followers.getOrDefault(each.key(), List.of());
        its.stream().filter(id -> !had.contains(id)).forEach(id -> adopted.put(id, each));
        if (its.isEmpty()) {
          wanted.add(each);
        }
      }
    }
    return wanted;
  }

  private Added add(
      ItemRun item, StandingImport standing, ForgeAccountView account, List<Listed> wanted) {
    Added added = new Added();
    NamespaceRef namespace =
        new NamespaceRef(
            standing.namespaceId(),
            namespaces.names(List.of(standing.namespaceId())).get(standing.namespaceId()));
    ImportOptions options =
        new ImportOptions(
            namespace, standing.mirror(), standing.tags(), account.forge(), account.id());
    int done = 0;
    try (Plan plan =
        planner.plan(SLUICE, Entries.of(wanted.stream().map(Listed::cloneUrl).toList()), options)) {
      while (plan.hasNext()) {
        for (PlannedLine line : plan.next()) {
          if (item.cancellation().cause() != null) {
            added.stopped = true;
            return added;
          }
          Listed listed = wanted.get(line.entry() - 1);
          if (line.verdict() == Verdict.ADD) {
            add(item, standing, options, line, listed, added);
          } else if (line.verdict() == Verdict.REFUSED) {
            added.refuse(listed.name(), line.fault().detail());
          }
          item.progress("ADDING", (double) ++done / wanted.size(), 0);
        }
      }
    }
    return added;
  }

  private void add(
      ItemRun item,
      StandingImport standing,
      ImportOptions options,
      PlannedLine line,
      Listed listed,
      Added added) {
    try {
      fleet.addQuietly(
          SLUICE,
          options.namespace(),
          Plan.repository(
              options.namespace().name(),
              line.name(),
              line.url(),
              line.mirror(),
              line.interval(),
              line.tags(),
              options.forge(),
              options.forgeAccountId()),
          made -> {
            sightings.added(standing.id(), listed, made.id(), item.jobId());
            if (line.mirror()) {
              columns.reschedule(
                  made.id(), Instant.now().plus(Plan.untilFirstSync(line.mirrorPlace())));
            }
          });
    } catch (DomainException refused) {
      if (refused.kind() == FailureKind.INTERNAL) {
        throw refused;
      }
      added.refuse(listed.name(), refused.getMessage());
    }
  }

  /**
   * Has what was added looked at. The item is not done before this has started, so no crash forgets
   * it.
   */
  private void check(StandingImport standing, UUID jobId) {
    if (sightings.countAdded(standing.id(), jobId) == 0) {
      return;
    }
    try {
      health.checkImported(
          SLUICE,
          "standing-import:" + standing.id() + ":" + jobId,
          after -> made(standing.id(), jobId, after));
    } catch (DomainException refused) {
      // That of an earlier start of this run is as good.
      if (refused.kind() != FailureKind.CONFLICT) {
        throw refused;
      }
    }
  }

  /** Repositories of a job after an id that are still there; empty only at the end. */
  private List<RepositoryRef> made(UUID importId, UUID jobId, UUID after) {
    return registry.find(sightings.addedBy(importId, jobId, after, CHUNK)).stream()
        .map(RepositoryRef::of)
        .sorted(Comparator.comparing(each -> each.id().toString()))
        .toList();
  }
}
