package org.sluice.job;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.annotation.Resource;
import jakarta.inject.Inject;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.container.test.api.RunAsClient;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.ShrinkWrap;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.AccessChanged;
import org.sluice.identity.Caller;
import org.sluice.identity.ConfigurationBounds;
import org.sluice.identity.Name;
import org.sluice.identity.NamespaceRole;
import org.sluice.identity.Scope;
import org.sluice.identity.Visibility;
import org.sluice.job.engine.Dispatcher;
import org.sluice.job.engine.JobRecovery;
import org.sluice.job.engine.JobStore;
import org.sluice.job.item.ItemStatus;
import org.sluice.job.item.NewItem;
import org.sluice.job.item.SubjectType;
import org.sluice.job.row.Job;
import org.sluice.job.row.SeenJob;
import org.sluice.job.start.StartStore;
import org.sluice.job.watch.JobLookup;
import org.sluice.job.watch.ProgressBoard;
import org.sluice.platform.Ids;
import org.sluice.platform.database.SchemaMigration;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** The engine on a server, with work that blocks, fails and stalls as it is told. */
@ExtendWith(ArquillianExtension.class)
class JobEngineIT {

  private static final Duration SOON = Duration.ofSeconds(30);
  private static final UUID TEAM = UUID.fromString("00000000-0000-7000-8000-000000000001");
  private static final UUID OTHER = UUID.fromString("00000000-0000-7000-8000-000000000002");

  @Deployment
  static WebArchive application() {
    File built = new File(System.getProperty("sluice.test.target", "target"));
    return ShrinkWrap.create(WebArchive.class, "job-engine.war")
        .addPackages(true, "org.sluice.failure", "org.sluice.platform", "org.sluice.rest")
        .addPackages(true, "org.sluice.job", "org.sluice.vault")
        .addClasses(AccessChanged.class, Caller.class, NamespaceRole.class)
        .addClasses(ConfigurationBounds.class, Name.class, Scope.class, Visibility.class)
        .addAsResource(new File(built, "classes/db"), "db")
        .addAsResource(new File(built, "classes/META-INF/services"), "META-INF/services")
        .addAsWebInfResource(new File("webapp/WEB-INF/beans.xml"))
        .addAsWebInfResource(new File("webapp/WEB-INF/payara-web.xml"))
        .addAsLibraries(new File(built, "sluice/WEB-INF/lib").listFiles(JobEngineIT::needed))
        .addAsLibraries(libraryOf(org.assertj.core.api.Assertions.class));
  }

  private static File libraryOf(Class<?> type) {
    return new File(type.getProtectionDomain().getCodeSource().getLocation().getPath());
  }

  private static boolean needed(File library) {
    return library
        .getName()
        .matches("(h2|postgresql|flyway|jackson|slf4j|micrometer|prometheus|Hdr|Latency).*\\.jar");
  }

  @Inject private JobService jobs;
  @Inject private StartStore starts;
  @Inject private JobLookup lookup;
  @Inject private JobStore store;
  @Inject private JobRecovery recovery;
  @Inject private Dispatcher dispatcher;
  @Inject private ProgressBoard board;

  @Resource(lookup = SchemaMigration.DATA_SOURCE)
  private DataSource database;

  @AfterEach
  void leaveNothingBehind() {
    RehearsedWork.openAll();
    if (jobs == null) {
      // The test ran as a client; what it started ends once the gates are open.
      return;
    }
    // A test that failed half-way must not hold up those after it.
    for (JobView left : jobs.active(Caller.sluice())) {
      try {
        jobs.cancel(Caller.sluice(), left.id());
      } catch (DomainException endedMeanwhile) {
        assertThat(endedMeanwhile.slug()).isEqualTo("job-ended");
      }
    }
    await("nothing runs any more", () -> dispatcher.running() == 0);
  }

