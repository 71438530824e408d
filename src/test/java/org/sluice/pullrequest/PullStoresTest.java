package org.sluice.pullrequest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.failure.DomainException;
import org.sluice.forge.ForgeKind;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.RemoteRepository;
import org.sluice.forge.Review;
import org.sluice.health.HealthRows;
import org.sluice.health.Known;
import org.sluice.health.Observation;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRole;
import org.sluice.identity.Scope;
import org.sluice.platform.Ids;
import org.sluice.platform.database.Database;
import org.sluice.pullrequest.light.Lit;
import org.sluice.registry.RepositoryRef;
import org.sluice.registry.status.HealthColumns;
import org.sluice.registry.status.HealthState;
import org.sluice.registry.status.Light;
import org.sluice.registry.status.RefreshColumns;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/**
 * The statements about pull requests and health on both databases; what transactions add is tested
 * on a server.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PullStoresTest {

  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  enum Engine {
    H2,
    POSTGRESQL
  }

  private EmbeddedPostgres postgres;
  private DataSource h2;
  private Database database;
  private PullRows rows;
  private PullLists lists;
  private RefreshColumns columns;

  @BeforeAll
  void migrate() throws IOException {
    JdbcDataSource memory = new JdbcDataSource();
    memory.setURL("jdbc:h2:mem:" + Ids.next() + ";DB_CLOSE_DELAY=-1");
    h2 = memory;
    postgres = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start();
    for (Engine each : Engine.values()) {
      Flyway.configure().dataSource(of(each)).locations("classpath:db/migration").load().migrate();
    }
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

  private void on(Engine which) {
    database = new Database(of(which));
    rows = new PullRows(database);
    lists = new PullLists(database);
    columns = new RefreshColumns(database);
    database.execute("delete from repository");
    database.execute("delete from namespaces");
  }

  private UUID repository(UUID namespace, String owner, String name, ForgeKind forge) {
    UUID id = Ids.next();
    if (database
        .query("select 1 from namespaces where id = ?", List.of(namespace), row -> row.getInt(1))
        .isEmpty()) {
      database.execute(
          "insert into namespaces (id, name, name_key, kind, created_at, updated_at, version)"
              + " values (?, ?, ?, 'TEAM', ?, ?, 0)",
          namespace,
          owner,
          owner,
          NOW,
          NOW);
    }
    database.execute(
        "insert into repository (id, namespace_id, owner, owner_lower, name, full_name_lower,"
            + " search_text, visibility, clone_url, host, forge, mirror_enabled, mirror_status,"
            + " mirror_result, health_state, light, created_at, updated_at, version)"
            + " values (?, ?, ?, ?, ?, ?, 'x', 'PRIVATE', 'https://forge.example/x', ?, ?, false,"
            + " 'IDLE', 'IDLE', 'UNCHECKED', 'UNKNOWN', ?, ?, 1)",
        id,
        namespace,
        owner,
        owner,
        name,
        owner + "/" + name,
        "forge.example",
        forge,
        NOW,
        NOW);
    return id;
  }

  private static Pull pull(long number, Pull.State state, String author, String... labels) {
    return new Pull(
        number,
        "Mend the 100% of _it_ " + number,
        author,
        "renovate".equals(author),
        "https://forge.example/pull/" + number,
        "topic-" + number,
        "team/app",
        "main",
        "0123456789012345678901234567890123456789",
        false,
        state,
        List.of(labels),
        NOW.minus(Duration.ofDays(number)),
        NOW.minusSeconds(number));
  }

  private static PullRow row(Pull pull, Light light) {
    return new PullRow(
        pull,
        Mergeable.YES,
        new Lit(light, "because"),
        light,
        NOW,
        List.of(new ShownCheck("build", light, "success", null)),
        NOW,
        List.of(new ShownReview("ben", Review.Opinion.APPROVED)),
        NOW,
        NOW,
        pull.state() == Pull.State.OPEN ? null : NOW);
  }

  private static PullRow ended(Pull pull, Instant at) {
    PullRow row = row(pull, Light.GREEN);
    return new PullRow(
        pull,
        row.mergeable(),
        row.lit(),
        row.knownLight(),
        row.knownAt(),
        row.checks(),
        row.checksAt(),
        row.reviews(),
        row.reviewsAt(),
        row.observedAt(),
        at);
  }

  private static Caller member(UUID... namespaces) {
    Map<UUID, NamespaceRole> memberships = new java.util.HashMap<>();
    for (UUID each : namespaces) {
      memberships.put(each, NamespaceRole.MAINTAINER);
    }
    return new Caller(Ids.next(), "ben", false, Set.of(Scope.values()), memberships, null);
  }

  private static Caller admin() {
    return new Caller(Ids.next(), "ana", true, Set.of(Scope.values()), Map.of(), null);
  }

  private static PageQuery query(String text, Map<String, String> filters) {
    return new PageQuery(1, 50, List.of(new PageQuery.Sort("number", false)), text, filters);
  }

  private List<Long> numbers(Caller caller, Map<String, String> filters) {
    return lists.page(caller, query(null, filters)).items().stream()
        .map(PullRequestView::number)
        .toList();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsPutIsReadAgainAndOnlyDifferencesAreWritten(Engine engine) {
    on(engine);
    UUID app = repository(Ids.next(), "team", "app", ForgeKind.GITHUB);
    PullRow one = row(pull(1, Pull.State.OPEN, "ana", "bug", "now"), Light.GREEN);
    PullRow two = row(pull(2, Pull.State.OPEN, null), Light.RED);
    assertThat(rows.put(app, List.of(one, two), Map.of())).isEqualTo(2);
    Map<Long, PullRows.Stored> stored = rows.open(app);
    assertThat(stored.get(1L).row()).isEqualTo(one);
    assertThat(stored.get(2L).row()).isEqualTo(two);
    PullRow changed = row(pull(2, Pull.State.OPEN, null, "late"), Light.GREEN);
    assertThat(rows.put(app, List.of(one, changed), stored)).isEqualTo(1);
    assertThat(rows.open(app).get(2L).row()).isEqualTo(changed);
    assertThat(numbers(admin(), Map.of("label", "late"))).containsExactly(2L);
    assertThat(numbers(admin(), Map.of("label", "bug"))).containsExactly(1L);
  }

  @ParameterizedTest
  @EnumSource
  void whatWasClosedAndIsOpenAgainIsTheSameRow(Engine engine) {
    on(engine);
    UUID app = repository(Ids.next(), "team", "app", ForgeKind.GITHUB);
    rows.put(app, List.of(row(pull(1, Pull.State.OPEN, "ana"), Light.GREEN)), Map.of());
    rows.put(app, List.of(row(pull(1, Pull.State.CLOSED, "ana"), Light.NONE)), rows.open(app));
    assertThat(rows.open(app)).isEmpty();
    rows.put(app, List.of(row(pull(1, Pull.State.OPEN, "ana"), Light.RED)), rows.open(app));
    assertThat(rows.open(app).get(1L).row().endedAt()).isNull();
    assertThat(
            database.query("select count(*) from pull_request", List.of(), row -> row.getLong(1)))
        .containsExactly(1L);
  }

  @ParameterizedTest
  @EnumSource
  void doubtKeepsWhatWasKnown(Engine engine) {
    on(engine);
    UUID app = repository(Ids.next(), "team", "app", ForgeKind.GITHUB);
    rows.put(
        app,
        List.of(
            row(pull(1, Pull.State.OPEN, "ana"), Light.GREEN),
            row(pull(2, Pull.State.MERGED, "ana"), Light.NONE)),
        Map.of());
    rows.doubt(app, "could not be looked at");
    rows.doubt(app, "could not be looked at again");
    PullRow doubted = rows.open(app).get(1L).row();
    assertThat(doubted.lit()).isEqualTo(new Lit(Light.UNKNOWN, "could not be looked at again"));
    assertThat(doubted.knownLight()).isEqualTo(Light.GREEN);
    assertThat(doubted.knownAt()).isEqualTo(NOW);
    assertThat(numbers(admin(), Map.of("state", "MERGED", "light", "NONE"))).containsExactly(2L);
    // The next look that sees the same writes it all the same.
    PullRow same = row(pull(1, Pull.State.OPEN, "ana"), Light.GREEN);
    assertThat(rows.put(app, List.of(same), rows.open(app))).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void aListShowsWhatTheCallerSeesAndTheFiltersLetThrough(Engine engine) {
    on(engine);
    UUID team = Ids.next();
    UUID other = Ids.next();
    UUID app = repository(team, "team", "app", ForgeKind.GITHUB);
    UUID web = repository(other, "other", "web", ForgeKind.GITLAB);
    rows.put(
        app,
        List.of(
            row(pull(1, Pull.State.OPEN, "ana", "bug"), Light.GREEN),
            row(pull(2, Pull.State.OPEN, "renovate"), Light.RED),
            row(pull(3, Pull.State.CLOSED, "ana"), Light.NONE)),
        Map.of());
    rows.put(web, List.of(row(pull(4, Pull.State.OPEN, "ben"), Light.UNKNOWN)), Map.of());
    assertThat(numbers(admin(), Map.of())).containsExactly(1L, 2L, 4L);
    assertThat(numbers(member(team), Map.of())).containsExactly(1L, 2L);
    assertThat(numbers(member(), Map.of())).isEmpty();
    assertThat(numbers(admin(), Map.of("forge", "GITLAB"))).containsExactly(4L);
    assertThat(numbers(admin(), Map.of("namespace", "TEAM"))).containsExactly(1L, 2L);
    assertThat(numbers(admin(), Map.of("repository", "Other/Web"))).containsExactly(4L);
    assertThat(numbers(admin(), Map.of("bots", "true"))).containsExactly(2L);
    assertThat(numbers(admin(), Map.of("ready", "true"))).containsExactly(1L);
    assertThat(numbers(admin(), Map.of("author", "ana", "state", "CLOSED"))).containsExactly(3L);
    assertThat(numbers(admin(), Map.of("minAge", "P2D"))).containsExactly(2L, 4L);
    assertThat(
            lists.page(admin(), query("100% OF _it_ 1", Map.of())).items().stream()
                .map(PullRequestView::number))
        .containsExactly(1L);
    assertThatThrownBy(() -> numbers(admin(), Map.of("minAge", "soon")))
        .isInstanceOf(DomainException.class)
        .hasMessage("minAge: must be a duration such as P7D");
    Page<PullRequestView> worstFirst =
        lists.page(
            admin(),
            new PageQuery(1, 2, List.of(new PageQuery.Sort("light", false)), null, Map.of()));
    assertThat(worstFirst.items()).extracting(PullRequestView::number).containsExactly(2L, 4L);
    assertThat(worstFirst.total()).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void theSummaryCountsWhatTheCallerSees(Engine engine) {
    on(engine);
    UUID team = Ids.next();
    UUID app = repository(team, "team", "app", ForgeKind.GITHUB);
    repository(Ids.next(), "other", "web", ForgeKind.GITLAB);
    rows.put(
        app,
        List.of(
            row(pull(1, Pull.State.OPEN, "ana"), Light.GREEN),
            row(pull(9, Pull.State.OPEN, "ana"), Light.RED),
            row(pull(3, Pull.State.MERGED, "ana"), Light.NONE)),
        Map.of());
    DashboardSummary all = lists.summary(admin());
    assertThat(all.repositoryCount()).isEqualTo(2);
    assertThat(all.openCount()).isEqualTo(2);
    assertThat(all.ready()).isEqualTo(1);
    assertThat(all.pullRequests())
        .isEqualTo(
            Map.of(
                Light.RED,
                1L,
                Light.UNKNOWN,
                0L,
                Light.YELLOW,
                0L,
                Light.GREEN,
                1L,
                Light.NONE,
                0L));
    assertThat(all.oldest().number()).isEqualTo(9);
    assertThat(all.lastRefreshedAt()).isNull();
    assertThat(all.ages())
        .containsExactly(
            Map.entry(OpenAge.DAY, 0L),
            Map.entry(OpenAge.THREE_DAYS, 1L),
            Map.entry(OpenAge.WEEK, 0L),
            Map.entry(OpenAge.MONTH, 1L),
            Map.entry(OpenAge.OLDER, 0L));
    DashboardSummary none = lists.summary(member());
    assertThat(none.repositoryCount()).isZero();
    assertThat(none.ages().values()).containsOnly(0L);
    assertThat(none.oldest()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void everyOpenPullRequestIsOfOneAge(Engine engine) {
    on(engine);
    UUID app = repository(Ids.next(), "team", "app", ForgeKind.GITHUB);
    rows.put(
        app,
        IntStream.of(0, 1, 2, 3, 6, 7, 27, 28, 400)
            .mapToObj(days -> row(pull(days, Pull.State.OPEN, "ana"), Light.GREEN))
            .toList(),
        Map.of());
    assertThat(lists.summary(admin()).ages())
        .containsExactly(
            Map.entry(OpenAge.DAY, 1L),
            Map.entry(OpenAge.THREE_DAYS, 2L),
            Map.entry(OpenAge.WEEK, 2L),
            Map.entry(OpenAge.MONTH, 2L),
            Map.entry(OpenAge.OLDER, 2L));
  }

  @ParameterizedTest
  @EnumSource
  void whatHasNoEndOrAuthorComesLastWhicheverWayRound(Engine engine) {
    on(engine);
    UUID app = repository(Ids.next(), "team", "app", ForgeKind.GITHUB);
    rows.put(
        app,
        List.of(
            ended(pull(1, Pull.State.MERGED, "ben"), NOW),
            ended(pull(2, Pull.State.MERGED, null), null),
            ended(pull(3, Pull.State.MERGED, "ana"), NOW.minusSeconds(60))),
        Map.of());
    assertThat(merged("endedAt", false)).containsExactly(3L, 1L, 2L);
    assertThat(merged("endedAt", true)).containsExactly(1L, 3L, 2L);
    assertThat(merged("author", false)).containsExactly(3L, 1L, 2L);
    assertThat(merged("author", true)).containsExactly(1L, 3L, 2L);
  }

  private List<Long> merged(String key, boolean descending) {
    PageQuery query =
        new PageQuery(
            1, 50, List.of(new PageQuery.Sort(key, descending)), null, Map.of("state", "MERGED"));
    return lists.page(admin(), query).items().stream().map(PullRequestView::number).toList();
  }

  @ParameterizedTest
  @EnumSource
  void endedOnesAreForgottenAfterTheirTime(Engine engine) {
    on(engine);
    UUID app = repository(Ids.next(), "team", "app", ForgeKind.GITHUB);
    rows.put(
        app,
        List.of(
            row(pull(1, Pull.State.OPEN, "ana"), Light.GREEN),
            row(pull(2, Pull.State.MERGED, "ana", "bug"), Light.NONE)),
        Map.of());
    assertThat(rows.forgetEnded(NOW)).isZero();
    assertThat(rows.forgetEnded(NOW.plusSeconds(1))).isEqualTo(1);
    assertThat(rows.forgetEnded(NOW.plusSeconds(1))).isZero();
    assertThat(rows.open(app)).containsOnlyKeys(1L);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsDueIsTakenOnceTheLongestDueFirst(Engine engine) {
    on(engine);
    UUID team = Ids.next();
    UUID late = repository(team, "team", "late", ForgeKind.GITHUB);
    UUID later = repository(team, "team", "later", ForgeKind.GITHUB);
    UUID never = repository(team, "team", "never", ForgeKind.PLAIN);
    columns.plan(late, Optional.of(NOW.minusSeconds(10)));
    columns.plan(later, Optional.of(NOW.minusSeconds(20)));
    columns.plan(never, Optional.empty());
    assertThat(columns.due(NOW, 10)).extracting(RepositoryRef::id).containsExactly(later, late);
    UUID job = Ids.next();
    columns.mark(List.of(later), job);
    assertThat(columns.due(NOW, 10)).extracting(RepositoryRef::id).containsExactly(late);
    columns.mark(List.of(late, later), Ids.next());
    assertThat(new TreeSet<>(columns.markingJobs())).hasSize(2);
    columns.release(job);
    assertThat(columns.due(NOW, 10)).extracting(RepositoryRef::id).containsExactly(later);
    assertThat(columns.maintained(member(team), new UUID(0, 0), 10))
        .extracting(RepositoryRef::id)
        .containsExactlyInAnyOrder(late, later);
    assertThat(columns.maintained(member(), new UUID(0, 0), 10)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatALookFoundStandsInTheRow(Engine engine) {
    on(engine);
    UUID app = repository(Ids.next(), "team", "app", ForgeKind.GITHUB);
    UUID job = Ids.next();
    columns.mark(List.of(app), job);
    assertThat(columns.begin(app, NOW)).isTrue();
    columns.found(app, Light.RED, "#1: because", NOW, false, Optional.of(NOW.plusSeconds(60)));
    columns.found(app, Light.GREEN, "#1: well", NOW, true, Optional.empty());
    assertThat(
            database.query(
                "select light, light_reason, last_refreshed_at, next_refresh_at, refresh_job,"
                    + " light_rank"
                    + " from repository where id = ?",
                List.of(app),
                row ->
                    java.util.Arrays.asList(
                        row.getString(1),
                        row.getString(2),
                        PullRows.instant(row, 3),
                        PullRows.instant(row, 4),
                        row.getString(5),
                        row.getInt(6))))
        .containsExactly(
            java.util.Arrays.asList("GREEN", "#1: well", NOW, null, null, Light.GREEN.ordinal()));
    columns.wake(Ids.next(), ForgeKind.GITHUB, "forge.example", NOW);
    assertThat(columns.due(NOW, 10)).extracting(RepositoryRef::id).containsExactly(app);
    assertThat(columns.begin(Ids.next(), NOW)).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aCheckIsKnownByTheNextOne(Engine engine) {
    on(engine);
    HealthRows health = new HealthRows(database);
    UUID app = repository(Ids.next(), "team", "app", ForgeKind.GITHUB);
    assertThat(health.known(app, null)).isEqualTo(Known.NOTHING);
    RemoteRepository told =
        new RemoteRepository(
            "7",
            "team/app",
            "https://forge.example/team/app.git",
            "https://forge.example/team/app",
            "d".repeat(5000),
            List.of("a", "b".repeat(5000)),
            List.of("Java"),
            "MIT",
            1L,
            2L,
            3L,
            4L,
            5L,
            "main",
            "public",
            false,
            false,
            false,
            null,
            NOW,
            NOW,
            NOW);
    health.put(
        app, Known.NOTHING, new Observation(HealthState.HEALTHY, null, told, null, 0, null), NOW);
    Known known = health.known(app, HealthState.HEALTHY);
    assertThat(known).isEqualTo(new Known(HealthState.HEALTHY, HealthState.HEALTHY, "7", 0, NOW));
    health.put(
        app,
        known,
        new Observation(HealthState.UNCONFIRMED, "x".repeat(900), null, null, 1, null),
        NOW.plusSeconds(1));
    assertThat(health.known(app, HealthState.UNCONFIRMED).remoteId()).isEqualTo("7");
    assertThat(
            database.query(
                "select before_state || ' ' || after_state from health_change"
                    + " where repository_id = ? order by changed_at",
                List.of(app),
                row -> row.getString(1)))
        .containsExactly("UNCHECKED HEALTHY", "HEALTHY UNCONFIRMED");
    new HealthColumns(database).seen(app, HealthState.ERROR, false, NOW);
    assertThat(health.leavesOut(Ids.next())).isEmpty();
  }
}
