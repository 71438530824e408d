package org.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityManagerFactory;
import jakarta.persistence.Persistence;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcConnectionPool;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.ds.PGConnectionPoolDataSource;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRole;
import org.sluice.identity.Scope;
import org.sluice.identity.Visibility;
import org.sluice.platform.Ids;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;
import org.sluice.registry.search.SearchWords;
import org.sluice.registry.status.Light;
import org.sluice.registry.status.MirrorStatus;
import org.sluice.registry.tag.RepositoryTags;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;
import org.sluice.testing.TestDatabase;

/** Holds lists to what a walk over all repositories in memory gives. */
class RepositoryListsTest {

  private static final int MANY = 2600;
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
  private static final List<UUID> TEAMS = List.of(new UUID(1, 1), new UUID(1, 2), new UUID(1, 3));
  private static final Map<String, Fleet> OPEN = new HashMap<>();

  private static final List<Map<String, String>> FILTERS =
      List.of(
          Map.of(),
          Map.of("namespace", "T1"),
          Map.of("mirrorStatus", "FAILED"),
          Map.of("mirrorStatus", "DISABLED"),
          Map.of("forge", "GITLAB"),
          Map.of("light", "RED"),
          Map.of("mirror", "false"),
          Map.of("mirror", "true"),
          Map.of("stale", "true"),
          Map.of("stale", "false"),
          Map.of("vanished", "true"),
          Map.of("tag", "rare"),
          Map.of("tag", "some"),
          Map.of("tag", "common"),
          Map.of("tag", "none"),
          Map.of("mirrorStatus", "FAILED", "forge", "GITLAB"),
          Map.of("mirrorStatus", "FAILED", "tag", "common"),
          Map.of("mirror", "false", "tag", "common", "forge", "GITLAB"),
          Map.of("mirror", "false", "mirrorStatus", "FAILED"),
          Map.of("namespace", "t1", "mirror", "false"),
          Map.of("tag", "rare", "forge", "GITLAB"),
          Map.of("tag", "some", "stale", "true"));

  private static final List<String> TEXTS = List.of("common", "some", " some", "rare", "t1/", "-y");

  private static final List<String> SORTS =
      List.of(
          "name",
          "-name",
          "lastSyncedAt",
          "-lastSyncedAt",
          "-lastAttemptAt",
          "nextSyncAt",
          "mirrorStatus",
          "-mirrorStatus",
          "-light",
          "-createdAt",
          "-mirrorStatus,lastSyncedAt");

  /** What is in a row. */
  private record Row(
      UUID id,
      int team,
      String name,
      String text,
      boolean open,
      String forge,
      boolean mirrored,
      MirrorStatus status,
      Instant attempted,
      Instant synced,
      Instant next,
      Light light,
      Instant vanished,
      Instant created,
      Set<String> tags) {

    static Row of(int i, Random random) {
      // Names and ids are in different orders.
      int team = i % 10 == 0 ? 2 : i % 3 == 0 ? 1 : 0;
      String name = String.format("t%d/r%05d", team, i * 997 % 5003);
      boolean mirrored = random.nextInt(2) == 0;
      MirrorStatus status =
          i % 100 == 7
              ? MirrorStatus.DISABLED
              : random.nextInt(10) < 6 ? MirrorStatus.FAILED : MirrorStatus.SUCCESS;
      Instant synced = random.nextInt(3) == 0 ? null : ago(random, 300);
      return new Row(
          new UUID(2, i * 31L % 7919 + 1),
          team,
          name,
          name
              + (random.nextInt(2) == 0 ? " common" : " uncommonly")
              + (i % 5 == 0 ? " some" : "")
              + (i % 60 == 0 ? " rare-yes" : ""),
          i % 9 == 0,
          random.nextInt(2) == 0 ? "GITLAB" : "GITHUB",
          mirrored,
          status,
          synced == null ? null : ago(random, 20),
          synced,
          mirrored ? NOW.plus(Duration.ofDays(random.nextInt(10) - 1)) : null,
          random.nextInt(2) == 0 ? Light.RED : Light.GREEN,
          i % 70 == 0 ? NOW : null,
          ago(random, 1000),
          tags(i, random));
    }

    private static Instant ago(Random random, int days) {
      return NOW.minus(Duration.ofDays(random.nextInt(days)));
    }

    private static Set<String> tags(int i, Random random) {
      Set<String> tags = new TreeSet<>();
      if (random.nextInt(2) == 0) {
        tags.add("common");
      }
      if (i % 4 == 0) {
        tags.add("some");
      }
      if (i % 50 == 0) {
        tags.add("rare");
      }
      return tags;
    }
  }