  @Test
  void itemsThatFailLeaveTheOthersAlone() {
    JobView job =
        run(bulk("mixed"), "ok/1", "fail/1", "error/1", "null/1", "ok/2", "noop/1", "tries/1");

    JobView ended = ended(job);
    assertThat(ended.status()).isEqualTo(JobStatus.PARTIALLY_SUCCEEDED);
    assertThat(ended.succeeded()).isEqualTo(4);
    assertThat(ended.failed()).isEqualTo(3);
    assertThat(ended.percent()).isEqualTo(100);
    assertThat(ended.counters()).containsEntry("healthy", 2L);
    assertThat(ended.message()).isEqualTo("4 of 7 done, 3 failed");
    List<ItemView> items = items(job, "position");
    assertThat(items.get(1).failure())
        .isEqualTo(new JobView.FailureView("NETWORK", "The host does not answer."));
    assertThat(items.get(2).failure().kind()).isEqualTo("INTERNAL");
    assertThat(items.get(2).failure().detail()).contains("Incident").doesNotContain("secret");
    assertThat(items.get(3).failure().kind()).isEqualTo("INTERNAL");
    assertThat(items.get(6).attempts()).isEqualTo(3);
    assertThat(items.get(6).attemptLog()).hasSize(2);
    assertThat(items(job, "status").get(0).status()).isEqualTo(ItemStatus.FAILED);
    await("the end is announced", () -> EndsHeard.of(job.id()) != null);
    assertThat(EndsHeard.of(job.id()).counts().failed()).isEqualTo(3);
  }

  @Test
  void emptyJobEndsAtOnce() {
    JobView job = run(bulk("nothing"));

    assertThat(job.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(job.percent()).isEqualTo(100);
    await("the end is announced", () -> EndsHeard.of(job.id()) != null);
  }

  @Test
  void tenThousandItemsAddUpAtEveryMoment() {
    JobView job =
        jobs.start(
            bulk("ten thousand"),
            () -> IntStream.range(0, 10_000).mapToObj(n -> item("ok/many-" + n, "", null, TEAM)),
            id -> {});
    int samples = 0;
    Instant deadline = Instant.now().plus(Duration.ofMinutes(3));
    while (!jobs.find(Caller.sluice(), job.id()).job().status().ended()) {
      assertThat(Instant.now()).isBefore(deadline);
      JobView live = jobs.find(Caller.sluice(), job.id()).job();
      // The counts of the row check themselves when they are read.
      JobCounts stored = lookup.find(job.id()).orElseThrow().job().counts();
      assertThat(stored.total()).isEqualTo(10_000);
      assertThat(stored.running()).isLessThanOrEqualTo(4);
      assertThat(live.pending() + live.running() + live.completed()).isEqualTo(10_000);
      samples++;
      LockSupport.parkNanos(1_000_000);
    }
    assertThat(samples).isPositive();
    JobView ended = ended(job);
    assertThat(ended.succeeded()).isEqualTo(10_000);
    assertThat(count("select count(*) from job_item where job_id = ?", job.id())).isEqualTo(10_000);
    System.out.println(
        "10,000 items in " + Duration.between(ended.startedAt(), ended.completedAt()));
  }

  @Test
  void secondRequestForTheSameSubjectIsRefusedWithTheFirstJob() {
    NewJob single = single("same subject");
    JobView first = jobs.start(single, () -> Stream.of(item("gate:same/1", "", "k1", TEAM)), none);

    assertThatThrownBy(
            () -> jobs.start(single, () -> Stream.of(item("gate:same/1", "", "k1", TEAM)), none))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(FailureKind.CONFLICT);
              assertThat(refused.slug()).isEqualTo("already-running");
              assertThat(refused.inTheWay()).contains("/jobs/" + first.id());
            });

    RehearsedWork.gate("gate:same").countDown();
    ended(first);
    JobView again = jobs.start(single, () -> Stream.of(item("ok/1", "", "k1", TEAM)), none);
    assertThat(ended(again).status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void ofManyRequestsAtOnceExactlyOneStarts() throws Exception {
    ExecutorService callers = Executors.newFixedThreadPool(8);
    try {
      CountDownLatch go = new CountDownLatch(1);
      List<Future<Boolean>> answers = new ArrayList<>();
      for (int n = 0; n < 8; n++) {
        answers.add(
            callers.submit(
                () -> {
                  go.await();
                  try {
                    jobs.start(
                        single("race"),
                        () -> Stream.of(item("gate:race/1", "", "race", TEAM)),
                        none);
                    return true;
                  } catch (DomainException refused) {
                    assertThat(refused.inTheWay()).isPresent();
                    return false;
                  }
                }));
      }
      go.countDown();
      int started = 0;
      for (Future<Boolean> answer : answers) {
        started += answer.get(30, TimeUnit.SECONDS) ? 1 : 0;
      }
      assertThat(started).isEqualTo(1);
    } finally {
      RehearsedWork.gate("gate:race").countDown();
      callers.shutdownNow();
    }
  }

  @Test
  void wholeJobIsRefusedWhileTheSameOneRuns() {
    NewJob all = exclusive("everything");
    JobView first = run(all, "gate:whole/1");

    assertThatThrownBy(() -> run(all, "ok/1"))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> {
              assertThat(refused.slug()).isEqualTo("already-running");
              assertThat(refused.inTheWay()).contains("/jobs/" + first.id());
            });
    JobView beside = run(exclusive("something else"), "ok/1");
    assertThat(ended(beside).status()).isEqualTo(JobStatus.SUCCEEDED);

    RehearsedWork.gate("gate:whole").countDown();
    ended(first);
    assertThat(ended(run(all, "ok/1")).status()).isEqualTo(JobStatus.SUCCEEDED);
  }

