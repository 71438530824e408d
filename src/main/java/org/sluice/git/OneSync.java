package org.sluice.git;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jgit.errors.MissingObjectException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevObject;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.transport.FetchConnection;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.eclipse.jgit.transport.RefSpec;
import org.eclipse.jgit.transport.Transport;
import org.sluice.git.disk.BareMirror;
import org.sluice.git.disk.LastSync;
import org.sluice.git.disk.MirrorFiles;
import org.sluice.git.disk.MirrorLock;
import org.sluice.git.disk.MirrorSwap;
import org.sluice.git.refs.RefChange;
import org.sluice.git.refs.RefChange.Type;
import org.sluice.git.refs.RefGate;
import org.sluice.git.refs.RefMoves;
import org.sluice.git.refs.RefPlan;
import org.sluice.git.remote.Upstream;
import org.sluice.platform.Cancellation;
import org.sluice.platform.settings.DiskReserve;

/** One sync, from the lock to the last ref. Used once, by one thread. */
final class OneSync {

  private static final int CHECK_EVERY = 1024;

  /** How far a run goes. */
  enum Reach {
    /** Until the mirror is equal to the upstream. */
    SYNC,
    /** Until it is known what a sync would do. */
    COMPARE,
    /** Until it is known whether anything differs. */
    GLANCE
  }

  private final SyncRequest request;
  private final Reach reach;
  private final boolean dry;
  private final Upstream remote;
  private final Cancellation cancellation;
  private final DiskReserve diskReserve;
  private final PhaseMonitor progress;
  private FailureReader.Stage stage = FailureReader.Stage.OPENING;
  private final PackLinks links = new PackLinks();
  private boolean damaged;
  private String differing;
  private Duration listed = Duration.ZERO;
  private Duration fetched = Duration.ZERO;
  private Duration updated = Duration.ZERO;

  OneSync(
      SyncRequest request,
      Reach reach,
      Upstream remote,
      SyncMonitor monitor,
      Cancellation cancellation,
      DiskReserve diskReserve) {
    this.request = request;
    this.reach = reach;
    this.dry = reach != Reach.SYNC;
    this.remote = remote;
    this.cancellation = cancellation;
    this.diskReserve = diskReserve;
    this.progress = new PhaseMonitor(monitor, remote::bytes, cancellation);
  }

  /** How far it has come. */
  FailureReader.Stage stage() {
    return stage;
  }

  /** Whether what the mirror had before was found not to be whole. */
  boolean foundDamage() {
    return damaged;
  }

  /** Digest of what the upstream lists, if a glance saw that it differs. */
  String differing() {
    return differing;
  }

  /**
   * Runs, and takes back what was begun if it does not end or was only to be looked at.
   *
   * @return the outcome; null if it only glanced and something differs
   */
  SyncOutcome guarded(MirrorLock lock) throws IOException, SyncFailure {
    SyncOutcome outcome;
    MirrorSwap.finish(request.folder());
    LastSync last = lock.lastSync().orElse(null);
    if (reach != Reach.COMPARE && last != null && last.isFor(request)) {
      Optional<SyncOutcome> same = again(last);
      if (same.isPresent()) {
        lock.keep(last);
        return same.get();
      }
    }
    try (BareMirror mirror = BareMirror.open(request.folder())) {
      outcome = run(mirror);
    } catch (IOException | RuntimeException | Error | SyncFailure failed) {
      try {
        BareMirror.takeBack(request.folder());
      } catch (IOException later) {
        // The mark stays, so the next sync takes it back.
        failed.addSuppressed(later);
      }
      throw failed;
    }
    if (reach == Reach.COMPARE) {
      BareMirror.takeBack(request.folder());
    } else if (outcome != null) {
      lock.keep(LastSync.of(request, remote.listing().orElse(null), outcome));
    }
    return outcome;
  }

  /** The outcome if the upstream says what it said last time. */
  private Optional<SyncOutcome> again(LastSync last) throws IOException {
    stage = FailureReader.Stage.LISTING;
    progress.begin(SyncPhase.LISTING);
    long begin = System.nanoTime();
    boolean still = remote.isStill(last.listing());
    cancellation.check();
    stage = FailureReader.Stage.OPENING;
    return still
        ? Optional.of(last.outcome().unchanged(remote.bytes(), since(begin)))
        : Optional.empty();
  }