  /** A database that holds the rows, and the lists over it. */
  private record Fleet(
      EntityManagerFactory factory,
      EntityManager em,
      JdbcConnectionPool pool,
      Database database,
      RepositoryTags tags,
      SearchWords words,
      RepositoryLists lists,
      List<Row> rows) {

    static Fleet open(String kind) {
      Map<String, String> settings = kind.equals("H2") ? memory() : TestDatabase.postgres();
      String url = settings.get("SLUICE_DB_URL");
      String user = settings.get("SLUICE_DB_USER");
      String password = settings.get("SLUICE_DB_PASSWORD");
      Flyway.configure()
          .dataSource(url, user, password)
          .locations("classpath:db/migration")
          .load()
          .migrate();
      EntityManagerFactory factory =
          Persistence.createEntityManagerFactory(
              "sluice",
              Map.of(
                  "jakarta.persistence.transactionType", "RESOURCE_LOCAL",
                  "jakarta.persistence.jtaDataSource", "",
                  "jakarta.persistence.jdbc.url", url,
                  "jakarta.persistence.jdbc.user", user,
                  "jakarta.persistence.jdbc.password", password));
      EntityManager em = factory.createEntityManager();
      JdbcConnectionPool pool = pool(url, user, password);
      Database database = new Database(pool);
      RepositoryTags tags = new RepositoryTags(database);
      SearchWords words = new SearchWords(database);
      Random random = new Random(11);
      List<Row> rows = new ArrayList<>();
      for (int i = 0; i < MANY; i++) {
        rows.add(Row.of(i, random));
      }
      fill(database, rows);
      words.keep(rows.stream().collect(Collectors.toMap(Row::id, Row::text)));
      tags.keepNames(rows.stream().map(Row::id).toList());
      RepositoryLists lists = new RepositoryLists(em, new ListConditions(em, words, tags));
      return new Fleet(factory, em, pool, database, tags, words, lists, rows);
    }

    private static Map<String, String> memory() {
      return Map.of(
          "SLUICE_DB_URL",
          "jdbc:h2:mem:" + Ids.next() + ";DB_CLOSE_DELAY=-1",
          "SLUICE_DB_USER",
          "sluice",
          "SLUICE_DB_PASSWORD",
          "");
    }

    private static JdbcConnectionPool pool(String url, String user, String password) {
      if (url.startsWith("jdbc:h2:")) {
        return JdbcConnectionPool.create(url, user, password);
      }
      PGConnectionPoolDataSource server = new PGConnectionPoolDataSource();
      server.setURL(url);
      server.setUser(user);
      server.setPassword(password);
      return JdbcConnectionPool.create(server);
    }

    private static void fill(Database database, List<Row> rows) {
      for (int i = 0; i < TEAMS.size(); i++) {
        database.execute(
            "insert into namespaces (id, name, name_key, kind, created_at, updated_at, version)"
                + " values (?, ?, ?, 'TEAM', current_timestamp, current_timestamp, 0)",
            TEAMS.get(i),
            "t" + i,
            "t" + i);
      }
      database.run(
          connection -> {
            Statements.batch(
                connection,
                "insert into repository (id, namespace_id, owner, owner_lower, name,"
                    + " full_name_lower, search_text, visibility, clone_url, host, forge,"
                    + " mirror_enabled, unmirrored, mirror_status, mirror_result, last_attempt_at,"
                    + " last_synced_at, next_sync_at, health_state, light, light_rank, vanished_at,"
                    + " created_at, updated_at, version) values (?, ?, ?, ?, ?, ?, ?, ?,"
                    + " 'https://x/y', 'x', ?, ?, ?, ?, ?, ?, ?, ?, 'UNCHECKED', ?, ?, ?, ?, ?, 1)",
                rows,
                RepositoryListsTest.Fleet::values);
            for (Row row : rows) {
              Statements.batch(
                  connection,
                  "insert into repository_tag (repository_id, tag) values (?, ?)",
                  row.tags(),
                  tag -> new Object[] {row.id(), tag});
            }
            return null;
          });
    }

    private static Object[] values(Row row) {
      String owner = "t" + row.team();
      return new Object[] {
        row.id(),
        TEAMS.get(row.team()),
        owner,
        owner,
        row.name().substring(3),
        row.name(),
        row.text(),
        row.open() ? "PUBLIC" : "PRIVATE",
        row.forge(),
        row.mirrored(),
        row.mirrored() ? null : 1,
        row.status(),
        row.status(),
        row.attempted(),
        row.synced(),
        row.next(),
        row.light(),
        row.light().ordinal(),
        row.vanished(),
        row.created(),
        row.created()
      };
    }

    Page<TrackedRepository> page(Caller caller, PageQuery query) {
      Page<TrackedRepository> page = lists.page(caller, query);
      em.clear();
      return page;
    }

    void close() {
      em.close();
      factory.close();
      pool.dispose();
    }
  }

