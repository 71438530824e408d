package org.sluice.forge;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.sluice.egress.budget.Errand;
import org.sluice.forge.ForgeFailure.Kind;
import org.sluice.forge.ForgeStub.Reply;
import org.sluice.forge.ForgeStub.Subject;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.Review.Opinion;
import org.sluice.forge.StubPull.Outcome;
import org.sluice.platform.Cancellation;
import org.sluice.testing.Waiting;

/** What every forge owes, each asked of its own server. */
@Timeout(60)
class ForgeContractTest {

  private static final String APP = "team/app";
  private static final Duration AT_MOST = Duration.ofSeconds(30);
  private static final List<String> GOOD = List.of("success", "successful");
  private static final List<String> BAD = List.of("failure", "failed");

  @FunctionalInterface
  private interface Asking {
    void ask() throws ForgeFailure;
  }

  @TempDir Path answers;

  private StubbedForge<ForgeStub> at;
  private ForgeStub stub;

  private void begin(ContractedForge contracted) {
    at = contracted.on(answers);
    stub = at.stub();
  }

  @AfterEach
  void stop() {
    at.close();
  }

  @ParameterizedTest
  @EnumSource
  void loginIsToldByTheToken(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    assertThat(at.forge().kind()).isEqualTo(stub.kind());
    assertThat(at.forge().login(at.access()).name()).isEqualTo(stub.login());
  }

  @ParameterizedTest
  @EnumSource
  void tokenIsAskedAboutAnewEachTime(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    at.forge().login(at.access());
    stub.answer(Subject.LOGIN, Reply.json(401, stub.error("revoked")));
    assertThat(failing(() -> at.forge().login(at.access())).kind()).isEqualTo(Kind.AUTH);
    assertThat(stub.asked()).noneMatch(asked -> asked.headers().containsKey("If-None-Match"));
  }

  @ParameterizedTest
  @EnumSource
  void wrongTokenIsNotTaken(ContractedForge contracted) {
    begin(contracted);
    ForgeAccess wrong = at.access("", "another-secret", Errand.ofPerson());
    ForgeFailure failure = failing(() -> at.forge().login(wrong), "another-secret");
    assertThat(failure.kind()).isEqualTo(Kind.AUTH);
    assertThat(wrong.toString()).doesNotContain("another-secret");
  }

  @ParameterizedTest
  @EnumSource
  void publicRepositoryIsReadWithoutToken(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    stub.repository(APP);
    ForgeAccess nobody = at.access(null, null, Errand.ofPerson());
    RemoteRepository told = at.forge().repository(nobody, StubbedForge.path(APP));
    assertThat(told.fullName()).isEqualTo(APP);
    assertThat(told.visibility()).isEqualTo("public");
  }

  @ParameterizedTest
  @EnumSource
  void repositoryTellsWhatItIs(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    stub.repository(APP);
    stub.repository("octavia/app").described("A fork").forkOf(APP).hidden();
    RemoteRepository told = at.forge().repository(at.access(), StubbedForge.path("octavia/app"));
    assertThat(told.id()).isNotEmpty();
    assertThat(told.fullName()).isEqualTo("octavia/app");
    assertThat(told.cloneUrl()).isEqualTo(stub.web() + "/octavia/app.git");
    assertThat(told.webUrl()).isEqualTo(stub.web() + "/octavia/app");
    assertThat(told.description()).isEqualTo("A fork");
    assertThat(told.forkOf()).isEqualTo(APP);
    assertThat(told.visibility()).isEqualTo("private");
    assertThat(told.defaultBranch()).isEqualTo("main");
    assertThat(told.empty()).as("none where the forge does not tell").isNotEqualTo(true);
    assertThat(told.archived()).isFalse();
    assertThat(told.createdAt()).isNotNull();
  }

  @ParameterizedTest
  @EnumSource
  void repositoryWithoutCommitsIsEmpty(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    stub.repository(APP).empty();
    assertThat(at.forge().repository(at.access(), StubbedForge.path(APP)).empty()).isTrue();
  }

