package org.sluice.platform.database;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.FaultyUpstream;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.git.disk.MirrorFolders;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.TestDatabase;
import org.sluice.testing.Waiting;

/** One life of Sluice on PostgreSQL: accounts, an import, syncs, a kill, and an outage. */
@Tag("portable")
class PostgresIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PASSWORD = "a password for postgres";

  private RunningSluice sluice;

  private JsonNode ended(Api caller, String job) {
    return Waiting.until(
        "job " + job + " has ended",
        PATIENCE,
        () -> caller.get("/jobs/" + job).expect(200).json(),
        seen -> !seen.path("completedAt").isNull());
  }

  @Test
  void accountsImportsJobsAndRestartsWorkOnPostgres(@TempDir Path served)
      throws IOException, SQLException {
    assumeTrue(StockGitServer.isInstalled());
    Path bare = served.resolve("app.git");
    GitCommand.generate(bare, 20, 3);
    Map<String, String> database = TestDatabase.postgres();
    RunningSluice.Builder builder = RunningSluice.with("postgres");
    database.forEach(builder::environment);
    // Another URL makes a mirror due, and whoever syncs it by hand would find it taken.
    builder.environment("SLUICE_MIRROR_ENABLED", "false");
    try (StockGitServer upstream = StockGitServer.start(served);
        RunningSluice started = builder.start()) {
      sluice = started;
      Api admin = sluice.admin();
      admin.post("/users", Map.of("name", "ann", "password", PASSWORD)).expect(201);
      admin.post("/namespaces", Map.of("name", "team")).expect(201);
      admin.put("/namespaces/team/members/ann", Map.of("role", "MAINTAINER")).expect(201);
      Api ann = sluice.api().as("ann", PASSWORD);

      JsonNode added =
          ann.post(
                  "/repositories",
                  Map.of("namespace", "team", "name", "app", "cloneUrl", upstream.url("app.git")))
              .expect(201)
              .json();
      assertThat(ended(ann, added.path("lastJob").asText()).path("status").asText())
          .isEqualTo("SUCCEEDED");
      GitCommand.git(bare, "branch", "later", "main");
      String again = ann.post("/repositories/team/app/sync", null).expect(202).locationId();
      assertThat(ended(ann, again).path("succeeded").asInt()).isEqualTo(1);
      admin.post("/namespaces", Map.of("name", "TEAM")).expect(409);
      assertThat(names(ann, "/repositories?q=APP&sort=-createdAt&mirrorStatus=SUCCESS"))
          .containsExactly("app");
      assertThat(
              ann.get("/repositories/team/app/syncs")
                  .expect(200)
                  .json()
                  .path("items")
                  .findValuesAsText("outcome"))
          .containsExactly("CHANGED", "CHANGED");
      assertThat(ann.get("/jobs?status=SUCCEEDED").expect(200).json().path("total").asInt())
          .isEqualTo(2);

      killBeforeTheRecord(ann, upstream, bare, database);
      ann = sluice.api().as("ann", PASSWORD);
      assertThat(names(ann, "/repositories")).containsExactly("app");
      String third = ann.post("/repositories/team/app/sync", null).expect(202).locationId();
      assertThat(ended(ann, third).path("succeeded").asInt()).isEqualTo(1);

      Api open = sluice.api().root();
      open.get("/health/ready").expect(200);
      TestDatabase.shut(database);
      Waiting.until(
          "it says that it is not ready",
          PATIENCE,
          () -> open.get("/health/ready").status() == 503);
      open.get("/health/live").expect(200);
      TestDatabase.open(database);
      Waiting.until(
          "it is ready again by itself", PATIENCE, () -> open.get("/health/ready").status() == 200);
      for (int i = 0; i < 20; i++) {
        // No connection that the outage cut is left in the pool.
        assertThat(names(ann, "/repositories")).containsExactly("app");
      }
      String fourth = ann.post("/repositories/team/app/sync", null).expect(202).locationId();
      assertThat(ended(ann, fourth).path("succeeded").asInt())
          .as(ann.get("/jobs/" + fourth + "/items").text())
          .isEqualTo(1);
      trackMany(database);
      listLongerThanIsCounted(ann);
      tagThatManyHave(ann, sluice.admin(), database);
      assertThat(sluice.logText())
          .doesNotContain(PASSWORD, database.get("SLUICE_DB_PASSWORD") + "@");
    }
  }

  /** Its refs have moved and its row is locked, so that nobody could write that down. */
  private void killBeforeTheRecord(
      Api ann, StockGitServer upstream, Path bare, Map<String, String> database)
      throws IOException, SQLException {
    try (FaultyUpstream gate = FaultyUpstream.before(upstream.url(""));
        Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      CountDownLatch locked = new CountDownLatch(1);
      String url = gate.inFrontOf(upstream.url("app.git"));
      ann.patch("/repositories/team/app", Map.of("cloneUrl", url)).expect(200);
      String id = ann.get("/repositories/team/app").expect(200).json().path("id").asText();
      String first = ann.post("/repositories/team/app/sync", null).expect(202).locationId();
      ended(ann, first);
      String tip = GitCommand.commit(bare, "main", "news");
      gate.fault(
          exchange -> {
            try {
              assertThat(locked.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            } catch (InterruptedException closed) {
              throw new InterruptedIOException();
            }
            exchange.pass();
          });
      int asked = gate.exchanges().size();
      String job = ann.post("/repositories/team/app/sync", null).expect(202).locationId();
      Waiting.until("it asks", PATIENCE, () -> gate.exchanges().size(), now -> now > asked);
      connection.setAutoCommit(false);
      statement.execute("select id from repository where id = '" + id + "' for update");
      locked.countDown();
      Path folder = new MirrorFolders(sluice.home().resolve("mirrors")).of(UUID.fromString(id));
      Waiting.until(
          "its refs have moved",
          PATIENCE,
          () -> GitCommand.git(folder, "rev-parse", "refs/heads/main").strip(),
          tip::equals);
      try (ResultSet row =
          statement.executeQuery("select mirror_status from repository where id = '" + id + "'")) {
        row.next();
        assertThat(row.getString(1)).as("not written down").isEqualTo("SYNCING");
      }
      sluice.kill();
      connection.rollback();
      sluice.start();
      Api again = sluice.api().as("ann", PASSWORD);
      assertThat(ended(again, job).path("succeeded").asInt()).isEqualTo(1);
      JsonNode mirror = again.get("/repositories/team/app/mirror").expect(200).json();
      assertThat(mirror.path("status").asText()).isEqualTo("SUCCESS");
      assertThat(mirror.path("jobId").isNull()).isTrue();
      GitCommand.git(folder, "fsck", "--full", "--strict");
      again
          .patch("/repositories/team/app", Map.of("cloneUrl", upstream.url("app.git")))
          .expect(200);
    }
  }

  /** 1200 more in the namespace, at once. */
  private static void trackMany(Map<String, String> database) throws SQLException {
    execute(
        database,
        "insert into repository (id, namespace_id, owner, owner_lower, name, full_name_lower,"
            + " search_text, visibility, clone_url, host, forge, mirror_enabled, mirror_status,"
            + " mirror_result, health_state, light, created_at, updated_at, version)"
            + " select gen_random_uuid(), n.id, 'team', 'team', 'm' || i, 'team/m' || i,"
            + " 'team/m' || i, 'PRIVATE', 'https://x.example/y', 'x.example', 'PLAIN', false,"
            + " 'IDLE', 'IDLE', 'UNCHECKED', 'UNKNOWN', current_timestamp, current_timestamp, 1"
            + " from namespaces n, generate_series(1, 1200) i where n.name_key = 'team'");
  }

  private static void execute(Map<String, String> database, String sql) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static Connection connect(Map<String, String> database) throws SQLException {
    return DriverManager.getConnection(
        database.get("SLUICE_DB_URL"),
        database.get("SLUICE_DB_USER"),
        database.get("SLUICE_DB_PASSWORD"));
  }

  /** What has it is shown in the order of names, those that it has by then. */
  private static void tagThatManyHave(Api caller, Api admin, Map<String, String> database)
      throws SQLException {
    execute(
        database,
        "insert into repository_tag (repository_id, tag, full_name_lower)"
            + " select id, 'many', full_name_lower from repository where name like 'm%'");
    caller.patch("/repositories/team/app", Map.of("tags", List.of("many"))).expect(200);
    String list = "/repositories?size=2&tag=many&sort=";
    assertPage(caller.get(list + "name").expect(200), 2, 1000, false, "first", "next");
    assertThat(names(caller, list + "name")).containsExactly("app", "m1");
    assertThat(names(caller, list + "name&mirror=true")).containsExactly("app");
    caller.patch("/repositories/team/app", Map.of("name", "zoo")).expect(200);
    assertThat(names(caller, list + "-name")).containsExactly("zoo", "m999");
    execute(
        database,
        "update repository_tag set full_name_lower = 'zzz' where full_name_lower = 'team/m500'");
    assertThat(names(caller, list + "-name")).containsExactly("m500", "zoo");
    admin.patch("/namespaces/team", Map.of("name", "crew")).expect(200);
    assertThat(names(caller, list + "-name"))
        .as("a new name of the namespace writes all names anew")
        .containsExactly("zoo", "m999");
    assertThat(misnamed(database)).as("those beside words too").isZero();
    admin.patch("/namespaces/crew", Map.of("name", "team")).expect(200);
    caller.patch("/repositories/team/zoo", Map.of("name", "app")).expect(200);
    assertThat(misnamed(database)).isZero();
  }

  /** Words beside which another name stands than their repository has. */
  private static long misnamed(Map<String, String> database) throws SQLException {
    try (Connection connection = connect(database);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select count(*), count(*) filter (where w.full_name_lower <> r.full_name_lower)"
                    + " from repository_word w join repository r on r.id = w.repository_id")) {
      row.next();
      assertThat(row.getLong(1)).as("words").isGreaterThan(1200);
      return row.getLong(2);
    }
  }

  private static void listLongerThanIsCounted(Api caller) {
    String list = "/repositories?size=200&page=";
    assertPage(caller.get(list + 1).expect(200), 200, 1000, false, "first", "next");
    assertPage(caller.get(list + 6).expect(200), 200, 1201, false, "first", "prev", "next");
    assertPage(caller.get(list + 7).expect(200), 1, 1201, true, "first", "last", "prev");
    assertPage(caller.get(list + 9).expect(200), 0, 1000, false, "first", "prev");
    assertPage(
        caller.get(list + "1&namespace=team&mirrorStatus=IDLE").expect(200),
        200,
        1000,
        false,
        "first",
        "next");
    assertPage(caller.get(list + "1&mirror=true").expect(200), 1, 1, true, "first", "last");
    assertPage(caller.get(list + "1&stale=true").expect(200), 0, 0, true, "first", "last");
    assertThat(names(caller, list + "1&sort=-mirrorStatus").get(0)).isEqualTo("app");
    assertThat(names(caller, list + "1&sort=-name&forge=PLAIN").get(0)).isEqualTo("m999");
  }

  private static void assertPage(
      Api.Answer page, int items, int total, boolean exact, String... links) {
    JsonNode json = page.json();
    assertThat(json.path("items")).hasSize(items);
    assertThat(json.path("total").asInt()).isEqualTo(total);
    assertThat(json.path("totalIsExact").asBoolean()).isEqualTo(exact);
    String all = String.join(",", page.headers().allValues("Link"));
    for (String relation : List.of("first", "prev", "next", "last")) {
      assertThat(all.contains("rel=\"" + relation + "\""))
          .as(relation + " in " + all)
          .isEqualTo(List.of(links).contains(relation));
    }
  }

  private static List<String> names(Api caller, String path) {
    return caller.get(path).expect(200).json().path("items").findValuesAsText("name");
  }
}
