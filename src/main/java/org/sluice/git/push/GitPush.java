package org.sluice.git.push;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.sluice.egress.Outbound;
import org.sluice.egress.UpstreamUrl;
import org.sluice.failure.DomainException;
import org.sluice.git.FailureReader;
import org.sluice.git.PhaseMonitor;
import org.sluice.git.PlainSystemReader;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.git.SyncMonitor;
import org.sluice.git.SyncOutcome;
import org.sluice.git.SyncPhase;
import org.sluice.git.disk.BareMirror;
import org.sluice.git.refs.RefPlan;
import org.sluice.git.remote.PushBody;
import org.sluice.git.remote.PushLine;
import org.sluice.git.remote.Upstream;
import org.sluice.platform.Cancellation;
import org.sluice.platform.settings.Settings;

/**
 * Makes the branches and tags of a second server, the downstream, equal to a mirror's: the room's
 * other door. Thread-safe.
 *
 * <p>A push lists what is there, and sends what differs in one request, which moves all refs or
 * none where the server offers that: new ones, moved ones whatever their history, and deletions.
 * Refs that are neither branches nor tags are left alone on both sides. It reads the mirror's refs
 * once and takes no lock: whatever moves them moves all at once, and no object that they name goes
 * away for as long as a push can last.
 *
 * <p>What ends a push early leaves the downstream in a state of its own making, which the next push
 * finds by listing it; so the same push may run any number of times.
 */
@ApplicationScoped
public class GitPush implements AutoCloseable {

  /** Requests of one push: deletes in the way, all, all but refused deletes, and one to see. */
  private static final int MOST_ROUNDS = 4;

  // What servers say of refs that did not move because another one could not (git, JGit).
  private static final Set<String> BYSTANDER =
      Set.of("atomic push failure", "transaction aborted", "atomic transaction failed");

  private final Outbound outbound;
  private final Supplier<? extends Collection<String>> transports;
  private final ScheduledThreadPoolExecutor deadlines;

  static {
    PlainSystemReader.install();
  }

  /** Only for the container's proxy. */
  protected GitPush() {
    outbound = null;
    transports = null;
    deadlines = null;
  }

  /** Pushes over the one way out, with the transports that the settings name. */
  @Inject
  public GitPush(Outbound outbound, Settings settings) {
    this(outbound, settings::transports);
  }

  /**
   * Pushes with fixed transports.
   *
   * @param transports schemes in lower case
   */
  public GitPush(Outbound outbound, Set<String> transports) {
    this(outbound, () -> transports);
  }

