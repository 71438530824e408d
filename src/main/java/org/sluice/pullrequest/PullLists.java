package org.sluice.pullrequest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.failure.DomainException;
import org.sluice.forge.ForgeKind;
import org.sluice.forge.Pull;
import org.sluice.identity.Caller;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.SearchText;
import org.sluice.registry.status.Light;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** Lists of pull requests over all repositories that a caller sees, and the figures of these. */
@ApplicationScoped
class PullLists {

  /** Sort keys of lists, and the column behind each. */
  static final Map<String, String> SORT_KEYS =
      Map.of(
          "updatedAt", "p.updated_at",
          "createdAt", "p.created_at",
          "observedAt", "p.observed_at",
          "endedAt", "p.ended_at",
          "light", "p.light",
          "number", "p.number",
          "author", "p.author",
          "repository", "r.full_name_lower");

  /** Filters of lists. */
  static final Set<String> FILTERS =
      Set.of(
          "state",
          "light",
          "author",
          "label",
          "forge",
          "namespace",
          "repository",
          "minAge",
          "bots",
          "draft",
          "ready");

  private static final Set<String> NULLABLE = Set.of("author", "endedAt");

  private static final String FROM =
      " from pull_request p join repository r on r.id = p.repository_id";

  /** Lights sort by how bad they are, not by their names. */
  private static final String BY_LIGHT =
      "case p.light when 'RED' then 0 when 'UNKNOWN' then 1 when 'YELLOW' then 2"
          + " when 'GREEN' then 3 else 4 end";

  @Inject private Database database;

  /** For the container. */
  PullLists() {
    // The database is injected.
  }

  /** The lists of a database outside a container. */
  PullLists(Database database) {
    this.database = database;
  }

  /** One page of the pull requests that the caller sees; open ones unless a filter asks others. */
  Page<PullRequestView> page(Caller caller, PageQuery query) {
    Where where = where(caller, query);
    List<Object> values = new ArrayList<>(where.values());
    values.add(query.offset());
    values.add(query.size() + 1);
    List<PullRequestView> oneMore =
        database.query(
            "select "
                + PullRows.COLUMNS
                + ", r.id, r.owner, r.name"
                + FROM
                + where.text()
                + order(query)
                + " offset ? rows fetch first ? rows only",
            values,
            row ->
                PullRequestView.of(
                    row.getObject(26, UUID.class),
                    row.getString(27) + "/" + row.getString(28),
                    PullRows.row(row)));
    return Page.of(query, oneMore, () -> count(where));
  }

  private OptionalLong count(Where where) {
    List<Object> values = new ArrayList<>(where.values());
    values.add(Page.COUNTED + 1);
    long counted =
        database
            .query(
                "select count(*) from (select p.id"
                    + FROM
                    + where.text()
                    + " fetch first ? rows only) found",
                values,
                row -> row.getLong(1))
            .get(0);
    return counted > Page.COUNTED ? OptionalLong.empty() : OptionalLong.of(counted);
  }

  private static String order(PageQuery query) {
    return query.sort().stream()
        .map(
            sort ->
                (sort.key().equals("light") ? BY_LIGHT : SORT_KEYS.get(sort.key()))
                    + (sort.descending() ? " desc" : "")
                    + (NULLABLE.contains(sort.key()) ? " nulls last" : ""))
        .collect(Collectors.joining(", ", " order by ", ", p.id"));
  }

  private record Where(String text, List<Object> values) {}

  private static Where where(Caller caller, PageQuery query) {
    List<String> parts = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    parts.add("p.state = ?");
    values.add(query.filter("state", Pull.State.class).orElse(Pull.State.OPEN).name());
    query
        .filter("light", Light.class)
        .ifPresent(light -> add(parts, values, "p.light = ?", light.name()));
    query.filter("author").ifPresent(author -> add(parts, values, "p.author = ?", author));
    query
        .filter("label")
        .ifPresent(
            label ->
                add(
                    parts,
                    values,
                    "p.id in (select l.pull_request_id from pull_request_label l"
                        + " where l.label = ?)",
                    label));
    query
        .filter("forge", ForgeKind.class)
        .ifPresent(forge -> add(parts, values, "r.forge = ?", forge.name()));
    query
        .filter("namespace")
        .ifPresent(name -> add(parts, values, "r.owner_lower = ?", name.toLowerCase(Locale.ROOT)));
    query
        .filter("repository")
        .ifPresent(
            name -> add(parts, values, "r.full_name_lower = ?", name.toLowerCase(Locale.ROOT)));
    query
        .filter("minAge")
        .ifPresent(
            age ->
                add(
                    parts,
                    values,
                    "p.created_at <= ?",
                    Instant.now().minus(age("minAge", age)).atOffset(ZoneOffset.UTC)));
    flag(query, "bots").ifPresent(bots -> add(parts, values, "p.bot = ?", bots));
    flag(query, "draft").ifPresent(draft -> add(parts, values, "p.draft = ?", draft));
    flag(query, "ready")
        .ifPresent(
            ready -> {
              String isReady = "p.light = 'GREEN' and p.mergeable <> 'COMPUTING'";
              parts.add(ready ? isReady : "not (" + isReady + ")");
            });
    if (query.text() != null) {
      add(parts, values, "p.search_text like ?", "%" + SearchText.of(query.text()) + "%");
    }
    Visible visible = Visible.to(caller);
    values.addAll(visible.values());
    return new Where(" where " + String.join(" and ", parts) + visible.text(), values);
  }

