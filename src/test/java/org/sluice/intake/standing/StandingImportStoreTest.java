package org.sluice.intake.standing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.identity.NamespaceRef;
import org.sluice.intake.sighting.Listed;
import org.sluice.intake.sighting.Sighting;
import org.sluice.intake.sighting.Sightings;
import org.sluice.platform.Ids;
import org.sluice.platform.database.Database;
import org.sluice.registry.status.VanishedColumn;
import org.sluice.rest.PageQuery;
import org.sluice.testing.TestDatabase;

class StandingImportStoreTest {

  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MILLIS);
  private static final NamespaceRef TEAM = new NamespaceRef(Ids.next(), "team");

  private Database database;
  private StandingImportStore store;
  private Sightings sightings;

  private void open(String kind) {
    DataSource source;
    if (kind.equals("H2")) {
      JdbcDataSource memory = new JdbcDataSource();
      memory.setURL("jdbc:h2:mem:" + Ids.next() + ";DB_CLOSE_DELAY=-1");
      source = memory;
    } else {
      source = TestDatabase.source();
    }
    Flyway.configure().dataSource(source).locations("classpath:db/migration").load().migrate();
    database = new Database(source);
    store = new StandingImportStore(database);
    database.execute(
        "insert into namespaces (id, name, name_key, kind, created_at, updated_at, version)"
            + " values (?, ?, ?, 'TEAM', ?, ?, 0)",
        TEAM.id(),
        TEAM.name(),
        TEAM.name(),
        NOW,
        NOW);
    sightings = new Sightings(database);
  }

  private UUID account() {
    UUID id = Ids.next();
    database.execute(
        "insert into forge_account (id, label, label_key, forge, base_url, clone_host, login,"
            + " entered_login, sealed_token, token_number, scopes, status, created_at, updated_at,"
            + " version) values (?, ?, ?, 'GITHUB', 'https://a.org', 'a.org', '', '', '', 1, '',"
            + " 'VALID', ?, ?, 1)",
        id,
        id.toString(),
        id.toString(),
        NOW,
        NOW);
    return id;
  }

  private static EnteredStandingImport entered(String owner, Duration interval) {
    return new EnteredStandingImport(
        owner, List.of("lib-*", "acme/**"), List.of(), TEAM, true, List.of("a b", "c"), interval);
  }

  private UUID standing(UUID account, String owner, Duration interval) {
    UUID id = Ids.next();
    store.add(id, account, entered(owner, interval), NOW);
    return id;
  }

  private static PageQuery query(String text) {
    return new PageQuery(1, 10, List.of(new PageQuery.Sort("owner", false)), text, Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void whatWasEnteredAndWhatRunsWroteIsReadAgain(String kind) {
    open(kind);
    UUID account = account();
    UUID id = standing(account, null, Duration.ofHours(2));
    StandingImport kept = store.byId(id).orElseThrow();
    assertThat(kept.owner()).isNull();
    assertThat(kept.include()).containsExactly("lib-*", "acme/**");
    assertThat(kept.exclude()).isEmpty();
    assertThat(kept.tags()).containsExactly("a b", "c");
    assertThat(kept.nextRunAt()).isEqualTo(NOW);
    assertThat(kept.result()).isNull();

    store.failed(id, NOW, "TIMEOUT", "x".repeat(600), NOW.plusSeconds(900));
    StandingImport failed = store.byId(id).orElseThrow();
    assertThat(failed.failures()).isEqualTo(1);
    assertThat(failed.failureDetail()).hasSize(500);
    assertThat(failed.lastRunAt()).isNull();

    RunResult result = new RunResult(9, 3, 1, "why", 2, 1);
    store.ran(id, NOW.plusSeconds(900), result, NOW.plusSeconds(8100));
    StandingImport ran = store.byId(id).orElseThrow();
    assertThat(ran.result()).isEqualTo(result);
    assertThat(ran.failures()).isZero();
    assertThat(ran.failureKind()).isNull();

    assertThat(store.change(id, entered("acme", Duration.ofHours(1)), 7, NOW)).isFalse();
    assertThat(store.change(id, entered("acme", Duration.ofHours(1)), 1, NOW)).isTrue();
    StandingImport changed = store.byId(id).orElseThrow();
    assertThat(changed.version()).isEqualTo(2);
    assertThat(changed.nextRunAt()).isEqualTo(NOW.plusSeconds(3600));
    assertThat(store.page(account, query("CM"))).hasSize(1);
    assertThat(store.count(account, query("zebra"))).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void whatIsDueIsClaimedOnce(String kind) {
    open(kind);
    UUID account = account();
    UUID hourly = standing(account, "a", Duration.ofHours(1));
    UUID daily = standing(account, "b", Duration.ofDays(1));
    UUID later = standing(account, "c", Duration.ofDays(1));
    store.plan(later, NOW.plusSeconds(60));
    List<StandingImport> due = store.due(NOW, 10);
    assertThat(due).extracting(StandingImport::id).containsExactlyInAnyOrder(hourly, daily);
    assertThat(store.claim(due, NOW)).isTrue();
    assertThat(store.claim(due, NOW)).isFalse();
    assertThat(store.due(NOW, 10)).isEmpty();
    assertThat(store.byId(hourly).orElseThrow().nextRunAt()).isEqualTo(NOW.plusSeconds(3600));
    assertThat(store.byId(daily).orElseThrow().nextRunAt()).isEqualTo(NOW.plusSeconds(86_400));
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void onlyWhatFailedIsDueWhenItsAccountWorksAgain(String kind) {
    open(kind);
    UUID account = account();
    UUID failed = standing(account, "a", Duration.ofDays(1));
    UUID fine = standing(account, "b", Duration.ofDays(1));
    store.failed(failed, NOW, "AUTH", "not let in", NOW.plusSeconds(900));
    store.plan(fine, NOW.plusSeconds(900));
    store.wake(account, NOW);
    assertThat(store.due(NOW, 10)).extracting(StandingImport::id).containsExactly(failed);
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void aRepositoryIsMissedWhenAllThatSawItMissIt(String kind) {
    open(kind);
    UUID account = account();
    UUID one = standing(account, "a", Duration.ofDays(1));
    UUID other = standing(account, null, Duration.ofDays(1));
    UUID repository = repository("app");
    UUID unseen = repository("never");
    Listed listed = new Listed("1", "acme/app", "https://a.org/acme/app", "k");
    UUID job = Ids.next();
    sightings.added(one, listed, repository, job);
    sightings.adopted(other, Map.of(repository, listed));
    assertThat(sightings.countAdded(one, job)).isEqualTo(1);
    assertThat(sightings.countAdded(other, job)).isZero();
    assertThat(sightings.addedBy(one, job, new UUID(0, 0), 5)).containsExactly(repository);
    List<UUID> both = List.of(repository, unseen);
    assertThat(sightings.missed(both)).isEmpty();

    sightings.change(List.of(sightings.of(one).get(0).missedSince(NOW)));
    assertThat(sightings.missed(both)).isEmpty();
    sightings.change(List.of(sightings.of(other).get(0).missedSince(NOW.plusSeconds(9))));
    assertThat(sightings.missed(both)).isEqualTo(Map.of(repository, NOW.plusSeconds(9)));
    store.remove(other);
    assertThat(sightings.missed(both)).isEqualTo(Map.of(repository, NOW));
    sightings.change(List.of(sightings.of(one).get(0).as(listed)));
    assertThat(sightings.missed(both)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void theSightingOfADeletedRepositoryStays(String kind) {
    open(kind);
    UUID id = standing(account(), "a", Duration.ofDays(1));
    UUID repository = repository("app");
    sightings.adopted(
        id, Map.of(repository, new Listed("1", "acme/app", "https://a.org/acme/app", "k")));
    assertThat(sightings.of(id).get(0).followsNow()).isEqualTo("key of app");
    database.execute("delete from repository where id = ?", repository);
    Sighting left = sightings.of(id).get(0);
    assertThat(left.repositoryId()).isNull();
    assertThat(left.followsNow()).isNull();
    assertThat(sightings.repositories(id)).isEmpty();
    sightings.drop(List.of(left));
    assertThat(sightings.of(id)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void theColumnOfMissedRepositoriesIsWrittenAndTakenBack(String kind) {
    open(kind);
    VanishedColumn column = new VanishedColumn(database);
    List<UUID> all = new ArrayList<>(List.of(repository("one"), repository("two")));
    column.miss(Map.of(all.get(0), NOW));
    assertThat(column.missed(all)).isEqualTo(Map.of(all.get(0), NOW));
    column.find(all);
    assertThat(column.missed(all)).isEmpty();
  }

  private UUID repository(String name) {
    UUID id = Ids.next();
    database.execute(
        "insert into repository (id, namespace_id, owner, owner_lower, name, full_name_lower,"
            + " search_text, visibility, clone_url, host, upstream_key, forge, mirror_enabled,"
            + " mirror_status, mirror_result, health_state, light, created_at, updated_at, version)"
            + " values (?, ?, 'team', 'team', ?, ?, '', 'PRIVATE', '', 'a.org', ?, 'GITHUB', false,"
            + " 'IDLE', 'IDLE', 'UNCHECKED', 'NONE', ?, ?, 1)",
        id,
        TEAM.id(),
        name,
        "team/" + name,
        "key of " + name,
        NOW,
        NOW);
    return id;
  }
}
