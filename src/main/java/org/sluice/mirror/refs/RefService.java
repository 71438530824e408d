package org.sluice.mirror.refs;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CancellationException;
import java.util.concurrent.Semaphore;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sluice.audit.AuditLog;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.git.GitSync;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncOutcome;
import org.sluice.git.disk.MirrorFolders;
import org.sluice.git.disk.MirrorRefs;
import org.sluice.git.refs.RefChange;
import org.sluice.identity.Caller;
import org.sluice.job.JobView;
import org.sluice.mirror.MirrorService;
import org.sluice.mirror.MirrorSynced;
import org.sluice.mirror.OnlyMirrors;
import org.sluice.mirror.held.HeldChangeView;
import org.sluice.mirror.held.HeldChanges;
import org.sluice.mirror.sync.MirrorRecord;
import org.sluice.mirror.sync.MirrorSync;
import org.sluice.platform.Cancellation;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/**
 * The door of the refs of mirrors: lists them, decides on changes that were held back, sets a ref
 * back to a kept tip, tells what a sync would do.
 */
@Stateless
public class RefService {

  /** Sort keys of held changes. */
  public static final Set<String> HELD_SORT_KEYS = HeldChanges.SORT_KEYS.keySet();

  /** Filters of held changes. */
  public static final Set<String> HELD_FILTERS = HeldChanges.FILTERS;

  /** Most refs that one decision may name. */
  static final int MOST_NAMED = 1000;

  private static final Logger LOG = Logger.getLogger(RefService.class.getName());

  /** Comparisons that hold a thread of the server at once. */
  private static final Semaphore COMPARISONS = new Semaphore(4);

