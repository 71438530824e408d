package org.sluice.pullrequest.refresh;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.egress.UpstreamUrl;
import org.sluice.egress.budget.Errand;
import org.sluice.forge.Forge;
import org.sluice.forge.ForgeAccess;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Forges;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails;
import org.sluice.forge.RepositoryPath;
import org.sluice.job.ItemRun;
import org.sluice.job.JobKind;
import org.sluice.job.JobTrigger;
import org.sluice.job.JobWork;
import org.sluice.job.item.ItemOutcome;
import org.sluice.platform.Cancellation;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.account.ForgeAccountService;
import org.sluice.registry.account.OpenAccount;
import org.sluice.registry.status.RefreshColumns;

/** The work of refresh jobs: looks at the pull requests of one repository and records them. */
@ApplicationScoped
public class RefreshWork implements JobWork {

  private static final System.Logger LOG = System.getLogger(RefreshWork.class.getName());

  @Inject private RegistryService registry;
  @Inject private RefreshColumns columns;
  @Inject private RefreshRecord record;
  @Inject private ForgeAccountService accounts;
  @Inject private Forges forges;

  @Override
  public JobKind kind() {
    return JobKind.REFRESH;
  }

  @Override
  public void enqueued(UUID jobId, Collection<UUID> repositoryIds) {
    columns.mark(repositoryIds, jobId);
  }

  @Override
  public ItemOutcome run(ItemRun item) {
    Instant began = Instant.now();
    Optional<RepositoryRecord> found = registry.find(item.subjectId());
    if (found.isEmpty() || !columns.begin(item.subjectId(), began)) {
      return ItemOutcome.skipped("the repository was deleted meanwhile");
    }
    RepositoryRecord repository = found.get();
    boolean settled = false;
    try {
      ItemOutcome outcome = refresh(item, repository, began);
      settled = true;
      return outcome;
    } finally {
      if (!settled) {
        // Its plan could not be written; without one the timer would try again at every tick.
        columns.plan(repository.id(), Optional.of(began.plus(RefreshService.AFTER_DEFECT)));
      }
    }
  }

  private ItemOutcome refresh(ItemRun item, RepositoryRecord repository, Instant began) {
    Optional<Forge> forge = forges.of(repository.forge());
    if (forge.isEmpty()) {
      columns.plan(repository.id(), Optional.empty());
      return ItemOutcome.skipped("it is at a plain Git server, which has no pull requests");
    }
    OpenAccount account = null;
    try {
      Optional<OpenAccount> open =
          accounts.open(
              repository.forgeAccountId(),
              repository.forge(),
              UpstreamUrl.ofKnown(repository.cloneUrl()),
              errand(item));
      if (open.isEmpty() || open.get().id() == null && item.trigger() == JobTrigger.SCHEDULE) {
        // Without an account a fleet would use up what the forge gives to everybody.
        columns.plan(repository.id(), Optional.empty());
        return ItemOutcome.skipped("there is no account at " + repository.host());
      }
      account = open.get();
      return looked(item, repository, began, account, look(item, forge.get(), account, repository));
    } catch (ForgeFailure failure) {
      return failed(item, repository, began, account, failure);
    }
  }

  private static Errand errand(ItemRun item) {
    return new Errand(
        Errand.Urgency.of(item.trigger().isAwaited()),
        item.cancellation(),
        (wait, why) -> item.restSeen(wait));
  }

  private Look look(ItemRun item, Forge forge, OpenAccount account, RepositoryRecord repository)
      throws ForgeFailure {
    item.progress("LISTING", Double.NaN, 0);
    ForgeAccess access = account.access();
    RepositoryPath path = RepositoryPath.of(repository.cloneUrl(), access.root());
    Map<Long, Pull> open = new HashMap<>();
    forge.openPulls(access, path).forEach(pull -> open.put(pull.number(), pull));
    List<Pull> ended = new ArrayList<>();
    List<Long> gone = new ArrayList<>();
    List<Long> unsettled = new ArrayList<>();
    for (long number : record.open(repository.id())) {
      if (open.containsKey(number)) {
        continue;
      }
      try {
        Optional<Pull> now = forge.pull(access, path, number);
        if (now.isEmpty()) {
          gone.add(number);
        } else if (now.get().state() == Pull.State.OPEN) {
          // It moved from one page to another while the list was read.
          open.put(number, now.get());
        } else {
          ended.add(now.get());
        }
      } catch (ForgeFailure failure) {
        if (concernsAll(failure)) {
          throw failure;
        }
        unsettled.add(number);
      }
    }
    List<Pull> listed =
        open.values().stream().sorted(java.util.Comparator.comparingLong(Pull::number)).toList();
    item.progress("READING", Double.NaN, 0);
    Map<Long, PullDetails> details =
        listed.isEmpty()
            ? Map.of()
            : forge.details(access, path, listed).stream()
                .collect(Collectors.toMap(PullDetails::number, each -> each));
    return new Look(listed, details, ended, gone, unsettled);
  }

  private static boolean concernsAll(ForgeFailure failure) {
    return switch (failure.kind()) {
      case AUTH, LIMITED, CANCELLED, LEADS_AWAY, ADDRESS_REFUSED, UNREACHABLE -> true;
      default -> false;
    };
  }

  private ItemOutcome looked(
      ItemRun item, RepositoryRecord repository, Instant began, OpenAccount account, Look look) {
    Optional<RefreshRecord.Recorded> recorded =
        record.found(repository, began, look, account.id() != null);
    if (recorded.isEmpty()) {
      return ItemOutcome.skipped("the repository was changed meanwhile");
    }
    RefreshRecord.Recorded what = recorded.get();
    String result = words(what);
    LOG.log(
        System.Logger.Level.DEBUG,
        "job={0} repository={1} {2}",
        item.jobId(),
        repository.fullName(),
        result);
    return what.changed() == 0 && what.missing().isEmpty()
        ? ItemOutcome.uneventful(result)
        : ItemOutcome.succeeded(result);
  }

  private static String words(RefreshRecord.Recorded what) {
    StringBuilder words = new StringBuilder(what.open() + " open");
    if (what.merged() > 0) {
      words.append(", ").append(what.merged()).append(" merged");
    }
    if (what.closed() > 0) {
      words.append(", ").append(what.closed()).append(" closed");
    }
    if (!what.missing().isEmpty()) {
      Set<String> missing = new TreeSet<>(what.missing());
      words.append("; missing: ").append(String.join(", ", missing));
    }
    return words.toString();
  }

  private ItemOutcome failed(
      ItemRun item,
      RepositoryRecord repository,
      Instant began,
      OpenAccount account,
      ForgeFailure failure) {
    Cancellation.Cause cause = item.cancellation().cause();
    if (cause == Cancellation.Cause.SHUTDOWN) {
      // The item runs again after the start; until then its job has the repository.
      return ItemOutcome.cancelled();
    }
    if (cause == Cancellation.Cause.REQUESTED) {
      columns.release(repository.id(), item.jobId());
      return ItemOutcome.cancelled();
    }
    if (account != null) {
      accounts.refused(account, failure);
    }
    LOG.log(
        System.Logger.Level.INFO,
        "job={0} repository={1} refresh failed: {2} {3}",
        item.jobId(),
        repository.fullName(),
        failure.kind(),
        failure.getMessage());
    record.failed(repository, began, failure, account == null || account.id() != null);
    return ItemOutcome.failed(failure.kind().name(), failure.getMessage());
  }
}
