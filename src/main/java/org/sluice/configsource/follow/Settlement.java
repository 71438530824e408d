package org.sluice.configsource.follow;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import org.sluice.configsource.ConfigurationChanged;
import org.sluice.configsource.RefreshResult;
import org.sluice.configsource.SourceRefreshed;
import org.sluice.configsource.board.RoundFailure;
import org.sluice.configsource.board.SourceBoard;
import org.sluice.configsource.board.SourceSnapshot;
import org.sluice.configsource.board.SourceState;
import org.sluice.git.refs.HeldBack;
import org.sluice.git.tree.CommitTree;
import org.sluice.git.tree.CommitTree.Difference;
import org.sluice.git.tree.MirrorLabels;
import org.sluice.platform.Ids;

/**
 * Ends rounds: compares the mirror with what the source has, writes it, puts it on the board, and
 * tells who listens; in this order, and the reading outside of any transaction.
 */
@ApplicationScoped
public class Settlement {

  private static final Logger LOG = Logger.getLogger(Settlement.class.getName());

  private static final String BRANCHES = "refs/heads/";
  private static final String TAGS = "refs/tags/";

  /** Paths of a change that are named. */
  private static final int MOST_PATHS = 200;

  private static final Difference NOTHING = new Difference(List.of(), 0, true);
  private static final Difference UNKNOWN = new Difference(List.of(), 0, false);

  @Inject private SourceBoard board;
  @Inject private FollowRecord record;
  @Inject private FollowMetrics metrics;
  @Inject private Event<ConfigurationChanged> changes;
  @Inject private Event<SourceRefreshed> refreshed;

  /** What the default label of a source leads to in its mirror. */
  private record Found(MirrorLabels labels, String label, String commit) {}

  /** The labels of a mirror, and those of them that the upstream has otherwise. */
  private record Seen(MirrorLabels labels, Set<String> behind) {

    /** The same, where the upstream has a label no more that is served all the same. */
    Seen without(String label) {
      Set<String> more = new HashSet<>(behind);
      more.add(label);
      return new Seen(labels, more);
    }

    /** What was seen last, where nothing could be seen now. */
    static Seen before(SourceSnapshot source) {
      return new Seen(source.labels(), source.behind());
    }
  }

  /**
   * Ends a round.
   *
   * @return what it came to; empty if the source is gone
   */
  Optional<Round.Answer> settle(SourceSnapshot source, Round round) {
    if (round.failure() != null) {
      return fail(source, round.began(), Seen.before(source), round.failure(), null);
    }
    Found found;
    Difference difference;
    String before = source.source().state().commit();
    try {
      found = look(source);
      difference =
          before == null || found.commit() == null || before.equals(found.commit())
              ? NOTHING
              : difference(source, before, found.commit());
    } catch (IOException unreadable) {
      LOG.log(
          Level.WARNING,
          unreadable,
          () -> "source=" + source.source().name() + " unreadable mirror");
      return fail(
          source,
          round.began(),
          Seen.before(source),
          failure(RoundFailure.UNREADABLE, "The mirror of the repository cannot be read.", true),
          null);
    }
    Seen seen = new Seen(found.labels(), labelsOf(round.heldBack()));
    if (found.commit() == null) {
      return gone(source, round, found, seen);
    }
    if (seen.behind().contains(found.label())) {
      return fail(
          source,
          round.began(),
          seen,
          failure(
              RoundFailure.HELD_BACK,
              "What the upstream did to " + found.label() + " waits for a decision.",
              false),
          null);
    }
    return succeed(source, round.began(), found, seen, difference);
  }

  /** Takes in that the mirror was changed here; that is no round. */
  void reread(SourceSnapshot source) {
    SourceState state = source.source().state();
    try {
      Found found = look(source);
      if (found.commit() != null && state.commit() != null) {
        Difference difference =
            found.commit().equals(state.commit())
                ? NOTHING
                : difference(source, state.commit(), found.commit());
        ConfigurationChanged change = change(source, found, difference, false);
        SourceState after =
            new SourceState(
                found.commit(),
                found.label(),
                state.lastRefreshAt(),
                state.lastAttemptAt(),
                state.errorKind(),
                state.errorDetail(),
                state.refreshCount(),
                state.failures(),
                change == null ? state.lastChangeAt() : change.at(),
                state.nextRefreshAt());
        write(source, after, new Seen(found.labels(), source.behind()), change);
      }
    } catch (IOException unreadable) {
      // The next round tells.
      LOG.log(Level.FINE, unreadable, () -> "source=" + source.source().name());
    }
  }

  private static Found look(SourceSnapshot source) throws IOException {
    MirrorLabels labels = MirrorLabels.read(source.folder());
    String entered = source.source().rules().defaultLabel();
    String label = entered == null ? labels.headBranch() : entered;
    if (label == null) {
      return new Found(labels, null, null);
    }
    Optional<String> commit = labels.named(label);
    if (commit.isEmpty() && MirrorLabels.isCommitId(label)) {
      commit = labels.commit(source.folder(), label);
    }
    return new Found(labels, label, commit.orElse(null));
  }

  private static Difference difference(SourceSnapshot source, String before, String after) {
    try {
      return CommitTree.between(source.folder(), before, after, MOST_PATHS);
    } catch (IOException gone) {
      // What a forced push took away may not be there any more.
      return UNKNOWN;
    }
  }

