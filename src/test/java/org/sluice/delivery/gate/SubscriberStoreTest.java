package org.sluice.delivery.gate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.delivery.row.SubscriptionStore;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.platform.Ids;
import org.sluice.platform.database.Database;
import org.sluice.rest.PageQuery;
import org.sluice.testing.TestDatabase;

/** The statements about subscribers on both databases. */
class SubscriberStoreTest {

  private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.MICROS);
  private static final UUID TEAM = Ids.next();
  private static final UUID OTHERS = Ids.next();

  private Database database;
  private SubscriberStore store;

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
    // What is subscribed to is of no interest here.
    database.execute("alter table subscription drop constraint subscription_repository");
    store = new SubscriberStore(database);
    namespace(TEAM, "team");
    namespace(OTHERS, "others");
  }

  private void namespace(UUID id, String name) {
    database.execute(
        "insert into namespaces (id, name, name_key, kind, created_at, updated_at, version)"
            + " values (?, ?, ?, 'TEAM', ?, ?, 0)",
        id,
        name,
        name,
        NOW,
        NOW);
  }

  private static Subscriber subscriber(UUID namespace, String name) {
    return new Subscriber(
        Ids.next(),
        namespace,
        name,
        "https://example.org/" + name,
        "ops@example.org",
        "sealed",
        null,
        null,
        SubscriberStatus.ACTIVE,
        null,
        20,
        Breaker.CLOSED,
        null,
        NOW,
        NOW,
        1);
  }

  private Subscriber add(UUID namespace, String name) {
    Subscriber subscriber = subscriber(namespace, name);
    store.add(subscriber);
    return subscriber;
  }

  private Subscriber read(Subscriber subscriber) {
    return store.find(subscriber.id()).orElseThrow();
  }

  private UUID subscription(Subscriber subscriber, SubscriptionStatus status) {
    UUID id = Ids.next();
    new SubscriptionStore(database)
        .add(id, subscriber.id(), Ids.next(), null, List.of("**"), List.of(), NOW);
    database.execute("update subscription set status = ? where id = ?", status, id);
    database.execute(
        "insert into delivered_file (subscription_id, path_key, blob_id, mode, size_bytes, sha256,"
            + " generation, delivered_at) values (?, ?, ?, '100644', 3, ?, 1, ?)",
        id,
        new byte[] {'a'},
        "b".repeat(40),
        "c".repeat(64),
        NOW);
    return id;
  }

  private static PageQuery query(String text, Map<String, String> filters, PageQuery.Sort... sort) {
    return new PageQuery(1, 50, List.of(sort), text, filters);
  }

  private List<String> names(Set<UUID> namespaces, PageQuery query) {
    List<String> names = store.page(namespaces, query).stream().map(Subscriber::name).toList();
    assertThat(store.count(namespaces, query)).isEqualTo(names.size());
    return names;
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void readsBackWhatWasStored(String kind) {
    open(kind);
    Subscriber added = add(TEAM, "Billing");
    assertThat(store.find(added.id())).contains(added);
    assertThat(store.find(TEAM, "bILLING")).contains(added);
    assertThat(store.find(OTHERS, "billing")).isEmpty();
    assertThat(store.find(List.of(added.id(), Ids.next()))).isEqualTo(Map.of(added.id(), added));
    assertThat(store.find(List.of())).isEmpty();
    assertThat(store.anyOf(TEAM)).isTrue();
    assertThat(store.anyOf(OTHERS)).isFalse();
    assertThat(added.toString()).doesNotContain("sealed", "example.org");
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void aNameIsThereOnceInANamespaceInWhateverCase(String kind) {
    open(kind);
    add(TEAM, "Billing");
    add(OTHERS, "billing");
    assertThatThrownBy(() -> add(TEAM, "bILLING"))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.CONFLICT));
    Subscriber other = add(TEAM, "audit");
    assertThatThrownBy(
            () ->
                store.change(
                    with(other, "BILLING", other.endpointUrl()), false, other.version(), NOW))
        .isInstanceOf(DomainException.class);
  }

  private static Subscriber with(Subscriber before, String name, String endpoint) {
    return new Subscriber(
        before.id(),
        before.namespaceId(),
        name,
        endpoint,
        null,
        before.secret(),
        before.formerSecret(),
        before.formerUntil(),
        before.status(),
        before.statusReason(),
        null,
        before.breaker(),
        before.restingUntil(),
        before.createdAt(),
        before.updatedAt(),
        before.version());
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void listsThoseOfNamespacesByNameTextAndStatus(String kind) {
    open(kind);
    add(TEAM, "b_50%");
    add(TEAM, "Alpha");
    Subscriber paused = add(OTHERS, "gamma");
    store.status(paused.id(), SubscriberStatus.PAUSED, null, NOW);
    PageQuery.Sort byName = new PageQuery.Sort("name", false);
    assertThat(names(null, query(null, Map.of(), byName)))
        .containsExactly("Alpha", "b_50%", "gamma");
    assertThat(names(null, query(null, Map.of(), new PageQuery.Sort("name", true))))
        .containsExactly("gamma", "b_50%", "Alpha");
    assertThat(names(null, query(null, Map.of(), new PageQuery.Sort("createdAt", false), byName)))
        .containsExactly("Alpha", "b_50%", "gamma");
    assertThat(names(Set.of(TEAM), query(null, Map.of(), byName)))
        .containsExactly("Alpha", "b_50%");
    assertThat(names(Set.of(), query(null, Map.of(), byName))).isEmpty();
    assertThat(names(null, query("A", Map.of(), byName))).containsExactly("Alpha", "gamma");
    assertThat(names(null, query("_", Map.of(), byName))).containsExactly("b_50%");
    assertThat(names(null, query("%", Map.of(), byName))).containsExactly("b_50%");
    assertThat(names(null, query(null, Map.of("status", "PAUSED"), byName)))
        .containsExactly("gamma");
    assertThat(names(Set.of(TEAM), query("a", Map.of("status", "PAUSED"), byName))).isEmpty();
    assertThat(store.page(null, new PageQuery(2, 1, List.of(byName), null, Map.of())))
        .extracting(Subscriber::name)
        .containsExactly("b_50%");
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void anEditOfAnOlderVersionChangesNothing(String kind) {
    open(kind);
    Subscriber added = add(TEAM, "billing");
    Instant later = NOW.plusSeconds(5);
    assertThat(store.change(with(added, "Invoices", null), true, added.version(), later)).isTrue();
    assertThat(store.change(with(added, "other", null), true, added.version(), later)).isFalse();
    Subscriber now = read(added);
    assertThat(now.name()).isEqualTo("Invoices");
    assertThat(now.endpointUrl()).isNull();
    assertThat(now.contact()).isNull();
    assertThat(now.rateLimit()).isNull();
    assertThat(now.updatedAt()).isEqualTo(later);
    assertThat(now.version()).isEqualTo(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void anotherEndpointHasNeitherAnOpenBreakerNorARest(String kind) {
    open(kind);
    Subscriber added = add(TEAM, "billing");
    Breaker open = new Breaker(5, NOW.plusSeconds(60), "It did not answer.");
    store.breaker(added.id(), open);
    store.resting(added.id(), NOW.plusSeconds(30));
    store.change(with(added, "billing", added.endpointUrl()), false, 1, NOW);
    assertThat(read(added).breaker()).isEqualTo(open);
    assertThat(read(added).restingUntil()).isEqualTo(NOW.plusSeconds(30));
    store.change(with(added, "billing", "https://example.org/new"), true, 2, NOW);
    assertThat(read(added).breaker()).isEqualTo(Breaker.CLOSED);
    assertThat(read(added).restingUntil()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void saysOnceThatABreakerOpensAndOnceThatItCloses(String kind) {
    open(kind);
    Subscriber added = add(TEAM, "billing");
    Breaker open = new Breaker(5, NOW.plusSeconds(60), "It did not answer.".repeat(50));
    assertThat(store.breaker(added.id(), open)).isEqualTo(SubscriberStore.Turn.OPENED);
    assertThat(read(added).breaker().openUntil()).isEqualTo(NOW.plusSeconds(60));
    assertThat(read(added).breaker().reason()).hasSize(300);
    Breaker again = new Breaker(6, NOW.plusSeconds(120), "It did not answer.");
    assertThat(store.breaker(added.id(), again)).isEqualTo(SubscriberStore.Turn.NONE);
    assertThat(read(added).breaker()).isEqualTo(again);
    assertThat(store.breaker(added.id(), Breaker.CLOSED)).isEqualTo(SubscriberStore.Turn.CLOSED);
    assertThat(store.breaker(added.id(), Breaker.CLOSED)).isEqualTo(SubscriberStore.Turn.NONE);
    assertThat(store.breaker(Ids.next(), open)).isEqualTo(SubscriberStore.Turn.NONE);
    assertThat(read(added).version()).as("nobody edited it").isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void aStatusIsReachedOnce(String kind) {
    open(kind);
    Subscriber added = add(TEAM, "billing");
    assertThat(store.status(added.id(), SubscriberStatus.DISABLED, "It answered 410.", NOW))
        .isTrue();
    assertThat(store.status(added.id(), SubscriberStatus.DISABLED, "Again.", NOW)).isFalse();
    assertThat(read(added).statusReason()).isEqualTo("It answered 410.");
    assertThat(store.status(added.id(), SubscriberStatus.ACTIVE, null, NOW)).isTrue();
    assertThat(read(added).status()).isEqualTo(SubscriberStatus.ACTIVE);
    assertThat(read(added).statusReason()).isNull();
    assertThat(read(added).version()).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void aReplacedSecretSignsUntilItsEnd(String kind) {
    open(kind);
    Subscriber added = add(TEAM, "billing");
    store.rotate(added.id(), "sealed2", "former", NOW.plusSeconds(60), NOW);
    Subscriber now = read(added);
    assertThat(now.secret()).isEqualTo("sealed2");
    assertThat(now.formerSecret()).isEqualTo("former");
    assertThat(now.isRotating(NOW.plusSeconds(59))).isTrue();
    assertThat(now.isRotating(NOW.plusSeconds(60))).isFalse();
    assertThat(added.isRotating(NOW)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void subscriptionsAreCountedByStatusAndGoWithTheirSubscriber(String kind) {
    open(kind);
    Subscriber one = add(TEAM, "one");
    Subscriber two = add(TEAM, "two");
    Subscriber none = add(TEAM, "none");
    subscription(one, SubscriptionStatus.SYNCED);
    subscription(one, SubscriptionStatus.SYNCED);
    subscription(one, SubscriptionStatus.FAILED);
    subscription(two, SubscriptionStatus.PAUSED);
    assertThat(store.subscriptions(List.of(one.id(), two.id(), none.id())))
        .isEqualTo(
            Map.of(
                one.id(), Map.of(SubscriptionStatus.SYNCED, 2L, SubscriptionStatus.FAILED, 1L),
                two.id(), Map.of(SubscriptionStatus.PAUSED, 1L)));
    assertThat(store.subscriptions(List.of())).isEmpty();
    assertThat(store.belongings(one.id())).isEqualTo(new Belongings(3, 3));
    assertThat(store.belongings(none.id())).isEqualTo(new Belongings(0, 0));

    store.delete(one.id());
    assertThat(store.find(one.id())).isEmpty();
    assertThat(store.belongings(one.id())).isEqualTo(new Belongings(0, 0));
    assertThat(store.belongings(two.id())).isEqualTo(new Belongings(1, 1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "POSTGRESQL"})
  void theEndpointIsFoundByASubscription(String kind) {
    open(kind);
    Subscriber one = add(TEAM, "one");
    UUID id = subscription(one, SubscriptionStatus.SYNCED);
    assertThat(store.lockEndpoint(id)).contains(one.endpointUrl());
    database.execute("update subscriber set endpoint_url = null where id = ?", one.id());
    assertThat(store.lockEndpoint(id)).isEmpty();
    assertThat(store.lockEndpoint(Ids.next())).isEmpty();
  }
}
