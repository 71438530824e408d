package org.sluice.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.platform.Ids;
import org.sluice.platform.database.ForeignKeyViolation;
import org.sluice.testing.TestDatabase;

/** The migration that ties repositories to namespaces, on an installation that has orphans. */
class NamespaceKeyTest {

  private static final String BEFORE = "202611210302";
  private static final String KEY = "202611250400";

  private DataSource database;

  private void open(String kind) {
    if (kind.equals("H2")) {
      JdbcDataSource memory = new JdbcDataSource();
      memory.setURL("jdbc:h2:mem:" + Ids.next() + ";DB_CLOSE_DELAY=-1");
      database = memory;
    } else {
      database = TestDatabase.source();
    }
  }

  private void migrate(String to) {
    Flyway.configure()
        .dataSource(database)
        .locations("classpath:db/migration")
        .target(to)
        .load()
        .migrate();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private void namespace(UUID id, String name) throws SQLException {
    execute(
        "insert into namespaces (id, name, name_key, kind, created_at, updated_at, version)"
            + " values ('%s', '%s', lower('%s'), 'TEAM', current_timestamp, current_timestamp, 0)"
                .formatted(id, name, name));
  }

  private void oldRepository(UUID namespace, String owner, String name) throws SQLException {
    repository(namespace, owner, name, "id", "'" + Ids.next() + "'");
  }

  private void repository(UUID namespace, String owner, String name) throws SQLException {
    String lower = "'" + owner.toLowerCase(Locale.ROOT) + "'";
    repository(namespace, owner, name, "id, owner_lower", "'" + Ids.next() + "', " + lower);
  }

  private void repository(UUID namespace, String owner, String name, String columns, String values)
      throws SQLException {
    execute(
        ("insert into repository ("
                + columns
                + ", namespace_id, owner, name, full_name_lower, search_text,"
                + " visibility, clone_url, host, forge, mirror_enabled, mirror_status,"
                + " mirror_result, health_state, light, created_at, updated_at, version) values"
                + " (%s, '%s', '%s', '%s', lower('%s/%s'), 'x', 'PRIVATE', 'https://x/y', 'x',"
                + " 'GENERIC', false, 'IDLE', 'IDLE', 'UNKNOWN', 'NONE', current_timestamp,"
                + " current_timestamp, 0)")
            .formatted(values, namespace, owner, name, owner, name));
  }

  private List<String> rows(String sql) throws SQLException {
    List<String> rows = new ArrayList<>();
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      while (row.next()) {
        rows.add(row.getString(1));
      }
    }
    return rows;
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void repositoriesWhoseNamespaceIsGoneGetItBackWithoutMembers(String kind) throws SQLException {
    open(kind);
    migrate(BEFORE);
    UUID kept = Ids.next();
    UUID gone = Ids.next();
    UUID replaced = Ids.next();
    UUID one = Ids.next();
    UUID other = Ids.next();
    namespace(kept, "Kept");
    namespace(Ids.next(), "Again");
    oldRepository(kept, "Kept", "a");
    oldRepository(gone, "Gone", "a");
    oldRepository(gone, "Gone", "b");
    // Somebody made a team of the same name after it.
    oldRepository(replaced, "again", "a");
    // Two were deleted one after the other under one name.
    oldRepository(one, "Twice", "a");
    oldRepository(other, "twice", "b");

    migrate(KEY);

    assertThat(rows("select name from namespaces order by name_key"))
        .containsExactlyInAnyOrder(
            "Kept", "Again", "Gone", "lost-" + replaced, "lost-" + one, "lost-" + other);
    assertThat(
            rows(
                "select n.name_key from repository r join namespaces n on n.id = r.namespace_id"
                    + " where n.name_key = 'gone'"))
        .hasSize(2);
    assertThat(rows("select count(*) from members")).containsExactly("0");
    assertThat(rows("select name from namespaces where lower(name) <> name_key")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void neitherSideCanLoseTheOther(String kind) throws SQLException {
    open(kind);
    migrate(KEY);
    UUID used = Ids.next();
    namespace(used, "used");
    repository(used, "used", "a");
    assertThatThrownBy(() -> repository(Ids.next(), "nowhere", "a"))
        .matches(ForeignKeyViolation::isCauseOf);
    assertThatThrownBy(() -> execute("delete from namespaces where id = '" + used + "'"))
        .matches(ForeignKeyViolation::isCauseOf);
  }
}
