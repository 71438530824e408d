package org.sluice.platform.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sluice.platform.Ids;
import org.sluice.testing.TestDatabase;

class PostgresStatisticsTest {

  private DataSource source;
  private Database database;

  @BeforeEach
  void open() {
    source = TestDatabase.source();
    database = new Database(source);
  }

  private FluentConfiguration migration() {
    return Flyway.configure()
        .dataSource(source)
        .locations("classpath:db/migration", "classpath:db/postgresql");
  }

  private List<String> tables(String having) {
    return database.query(
        "select relname from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace"
            + " and "
            + having,
        List.of(),
        row -> row.getString(1));
  }

  @Test
  void nothingOfANewInstallationCountsAsEmpty() {
    migration().load().migrate();
    assertThat(tables("reltuples = 0"))
        .as("tables of which a plan would read all, however much they hold meanwhile")
        .isEmpty();
    assertThat(tables("reltuples < 0")).contains("repository", "repository_word");
  }

  @Test
  void whatThereIsGoesByTheSmallerStatisticsAtOnce() {
    migration().target("202611271210").load().migrate();
    UUID team = Ids.next();
    database.execute(
        "insert into namespaces (id, name, name_key, kind, created_at, updated_at, version)"
            + " values (?, 'Team', 'team', 'TEAM', current_timestamp, current_timestamp, 0)",
        team);
    database.execute(
        "insert into repository (id, namespace_id, owner, owner_lower, name, full_name_lower,"
            + " search_text, visibility, clone_url, host, forge, mirror_enabled, mirror_status,"
            + " mirror_result, health_state, light, created_at, updated_at, version) select"
            + " gen_random_uuid(), ?, 'Team', 'team', 'r' || n, 'team/r' || n, 'team/r' || n,"
            + " 'PRIVATE', 'https://x/y', 'x', 'PLAIN', false, 'IDLE', 'IDLE', 'UNKNOWN', 'NONE',"
            + " current_timestamp, current_timestamp, 0 from generate_series(1, 200) n",
        team);
    migration().load().migrate();
    assertThat(
            database.query(
                "select array_length(histogram_bounds::text::text[], 1) from pg_stats where"
                    + " tablename = 'repository' and attname = 'name'",
                List.of(),
                row -> row.getInt(1)))
        .as("bounds of twenty parts")
        .containsExactly(21);
    assertThat(tables("reltuples < 0"))
        .contains("repository_tag", "repository_word")
        .doesNotContain("repository");
  }
}
