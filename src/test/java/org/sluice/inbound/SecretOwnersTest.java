package org.sluice.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.inbound.HookRows.Owner;
import org.sluice.platform.Ids;
import org.sluice.platform.database.Database;
import org.sluice.testing.TestDatabase;

/** Secrets of webhooks follow their owners, also those that were there before that was so. */
class SecretOwnersTest {

  private static final String BEFORE = "202611260040";
  private static final String AFTER = "202611260320";
  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);

  private DataSource source;
  private Database database;
  private HookRows rows;

  private void open(String kind) {
    if (kind.equals("H2")) {
      JdbcDataSource memory = new JdbcDataSource();
      memory.setURL("jdbc:h2:mem:" + Ids.next() + ";DB_CLOSE_DELAY=-1");
      source = memory;
    } else {
      source = TestDatabase.source();
    }
    database = new Database(source);
    rows = new HookRows(database);
  }

  private void migrate(String to) {
    Flyway.configure()
        .dataSource(source)
        .locations("classpath:db/migration")
        .target(to)
        .load()
        .migrate();
  }

  private UUID repository() {
    UUID namespace = Ids.next();
    UUID id = Ids.next();
    database.execute(
        "insert into namespaces (id, name, name_key, kind, created_at, updated_at, version)"
            + " values (?, 'team', 'team', 'TEAM', ?, ?, 0)",
        namespace,
        NOW,
        NOW);
    database.execute(
        "insert into repository (id, namespace_id, owner, owner_lower, name, full_name_lower,"
            + " search_text, visibility, clone_url, host, forge, mirror_enabled, mirror_status,"
            + " mirror_result, health_state, light, created_at, updated_at, version)"
            + " values (?, ?, 'team', 'team', 'app', 'team/app', 'x', 'PRIVATE',"
            + " 'https://forge.example/x', 'forge.example', 'GITHUB', false, 'IDLE', 'IDLE',"
            + " 'UNCHECKED', 'UNKNOWN', ?, ?, 1)",
        id,
        namespace,
        NOW,
        NOW);
    return id;
  }

  private UUID account() {
    UUID id = Ids.next();
    database.execute(
        "insert into forge_account (id, label, label_key, forge, base_url, clone_host, login,"
            + " entered_login, sealed_token, token_number, scopes, status, created_at, updated_at,"
            + " version) values (?, 'bot', 'bot', 'GITHUB', 'https://forge.example',"
            + " 'forge.example', 'bot', 'bot', 'x', 1, '', 'VALID', ?, ?, 0)",
        id,
        NOW,
        NOW);
    return id;
  }

  private void secretBefore(UUID owner, String sealed) {
    database.execute(
        "insert into hook_secret (id, owner_id, sealed_secret, created_at) values (?, ?, ?, ?)",
        Ids.next(),
        owner,
        sealed,
        NOW);
  }

  private List<String> sealed(UUID repository, UUID account) {
    return rows.secretsFor(repository, Optional.of(account)).stream()
        .map(HookRows.StoredSecret::sealed)
        .sorted()
        .toList();
  }

  private int secrets() {
    return database.query("select 1 from hook_secret", List.of(), row -> row.getInt(1)).size();
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "PostgreSQL"})
  void secretsFindTheirOwnersAndGoWithThem(String kind) {
    open(kind);
    migrate(BEFORE);
    UUID repository = repository();
    UUID account = account();
    secretBefore(repository, "of the repository");
    secretBefore(account, "of the account");
    secretBefore(Ids.next(), "of nobody");
    migrate(AFTER);
    assertThat(sealed(repository, account)).containsExactly("of the account", "of the repository");
    assertThat(rows.secret(Owner.ACCOUNT, repository)).isEmpty();
    assertThat(secrets()).isEqualTo(2);

    rows.put(Owner.ACCOUNT, account, Ids.next(), "another", NOW);
    assertThat(sealed(repository, account)).containsExactly("another", "of the repository");
    database.execute("delete from repository where id = ?", repository);
    assertThat(secrets()).isEqualTo(1);
    database.execute("delete from forge_account where id = ?", account);
    assertThat(secrets()).isZero();
  }
}