  private SyncOutcome run(BareMirror mirror) throws IOException, SyncFailure {
    if (!mirror.isFirst()) {
      MirrorFiles.glance(request.folder());
    }
    Map<String, ObjectId> had = mirror.refs();
    String hadHead = mirror.head();
    stage = FailureReader.Stage.LISTING;
    progress.begin(SyncPhase.LISTING);
    long begin = System.nanoTime();
    try (Transport transport = remote.open(mirror.repository())) {
      if (mirror.isFirst()) {
        transport.setObjectChecker(links);
      }
      try (FetchConnection upstream =
          transport.openFetch(List.of(new RefSpec("+refs/*:refs/*")), Constants.HEAD)) {
        listed = since(begin);
        cancellation.check();
        Map<String, ObjectId> listing = listing(upstream);
        RefPlan plan = RefPlan.of(listing, had);
        String named = head(upstream, plan.wanted());
        String seen = BareMirror.digest(listing) + (named == null ? "" : " " + named);
        if (reach == Reach.GLANCE && !isEqual(mirror, plan, named)) {
          differing = seen;
          return null;
        }
        RefMoves moves = RefMoves.NONE;
        RefGate gate = RefGate.OPEN;
        Map<String, ObjectId> refs = plan.wanted();
        if (!plan.commands().isEmpty() || !mirror.held().isEmpty()) {
          receive(upstream, mirror, plan);
          gate =
              RefGate.of(
                  classified(mirror, plan), had.keySet(), listing.isEmpty(), request.rules());
          moves = RefMoves.of(gate.taken(), gate.heldObjects(), mirror.held(), Instant.now());
          refs = after(had, gate.taken());
        }
        String head = head(upstream, refs);
        boolean headMoves = head != null && !head.equals(hadHead);
        if (!dry && (headMoves || !moves.isEmpty())) {
          update(mirror, moves, headMoves ? head : null);
        }
        stage = FailureReader.Stage.UPDATING;
        SyncOutcome outcome =
            new SyncOutcome(
                mirror.isFirst(),
                headMoves || !gate.taken().isEmpty(),
                SyncOutcome.RefChanges.of(gate.taken(), headMoves),
                gate.taken(),
                gate.heldBack(),
                remote.bytes(),
                progress.objects(),
                listed,
                fetched,
                updated,
                BareMirror.digest(refs),
                seen,
                refs.size(),
                head,
                mirror.size(),
                plan.leftOut(),
                remote.movedTo().orElse(null));
        if (!dry) {
          mirror.mark().remove();
        }
        return outcome;
      }
    }
  }

  private static boolean isEqual(BareMirror mirror, RefPlan plan, String head) throws IOException {
    return plan.commands().isEmpty()
        && mirror.held().isEmpty()
        && (head == null || head.equals(mirror.head()));
  }

  private Map<String, ObjectId> listing(FetchConnection upstream) throws SyncFailure {
    Collection<Ref> refs = upstream.getRefs();
    if (refs.size() > GitSync.MOST_REFS) {
      throw new SyncFailure(
          SyncFailureKind.QUOTA,
          remote.host()
              + " lists "
              + refs.size()
              + " refs; at most "
              + GitSync.MOST_REFS
              + " are read.",
          null);
    }
    Map<String, ObjectId> listing = new HashMap<>();
    for (Ref ref : refs) {
      if (ref.getObjectId() != null && request.rules().filter().takes(ref.getName())) {
        listing.put(ref.getName(), ref.getObjectId());
      }
    }
    return listing;
  }

  /** The ref that the upstream's HEAD points to; null if it is none of those mirrored. */
  private String head(FetchConnection upstream, Map<String, ObjectId> refs) {
    Ref head = upstream.getRef(Constants.HEAD);
    if (head == null || !head.isSymbolic()) {
      return null;
    }
    String target = head.getTarget().getName();
    return refs.containsKey(target) ? target : null;
  }

  private Map<String, ObjectId> after(Map<String, ObjectId> had, List<RefChange> taken) {
    Map<String, ObjectId> refs = new HashMap<>(had);
    for (RefChange change : taken) {
      if (change.newId() == null) {
        refs.remove(change.ref());
      } else {
        refs.put(change.ref(), ObjectId.fromString(change.newId()));
      }
    }
    return refs;
  }

