package org.sluice.forge.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.sluice.forge.github.AskedGitHub.APP;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.egress.budget.Errand;
import org.sluice.forge.Check;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.ForgeFailure.Kind;
import org.sluice.forge.Part;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.Review;
import org.sluice.forge.Review.Opinion;
import org.sluice.platform.Cancellation;

/** Checks, reviews and mergeability, over both of GitHub's ways. */
@Timeout(60)
class GitHubDetailsTest {

  /** How a server is asked. */
  enum Way {
    GRAPH_QL,
    ENTERPRISE,
    REST,
    ANONYMOUS
  }

  private AskedGitHub asked;
  private GitHubStub stub;
  private StubbedRepository app;
  private String token;

  private void start(Way way) {
    stub = way == Way.ENTERPRISE ? GitHubStub.startEnterprise() : GitHubStub.start();
    stub.token("t0ken", "octavia").graphQl(way == Way.GRAPH_QL || way == Way.ENTERPRISE);
    token = way == Way.ANONYMOUS ? null : "t0ken";
    asked = new AskedGitHub(stub);
    app = stub.repository("team/app");
  }

  @AfterEach
  void stop() {
    asked.close();
  }

  private List<PullDetails> details() throws ForgeFailure {
    List<Pull> pulls = asked.gitHub.openPulls(asked.access(token), APP);
    List<PullDetails> details = asked.gitHub.details(asked.access(token), APP, pulls);
    assertThat(details)
        .extracting(PullDetails::number)
        .containsExactlyElementsOf(pulls.stream().map(Pull::number).toList());
    return details;
  }

  private PullDetails only() throws ForgeFailure {
    List<PullDetails> all = details();
    assertThat(all).hasSize(1);
    return all.get(0);
  }

  /** The state of the newest run of each series, by name. */
  private static Map<String, List<String>> reduced(Part<List<Check>> checks) {
    Map<String, Check> newest = new TreeMap<>();
    checks.value().stream()
        .sorted(
            Comparator.comparing(Check::at, Comparator.nullsFirst(Comparator.naturalOrder()))
                .thenComparing(Check::id))
        .forEach(check -> newest.put(check.series(), check));
    Map<String, List<String>> states = new TreeMap<>();
    newest
        .values()
        .forEach(
            check ->
                states.computeIfAbsent(check.name(), name -> new ArrayList<>()).add(check.state()));
    states.values().forEach(each -> each.sort(null));
    return states;
  }

  @ParameterizedTest
  @EnumSource
  void checksAndStatusesAreThoseOfTheHead(Way way) throws Exception {
    start(way);
    StubbedPull pull = app.open("Add");
    pull.head().check("old", "failure");
    pull.push().head().check("build", "success").check("lint", "in_progress");
    pull.head().appCheck("scan", "action_required").status("ci/x", "pending");
    PullDetails details = only();
    assertThat(details.checks().value())
        .extracting(Check::name, Check::state, Check::optional)
        .containsExactlyInAnyOrder(
            tuple("build", "success", false),
            tuple("lint", "in_progress", false),
            tuple("scan", "action_required", false),
            tuple("ci/x", "pending", false));
    assertThat(details.checks().value())
        .allSatisfy(check -> assertThat(check.url()).startsWith("http"))
        .allSatisfy(check -> assertThat(check.at()).isNotNull());
  }