  @Test
  void bulkItemWhoseSubjectIsBusyIsSkipped() {
    JobView busy =
        jobs.start(single("busy"), () -> Stream.of(item("gate:busy/1", "", "k2", TEAM)), none);

    JobView job =
        jobs.start(
            bulk("some are busy"),
            () -> Stream.of(item("ok/1", "", "k2", TEAM), item("ok/2", "", "k3", TEAM)),
            none);

    JobView ended = ended(job);
    assertThat(ended.status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(ended.skipped()).isEqualTo(1);
    assertThat(items(job, "position").get(0).result()).contains(busy.id().toString());
    RehearsedWork.gate("gate:busy").countDown();
    ended(busy);
  }

  @Test
  void cancelEndsWhatStallsAndWhatWaits() {
    JobView job =
        run(bulk("stalled"), "stall/1", "stall/2", "stall/3", "stall/4", "stall/5", "stall/6");
    await("items stall", () -> RehearsedWork.running("stall") == 4);
    await(
        "they show",
        () -> {
          List<JobView.Current> shown = jobs.find(Caller.sluice(), job.id()).job().current();
          return shown.size() == 4 && shown.get(0).phase() != null;
        });
    JobView.Current current = jobs.find(Caller.sluice(), job.id()).job().current().get(0);
    assertThat(current.phase()).isEqualTo("RECEIVING");
    assertThat(current.fraction()).isEqualTo(0.4);
    assertThat(jobs.activeItems(JobKind.HEALTH_CHECK, Set.of(current.subjectId())))
        .containsKey(current.subjectId());

    await(
        "what they counted shows",
        () ->
            jobs.find(Caller.sluice(), job.id()).job().counters().equals(Map.of("received", 12L)));

    JobView asked = jobs.cancel(Caller.sluice(), job.id());

    assertThat(asked.status()).isIn(JobStatus.CANCELLING, JobStatus.CANCELLED);
    JobView ended = ended(job);
    assertThat(ended.status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(ended.cancelled()).isEqualTo(6);
    assertThat(ended.counters()).isEqualTo(Map.of("received", 12L));
    assertConflict("job-ended", () -> jobs.cancel(Caller.sluice(), job.id()));
    assertThatThrownBy(() -> jobs.cancel(Caller.sluice(), Ids.next()))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.NOT_FOUND));
  }

  @Test
  void pausedJobStartsNothingUntilItIsResumed() {
    JobView job =
        run(bulk("paused"), Stream.generate(() -> "gate:pause/x").limit(8).toArray(String[]::new));
    await("four run", () -> RehearsedWork.running("gate:pause") == 4);

    assertThat(jobs.pause(Caller.sluice(), job.id()).status()).isEqualTo(JobStatus.PAUSED);
    assertConflict("already-paused", () -> jobs.pause(Caller.sluice(), job.id()));
    RehearsedWork.gate("gate:pause").countDown();
    await(
        "what ran has ended",
        () -> {
          JobView now = jobs.find(Caller.sluice(), job.id()).job();
          return now.succeeded() == 4 && now.running() == 0;
        });
    dispatcher.sweep();
    assertThat(jobs.find(Caller.sluice(), job.id()).job().pending()).isEqualTo(4);
    assertThat(jobs.find(Caller.sluice(), job.id()).job().status()).isEqualTo(JobStatus.PAUSED);

    jobs.resume(Caller.sluice(), job.id());
    assertThat(ended(job).succeeded()).isEqualTo(8);
    assertConflict("job-ended", () -> jobs.resume(Caller.sluice(), job.id()));
  }