  private GitPush(Outbound outbound, Supplier<? extends Collection<String>> transports) {
    this.outbound = outbound;
    this.transports = transports;
    deadlines =
        new ScheduledThreadPoolExecutor(
            1,
            task -> {
              Thread thread = new Thread(task, "sluice-push-deadlines");
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
   * Runs one push to its end.
   *
   * @param monitor called in this thread
   * @param cancellation ends the push at once, also while a write stalls; it is left as it is when
   *     the request's total time is used up
   * @throws SyncFailure if the push did not reach its end; its message begins with {@code Pushing
   *     to}
   */
  public PushOutcome push(PushRequest request, SyncMonitor monitor, Cancellation cancellation)
      throws SyncFailure {
    UpstreamUrl url = checked(request.url());
    Duration deadline =
        request.known() == null ? request.limits().firstDeadline() : request.limits().deadline();
    Cancellation own = new Cancellation();
    Cancellation.Registration asked = cancellation.onCancel(() -> own.cancel(cancellation.cause()));
    Future<?> timer =
        deadlines.schedule(
            () -> own.cancel(Cancellation.Cause.DEADLINE),
            deadline.toMillis(),
            TimeUnit.MILLISECONDS);
    try {
      return push(request, url, monitor, own, deadline);
    } catch (SyncFailure failure) {
      throw failure.after(complaint(url));
    } finally {
      timer.cancel(false);
      asked.close();
    }
  }

  /**
   * What the words of a push that failed begin with.
   *
   * @param url that was pushed to, which was accepted before
   */
  public static String complaint(String url) {
    return complaint(UpstreamUrl.ofKnown(url));
  }

  private static String complaint(UpstreamUrl url) {
    return "Pushing to " + url.host() + " failed: ";
  }

  private UpstreamUrl checked(String url) throws SyncFailure {
    try {
      return UpstreamUrl.parse("pushUrl", url, transports.get());
    } catch (DomainException refused) {
      // Its words are those of a form.
      throw new SyncFailure(
          SyncFailureKind.BLOCKED_ADDRESS,
          "Pushing failed: the push URL is not one that Sluice accepts.",
          null);
    }
  }

  private PushOutcome push(
      PushRequest request,
      UpstreamUrl url,
      SyncMonitor monitor,
      Cancellation cancellation,
      Duration deadline)
      throws SyncFailure {
    try (Upstream way =
            Upstream.to(
                outbound,
                transports.get(),
                url.text(),
                request.access(),
                request.limits().idleTimeout(),
                cancellation);
        PushLine line = way.pushLine()) {
      Run run = new Run(request, url.host(), line, monitor, cancellation);
      try {
        return run.run();
      } catch (IOException | RuntimeException failed) {
        if (cancellation.isCancelled()) {
          throw FailureReader.cancelled(cancellation.cause(), deadline, failed);
        }
        if (run.ownFailure != null) {
          throw FailureReader.other(
              run.ownFailure, FailureReader.Stage.OPENING, url.host(), false, false);
        }
        if (way.failure().isPresent()) {
          throw way.failure().get();
        }
        throw FailureReader.other(failed, run.stage, url.host(), false, false);
      }
    }
  }

  /** One push, from the mirror's refs to the last report. */
  private static final class Run {

    private final PushRequest request;
    private final String host;
    private final PushLine line;
    private final Cancellation cancellation;
    private final PhaseMonitor progress;
    private final SortedMap<String, String> refused = new TreeMap<>();
    private final SortedMap<String, String> kept = new TreeMap<>();
    private FailureReader.Stage stage = FailureReader.Stage.OPENING;
    private Exception ownFailure;
    private long objects;
    private int created;
    private int forward;
    private int forced;
    private int deleted;

    Run(
        PushRequest request,
        String host,
        PushLine line,
        SyncMonitor monitor,
        Cancellation cancellation) {
      this.request = request;
      this.host = host;
      this.line = line;
      this.cancellation = cancellation;
      this.progress = new PhaseMonitor(monitor, line::sent, cancellation);
    }

    PushOutcome run() throws IOException, SyncFailure {
      long begin = System.nanoTime();
      FileRepositoryBuilder folder = new FileRepositoryBuilder();
      folder.setBare().setGitDir(request.folder().toFile()).setMustExist(true);
      try (Repository mirror = folder.build()) {
        Map<String, ObjectId> ours = refs(mirror);
        String digest = BareMirror.digest(ours);
        boolean differs = !digest.equals(request.known());
        if (differs) {
          progress.begin(SyncPhase.PUSHING);
          push(mirror, ours);
        }
        return new PushOutcome(
            host,
            differs,
            digest,
            new SyncOutcome.RefChanges(created, forward, forced, deleted, false),
            line.sent(),
            objects,
            Duration.ofNanos(System.nanoTime() - begin),
            refused,
            kept);
      }
    }

    /**
     * The mirror's branches and tags. All refs are read at once, so that none is of another time.
     */
    private static Map<String, ObjectId> refs(Repository mirror) throws IOException {
      Map<String, ObjectId> refs = new TreeMap<>();
      for (Ref ref : mirror.getRefDatabase().getRefsByPrefix(Constants.R_REFS)) {
        if (ref.getObjectId() != null && Downstream.isPushed(ref.getName())) {
          refs.put(ref.getName(), ref.getObjectId());
        }
      }
      return refs;
    }

    private void push(Repository mirror, Map<String, ObjectId> ours)
        throws IOException, SyncFailure {
      boolean leftOutDeletes = false;
      for (int round = 1; round <= MOST_ROUNDS; round++) {
        cancellation.check();
        stage = FailureReader.Stage.LISTING;
        Downstream there = new Downstream(line, host);
        Map<String, ObjectId> theirs = new HashMap<>(there.refs());
        theirs.keySet().removeAll(kept.keySet());
        RefPlan plan = RefPlan.of(ours, theirs);
        List<ReceiveCommand> commands = plan.commands();
        if (!there.can("delete-refs")) {
          commands = withoutDeletes(commands);
        }
        if (commands.isEmpty()) {
          line.leave();
          return;
        }
        List<ReceiveCommand> inTheWay = round == 1 ? deletesInTheWay(commands) : List.of();
        boolean first = !inTheWay.isEmpty();
        Map<String, String> unmoved = send(mirror, there, first ? inTheWay : commands);
        if (first) {
          kept.putAll(unmoved);
          continue;
        }
        Map<String, String> unwanted = deletesRefusedBy(unmoved, commands);
        if (leftOutDeletes || unwanted.isEmpty()) {
          refused.putAll(unmoved);
          return;
        }
        // A branch that the downstream does not let go, such as its default one, must not keep
        // all else from moving for ever.
        leftOutDeletes = true;
        kept.putAll(unwanted);
      }
    }

    /**
     * Deletes that must come before the rest: a ref cannot be made in the transaction that deletes
     * {@code x/y} for {@code x} or the other way round.
     */
    private static List<ReceiveCommand> deletesInTheWay(List<ReceiveCommand> commands) {
      Set<String> made = new HashSet<>();
      Set<String> parentsOfMade = new HashSet<>();
      for (ReceiveCommand command : commands) {
        if (command.getType() == ReceiveCommand.Type.CREATE) {
          made.add(command.getRefName());
          parentsOfMade.addAll(RefPlan.parents(command.getRefName()));
        }
      }
      return commands.stream()
          .filter(command -> command.getType() == ReceiveCommand.Type.DELETE)
          .filter(
              command ->
                  parentsOfMade.contains(command.getRefName())
                      || RefPlan.parents(command.getRefName()).stream().anyMatch(made::contains))
          .toList();
    }

    private List<ReceiveCommand> withoutDeletes(List<ReceiveCommand> commands) {
      for (ReceiveCommand command : commands) {
        if (command.getType() == ReceiveCommand.Type.DELETE) {
          kept.put(command.getRefName(), "it deletes no refs");
        }
      }
      return commands.stream()
          .filter(command -> command.getType() != ReceiveCommand.Type.DELETE)
          .toList();
    }

    /** Deletes that were refused for their own sake, with the reasons. */
    private static Map<String, String> deletesRefusedBy(
        Map<String, String> unmoved, List<ReceiveCommand> commands) {
      Map<String, String> deletes = new TreeMap<>();
      for (ReceiveCommand command : commands) {
        String reason = unmoved.get(command.getRefName());
        if (reason != null
            && command.getType() == ReceiveCommand.Type.DELETE
            && !BYSTANDER.contains(reason)) {
          deletes.put(command.getRefName(), reason);
        }
      }
      return deletes;
    }

    private Map<String, String> send(
        Repository mirror, Downstream there, List<ReceiveCommand> commands)
        throws IOException, SyncFailure {
      stage = FailureReader.Stage.OPENING;
      try (PushBody body =
          new PushBody(
              mirror, commands, there.wanted(), there.haves(), !there.can("no-thin"), progress)) {
        cancellation.check();
        stage = FailureReader.Stage.FETCHING;
        Map<String, String> unmoved;
        try {
          unmoved = there.push(body, commands);
        } finally {
          ownFailure = body.ownFailure().orElse(null);
        }
        objects += body.objects();
        stage = FailureReader.Stage.OPENING;
        count(mirror, commands, unmoved.keySet());
        return unmoved;
      }
    }

    private void count(Repository mirror, List<ReceiveCommand> commands, Set<String> unmoved)
        throws IOException {
      try (RevWalk walk = new RevWalk(mirror)) {
        walk.setRetainBody(false);
        for (ReceiveCommand command : commands) {
          if (!unmoved.contains(command.getRefName())) {
            switch (command.getType()) {
              case CREATE -> created++;
              case DELETE -> deleted++;
              default -> {
                if (isForward(walk, command)) {
                  forward++;
                } else {
                  forced++;
                }
              }
            }
          }
        }
      }
    }

    private static boolean isForward(RevWalk walk, ReceiveCommand command) throws IOException {
      try {
        return command.getRefName().startsWith(Constants.R_HEADS)
            && walk.parseAny(command.getOldId()) instanceof RevCommit old
            && walk.parseAny(command.getNewId()) instanceof RevCommit fresh
            && walk.isMergedInto(old, fresh);
      } catch (MissingObjectException notOurs) {
        // The mirror never had it, so nothing that it has comes from it.
        return false;
      }
    }
  }
}
