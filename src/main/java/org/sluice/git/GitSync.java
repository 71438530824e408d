package org.sluice.git;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jgit.internal.storage.dfs.DfsRepositoryDescription;
import org.eclipse.jgit.internal.storage.dfs.InMemoryRepository;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;
import org.sluice.egress.Outbound;
import org.sluice.git.disk.BareMirror;
import org.sluice.git.disk.MirrorDisk;
import org.sluice.git.disk.MirrorLock;
import org.sluice.git.remote.Upstream;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.platform.Cancellation;
import org.sluice.platform.settings.DiskReserve;
import org.sluice.platform.settings.Settings;

/**
 * Makes a mirror equal to its upstream: the door of this room. Thread-safe; syncs of one mirror
 * wait for each other.
 *
 * <p>A sync lists the upstream's refs, receives what is missing, checks that it is whole, and only
 * then moves all refs at once. Whatever ends it earlier (a failure, a cancel, a kill) leaves the
 * mirror as it was, for its readers at once and for Git's own checks at the latest after the next
 * sync.
 */
@ApplicationScoped
public class GitSync implements AutoCloseable {

  /** Most refs that an upstream may list. */
  public static final int MOST_REFS = 500_000;

  /** Where so little is left, whatever could not be written failed for that. */
  private static final DiskReserve FULL = new DiskReserve(1L << 20, 1);

  private final Outbound outbound;
  private final Supplier<? extends Collection<String>> transports;
  private final Supplier<DiskReserve> diskReserve;
  private final ScheduledThreadPoolExecutor deadlines;

  static {
    PlainSystemReader.install();
  }

  /** Only for the container's proxy. */
  protected GitSync() {
    outbound = null;
    transports = null;
    diskReserve = null;
    deadlines = null;
  }

  /** Syncs over the one way out, with the transports that the settings name. */
  @Inject
  public GitSync(Outbound outbound, Settings settings) {
    this(outbound, settings::transports, settings::mirrorDiskReserve);
  }

  /**
   * Syncs with fixed transports.
   *
   * @param transports schemes in lower case
   */
  public GitSync(Outbound outbound, Set<String> transports) {
    this(outbound, () -> transports, () -> DiskReserve.DEFAULT);
  }

