package org.sluice.fleet.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Team;
import org.sluice.testing.TestDatabase;
import org.sluice.testing.Waiting;

/** What is done to many repositories, and the record of it, where the database fails or waits. */
class BulkRecordIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String DELETE = "/repositories/delete";
  private static final String TAGS = "/repositories/tags";

  private static Map<String, String> database;
  private static RunningSluice sluice;

  private Team team;

  @BeforeAll
  static void server() {
    database = TestDatabase.postgres();
    RunningSluice.Builder builder = RunningSluice.with("bulk-record");
    database.forEach(builder::environment);
    sluice = builder.start();
  }

  @AfterAll
  static void stop() {
    sluice.close();
  }

  @BeforeEach
  void team() {
    team = Team.on(sluice);
  }

  @AfterEach
  void refuseNoMore() throws SQLException {
    execute("drop trigger if exists refuse on audit_entries");
    execute("delete from repository");
  }

  private static Connection connect() throws SQLException {
    return DriverManager.getConnection(
        database.get("SLUICE_DB_URL"),
        database.get("SLUICE_DB_USER"),
        database.get("SLUICE_DB_PASSWORD"));
  }

  private static int execute(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      return statement.executeUpdate(sql);
    }
  }

  private static long count(String from) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from " + from)) {
      row.next();
      return row.getLong(1);
    }
  }

  /** Has the database refuse to record some action, after so many entries of it. */
  private static void refuse(String action, int after) throws SQLException {
    execute(
        "create or replace function refuse() returns trigger language plpgsql as $$ begin"
            + " if new.action = '"
            + action
            + "' and (select count(*) from audit_entries where action = new.action) >= "
            + after
            + " then raise exception 'it is not recorded'; end if; return new; end $$");
    execute(
        "create trigger refuse before insert on audit_entries for each row"
            + " execute function refuse()");
  }

  private void track(int many) throws SQLException {
    execute(
        "insert into repository (id, namespace_id, owner, owner_lower, name, full_name_lower,"
            + " search_text, visibility, clone_url, host, forge, mirror_enabled, unmirrored,"
            + " mirror_status, mirror_result, health_state, light, created_at, updated_at, version)"
            + " select gen_random_uuid(), n.id, n.name, n.name_key, 'r' || i,"
            + " n.name_key || '/r' || i, n.name_key || '/r' || i, 'PRIVATE',"
            + " 'https://x.example/y', 'x.example', 'PLAIN', false, 1, 'IDLE', 'IDLE',"
            + " 'UNCHECKED', 'UNKNOWN', current_timestamp, current_timestamp, 1"
            + " from namespaces n, generate_series(1, "
            + many
            + ") i where n.name = '"
            + team.name()
            + "'");
  }

  private Map<String, Object> ours() {
    return Map.of("namespace", team.name());
  }

  private static List<String> recorded(String action) {
    return sluice
        .admin()
        .get("/audit?sort=at&action=" + action)
        .expect(200)
        .json()
        .path("items")
        .findValuesAsText("subject");
  }

  @Test
  void eachPortionOfTagsIsRecordedAsItIsChanged() throws SQLException {
    track(501);
    refuse("repositories-tagged", 1);
    Map<String, Object> wanted = Map.of("selection", ours(), "add", List.of("java"));
    team.maintainer().post(TAGS, wanted).expect(500);
    assertThat(recorded("repositories-tagged")).containsExactly("500 repositories");
    assertThat(count("repository_tag where tag = 'java'"))
        .as("what is not recorded is not done")
        .isEqualTo(500);
    execute("drop trigger refuse on audit_entries");
    assertThat(team.maintainer().post(TAGS, wanted).expect(200).text())
        .isEqualTo("{\"changed\":1,\"unchanged\":500,\"refused\":0}");
    assertThat(recorded("repositories-tagged"))
        .as("a portion in which nothing changed is none")
        .containsExactly("500 repositories", "1 repositories");
  }

  @Test
  void noDeletionStartsThatIsNotRecorded() throws SQLException {
    track(2);
    refuse("deletion-started", 0);
    team.maintainer().post(DELETE, Map.of("selection", ours(), "expected", 2)).expect(500);
    assertThat(count("job where selection like '%" + team.name() + "%'")).isZero();
    assertThat(count("repository")).isEqualTo(2);
  }

  /**
   * The table of tags is locked, for which a deletion waits after it has read its repository, so
   * that another may take the name while it does; unless it holds the repository's row by then.
   */
  @Test
  void whoTakesTheNameOfWhatIsBeingDeletedStays() throws SQLException {
    Api maintainer = team.maintainer();
    track(1);
    String job;
    try (Connection holding = connect();
        Statement lock = holding.createStatement()) {
      holding.setAutoCommit(false);
      lock.execute("lock table repository_tag in access exclusive mode");
      job =
          maintainer
              .post(DELETE, Map.of("selection", ours(), "expected", 1))
              .expect(202)
              .locationId();
      Waiting.until(
          "the deletion waits for the tags",
          PATIENCE,
          () -> count("pg_locks where not granted and relation = 'repository_tag'::regclass") > 0);
      int renamed =
          execute(
              "update repository set name = 'other', full_name_lower = owner_lower || '/other'"
                  + " where id in (select id from repository for update skip locked)");
      if (renamed == 1) {
        track(1);
      }
      holding.commit();
    }
    Waiting.until(
        "it has ended",
        PATIENCE,
        () -> !maintainer.get("/jobs/" + job).expect(200).json().path("completedAt").isNull());
    assertThat(maintainer.get("/jobs/" + job).json().path("succeeded").asInt()).isEqualTo(1);
    assertThat(count("repository where name = 'other'")).as("what was chosen").isZero();
  }
}
