package org.sluice.configsource.hook;

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
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.egress.webhook.Attempt;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.platform.Ids;
import org.sluice.platform.database.Database;
import org.sluice.rest.PageQuery;

/** The statements about listeners on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ListenerStoreTest {

  private static final String URL = "https://example.org/hook";
  private static final String OLD = "a".repeat(40);
  private static final String NEW = "b".repeat(40);
  private static final Attempt TAKEN = Attempt.sent("The endpoint answered 204.");
  private static final Attempt REFUSED =
      Attempt.again(FailureKind.REFUSED_UPSTREAM, "The endpoint answered 503.");
  private static final Duration PAUSE = Duration.ofMinutes(2);

  enum Engine {
    H2,
    POSTGRESQL
  }

  private EmbeddedPostgres postgres;
  private DataSource h2;
  private Database database;
  private ListenerStore store;
  private Instant now;
  private UUID source;

  @BeforeAll
  void migrate() throws IOException {
    JdbcDataSource memory = new JdbcDataSource();
    memory.setURL("jdbc:h2:mem:" + Ids.next() + ";DB_CLOSE_DELAY=-1");
    h2 = memory;
    postgres = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start();
    for (Engine each : Engine.values()) {
      Flyway.configure().dataSource(of(each)).locations("classpath:db/migration").load().migrate();
      // What a source reads is of no interest here.
      new Database(of(each))
          .execute("alter table config_source drop constraint config_source_repository");
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

  /** One source at a commit, and no listener. */
  private void on(Engine which) {
    database = new Database(of(which));
    store = new ListenerStore(database);
    database.execute("delete from config_source");
    now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    source = source("shop");
  }

  private UUID source(String name) {
    UUID id = Ids.next();
    database.execute(
        "insert into config_source (id, name, name_key, repository_id, applications, source_rank,"
            + " interval_s, max_staleness_s, retry_on_error, max_retries, created_at, updated_at,"
            + " version, refresh_count, failures, next_refresh_at, current_commit)"
            + " values (?, ?, ?, ?, '*', 100, 30, 300, true, 3, ?, ?, 1, 0, 0, ?, ?)",
        id,
        name,
        name,
        Ids.next(),
        now,
        now,
        now,
        OLD);
    return id;
  }

  private Listener add(String url) {
    return store.add(Ids.next(), source, "shop", url, "sealed", now);
  }

  /** The source serves another commit from that time on. */
  private void change(Instant at) {
    database.execute("update config_source set last_change_at = ? where id = ?", at, source);
  }

  private Listener read(Listener listener) {
    return store.find(source, listener.id()).orElseThrow();
  }

  @ParameterizedTest
  @EnumSource
  void aNewListenerKnowsThePresentCommit(Engine engine) {
    on(engine);
    change(now.minusSeconds(60));
    Listener listener = add(URL);
    assertThat(read(listener)).isEqualTo(listener);
    assertThat(listener.toldCommit()).isEqualTo(OLD);
    store.hearAll(now);
    assertThat(store.due(now, 10)).isEmpty();
    assertThat(store.find(Ids.next(), listener.id())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aChangeMakesItDueOnce(Engine engine) {
    on(engine);
    Listener listener = add(URL);
    change(now);
    store.hear(source, now);
    assertThat(store.due(now, 10)).containsExactly(new ListenerStore.Due(listener.id(), URL));
    assertThat(store.take(listener.id(), now)).isPresent();
    assertThat(store.take(listener.id(), now)).as("somebody is at it").isEmpty();
    store.told(listener.id(), now, NEW, TAKEN, now);
    store.hear(source, now);
    store.hearAll(now);
    Listener told = read(listener);
    assertThat(told.nextAttemptAt()).isNull();
    assertThat(told.toldCommit()).isEqualTo(NEW);
    assertThat(told.lastTaken()).isTrue();
    assertThat(told.lastDetail()).isEqualTo(TAKEN.detail());
  }

  @ParameterizedTest
  @EnumSource
  void whatAnEventMissedIsHeardByTheSweep(Engine engine) {
    on(engine);
    Listener listener = add(URL);
    change(now);
    assertThat(store.due(now, 10)).isEmpty();
    store.hearAll(now);
    assertThat(store.due(now, 10)).hasSize(1);
    assertThat(read(listener).heardAt()).isEqualTo(now);
  }

  @ParameterizedTest
  @EnumSource
  void aChangeDuringAPauseDoesNotEndThePause(Engine engine) {
    on(engine);
    Listener listener = add(URL);
    change(now);
    store.hear(source, now);
    store.refused(store.take(listener.id(), now).orElseThrow(), REFUSED, PAUSE, now);
    change(now.plusSeconds(1));
    store.hear(source, now.plusSeconds(1));
    Listener waiting = read(listener);
    assertThat(waiting.nextAttemptAt()).isEqualTo(now.plus(PAUSE));
    assertThat(waiting.failures()).isEqualTo(1);
    assertThat(waiting.lastTaken()).isFalse();
    assertThat(waiting.heardAt()).isEqualTo(now.plusSeconds(1));
    assertThat(store.due(now.plus(PAUSE).minusSeconds(1), 10)).isEmpty();
    assertThat(store.due(now.plus(PAUSE), 10)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void aChangeWhileItIsToldIsToldAtOnceAfterwards(Engine engine) {
    on(engine);
    Listener listener = add(URL);
    change(now);
    store.hear(source, now);
    store.take(listener.id(), now);
    change(now.plusSeconds(1));
    store.hear(source, now.plusSeconds(1));
    assertThat(store.due(now.plusSeconds(1), 10)).as("never two at once").isEmpty();
    store.told(listener.id(), now, NEW, TAKEN, now.plusSeconds(2));
    assertThat(store.due(now.plusSeconds(2), 10)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void aChangeThatWasToldBeforeItsEventIsNotToldAgain(Engine engine) {
    on(engine);
    Listener listener = add(URL);
    change(now);
    store.hear(source, now);
    store.take(listener.id(), now);
    change(now.plusSeconds(1));
    store.told(listener.id(), now.plusSeconds(1), NEW, TAKEN, now.plusSeconds(1));
    store.hear(source, now.plusSeconds(1));
    assertThat(read(listener).nextAttemptAt()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void anAttemptOfWhichNothingWasRecordedIsMadeAgain(Engine engine) {
    on(engine);
    Listener listener = add(URL);
    change(now);
    store.hear(source, now);
    store.take(listener.id(), now);
    Instant later = now.plus(ListenerStore.LEASE);
    assertThat(store.due(later.minusSeconds(1), 10)).isEmpty();
    assertThat(store.due(later, 10)).hasSize(1);
    assertThat(store.take(listener.id(), later)).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void oneThatIsOffHearsNothingUntilAPingIsTaken(Engine engine) {
    on(engine);
    Listener listener = add(URL);
    database.execute("update config_listener set enabled = false");
    change(now);
    store.hearAll(now);
    store.pinged(listener.id(), REFUSED, now);
    store.hearAll(now);
    assertThat(store.due(now, 10)).isEmpty();
    assertThat(read(listener).enabled()).isFalse();
    store.pinged(listener.id(), TAKEN, now);
    store.hearAll(now);
    assertThat(store.due(now, 10)).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void whatSwitchedItOffIsToldOnceAPingIsTaken(Engine engine) {
    on(engine);
    Listener listener = add(URL);
    change(now);
    store.hearAll(now);
    Listener taken = store.take(listener.id(), now).orElseThrow();
    database.execute(
        "update config_listener set enabled = false, next_attempt_at = null where id = ?",
        taken.id());
    store.pinged(listener.id(), REFUSED, now);
    assertThat(store.due(now, 10)).isEmpty();
    store.pinged(listener.id(), TAKEN, now);
    assertThat(store.due(now, 10)).hasSize(1);
    assertThat(read(listener).enabled()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void listenersOfASourceAreFewAndEachUrlIsThereOnce(Engine engine) {
    on(engine);
    Listener first = add(URL);
    assertThatThrownBy(() -> add(URL))
        .isInstanceOfSatisfying(
            DomainException.class,
            there ->
                assertThat(there.inTheWay())
                    .isEqualTo(Optional.of("/config-sources/shop/listeners/" + first.id())));
    for (int i = 1; i < ListenerStore.MOST; i++) {
      add(URL + i);
    }
    assertThatThrownBy(() -> add(URL + "x")).hasMessage("A source may have 20 listeners.");
    PageQuery second =
        new PageQuery(2, 5, List.of(new PageQuery.Sort("createdAt", false)), null, Map.of());
    assertThat(store.page(source, second)).hasSize(5);
    assertThat(store.count(source)).isEqualTo(20);
    store.delete(first.id());
    assertThat(store.count(source)).isEqualTo(19);
    database.execute("delete from config_source where id = ?", source);
    assertThat(store.count(source)).isZero();
    assertThatThrownBy(() -> add(URL)).isInstanceOf(DomainException.class);
  }
}
