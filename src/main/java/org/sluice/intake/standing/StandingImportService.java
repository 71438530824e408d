package org.sluice.intake.standing;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceService;
import org.sluice.identity.Scope;
import org.sluice.job.JobKind;
import org.sluice.job.JobService;
import org.sluice.job.JobTrigger;
import org.sluice.job.JobView;
import org.sluice.job.NewJob;
import org.sluice.job.item.NewItem;
import org.sluice.job.item.SubjectType;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.RepositoryRef;
import org.sluice.registry.account.ForgeAccountService;
import org.sluice.registry.account.ForgeAccountView;
import org.sluice.rest.Answers;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;
import org.sluice.rest.Patch;

/**
 * The door of standing imports: administrators keep them, and run them out of turn; the timer runs
 * what is due.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class StandingImportService {

  /** Sort keys that lists know. */
  public static final Set<String> SORT_KEYS = StandingImportStore.SORT_KEYS.keySet();

  /** Fields that a patch may name. */
  public static final Set<String> PATCHABLE =
      Set.of("owner", "include", "exclude", "namespace", "mirror", "tags", "interval");

  /** Most that one tick of the timer enqueues; the next tick takes the others. */
  private static final int MOST_PER_TICK = 100;

  @Inject private StandingImportStore store;
  @Inject private KeptStandingImports kept;
  @Inject private ForgeAccountService accounts;
  @Inject private NamespaceService namespaces;
  @Inject private JobService jobs;
  @Inject private Settings settings;

  /** Where the API shows it. */
  static String path(StandingImport standing) {
    return "/forge-accounts/" + standing.forgeAccountId() + "/standing-imports/" + standing.id();
  }

  /**
   * One page of the standing imports of an account.
   *
   * @throws DomainException NOT_FOUND, or FORBIDDEN unless the caller administers
   */
  public Page<StandingImportView> list(Caller caller, UUID account, PageQuery query) {
    accounts.get(caller, account);
    return Page.of(query, views(store.page(account, query)), store.count(account, query));
  }

  /**
   * One standing import.
   *
   * @throws DomainException NOT_FOUND, FORBIDDEN
   */
  public StandingImportView get(Caller caller, UUID account, UUID id) {
    accounts.get(caller, account);
    return views(List.of(find(account, id))).get(0);
  }

  private StandingImport find(UUID account, UUID id) {
    return store
        .byId(id)
        .filter(each -> each.forgeAccountId().equals(account))
        .orElseThrow(() -> DomainException.notFound("standing import"));
  }

  private List<StandingImportView> views(List<StandingImport> all) {
    Map<UUID, String> names =
        namespaces.names(all.stream().map(StandingImport::namespaceId).distinct().toList());
    return all.stream()
        .map(each -> StandingImportView.of(each, names.get(each.namespaceId())))
        .toList();
  }

  /**
   * Keeps a standing import, and starts its first run.
   *
   * @return the standing import; {@code lastJob} names that run
   * @throws DomainException NOT_FOUND, FORBIDDEN; INVALID with every field that breaks a rule;
   *     CONFLICT if the account has too many
   */
  public StandingImportView create(Caller caller, UUID account, NewStandingImport wanted) {
    requireKeeps(caller);
    accounts.get(caller, account);
    EnteredStandingImport entered = EnteredStandingImport.of(wanted, namespaces, settings);
    UUID id = kept.create(caller, account, entered);
    try {
      run(caller, account, id);
    } catch (DomainException timerWasFaster) {
      // It is on its way then, or next time comes soon.
    }
    return get(caller, account, id);
  }

  /**
   * Changes a standing import; the next run goes by what it is then.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException NOT_FOUND, FORBIDDEN, STALE, INVALID
   */
  public StandingImportView change(
      Caller caller, UUID account, UUID id, Patch patch, String ifMatch) {
    requireKeeps(caller);
    accounts.get(caller, account);
    StandingImport before = find(account, id);
    Answers.requireMatch(ifMatch, Long.toString(before.version()));
    for (String required : List.of("namespace", "mirror", "interval")) {
      if (patch.clears(required)) {
        throw DomainException.invalid(required, "cannot be cleared");
      }
    }
    EnteredStandingImport entered =
        EnteredStandingImport.of(
            new NewStandingImport(
                patch.has("owner")
                    ? patch.value("owner", String.class).orElse(null)
                    : before.owner(),
                patch.texts("include").orElse(before.include()),
                patch.texts("exclude").orElse(before.exclude()),
                patch
                    .value("namespace", String.class)
                    .orElseGet(() -> views(List.of(before)).get(0).namespace()),
                patch.value("mirror", Boolean.class).orElse(before.mirror()),
                patch.texts("tags").orElse(before.tags()),
                patch.value("interval", String.class).orElse(before.interval().toString())),
            namespaces,
            settings);
    kept.change(caller, before, entered);
    return get(caller, account, id);
  }

  /**
   * Deletes a standing import. No repository goes; those that it missed alone are no longer marked.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException NOT_FOUND, FORBIDDEN, STALE
   */
  public void delete(Caller caller, UUID account, UUID id, String ifMatch) {
    requireKeeps(caller);
    accounts.get(caller, account);
    StandingImport standing = find(account, id);
    Answers.requireMatch(ifMatch, Long.toString(standing.version()));
    kept.delete(caller, standing);
  }

  /**
   * Runs a standing import now.
   *
   * @throws DomainException NOT_FOUND, FORBIDDEN; CONFLICT ({@code already-running}, with the job)
   *     while it runs
   */
  public JobView run(Caller caller, UUID account, UUID id) {
    requireKeeps(caller);
    ForgeAccountView at = accounts.get(caller, account);
    StandingImport standing = find(account, id);
    return jobs.start(
        new NewJob(
            JobKind.DISCOVERY,
            JobTrigger.MANUAL,
            caller,
            "standing-import:" + id,
            false,
            false,
            null),
        () -> List.of(item(standing, at, true)).stream(),
        job -> store.plan(id, Instant.now().plus(standing.interval())));
  }

  /** Enqueues one job over all that are due; does nothing if none is, or if others were faster. */
  public void runDue() {
    Instant now = Instant.now();
    List<StandingImport> due = store.due(now, MOST_PER_TICK);
    if (due.isEmpty()) {
      return;
    }
    Map<UUID, ForgeAccountView> at = new HashMap<>();
    List<NewItem> items = new ArrayList<>();
    due.stream()
        .sorted(Comparator.comparing(each -> each.id().toString()))
        .forEach(
            each ->
                items.add(
                    item(
                        each,
                        at.computeIfAbsent(
                            each.forgeAccountId(), id -> accounts.get(Caller.sluice(), id)),
                        false)));
    jobs.start(
        new NewJob(
            JobKind.DISCOVERY, JobTrigger.SCHEDULE, Caller.sluice(), "due", false, true, null),
        items::stream,
        job -> {
          if (!store.claim(due, now)) {
            // Rolled back with the job; the next tick sees what is left.
            throw DomainException.conflict("already-running", "Another node was faster.");
          }
        });
  }

  private static NewItem item(StandingImport standing, ForgeAccountView at, boolean awaited) {
    return new NewItem(
        SubjectType.STANDING_IMPORT,
        standing.id(),
        at.label() + (standing.owner() == null ? "" : ": " + standing.owner()),
        standing.namespaceId(),
        RepositoryRef.apiShare(at.cloneHost(), awaited),
        "DISCOVERY:" + standing.id());
  }

  private static void requireKeeps(Caller caller) {
    if (!caller.administers() || !caller.scopes().contains(Scope.WRITE)) {
      throw DomainException.forbidden("Only administrators keep standing imports.");
    }
  }
}