  @ParameterizedTest
  @EnumSource
  void renamedRepositoryIsFoundUnderItsId(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    stub.repository(APP);
    String id = at.forge().repository(at.access(), StubbedForge.path(APP)).id();
    stub.rename(APP, "elsewhere/app");
    RemoteRepository told = at.forge().repository(at.access(), StubbedForge.path(APP));
    assertThat(told.fullName()).isEqualTo("elsewhere/app");
    assertThat(told.id()).isEqualTo(id);
  }

  @ParameterizedTest
  @EnumSource
  void unknownRepositoryIsNotFound(ContractedForge contracted) {
    begin(contracted);
    RepositoryPath path = StubbedForge.path("team/other");
    for (Asking asking :
        List.<Asking>of(
            () -> at.forge().repository(at.access(), path),
            () -> at.forge().openPulls(at.access(), path),
            () -> at.forge().pull(at.access(), path, 1))) {
      assertThat(failing(asking).kind()).isEqualTo(Kind.NOT_FOUND);
    }
  }

  @ParameterizedTest
  @EnumSource
  void noneOfManyOpenPullsIsLost(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    openMany(120);
    stub.largestPage(50);
    assertThat(at.openPulls(APP))
        .extracting(Pull::number)
        .containsExactlyInAnyOrderElementsOf(LongStream.rangeClosed(1, 120).boxed().toList());
    assertThat(stub.asked(Subject.PULLS)).isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void listWhoseSecondPageDiesIsNoList(ContractedForge contracted) {
    begin(contracted);
    openMany(120);
    stub.largestPage(50);
    stub.answer(Subject.PULLS, 2, new Reply(502, Map.of(), ""));
    assertThat(failing(() -> at.openPulls(APP)).kind()).isEqualTo(Kind.UNAVAILABLE);
    stub.heal();
    stub.answer(Subject.PULLS, 3, new Reply(200, Map.of(), "<html>maintenance</html>"));
    assertThat(failing(() -> at.openPulls(APP)).kind()).isEqualTo(Kind.MALFORMED);
  }

  @ParameterizedTest
  @EnumSource
  void pagesThatWereSeenAreAskedForByTheirTag(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    openMany(120);
    stub.largestPage(50);
    List<Pull> first = at.openPulls(APP);
    int before = stub.asked().size();
    assertThat(at.openPulls(APP)).isEqualTo(first);
    assertThat(stub.asked().subList(before, stub.asked().size()))
        .hasSize(3)
        .allMatch(asked -> asked.headers().containsKey("If-None-Match"));
  }

  @ParameterizedTest
  @EnumSource
  void pullTellsWhatItIs(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    StubPull made = stub.repository(APP).open("Add a licence").by("mona");
    Pull told = at.openPulls(APP).get(0);
    assertThat(told.number()).isEqualTo(1);
    assertThat(told.title()).isEqualTo("Add a licence");
    assertThat(told.author()).isEqualTo("mona");
    assertThat(told.bot()).isFalse();
    assertThat(told.webUrl()).startsWith(stub.web() + "/team/app/").endsWith("/1");
    assertThat(told.sourceBranch()).isEqualTo("topic-1");
    assertThat(told.sourceRepository()).isEqualTo(APP);
    assertThat(told.targetBranch()).isEqualTo("main");
    assertThat(made.headSha()).startsWith(told.headSha());
    assertThat(told.draft()).isFalse();
    assertThat(told.state()).isEqualTo(Pull.State.OPEN);
    assertThat(told.createdAt()).isEqualTo(made.createdAt());
    assertThat(told.updatedAt()).isEqualTo(made.updatedAt());
  }

  @ParameterizedTest
  @EnumSource
  void mergedAndClosedAreTwoThings(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    StubRepository app = stub.repository(APP);
    app.open("Stays");
    app.open("Is merged").merge();
    app.open("Is closed").close();
    assertThat(at.openPulls(APP)).extracting(Pull::number).containsExactly(1L);
    assertThat(state(1)).isEqualTo(Pull.State.OPEN);
    assertThat(state(2)).isEqualTo(Pull.State.MERGED);
    assertThat(state(3)).isEqualTo(Pull.State.CLOSED);
    assertThat(at.forge().pull(at.access(), StubbedForge.path(APP), 4)).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void draftIsTold(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    StubPull pull = stub.repository(APP).open("Not yet").draft();
    assertThat(at.openPulls(APP)).extracting(Pull::draft).containsExactly(true);
    pull.ready();
    assertThat(at.openPulls(APP)).extracting(Pull::draft).containsExactly(false);
  }

  @ParameterizedTest
  @EnumSource
  void pullFromAForkNamesTheFork(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    stub.repository(APP).open("From afar").from("contributor/app");
    stub.repository("contributor/app").forkOf(APP);
    assertThat(at.openPulls(APP).get(0).sourceRepository()).isEqualTo("contributor/app");
    Pull single = at.forge().pull(at.access(), StubbedForge.path(APP), 1).orElseThrow();
    assertThat(single.sourceRepository()).isEqualTo("contributor/app");
  }

  @ParameterizedTest
  @EnumSource
  void pullOutlivesItsFork(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    StubPull pull = stub.repository(APP).open("From afar").from("contributor/app");
    stub.repository("contributor/app").forkOf(APP);
    stub.remove("contributor/app");
    pull.run("build", Outcome.PASSED);
    assertThat(at.openPulls(APP).get(0).sourceRepository()).isNull();
    assertThat(newest(at.details(APP, 1))).hasSize(1);
  }

  @ParameterizedTest
  @EnumSource
  void checkThatRunsAgainCountsOnceAndAnew(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    StubPull pull = stub.repository(APP).open("Flaky");
    pull.run("build", Outcome.FAILED).run("lint", Outcome.PASSED);
    assertThat(newest(at.details(APP, 1)))
        .hasSize(2)
        .anySatisfy(check -> assertThat(check.state()).isIn(BAD));
    pull.run("build", Outcome.PASSED);
    assertThat(newest(at.details(APP, 1)))
        .hasSize(2)
        .allSatisfy(check -> assertThat(check.state()).isIn(GOOD));
  }

  @ParameterizedTest
  @EnumSource
  void checksOfAFormerHeadDoNotCount(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    StubPull pull = stub.repository(APP).open("Pushed again").run("build", Outcome.FAILED);
    pull.push();
    assertThat(at.details(APP, 1).checks().value()).isEmpty();
    pull.run("build", Outcome.RUNNING);
    assertThat(newest(at.details(APP, 1)))
        .singleElement()
        .satisfies(check -> assertThat(check.state()).isNotIn(GOOD).isNotIn(BAD));
  }

  @ParameterizedTest
  @EnumSource
  void noneOfManyChecksIsLost(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    stub.largestPage(50);
    StubPull pull = stub.repository(APP).open("Large matrix");
    for (int i = 1; i <= 130; i++) {
      pull.run("job " + i, i == 130 ? Outcome.FAILED : Outcome.PASSED);
    }
    assertThat(newest(at.details(APP, 1)))
        .hasSize(130)
        .anySatisfy(check -> assertThat(check.state()).isIn(BAD));
    assertThat(stub.asked(Subject.CHECKS)).isGreaterThanOrEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void allowedFailureIsToldWhereTheForgeKnowsIt(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    stub.repository(APP).open("Brave").runAllowed("nightly", Outcome.FAILED);
    assertThat(newest(at.details(APP, 1)))
        .singleElement()
        .satisfies(check -> assertThat(check.state()).isIn(BAD))
        .satisfies(
            check -> assertThat(check.optional()).isEqualTo(contracted.knowsAllowedFailures()));
  }

  @ParameterizedTest
  @EnumSource
  void whoAskedForChangesMayApproveLater(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    StubPull pull = stub.repository(APP).open("Discussed");
    assertThat(at.details(APP, 1).reviews().value()).isEmpty();
    pull.review("hubot", Opinion.APPROVED).review("grace", Opinion.CHANGES_REQUESTED);
    assertThat(standing(at.details(APP, 1)))
        .containsOnly(
            Map.entry("hubot", Opinion.APPROVED), Map.entry("grace", Opinion.CHANGES_REQUESTED));
    pull.review("grace", Opinion.APPROVED);
    assertThat(standing(at.details(APP, 1)))
        .containsOnly(Map.entry("hubot", Opinion.APPROVED), Map.entry("grace", Opinion.APPROVED));
    pull.review("hubot", Opinion.CHANGES_REQUESTED);
    assertThat(standing(at.details(APP, 1)))
        .containsOnly(
            Map.entry("hubot", Opinion.CHANGES_REQUESTED), Map.entry("grace", Opinion.APPROVED));
  }

  @ParameterizedTest
  @EnumSource
  void mergeabilityIsToldWhereTheForgeKnowsIt(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    StubRepository app = stub.repository(APP);
    app.open("Fits");
    app.open("Collides").mergeable(Mergeable.CONFLICTS);
    assertThat(at.details(APP))
        .extracting(each -> each.mergeable().value())
        .containsExactlyInAnyOrder(
            contracted.tellsMergeability()
                ? new Mergeable[] {Mergeable.YES, Mergeable.CONFLICTS}
                : new Mergeable[] {Mergeable.UNTOLD, Mergeable.UNTOLD});
  }

  @ParameterizedTest
  @EnumSource
  void mergeabilityThatIsBeingComputedIsAskedForAgain(ContractedForge contracted)
      throws ForgeFailure {
    begin(contracted);
    StubPull pull = stub.repository(APP).open("Young").mergeable(Mergeable.COMPUTING);
    Errand errand =
        new Errand(
            Errand.Urgency.BACKGROUND,
            new Cancellation(),
            (wait, why) -> pull.mergeable(Mergeable.YES).mergeable() == Mergeable.YES);
    ForgeAccess access = at.access("", stub.token(), errand);
    RepositoryPath path = StubbedForge.path(APP);
    List<Pull> pulls = at.forge().openPulls(access, path);
    assertThat(at.forge().details(access, path, pulls))
        .extracting(each -> each.mergeable().value())
        .containsExactly(contracted.tellsMergeability() ? Mergeable.YES : Mergeable.UNTOLD);
  }

  @ParameterizedTest
  @EnumSource
  void whoStopsWhileTheForgeComputesHasNoDetails(ContractedForge contracted) {
    begin(contracted);
    Assumptions.assumeTrue(contracted.tellsMergeability());
    stub.repository(APP).open("Young").mergeable(Mergeable.COMPUTING);
    Cancellation cancellation = new Cancellation();
    Errand errand =
        new Errand(
            Errand.Urgency.BACKGROUND,
            cancellation,
            (wait, why) -> {
              cancellation.cancel(Cancellation.Cause.REQUESTED);
              return false;
            });
    ForgeAccess access = at.access("", stub.token(), errand);
    RepositoryPath path = StubbedForge.path(APP);
    assertThat(
            failing(() -> at.forge().details(access, path, at.forge().openPulls(access, path)))
                .kind())
        .isEqualTo(Kind.CANCELLED);
  }

  @ParameterizedTest
  @EnumSource
  void detailsComeInTheOrderOfThePulls(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    openMany(5);
    List<Pull> pulls = new ArrayList<>(at.openPulls(APP));
    pulls.sort(Comparator.comparing(Pull::number).reversed());
    assertThat(at.forge().details(at.access(), StubbedForge.path(APP), pulls))
        .extracting(PullDetails::number)
        .containsExactly(5L, 4L, 3L, 2L, 1L);
    assertThat(at.forge().details(at.access(), StubbedForge.path(APP), List.of())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void checksThatCannotBeReadFailAlone(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    StubRepository app = stub.repository(APP);
    for (int i = 0; i < 12; i++) {
      app.open("Waits").run("build", Outcome.PASSED).review("grace", Opinion.APPROVED);
    }
    stub.answer(Subject.CHECKS, new Reply(503, Map.of(), "down"));
    List<PullDetails> details = at.details(APP);
    assertThat(details)
        .hasSize(12)
        .allSatisfy(each -> assertThat(each.checks().failure().kind()).isEqualTo(Kind.UNAVAILABLE))
        .allSatisfy(each -> assertThat(standing(each)).containsKey("grace"))
        .allSatisfy(each -> assertThat(each.mergeable().isRead()).isTrue());
    assertThat(stub.asked(Subject.CHECKS)).as("asked no hundred times").isEqualTo(3);
  }

  @ParameterizedTest
  @EnumSource
  void checksOfOnePullThatAreNotAsDocumentedFailAlone(ContractedForge contracted)
      throws ForgeFailure {
    begin(contracted);
    openMany(2);
    stub.answer(Subject.CHECKS, Reply.json(200, ForgeStub.object().put("values", 7)));
    assertThat(at.details(APP))
        .hasSize(2)
        .allSatisfy(each -> assertThat(each.checks().failure().kind()).isEqualTo(Kind.MALFORMED))
        .allSatisfy(each -> assertThat(each.reviews().isRead()).isTrue());
  }

  @ParameterizedTest
  @EnumSource
  void tokenThatDiesAmidDetailsEndsThemAll(ContractedForge contracted) {
    begin(contracted);
    openMany(3);
    stub.answer(Subject.CHECKS, Reply.json(401, stub.error("revoked")));
    assertThat(failing(() -> at.details(APP)).kind()).isEqualTo(Kind.AUTH);
  }

  @ParameterizedTest
  @EnumSource
  void refusalIsCalledByItsName(ContractedForge contracted) {
    begin(contracted);
    openMany(1);
    Map<Integer, Kind> names =
        Map.of(
            401, Kind.AUTH,
            403, Kind.FORBIDDEN,
            404, Kind.NOT_FOUND,
            451, Kind.BLOCKED,
            500, Kind.UNAVAILABLE,
            503, Kind.UNAVAILABLE);
    names.forEach(
        (status, kind) -> {
          stub.heal();
          stub.answer(Subject.PULLS, Reply.json(status, stub.error("no, " + stub.token())));
          assertThat(failing(() -> at.openPulls(APP)).kind()).as("%s", status).isEqualTo(kind);
        });
  }

  @ParameterizedTest
  @EnumSource
  void pageInsteadOfAnAnswerIsMalformed(ContractedForge contracted) {
    begin(contracted);
    stub.repository(APP);
    Reply page = new Reply(200, Map.of("Content-Type", "text/html"), "<html>Sign in</html>");
    for (Subject subject : List.of(Subject.PULLS, Subject.REPOSITORY, Subject.LOGIN)) {
      stub.answer(subject, page);
    }
    for (Asking asking :
        List.<Asking>of(
            () -> at.openPulls(APP),
            () -> at.forge().repository(at.access(), StubbedForge.path(APP)),
            () -> at.forge().login(at.access()))) {
      assertThat(failing(asking).kind()).isEqualTo(Kind.MALFORMED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void objectWithoutWhatItNeedsIsMalformed(ContractedForge contracted) {
    begin(contracted);
    stub.repository(APP);
    stub.answer(Subject.REPOSITORY, Reply.json(200, ForgeStub.object().put("id", "seven")));
    stub.answer(Subject.PULL, Reply.json(200, ForgeStub.object().put("id", 7)));
    stub.answer(Subject.LOGIN, Reply.json(200, ForgeStub.object()));
    for (Asking asking :
        List.<Asking>of(
            () -> at.forge().repository(at.access(), StubbedForge.path(APP)),
            () -> at.forge().pull(at.access(), StubbedForge.path(APP), 1),
            () -> at.forge().login(at.access()))) {
      assertThat(failing(asking).kind()).isEqualTo(Kind.MALFORMED);
    }
  }

  @ParameterizedTest
  @EnumSource
  void limitTellsWhenItEnds(ContractedForge contracted) {
    begin(contracted);
    openMany(1);
    stub.answer(Subject.PULLS, limited("120"));
    Instant before = Instant.now();
    ForgeFailure failure = failing(() -> at.openPulls(APP));
    assertThat(failure.kind()).isEqualTo(Kind.LIMITED);
    assertThat(failure.until()).isBetween(before.plusSeconds(120), Instant.now().plusSeconds(120));
  }

  @ParameterizedTest
  @EnumSource
  void limitTellsWhenItEndsByADate(ContractedForge contracted) {
    begin(contracted);
    openMany(1);
    Instant end = Instant.now().plus(Duration.ofMinutes(10));
    stub.answer(
        Subject.PULLS,
        limited(DateTimeFormatter.RFC_1123_DATE_TIME.format(end.atOffset(ZoneOffset.UTC))));
    ForgeFailure failure = failing(() -> at.openPulls(APP));
    assertThat(failure.kind()).isEqualTo(Kind.LIMITED);
    assertThat(failure.until()).isBetween(end.minusSeconds(60), end.plusSeconds(60));
  }

  @ParameterizedTest
  @EnumSource
  void limitEndsDetailsOfAll(ContractedForge contracted) {
    begin(contracted);
    openMany(2);
    stub.answer(Subject.CHECKS, limited("60"));
    assertThat(failing(() -> at.details(APP)).kind()).isEqualTo(Kind.LIMITED);
  }

  @ParameterizedTest
  @EnumSource
  void linkToAnotherHostIsNotFollowed(ContractedForge contracted) {
    begin(contracted);
    openMany(1);
    try (ForgeStub other = contracted.stub()) {
      stub.answer(Subject.PULLS, 1, stub.pageBefore(other.root() + "/stolen?page=2"));
      ForgeFailure failure = failing(() -> at.openPulls(APP));
      assertThat(failure.kind()).isEqualTo(Kind.LEADS_AWAY);
      assertThat(other.asked()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void redirectToAnotherHostIsNotFollowed(ContractedForge contracted) {
    begin(contracted);
    stub.repository(APP);
    try (ForgeStub other = contracted.stub()) {
      stub.answer(
          Subject.REPOSITORY,
          new Reply(301, Map.of("Location", other.root() + "/repositories/team/app"), ""));
      ForgeFailure failure =
          failing(() -> at.forge().repository(at.access(), StubbedForge.path(APP)));
      assertThat(failure.kind()).isEqualTo(Kind.LEADS_AWAY);
      assertThat(other.asked()).isEmpty();
    }
  }

  @ParameterizedTest
  @EnumSource
  void whoHasStoppedAsksNothing(ContractedForge contracted) {
    begin(contracted);
    openMany(1);
    Cancellation cancelled = new Cancellation();
    cancelled.cancel(Cancellation.Cause.REQUESTED);
    Errand errand = new Errand(Errand.Urgency.BACKGROUND, cancelled, (wait, why) -> true);
    ForgeAccess access = at.access("", stub.token(), errand);
    assertThat(failing(() -> at.forge().openPulls(access, StubbedForge.path(APP))).kind())
        .isEqualTo(Kind.CANCELLED);
    assertThat(stub.asked()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void whoStopsWhileTheForgeIsSilentWaitsNoLonger(ContractedForge contracted) {
    begin(contracted);
    openMany(1);
    stub.hang(asked -> asked.subject() == Subject.PULLS);
    Cancellation cancellation = new Cancellation();
    Errand errand = new Errand(Errand.Urgency.BACKGROUND, cancellation, (wait, why) -> true);
    ForgeAccess access = at.access("", stub.token(), errand);
    CompletableFuture<ForgeFailure> failure =
        CompletableFuture.supplyAsync(
            () -> failing(() -> at.forge().openPulls(access, StubbedForge.path(APP))));
    Waiting.until("it is asked", AT_MOST, () -> stub.asked(Subject.PULLS) == 1);
    cancellation.cancel(Cancellation.Cause.REQUESTED);
    assertThat(failure)
        .succeedsWithin(AT_MOST)
        .satisfies(ended -> assertThat(ended.kind()).isEqualTo(Kind.CANCELLED));
  }

  @ParameterizedTest
  @EnumSource
  void everyRepositoryOfAnOrganisationIsListed(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    stub.organisation("team");
    stub.largestPage(50);
    List<String> names = new ArrayList<>();
    for (int i = 1; i <= 120; i++) {
      names.add(stub.repository("team/app-" + i).fullName());
    }
    stub.repository("octavia/own");
    assertThat(at.repositories("team")).containsExactlyInAnyOrderElementsOf(names);
    names.add("octavia/own");
    assertThat(at.repositories(null)).containsExactlyInAnyOrderElementsOf(names);
  }

  @ParameterizedTest
  @EnumSource
  void repositoriesOfAPersonAreListed(ContractedForge contracted) throws ForgeFailure {
    begin(contracted);
    stub.repository("octavia/one");
    stub.repository("octavia/two").hidden();
    stub.repository("mona/three");
    assertThat(at.repositories("octavia")).containsExactlyInAnyOrder("octavia/one", "octavia/two");
    assertThat(failing(() -> at.repositories("nobody")).kind()).isEqualTo(Kind.NOT_FOUND);
  }

  @ParameterizedTest
  @EnumSource
  void listingThatBreaksOffFails(ContractedForge contracted) {
    begin(contracted);
    stub.organisation("team");
    stub.largestPage(50);
    for (int i = 1; i <= 120; i++) {
      stub.repository("team/app-" + i);
    }
    stub.answer(Subject.REPOSITORIES, 2, new Reply(500, Map.of(), ""));
    assertThat(failing(() -> at.repositories("team")).kind()).isEqualTo(Kind.UNAVAILABLE);
    stub.heal();
    stub.answer(Subject.REPOSITORIES, 2, Reply.json(404, stub.error("gone")));
    assertThat(failing(() -> at.repositories("team")).kind()).isEqualTo(Kind.NOT_FOUND);
  }

  private void openMany(int pulls) {
    for (int i = 1; i <= pulls; i++) {
      stub.repository(APP).open("Change " + i);
    }
  }

  private Pull.State state(long number) throws ForgeFailure {
    return at.forge().pull(at.access(), StubbedForge.path(APP), number).orElseThrow().state();
  }

  private static Reply limited(String retryAfter) {
    return new Reply(429, Map.of("Retry-After", retryAfter), "Retry later");
  }

  /** The newest run of each series. */
  private static List<Check> newest(PullDetails details) {
    Map<String, Check> bySeries = new LinkedHashMap<>();
    details.checks().value().stream()
        .sorted(
            Comparator.comparing(
                    (Check check) -> Objects.requireNonNullElse(check.at(), Instant.MAX))
                .thenComparing(Check::id))
        .forEach(check -> bySeries.put(check.series(), check));
    return List.copyOf(bySeries.values());
  }

  /** How each reviewer stands: the last opinion counts. */
  private static Map<String, Opinion> standing(PullDetails details) {
    Map<String, Opinion> byPerson = new LinkedHashMap<>();
    details.reviews().value().forEach(each -> byPerson.put(each.reviewer(), each.opinion()));
    return byPerson;
  }

  private ForgeFailure failing(Asking asking) {
    return failing(asking, stub.token());
  }

  /** The failure that an asking ends in, nothing of which tells the token. */
  private static ForgeFailure failing(Asking asking, String token) {
    try {
      asking.ask();
    } catch (ForgeFailure failure) {
      StringWriter all = new StringWriter();
      failure.printStackTrace(new PrintWriter(all));
      assertThat(all.toString()).doesNotContain(token);
      return failure;
    }
    throw new AssertionError("it did not fail");
  }
}
