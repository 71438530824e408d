package org.sluice.configsource.follow;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sluice.configsource.RefreshResult;
import org.sluice.configsource.board.ConfigSource;
import org.sluice.configsource.board.SourceBoard;
import org.sluice.configsource.board.SourceSnapshot;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.git.Glance;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.git.disk.MirrorFolders;
import org.sluice.git.tree.MirrorLabels;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRenamed;
import org.sluice.job.JobEnded;
import org.sluice.job.JobKind;
import org.sluice.job.JobStatus;
import org.sluice.job.JobTrigger;
import org.sluice.mirror.MirrorService;
import org.sluice.mirror.MirrorSynced;
import org.sluice.mirror.SyncEnded;
import org.sluice.mirror.sync.MirrorGlance;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Executors;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryEdited;
import org.sluice.registry.RepositoryRecord;

/** Follows the sources: holds the line of each, and does for it what a round takes. */
@ApplicationScoped
public class Following {

  private static final Logger LOG = Logger.getLogger(Following.class.getName());

  /** Rounds that may ask one host at once, so that one that hangs leaves room for the others. */
  private static final int MOST_ON_HOST = 4;

  @Inject private SourceBoard board;
  @Inject private FollowRecord record;
  @Inject private Settlement settlement;
  @Inject private RegistryService registry;
  @Inject private MirrorGlance glance;
  @Inject private MirrorService mirrors;
  @Inject private MirrorFolders folders;
  @Inject private Executors executors;

  private final Map<UUID, Line> lines = new ConcurrentHashMap<>();
  private final Map<String, Integer> asking = new ConcurrentHashMap<>();
  private volatile boolean closed;

  // ---- the sources ----

  /** Puts all sources on the board, as they are stored and as their mirrors are. */
  void load() {
    record.all().forEach(this::show);
  }

  /**
   * Has a source followed that is new or was changed; what it serves stays until the next round.
   *
   * @param id of a source whose row is committed
   */
  public void changed(UUID id) {
    record
        .find(id)
        .ifPresentOrElse(
            source -> {
              show(source);
              line(id).due();
            },
            () -> removed(id));
  }

  /** Stops following a source that was deleted. */
  public void removed(UUID id) {
    board.remove(id);
    Line line = lines.remove(id);
    if (line != null) {
      line.close();
    }
  }

  private void show(ConfigSource source) {
    Optional<RepositoryRecord> repository = registry.find(source.repositoryId());
    if (repository.isEmpty()) {
      return;
    }
    if (board.find(source.id()).isEmpty()) {
      board.put(snapshot(source, repository.get(), labels(repository.get()), Set.of()));
    } else {
      // A round may have ended since the row was read: what it left stays.
      board.change(
          source.id(),
          now ->
              snapshot(
                  source.in(now.source().state()), repository.get(), now.labels(), now.behind()));
    }
  }

  private SourceSnapshot snapshot(
      ConfigSource source, RepositoryRecord repository, MirrorLabels labels, Set<String> behind) {
    return new SourceSnapshot(
        source,
        repository.fullName(),
        repository.namespaceId(),
        repository.visibility(),
        repository.mirrorEnabled(),
        folders.of(repository.id()),
        labels,
        behind);
  }

  private MirrorLabels labels(RepositoryRecord repository) {
    try {
      return folders.readable(repository.id()).isPresent()
          ? MirrorLabels.read(folders.of(repository.id()))
          : MirrorLabels.NONE;
    } catch (IOException | UncheckedIOException unreadable) {
      LOG.log(
          Level.WARNING,
          unreadable,
          () -> "repository=" + repository.fullName() + " unreadable mirror");
      return MirrorLabels.NONE;
    }
  }

  // After a commit nothing can be asked of the database in the same breath, so events bring all.

  void edited(@Observes(during = TransactionPhase.AFTER_SUCCESS) RepositoryEdited edited) {
    for (SourceSnapshot each : following(edited.repository().id())) {
      board.change(each.source().id(), now -> now.of(edited.repository()));
    }
  }

  void renamed(@Observes(during = TransactionPhase.AFTER_SUCCESS) NamespaceRenamed renamed) {
    board.all().stream()
        .filter(each -> each.namespaceId().equals(renamed.id()))
        .forEach(each -> board.change(each.source().id(), now -> now.within(renamed.name())));
  }

  private List<SourceSnapshot> following(UUID repositoryId) {
    return board.all().stream()
        .filter(each -> each.source().repositoryId().equals(repositoryId))
        .toList();
  }

  private Line line(UUID id) {
    return lines.computeIfAbsent(
        id, source -> new Line(source, executors.followers(), new Steps()));
  }

  // ---- what sets rounds off ----

