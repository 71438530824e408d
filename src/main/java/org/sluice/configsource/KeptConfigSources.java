package org.sluice.configsource;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sluice.audit.AuditLog;
import org.sluice.configsource.board.ConfigSource;
import org.sluice.configsource.board.SourceRules;
import org.sluice.configsource.board.SourceState;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.platform.Ids;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.rest.PageQuery;

/**
 * Adds, changes and deletes sources, in one transaction each, and reads their history; rights and
 * fields have been checked.
 */
@Stateless
public class KeptConfigSources {

  /** Most of one installation. */
  static final int MOST = 500;

  @Inject private ConfigSourceStore store;
  @Inject private RegistryService registry;
  @Inject private AuditLog audit;

  /**
   * Adds one.
   *
   * @return its id
   */
  public UUID add(Caller caller, RepositoryRecord repository, EnteredSource entered) {
    // Held so that neither a deletion nor an edit of the repository misses it.
    RepositoryRecord held =
        registry
            .lock(repository.id())
            .orElseThrow(() -> DomainException.invalid("repository", "was deleted meanwhile"));
    if (!held.mirrorEnabled()) {
      throw DomainException.invalid("repository", "is not mirrored");
    }
    if (store.count() >= MOST) {
      throw DomainException.conflict(
          "too-many-config-sources", "There may be " + MOST + " configuration sources.");
    }
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    ConfigSource source =
        new ConfigSource(
            Ids.next(),
            entered.name(),
            repository.id(),
            entered.rules(),
            SourceState.fresh(now),
            now,
            now,
            1);
    store.add(source);
    audit.done(
        caller.username(),
        "config-source-created",
        "configuration source " + entered.name(),
        "reads " + repository.fullName());
    return source.id();
  }

  /** Changes one that the editor saw as it is given. */
  public void change(Caller caller, ConfigSource before, String name, SourceRules rules) {
    if (!store.change(before.id(), name, rules, before.version(), Instant.now())) {
      throw DomainException.changedMeanwhile();
    }
    audit.done(
        caller.username(),
        "config-source-changed",
        "configuration source " + before.name(),
        name.equals(before.name()) ? null : "named " + name);
  }

  /** Deletes one with its history. */
  public void delete(Caller caller, ConfigSource source) {
    store.remove(source.id());
    audit.done(
        caller.username(), "config-source-deleted", "configuration source " + source.name(), null);
  }

  /** One page of a source's history. */
  public List<ConfigurationChanged> changes(UUID source, PageQuery query) {
    return store.changes(source, query);
  }

  /** The latest entry of a source's history; empty if it has none. */
  public Optional<ConfigurationChanged> latestChange(UUID source) {
    return store.latestChange(source);
  }

  /** Entries of a source's history. */
  public long countChanges(UUID source) {
    return store.countChanges(source);
  }

  /** An entry of a source's history; empty if it has none of that id. */
  public Optional<ConfigChangeView> change(UUID source, UUID id) {
    return store.change(source, id).map(ConfigChangeView::of);
  }

  /**
   * What came into a source's history after an entry, the oldest first.
   *
   * @param after time of that entry; null for all
   * @param seen its id; null if only the time is known, at which nothing is missed then
   */
  public List<ConfigChangeView> changesSince(UUID source, Instant after, UUID seen, int most) {
    return store.changesSince(source, after == null ? Instant.EPOCH : after, most + 1).stream()
        .filter(each -> !each.changeId().equals(seen) && !(seen == null && each.at().equals(after)))
        .map(ConfigChangeView::of)
        .limit(most)
        .toList();
  }
}