  private static void add(List<String> parts, List<Object> values, String part, Object value) {
    parts.add(part);
    values.add(value);
  }

  private static java.util.Optional<Boolean> flag(PageQuery query, String name) {
    return query
        .filter(name)
        .map(
            value ->
                switch (value) {
                  case "true" -> true;
                  case "false" -> false;
                  default -> throw DomainException.invalid(name, "must be true or false");
                });
  }

  private static Duration age(String name, String text) {
    try {
      Duration age = Duration.parse(text);
      if (!age.isNegative() && age.compareTo(Duration.ofDays(36_500)) <= 0) {
        return age;
      }
    } catch (DateTimeException | ArithmeticException notOne) {
      // Refused as one that is out of range.
    }
    throw DomainException.invalid(name, "must be a duration such as P7D");
  }

  /** The figures of what the caller sees. */
  DashboardSummary summary(Caller caller) {
    Visible visible = Visible.to(caller);
    List<DashboardSummary.LightCount> repositories =
        counts("select r.light, count(*) from repository r where 1 = 1", "r.light", visible);
    List<DashboardSummary.LightCount> pulls =
        counts("select p.light, count(*)" + FROM + " where p.state = 'OPEN'", "p.light", visible);
    long ready =
        database
            .query(
                "select count(*)"
                    + FROM
                    + " where p.state = 'OPEN' and p.light = 'GREEN'"
                    + " and p.mergeable <> 'COMPUTING'"
                    + visible.text(),
                visible.values(),
                row -> row.getLong(1))
            .get(0);
    List<PullRequestView> oldest =
        database.query(
            "select "
                + PullRows.COLUMNS
                + ", r.id, r.owner, r.name"
                + FROM
                + " where p.state = 'OPEN'"
                + visible.text()
                + " order by p.created_at, p.id fetch first 1 rows only",
            visible.values(),
            row ->
                PullRequestView.of(
                    row.getObject(26, UUID.class),
                    row.getString(27) + "/" + row.getString(28),
                    PullRows.row(row)));
    List<Instant> times =
        database.query(
            "select max(r.last_refreshed_at) from repository r where 1 = 1" + visible.text(),
            visible.values(),
            row -> PullRows.instant(row, 1));
    return new DashboardSummary(
        DashboardSummary.byLight(repositories),
        DashboardSummary.byLight(pulls),
        DashboardSummary.byAge(olderThan(visible)),
        ready,
        oldest.isEmpty() ? null : oldest.get(0),
        times.get(0));
  }

  /** Of the open pull requests all, then those that are older than each age, in one look. */
  private List<Long> olderThan(Visible visible) {
    StringBuilder counts = new StringBuilder("count(*)");
    List<Object> values = new ArrayList<>();
    Instant now = Instant.now();
    for (OpenAge age : OpenAge.values()) {
      if (age.end() != null) {
        counts.append(", count(case when p.created_at <= ? then 1 end)");
        values.add(now.minus(age.end()).atOffset(ZoneOffset.UTC));
      }
    }
    values.addAll(visible.values());
    return database
        .query(
            "select " + counts + FROM + " where p.state = 'OPEN'" + visible.text(),
            values,
            row -> {
              List<Long> all = new ArrayList<>();
              for (int i = 1; i <= OpenAge.values().length; i++) {
                all.add(row.getLong(i));
              }
              return all;
            })
        .get(0);
  }

  private List<DashboardSummary.LightCount> counts(String select, String group, Visible visible) {
    return database.query(
        select + visible.text() + " group by " + group,
        visible.values(),
        row -> new DashboardSummary.LightCount(Light.valueOf(row.getString(1)), row.getLong(2)));
  }
}
