package org.sluice.configsource;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.stream.Stream;
import org.sluice.configsource.board.ConfigSource;
import org.sluice.configsource.board.SourceBoard;
import org.sluice.configsource.board.SourceRules;
import org.sluice.configsource.board.SourceSnapshot;
import org.sluice.configsource.follow.Following;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.Name;
import org.sluice.identity.Scope;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.rest.Answers;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;
import org.sluice.rest.Patch;

/**
 * The door of configuration sources: administrators keep them, maintainers of their repositories
 * refresh them, and who sees the repository sees how they stand.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ConfigSourceService {

  private static final Comparator<Instant> EARLIEST =
      Comparator.nullsFirst(Comparator.naturalOrder());

  private static final Map<String, Comparator<SourceSnapshot>> ORDERS =
      Map.of(
          "name", Comparator.comparing(each -> Name.key(each.source().name())),
          "repository", Comparator.comparing(each -> Name.key(each.fullName())),
          "rank", Comparator.comparingInt(each -> each.source().rules().rank()),
          "lastRefresh",
              Comparator.comparing(each -> each.source().state().lastRefreshAt(), EARLIEST),
          "lastChange",
              Comparator.comparing(each -> each.source().state().lastChangeAt(), EARLIEST));

  /** Keys that the list can be sorted by. */
  public static final Set<String> SORT_KEYS = ORDERS.keySet();

  /** Filters of the list. */
  public static final Set<String> FILTERS = Set.of("repository", "stale");

  /** Keys that the history can be sorted by. */
  public static final Set<String> HISTORY_SORT_KEYS = ConfigSourceStore.HISTORY_SORT_KEYS.keySet();

  /** Fields that a patch may name. */
  public static final Set<String> PATCHABLE =
      Set.of(
          "name",
          "defaultLabel",
          "searchPaths",
          "applications",
          "rank",
          "interval",
          "maxStaleness",
          "retryOnError",
          "maxRetries");

  @Inject private SourceBoard board;
  @Inject private KeptConfigSources kept;
  @Inject private Following following;
  @Inject private RegistryService registry;
  @Inject private Settings settings;

  /** One page of the sources that the caller sees. */
  public Page<ConfigSourceView> list(Caller caller, PageQuery query) {
    Instant now = Instant.now();
    String text = query.text() == null ? "" : query.text().toLowerCase(Locale.ROOT);
    String repository = query.filter("repository").map(Name::key).orElse(null);
    Boolean stale = query.filter("stale").map(ConfigSourceService::flag).orElse(null);
    Comparator<SourceSnapshot> order = (one, other) -> 0;
    for (PageQuery.Sort sort : query.sort()) {
      Comparator<SourceSnapshot> by = ORDERS.get(sort.key());
      order = order.thenComparing(sort.descending() ? by.reversed() : by);
    }
    List<SourceSnapshot> all =
        board.all().stream()
            .filter(each -> each.isSeenBy(caller))
            .filter(
                each ->
                    Name.key(each.source().name()).contains(text)
                        || Name.key(each.fullName()).contains(text))
            .filter(each -> repository == null || Name.key(each.fullName()).equals(repository))
            .filter(each -> stale == null || each.isStale(now) == stale)
            .sorted(order.thenComparing(ORDERS.get("name")))
            .toList();
    Stream<SourceSnapshot> page = all.stream().skip(query.offset()).limit(query.size());
    return Page.of(query, page.map(each -> ConfigSourceView.of(each, now)).toList(), all.size());
  }

  private static boolean flag(String value) {
    if (!Set.of("true", "false").contains(value)) {
      throw DomainException.invalid("stale", "must be true or false");
    }
    return value.equals("true");
  }

  /**
   * One source.
   *
   * @throws DomainException NOT_FOUND if there is none that the caller sees
   */
  public ConfigSourceView get(Caller caller, String name) {
    return ConfigSourceView.of(require(caller, name), Instant.now());
  }

  /**
   * How following a source stands.
   *
   * @param maxAge age from which on it needs a refresh; null not to say
   * @throws DomainException NOT_FOUND if there is none that the caller sees
   */
  public SourceStateView state(Caller caller, String name, Duration maxAge) {
    SourceSnapshot source = require(caller, name);
    Instant now = Instant.now();
    Boolean needs =
        maxAge == null ? null : source.age(now).filter(age -> age.compareTo(maxAge) <= 0).isEmpty();
    return SourceStateView.of(source, now, needs);
  }

  /**
   * One page of a source's history.
   *
   * @throws DomainException NOT_FOUND if there is none that the caller sees
   */
  public Page<ConfigChangeView> history(Caller caller, String name, PageQuery query) {
    UUID id = require(caller, name).source().id();
    return Page.of(
        query,
        kept.changes(id, query).stream().map(ConfigChangeView::of).toList(),
        kept.countChanges(id));
  }

  /**
   * A source that the caller sees.
   *
   * @throws DomainException NOT_FOUND if there is none
   */
  public SourceSnapshot require(Caller caller, String name) {
    return board
        .find(name)
        .filter(each -> each.isSeenBy(caller))
        .orElseThrow(() -> DomainException.notFound("configuration source"));
  }

  /**
   * Adds a source; it is looked at at once.
   *
   * @throws DomainException FORBIDDEN, INVALID with every field that breaks a rule, CONFLICT if the
   *     name is taken or there are too many
   */
  public ConfigSourceView create(Caller caller, NewConfigSource wanted) {
    requireKeeps(caller);
    EnteredSource entered = EnteredSource.of(wanted, settings.configRefreshInterval());
    RepositoryRecord repository;
    try {
      repository = registry.require(caller, entered.owner(), entered.repository());
    } catch (DomainException unknown) {
      throw DomainException.invalid("repository", "there is no such repository");
    }
    UUID id = kept.add(caller, repository, entered);
    following.changed(id);
    return get(caller, entered.name());
  }

  /**
   * Changes a source; it is looked at at once.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException NOT_FOUND, FORBIDDEN, STALE, INVALID, CONFLICT
   */
  public ConfigSourceView change(Caller caller, String name, Patch patch, String ifMatch) {
    SourceSnapshot snapshot = require(caller, name);
    requireKeeps(caller);
    ConfigSource before = snapshot.source();
    Answers.requireMatch(ifMatch, Long.toString(before.version()));
    EnteredSource entered =
        EnteredSource.of(patched(snapshot, patch), settings.configRefreshInterval());
    kept.change(caller, before, entered.name(), entered.rules());
    following.changed(before.id());
    return get(caller, entered.name());
  }

  private static NewConfigSource patched(SourceSnapshot snapshot, Patch patch) {
    SourceRules rules = snapshot.source().rules();
    String interval =
        patch.has("interval")
            ? patch.value("interval", String.class).orElse(null)
            : rules.interval().toString();
    boolean staleness = patch.has("maxStaleness");
    boolean usual = rules.maxStaleness().equals(EnteredSource.usualStaleness(rules.interval()));
    return new NewConfigSource(
        patch.has("name") ? patch.required("name", String.class) : snapshot.source().name(),
        snapshot.fullName(),
        patch.has("defaultLabel")
            ? patch.value("defaultLabel", String.class).orElse(null)
            : rules.defaultLabel(),
        patch.texts("searchPaths").orElse(rules.searchPaths()),
        patch.texts("applications").orElse(rules.applications()),
        patch.has("rank") ? patch.value("rank", Integer.class).orElse(null) : rules.rank(),
        interval,
        staleness
            ? patch.value("maxStaleness", String.class).orElse(null)
            : usual ? null : rules.maxStaleness().toString(),
        patch.has("retryOnError")
            ? patch.value("retryOnError", Boolean.class).orElse(null)
            : rules.retryOnError(),
        patch.has("maxRetries")
            ? patch.value("maxRetries", Integer.class).orElse(null)
            : rules.maxRetries());
  }

  /**
   * Deletes a source; the repository and its mirror stay.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException NOT_FOUND, FORBIDDEN, STALE
   */
  public void delete(Caller caller, String name, String ifMatch) {
    ConfigSource source = require(caller, name).source();
    requireKeeps(caller);
    Answers.requireMatch(ifMatch, Long.toString(source.version()));
    kept.delete(caller, source);
    following.removed(source.id());
  }

  /**
   * Looks at the upstream of a source now, and has the mirror synced if there is anything new.
   *
   * @return completed when a round has ended that began after this; exceptionally with a {@code
   *     DomainException} UPSTREAM_FAILED if the upstream failed, or CONFLICT if the mirror cannot
   *     be served as the upstream is
   * @throws DomainException NOT_FOUND, or FORBIDDEN unless the caller maintains the repository
   */
  public CompletionStage<RefreshResult> refresh(Caller caller, String name) {
    SourceSnapshot source = require(caller, name);
    if (!caller.maintains(source.namespaceId())) {
      throw DomainException.forbidden("Only maintainers of its repository may refresh it.");
    }
    return following.refresh(source.source().id(), caller);
  }

  private static void requireKeeps(Caller caller) {
    if (!caller.administers() || !caller.scopes().contains(Scope.WRITE)) {
      throw DomainException.forbidden("Only administrators keep configuration sources.");
    }
  }
}