  @Test
  void pausedJobCanBeCancelled() {
    JobView job = run(bulk("paused, then cancelled"), "stall/1", "ok/1");
    await("one runs", () -> RehearsedWork.running("stall") > 0);
    jobs.pause(Caller.sluice(), job.id());
    jobs.cancel(Caller.sluice(), job.id());
    assertThat(ended(job).status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void retryRunsWhatFailedAsChild() {
    JobView parent = run(bulk("to repeat"), "ok/1", "fail/1", "fail/2");
    ended(parent);

    JobView child = jobs.retry(Caller.sluice(), parent.id());

    assertThat(child.parentId()).isEqualTo(parent.id());
    assertThat(child.total()).isEqualTo(2);
    assertThat(RehearsedWork.enqueued(parent.id())).hasSize(3).isSorted();
    assertThat(RehearsedWork.enqueued(child.id()))
        .as("the work is told of a repetition too")
        .containsExactlyElementsOf(RehearsedWork.enqueued(parent.id()).subList(1, 3));
    assertThat(ended(child).status()).isEqualTo(JobStatus.FAILED);
    JobView clean = run(bulk("nothing to repeat"), "ok/1");
    ended(clean);
    assertConflict("nothing-to-retry", () -> jobs.retry(Caller.sluice(), clean.id()));
    JobView running = run(bulk("still running"), "gate:retry/1");
    assertConflict("job-not-ended", () -> jobs.retry(Caller.sluice(), running.id()));
    RehearsedWork.gate("gate:retry").countDown();
  }

  @Test
  void slowHostDoesNotStarveTheOthers() {
    JobView slow =
        jobs.start(
            bulk("a slow host"),
            () ->
                Stream.concat(
                    IntStream.range(0, 20)
                        .mapToObj(n -> item("gate:slow/" + n, "slow", null, TEAM)),
                    IntStream.range(0, 20).mapToObj(n -> item("ok/" + n, "quick", null, TEAM))),
            none);
    await(
        "the quick host is done",
        () -> jobs.find(Caller.sluice(), slow.id()).job().succeeded() == 20);

    assertThat(RehearsedWork.most("gate:slow")).isEqualTo(2);
    RehearsedWork.gate("gate:slow").countDown();
    assertThat(ended(slow).succeeded()).isEqualTo(40);
    assertThat(RehearsedWork.most("gate:slow")).isEqualTo(2);
  }

  @Test
  void uneventfulItemsOfScheduledJobsAreCountedAndNotKept() {
    NewJob tick =
        new NewJob(
            JobKind.HEALTH_CHECK, JobTrigger.SCHEDULE, Caller.sluice(), "due", false, true, null);
    JobView job = run(tick, "noop/1", "noop/2", "ok/1", "fail/1");

    JobView ended = ended(job);
    assertThat(ended.succeeded()).isEqualTo(3);
    assertThat(ended.total()).isEqualTo(4);
    assertThat(count("select count(*) from job_item where job_id = ?", job.id())).isEqualTo(2);
  }

  @Test
  void itemsThatWereClaimedAndLostRunAfterTheNextSweep() {
    String here = node("gate:lost-owner/1");
    JobView job =
        jobs.start(
            bulk("lost"),
            () -> Stream.of(item("ok/lost-1", "", "l1", TEAM), item("ok/lost-2", "", null, TEAM)),
            id ->
                // As a claim leaves it whose commit succeeds and is told as a failure.
                update(
                    "update job_item set active_key = exclusive_key, owner_node = '"
                        + here
                        + "' where job_id = ?",
                    id));

    dispatcher.sweep();

    assertThat(ended(job).succeeded()).isEqualTo(2);
    assertThat(RehearsedWork.runs("ok/lost-1")).isEqualTo(1);
    RehearsedWork.gate("gate:lost-owner").countDown();
  }

  @Test
  void cancelledJobEndsAlsoIfItsItemsWereLost() {
    String here = node("gate:lost-cancel/1");
    JobView job =
        jobs.start(
            bulk("lost, then cancelled"),
            () -> Stream.of(item("ok/1", "", null, TEAM)),
            id -> update("update job_item set owner_node = '" + here + "' where job_id = ?", id));
    jobs.cancel(Caller.sluice(), job.id());

    dispatcher.sweep();

    assertThat(ended(job).status()).isEqualTo(JobStatus.CANCELLED);
    RehearsedWork.gate("gate:lost-cancel").countDown();
  }

  /** The name by which this node claims, from a job that it runs. */
  private String node(String subject) {
    JobView job = run(bulk(subject), subject);
    String what = subject.substring(0, subject.indexOf('/'));
    await("it runs", () -> RehearsedWork.running(what) == 1);
    try (Connection connection = database.getConnection();
        PreparedStatement select =
            connection.prepareStatement("select owner_node from job_item where job_id = ?")) {
      select.setObject(1, job.id());
      try (var row = select.executeQuery()) {
        row.next();
        return row.getString(1);
      }
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  @Test
  void sweepFindsWhatIsPendingOnOneHostWhileAnotherIsBusy() {
    JobView job =
        jobs.start(
            bulk("two hosts"),
            () ->
                Stream.concat(
                    Stream.generate(() -> item("gate:busy-host/1", "busy", null, TEAM)).limit(5),
                    Stream.of(item("ok/1", "free", null, TEAM))),
            id ->
                update(
                    "update job_item set owner_node = 'gone' where host = 'free' and job_id = ?",
                    id));
    await("the busy host is", () -> RehearsedWork.running("gate:busy-host") == 2);

    // As what was given back just after the job was taken up.
    update("update job_item set owner_node = null where host = 'free' and job_id = ?", job.id());
    dispatcher.sweep();

    await(
        "the other host is served",
        () -> jobs.find(Caller.sluice(), job.id()).job().succeeded() == 1);
    RehearsedWork.gate("gate:busy-host").countDown();
    assertThat(ended(job).succeeded()).isEqualTo(6);
  }

  @Test
  void afterACrashWhatRanRunsAgain() {
    SeenJob left =
        starts.insert(
            bulk("crashed"),
            null,
            () ->
                Stream.of(
                    item("ok/crash-1", "", "c1", TEAM),
                    item("ok/crash-2", "", "c2", TEAM),
                    item("ok/crash-3", "", null, TEAM)),
            id -> {
              // As a process leaves it that is killed between start and outcome.
              update(
                  "update job_item set status = 'RUNNING', owner_node = 'gone',"
                      + " active_key = exclusive_key where job_id = ?",
                  id);
            });
    UUID id = left.job().id();
    update("update job set status = 'RUNNING', pending = 0, running = 3 where id = ?", id);

    recovery.recover();

    JobCounts counts = lookup.find(id).orElseThrow().job().counts();
    assertThat(counts.running() + counts.pending() + counts.completed()).isEqualTo(3);
    dispatcher.sweep();
    await("it ends", () -> lookup.find(id).orElseThrow().job().status().ended());
    assertThat(lookup.find(id).orElseThrow().job().status()).isEqualTo(JobStatus.SUCCEEDED);
    assertThat(RehearsedWork.runs("ok/crash-1")).isEqualTo(1);
  }

  @Test
  void afterACrashWhatWasBeingCancelledIsCancelled() {
    SeenJob left =
        starts.insert(
            bulk("crashed while cancelling"),
            null,
            () -> Stream.of(item("ok/1", "", null, TEAM), item("ok/2", "", null, TEAM)),
            id -> {
              update(
                  "update job_item set status = 'RUNNING', owner_node = 'gone' where job_id = ?",
                  id);
              update(
                  "update job set status = 'CANCELLING', pending = 0, running = 2 where id = ?",
                  id);
            });

    recovery.recover();

    Job job = lookup.find(left.job().id()).orElseThrow().job();
    assertThat(job.status()).isEqualTo(JobStatus.CANCELLED);
    assertThat(job.counts().cancelled()).isEqualTo(2);
  }

  @Test
  void jobIsSeenByItsRequesterAndByWhoSeesAllItsNamespaces() {
    UUID ben = Ids.next();
    Caller requester = user(ben, Map.of(), null);
    JobView job =
        jobs.start(
            new NewJob(
                JobKind.HEALTH_CHECK, JobTrigger.MANUAL, requester, "two", false, true, null),
            () -> Stream.of(item("ok/1", "", null, TEAM), item("ok/2", "", null, OTHER)),
            none);
    ended(job);
    // From the row as from memory.
    for (boolean fromMemory : new boolean[] {true, false}) {
      if (!fromMemory) {
        board.evictEndedBefore(Instant.now().plusSeconds(60));
      }
      assertSees(requester, job, true);
      assertSees(Caller.sluice(), job, true);
      assertSees(member(Map.of(TEAM, NamespaceRole.VIEWER)), job, false);
      assertSees(
          member(Map.of(TEAM, NamespaceRole.VIEWER, OTHER, NamespaceRole.VIEWER)), job, true);
      assertSees(member(Map.of()), job, false);
      assertSees(Caller.anonymous(), job, false);
      assertSees(user(ben, Map.of(), Set.of(TEAM)), job, false);
    }
    Caller viewer = member(Map.of(TEAM, NamespaceRole.VIEWER, OTHER, NamespaceRole.VIEWER));
    assertThatThrownBy(() -> jobs.retry(viewer, job.id()))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.FORBIDDEN));
    assertThatThrownBy(() -> jobs.cancel(viewer, job.id()))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> assertThat(refused.kind()).isEqualTo(FailureKind.FORBIDDEN));
  }

  @Test
  void twentyFirstBulkStartWithinAMinuteIsRefused() {
    Caller hasty = member(Map.of());
    for (int n = 0; n < 20; n++) {
      run(bulk(hasty, "hasty " + n), "ok/1");
    }
    assertThatThrownBy(() -> run(bulk(hasty, "once more"), "ok/1"))
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(FailureKind.TOO_MANY);
              assertThat(refused.retryAfter()).isPresent();
            });
  }

  @Test
  void kindWithoutWorkFailsAsAWhole() {
    JobView job =
        run(
            new NewJob(
                JobKind.IMPORT, JobTrigger.MANUAL, Caller.sluice(), "orphan", false, true, null),
            "ok/1",
            "ok/2");
    JobView ended = ended(job);
    assertThat(ended.status()).isEqualTo(JobStatus.FAILED);
    assertThat(ended.failure().kind()).isEqualTo("NO_WORK");
    await("the end is heard although another observer fails", () -> EndsHeard.of(job.id()) != null);
  }

  @Test
  void endWhoseCommitWasToldAsAFailureIsAnnouncedByTheSweep() {
    JobView job =
        jobs.start(
            bulk("ended in silence"),
            () -> Stream.of(item("ok/1", "", null, TEAM)),
            id -> update("update job_item set owner_node = 'gone' where job_id = ?", id));
    jobs.pause(Caller.sluice(), job.id());
    update("update job_item set owner_node = null where job_id = ?", job.id());
    assertThat(store.cancel(job.id()).orElseThrow().status()).isEqualTo(JobStatus.CANCELLED);

    dispatcher.sweep();

    await("the end is announced", () -> EndsHeard.of(job.id()) != null);
    assertThat(ended(job).status()).isEqualTo(JobStatus.CANCELLED);
  }

  @Test
  void whatFailsInTheSameTransactionLeavesNoJob() {
    assertThatThrownBy(
            () ->
                jobs.start(
                    bulk("rolled back"),
                    () -> Stream.of(item("ok/1", "", null, TEAM)),
                    id -> {
                      throw DomainException.conflict("full", "There is no room.");
                    }))
        .isInstanceOf(DomainException.class);
    Page<JobView> found =
        jobs.list(Caller.sluice(), new PageQuery(1, 10, List.of(), "rolled back", Map.of()));
    assertThat(found.total()).isZero();
  }

  @Test
  void oldJobsAreDeletedWithTheirItems() {
    JobView job = run(bulk("old"), "ok/1");
    ended(job);
    update("update job set completed_at = timestamp '2001-01-01 00:00:00' where id = ?", job.id());

    assertThat(store.deleteEndedBefore(Instant.parse("2002-01-01T00:00:00Z"), 10)).isEqualTo(1);

    assertThat(lookup.find(job.id())).isEmpty();
    assertThat(count("select count(*) from job_item where job_id = ?", job.id())).isZero();
  }

  // ---- over HTTP ----

  @Test
  @RunAsClient
  void requestsWithoutSignInAndForUnknownJobsAreProblems(@ArquillianResource URL base)
      throws Exception {
    HttpResponse<String> nobody = get(base, "jobs", null);
    assertThat(nobody.statusCode()).isEqualTo(401);
    HttpResponse<String> unknown = get(base, "jobs/" + Ids.next(), "ben");
    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(unknown.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
    assertThat(get(base, "jobs/nonsense", "ben").statusCode()).isEqualTo(404);
    assertThat(get(base, "jobs/" + Ids.next() + "/events", "ben").statusCode()).isEqualTo(404);
    HttpResponse<String> wrong = get(base, "jobs?status=DONE", "ana");
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("\"field\":\"status\"");
    assertThat(get(base, "jobs?since=yesterday", "ana").statusCode()).isEqualTo(400);
    assertThat(get(base, "jobs?sort=shoe-size", "ana").statusCode()).isEqualTo(400);
    assertThat(post(base, "jobs/" + Ids.next() + "/cancel", "ana").statusCode()).isEqualTo(404);
  }

  @Test
  @RunAsClient
  void jobIsWatchedFromStartToEnd(@ArquillianResource URL base) throws Exception {
    String id = post(base, "rehearsal/start/gate:watch/3", "ana").body();
    HttpResponse<String> polled = get(base, "jobs/" + id, "ana");
    assertThat(polled.statusCode()).isEqualTo(200);
    assertThat(polled.body()).contains("\"jobId\":\"" + id + "\"", "\"total\":3");
    assertThat(get(base, "jobs/" + id, "ben").statusCode()).isEqualTo(404);
    assertThat(get(base, "jobs/" + id + "/events", "ben").statusCode()).isEqualTo(404);

    HttpResponse<java.io.InputStream> stream =
        HTTP.send(
            request(base, "jobs/" + id + "/events", "ana").build(),
            HttpResponse.BodyHandlers.ofInputStream());
    assertThat(stream.statusCode()).isEqualTo(200);
    List<String> lines = new ArrayList<>();
    try (BufferedReader reader = new BufferedReader(new InputStreamReader(stream.body()))) {
      readUntil(reader, lines, "event: progress");
      post(base, "rehearsal/open/gate:watch", "ana");
      readUntil(reader, lines, "event: end");
    }
    assertThat(lines).contains("event: item");
    String lastId =
        lines.stream().filter(line -> line.startsWith("id: ")).reduce((a, b) -> b).orElseThrow();

    awaitHttp(() -> get(base, "jobs/" + id, "ana").body().contains("\"status\":\"SUCCEEDED\""));
    HttpResponse<String> ended = get(base, "jobs/" + id, "ana");
    String tag = ended.headers().firstValue("ETag").orElseThrow();
    HttpResponse<String> unchanged =
        HTTP.send(
            request(base, "jobs/" + id, "ana").header("If-None-Match", tag).build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(unchanged.statusCode()).isEqualTo(304);
    HttpResponse<String> again =
        HTTP.send(
            request(base, "jobs/" + id + "/events", "ana")
                .header("Last-Event-ID", lastId.substring(4))
                .build(),
            HttpResponse.BodyHandlers.ofString());
    assertThat(again.body()).contains("event: end").doesNotContain("event: item");
    HttpResponse<String> items = get(base, "jobs/" + id + "/items?status=SUCCEEDED&size=2", "ana");
    assertThat(items.body()).contains("\"total\":3");
    assertThat(items.headers().allValues("Link")).isNotEmpty();
    HttpResponse<String> late = post(base, "jobs/" + id + "/cancel", "ana");
    assertThat(late.statusCode()).isEqualTo(409);
    assertThat(late.body()).contains("/problems/job-ended");
    assertThat(post(base, "jobs/" + id + "/retry", "ana").body())
        .contains("/problems/nothing-to-retry");
  }

  private static final HttpClient HTTP = HttpClient.newHttpClient();

  private static HttpRequest.Builder request(URL base, String path, String user) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create(base + "api/v1/" + path)).timeout(SOON);
    return user == null ? request : request.header(HeaderSignIn.HEADER, user);
  }

  private static HttpResponse<String> get(URL base, String path, String user) throws Exception {
    return HTTP.send(request(base, path, user).build(), HttpResponse.BodyHandlers.ofString());
  }

  private static HttpResponse<String> post(URL base, String path, String user) throws Exception {
    return HTTP.send(
        request(base, path, user).POST(HttpRequest.BodyPublishers.noBody()).build(),
        HttpResponse.BodyHandlers.ofString());
  }

  private static void readUntil(BufferedReader reader, List<String> lines, String wanted)
      throws IOException {
    String line;
    while ((line = reader.readLine()) != null) {
      lines.add(line.replaceFirst("^(\\w+):(?! )", "$1: "));
      if (lines.get(lines.size() - 1).equals(wanted)) {
        return;
      }
    }
    throw new AssertionError("the stream ended without " + wanted + ": " + lines);
  }

  private interface Check {
    boolean holds() throws Exception;
  }

  private static void awaitHttp(Check check) throws Exception {
    Instant deadline = Instant.now().plus(SOON);
    while (!check.holds()) {
      assertThat(Instant.now()).isBefore(deadline);
      LockSupport.parkNanos(20_000_000);
    }
  }

  // ---- with injection ----

  private final java.util.function.Consumer<UUID> none = id -> {};

  private static NewJob bulk(String selection) {
    return bulk(Caller.sluice(), selection);
  }

  private static NewJob bulk(Caller caller, String selection) {
    return new NewJob(
        JobKind.HEALTH_CHECK, JobTrigger.MANUAL, caller, selection, false, true, null);
  }

  private static NewJob exclusive(String selection) {
    return new NewJob(
        JobKind.HEALTH_CHECK, JobTrigger.MANUAL, Caller.sluice(), selection, true, true, null);
  }

  private static NewJob single(String selection) {
    return new NewJob(
        JobKind.HEALTH_CHECK, JobTrigger.MANUAL, Caller.sluice(), selection, false, false, null);
  }

  static NewItem item(String name, String host, String key, UUID namespace) {
    return new NewItem(SubjectType.REPOSITORY, Ids.next(), name, namespace, host, key);
  }

  private JobView run(NewJob job, String... names) {
    return jobs.start(
        job, () -> Stream.of(names).map(name -> item(name, "", null, TEAM)), id -> {});
  }

  private JobView ended(JobView job) {
    await(
        "job " + job.selection() + " ends",
        () -> jobs.find(Caller.sluice(), job.id()).job().status().ended());
    return jobs.find(Caller.sluice(), job.id()).job();
  }

  private List<ItemView> items(JobView job, String sort) {
    return jobs.items(
            Caller.sluice(),
            job.id(),
            new PageQuery(1, 50, List.of(new PageQuery.Sort(sort, false)), null, Map.of()))
        .items();
  }

  private static Caller member(Map<UUID, NamespaceRole> memberships) {
    return user(Ids.next(), memberships, null);
  }

  private static Caller user(UUID id, Map<UUID, NamespaceRole> memberships, Set<UUID> limitedTo) {
    return new Caller(
        id, "user-" + id, false, Set.of(Scope.READ, Scope.WRITE), memberships, limitedTo);
  }

  private void assertSees(Caller caller, JobView job, boolean sees) {
    PageQuery all = new PageQuery(1, 200, List.of(), null, Map.of());
    boolean listed =
        jobs.list(caller, all).items().stream().anyMatch(view -> view.id().equals(job.id()));
    assertThat(listed).isEqualTo(sees);
    if (sees) {
      assertThat(jobs.find(caller, job.id()).job().id()).isEqualTo(job.id());
    } else {
      assertThatThrownBy(() -> jobs.find(caller, job.id()))
          .isInstanceOfSatisfying(
              DomainException.class,
              refused -> assertThat(refused.kind()).isEqualTo(FailureKind.NOT_FOUND));
    }
  }

  private static void assertConflict(String slug, Runnable request) {
    assertThatThrownBy(request::run)
        .isInstanceOfSatisfying(
            DomainException.class,
            refused -> {
              assertThat(refused.kind()).isEqualTo(FailureKind.CONFLICT);
              assertThat(refused.slug()).isEqualTo(slug);
            });
  }

  private static void await(String what, BooleanSupplier condition) {
    Instant deadline = Instant.now().plus(SOON);
    while (!condition.getAsBoolean()) {
      assertThat(Instant.now()).as(what).isBefore(deadline);
      LockSupport.parkNanos(2_000_000);
    }
  }

  private void update(String sql, UUID id) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, id);
      statement.executeUpdate();
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }

  private long count(String sql, UUID id) {
    try (Connection connection = database.getConnection();
        PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setObject(1, id);
      try (var row = statement.executeQuery()) {
        row.next();
        return row.getLong(1);
      }
    } catch (SQLException failed) {
      throw new IllegalStateException(failed);
    }
  }
}
