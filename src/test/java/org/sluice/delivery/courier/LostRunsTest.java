package org.sluice.delivery.courier;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.sluice.delivery.row.DueSubscriptions;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.delivery.row.SubscriptionStore;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Ids;
import org.sluice.platform.database.Database;

/** Runs that ended without saying so. */
class LostRunsTest {

  private final Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
  private final Turns turns = new Turns();
  private Database database;
  private SubscriptionStore subscriptions;
  private DueSubscriptions due;
  private LostRuns lost;
  private UUID id;

  @BeforeEach
  void open() {
    JdbcDataSource memory = new JdbcDataSource();
    memory.setURL("jdbc:h2:mem:" + Ids.next() + ";DB_CLOSE_DELAY=-1");
    Flyway.configure().dataSource(memory).locations("classpath:db/migration").load().migrate();
    database = new Database(memory);
    // What is subscribed to, and in which namespace, is of no interest here.
    database.execute("alter table subscription drop constraint subscription_repository");
    database.execute("alter table subscriber drop constraint subscriber_namespace");
    subscriptions = new SubscriptionStore(database);
    due = new DueSubscriptions(database);
    lost = new LostRuns(due, turns);
    id = subscribe("http://127.0.0.1/");
  }

  @AfterEach
  void close() {
    database.execute("drop all objects");
  }

  private UUID subscribe(String url) {
    UUID subscriber = Ids.next();
    database.execute(
        "insert into subscriber (id, namespace_id, name, name_key, endpoint_url, secret, status,"
            + " breaker_failures, created_at, updated_at, version)"
            + " values (?, ?, 'app', 'app', ?, 's', 'ACTIVE', 0, ?, ?, 1)",
        subscriber,
        Ids.next(),
        url,
        now,
        now);
    UUID subscription = Ids.next();
    subscriptions.add(subscription, subscriber, Ids.next(), null, List.of("**"), List.of(), now);
    return subscription;
  }

  private Instant nextRunAt() {
    return subscriptions.find(id).orElseThrow().nextRunAt();
  }

  @Test
  void whatNobodyRunsGoesOn() {
    subscriptions.begin(id);
    assertThat(nextRunAt()).isNull();
    assertThat(lost.free(now)).isEqualTo(1);
    assertThat(nextRunAt()).isEqualTo(now);
    assertThat(turns.isTaken(id)).isFalse();
    assertThat(lost.free(now)).isZero();
  }

  @Test
  void whatIsBeingRunIsLeftAlone() {
    try (Turns.Turn turn = turns.tryTake(id, new Cancellation()).orElseThrow()) {
      subscriptions.begin(id);
      assertThat(lost.free(now)).isZero();
      assertThat(turn.cancellation().isCancelled()).isFalse();
    }
    assertThat(nextRunAt()).isNull();
  }

  @Test
  void whatHasEndedSinceIsLeftAlone() {
    subscriptions.begin(id);
    assertThat(due.underWay(10)).containsExactly(id);
    subscriptions.synced(id, "a".repeat(40), 0);
    assertThat(due.recover(List.of(id), now)).isZero();
    assertThat(nextRunAt()).isNull();
  }

  @Test
  void whatStandsStillOrIsOnlyPulledIsLeftAlone() {
    subscriptions.begin(id);
    subscriptions.become(id, SubscriptionStatus.PAUSED, null, null);
    id = subscribe(null);
    subscriptions.begin(id);
    assertThat(lost.free(now)).isZero();
  }
}
