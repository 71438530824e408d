package org.sluice.configsource.board;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sluice.git.tree.MirrorLabels;
import org.sluice.identity.Caller;
import org.sluice.identity.Visibility;
import org.sluice.platform.Inside;
import org.sluice.registry.RepositoryRecord;

/**
 * A source as one round left it, with everything that a request needs to know of it; never changes.
 *
 * @param source as it is stored
 * @param fullName {@code owner/name} of its repository
 * @param namespaceId of its repository
 * @param visibility of its repository
 * @param mirrored whether its repository is mirrored now
 * @param folder of the mirror
 * @param labels of the mirror after the round
 * @param behind short names of branches and tags that the upstream has otherwise, since the mirror
 *     did not take what became of them
 */
@Inside
public record SourceSnapshot(
    ConfigSource source,
    String fullName,
    UUID namespaceId,
    Visibility visibility,
    boolean mirrored,
    Path folder,
    MirrorLabels labels,
    Set<String> behind) {

  /** Keeps a copy of the set. */
  public SourceSnapshot {
    behind = Set.copyOf(behind);
  }

  /** The same source in another state, with other labels. */
  public SourceSnapshot after(SourceState state, MirrorLabels fresh, Set<String> heldBack) {
    return new SourceSnapshot(
        source.in(state), fullName, namespaceId, visibility, mirrored, folder, fresh, heldBack);
  }

  /** The same source of its repository as that is now. */
  public SourceSnapshot of(RepositoryRecord repository) {
    return new SourceSnapshot(
        source,
        repository.fullName(),
        repository.namespaceId(),
        repository.visibility(),
        repository.mirrorEnabled(),
        folder,
        labels,
        behind);
  }

  /** The same source once the namespace of its repository has another name. */
  public SourceSnapshot within(String namespace) {
    return new SourceSnapshot(
        source,
        namespace + fullName.substring(fullName.indexOf('/')),
        namespaceId,
        visibility,
        mirrored,
        folder,
        labels,
        behind);
  }

  /** Whether somebody sees it: who sees the repository does. */
  public boolean isSeenBy(Caller caller) {
    return caller.sees(namespaceId, visibility);
  }

  /** The label that is read where a request names none; null if HEAD names no branch. */
  public String defaultLabel() {
    String entered = source.rules().defaultLabel();
    return entered == null ? labels.headBranch() : entered;
  }

  /**
   * The object that a branch or tag names; for the default label the commit of the last success.
   *
   * @param label null for the default
   * @return empty if there is no such branch or tag; a commit's id is not looked for
   */
  public Optional<String> named(String label) {
    SourceState state = source.state();
    String standard = defaultLabel();
    String wanted = label == null ? standard : label;
    boolean current = wanted == null || wanted.equals(standard) && wanted.equals(state.label());
    return current ? Optional.ofNullable(state.commit()) : labels.named(wanted);
  }

  /** Time since the last success; empty if there was none. */
  public Optional<Duration> age(Instant now) {
    Instant last = source.state().lastRefreshAt();
    return last == null
        ? Optional.empty()
        : Optional.of(Duration.between(last.isBefore(now) ? last : now, now));
  }

  /**
   * Whether what a label stands for here is not known to be what it stands for upstream: the last
   * success is longer ago than the source permits, or the mirror did not take a change of it.
   *
   * @param label null for the default
   */
  public boolean isStale(String label, Instant now) {
    String wanted = label == null ? defaultLabel() : label;
    return isStale(now) || wanted != null && behind.contains(wanted);
  }

  /** Whether the last success is longer ago than the source permits, or there was none. */
  public boolean isStale(Instant now) {
    return age(now).filter(age -> age.compareTo(source.rules().maxStaleness()) <= 0).isEmpty();
  }
}