  private static Fleet fleet(String kind) {
    return OPEN.computeIfAbsent(kind, Fleet::open);
  }

  @AfterAll
  static void close() {
    OPEN.values().forEach(Fleet::close);
    OPEN.clear();
  }

  private static Caller member(Set<UUID> limitedTo) {
    return new Caller(
        new UUID(7, 7),
        "member",
        false,
        Set.of(Scope.READ),
        Map.of(TEAMS.get(2), NamespaceRole.MAINTAINER),
        limitedTo);
  }

  private static Predicate<Row> met(String filter, String value) {
    return switch (filter) {
      case "namespace" -> row -> row.name().startsWith(value.toLowerCase() + "/");
      case "mirrorStatus" -> row -> row.status().name().equals(value);
      case "forge" -> row -> row.forge().equals(value);
      case "light" -> row -> row.light().name().equals(value);
      case "mirror" -> row -> row.mirrored() == Boolean.parseBoolean(value);
      case "vanished" -> row -> row.vanished() != null;
      case "tag" -> row -> row.tags().contains(value);
      case "stale" ->
          row ->
              row.mirrored()
                  && (row.status() != MirrorStatus.SUCCESS || row.next().isBefore(Instant.now()))
                      == Boolean.parseBoolean(value);
      default -> throw new IllegalArgumentException(filter);
    };
  }

  private static <T extends Comparable<T>> Comparator<Row> by(
      Function<Row, T> key, boolean descending) {
    Comparator<T> natural = descending ? Comparator.reverseOrder() : Comparator.naturalOrder();
    return Comparator.comparing(key, Comparator.nullsLast(natural));
  }

  private static Comparator<Row> order(List<PageQuery.Sort> sort) {
    Comparator<Row> order = (one, other) -> 0;
    for (PageQuery.Sort each : sort) {
      boolean down = each.descending();
      order =
          order.thenComparing(
              switch (each.key()) {
                case "name" -> by(Row::name, down);
                case "lastSyncedAt" -> by(Row::synced, down);
                case "lastAttemptAt" -> by(Row::attempted, down);
                case "nextSyncAt" -> by(Row::next, down);
                case "createdAt" -> by(Row::created, down);
                case "mirrorStatus" ->
                    by((Row row) -> row.status().name(), down).thenComparing(by(Row::name, down));
                case "light" ->
                    by((Row row) -> row.light().ordinal(), down).thenComparing(by(Row::name, down));
                default -> throw new IllegalArgumentException(each.key());
              });
    }
    return order.thenComparing(Row::id);
  }

  private static List<PageQuery.Sort> sort(String text) {
    List<PageQuery.Sort> sort = new ArrayList<>();
    for (String each : text.split(",")) {
      boolean down = each.startsWith("-");
      sort.add(new PageQuery.Sort(down ? each.substring(1) : each, down));
    }
    return sort;
  }

