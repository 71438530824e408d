package org.sluice.notification.channel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.egress.webhook.Attempt;
import org.sluice.failure.FailureKind;
import org.sluice.notification.StoredNotice;
import org.sluice.notification.post.AttemptOutcome;
import org.sluice.notification.post.Channel;
import org.sluice.notification.post.ChannelKind;
import org.sluice.notification.post.Delivery;
import org.sluice.notification.post.Samples;
import org.sluice.platform.Ids;
import org.sluice.platform.Notice.Severity;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.UniqueViolation;
import org.sluice.rest.PageQuery;

/** The statements about channels and messages on both databases. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChannelStoresTest {

  private static final Attempt TAKEN = Attempt.sent("The endpoint answered 204.");
  private static final Attempt REFUSED =
      Attempt.again(FailureKind.REFUSED_UPSTREAM, "The endpoint answered 500.");

  enum Engine {
    H2,
    POSTGRESQL
  }

  private EmbeddedPostgres postgres;
  private DataSource h2;
  private Database database;
  private ChannelStore channels;
  private MessageStore messages;
  private Instant now;

  @BeforeAll
  void migrate() throws IOException {
    JdbcDataSource memory = new JdbcDataSource();
    memory.setURL("jdbc:h2:mem:" + Ids.next() + ";DB_CLOSE_DELAY=-1");
    h2 = memory;
    postgres = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start();
    for (Engine each : Engine.values()) {
      Flyway.configure().dataSource(of(each)).locations("classpath:db/migration").load().migrate();
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

  /** An empty set of channels, and a time at which everything that is enqueued is due. */
  private void on(Engine which) {
    database = new Database(of(which));
    channels = new ChannelStore(database);
    messages = new MessageStore(database);
    database.execute("delete from notification_channel");
    now = Instant.now().plusSeconds(1).truncatedTo(ChronoUnit.MICROS);
  }

  private Channel channel() {
    Channel channel = Samples.webhook("https://example.org/hook");
    channels.insert(channel);
    return channel;
  }

  private List<StoredNotice> tell(int count) {
    List<StoredNotice> told =
        IntStream.range(0, count)
            .mapToObj(n -> Samples.notice("mirror-failed", Severity.ERROR, "team/" + n, null))
            .toList();
    return database.run(
        connection -> {
          for (StoredNotice each : told) {
            database.execute(
                "insert into notice (id, topic, severity, subject, detail, link, transition_key,"
                    + " happened_at, search_text) values (?, ?, ?, ?, ?, ?, ?, ?, 'x')",
                each.id(),
                each.topic(),
                each.severity(),
                each.subject(),
                each.text(),
                each.link(),
                each.transition(),
                each.happenedAt());
          }
          messages.enqueue(connection, told);
          return told;
        });
  }

  private Map<String, Long> byStatus(Channel channel) {
    Map<String, Long> counts = new java.util.HashMap<>();
    database.query(
        "select status, count(*) from notification_message where channel_id = ? group by status",
        List.of(channel.id()),
        row -> counts.put(row.getString(1), row.getLong(2)));
    return counts;
  }

  @ParameterizedTest
  @EnumSource
  void aChannelIsStoredWholeEditedAndFound(Engine engine) {
    on(engine);
    UUID namespace = Ids.next();
    Channel made =
        Samples.channel(
            ChannelKind.MAIL,
            List.of("mirror-*", "disk-low"),
            Severity.WARNING,
            namespace,
            List.of("ana@example.org", "ben@example.org"),
            null);
    channels.insert(made);
    assertThat(channels.find(made.id())).contains(made);
    assertThat(channels.anyLimitedTo(namespace)).isTrue();
    assertThat(channels.anyLimitedTo(Ids.next())).isFalse();

    Channel off = made.switchedOff(now);
    channels.update(off);
    channels.attempted(made.id(), REFUSED, now);
    Channel seen = channels.lock(made.id()).orElseThrow();
    assertThat(seen.version()).isEqualTo(2);
    assertThat(seen.enabled()).isFalse();
    assertThat(seen.lastOutcome()).isEqualTo(AttemptOutcome.FAILED);
    assertThat(seen.lastAttemptAt()).isEqualTo(now);
    channels.update(off);
    assertThat(channels.find(made.id()).orElseThrow().lastDetail())
        .as("an edit leaves what Sluice wrote alone")
        .isEqualTo("The endpoint answered 500.");

    Channel same =
        made.tidied(made.name().toUpperCase(java.util.Locale.ROOT), List.of(), List.of(), null);
    assertThatThrownBy(
            () ->
                database.execute(
                    "update notification_channel set id = ?, name_key = ? where id = ?",
                    Ids.next(),
                    channel().name(),
                    same.id()))
        .matches(UniqueViolation::isCauseOf);
    for (String sort : ChannelStore.SORTS.keySet()) {
      PageQuery query =
          new PageQuery(
              1, 1, List.of(new PageQuery.Sort(sort, true)), "CHANNEL-", Map.of("kind", "MAIL"));
      assertThat(channels.page(query).total()).isEqualTo(1);
      assertThat(channels.page(query).rows()).hasSize(1);
    }
    channels.delete(made.id());
    assertThat(channels.find(made.id())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aMessageGoesFromEnqueuedToSent(Engine engine) {
    on(engine);
    Channel channel = channel();
    Channel deaf =
        Samples.channel(
            ChannelKind.MAIL, List.of("other"), Severity.INFO, null, List.of("a@b.c"), null);
    channels.insert(deaf);
    StoredNotice notice = tell(1).get(0);
    assertThat(messages.due(now)).containsExactly(channel.id());
    assertThat(messages.due(now.minus(Duration.ofHours(1)))).isEmpty();
    assertThat(messages.pending(Set.of(channel.id(), deaf.id())))
        .isEqualTo(Map.of(channel.id(), 1L));

    Delivery delivery = messages.take(channel.id(), now).orElseThrow();
    assertThat(delivery.attempt()).isEqualTo(1);
    assertThat(delivery.notices()).extracting(StoredNotice::id).containsExactly(notice.id());
    assertThat(delivery.isDigest()).isFalse();
    assertThat(messages.take(channel.id(), now)).as("nobody takes it twice").isEmpty();

    assertThat(messages.record(delivery, TAKEN, now)).isFalse();
    assertThat(byStatus(channel)).isEqualTo(Map.of("SENT", 1L));
    assertThat(messages.due(now.plus(Duration.ofDays(2)))).isEmpty();
    Channel seen = channels.find(channel.id()).orElseThrow();
    assertThat(seen.lastOutcome()).isEqualTo(AttemptOutcome.SENT);
    assertThat(seen.version()).isEqualTo(1);
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotTakenIsTriedAgainUnderTheSameIdUntilItFails(Engine engine) {
    on(engine);
    Channel channel = channel();
    tell(1);
    Set<UUID> ids = new HashSet<>();
    List<Duration> waits = new ArrayList<>();
    boolean givenUp = false;
    while (!givenUp) {
      Delivery delivery = messages.take(channel.id(), now).orElseThrow();
      ids.add(delivery.id());
      givenUp = messages.record(delivery, REFUSED, now);
      Instant due = next(channel);
      if (due != null) {
        waits.add(Duration.between(now, due));
        assertThat(messages.take(channel.id(), due.minusMillis(1))).isEmpty();
        now = due;
      }
    }
    assertThat(ids).hasSize(1);
    assertThat(waits).isEqualTo(MessageStore.DELAYS);
    assertThat(byStatus(channel)).isEqualTo(Map.of("FAILED", 1L));
    assertThat(messages.take(channel.id(), now.plus(Duration.ofDays(2)))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void theReceiverMayAskForMoreTimeButNotForEver(Engine engine) {
    on(engine);
    Channel channel = channel();
    tell(1);
    Delivery first = messages.take(channel.id(), now).orElseThrow();
    messages.record(first, REFUSED.after(Duration.ofMinutes(7)), now);
    assertThat(next(channel)).isEqualTo(now.plus(Duration.ofMinutes(7)));
    now = next(channel);
    Delivery second = messages.take(channel.id(), now).orElseThrow();
    messages.record(second, REFUSED.after(Duration.ofDays(400)), now);
    assertThat(next(channel)).isEqualTo(now.plus(Duration.ofDays(1)));
    now = next(channel);
    Delivery third = messages.take(channel.id(), now).orElseThrow();
    messages.record(third, REFUSED.after(Duration.ofSeconds(-5)), now);
    assertThat(next(channel))
        .as("less than our own pause")
        .isEqualTo(now.plus(Duration.ofMinutes(2)));
  }

  private Instant next(Channel channel) {
    List<java.time.OffsetDateTime> found =
        database.query(
            "select next_attempt_at from notification_message where channel_id = ?"
                + " and next_attempt_at is not null",
            List.of(channel.id()),
            row -> row.getObject(1, java.time.OffsetDateTime.class));
    return found.isEmpty() ? null : found.get(0).toInstant();
  }

  @ParameterizedTest
  @EnumSource
  void anAttemptThatWasLostInACrashIsMadeAgain(Engine engine) {
    on(engine);
    Channel channel = channel();
    tell(1);
    Delivery lost = messages.take(channel.id(), now).orElseThrow();

    assertThat(messages.take(channel.id(), now.plusSeconds(59))).isEmpty();
    Delivery again = messages.take(channel.id(), now.plus(MessageStore.LEASE)).orElseThrow();
    assertThat(again.id()).isEqualTo(lost.id());
    assertThat(again.attempt()).isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void aBurstIsOneMessageAndThenNothingNewForAMinute(Engine engine) {
    on(engine);
    Channel channel = channel();
    tell(250);
    Delivery digest = messages.take(channel.id(), now).orElseThrow();
    assertThat(digest.isDigest()).isTrue();
    assertThat(digest.total()).isEqualTo(250);
    assertThat(digest.notices()).hasSize(Delivery.MOST_TOLD);
    assertThat(digest.byTopic()).isEqualTo(Map.of("mirror-failed", 250L));
    assertThat(messages.record(digest, REFUSED, now)).isFalse();

    tell(1);
    assertThat(messages.take(channel.id(), now.plusSeconds(2))).as("new ones wait").isEmpty();
    Delivery again = messages.take(channel.id(), now.plusSeconds(5)).orElseThrow();
    assertThat(again.id()).as("the digest is tried again meanwhile").isEqualTo(digest.id());
    assertThat(again.total()).isEqualTo(250);
    messages.record(again, TAKEN, now.plusSeconds(5));
    assertThat(byStatus(channel)).isEqualTo(Map.of("SENT", 250L, "PENDING", 1L));
    Delivery single = messages.take(channel.id(), now.plusSeconds(66)).orElseThrow();
    assertThat(single.isDigest()).isFalse();
  }

  @ParameterizedTest
  @EnumSource
  void aFewGoOneByOneInTheirOrder(Engine engine) {
    on(engine);
    Channel channel = channel();
    List<StoredNotice> told = tell(20);
    List<UUID> sent = new ArrayList<>();
    Optional<Delivery> next = messages.take(channel.id(), now);
    while (next.isPresent()) {
      sent.add(next.get().notices().get(0).id());
      messages.record(next.get(), TAKEN, now);
      next = messages.take(channel.id(), now);
    }
    assertThat(sent).isEqualTo(told.stream().map(StoredNotice::id).toList());
    tell(2);
    assertThat(messages.take(channel.id(), now).orElseThrow().total())
        .as("the next within the minute go together")
        .isEqualTo(2);
  }

  @ParameterizedTest
  @EnumSource
  void whatAChannelThatIsOffHasNotSentIsDropped(Engine engine) {
    on(engine);
    Channel channel = channel();
    tell(3);
    channels.update(channel.switchedOff(now));
    assertThat(messages.take(channel.id(), now)).isEmpty();
    assertThat(byStatus(channel)).isEqualTo(Map.of("DROPPED", 3L));
    tell(1);
    assertThat(byStatus(channel)).as("and it gets no more").isEqualTo(Map.of("DROPPED", 3L));
    assertThat(messages.countPending()).isZero();
  }
}