  /** Short names of the branches and tags of which changes were held back. */
  private static Set<String> labelsOf(List<HeldBack> heldBack) {
    return heldBack.stream()
        .map(each -> each.change().ref())
        .filter(ref -> ref.startsWith(BRANCHES) || ref.startsWith(TAGS))
        .map(ref -> ref.substring((ref.startsWith(BRANCHES) ? BRANCHES : TAGS).length()))
        .collect(Collectors.toSet());
  }

  private static Round.Failure failure(RoundFailure kind, String detail, boolean retryable) {
    return new Round.Failure(kind.name(), detail, retryable, false);
  }

  private Optional<Round.Answer> gone(SourceSnapshot source, Round round, Found found, Seen seen) {
    SourceState state = source.source().state();
    String name = found.label() == null ? state.label() : found.label();
    Round.Failure failure =
        failure(
            RoundFailure.LABEL_GONE,
            name == null
                ? "The repository has no branch yet."
                : "The repository has no branch or tag " + name + " any more.",
            false);
    // Another failure may have come in between: the history tells whether it is known.
    boolean news = state.commit() != null && !record.isGone(source.source().id());
    ConfigurationChanged change =
        news
            ? new ConfigurationChanged(
                Ids.next(),
                source.source().id(),
                source.source().name(),
                name,
                state.commit(),
                null,
                false,
                List.of(),
                0,
                List.of(ChangedApplications.ALL),
                Instant.now())
            : null;
    return fail(source, round.began(), name == null ? seen : seen.without(name), failure, change);
  }

  /**
   * What is to be told of a round; null if there is nothing.
   *
   * @param isBack whether it was told last that the label is gone
   */
  private static ConfigurationChanged change(
      SourceSnapshot source, Found found, Difference difference, boolean isBack) {
    String served = source.source().state().commit();
    if (found.commit().equals(served) && !isBack) {
      return null;
    }
    String before = found.commit().equals(served) ? null : served;
    boolean known = before != null && difference != UNKNOWN;
    return new ConfigurationChanged(
        Ids.next(),
        source.source().id(),
        source.source().name(),
        found.label(),
        before,
        found.commit(),
        before != null && !difference.forward(),
        difference.paths(),
        difference.total(),
        known
            ? new ChangedApplications(source.source().rules().searchPaths()).of(difference.paths())
            : List.of(ChangedApplications.ALL),
        Instant.now());
  }

  private Optional<Round.Answer> succeed(
      SourceSnapshot source, Instant began, Found found, Seen seen, Difference difference) {
    SourceState state = source.source().state();
    boolean isBack = state.errorKind() != null && record.isGone(source.source().id());
    ConfigurationChanged change = change(source, found, difference, isBack);
    Instant now = Instant.now();
    SourceState after =
        new SourceState(
            found.commit(),
            found.label(),
            began,
            began,
            null,
            null,
            state.refreshCount() + 1,
            0,
            change == null ? state.lastChangeAt() : change.at(),
            now.plus(Pace.after(source.source().rules(), 0, false)));
    if (!write(source, after, seen, change)) {
      return Optional.empty();
    }
    Duration took = Duration.between(began, now);
    metrics.ended(source.source().name(), change == null ? "unchanged" : "changed", took);
    LOG.log(
        change == null ? Level.FINE : Level.INFO,
        () ->
            "source="
                + source.source().name()
                + " outcome="
                + (change == null ? "unchanged" : "changed")
                + " commit="
                + found.commit()
                + " ms="
                + took.toMillis());
    return Optional.of(
        new Round.Answer(
            new RefreshResult(
                !found.commit().equals(state.commit()),
                state.commit(),
                found.commit(),
                difference.paths(),
                difference.total(),
                took),
            null));
  }

  private Optional<Round.Answer> fail(
      SourceSnapshot source,
      Instant began,
      Seen seen,
      Round.Failure failure,
      ConfigurationChanged change) {
    SourceState state = source.source().state();
    int failures = state.failures() + 1;
    Instant now = Instant.now();
    SourceState after =
        new SourceState(
            state.commit(),
            state.label(),
            state.lastRefreshAt(),
            began,
            failure.kind(),
            failure.detail(),
            state.refreshCount(),
            failures,
            change == null ? state.lastChangeAt() : change.at(),
            now.plus(Pace.after(source.source().rules(), failures, failure.retryable())));
    if (!write(source, after, seen, change)) {
      return Optional.empty();
    }
    Duration took = Duration.between(began, now);
    metrics.ended(source.source().name(), "failed", took);
    LOG.log(
        Level.WARNING,
        () ->
            "source="
                + source.source().name()
                + " outcome=failed kind="
                + failure.kind()
                + " failures="
                + failures
                + " commit="
                + state.commit()
                + " ms="
                + took.toMillis()
                + " "
                + failure.detail());
    return Optional.of(new Round.Answer(null, failure));
  }

  private boolean write(
      SourceSnapshot source, SourceState after, Seen seen, ConfigurationChanged change) {
    UUID id = source.source().id();
    if (!record.settled(source, after, change)) {
      board.remove(id);
      return false;
    }
    // The same value as before where nothing moved, by which others remember what they found.
    MirrorLabels kept = seen.labels().equals(source.labels()) ? source.labels() : seen.labels();
    board.change(id, now -> now.after(after, kept, seen.behind()));
    tell(source, () -> refreshed.fire(new SourceRefreshed(id)));
    if (change != null) {
      tell(source, () -> changes.fire(change));
    }
    return true;
  }

  private static void tell(SourceSnapshot source, Runnable listeners) {
    try {
      listeners.run();
    } catch (RuntimeException failed) {
      LOG.log(
          Level.WARNING, failed, () -> "source=" + source.source().name() + " a listener failed");
    }
  }
}
