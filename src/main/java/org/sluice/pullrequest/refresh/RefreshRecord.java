package org.sluice.pullrequest.refresh;

import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Part;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.platform.settings.Settings;
import org.sluice.pullrequest.LookRecorded;
import org.sluice.pullrequest.PullRow;
import org.sluice.pullrequest.PullRows;
import org.sluice.pullrequest.ShownCheck;
import org.sluice.pullrequest.ShownReview;
import org.sluice.pullrequest.light.LightRule;
import org.sluice.pullrequest.light.Lit;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.status.Light;
import org.sluice.registry.status.RefreshColumns;

/** Records what looks brought, in one transaction each. */
@Stateless
public class RefreshRecord {

  @Inject private PullRows pulls;
  @Inject private StandingRows standings;
  @Inject private RegistryService registry;
  @Inject private RefreshColumns columns;
  @Inject private Settings settings;
  @Inject private Event<LookRecorded> looks;

  /**
   * What has been recorded.
   *
   * @param open number of open pull requests
   * @param changed number of pull requests that are not as they were
   * @param merged number of those that were merged since the last look
   * @param closed number of those that were closed, or are gone, since the last look
   * @param missing what could not be read, such as {@code checks}
   */
  public record Recorded(int open, int changed, int merged, int closed, Set<String> missing) {}

  /**
   * Forgets some pull requests that were merged or closed before a time.
   *
   * @return how many; none if no more are there
   */
  public int forgetEnded(Instant before) {
    return pulls.forgetEnded(before);
  }

  /** Numbers of the pull requests that are stored as open. */
  public Set<Long> open(UUID repositoryId) {
    return pulls.openNumbers(repositoryId);
  }

  /**
   * Records a look whose list was complete.
   *
   * @param at when it began
   * @param scheduled whether the timer is to look again
   * @return empty if the repository is gone, or is another one than was looked at
   */
  public Optional<Recorded> found(
      RepositoryRecord asked, Instant at, Look look, boolean scheduled) {
    Optional<RepositoryRecord> locked = registry.lock(asked.id());
    if (locked.isEmpty() || !isSame(locked.get(), asked)) {
      locked.ifPresent(other -> columns.plan(other.id(), Optional.of(Instant.now())));
      return Optional.empty();
    }
    Map<Long, PullRows.Stored> before = pulls.open(asked.id());
    Set<String> missing = new TreeSet<>();
    List<PullRow> rows = new ArrayList<>();
    for (Pull pull : look.open()) {
      PullRows.Stored stored = before.get(pull.number());
      PullDetails details = look.details().get(pull.number());
      rows.add(row(pull, details, stored == null ? null : stored.row(), at, missing));
    }
    List<PullRow> ended = new ArrayList<>();
    for (Pull pull : look.ended()) {
      PullRows.Stored stored = before.get(pull.number());
      if (stored != null) {
        ended.add(ended(pull, stored.row(), at));
      }
    }
    for (long number : look.gone()) {
      PullRows.Stored stored = before.get(number);
      if (stored != null) {
        ended.add(ended(closed(stored.row().pull()), stored.row(), at));
      }
    }
    for (long number : look.unsettled()) {
      PullRows.Stored stored = before.get(number);
      if (stored != null) {
        missing.add("state");
        rows.add(unsettled(stored.row()));
      }
    }
    List<PullRow> all = new ArrayList<>(rows);
    all.addAll(ended);
    int changed = pulls.put(asked.id(), all, before);
    Lit worst = worst(rows);
    standings.put(asked.id(), new Standing(0, null, null, List.copyOf(missing)));
    columns.found(
        asked.id(),
        worst.light(),
        worst.reason(),
        at,
        missing.isEmpty(),
        next(asked, 0, null, scheduled));
    looks.fire(new LookRecorded(asked.id()));
    int merged =
        (int) ended.stream().filter(row -> row.pull().state() == Pull.State.MERGED).count();
    return Optional.of(new Recorded(rows.size(), changed, merged, ended.size() - merged, missing));
  }

  private static boolean isSame(RepositoryRecord now, RepositoryRecord asked) {
    return now.cloneUrl().equals(asked.cloneUrl()) && now.forge() == asked.forge();
  }

