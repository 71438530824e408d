package org.sluice.delivery.subscription;

import static org.assertj.core.api.Assertions.assertThat;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRole;
import org.sluice.identity.Scope;
import org.sluice.platform.Ids;
import org.sluice.platform.database.Database;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** Lists of a subscriber that receives more than is counted, on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SubscriptionListsTest {

  private static final int MANY = Page.COUNTED + 105;
  private static final int PAUSED = 3;
  private static final int SIZE = 200;
  private static final Instant NOW = Instant.parse("2026-11-26T12:00:00Z");

  enum Engine {
    H2,
    POSTGRESQL
  }

  private final UUID team = Ids.next();
  private final UUID receivers = Ids.next();
  private final UUID subscriber = Ids.next();
  private final List<String> names = new ArrayList<>();
  private EmbeddedPostgres postgres;
  private DataSource h2;

  @BeforeAll
  void fill() throws IOException {
    JdbcDataSource memory = new JdbcDataSource();
    memory.setURL("jdbc:h2:mem:" + Ids.next() + ";DB_CLOSE_DELAY=-1");
    h2 = memory;
    postgres = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start();
    for (int i = 0; i < MANY; i++) {
      // In another order than that of their names.
      names.add("app-" + (i * 7919 % MANY));
    }
    for (Engine each : Engine.values()) {
      Flyway.configure().dataSource(of(each)).locations("classpath:db/migration").load().migrate();
      fill(new Database(of(each)));
    }
  }

  private void fill(Database database) {
    for (UUID namespace : List.of(team, receivers)) {
      String name = namespace.equals(team) ? "team" : "receivers";
      database.execute(
          "insert into namespaces (id, name, name_key, kind, created_at, updated_at, version)"
              + " values (?, ?, ?, 'TEAM', ?, ?, 1)",
          namespace,
          name,
          name,
          NOW,
          NOW);
    }
    receiver(database, subscriber, "billing");
    UUID other = Ids.next();
    receiver(database, other, "other");
    for (int i = 0; i < MANY; i++) {
      UUID repository = Ids.next();
      database.execute(
          "insert into repository (id, namespace_id, owner, owner_lower, name, full_name_lower,"
              + " search_text, visibility, clone_url, host, forge, mirror_enabled, mirror_status,"
              + " mirror_result, health_state, light, created_at, updated_at, version)"
              + " values (?, ?, 'team', 'team', ?, ?, 'x', 'PRIVATE', 'http://127.0.0.1/x',"
              + " '127.0.0.1', 'PLAIN', true, 'IDLE', 'IDLE', 'UNCHECKED', 'NONE', ?, ?, 1)",
          repository,
          team,
          names.get(i),
          "team/" + names.get(i),
          NOW,
          NOW);
      subscription(database, subscriber, repository, i < PAUSED ? "PAUSED" : "SYNCED");
      if (i < 2) {
        subscription(database, other, repository, "SYNCED");
      }
    }
  }

  private void receiver(Database database, UUID id, String name) {
    database.execute(
        "insert into subscriber (id, namespace_id, name, name_key, endpoint_url, secret, status,"
            + " breaker_failures, created_at, updated_at, version)"
            + " values (?, ?, ?, ?, 'http://127.0.0.1/', 's', 'ACTIVE', 0, ?, ?, 1)",
        id,
        receivers,
        name,
        name,
        NOW,
        NOW);
  }

  private static void subscription(Database database, UUID of, UUID repository, String status) {
    database.execute(
        "insert into subscription (id, subscriber_id, repository_id, include_globs, status,"
            + " generation, floor_generation, former_floor, snapshot_open, next_sequence,"
            + " files_total, files_delivered, files_open, files_refused, retry_count, created_at,"
            + " updated_at, version)"
            + " values (?, ?, ?, '**', ?, 1, 0, 0, false, 1, 0, 0, 0, 0, 0, ?, ?, 1)",
        Ids.next(),
        of,
        repository,
        status,
        NOW,
        NOW);
  }

  @AfterAll
  void stop() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
  }

  private DataSource of(Engine which) {
    return which == Engine.H2 ? h2 : postgres.getPostgresDatabase();
  }

  private PageQuery query(int page, boolean down, Map<String, String> filters) {
    return new PageQuery(
        page, SIZE, List.of(new PageQuery.Sort("repository", down)), null, filters);
  }

  /** Names on all pages of a list, each page asked for by itself. */
  private List<String> all(
      SubscriptionLists lists, Caller caller, boolean down, Map<String, String> filters) {
    List<String> all = new ArrayList<>();
    for (int number = 1; ; number++) {
      Page<KnownSubscription> page = lists.page(caller, query(number, down, filters));
      page.items().forEach(each -> all.add(each.repository()));
      assertThat(page.items()).allMatch(each -> each.subscriber().equals("billing"));
      if (page.items().size() < SIZE) {
        return all;
      }
    }
  }

  private static Caller admin() {
    return new Caller(Ids.next(), "ana", true, Set.of(Scope.values()), Map.of(), null);
  }

  @ParameterizedTest
  @EnumSource
  void allAreListedOnceInTheOrderOfTheirNames(Engine engine) {
    SubscriptionLists lists = new SubscriptionLists(new Database(of(engine)));
    Map<String, String> his = Map.of("subscriber", subscriber.toString());
    List<String> expected = new ArrayList<>(names.stream().map(each -> "team/" + each).toList());
    Collections.sort(expected);

    Page<KnownSubscription> first = lists.page(admin(), query(1, false, his));
    assertThat(first.total()).isEqualTo(Page.COUNTED);
    assertThat(first.totalIsExact()).isFalse();
    Page<KnownSubscription> last = lists.page(admin(), query(MANY / SIZE + 1, false, his));
    assertThat(last.total()).isEqualTo(MANY);
    assertThat(last.totalIsExact()).isTrue();

    assertThat(all(lists, admin(), false, his)).isEqualTo(expected);
    Caller member =
        new Caller(
            Ids.next(),
            "ben",
            false,
            Set.of(Scope.values()),
            Map.of(receivers, NamespaceRole.VIEWER),
            null);
    assertThat(all(lists, member, false, his)).as("of who sees the subscriber").isEqualTo(expected);
    Collections.reverse(expected);
    assertThat(all(lists, admin(), true, his)).isEqualTo(expected);
  }

  @ParameterizedTest
  @EnumSource
  void aFilterLeavesOutWhatDoesNotMeetIt(Engine engine) {
    SubscriptionLists lists = new SubscriptionLists(new Database(of(engine)));
    Map<String, String> synced = Map.of("subscriber", subscriber.toString(), "status", "SYNCED");
    assertThat(all(lists, admin(), false, synced))
        .hasSize(MANY - PAUSED)
        .doesNotContainAnyElementsOf(
            names.subList(0, PAUSED).stream().map(each -> "team/" + each).toList());
  }
}
