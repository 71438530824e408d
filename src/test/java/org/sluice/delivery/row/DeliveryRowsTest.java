package org.sluice.delivery.row;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.failure.DomainException;
import org.sluice.platform.Ids;
import org.sluice.platform.database.Database;

/** The statements about subscriptions, messages and files on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DeliveryRowsTest {

  private static final String OLD = "a".repeat(40);
  private static final String NEW = "b".repeat(40);
  private static final String DIGEST = "d".repeat(64);
  private static final List<String> ALL = List.of("**");

  enum Engine {
    H2,
    POSTGRESQL
  }

  private EmbeddedPostgres postgres;
  private DataSource h2;
  private Database database;
  private SubscriptionStore subscriptions;
  private DueSubscriptions dues;
  private DeliveryStore deliveries;
  private PortionStore portions;
  private DeliveredFiles files;
  private Instant now;
  private UUID subscriber;
  private UUID repository;
  private UUID id;
  private String head;

  @BeforeAll
  void migrate() throws IOException {
    JdbcDataSource memory = new JdbcDataSource();
    memory.setURL("jdbc:h2:mem:" + Ids.next() + ";DB_CLOSE_DELAY=-1");
    h2 = memory;
    postgres = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start();
    for (Engine each : Engine.values()) {
      Flyway.configure().dataSource(of(each)).locations("classpath:db/migration").load().migrate();
      Database bare = new Database(of(each));
      bare.execute("alter table subscription drop constraint subscription_repository");
      bare.execute("alter table subscriber drop constraint subscriber_namespace");
      bare.execute("alter table mirror drop constraint mirror_repository");
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

  /** One subscription of one subscriber. */
  private void on(Engine which) {
    database = new Database(of(which));
    subscriptions = new SubscriptionStore(database);
    dues = new DueSubscriptions(database);
    deliveries = new DeliveryStore(database);
    portions = new PortionStore(database, deliveries);
    files = new DeliveredFiles(database);
    database.execute("delete from subscriber");
    database.execute("delete from mirror");
    head = null;
    now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    subscriber = Ids.next();
    repository = Ids.next();
    database.execute(
        "insert into subscriber (id, namespace_id, name, name_key, endpoint_url, secret, status,"
            + " breaker_failures, created_at, updated_at, version)"
            + " values (?, ?, 'app', 'app', 'http://127.0.0.1/', 's', 'ACTIVE', 0, ?, ?, 1)",
        subscriber,
        Ids.next(),
        now,
        now);
    id = Ids.next();
    subscriptions.add(id, subscriber, repository, null, ALL, List.of(), now);
  }

  private Subscription read() {
    return subscriptions.find(id).orElseThrow();
  }

  private SubscriptionStore.Mirror seen() {
    return new SubscriptionStore.Mirror(DIGEST, head, null, null);
  }

  private Subscription aimed(String commit) {
    subscriptions.begin(id).orElseThrow();
    return subscriptions.aim(id, commit, seen()).orElseThrow();
  }

  private void mirror(String digest, int failures, String kind) {
    database.execute("delete from mirror");
    database.execute(
        "insert into mirror (repository_id, consecutive_failures, failure_kind, failure_message,"
            + " digest, size_bytes, ref_count)"
            + " values (?, ?, ?, ?, ?, 0, 0)",
        repository,
        failures,
        kind,
        kind,
        digest);
  }

  private List<DueSubscriptions.Due> due() {
    return dues.due(now.plusSeconds(60), List.of(), 10);
  }

  private Delivery planned(long sequence, DeliveryEvent event, String path) {
    return Delivery.planned(Ids.next(), id, sequence, 1, event, NEW, now)
        .of(FilePath.of(path), OLD, "100644", null);
  }

  private DeliveryAttempt attempt(int number, Integer status, String kind) {
    return new DeliveryAttempt(number, now, status, 3, kind, "well");
  }

  @ParameterizedTest
  @EnumSource
  void aSubscriberHasOneSubscriptionOfARepository(Engine engine) {
    on(engine);
    assertThat(read().status()).isEqualTo(SubscriptionStatus.PENDING_SNAPSHOT);
    assertThat(read().include()).isEqualTo(ALL);
    assertThat(read().exclude()).isEmpty();
    assertThatThrownBy(
            () ->
                subscriptions.add(
                    Ids.next(), subscriber, repository, "main", ALL, List.of("x"), now))
        .isInstanceOf(DomainException.class)
        .hasMessageContaining("receives that repository already");
  }

  @ParameterizedTest
  @EnumSource
  void theFirstRunBeginsTheFirstGeneration(Engine engine) {
    on(engine);
    assertThat(due()).hasSize(1);
    Subscription first = aimed(OLD);
    assertThat(first.generation()).isEqualTo(1);
    assertThat(first.floor()).isEqualTo(1);
    assertThat(first.snapshotOpen()).isTrue();
    assertThat(first.status()).isEqualTo(SubscriptionStatus.SCANNING);
    assertThat(due()).isEmpty();
    subscriptions.synced(id, OLD, 0);
    Subscription second = aimed(NEW);
    assertThat(second.generation()).isEqualTo(1);
    assertThat(second.snapshotOpen()).isFalse();
    assertThat(second.deliveredCommit()).isEqualTo(OLD);
    assertThat(second.targetCommit()).isEqualTo(NEW);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsHeardDuringARunIsNotLostAtItsEnd(Engine engine) {
    on(engine);
    aimed(OLD);
    dues.hear(repository, now);
    subscriptions.synced(id, OLD, 0);
    assertThat(due()).hasSize(1);
    aimed(OLD);
    dues.hear(repository, now);
    subscriptions.left(
        id, SubscriptionStatus.FAILED, 1, 0, "BREAKER", "later", now.plusSeconds(1800));
    assertThat(read().nextRunAt()).isEqualTo(now);
  }

  @ParameterizedTest
  @EnumSource
  void theSweepFindsAMirrorThatIsAnotherAndAFailureThatWasNotTold(Engine engine) {
    on(engine);
    mirror(DIGEST, 0, null);
    aimed(OLD);
    subscriptions.synced(id, OLD, 0);
    assertThat(dues.hearAll(now)).isZero();
    mirror("e".repeat(64), 0, null);
    assertThat(dues.hearAll(now)).isEqualTo(1);
    aimed(OLD);
    subscriptions.synced(id, OLD, 0);
    mirror(DIGEST, 2, "NETWORK");
    assertThat(dues.hearAll(now)).isZero();
    mirror(DIGEST, 3, "NETWORK");
    assertThat(subscriptions.mirror(repository).failure()).isEqualTo("NETWORK");
    assertThat(dues.hearAll(now)).isEqualTo(1);
    subscriptions.begin(id);
    subscriptions.told(id, "NETWORK");
    subscriptions.synced(id, OLD, 0);
    assertThat(dues.hearAll(now)).isZero();
    mirror(DIGEST, 0, null);
    assertThat(dues.hearAll(now)).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void theSweepFindsAHeadThatNamesAnotherBranchWhereItIsFollowed(Engine engine) {
    on(engine);
    mirror(DIGEST, 0, null);
    head("refs/heads/main");
    allArrived();
    assertThat(dues.hearAll(now)).isZero();
    head("refs/heads/next");
    assertThat(dues.hearAll(now)).isEqualTo(1);
    allArrived();
    assertThat(dues.hearAll(now)).isZero();
    head(null);
    assertThat(dues.hearAll(now)).isEqualTo(1);
    subscriptions.change(id, "main", ALL, List.of(), read().version(), now);
    allArrived();
    head("refs/heads/main");
    assertThat(dues.hearAll(now)).isZero();
  }

  private void head(String ref) {
    head = ref;
    database.execute("update mirror set head = ?", ref);
  }

  private void allArrived() {
    aimed(OLD);
    subscriptions.synced(id, OLD, 0);
    assertThat(read().status()).isEqualTo(SubscriptionStatus.SYNCED);
    assertThat(read().isSettled(OLD, null)).isTrue();
    assertThat(read().isBehind()).isFalse();
  }

  private void assertWaits() {
    assertThat(read().status()).isEqualTo(SubscriptionStatus.DELIVERING);
    assertThat(read().isSettled(OLD, null)).isFalse();
    assertThat(read().isBehind()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsSyncedThatWaits(Engine engine) {
    on(engine);
    // Who has no endpoint is run by nobody until he pulls.
    database.execute("update subscriber set endpoint_url = null");
    mirror(DIGEST, 0, null);
    allArrived();
    dues.hear(repository, now);
    assertWaits();
    assertThat(due()).isEmpty();
    allArrived();
    subscriptions.wake(id, now);
    assertWaits();
    allArrived();
    subscriptions.change(id, null, List.of("a"), List.of(), read().version(), now);
    assertWaits();
    allArrived();
    mirror("e".repeat(64), 0, null);
    dues.hearAll(now);
    assertWaits();
    allArrived();
    files.put(id, List.of(new DeliveredFile(FilePath.of("a"), OLD, "100644", 1, "s", 1, now)));
    assertThat(files.again(id, FilePath.of("b"))).isFalse();
    assertThat(read().isBehind()).isFalse();
    assertThat(files.again(id, FilePath.of("a"))).isTrue();
    assertWaits();
    aimed(OLD);
    dues.hear(repository, now);
    subscriptions.synced(id, OLD, 0);
    assertWaits();
  }

  @ParameterizedTest
  @EnumSource
  void whatIsPausedSaysWhetherSomethingWaits(Engine engine) {
    on(engine);
    mirror(DIGEST, 0, null);
    allArrived();
    subscriptions.become(id, SubscriptionStatus.PAUSED, null, null);
    assertThat(dues.hearAll(now)).isZero();
    assertThat(read().isBehind()).isFalse();
    mirror("e".repeat(64), 0, null);
    assertThat(dues.hearAll(now)).isEqualTo(1);
    assertThat(read().status()).isEqualTo(SubscriptionStatus.PAUSED);
    assertThat(read().isBehind()).isTrue();
    assertThat(due()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aMessageIsRecordedUnderTheNumberThatItGotLast(Engine engine) {
    on(engine);
    Delivery one = planned(1, DeliveryEvent.FILE_CREATED, "one");
    Delivery two = planned(2, DeliveryEvent.FILE_CREATED, "two");
    deliveries.add(List.of(one, two));
    portions.reserve(id, 4);
    Delivery last = one.numbered(3).waiting(attempt(1, null, "OFFERED"), false, 0, null);
    deliveries.record(List.of(last), List.of());
    assertThat(portions.nextSequence(id)).isEqualTo(4);
    assertThat(deliveries.waitingSince(id, "OFFERED", 0, 9, 10)).containsExactly(last);
    assertThat(deliveries.waitingSince(id, "OFFERED", 3, 9, 10)).isEmpty();
    assertThat(deliveries.waitingSince(id, "OFFERED", 0, 2, 10)).isEmpty();
    assertThat(deliveries.waitingOtherwise(id, "OFFERED", 0, 10)).containsExactly(two);
    assertThat(deliveries.waitingOtherwise(id, "OFFERED", 2, 10)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatARunLeftWhenTheServerWasKilledIsRunAgain(Engine engine) {
    on(engine);
    aimed(OLD);
    assertThat(dues.recover(now)).isEqualTo(1);
    assertThat(due()).hasSize(1);
    subscriptions.begin(id);
    subscriptions.synced(id, OLD, 0);
    assertThat(dues.recover(now)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void whoIsLeftOutIsNotAmongThoseThatAreDue(Engine engine) {
    on(engine);
    assertThat(dues.due(now, List.of(subscriber, Ids.next()), 10)).isEmpty();
    assertThat(dues.due(now, List.of(Ids.next()), 10))
        .containsExactly(new DueSubscriptions.Due(id, subscriber));
  }

  @ParameterizedTest
  @EnumSource
  void aRunWhoseEndWasNotWrittenIsFoundAndMadeDue(Engine engine) {
    on(engine);
    assertThat(dues.underWay(10)).isEmpty();
    aimed(OLD);
    assertThat(dues.underWay(10)).containsExactly(id);
    assertThat(dues.recover(List.of(Ids.next()), now)).isZero();
    assertThat(dues.recover(List.of(id, Ids.next()), now)).isEqualTo(1);
    assertThat(dues.underWay(10)).isEmpty();
    assertThat(due()).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void nothingIsDueOfWhatStandsStill(Engine engine) {
    on(engine);
    subscriptions.become(id, SubscriptionStatus.PAUSED, null, null);
    assertThat(due()).isEmpty();
    assertThat(subscriptions.begin(id)).isEmpty();
    subscriptions.left(id, SubscriptionStatus.FAILED, 0, 0, "X", "x", null);
    assertThat(read().status()).isEqualTo(SubscriptionStatus.PAUSED);
  }

  @ParameterizedTest
  @EnumSource
  void aCancelBeforeTheFirstRunLeavesTheFirstGenerationAsTheFloor(Engine engine) {
    on(engine);
    UUID job = Ids.next();
    subscriptions.beginGeneration(id, job);
    subscriptions.cancelGeneration(id, job, now);
    assertThat(read().generation()).isEqualTo(1);
    assertThat(read().floor()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void whatAllArrivedOfStaysWithItsJobUntilThatEnds(Engine engine) {
    on(engine);
    aimed(OLD);
    UUID job = Ids.next();
    subscriptions.beginGeneration(id, job);
    subscriptions.synced(id, OLD, 0);
    assertThat(subscriptions.beginGeneration(id, job).orElseThrow().generation()).isEqualTo(2);
    subscriptions.endGeneration(id, job);
    assertThat(read().resyncJob()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void whoIsElsewhereIsLookedAtWhereAnythingIsLeft(Engine engine) {
    on(engine);
    aimed(OLD);
    subscriptions.left(id, SubscriptionStatus.FAILED, 1, 1, "REFUSED", "x", null);
    assertThat(read().nextRunAt()).isNull();
    assertThat(dues.wakeAllOf(Ids.next(), now)).isZero();
    assertThat(dues.wakeAllOf(subscriber, now)).isEqualTo(1);
    assertThat(read().nextRunAt()).isNotNull();
    assertThat(dues.wakeAllOf(subscriber, now)).isZero();
    subscriptions.begin(id);
    subscriptions.synced(id, OLD, 0);
    assertThat(dues.wakeAllOf(subscriber, now)).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void aJobBeginsOneGenerationAndItsCancelBringsTheFloorBack(Engine engine) {
    on(engine);
    aimed(OLD);
    subscriptions.synced(id, OLD, 0);
    UUID job = Ids.next();
    Subscription begun = subscriptions.beginGeneration(id, job).orElseThrow();
    assertThat(begun.generation()).isEqualTo(2);
    assertThat(begun.floor()).isEqualTo(2);
    assertThat(subscriptions.beginGeneration(id, job).orElseThrow().generation()).isEqualTo(2);
    assertThat(subscriptions.generationJobs()).containsExactly(job);
    subscriptions.cancelGeneration(id, job, now);
    assertThat(read().generation()).isEqualTo(2);
    assertThat(read().floor()).isEqualTo(1);
    assertThat(read().resyncJob()).isNull();
    assertThat(subscriptions.beginGeneration(id, Ids.next()).orElseThrow().generation())
        .isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void filesAreReadInTheOrderOfTheirBytes(Engine engine) {
    on(engine);
    List<DeliveredFile> some = new ArrayList<>();
    for (String path : List.of("a/b", "a.b", "ä", "a", "Z", "a0")) {
      some.add(new DeliveredFile(FilePath.of(path), OLD, "100644", 1, "s", 1, now));
    }
    files.put(id, some);
    assertThat(files.after(id, null, 10))
        .extracting(each -> each.path().text())
        .containsExactly("Z", "a", "a.b", "a/b", "a0", "ä");
    assertThat(files.after(id, FilePath.of("a.b"), 2))
        .extracting(each -> each.path().text())
        .containsExactly("a/b", "a0");
    files.put(id, List.of(new DeliveredFile(FilePath.of("a"), NEW, "100755", 9, "t", 2, now)));
    assertThat(files.at(id, FilePath.of("a")).orElseThrow().generation()).isEqualTo(2);
    files.remove(id, List.of(FilePath.of("a"), FilePath.of("nothing")));
    assertThat(files.at(id, FilePath.of("a"))).isEmpty();
    assertThat(files.count(id)).isEqualTo(5);
  }

  @ParameterizedTest
  @EnumSource
  void aMessageIsOpenUntilItIsTakenOrOvertaken(Engine engine) {
    on(engine);
    Delivery one = planned(1, DeliveryEvent.FILE_CREATED, "one");
    Delivery two = planned(2, DeliveryEvent.FILE_CREATED, "two");
    Delivery three = planned(3, DeliveryEvent.FILE_UPDATED, "three");
    deliveries.add(List.of(one, two, three));
    assertThat(deliveries.untried(id, now, 0, 10)).containsExactly(one, two, three);
    assertThat(deliveries.untried(id, now, 1, 1)).containsExactly(two);
    Delivery taken = one.read(5, "s").taken(attempt(1, 204, null));
    Delivery waits = two.waiting(attempt(1, 500, "UPSTREAM_FAILED"), false, 0, now.plusSeconds(5));
    deliveries.record(List.of(taken, waits), List.of());
    assertThat(deliveries.find(one.id())).contains(taken);
    assertThat(deliveries.openAfter(id, null, 10)).containsExactly(three, waits);
    assertThat(deliveries.openAfter(id, FilePath.of("three"), 10)).containsExactly(waits);
    assertThat(deliveries.tally(id, now)).isEqualTo(new DeliveryStore.Tally(2, 0, now, 1));
    Delivery refused = waits.refused(attempt(2, 422, "REFUSED_UPSTREAM"));
    deliveries.record(List.of(refused), List.of(new DeliveryStore.Earlier(two.id(), waits.last())));
    assertThat(deliveries.earlierAttempts(two.id())).containsExactly(waits.last());
    assertThat(deliveries.refused(id, 10)).containsExactly(refused);
    deliveries.cancel(List.of(two.id(), one.id()), now);
    assertThat(deliveries.find(one.id()).orElseThrow().status())
        .isEqualTo(DeliveryStatus.DELIVERED);
    assertThat(deliveries.find(two.id()).orElseThrow().status())
        .isEqualTo(DeliveryStatus.CANCELLED);
    assertThat(deliveries.openAfter(id, null, 10)).containsExactly(three);
    deliveries.add(List.of(planned(4, DeliveryEvent.FILE_CREATED, "two")));
    assertThat(deliveries.openAfter(id, null, 10)).hasSize(2);
  }

  private List<Long> sequencesOfRows() {
    return deliveries.untried(id, now, 0, 10).stream().map(Delivery::sequence).toList();
  }

  private long portionsLeft() {
    return database
        .query("select count(*) from delivery_portion", List.of(), row -> row.getLong(1))
        .get(0);
  }

  @ParameterizedTest
  @EnumSource
  void messagesOfAPortionGetRowsOnceSomethingBecameOfThem(Engine engine) {
    on(engine);
    now = now.truncatedTo(ChronoUnit.MILLIS);
    Delivery one = planned(1, DeliveryEvent.FILE_CREATED, "one");
    Delivery two =
        planned(2, DeliveryEvent.FILE_CREATED, "two")
            .of(new FilePath(new byte[] {'t', (byte) 0xFF}), NEW, "120000", "e".repeat(64));
    Delivery three = planned(3, DeliveryEvent.FILE_CREATED, "three");
    Delivery gone =
        planned(4, DeliveryEvent.FILE_DELETED, "gone").of(FilePath.of("gone"), null, null, "f");
    Delivery started =
        Delivery.planned(Ids.next(), id, 5, 7, DeliveryEvent.SNAPSHOT_STARTED, NEW, now).of(0);
    portions.plan(id, List.of(one, two, three));
    portions.plan(id, List.of());
    portions.plan(id, List.of(gone));
    portions.plan(id, List.of(started));
    assertThat(portions.nextSequence(id)).isEqualTo(6);
    assertThat(sequencesOfRows()).isEmpty();

    Delivery taken = one.read(5, "s").taken(attempt(1, 204, null));
    deliveries.add(List.of(taken));
    portions.end(id, 1);
    assertThat(portionsLeft()).isEqualTo(3);
    portions.unpack(id);
    assertThat(portionsLeft()).isZero();
    assertThat(deliveries.find(one.id())).contains(taken);
    assertThat(deliveries.untried(id, now, 0, 10)).containsExactly(two, three, gone, started);
    portions.unpack(id);
    assertThat(sequencesOfRows()).containsExactly(2L, 3L, 4L, 5L);
  }

  @ParameterizedTest
  @EnumSource
  void aPortionGoesWithTheLastOfItsMessages(Engine engine) {
    on(engine);
    portions.plan(
        id,
        List.of(
            planned(1, DeliveryEvent.FILE_CREATED, "one"),
            planned(2, DeliveryEvent.FILE_CREATED, "two")));
    portions.plan(id, List.of(planned(3, DeliveryEvent.FILE_UPDATED, "three")));
    portions.end(id, 2);
    assertThat(portionsLeft()).isEqualTo(1);
    portions.unpack(id);
    assertThat(sequencesOfRows()).containsExactly(3L);
  }

  @ParameterizedTest
  @EnumSource
  void theLargestPortionFitsIntoItsRow(Engine engine) {
    on(engine);
    List<Delivery> most = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      String path = String.format("%03d", i) + "x".repeat(i < 131 ? FilePath.LONGEST - 3 : 0);
      most.add(
          planned(i + 1, DeliveryEvent.FILE_UPDATED, path)
              .of(FilePath.of(path), "b".repeat(64), "100755", "e".repeat(64)));
    }
    portions.plan(id, most);
    portions.unpack(id);
    assertThat(deliveries.untried(id, now, 499, 10))
        .singleElement()
        .extracting(each -> each.subject().mode())
        .isEqualTo("100755");
  }

  /** A run that was turned away until a time, with one message that was not tried. */
  private void turnedAway(Instant until) {
    aimed(OLD);
    deliveries.add(List.of(planned(1, DeliveryEvent.FILE_CREATED, "one")));
    subscriptions.left(id, SubscriptionStatus.FAILED, 1, 0, "BREAKER", "later", until);
  }

  @ParameterizedTest
  @EnumSource
  void whoWasTurnedAwayIsWokenWithItsSubscriber(Engine engine) {
    on(engine);
    turnedAway(now.plusSeconds(1800));
    assertThat(dues.wakeOf(Ids.next(), now)).isZero();
    assertThat(dues.wakeOf(subscriber, now)).isEqualTo(1);
    assertThat(read().nextRunAt()).isEqualTo(now);
    assertThat(dues.wakeOf(subscriber, now)).isZero();
    subscriptions.become(id, SubscriptionStatus.PAUSED, null, null);
    assertThat(dues.wakeOf(subscriber, now.minusSeconds(1))).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void whatHasNothingToSendNowIsNotWokenWithItsSubscriber(Engine engine) {
    on(engine);
    aimed(OLD);
    subscriptions.synced(id, OLD, 0);
    assertThat(dues.wakeOf(subscriber, now)).isZero();
    Instant later = now.plusSeconds(3600);
    Delivery one = planned(1, DeliveryEvent.FILE_CREATED, "one");
    deliveries.add(List.of(one));
    deliveries.record(
        List.of(one.waiting(attempt(1, 422, "REFUSED_UPSTREAM"), true, 0, later)), List.of());
    subscriptions.left(id, SubscriptionStatus.DELIVERING, 1, 0, "NOT_TAKEN", "later", later);
    assertThat(dues.wakeOf(subscriber, now)).isZero();
    assertThat(read().nextRunAt()).isEqualTo(later);
  }

  @ParameterizedTest
  @EnumSource
  void whatCouldNotBeTakenIsHurriedAndWhatWasRefusedIsNot(Engine engine) {
    on(engine);
    Instant later = now.plusSeconds(3600);
    List<Delivery> waiting = new ArrayList<>();
    List<Delivery> all = new ArrayList<>();
    Integer[] statuses = {null, 301, 429, 503, 408, 422, null, null};
    for (int i = 0; i < statuses.length; i++) {
      Delivery each = planned(i + 1, DeliveryEvent.FILE_CREATED, "file" + i);
      String kind = i == 6 ? "OFFERED" : i == 7 ? "UNREADABLE" : "UPSTREAM_FAILED";
      all.add(each);
      waiting.add(each.waiting(attempt(4, statuses[i], kind), false, i, later));
    }
    deliveries.add(all);
    deliveries.record(waiting, List.of());
    assertThat(deliveries.hurry(Ids.next(), now)).isZero();
    assertThat(deliveries.hurry(subscriber, now)).isEqualTo(4);
    assertThat(deliveries.untried(id, now, 0, 10)).isEmpty();
    assertThat(deliveries.again(id, now, 0, 0, 10))
        .extracting(Delivery::path, Delivery::attempts, each -> each.progress().chunksTaken())
        .containsExactly(
            tuple(FilePath.of("file0"), 4, 0),
            tuple(FilePath.of("file1"), 4, 1),
            tuple(FilePath.of("file2"), 4, 2),
            tuple(FilePath.of("file3"), 4, 3));
  }

  @ParameterizedTest
  @EnumSource
  void whatWasTriedComesByItsAttemptsAndApartFromWhatWasNot(Engine engine) {
    on(engine);
    Delivery started =
        Delivery.planned(Ids.next(), id, 1, 1, DeliveryEvent.SNAPSHOT_STARTED, NEW, now).of(4);
    List<Delivery> all = new ArrayList<>(List.of(started));
    for (int i = 2; i < 7; i++) {
      all.add(planned(i, DeliveryEvent.FILE_CREATED, "file" + i));
    }
    deliveries.add(all);
    assertThat(deliveries.again(id, now, 0, 0, 10)).isEmpty();
    List<Delivery> tried =
        List.of(
            started.waiting(attempt(3, 500, "UPSTREAM_FAILED"), false, 0, now),
            all.get(1).waiting(attempt(2, 500, "UPSTREAM_FAILED"), false, 0, now),
            all.get(2).waiting(attempt(1, 500, "UPSTREAM_FAILED"), false, 0, now),
            all.get(3).waiting(attempt(1, 500, "UPSTREAM_FAILED"), false, 0, now),
            all.get(4).waiting(attempt(1, 500, "UPSTREAM_FAILED"), false, 0, now.plusMillis(1)));
    deliveries.record(tried, List.of());
    assertThat(deliveries.untried(id, now.minusMillis(1), 0, 10)).containsExactly(all.get(5));
    assertThat(deliveries.untried(id, now, 0, 10)).containsExactly(tried.get(0), all.get(5));
    assertThat(deliveries.again(id, now, 0, 0, 10))
        .containsExactly(tried.get(2), tried.get(3), tried.get(1), tried.get(0));
    assertThat(deliveries.again(id, now, 1, 3, 2)).containsExactly(tried.get(3), tried.get(1));
    assertThat(deliveries.again(id, now, 3, 1, 10)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whichChunksArrivedIsKeptWithoutAnAttemptAndForgottenWhereNothingArrived(Engine engine) {
    on(engine);
    Delivery one = planned(1, DeliveryEvent.FILE_CREATED, "one");
    deliveries.add(List.of(one));
    Delivery partly = one.read(9, "s").arrivedUpTo(3);
    deliveries.record(List.of(partly), List.of());
    assertThat(deliveries.find(one.id())).contains(partly);
    deliveries.forgetChunks(Ids.next());
    assertThat(deliveries.find(one.id())).contains(partly);
    deliveries.forgetChunks(subscriber);
    assertThat(deliveries.find(one.id())).contains(partly.arrivedUpTo(0));
  }

  @ParameterizedTest
  @EnumSource
  void aRetryHasEverythingTriedAgainAsIfForTheFirstTime(Engine engine) {
    on(engine);
    Delivery one = planned(1, DeliveryEvent.FILE_CREATED, "one");
    deliveries.add(List.of(one));
    deliveries.record(List.of(one.refused(attempt(3, 422, "REFUSED_UPSTREAM"))), List.of());
    assertThat(deliveries.again(id, now, 0, 0, 10)).isEmpty();
    assertThat(deliveries.retry(id)).isEqualTo(1);
    assertThat(deliveries.again(id, now, 0, 0, 10))
        .singleElement()
        .satisfies(
            each -> {
              assertThat(each.id()).isEqualTo(one.id());
              assertThat(each.refusals()).isZero();
              assertThat(each.attempts()).isEqualTo(3);
            });
  }

  @ParameterizedTest
  @EnumSource
  void announcementsThatAreNotTrueAnyMoreEnd(Engine engine) {
    on(engine);
    Delivery started =
        Delivery.planned(Ids.next(), id, 1, 1, DeliveryEvent.SNAPSHOT_STARTED, OLD, now).of(3);
    Delivery completed =
        Delivery.planned(Ids.next(), id, 2, 1, DeliveryEvent.SNAPSHOT_COMPLETED, OLD, now).of(3);
    deliveries.add(List.of(started, completed));
    deliveries.cancelAnnouncements(id, 1, OLD, false, now);
    assertThat(deliveries.untried(id, now, 0, 10)).containsExactly(started, completed);
    deliveries.cancelAnnouncements(id, 1, NEW, false, now);
    assertThat(deliveries.untried(id, now, 0, 10)).containsExactly(started);
    deliveries.cancelAnnouncements(id, 2, NEW, false, now);
    assertThat(deliveries.untried(id, now, 0, 10)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aRunThatWasNotToBeLeavesTheSubscriptionAsItWas(Engine engine) {
    on(engine);
    subscriptions.begin(id);
    subscriptions.aim(id, OLD, seen());
    subscriptions.surveyed(id, 1, 1);
    subscriptions.synced(id, OLD, 1);
    Subscription synced = subscriptions.begin(id).orElseThrow();
    subscriptions.leftAlone(synced, now);
    assertThat(subscriptions.find(id)).contains(synced);
    subscriptions.begin(id);
    subscriptions.wake(id, now);
    subscriptions.leftAlone(synced, now);
    Subscription due = subscriptions.find(id).orElseThrow();
    assertThat(due.status()).as("it was heard of").isEqualTo(SubscriptionStatus.DELIVERING);
    subscriptions.begin(id);
    subscriptions.leftAlone(due, now);
    assertThat(subscriptions.find(id)).contains(due);
  }

  @ParameterizedTest
  @EnumSource
  void whatTheSubscriberWasToldOfAGenerationIsRemembered(Engine engine) {
    on(engine);
    subscriptions.begin(id);
    subscriptions.aim(id, OLD, seen());
    assertThat(subscriptions.isAnnounced(id, 1)).isFalse();
    portions.plan(id, List.of(planned(1, DeliveryEvent.FILE_CREATED, "one")));
    assertThat(subscriptions.isAnnounced(id, 1)).isFalse();
    portions.plan(
        id,
        List.of(
            Delivery.planned(Ids.next(), id, 2, 1, DeliveryEvent.SNAPSHOT_STARTED, OLD, now)
                .of(3)));
    assertThat(subscriptions.isAnnounced(id, 1)).isTrue();
    assertThat(subscriptions.isAnnounced(id, 2)).isFalse();
    assertThat(subscriptions.isCompleted(id, OLD)).isFalse();
    subscriptions.completed(id, 1, OLD);
    assertThat(subscriptions.isCompleted(id, OLD)).isTrue();
    assertThat(subscriptions.isCompleted(id, NEW)).isFalse();
    subscriptions.beginGeneration(id, Ids.next());
    assertThat(subscriptions.isCompleted(id, OLD)).as("of another generation").isFalse();
    assertThat(subscriptions.isAnnounced(id, 2)).isFalse();
    subscriptions.completed(id, 1, OLD);
    assertThat(subscriptions.isCompleted(id, OLD)).as("what comes late").isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void onlyWhatIsOverAndWasPlannedLongAgoIsForgotten(Engine engine) {
    on(engine);
    Delivery one = planned(1, DeliveryEvent.FILE_CREATED, "one");
    Delivery two = planned(2, DeliveryEvent.FILE_CREATED, "two");
    Delivery three = planned(3, DeliveryEvent.FILE_CREATED, "three");
    deliveries.add(List.of(one, two, three));
    deliveries.record(
        List.of(
            one.read(1, "s").taken(attempt(1, 200, null)),
            two.refused(attempt(3, 422, "REFUSED_UPSTREAM"))),
        List.of());
    assertThat(deliveries.forget(now.minusSeconds(1), 10)).isZero();
    assertThat(deliveries.forget(Instant.now().plusSeconds(1), 10)).isEqualTo(1);
    assertThat(deliveries.find(one.id())).isEmpty();
    assertThat(deliveries.find(two.id())).isPresent();
    assertThat(deliveries.find(three.id())).isPresent();
  }

  @ParameterizedTest
  @EnumSource
  void attemptsOfLongAgoAreForgottenOfWhatIsOpenToo(Engine engine) {
    on(engine);
    Delivery one = planned(1, DeliveryEvent.FILE_CREATED, "one");
    deliveries.add(List.of(one));
    DeliveryAttempt first = new DeliveryAttempt(1, now.minusSeconds(60), 500, 3, "X", "bad");
    DeliveryAttempt second = new DeliveryAttempt(2, now.minusSeconds(30), 500, 3, "X", "bad");
    deliveries.record(
        List.of(one.waiting(attempt(3, 500, "X"), false, 0, now)),
        List.of(
            new DeliveryStore.Earlier(one.id(), first),
            new DeliveryStore.Earlier(one.id(), second)));
    assertThat(deliveries.forgetAttempts(now.minusSeconds(3600))).isZero();
    assertThat(deliveries.forgetAttempts(Instant.now().plusSeconds(3600))).isEqualTo(2);
    assertThat(deliveries.earlierAttempts(one.id())).isEmpty();
    assertThat(deliveries.find(one.id()).orElseThrow().last().number()).isEqualTo(3);
  }
}