  @ParameterizedTest
  @EnumSource
  void noChecksAtAllAreAnEmptyList(Way way) throws Exception {
    start(way);
    app.open("Add");
    assertThat(only().checks().value()).isEmpty();
    assertThat(only().reviews().value()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aReRunIsOfTheSameSeriesAndAnotherWorkflowIsNot(Way way) throws Exception {
    start(way);
    app.open("Add")
        .head()
        .check("build", "failure")
        .check("test", "failure")
        .anotherSuite()
        .check("build", "success")
        .check("test", "success", "Nightly", "schedule")
        .check("test", "cancelled", "CI", "pull_request")
        .appCheck("scan", "failure")
        .appCheck("scan", "success")
        .status("ci/x", "failure")
        .status("ci/x", "success");
    assertThat(reduced(only().checks()))
        .isEqualTo(
            Map.of(
                "build", List.of("success"),
                "test", List.of("cancelled", "failure", "success"),
                "scan", List.of("success"),
                "ci/x", List.of("success")));
  }

  @ParameterizedTest
  @EnumSource
  void aReRunThatHasNotStartedIsTheNewest(Way way) throws Exception {
    start(way);
    app.open("Add").head().check("build", "success").check("build", "queued");
    assertThat(reduced(only().checks())).isEqualTo(Map.of("build", List.of("queued")));
  }

  @ParameterizedTest
  @EnumSource
  void reviewsComeInTheirOrderWithoutThoseThatAreNotHandedIn(Way way) throws Exception {
    start(way);
    app.open("Add")
        .review("ben", "CHANGES_REQUESTED")
        .review("cat", "DISMISSED")
        .review("ben", "COMMENTED")
        .review("ann", "PENDING")
        .review("ben", "APPROVED")
        .review("sonar[bot]", "COMMENTED")
        .review(null, "APPROVED");
    assertThat(only().reviews().value())
        .extracting(Review::reviewer, Review::opinion)
        .containsExactly(
            tuple("ben", Opinion.CHANGES_REQUESTED),
            tuple("cat", Opinion.DISMISSED),
            tuple("ben", Opinion.COMMENTED),
            tuple("ben", Opinion.APPROVED),
            tuple("sonar[bot]", Opinion.COMMENTED),
            tuple(null, Opinion.APPROVED));
  }

  @ParameterizedTest
  @EnumSource
  void whatIsNotComputedYetIsAskedForOnceMore(Way way) throws Exception {
    start(way);
    app.open("Merges");
    app.open("Conflicts").conflicting();
    app.open("Soon").computing(1);
    app.open("Later").computing(9);
    assertThat(details())
        .extracting(each -> each.mergeable().value())
        .containsExactly(Mergeable.COMPUTING, Mergeable.YES, Mergeable.CONFLICTS, Mergeable.YES);
    assertThat(asked.waits()).containsExactly(Duration.ofSeconds(2));
  }

  @ParameterizedTest
  @EnumSource
  void moreThanAHundredOfSomethingAreReadToTheLast(Way way) throws Exception {
    start(way);
    StubbedPull pull = app.open("Add");
    app.open("Other");
    for (int i = 0; i < 230; i++) {
      pull.head().check("check " + i, i == 3 ? "failure" : "success");
      pull.review("ann" + i, "APPROVED");
    }
    for (int i = 0; i < 110; i++) {
      pull.head().status("status " + i, "success");
    }
    PullDetails details = details().get(1);
    assertThat(details.checks().value()).hasSize(340);
    assertThat(reduced(details.checks())).hasSize(340);
    assertThat(details.reviews().value()).hasSize(230);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/check-runs", "/statuses"})
  void checksThatFailLeaveTheRest(String place) throws Exception {
    start(Way.REST);
    app.open("One").review("ann", "APPROVED");
    stub.fail(place, 502);
    PullDetails details = only();
    assertThat(details.checks().isRead()).isFalse();
    assertThat(details.checks().failure().kind()).isEqualTo(Kind.UNAVAILABLE);
    assertThat(details.reviews().value()).hasSize(1);
    assertThat(details.mergeable().value()).isEqualTo(Mergeable.YES);
  }

  @Test
  void aWorkflowThatIsNotShownNeverHidesAFailure() throws Exception {
    start(Way.REST);
    app.open("One")
        .head()
        .check("test", "failure", "CI", "push")
        .check("test", "success", "Nightly", "schedule");
    stub.fail("/actions/runs", 403);
    assertThat(reduced(only().checks())).isEqualTo(Map.of("test", List.of("failure", "success")));
    stub.heal();
    stub.fail("/actions/runs", 500);
    assertThat(only().checks().failure().kind()).isEqualTo(Kind.UNAVAILABLE);
  }

  @Test
  void workflowsAreAskedForOnlyWhereTheyDecide() throws Exception {
    start(Way.REST);
    app.open("One").head().check("test", "failure").check("test", "success");
    only();
    assertThat(stub.came("/actions/runs")).isEmpty();
  }

  @ParameterizedTest
  @EnumSource
  void aRevokedTokenConcernsAll(Way way) throws Exception {
    start(way);
    app.open("One");
    List<Pull> pulls = asked.gitHub.openPulls(asked.access(token), APP);
    stub.revoke("t0ken");
    stub.fail("/graphql", 401);
    stub.fail("/team/app", 401);
    assertThatThrownBy(() -> asked.gitHub.details(asked.access(token), APP, pulls))
        .isInstanceOfSatisfying(
            ForgeFailure.class, failed -> assertThat(failed.kind()).isEqualTo(Kind.AUTH));
  }

  @ParameterizedTest
  @EnumSource
  void cancellingWhileGitHubComputesEndsAll(Way way) throws Exception {
    start(way);
    app.open("One").computing(5);
    List<Pull> pulls = asked.gitHub.openPulls(asked.access(token), APP);
    Cancellation cancellation = new Cancellation();
    assertThatThrownBy(
            () ->
                asked.gitHub.details(
                    asked
                        .access(token)
                        .on(
                            new Errand(
                                Errand.Urgency.PERSON,
                                cancellation,
                                (wait, why) -> {
                                  cancellation.cancel(Cancellation.Cause.REQUESTED);
                                  return false;
                                })),
                    APP,
                    pulls))
        .isInstanceOfSatisfying(
            ForgeFailure.class, failed -> assertThat(failed.kind()).isEqualTo(Kind.CANCELLED));
  }

  @Test
  void nothingIsAskedForNothing() throws Exception {
    start(Way.GRAPH_QL);
    assertThat(asked.gitHub.details(asked.access(token), APP, List.of())).isEmpty();
    assertThat(stub.came()).isEmpty();
  }

  /** What only questions over GraphQL have. */
  @Nested
  class OverGraphQl {

    @ParameterizedTest
    @EnumSource(
        value = Way.class,
        names = {"GRAPH_QL", "ENTERPRISE"})
    void twentyFivePullRequestsAreOneQuestion(Way way) throws Exception {
      start(way);
      for (int i = 0; i < 60; i++) {
        app.open("Pull " + i).review("ann", "APPROVED").head().check("build", "success");
      }
      assertThat(details())
          .allSatisfy(each -> assertThat(each.checks().value()).hasSize(1))
          .allSatisfy(each -> assertThat(each.reviews().value()).hasSize(1));
      assertThat(stub.came("/graphql")).hasSize(3);
      assertThat(stub.came("/graphql").get(0).target())
          .isEqualTo(way == Way.ENTERPRISE ? "/api/graphql" : "/graphql");
      assertThat(stub.came()).hasSize(4);
    }

    @ParameterizedTest
    @ValueSource(ints = {404, 405, 501})
    void aServerWithoutItIsAskedOverRestForAnHour(int status) throws Exception {
      start(Way.GRAPH_QL);
      app.open("One").review("ann", "APPROVED");
      stub.fail("/graphql", status);
      assertThat(only().reviews().value()).hasSize(1);
      stub.forget();
      assertThat(only().reviews().value()).hasSize(1);
      assertThat(stub.came("/graphql")).isEmpty();
      asked.pass(Duration.ofMinutes(61));
      stub.heal();
      only();
      assertThat(stub.came("/graphql")).hasSize(1);
    }

    @Test
    void aServerOfAnotherSchemaIsAskedOverRest() throws Exception {
      start(Way.GRAPH_QL);
      app.open("One").review("ann", "APPROVED");
      JsonNodeFactory json = JsonNodeFactory.instance;
      ObjectNode answer = json.objectNode();
      answer
          .putArray("errors")
          .addObject()
          .put("message", "Field 'mergeable' doesn't exist on type 'PullRequest'");
      stub.answer("/graphql", 200, answer);
      assertThat(only().reviews().value()).hasSize(1);
      assertThat(only().reviews().value()).hasSize(1);
      assertThat(stub.came("/graphql")).hasSize(1);
    }

    @Test
    void aPlaceThatAnswersSomethingElseIsNoGraphQl() throws Exception {
      start(Way.GRAPH_QL);
      app.open("One").review("ann", "APPROVED");
      stub.answer("/graphql", 200, JsonNodeFactory.instance.textNode("<html>"));
      assertThat(only().reviews().value()).hasSize(1);
      only();
      assertThat(stub.came("/graphql")).hasSize(1);
    }

    @Test
    void aFaultIsBridgedOverRestAndForgotten() throws Exception {
      start(Way.GRAPH_QL);
      app.open("One").review("ann", "APPROVED");
      stub.fail("/graphql", 502, 3);
      assertThat(only().reviews().value()).hasSize(1);
      stub.forget();
      only();
      assertThat(stub.came("/graphql")).hasSize(1);
    }

    @Test
    void anErrorAboutOnePartIsThatPartsFailure() throws Exception {
      start(Way.GRAPH_QL);
      app.open("One").review("ann", "APPROVED").head().check("build", "success");
      app.open("Two").review("ann", "APPROVED").head().check("build", "success");
      stub.failInGraphQl("p2/commits", "FORBIDDEN", "Resource not accessible by token t0ken");
      List<PullDetails> details = details();
      assertThat(details.get(0).checks().failure().kind()).isEqualTo(Kind.FORBIDDEN);
      assertThat(details.get(0).checks().failure().getMessage()).doesNotContain("t0ken");
      assertThat(details.get(0).reviews().value()).hasSize(1);
      assertThat(details.get(0).mergeable().value()).isEqualTo(Mergeable.YES);
      assertThat(details.get(1).checks().value()).hasSize(1);
    }

    @Test
    void anErrorAboutOnePullRequestIsItsAlone() throws Exception {
      start(Way.GRAPH_QL);
      app.open("One").head().check("build", "success");
      app.open("Two").head().check("build", "success");
      stub.failInGraphQl("p2", "NOT_FOUND", "Could not resolve to a PullRequest");
      List<PullDetails> details = details();
      assertThat(details.get(0).checks().failure().kind()).isEqualTo(Kind.NOT_FOUND);
      assertThat(details.get(0).reviews().failure().kind()).isEqualTo(Kind.NOT_FOUND);
      assertThat(details.get(0).mergeable().failure().kind()).isEqualTo(Kind.NOT_FOUND);
      assertThat(details.get(1).checks().value()).hasSize(1);
    }

    @Test
    void anErrorThatIsAboutNothingInParticularHidesNothing() throws Exception {
      start(Way.GRAPH_QL);
      StubbedPull pull = app.open("One");
      pull.head().check("build", "failure");
      ObjectNode answer = JsonNodeFactory.instance.objectNode();
      answer.putObject("data").putObject("repository").set("p1", pull.push().answer(true));
      answer.putArray("errors").addObject().put("message", "Something went wrong");
      stub.answer("/graphql", 200, answer);
      pull.head().check("build", "failure");
      assertThat(only().checks().value()).extracting(Check::state).containsExactly("failure");
    }

    @Test
    void aHeadThatMovedIsReadOverRest() throws Exception {
      start(Way.GRAPH_QL);
      StubbedPull pull = app.open("One");
      pull.head().check("build", "failure");
      List<Pull> pulls = asked.gitHub.openPulls(asked.access(token), APP);
      pull.push().head().check("build", "success");
      assertThat(asked.gitHub.details(asked.access(token), APP, pulls).get(0).checks().value())
          .extracting(Check::state)
          .containsExactly("failure");
    }

    @Test
    void aLimitThatComesAs200IsWaitedFor() throws Exception {
      start(Way.GRAPH_QL);
      app.open("One").review("ann", "APPROVED");
      List<Pull> pulls = asked.gitHub.openPulls(asked.access(token), APP);
      ObjectNode answer = JsonNodeFactory.instance.objectNode();
      answer
          .putArray("errors")
          .addObject()
          .put("type", "RATE_LIMITED")
          .put("message", "API rate limit exceeded");
      stub.answer("/graphql", 200, answer);
      assertThatThrownBy(
              () -> asked.gitHub.details(asked.access(token).on(Errand.ofPerson()), APP, pulls))
          .isInstanceOfSatisfying(
              ForgeFailure.class, failed -> assertThat(failed.kind()).isEqualTo(Kind.LIMITED));
    }
  }
}
