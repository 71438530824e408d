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

  /** Leads to the few that it has; H2 would walk over all open ones to it if it were joined. */
  private static final String OF_REPOSITORY =
      "p.repository_id = (select n.id from repository n where n.full_name_lower = ?)";

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
    List<Object> part = new ArrayList<>(where.values());
    part.add(query.offset());
    part.add(query.size() + 1);
    List<PullRequestView> oneMore =
        views(where.text(), order(query), "offset ? rows fetch first ? rows only", part);
    return Page.of(
        query,
        oneMore,
        () ->
            Page.Total.upTo(
                database.count(
                    Page.COUNTED,
                    "select p.id" + from(where.text()) + where.text(),
                    where.values())));
  }

  /** Finds the rows of a page before their repositories and all that they hold are read. */
  private List<PullRequestView> views(
      String where, String order, String part, List<Object> values) {
    return database.query(
        "select "
            + PullRows.COLUMNS
            + ", r.id, r.owner, r.name from (select p.id"
            + from(where + order)
            + where
            + order
            + part
            + ") found join pull_request p on p.id = found.id"
            + " join repository r on r.id = p.repository_id"
            + order,
        values,
        row ->
            PullRequestView.of(
                row.getObject(26, UUID.class),
                row.getString(27) + "/" + row.getString(28),
                PullRows.row(row)));
  }

  /** Without a condition on them or an order by them, the repositories need not be looked at. */
  private static String from(String conditions) {
    return conditions.contains("r.") ? FROM : " from pull_request p";
  }

  /**
   * H2 sees that an index is in this order only if its first column is named, the same way. What is
   * asked of one repository is to be found by that, not read in the order of all that are open.
   */
  private static String order(PageQuery query) {
    boolean down = !query.sort().isEmpty() && query.sort().get(0).descending();
    String first = query.filter("repository").isPresent() ? "p.repository_id" : "p.state";
    return query.sort().stream()
        .map(
            sort ->
                (sort.key().equals("light") ? BY_LIGHT : SORT_KEYS.get(sort.key()))
                    + (sort.descending() ? " desc" : "")
                    + (NULLABLE.contains(sort.key()) ? " nulls last" : "")
                    + ", ")
        .collect(Collectors.joining("", " order by " + first + (down ? " desc, " : ", "), "p.id "));
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
        .ifPresent(name -> add(parts, values, OF_REPOSITORY, name.toLowerCase(Locale.ROOT)));
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
    List<PullRequestView> oldest =
        views(
            " where p.state = 'OPEN'" + visible.text(),
            " order by p.state, p.created_at, p.id ",
            "fetch first 1 rows only",
            visible.values());
    return DashboardSummary.of(
        repositories(visible), open(visible), oldest.isEmpty() ? null : oldest.get(0));
  }

  private List<DashboardSummary.Tracked> repositories(Visible visible) {
    return database.query(
        "select r.light, count(*), max(r.last_refreshed_at) from repository r where 1 = 1"
            + visible.text()
            + " group by r.light",
        visible.values(),
        row ->
            new DashboardSummary.Tracked(
                Light.valueOf(row.getString(1)), row.getLong(2), PullRows.instant(row, 3)));
  }

  /** The open pull requests of each light, and how many are older than each age, in one look. */
  private List<DashboardSummary.Open> open(Visible visible) {
    StringBuilder counts = new StringBuilder();
    List<Object> values = new ArrayList<>();
    Instant now = Instant.now();
    for (OpenAge age : OpenAge.values()) {
      if (age.end() != null) {
        counts.append(", count(case when p.created_at <= ? then 1 end)");
        values.add(now.minus(age.end()).atOffset(ZoneOffset.UTC));
      }
    }
    values.addAll(visible.values());
    return database.query(
        "select p.light, count(case when p.mergeable <> 'COMPUTING' then 1 end), count(*)"
            + counts
            + from(visible.text())
            + " where p.state = 'OPEN'"
            + visible.text()
            + " group by p.light",
        values,
        row -> {
          List<Long> olderThan = new ArrayList<>();
          for (int i = 0; i < OpenAge.values().length; i++) {
            olderThan.add(row.getLong(3 + i));
          }
          return new DashboardSummary.Open(
              Light.valueOf(row.getString(1)), row.getLong(2), olderThan);
        });
  }
}