  private static List<Row> expected(Fleet fleet, Caller caller, PageQuery query) {
    return fleet.rows().stream()
        .filter(
            row ->
                query.filters().entrySet().stream()
                    .allMatch(each -> met(each.getKey(), each.getValue()).test(row)))
        .filter(row -> query.text() == null || row.text().contains(query.text()))
        .filter(
            row ->
                caller.seesEverything()
                    || caller.sees(
                        TEAMS.get(row.team()), row.open() ? Visibility.PUBLIC : Visibility.PRIVATE))
        .sorted(order(query.sort()))
        .toList();
  }

  private static void assertPage(Fleet fleet, Caller caller, PageQuery query) {
    List<Row> all = expected(fleet, caller, query);
    Page<TrackedRepository> page = fleet.page(caller, query);
    int from = Math.min(all.size(), query.offset());
    assertThat(page.items().stream().map(TrackedRepository::fullNameLower).toList())
        .as("%s for %s", query, caller.username())
        .isEqualTo(
            all.subList(from, Math.min(all.size(), from + query.size())).stream()
                .map(Row::name)
                .toList());
    if (page.totalIsExact() || isToBeCounted(fleet, caller, query)) {
      assertThat(page.totalIsExact())
          .as("that %d is exact: %s, %d expected", page.total(), query, all.size())
          .isTrue();
      assertThat(page.total()).as("total of %s", query).isEqualTo(all.size());
    } else {
      int least = page.items().isEmpty() ? 0 : from + page.items().size();
      assertThat(page.total())
          .as("total of %s", query)
          .isBetween((long) Math.min(least + 1, all.size()), (long) all.size());
    }
  }

  /** What one condition lets through, what several do of which one leads to few, and a member's. */
  private static boolean isToBeCounted(Fleet fleet, Caller caller, PageQuery query) {
    List<Integer> each = new ArrayList<>();
    query.filters().forEach((name, value) -> each.add(alone(fleet, null, Map.of(name, value))));
    if (query.text() != null) {
      each.add(alone(fleet, query.text(), Map.of()));
    }
    boolean counted = each.size() < 2 || Collections.min(each) <= 250 || !caller.seesEverything();
    return counted && expected(fleet, caller, query).size() <= Page.COUNTED;
  }

  private static int alone(Fleet fleet, String text, Map<String, String> filters) {
    return expected(fleet, Caller.sluice(), query(text, filters)).size();
  }