  GitSync(
      Outbound outbound,
      Supplier<? extends Collection<String>> transports,
      Supplier<DiskReserve> diskReserve) {
    this.outbound = outbound;
    this.transports = transports;
    this.diskReserve = diskReserve;
    deadlines =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "sluice-sync-deadlines");
              thread.setDaemon(true);
              return thread;
            });
    deadlines.setRemoveOnCancelPolicy(true);
  }

  /** Stops watching deadlines; for the container. */
  @PreDestroy
  @Override
  public void close() {
    if (deadlines != null) {
      deadlines.shutdownNow();
    }
  }

  /**
   * Runs one sync to its end.
   *
   * @param monitor called in this thread
   * @param cancellation ends the sync at once, also while a read stalls; it is cancelled with cause
   *     {@code DEADLINE} when the request's total time is used up
   * @throws SyncFailure if the mirror could not be made equal; it is then as it was before
   */
  public SyncOutcome sync(SyncRequest request, SyncMonitor monitor, Cancellation cancellation)
      throws SyncFailure {
    return run(request, OneSync.Reach.SYNC, monitor, cancellation);
  }

  /**
   * Finds out what a sync would do now, and leaves the mirror as it is. What must be received to
   * tell a fast-forward from a forced move is received, and taken back.
   *
   * @param monitor called in this thread
   * @param cancellation as for {@link #sync}
   * @return the outcome that a sync would have
   * @throws SyncFailure as a sync would fail
   */
  public SyncOutcome compare(SyncRequest request, SyncMonitor monitor, Cancellation cancellation)
      throws SyncFailure {
    return run(request, OneSync.Reach.COMPARE, monitor, cancellation);
  }

  /**
   * Asks an upstream, once, whether a mirror has all that it lists; nothing is received or written.
   *
   * <p>It gives way: whoever asks for the mirror meanwhile breaks it off.
   *
   * @param request its limits hold, the total time being that of a sync
   * @param cancellation as for {@link #sync}; also cancelled, with cause {@code REQUESTED}, by
   *     whoever asks for the mirror
   * @return empty if somebody else has the mirror, or has asked for it
   * @throws SyncFailure as a sync would fail before it receives anything
   */
  public Optional<Glance> glance(SyncRequest request, Cancellation cancellation)
      throws SyncFailure {
    if (isFirst(request)) {
      look(request.url(), request.access(), request.limits(), cancellation);
      return Optional.of(Glance.NEVER_CLONED);
    }
    try {
      return run(
          request,
          OneSync.Reach.GLANCE,
          (phase, fraction, bytes) -> {},
          cancellation,
          run -> glanced(run, request, cancellation));
    } catch (SyncFailure failed) {
      if (cancellation.cause() == Cancellation.Cause.REQUESTED) {
        return Optional.empty();
      }
      throw failed;
    }
  }

  @SuppressWarnings("try") // The lock is held, not asked.
  private static Optional<Glance> glanced(
      OneSync run, SyncRequest request, Cancellation cancellation) throws IOException, SyncFailure {
    Optional<MirrorLock> free = MirrorLock.takeYielding(request.folder(), cancellation);
    if (free.isEmpty()) {
      return Optional.empty();
    }
    try (MirrorLock lock = free.get()) {
      boolean equal = run.guarded(lock) != null;
      return Optional.of(equal ? Glance.EQUAL : new Glance(false, run.differing()));
    }
  }

  /**
   * Looks whether an upstream is there, and what branches it has; nothing is fetched or written.
   *
   * @param url clone URL
   * @param limits the total time is that of a sync
   * @param cancellation as for {@link #sync}
   * @throws SyncFailure as a sync would fail
   */
  public UpstreamLook look(
      String url, UpstreamAccess access, SyncLimits limits, Cancellation cancellation)
      throws SyncFailure {
    Future<?> timer = deadline(limits.deadline(), cancellation);
    try (Upstream remote =
        Upstream.to(outbound, transports.get(), url, access, limits.idleTimeout(), cancellation)) {
      try (Repository nowhere = new InMemoryRepository(new DfsRepositoryDescription("look"));
          Transport transport = remote.open(nowhere);
          FetchConnection upstream =
              transport.openFetch(
                  List.of(new RefSpec("refs/heads/*:refs/heads/*")), Constants.HEAD)) {
        Ref head = upstream.getRef(Constants.HEAD);
        int branches =
            (int)
                upstream.getRefs().stream()
                    .filter(ref -> ref.getName().startsWith(Constants.R_HEADS))
                    .count();
        return new UpstreamLook(
            branches,
            head == null || !head.isSymbolic() ? null : head.getTarget().getName(),
            remote.movedTo().orElse(null));
      } catch (IOException | RuntimeException failed) {
        if (cancellation.isCancelled()) {
          throw FailureReader.cancelled(cancellation.cause(), limits.deadline(), failed);
        }
        if (remote.failure().isPresent()) {
          throw remote.failure().get();
        }
        throw FailureReader.other(failed, FailureReader.Stage.LISTING, remote.host(), false, false);
      }
    } finally {
      timer.cancel(false);
    }
  }

  private Future<?> deadline(Duration total, Cancellation cancellation) {
    return deadlines.schedule(
        () -> cancellation.cancel(Cancellation.Cause.DEADLINE),
        total.toMillis(),
        TimeUnit.MILLISECONDS);
  }

  @SuppressWarnings("try") // The lock is held, not asked.
  private SyncOutcome run(
      SyncRequest request, OneSync.Reach reach, SyncMonitor monitor, Cancellation cancellation)
      throws SyncFailure {
    return run(
        request,
        reach,
        monitor,
        cancellation,
        run -> {
          try (MirrorLock lock = MirrorLock.take(request.folder(), cancellation)) {
            return run.guarded(lock);
          }
        });
  }

  /**
   * What is done with the upstream once the way to it is open.
   *
   * @param <T> what it gives
   */
  private interface Turn<T> {
    T take(OneSync run) throws IOException, SyncFailure;
  }

  private <T> T run(
      SyncRequest request,
      OneSync.Reach reach,
      SyncMonitor monitor,
      Cancellation cancellation,
      Turn<T> turn)
      throws SyncFailure {
    Duration deadline =
        isFirst(request) ? request.limits().firstDeadline() : request.limits().deadline();
    Future<?> timer = deadline(deadline, cancellation);
    try {
      return attempt(request, reach, monitor, cancellation, deadline, turn, true);
    } finally {
      timer.cancel(false);
    }
  }

  private <T> T attempt(
      SyncRequest request,
      OneSync.Reach reach,
      SyncMonitor monitor,
      Cancellation cancellation,
      Duration deadline,
      Turn<T> turn,
      boolean first)
      throws SyncFailure {
    try (Upstream remote =
        Upstream.to(
            outbound,
            transports.get(),
            request.url(),
            request.access(),
            request.limits().idleTimeout(),
            cancellation)) {
      OneSync run = new OneSync(request, reach, remote, monitor, cancellation, diskReserve.get());
      try {
        return turn.take(run);
      } catch (IOException | RuntimeException failed) {
        SyncFailure why = why(failed, request, run, remote, cancellation, deadline);
        if (first && remote.isRemembering() && why.kind() == SyncFailureKind.CORRUPT_UPSTREAM) {
          // It may have unlearned what an earlier sync had heard; nothing of that is kept now.
          return attempt(request, reach, monitor, cancellation, deadline, turn, false);
        }
        throw why;
      }
    }
  }

  private static SyncFailure why(
      Exception failed,
      SyncRequest request,
      OneSync run,
      Upstream remote,
      Cancellation cancellation,
      Duration deadline) {
    if (cancellation.isCancelled()) {
      return FailureReader.cancelled(cancellation.cause(), deadline, failed);
    }
    if (remote.failure().isPresent()) {
      return remote.failure().get();
    }
    return FailureReader.other(
        failed,
        run.stage(),
        remote.host(),
        FailureReader.isDiskFull(failed) || MirrorDisk.of(request.folder(), FULL).isLow(),
        run.foundDamage());
  }

  private static boolean isFirst(SyncRequest request) throws SyncFailure {
    try {
      return BareMirror.isMissing(request.folder());
    } catch (IOException failed) {
      throw FailureReader.other(failed, FailureReader.Stage.OPENING, "", false, false);
    }
  }
}
