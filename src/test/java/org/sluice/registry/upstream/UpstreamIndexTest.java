package org.sluice.registry.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.egress.UpstreamUrl;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRole;
import org.sluice.identity.Scope;
import org.sluice.identity.Visibility;
import org.sluice.platform.Ids;
import org.sluice.platform.database.Database;
import org.sluice.registry.search.SearchWordsFill;
import org.sluice.testing.TestDatabase;

/** Upstreams by their keys, on a database that had repositories before there were any. */
class UpstreamIndexTest {

  private static final UUID TEAM = Ids.next();
  private static final UUID OTHER = Ids.next();

  private static final Caller MEMBER =
      new Caller(
          Ids.next(),
          "ana",
          false,
          EnumSet.of(Scope.READ),
          Map.of(TEAM, NamespaceRole.VIEWER),
          null);

  private Database database;
  private UpstreamIndex index;

  private static DataSource empty(String kind) {
    if (kind.equals("H2")) {
      JdbcDataSource memory = new JdbcDataSource();
      memory.setURL("jdbc:h2:mem:" + Ids.next() + ";DB_CLOSE_DELAY=-1");
      return memory;
    }
    return TestDatabase.source();
  }

  private void open(String kind) {
    DataSource source = empty(kind);
    database = new Database(source);
    index = new UpstreamIndex(database);
    migrate(source, "202611260010");
    namespace(TEAM, "team");
    namespace(OTHER, "other");
    repository(TEAM, "team", "app", "https://github.com/Acme/App.git", Visibility.PRIVATE);
    repository(OTHER, "other", "secret", "ssh://git@git.example.org/a", Visibility.PRIVATE);
    repository(OTHER, "other", "open", "https://git.example.org/b.git", Visibility.INTERNAL);
    repository(OTHER, "other", "odd", "gopher://from.before/rules", Visibility.PUBLIC);
    migrate(source, "latest");
  }

  private static void migrate(DataSource source, String to) {
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:db/migration")
        .javaMigrations(new SearchWordsFill(), new UpstreamKeyFill())
        .target(to)
        .load()
        .migrate();
  }

  private void namespace(UUID id, String name) {
    database.execute(
        "insert into namespaces (id, name, name_key, kind, created_at, updated_at, version)"
            + " values (?, ?, ?, 'TEAM', current_timestamp, current_timestamp, 0)",
        id,
        name,
        name);
  }

  private void repository(
      UUID namespace, String owner, String name, String url, Visibility visibility) {
    database.execute(
        "insert into repository (id, namespace_id, owner, owner_lower, name, full_name_lower,"
            + " search_text, visibility, clone_url, host, forge, mirror_enabled, mirror_status,"
            + " mirror_result, health_state, light, created_at, updated_at, version) values"
            + " (?, ?, ?, ?, ?, ?, 'x', ?, ?, 'x', 'PLAIN', false, 'IDLE', 'IDLE', 'UNCHECKED',"
            + " 'NONE', current_timestamp, current_timestamp, 1)",
        Ids.next(),
        namespace,
        owner,
        owner,
        name,
        (owner + "/" + name).toLowerCase(Locale.ROOT),
        visibility,
        url);
  }

  private static String key(String url) {
    return UpstreamKey.of(UpstreamUrl.ofKnown(url));
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void whatWasThereBeforeIsFoundByItsKeyAsFarAsItIsSeen(String kind) {
    open(kind);
    String app = key("ssh://git@github.com/acme/app");
    String secret = key("https://git.example.org/a.git");
    String open = key("http://git.example.org/b/");
    List<String> asked = List.of(app, secret, open, key("https://git.example.org/c"));
    assertThat(index.tracked(MEMBER, asked)).isEqualTo(Map.of(app, "team/app", open, "other/open"));
    assertThat(index.tracked(Caller.sluice(), asked)).hasSize(3).containsKey(secret);
    assertThat(index.tracked(MEMBER, List.of())).isEmpty();
    assertThat(
            database.query(
                "select count(*) from repository where upstream_key = ''",
                List.of(),
                row -> row.getInt(1)))
        .containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void namesAreTakenWhoeverAsks(String kind) {
    open(kind);
    assertThat(index.taken(List.of("team/app", "other/secret", "team/none")))
        .isEqualTo(Set.of("team/app", "other/secret"));
    assertThat(index.taken(List.of())).isEmpty();
  }

  @Test
  void keysAreFoundByTheirIndex() {
    open("H2");
    assertThat(
            database.query(
                "explain select owner from repository where upstream_key in (?, ?)",
                List.of("a", "b"),
                row -> row.getString(1)))
        .singleElement()
        .asString()
        .containsIgnoringCase("repository_by_upstream_key");
  }
}