  private static PageQuery query(String text, Map<String, String> filters) {
    return new PageQuery(1, 40, sort("name"), text, filters);
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void everyFilterInEveryOrderShowsWhatMeetsIt(String kind) {
    Fleet fleet = fleet(kind);
    Random random = new Random(5);
    for (Map<String, String> filters : FILTERS) {
      for (String sort : SORTS) {
        for (int page : List.of(1, 2, 4 + random.nextInt(30))) {
          assertPage(fleet, Caller.sluice(), new PageQuery(page, 40, sort(sort), null, filters));
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void textsAndFiltersMeet(String kind) {
    Fleet fleet = fleet(kind);
    for (String text : TEXTS) {
      for (Map<String, String> filters : FILTERS) {
        for (String sort : List.of("name", "-lastSyncedAt")) {
          PageQuery query = new PageQuery(1, 40, sort(sort), text, filters);
          assertPage(fleet, Caller.sluice(), query);
          if (expected(fleet, Caller.sluice(), query).size() > 40) {
            assertPage(fleet, Caller.sluice(), new PageQuery(2, 40, sort(sort), text, filters));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void whatManyMeetEachIsCountedAmongTheFirstThousandOfTheRarest(String kind) {
    Fleet fleet = fleet(kind);
    List<Row> rarest = expected(fleet, Caller.sluice(), query(null, Map.of("forge", "GITLAB")));
    assertThat(rarest.size())
        .isBetween(Page.COUNTED + 2, alone(fleet, null, Map.of("mirrorStatus", "FAILED")));
    long failed =
        rarest.stream()
            .limit(Page.COUNTED)
            .filter(row -> row.status() == MirrorStatus.FAILED)
            .count();
    Page<TrackedRepository> page =
        fleet.page(
            Caller.sluice(), query(null, Map.of("mirrorStatus", "FAILED", "forge", "GITLAB")));
    assertThat(page.totalIsExact()).isFalse();
    assertThat(page.total()).isEqualTo(failed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void memberSeesHisOwnAndWhatIsOpen(String kind) {
    Fleet fleet = fleet(kind);
    for (Caller caller : List.of(member(null), member(Set.of(TEAMS.get(0))), Caller.anonymous())) {
      for (Map<String, String> filters : FILTERS) {
        for (String sort : List.of("name", "-name", "lastSyncedAt")) {
          for (int page : List.of(1, 2)) {
            assertPage(fleet, caller, new PageQuery(page, 40, sort(sort), null, filters));
          }
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void tagsFollowANewNameOfTheirRepository(String kind) {
    Fleet fleet = Fleet.open(kind);
    try {
      List<Row> tagged =
          fleet.rows().stream().filter(row -> row.tags().contains("common")).toList();
      Row moved = Collections.max(tagged, Comparator.comparing(Row::id));
      fleet
          .database()
          .execute(
              "update repository set name = 'a', full_name_lower = 't0/a' where id = ?",
              moved.id());
      fleet.tags().keepNames(List.of(moved.id()));
      PageQuery first = new PageQuery(1, 1, sort("name"), null, Map.of("tag", "common"));
      assertThat(tagged.size()).isGreaterThan(Page.COUNTED);
      assertThat(fleet.page(Caller.sluice(), first).items().get(0).id()).isEqualTo(moved.id());
      assertThat(fleet.tags().of(List.of(moved.id())).get(moved.id())).isEqualTo(moved.tags());
    } finally {
      fleet.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void wordsFollowANewNameOfTheirRepository(String kind) {
    Fleet fleet = Fleet.open(kind);
    try {
      List<Row> some = fleet.rows().stream().filter(row -> row.text().contains("some")).toList();
      Row moved = Collections.max(some, Comparator.comparing(Row::id));
      fleet
          .database()
          .execute(
              "update repository set name = 'a', full_name_lower = 't0/a' where id = ?",
              moved.id());
      fleet.words().keep(Map.of(moved.id(), moved.text()));
      PageQuery first = new PageQuery(1, 1, sort("name"), "some", Map.of());
      assertThat(some.size()).as("so many that ids do not lead").isGreaterThan(250);
      assertThat(fleet.page(Caller.sluice(), first).items().get(0).id()).isEqualTo(moved.id());
    } finally {
      fleet.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void whatIsRememberedOfATextHidesNoNewWord(String kind) {
    Fleet fleet = Fleet.open(kind);
    try {
      PageQuery query = query("some", Map.of("mirror", "true"));
      assertPage(fleet, Caller.sluice(), query);
      Row other =
          fleet.rows().stream()
              .filter(row -> row.mirrored() && !row.text().contains("some"))
              .min(Comparator.comparing(Row::name))
              .orElseThrow();
      String text = other.name() + " something";
      fleet
          .database()
          .execute("update repository set search_text = ? where id = ?", text, other.id());
      fleet.words().keep(Map.of(other.id(), text));
      assertThat(fleet.page(Caller.sluice(), query).items().get(0).id()).isEqualTo(other.id());
    } finally {
      fleet.close();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void whatIsDeletedAfterTheLookLeavesNoGap(String kind) {
    Fleet fleet = fleet(kind);
    UUID deleted = new UUID(9, 9);
    RepositoryTags late =
        new RepositoryTags(fleet.database()) {
          @Override
          public NamesBeside.First first(String tag, int most, int over) {
            NamesBeside.First first = super.first(tag, most, over);
            List<UUID> ids = new ArrayList<>(first.ids());
            ids.set(3, deleted);
            return new NamesBeside.First(ids, first.behind());
          }
        };
    RepositoryLists lists =
        new RepositoryLists(fleet.em(), new ListConditions(fleet.em(), fleet.words(), late));
    PageQuery query = query(null, Map.of("tag", "common"));
    Page<TrackedRepository> page = lists.page(Caller.sluice(), query);
    assertThat(page.items()).hasSize(40);
    fleet.em().clear();
    assertThat(page.items().stream().map(TrackedRepository::id).toList())
        .isEqualTo(
            fleet.page(Caller.sluice(), query).items().stream()
                .map(TrackedRepository::id)
                .toList());
    assertThat(page.totalIsExact()).isFalse();
  }
}
