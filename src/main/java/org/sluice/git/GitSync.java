package org.sluice.git;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
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
    return run(request, false, monitor, cancellation);
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
    return run(request, true, monitor, cancellation);
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
      SyncRequest request, boolean dry, SyncMonitor monitor, Cancellation cancellation)
      throws SyncFailure {
    Duration deadline =
        isFirst(request) ? request.limits().firstDeadline() : request.limits().deadline();
    Future<?> timer = deadline(deadline, cancellation);
    try {
      return attempt(request, dry, monitor, cancellation, deadline, true);
    } finally {
      timer.cancel(false);
    }
  }

  @SuppressWarnings("try") // The lock is held, not asked.
  private SyncOutcome attempt(
      SyncRequest request,
      boolean dry,
      SyncMonitor monitor,
      Cancellation cancellation,
      Duration deadline,
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
      OneSync run = new OneSync(request, dry, remote, monitor, cancellation, diskReserve.get());
      try (MirrorLock lock = MirrorLock.take(request.folder(), cancellation)) {
        return run.guarded(lock);
      } catch (IOException | RuntimeException failed) {
        SyncFailure why = why(failed, request, run, remote, cancellation, deadline);
        if (first && remote.isRemembering() && why.kind() == SyncFailureKind.CORRUPT_UPSTREAM) {
          // It may have unlearned what an earlier sync had heard; nothing of that is kept now.
          return attempt(request, dry, monitor, cancellation, deadline, false);
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
