package org.sluice.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
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
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRole;
import org.sluice.identity.Scope;
import org.sluice.notification.channel.MessageStore;
import org.sluice.platform.Ids;
import org.sluice.platform.Notice;
import org.sluice.platform.Notice.Severity;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;
import org.sluice.platform.database.UniqueViolation;
import org.sluice.rest.PageQuery;

/** The statements about notices on both databases; what transactions add is tested on a server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class NoticeStoresTest {

  enum Engine {
    H2,
    POSTGRESQL
  }

  private EmbeddedPostgres postgres;
  private DataSource h2;
  private Database database;
  private NoticeStore store;

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
    store = new NoticeStore(database, new MessageStore(database));
  }

  private UUID user() {
    UUID id = Ids.next();
    database.execute(
        "insert into users (id, name, name_key, admin_role, status, password_hash, session_epoch,"
            + " created_at, updated_at, version) values (?, ?, ?, 'USER', 'ACTIVE', 'x', 0, ?, ?, 0)",
        id,
        "u" + id,
        "u" + id,
        Instant.now(),
        Instant.now());
    return id;
  }

  private static Caller member(UUID user, UUID... namespaces) {
    Map<UUID, NamespaceRole> memberships = new java.util.HashMap<>();
    for (UUID each : namespaces) {
      memberships.put(each, NamespaceRole.VIEWER);
    }
    return new Caller(user, "ben", false, Set.of(Scope.READ), memberships, null);
  }

  private static Caller admin(UUID user) {
    return new Caller(user, "ana", true, Set.of(Scope.values()), Map.of(), null);
  }

  private StoredNotice announced(Notice notice) {
    StoredNotice row = StoredNotice.of(notice);
    store.announce(row);
    return row;
  }

  private List<StoredNotice> tell() {
    List<StoredNotice> told = new ArrayList<>();
    List<StoredNotice> portion = store.announced();
    while (!portion.isEmpty()) {
      told.addAll(store.tell(portion));
      portion = store.announced();
    }
    return told;
  }

  private static PageQuery all(Map<String, String> filters) {
    return new PageQuery(1, 200, List.of(new PageQuery.Sort("happenedAt", true)), null, filters);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsAnnouncedIsToldOnceAndInFull(Engine engine) {
    on(engine);
    UUID team = Ids.next();
    Notice notice =
        new Notice(
            "mirror-failed",
            Severity.ERROR,
            "team/app\r\nX: y",
            "It failed.\u0000 " + "x".repeat(2000),
            "/repositories/team/app",
            team,
            "t-" + Ids.next(),
            Instant.parse("2026-01-31T12:00:00.123456Z"));
    announced(notice);
    assertThat(store.countAnnounced()).isEqualTo(1);

    List<StoredNotice> told = tell();

    assertThat(store.countAnnounced()).isZero();
    assertThat(told).hasSize(1);
    NoticeStore.Slice seen = store.page(member(user(), team), all(Map.of()), null);
    assertThat(seen.total()).isEqualTo(1);
    StoredNotice row = seen.rows().get(0);
    assertThat(row).isEqualTo(told.get(0));
    assertThat(row.subject()).isEqualTo("team/app X: y");
    assertThat(row.text()).hasSize(1000).startsWith("It failed. xxx").endsWith("…");
    assertThat(row.happenedAt()).isEqualTo(notice.happenedAt());
  }

  @ParameterizedTest
  @EnumSource
  void theSameTransitionTwiceMakesOneNotice(Engine engine) {
    on(engine);
    String transition = "host-unreachable:" + Ids.next();
    Notice notice = Notice.error("host-unreachable", "git.example", "Down.").once(transition);
    announced(notice);
    announced(notice);
    assertThat(tell()).as("twice in one portion").hasSize(1);
    announced(notice);
    assertThat(tell()).as("and again later").isEmpty();
    assertThat(store.countAnnounced()).isZero();
    StoredNotice row = StoredNotice.of(notice);
    assertThatThrownBy(
            () ->
                database.execute(
                    "insert into notice (id, topic, severity, subject, detail, transition_key,"
                        + " happened_at, search_text) values (?, 'a', 'INFO', 's', 'd', ?, ?, 's')",
                    row.id(),
                    transition,
                    Instant.now()))
        .as("a key of the table decides, not the look before")
        .matches(UniqueViolation::isCauseOf);
  }

  @ParameterizedTest
  @EnumSource
  void readersSeeWhatTheirNamespacesSee(Engine engine) {
    on(engine);
    UUID mine = Ids.next();
    UUID other = Ids.next();
    String mark = "m" + Long.toString(System.nanoTime(), 36);
    announced(Notice.error("mirror-failed", mark + "/a", "Private.").in(mine));
    announced(Notice.error("mirror-failed", mark + "/b", "Of others.").in(other));
    announced(Notice.warning("disk-low", mark + "-disk", "90 % FULL."));
    tell();
    PageQuery found =
        new PageQuery(1, 50, List.of(new PageQuery.Sort("subject", false)), mark, Map.of());

    assertThat(subjects(admin(user()), found))
        .containsExactly(mark + "-disk", mark + "/a", mark + "/b");
    assertThat(subjects(member(user(), mine), found)).containsExactly(mark + "/a");
    assertThat(subjects(member(user()), found)).isEmpty();
    assertThat(subjects(Caller.anonymous(), found)).isEmpty();
    Caller limited = new Caller(user(), "ana", true, Set.of(Scope.READ), Map.of(), Set.of(other));
    assertThat(subjects(limited, found)).containsExactly(mark + "/b");
    PageQuery text =
        new PageQuery(1, 50, List.of(new PageQuery.Sort("topic", true)), "90 % f", Map.of());
    assertThat(subjects(admin(user()), text)).contains(mark + "-disk");
  }

  private List<String> subjects(Caller caller, PageQuery query) {
    return store.page(caller, query, null).rows().stream().map(StoredNotice::subject).toList();
  }

  @ParameterizedTest
  @EnumSource
  void filtersNarrowAndPagesAddUp(Engine engine) {
    on(engine);
    UUID team = Ids.next();
    Caller ben = member(user(), team);
    for (int n = 0; n < 5; n++) {
      announced(Notice.error("mirror-failed", "team/" + n, "Failed.").in(team));
      announced(Notice.info("mirror-recovered", "team/" + n, "Recovered.").in(team));
    }
    tell();
    assertThat(store.page(ben, all(Map.of("topic", "mirror-failed")), null).total()).isEqualTo(5);
    assertThat(store.page(ben, all(Map.of("severity", "INFO")), null).total()).isEqualTo(5);
    assertThat(store.page(ben, all(Map.of("severity", "WARNING")), null).total()).isZero();
    assertThat(store.page(ben, all(Map.of("namespace", "team")), team).total()).isEqualTo(10);
    assertThat(store.page(ben, all(Map.of("namespace", "none")), null).total()).isZero();
    assertThatThrownBy(() -> store.page(ben, all(Map.of("unread", "maybe")), null))
        .isInstanceOf(DomainException.class)
        .hasMessage("unread: must be true or false");
    List<UUID> ids = new ArrayList<>();
    for (int page = 1; page <= 4; page++) {
      PageQuery part =
          new PageQuery(page, 3, List.of(new PageQuery.Sort("topic", false)), null, Map.of());
      NoticeStore.Slice slice = store.page(ben, part, null);
      assertThat(slice.total()).isEqualTo(10);
      slice.rows().forEach(row -> ids.add(row.id()));
    }
    assertThat(ids).hasSize(10).doesNotHaveDuplicates();
    assertThat(store.topics()).contains("mirror-failed", "mirror-recovered").isSorted();
  }

  @ParameterizedTest
  @EnumSource
  void whatOneHasReadIsOnesOwn(Engine engine) {
    on(engine);
    UUID team = Ids.next();
    Caller ana = member(user(), team);
    Caller ben = member(user(), team);
    for (int n = 0; n < 4; n++) {
      announced(Notice.error("mirror-failed", "team/" + n, "Failed.").in(team));
    }
    List<UUID> ids = tell().stream().map(StoredNotice::id).toList();
    assertThat(store.unread(ana, 100)).isEqualTo(4);
    assertThat(store.unread(ana, 3)).as("counting ends there").isEqualTo(3);

    store.markRead(ana.userId(), ids.subList(0, 2));
    store.markRead(ana.userId(), ids.subList(0, 2));

    assertThat(store.unread(ana, 100)).isEqualTo(2);
    assertThat(store.unread(ben, 100)).isEqualTo(4);
    NoticeStore.Slice slice = store.page(ana, all(Map.of()), null);
    assertThat(slice.read()).containsExactlyInAnyOrderElementsOf(ids.subList(0, 2));
    assertThat(store.page(ana, all(Map.of("unread", "true")), null).rows())
        .extracting(StoredNotice::id)
        .containsExactlyInAnyOrderElementsOf(ids.subList(2, 4));
    assertThat(store.page(ana, all(Map.of("unread", "false")), null).total()).isEqualTo(2);

    store.markAllRead(ana.userId());
    store.markAllRead(ana.userId());
    assertThat(store.unread(ana, 100)).isZero();
    assertThat(store.page(ana, all(Map.of()), null).read()).hasSize(4);
    assertThat(store.unread(ben, 100)).isEqualTo(4);
    announced(Notice.error("mirror-failed", "team/new", "Failed.").in(team));
    tell();
    assertThat(store.unread(ana, 100)).as("what came after it is unread").isEqualTo(1);
    assertThat(store.seen(ana, ids)).containsExactlyInAnyOrderElementsOf(ids);
    assertThat(store.seen(member(user(), Ids.next()), ids)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void oldNoticesGoWithAllThatHangsOnThem(Engine engine) {
    on(engine);
    UUID team = Ids.next();
    Caller ana = member(user(), team);
    Instant longAgo = Instant.now().minus(Duration.ofDays(91));
    for (int n = 0; n < 3; n++) {
      announced(
          new Notice(
              "mirror-failed",
              Severity.ERROR,
              "team/" + n,
              "Failed.",
              null,
              team,
              "old-" + Ids.next(),
              longAgo.plusSeconds(n)));
    }
    announced(Notice.error("mirror-failed", "team/fresh", "Failed.").in(team));
    store.markRead(ana.userId(), tell().stream().map(StoredNotice::id).toList());

    assertThat(store.deleteBefore(Instant.now().minus(Duration.ofDays(90)))).isEqualTo(3);

    assertThat(subjects(ana, all(Map.of()))).containsExactly("team/fresh");
  }

  @ParameterizedTest
  @EnumSource
  void aReaderWhoIsDeletedLeavesNothingBehind(Engine engine) {
    on(engine);
    UUID team = Ids.next();
    UUID user = user();
    announced(Notice.error("mirror-failed", "team/x", "Failed.").in(team));
    store.markRead(user, tell().stream().map(StoredNotice::id).toList());
    store.markAllRead(user);
    announced(Notice.error("mirror-failed", "team/y", "Failed.").in(team));
    store.markRead(user, tell().stream().map(StoredNotice::id).toList());
    assertThat(database.execute("delete from users where id = ?", user)).isEqualTo(1);
    assertThat(
            database
                .query(
                    "select count(*) from notice_read where user_id = ?",
                    List.of(user),
                    row -> row.getLong(1))
                .get(0))
        .isZero();
  }

  @ParameterizedTest
  @EnumSource
  void listsAndCountsReadTheirIndexes(Engine engine) throws SQLException {
    on(engine);
    UUID team = Ids.next();
    List<Integer> many = IntStream.range(0, 3000).boxed().toList();
    database.run(
        connection -> {
          Statements.batch(
              connection,
              "insert into notice (id, topic, severity, subject, detail, namespace_id,"
                  + " transition_key, happened_at, search_text)"
                  + " values (?, 'mirror-failed', 'ERROR', 's', 'd', ?, ?, ?, 's')",
              many,
              n ->
                  new Object[] {
                    Ids.next(),
                    n % 50 == 0 ? team : Ids.next(),
                    "many:" + Ids.next(),
                    Instant.now().minusSeconds(n)
                  });
          return null;
        });
    try (Connection connection = of(engine).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(engine == Engine.H2 ? "analyze" : "analyze notice");
    }
    String columns = StoredNotice.COLUMNS;
    assertThat(
            plan(
                engine,
                "select "
                    + columns
                    + " from notice n order by n.happened_at desc, n.id desc limit 50"))
        .containsIgnoringCase("notice_by_time");
    assertThat(
            plan(
                engine,
                "select "
                    + columns
                    + " from notice n where n.namespace_id in ('"
                    + team
                    + "') order by n.happened_at desc, n.id desc limit 50"))
        .containsIgnoringCase("notice_by_namespace");
    assertThat(
            plan(
                engine,
                "select m.channel_id from notification_message m where m.next_attempt_at <= timestamp with time zone '2020-01-01 00:00:00+00'"))
        .containsIgnoringCase(
            engine == Engine.H2 ? "notification_message_due" : "notification_message");
  }

  private String plan(Engine engine, String sql) throws SQLException {
    StringBuilder plan = new StringBuilder();
    try (Connection connection = of(engine).getConnection();
        Statement statement = connection.createStatement()) {
      ResultSet line = statement.executeQuery("explain " + sql);
      while (line.next()) {
        plan.append(line.getString(1)).append('\n');
      }
    }
    return plan.toString();
  }
}