  /**
   * Asks for a round that begins from now on.
   *
   * @param caller on whose behalf a sync is started, should one be
   * @return completed with what it came to, or with a {@code DomainException}
   */
  public CompletableFuture<RefreshResult> refresh(UUID source, Caller caller) {
    if (closed) {
      return CompletableFuture.failedFuture(
          new DomainException(FailureKind.UNAVAILABLE, "stopping", "The server is stopping."));
    }
    return line(source).ask(caller);
  }

  /** Begins the rounds that are due, and goes on where there was no place for one. */
  void tick() {
    Instant now = Instant.now();
    for (SourceSnapshot each : board.all()) {
      Line line = line(each.source().id());
      if (!each.source().state().nextRefreshAt().isAfter(now) && !line.isBusy()) {
        line.due();
      } else if (line.isLeftBehind()) {
        line.goOn();
      }
    }
  }

  void syncEnded(@Observes SyncEnded end) {
    following(end.repositoryId()).forEach(each -> line(each.source().id()).syncEnded(end));
  }

  void synced(@Observes MirrorSynced synced) {
    following(synced.repositoryId()).forEach(each -> line(each.source().id()).changedHere());
  }

  void jobEnded(@Observes JobEnded end) {
    if (end.kind() == JobKind.SYNC) {
      boolean cancelled = end.status() == JobStatus.CANCELLED;
      lines.values().forEach(line -> line.jobEnded(end.jobId(), cancelled));
    }
  }

  /** Begins no round any more, and ends those that run. */
  void stop(Duration grace) {
    closed = true;
    lines.values().forEach(Line::close);
    long end = System.nanoTime() + grace.toNanos();
    while (System.nanoTime() < end && lines.values().stream().anyMatch(Line::isAtWork)) {
      try {
        TimeUnit.MILLISECONDS.sleep(20);
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }

  /** What a round takes. */
  private final class Steps implements Line.Rounds {

    @Override
    public Line.Begun begin(
        UUID id, Caller caller, Instant began, Line.Memory memory, Cancellation cancellation) {
      Optional<ConfigSource> source = board.find(id).map(SourceSnapshot::source);
      Optional<RepositoryRecord> found = source.flatMap(each -> registry.find(each.repositoryId()));
      if (found.isEmpty() || !found.get().mirrorEnabled()) {
        return Line.Begun.ended(Round.failed(began, Rounding.NOT_A_MIRROR));
      }
      RepositoryRecord repository = found.get();
      board.change(id, now -> now.of(repository));
      if (asking.merge(repository.host(), 1, Integer::sum) > MOST_ON_HOST) {
        leave(repository.host());
        return Line.Begun.later();
      }
      try {
        Optional<Glance> seen = glance.glance(repository, isSoonAgain(source.get()), cancellation);
        if (seen.isPresent() && seen.get().equal()) {
          return Line.Begun.ended(Round.equal(began, List.of()));
        }
        String listing = seen.map(Glance::listing).orElse(null);
        if (listing != null && listing.equals(memory.listing())) {
          // The last sync saw the same, and left what it left.
          return Line.Begun.ended(Round.equal(began, memory.held()));
        }
        return sync(caller, repository);
      } catch (SyncFailure failed) {
        if (cancellation.cause() == Cancellation.Cause.SHUTDOWN) {
          return Line.Begun.later();
        }
        return failed.kind() == SyncFailureKind.CORRUPT_LOCAL
            ? sync(caller, repository)
            : Line.Begun.ended(Round.failed(began, Rounding.failure(failed)));
      } finally {
        leave(repository.host());
      }
    }

    private static boolean isSoonAgain(ConfigSource source) {
      return Pace.isSoonAgain(source.rules(), source.state().failures() + 1);
    }

    private void leave(String host) {
      asking.computeIfPresent(host, (name, count) -> count == 1 ? null : count - 1);
    }

    /** Has the mirror synced, or waits for the sync that runs. */
    private Line.Begun sync(Caller caller, RepositoryRecord repository) {
      try {
        return Line.Begun.waits(mirrors.sync(caller, repository, JobTrigger.FOLLOW, () -> {}).id());
      } catch (DomainException refused) {
        if (refused.kind() != FailureKind.CONFLICT || refused.inTheWay().isEmpty()) {
          throw refused;
        }
        String path = refused.inTheWay().get();
        return Line.Begun.waits(UUID.fromString(path.substring(path.lastIndexOf('/') + 1)));
      }
    }

    @Override
    public Round.Answer settle(UUID id, Round round) {
      return board.find(id).flatMap(source -> settlement.settle(source, round)).orElse(null);
    }

    @Override
    public void reread(UUID id) {
      board.find(id).ifPresent(settlement::reread);
    }
  }
}
