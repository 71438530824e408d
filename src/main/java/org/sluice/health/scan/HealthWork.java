package org.sluice.health.scan;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import org.sluice.egress.UpstreamUrl;
import org.sluice.egress.budget.Errand;
import org.sluice.forge.Forge;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Forges;
import org.sluice.forge.RemoteRepository;
import org.sluice.forge.RepositoryPath;
import org.sluice.git.GitSync;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncLimits;
import org.sluice.git.UpstreamLook;
import org.sluice.health.Observation;
import org.sluice.job.ItemRun;
import org.sluice.job.JobKind;
import org.sluice.job.JobWork;
import org.sluice.job.item.ItemOutcome;
import org.sluice.mirror.sync.MirrorAccess;
import org.sluice.platform.Cancellation;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.account.ForgeAccountService;
import org.sluice.registry.account.OpenAccount;
import org.sluice.registry.status.HealthState;

/** The work of health checks: asks about one repository and records what that means. */
@ApplicationScoped
public class HealthWork implements JobWork {

  private static final Duration LONGEST_LOOK = Duration.ofMinutes(2);

  @Inject private RegistryService registry;
  @Inject private HealthRecord record;
  @Inject private ForgeAccountService accounts;
  @Inject private Forges forges;
  @Inject private GitSync git;
  @Inject private MirrorAccess access;
  @Inject private Settings settings;

  @Override
  public JobKind kind() {
    return JobKind.HEALTH_CHECK;
  }

  @Override
  public ItemOutcome run(ItemRun item) {
    Instant began = Instant.now();
    Optional<RepositoryRecord> found = registry.find(item.subjectId());
    if (found.isEmpty()) {
      return ItemOutcome.skipped("the repository was deleted meanwhile");
    }
    RepositoryRecord repository = found.get();
    Instant checkedAt = repository.health().checkedAt();
    Optional<Instant> leftOut =
        checkedAt == null ? Optional.empty() : record.leavesOut(item.jobId());
    if (leftOut.isPresent() && !checkedAt.isBefore(leftOut.get())) {
      return ItemOutcome.skipped("it was checked at " + checkedAt).counted("recent");
    }
    HealthRecord.Judge judge = check(item, repository, began);
    Cancellation.Cause stopped = item.cancellation().cause();
    if (stopped != null) {
      return ItemOutcome.cancelled();
    }
    return record
        .seen(repository, judge, began)
        .map(HealthWork::outcome)
        .orElseGet(() -> ItemOutcome.skipped("the repository was changed meanwhile"));
  }

  private static ItemOutcome outcome(Observation seen) {
    String counter = counter(seen.state());
    if (seen.state() == HealthState.ERROR) {
      return ItemOutcome.failed(seen.failureKind(), seen.detail()).counted(counter);
    }
    String words = seen.state().name() + (seen.detail() == null ? "" : ": " + seen.detail());
    return ItemOutcome.succeeded(words).counted(counter);
  }

  /** {@code notFound} of {@code NOT_FOUND}. */
  static String counter(HealthState state) {
    String[] words = state.name().toLowerCase(Locale.ROOT).split("_");
    StringBuilder name = new StringBuilder(words[0]);
    for (int i = 1; i < words.length; i++) {
      name.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
    }
    return name.toString();
  }

  private HealthRecord.Judge check(ItemRun item, RepositoryRecord repository, Instant began) {
    Optional<Forge> forge = forges.of(repository.forge());
    return forge.isPresent()
        ? ask(item, repository, forge.get(), began)
        : look(item, repository, began);
  }

  private HealthRecord.Judge ask(
      ItemRun item, RepositoryRecord repository, Forge forge, Instant began) {
    OpenAccount account = null;
    try {
      account =
          accounts
              .open(
                  repository.forgeAccountId(),
                  repository.forge(),
                  UpstreamUrl.ofKnown(repository.cloneUrl()),
                  errand(item))
              .orElseThrow(
                  () ->
                      new ForgeFailure(
                          ForgeFailure.Kind.AUTH,
                          "There is no account at " + repository.host() + ".",
                          null));
      RepositoryPath path = RepositoryPath.of(repository.cloneUrl(), account.access().root());
      RemoteRepository told = forge.repository(account.access(), path);
      return known -> HealthRule.told(path, told, known);
    } catch (ForgeFailure failure) {
      if (account != null) {
        accounts.refused(account, failure);
      }
      ForgeFailure certain =
          failure.kind() == ForgeFailure.Kind.NOT_FOUND && account != null && account.id() != null
              ? proven(forge, account, failure)
              : failure;
      String login = account == null ? null : account.login();
      return known -> HealthRule.failed(certain, login, known, began);
    }
  }

  /** A 404 says something only if the token is good: else the forge hides what it would show. */
  private ForgeFailure proven(Forge forge, OpenAccount account, ForgeFailure missing) {
    try {
      forge.login(account.access());
      return missing;
    } catch (ForgeFailure notLetIn) {
      accounts.refused(account, notLetIn);
      return notLetIn;
    }
  }

  private static Errand errand(ItemRun item) {
    return new Errand(
        Errand.Urgency.of(item.trigger().isAwaited()),
        item.cancellation(),
        (wait, why) -> item.restSeen(wait));
  }

  private HealthRecord.Judge look(ItemRun item, RepositoryRecord repository, Instant began) {
    try {
      UpstreamLook look =
          git.look(
              repository.cloneUrl(),
              access.upstream(repository),
              SyncLimits.of(settings.mirrorIdleTimeout(), LONGEST_LOOK, LONGEST_LOOK),
              item.cancellation());
      return known -> HealthRule.looked(look);
    } catch (SyncFailure failure) {
      return known -> HealthRule.failed(failure, known, began);
    }
  }
}