  /** The new row of an open pull request; what could not be read keeps what was known of it. */
  static PullRow row(Pull pull, PullDetails read, PullRow before, Instant at, Set<String> missing) {
    PullRow known =
        before != null
            ? before
            : new PullRow(
                pull,
                Mergeable.UNTOLD,
                new Lit(Light.UNKNOWN, ""),
                null,
                null,
                List.of(),
                null,
                List.of(),
                null,
                at,
                null);
    note(read.checks(), "checks", missing);
    note(read.reviews(), "reviews", missing);
    note(read.mergeable(), "mergeability", missing);
    Lit lit = LightRule.of(pull.draft(), pull.targetBranch(), read);
    boolean certain = lit.light() != Light.UNKNOWN;
    boolean checked = read.checks().isRead();
    boolean reviewed = read.reviews().isRead();
    return new PullRow(
        pull,
        read.mergeable().isRead() ? read.mergeable().value() : known.mergeable(),
        lit,
        certain ? lit.light() : known.knownLight(),
        certain ? at : known.knownAt(),
        checked ? ShownCheck.of(read.checks().value()) : known.checks(),
        checked ? at : known.checksAt(),
        reviewed ? ShownReview.of(read.reviews().value()) : known.reviews(),
        reviewed ? at : known.reviewsAt(),
        at,
        null);
  }

  private static void note(Part<?> part, String name, Set<String> missing) {
    if (!part.isRead()) {
      missing.add(name);
    }
  }

  private static PullRow ended(Pull pull, PullRow known, Instant at) {
    return new PullRow(
        pull,
        known.mergeable(),
        new Lit(Light.NONE, pull.state() == Pull.State.MERGED ? "merged" : "closed"),
        known.knownLight(),
        known.knownAt(),
        known.checks(),
        known.checksAt(),
        known.reviews(),
        known.reviewsAt(),
        at,
        at);
  }

  private static Pull closed(Pull known) {
    return new Pull(
        known.number(),
        known.title(),
        known.author(),
        known.bot(),
        known.webUrl(),
        known.sourceBranch(),
        known.sourceRepository(),
        known.targetBranch(),
        known.headSha(),
        known.draft(),
        Pull.State.CLOSED,
        known.labels(),
        known.createdAt(),
        known.updatedAt());
  }

  /** It is open as far as anybody knows; nobody could be asked. */
  private static PullRow unsettled(PullRow known) {
    return new PullRow(
        known.pull(),
        known.mergeable(),
        new Lit(Light.UNKNOWN, "it is not listed any more, and could not be asked for"),
        known.knownLight(),
        known.knownAt(),
        known.checks(),
        known.checksAt(),
        known.reviews(),
        known.reviewsAt(),
        known.observedAt(),
        null);
  }

  /** The light of a repository: that of its worst open pull request, which the reason names. */
  static Lit worst(List<PullRow> open) {
    if (open.isEmpty()) {
      return new Lit(Light.NONE, "no open pull requests");
    }
    Map<Light, List<PullRow>> byLight = new EnumMap<>(Light.class);
    open.forEach(
        row -> byLight.computeIfAbsent(row.lit().light(), light -> new ArrayList<>()).add(row));
    Map.Entry<Light, List<PullRow>> worst = byLight.entrySet().iterator().next();
    PullRow first =
        worst.getValue().stream()
            .min(Comparator.comparingLong(row -> row.pull().number()))
            .orElseThrow();
    int others = worst.getValue().size() - 1;
    String reason =
        others == 0 ? first.lit().reason() : first.lit().reason() + "; and " + others + " more";
    return new Lit(worst.getKey(), "#" + first.pull().number() + ": " + reason);
  }

  /**
   * Records that nothing could be found out: nothing is closed, and how things stand is not known.
   *
   * @param scheduled whether the timer is to look again
   */
  public void failed(RepositoryRecord asked, Instant at, ForgeFailure failure, boolean scheduled) {
    Optional<RepositoryRecord> locked = registry.lock(asked.id());
    if (locked.isEmpty()) {
      return;
    }
    if (!isSame(locked.get(), asked)) {
      columns.plan(asked.id(), Optional.of(Instant.now()));
      return;
    }
    int failures =
        standings.of(List.of(asked.id())).getOrDefault(asked.id(), Standing.NEW).failures() + 1;
    String reason = "could not be looked at: " + failure.getMessage();
    pulls.doubt(asked.id(), reason);
    standings.put(
        asked.id(),
        new Standing(
            failures,
            failure.kind().name(),
            new Lit(Light.UNKNOWN, failure.getMessage()).reason(),
            List.of()));
    columns.found(
        asked.id(),
        Light.UNKNOWN,
        new Lit(Light.UNKNOWN, reason).reason(),
        at,
        false,
        next(asked, failures, failure.until(), scheduled));
    looks.fire(new LookRecorded(asked.id()));
  }

  private Optional<Instant> next(
      RepositoryRecord asked, int failures, Instant notBefore, boolean scheduled) {
    Duration interval =
        asked.refresh().interval() == null
            ? settings.refreshInterval()
            : asked.refresh().interval();
    return scheduled
        ? Optional.of(
            RefreshPlan.next(
                Instant.now(),
                interval,
                failures,
                notBefore,
                ThreadLocalRandom.current()::nextDouble))
        : Optional.empty();
  }
}