  private static final Duration LONGEST_COMPARISON = Duration.ofSeconds(60);
  private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);

  @Inject private RegistryService registry;
  @Inject private MirrorService mirrors;
  @Inject private MirrorSync work;
  @Inject private MirrorRecord record;
  @Inject private HeldChanges held;
  @Inject private MirrorRefs refs;
  @Inject private GitSync git;
  @Inject private MirrorFolders folders;
  @Inject private Settings settings;
  @Inject private AuditLog audit;

  /** One page of the refs that a mirror has, by name. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public Page<RefView> refs(Caller caller, String owner, String name, PageQuery query) {
    Path folder = folder(registry.require(caller, owner, name));
    var slice = refs.refs(folder, part(query));
    return Page.of(query, slice.items().stream().map(RefView::of).toList(), slice.total());
  }

  /** One page of the tips that are kept of overwritten and deleted refs, the latest first. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public Page<KeptRefView> keptRefs(Caller caller, String owner, String name, PageQuery query) {
    Path folder = folder(registry.require(caller, owner, name));
    var slice = refs.kept(folder, part(query));
    return Page.of(
        query,
        slice.items().stream().map(each -> KeptRefView.of(each, settings.mirrorKeptFor())).toList(),
        slice.total());
  }

  /** One page of the changes that syncs of a mirror did not take. */
  public Page<HeldChangeView> heldChanges(
      Caller caller, String owner, String name, PageQuery query) {
    UUID id = registry.require(caller, owner, name).id();
    return Page.of(query, held.page(id, query), held.count(id, query));
  }

  /**
   * Decides on changes that were held back, and starts the sync that acts on it.
   *
   * @param named full names of refs; null or empty for every change that waits for a decision
   * @param before changes that were first met later are left alone; null for none
   * @param approve whether they are to be taken; otherwise no sync takes them
   * @return the job
   * @throws DomainException NOT_FOUND, FORBIDDEN, INVALID ({@code not-a-mirror}, or names that are
   *     not held back), CONFLICT ({@code nothing-held}, or {@code already-syncing} with the job
   *     that has the mirror)
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public JobView decide(
      Caller caller,
      String owner,
      String name,
      Collection<String> named,
      Instant before,
      boolean approve) {
    if (named != null && (named.size() > MOST_NAMED || named.stream().anyMatch(Objects::isNull))) {
      throw DomainException.invalid("refs", "may name " + MOST_NAMED + " refs at most");
    }
    Set<String> chosen = named == null ? Set.of() : Set.copyOf(named);
    RepositoryRecord repository = registry.requireMaintained(caller, owner, name);
    return mirrors.syncDecided(
        caller,
        repository,
        () -> {
          int decided =
              held.decide(
                  repository.id(), chosen, before, approve, caller.username(), Instant.now());
          if (decided < chosen.size()) {
            throw DomainException.invalid("refs", "names a ref of which no change is held back");
          }
          if (decided == 0) {
            throw DomainException.conflict(
                "nothing-held", "No change of " + repository.fullName() + " waits for a decision.");
          }
          audit.done(
              caller.username(),
              approve ? "changes-approved" : "changes-rejected",
              repository.fullName(),
              decided + (decided == 1 ? " change" : " changes"));
        });
  }

  /**
   * Sets a ref back to a kept tip. It stays there until the upstream moves the ref again.
   *
   * @param id of the kept tip
   * @return the ref as it is now
   * @throws DomainException NOT_FOUND, FORBIDDEN, CONFLICT ({@code already-syncing} with the job,
   *     {@code already-there}, {@code ref-in-the-way}), UNAVAILABLE if the mirror is busy
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public RefView restore(Caller caller, String owner, String name, UUID id) {
    RepositoryRecord repository = registry.requireMaintained(caller, owner, name);
    Path folder = folder(repository);
    MirrorRefs.KeptRef kept =
        refs.kept(folder, id).orElseThrow(() -> DomainException.notFound("kept ref"));
    OnlyMirrors.requireIdle(repository);
    // First what keeps the next sync from undoing it: a crash in between then restores nothing,
    // instead of something that is gone at once. No sync can come between the two: one that has
    // begun is found by its job, and one that begins waits for the mirror.
    RefChange change =
        restore(
            folder, kept, undoing -> record.setBack(repository.id(), undoing, caller.username()));
    audit.done(
        caller.username(),
        "ref-restored",
        repository.fullName(),
        kept.ref() + " to " + kept.objectId());
    LOG.info(
        () ->
            "repository="
                + repository.fullName()
                + " restored "
                + kept.ref()
                + " by "
                + caller.username());
    work.announce(new MirrorSynced(repository.id(), List.of(change)));
    return new RefView(kept.ref(), kept.objectId(), null);
  }

  private RefChange restore(Path folder, MirrorRefs.KeptRef kept, Consumer<RefChange> beforehand) {
    Cancellation wait = new Cancellation();
    var timer =
        java.util.concurrent.CompletableFuture.delayedExecutor(
            LONGEST_WAIT.toMillis(), java.util.concurrent.TimeUnit.MILLISECONDS);
    timer.execute(() -> wait.cancel(Cancellation.Cause.DEADLINE));
    try {
      return refs.restore(folder, kept, beforehand, wait);
    } catch (CancellationException busy) {
      throw busy();
    }
  }

  /**
   * Tells what a sync would do now, without doing it.
   *
   * @throws DomainException NOT_FOUND, FORBIDDEN, INVALID ({@code not-a-mirror}), CONFLICT ({@code
   *     already-syncing} with the job), REFUSED_UPSTREAM, UPSTREAM_FAILED or UPSTREAM_TIMEOUT with
   *     what a sync would fail of, UNAVAILABLE if too many ask at once
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public SyncPreview compare(Caller caller, String owner, String name) {
    RepositoryRecord repository = registry.requireMaintained(caller, owner, name);
    OnlyMirrors.require(repository);
    OnlyMirrors.requireIdle(repository);
    if (!COMPARISONS.tryAcquire()) {
      throw busy();
    }
    try {
      SyncOutcome outcome =
          git.compare(
              work.request(repository, LONGEST_COMPARISON, LONGEST_COMPARISON),
              (phase, fraction, bytes) -> {},
              new Cancellation());
      return SyncPreview.of(outcome);
    } catch (SyncFailure failure) {
      LOG.log(Level.FINE, failure, () -> "repository=" + repository.fullName() + " no comparison");
      throw refusal(failure);
    } finally {
      COMPARISONS.release();
    }
  }

  /** What a failure of a sync is to somebody who waits for the answer. */
  private static DomainException refusal(SyncFailure failure) {
    String slug = failure.kind().name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');
    FailureKind kind =
        switch (failure.kind()) {
          case AUTH,
              NOT_FOUND,
              GONE,
              MOVED,
              HOST_KEY,
              BLOCKED_ADDRESS,
              QUOTA,
              REJECTED,
              REF_CONFLICT ->
              FailureKind.REFUSED_UPSTREAM;
          case TIMEOUT, DEADLINE -> FailureKind.UPSTREAM_TIMEOUT;
          case NETWORK, UPSTREAM_5XX, CORRUPT_UPSTREAM -> FailureKind.UPSTREAM_FAILED;
          case RATE_LIMITED, DISK_FULL, CANCELLED, CORRUPT_LOCAL -> FailureKind.UNAVAILABLE;
          case INTERNAL -> FailureKind.INTERNAL;
        };
    return kind == FailureKind.UNAVAILABLE
        ? DomainException.retryLater(
            kind, slug, failure.getMessage(), failure.retryAfter().orElse(Duration.ofMinutes(1)))
        : new DomainException(kind, slug, failure.getMessage());
  }

  private static DomainException busy() {
    return DomainException.retryLater(
        FailureKind.UNAVAILABLE,
        "busy",
        "The mirror, or what looks at mirrors, is busy. Try again in a moment.",
        LONGEST_WAIT);
  }

  private static MirrorRefs.Part part(PageQuery query) {
    return new MirrorRefs.Part(
        query.text(), query.sort().get(0).descending(), query.offset(), query.size());
  }

  private Path folder(RepositoryRecord repository) {
    return folders.of(repository.id());
  }
}
