package org.sluice.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRole;
import org.sluice.identity.Scope;
import org.sluice.job.engine.ItemNote;
import org.sluice.job.engine.ItemStore;
import org.sluice.job.engine.JobStore;
import org.sluice.job.item.ItemOutcome;
import org.sluice.job.item.ItemStatus;
import org.sluice.job.item.NewItem;
import org.sluice.job.item.SubjectType;
import org.sluice.job.row.Job;
import org.sluice.job.row.JobItem;
import org.sluice.job.row.JobRows;
import org.sluice.job.row.KeyTaken;
import org.sluice.job.row.SeenJob;
import org.sluice.job.start.StartStore;
import org.sluice.job.watch.JobLookup;
import org.sluice.platform.Ids;
import org.sluice.platform.database.Statements;
import org.sluice.rest.PageQuery;

/** The statements of all stores on both databases; what transactions add is tested on a server. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class JobStoresTest {

  private static final UUID TEAM = Ids.next();
  private static final UUID OTHER = Ids.next();

  enum Database {
    H2,
    POSTGRESQL
  }

  private EmbeddedPostgres postgres;
  private DataSource h2;
  private StartStore starts;
  private ItemStore items;
  private JobStore jobs;
  private JobLookup lookup;
  private Database current;

  @BeforeAll
  void migrate() throws IOException {
    JdbcDataSource memory = new JdbcDataSource();
    memory.setURL("jdbc:h2:mem:" + Ids.next() + ";DB_CLOSE_DELAY=-1");
    h2 = memory;
    postgres = EmbeddedPostgres.builder().setPGStartupWait(Duration.ofSeconds(60)).start();
    for (Database each : Database.values()) {
      Flyway.configure().dataSource(of(each)).locations("classpath:db/migration").load().migrate();
    }
  }

  @AfterAll
  void stop() throws IOException {
    if (postgres != null) {
      postgres.close();
    }
  }

  private DataSource of(Database which) {
    return which == Database.H2 ? h2 : postgres.getPostgresDatabase();
  }

  private void on(Database which) {
    current = which;
    JobRows rows = new JobRows(of(which));
    starts = new StartStore(rows);
    items = new ItemStore(rows);
    jobs = new JobStore(rows);
    lookup = new JobLookup(rows);
  }

  @ParameterizedTest
  @EnumSource
  void jobGoesFromInsertToItsEnd(Database database) {
    on(database);
    Job job = insert(bulk(JobTrigger.MANUAL), null, 1201, "host").job();
    assertThat(job.counts()).isEqualTo(JobCounts.allPending(1201));
    assertThat(items.unclaimedByHost(job.id())).isEqualTo(Map.of("host", 1201));

    ItemStore.Claim claim = items.claim(job.id(), "host", 1000, "here");
    assertThat(claim.claimed()).hasSize(1000);
    assertThat(claim.claimed().get(0).position()).isEqualTo(1);
    assertThat(items.unclaimedByHost(job.id())).isEqualTo(Map.of("host", 201));

    JobItem first = claim.claimed().get(0).running(Instant.now());
    Job running = items.record(job.id(), List.of(ItemNote.started(first))).orElseThrow();
    assertThat(running.status()).isEqualTo(JobStatus.RUNNING);
    assertThat(running.counts().running()).isEqualTo(1);
    assertThat(lookup.activeItems(JobKind.HEALTH_CHECK, List.of(first.subjectId())))
        .extracting(JobItem::status)
        .containsExactly(ItemStatus.RUNNING);

    ItemNote failed = ended(first, ItemOutcome.failed("NETWORK", "x".repeat(5000)));
    items.record(job.id(), List.of(failed));
    Job again = items.record(job.id(), List.of(failed)).orElseThrow();
    assertThat(again.counts().failed()).as("the same note twice counts once").isEqualTo(1);

    Job cancelling = jobs.cancel(job.id()).orElseThrow();
    assertThat(cancelling.status()).isEqualTo(JobStatus.CANCELLING);
    assertThat(cancelling.counts().cancelled()).isEqualTo(201);
    List<ItemNote> back =
        claim.claimed().subList(1, 1000).stream().map(ItemNote::released).toList();
    items.record(job.id(), back.subList(0, 499));
    Job ended = items.record(job.id(), back.subList(499, 999)).orElseThrow();
    assertThat(ended.status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(ended.counts().cancelled()).isEqualTo(1200);
    assertThat(starts.repeatable(job.id(), 0)).hasSize(JobRows.BATCH);
    assertThat(items.record(job.id(), back.subList(0, 1))).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whatItemsCountedIsStoredWithTheirEndHoweverTheyEnd(Database database) {
    on(database);
    Job job = insert(bulk(JobTrigger.MANUAL), null, 5, "host").job();
    List<JobItem> claimed = items.claim(job.id(), "host", 5, "here").claimed();
    ItemOutcome done = ItemOutcome.succeeded("done").counted("files");
    ItemNote first = ended(claimed.get(0), done, Map.of("files", 7L, "refused", 2L));
    items.record(job.id(), List.of(first));
    ItemOutcome failed = ItemOutcome.failed("NETWORK", "No answer.");
    ItemNote second = ended(claimed.get(1), failed, Map.of("files", 30L));
    ItemNote third = ended(claimed.get(2), ItemOutcome.cancelled(), Map.of("files", 400L));
    ItemNote back = ItemNote.released(claimed.get(3));

    Job after = items.record(job.id(), List.of(first, second, third, back)).orElseThrow();

    assertThat(after.counters()).isEqualTo(Map.of("files", 438L, "refused", 2L));
    Map<String, Long> many = new HashMap<>();
    IntStream.range(0, 30).forEach(n -> many.put("name-" + n, 1L));
    Job bounded =
        items.record(job.id(), List.of(ended(claimed.get(4), failed, many))).orElseThrow();
    assertThat(bounded.counters()).hasSize(Job.MAX_COUNTERS).containsEntry("files", 438L);
    assertThat(lookup.find(job.id()).orElseThrow().job().counters()).isEqualTo(bounded.counters());
  }

  @ParameterizedTest
  @EnumSource
  void uniqueIndexDecidesOnKeys(Database database) {
    on(database);
    NewJob single =
        new NewJob(JobKind.SYNC, JobTrigger.MANUAL, Caller.sluice(), "one", false, false, null);
    String key = "k-" + Ids.next();
    SeenJob first = starts.insert(single, null, () -> Stream.of(item("", key)), id -> {});

    assertThatThrownBy(() -> starts.insert(single, null, () -> Stream.of(item("", key)), id -> {}))
        .isInstanceOfSatisfying(
            KeyTaken.class, taken -> assertThat(starts.holder(taken)).contains(first.job().id()));
    String whole = "w-" + Ids.next();
    Job all = insert(bulk(JobTrigger.MANUAL), whole, 1, "").job();
    assertThatThrownBy(() -> insert(bulk(JobTrigger.MANUAL), whole, 1, ""))
        .isInstanceOfSatisfying(
            KeyTaken.class, taken -> assertThat(starts.holder(taken)).contains(all.id()));
    jobs.cancel(all.id());
    assertThat(starts.holder(KeyTaken.ofJob(whole))).isEmpty();

    SeenJob busy =
        starts.insert(bulk(JobTrigger.MANUAL), null, () -> Stream.of(item("", key)), id -> {});
    ItemStore.Claim claim = items.claim(busy.job().id(), "", 5, "here");
    assertThat(claim.claimed()).isEmpty();
    assertThat(claim.skipped().get(0).result()).contains(first.job().id().toString());
    assertThat(claim.job().status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @ParameterizedTest
  @EnumSource
  void recoveryKeepsWhatWasFolded(Database database) {
    on(database);
    Job job = insert(bulk(JobTrigger.SCHEDULE), null, 3, "").job();
    List<JobItem> claimed = items.claim(job.id(), "", 3, "here").claimed();
    items.record(job.id(), List.of(ended(claimed.get(0), ItemOutcome.uneventful("no change"))));
    items.record(job.id(), List.of(ItemNote.started(claimed.get(1).running(Instant.now()))));

    Job recovered = jobs.recover(job.id()).orElseThrow();

    assertThat(recovered.counts()).isEqualTo(new JobCounts(3, 2, 0, 1, 0, 0, 0));
    assertThat(recovered.folded()).isEqualTo(1);
    assertThat(items.claim(job.id(), "", 5, "next").claimed()).hasSize(2);
    assertThat(lookup.activeIds()).contains(job.id());
    assertThat(lookup.active()).extracting(seen -> seen.job().id()).contains(job.id());
  }

  @ParameterizedTest
  @EnumSource
  void whatIsOwnedAndWhatNobodyHasClaimedIsFound(Database database) {
    on(database);
    String node = "node-" + Ids.next();
    Job job = insert(bulk(JobTrigger.MANUAL), null, 5, "one").job();
    List<JobItem> claimed = items.claim(job.id(), "one", 3, node).claimed();
    items.record(job.id(), List.of(ItemNote.started(claimed.get(0).running(Instant.now()))));
    items.record(job.id(), List.of(ended(claimed.get(1), ItemOutcome.succeeded("done"))));

    assertThat(items.unclaimed()).containsEntry(job.id(), Map.of("one", 2));
    List<JobItem> owned = items.owned(node);
    assertThat(owned)
        .extracting(JobItem::id)
        .containsExactlyInAnyOrder(claimed.get(0).id(), claimed.get(2).id());

    Job released =
        items.record(job.id(), owned.stream().map(ItemNote::released).toList()).orElseThrow();
    assertThat(released.counts()).isEqualTo(new JobCounts(5, 4, 0, 1, 0, 0, 0));
    assertThat(items.owned(node)).isEmpty();
    assertThat(items.unclaimed()).containsEntry(job.id(), Map.of("one", 4));
  }

  @ParameterizedTest
  @EnumSource
  void whatHasNotEndedComesLastByTimeOfEnd(Database database) {
    on(database);
    Job job = insert(bulk(JobTrigger.MANUAL), null, 2, "").job();
    JobItem first = items.claim(job.id(), "", 1, "here").claimed().get(0);
    items.record(job.id(), List.of(ended(first, ItemOutcome.succeeded("done"))));
    Job over = insert(bulk(JobTrigger.MANUAL), null, 0, "").job();

    for (boolean descending : new boolean[] {false, true}) {
      PageQuery byEnd =
          new PageQuery(
              1, 200, List.of(new PageQuery.Sort("completedAt", descending)), null, Map.of());
      assertThat(lookup.items(job.id(), byEnd).items())
          .extracting(JobItem::status)
          .containsExactly(ItemStatus.SUCCEEDED, ItemStatus.PENDING);
      assertThat(lookup.jobs(Caller.sluice(), byEnd).items())
          .extracting(Job::id)
          .containsSubsequence(over.id(), job.id());
    }
  }

  @ParameterizedTest
  @EnumSource
  void subjectsComeOnceAndInOrder(Database database) {
    on(database);
    NewItem twice = item("", null);
    NewItem later = item("", null);
    Job job =
        starts
            .insert(bulk(JobTrigger.MANUAL), null, () -> Stream.of(later, twice, twice), id -> {})
            .job();

    assertThat(starts.subjects(job.id())).containsExactly(twice.subjectId(), later.subjectId());
  }

  @ParameterizedTest
  @EnumSource
  void whatWasWorkedThroughIsCountedByTheHourOfItsEnd(Database database) {
    on(database);
    UUID who = UUID.randomUUID();
    Caller ben = caller(who, Map.of(), null);
    NewJob mine = new NewJob(JobKind.REFRESH, JobTrigger.MANUAL, ben, "x", false, true, null);
    Instant hour = Instant.now().truncatedTo(ChronoUnit.HOURS);
    UUID first = insert(mine, null, 1, "host").job().id();
    UUID second = insert(mine, null, 1, "host").job().id();
    UUID earlier = insert(mine, null, 1, "host").job().id();
    UUID before = insert(mine, null, 1, "host").job().id();
    insert(mine, null, 1, "host");
    ends(first, hour, 40, 2);
    ends(second, hour.plusSeconds(3599), 2, 0);
    ends(earlier, hour.minusSeconds(1), 7, 1);
    ends(before, hour.minusSeconds(3601), 1000, 1000);

    assertThat(lookup.hours(ben, hour.minusSeconds(3600), 2))
        .containsExactly(
            new JobHour(hour.minusSeconds(3600), 1, 7, 1), new JobHour(hour, 2, 42, 2));
    assertThat(lookup.hours(caller(UUID.randomUUID(), Map.of(), null), hour, 1)).isEmpty();
    assertThat(lookup.hours(Caller.sluice(), hour, 1)).isNotEmpty();
  }

  private void ends(UUID job, Instant at, int succeeded, int failed) {
    new JobRows(of(current))
        .run(
            connection ->
                Statements.execute(
                    connection,
                    "update job set status = 'SUCCEEDED', completed_at = ?, succeeded = ?,"
                        + " failed = ?, total = ?, pending = 0 where id = ?",
                    at,
                    succeeded,
                    failed,
                    succeeded + failed,
                    job));
  }

  @ParameterizedTest
  @EnumSource
  void listsFilterSortAndHide(Database database) {
    on(database);
    UUID mine = UUID.randomUUID();
    Caller ben = caller(mine, Map.of(), null);
    Job own =
        starts
            .insert(
                new NewJob(JobKind.REFRESH, JobTrigger.MANUAL, ben, "100%_mine", false, true, null),
                null,
                () -> Stream.of(item("", null), item("b", null)),
                id -> {})
            .job();
    PageQuery all =
        new PageQuery(
            1,
            50,
            List.of(new PageQuery.Sort("createdAt", true), new PageQuery.Sort("status", false)),
            null,
            Map.of("kind", "REFRESH", "requestedBy", ben.username(), "since", "2020-01-01T00:00Z"));

    assertThat(lookup.jobs(ben, all).total()).isEqualTo(1);
    assertThat(lookup.jobs(Caller.sluice(), all).items()).extracting(Job::id).contains(own.id());
    assertThat(lookup.jobs(caller(mine, Map.of(), Set.of(OTHER)), all).total()).isZero();
    assertThat(lookup.jobs(caller(mine, Map.of(), Set.of(TEAM)), all).total()).isEqualTo(1);
    Caller viewer = caller(UUID.randomUUID(), Map.of(TEAM, NamespaceRole.VIEWER), null);
    assertThat(lookup.jobs(viewer, all).total()).isEqualTo(1);
    Caller stranger = caller(UUID.randomUUID(), Map.of(OTHER, NamespaceRole.VIEWER), null);
    assertThat(lookup.jobs(stranger, all).total()).isZero();
    assertThat(lookup.jobs(ben, new PageQuery(1, 5, List.of(), "0%_M", Map.of())).total())
        .isEqualTo(1);
    assertThat(lookup.jobs(ben, new PageQuery(1, 5, List.of(), "%x", Map.of())).total()).isZero();
    for (String sort : JobLookup.ITEM_SORTS.keySet()) {
      PageQuery sorted =
          new PageQuery(
              1, 1, List.of(new PageQuery.Sort(sort, false)), "TEAM", Map.of("status", "PENDING"));
      assertThat(lookup.items(own.id(), sorted).total()).isEqualTo(2);
      assertThat(lookup.items(own.id(), sorted).items()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void claimReadsItsIndexInOrder(Database database) throws SQLException {
    on(database);
    UUID job = insert(bulk(JobTrigger.MANUAL), null, 5000, "plan").job().id();
    StringBuilder plan = new StringBuilder();
    try (Connection connection = of(database).getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(database == Database.H2 ? "analyze" : "analyze job_item");
      ResultSet line =
          statement.executeQuery(
              "explain select i.id from job_item i where i.job_id = '"
                  + job
                  + "' and i.status = 'PENDING' and i.host = 'plan' and i.owner_node is null"
                  + " order by i.job_id, i.status, i.host, i.position limit 10");
      while (line.next()) {
        plan.append(line.getString(1)).append('\n');
      }
    }
    if (database == Database.H2) {
      assertThat(plan.toString()).contains("JOB_ITEM_BY_STATUS", "index sorted");
    } else {
      assertThat(plan.toString()).contains("Index Scan").doesNotContain("Seq Scan", "Sort");
    }
  }

  @ParameterizedTest
  @EnumSource
  void deletingTakesItemsAndNamespacesAlong(Database database) {
    on(database);
    Job job = insert(bulk(JobTrigger.MANUAL), null, 2, "").job();
    jobs.cancel(job.id());

    assertThat(jobs.deleteEndedBefore(Instant.now().plusSeconds(60), 1000)).isPositive();

    assertThat(lookup.find(job.id())).isEmpty();
    assertThat(starts.repeatable(job.id(), 0)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void anEndedTickOfTheTimerIsSeenByWhatItKept(Database database) {
    on(database);
    UUID quiet = Ids.next();
    UUID eventful = Ids.next();
    Job tick = tick(quiet, eventful);
    List<JobItem> claimed = items.claim(tick.id(), "", 2, "here").claimed();
    items.record(tick.id(), List.of(ended(claimed.get(0), ItemOutcome.uneventful("no change"))));
    assertThat(lookup.find(tick.id()).orElseThrow().namespaces())
        .containsExactlyInAnyOrder(quiet, eventful);

    Job over =
        items
            .record(tick.id(), List.of(ended(claimed.get(1), ItemOutcome.succeeded("1 ref"))))
            .orElseThrow();

    assertThat(over.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(lookup.find(tick.id()).orElseThrow().namespaces()).containsExactly(eventful);
  }

  @ParameterizedTest
  @EnumSource
  void ticksOfWhichNothingWasKeptGoBeforeTheOthers(Database database) {
    on(database);
    Job uneventful = tick(Ids.next(), Ids.next());
    Job eventful = tick(Ids.next());
    Job asked = insert(bulk(JobTrigger.MANUAL), null, 0, "").job();
    items.record(
        uneventful.id(),
        items.claim(uneventful.id(), "", 2, "here").claimed().stream()
            .map(item -> ended(item, ItemOutcome.uneventful("no change")))
            .toList());
    items.record(
        eventful.id(),
        items.claim(eventful.id(), "", 1, "here").claimed().stream()
            .map(item -> ended(item, ItemOutcome.failed("NETWORK", "gone")))
            .toList());
    Job running = tick(Ids.next());

    assertThat(jobs.deleteUneventfulBefore(Instant.now().minusSeconds(60), 1000)).isZero();
    assertThat(jobs.deleteUneventfulBefore(Instant.now().plusSeconds(60), 1000)).isPositive();

    assertThat(lookup.find(uneventful.id())).isEmpty();
    for (Job kept : List.of(eventful, asked, running)) {
      assertThat(lookup.find(kept.id())).isPresent();
    }
  }

  private Job tick(UUID... namespaces) {
    return starts
        .insert(
            bulk(JobTrigger.SCHEDULE),
            null,
            () ->
                Stream.of(namespaces)
                    .map(
                        each ->
                            new NewItem(
                                SubjectType.REPOSITORY, Ids.next(), "team/app", each, "", null)),
            id -> {})
        .job();
  }

  private SeenJob insert(NewJob job, String key, int items, String host) {
    return starts.insert(
        job, key, () -> IntStream.range(0, items).mapToObj(n -> item(host, null)), id -> {});
  }

  private static NewJob bulk(JobTrigger trigger) {
    return new NewJob(JobKind.HEALTH_CHECK, trigger, Caller.sluice(), "all", true, true, null);
  }

  private static NewItem item(String host, String key) {
    return new NewItem(SubjectType.REPOSITORY, Ids.next(), "team/app", TEAM, host, key);
  }

  private static ItemNote ended(JobItem item, ItemOutcome outcome) {
    return ended(item, outcome, Map.of());
  }

  private static ItemNote ended(JobItem item, ItemOutcome outcome, Map<String, Long> counted) {
    JobItem after = item.ended(outcome, 1, null, Instant.now(), Instant.now());
    return ItemNote.ended(after, outcome, counted);
  }

  private static Caller caller(UUID id, Map<UUID, NamespaceRole> memberships, Set<UUID> limitedTo) {
    return new Caller(id, "user-" + id, false, Set.of(Scope.READ), memberships, limitedTo);
  }
}