  private void receive(FetchConnection upstream, BareMirror mirror, RefPlan plan)
      throws IOException, SyncFailure {
    long begin = System.nanoTime();
    Set<ObjectId> old = mirror.tips();
    Map<String, ObjectId> fresh = plan.newTips();
    fresh.values().removeAll(old);
    if (dry) {
      // That a ref is new or gone can be told without its objects.
      fresh.keySet().retainAll(plan.moved());
    }
    if (!fresh.isEmpty()) {
      ReceiveGuard guard =
          new ReceiveGuard(
              request.folder(), diskReserve, mirror.size(), request.limits().sizeLimit());
      guard.begin();
      mirror.mark().fetching();
      stage = FailureReader.Stage.FETCHING;
      progress.begin(SyncPhase.NEGOTIATING);
      remote.receivePacks(guard);
      mirror.receiving(request.limits().objectLimit());
      try {
        upstream.fetch(progress, fresh.keySet().stream().map(upstream::getRef).toList(), old);
        // JGit returns as if all were well when it is cancelled while it negotiates.
        cancellation.check();
        stage = FailureReader.Stage.CHECKING;
        progress.begin(SyncPhase.CHECKING);
        if (!links.hasAll(fresh.values())) {
          checkConnected(mirror, Set.copyOf(fresh.values()), old);
        }
      } catch (IOException | RuntimeException failed) {
        damaged =
            remote.failure().isEmpty() && !cancellation.isCancelled() && isDamaged(mirror, old);
        throw failed;
      }
    }
    fetched = since(begin);
  }

  /**
   * Walks from new tips back to old ones.
   *
   * @throws MissingObjectException if something is not there
   */
  private void checkConnected(BareMirror mirror, Set<ObjectId> from, Set<ObjectId> to)
      throws IOException {
    AtomicInteger seen = new AtomicInteger();
    Connectivity.check(mirror.repository(), from, to, () -> checkOn(seen.incrementAndGet()));
  }

  private void checkOn(int seen) {
    progress.step();
    if (seen % CHECK_EVERY == 0) {
      cancellation.check();
    }
  }

  /** Whether what the mirror had before was not whole, so that the upstream is not to blame. */
  private boolean isDamaged(BareMirror mirror, Set<ObjectId> old) {
    try {
      checkConnected(mirror, old, Set.of());
      return false;
    } catch (IOException broken) {
      return true;
    } catch (RuntimeException cancelled) {
      return false;
    }
  }

  private void update(BareMirror mirror, RefMoves moves, String head) throws IOException {
    stage = FailureReader.Stage.UPDATING;
    long begin = System.nanoTime();
    progress.begin(SyncPhase.UPDATING);
    cancellation.check();
    mirror.mark().updating();
    mirror.apply(moves.first());
    mirror.apply(moves.rest());
    if (head != null) {
      mirror.linkHead(head);
    }
    updated = since(begin);
  }

  private List<RefChange> classified(BareMirror mirror, RefPlan plan) throws IOException {
    stage = FailureReader.Stage.UPDATING;
    List<RefChange> changes = new ArrayList<>();
    try (RevWalk walk = new RevWalk(mirror.repository())) {
      walk.setRetainBody(false);
      for (ReceiveCommand command : plan.commands()) {
        progress.step();
        cancellation.check();
        changes.add(
            switch (command.getType()) {
              case CREATE ->
                  new RefChange(
                      command.getRefName(), null, command.getNewId().name(), Type.CREATED);
              case DELETE ->
                  new RefChange(
                      command.getRefName(), command.getOldId().name(), null, Type.DELETED);
              default ->
                  new RefChange(
                      command.getRefName(),
                      command.getOldId().name(),
                      command.getNewId().name(),
                      isForward(walk, command) ? Type.FAST_FORWARD : Type.FORCED);
            });
      }
    }
    return changes;
  }

  private static boolean isForward(RevWalk walk, ReceiveCommand command) throws IOException {
    RevObject before = walk.parseAny(command.getOldId());
    RevObject after = walk.parseAny(command.getNewId());
    // A moved tag is never what its readers expect.
    return before instanceof RevCommit old
        && after instanceof RevCommit fresh
        && !command.getRefName().startsWith(Constants.R_TAGS)
        && walk.isMergedInto(old, fresh);
  }

  private static Duration since(long begin) {
    return Duration.ofNanos(System.nanoTime() - begin);
  }
}
