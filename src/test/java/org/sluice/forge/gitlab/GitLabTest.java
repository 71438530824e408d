package org.sluice.forge.gitlab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.egress.budget.Errand;
import org.sluice.forge.Check;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.ForgeLogin;
import org.sluice.forge.ForgeStub.Reply;
import org.sluice.forge.ForgeStub.Subject;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.RemoteRepository;
import org.sluice.forge.Review;
import org.sluice.forge.StubPull;
import org.sluice.forge.StubPull.Outcome;
import org.sluice.forge.StubRepository;
import org.sluice.forge.StubbedForge;

/** What is GitLab's own. */
@Timeout(60)
class GitLabTest {

  private static final String APP = "group/deep/er/app";

  @TempDir Path answers;

  private StubbedForge<GitLabStub> at;
  private GitLabStub stub;

  @BeforeEach
  void start() {
    stub = new GitLabStub();
    at = new StubbedForge<>(stub, GitLab::new, answers);
  }

  @AfterEach
  void stop() {
    at.close();
  }

  @Test
  void tokenTellsItsScopesAndItsEnd() throws ForgeFailure {
    stub.tokenEnds("2026-12-31");
    assertThat(at.forge().login(at.access()))
        .isEqualTo(
            new ForgeLogin(
                "octavia",
                Set.of("read_api", "read_repository"),
                Instant.parse("2026-12-31T00:00:00Z")));
  }

  @Test
  void tokenOfAnotherKindTellsNothingOfItself() throws ForgeFailure {
    for (int status : new int[] {401, 403, 404}) {
      stub.answer(Subject.TOKEN, Reply.json(status, stub.error("no")));
      assertThat(at.forge().login(at.access()).scopes()).isEmpty();
    }
    stub.answer(Subject.TOKEN, Reply.json(500, stub.error("no")));
    assertThatThrownBy(() -> at.forge().login(at.access())).isInstanceOf(ForgeFailure.class);
  }

  @Test
  void tokenGoesIntoTheFieldOfItsKind() throws ForgeFailure {
    stub.repository(APP);
    at.forge().repository(at.access(), StubbedForge.path(APP));
    assertThat(stub.asked()).allMatch(each -> each.headers().containsKey("PRIVATE-TOKEN"));
    String oauth = "0123456789abcdef".repeat(4);
    assertThatThrownBy(() -> at.forge().login(at.access("", oauth, Errand.ofPerson())))
        .isInstanceOf(ForgeFailure.class);
    assertThat(stub.asked().get(stub.asked().size() - 1).headers())
        .containsEntry("Authorization", List.of("Bearer " + oauth))
        .doesNotContainKey("PRIVATE-TOKEN");
  }

  @Test
  void projectInNestedGroupsIsOnePartOfTheAddress() throws ForgeFailure {
    stub.repository(APP);
    RemoteRepository told = at.forge().repository(at.access(), StubbedForge.path(APP));
    assertThat(told.fullName()).isEqualTo(APP);
    assertThat(told.languages()).containsExactly("Java", "Ruby");
    assertThat(told.topics()).containsExactly("stub");
    assertThat(stub.asked().get(0).rawPath()).isEqualTo("/api/v4/projects/group%2Fdeep%2Fer%2Fapp");
  }

  @Test
  void codeThatIsNotShownHasNoLanguages() throws ForgeFailure {
    stub.repository(APP);
    stub.answer(Subject.LANGUAGES, Reply.json(403, stub.error("no")));
    assertThat(at.forge().repository(at.access(), StubbedForge.path(APP)).languages()).isEmpty();
  }

  @Test
  void groupIsListedWithItsSubgroups() throws ForgeFailure {
    stub.organisation("group");
    stub.repository("group/one");
    stub.repository(APP);
    stub.repository("grouped/other");
    assertThat(at.repositories("group")).containsExactlyInAnyOrder("group/one", APP);
  }

  @Test
  void projectWithoutMergeRequestsHasNone() throws ForgeFailure {
    stub.repository(APP).withoutPulls();
    assertThat(at.openPulls(APP)).isEmpty();
    stub.answer(Subject.PULLS, Reply.json(500, stub.error("no")));
    assertThatThrownBy(() -> at.openPulls(APP)).isInstanceOf(ForgeFailure.class);
  }

  @Test
  void listIsAskedToFindOutWhatCanBeMerged() throws ForgeFailure {
    stub.repository(APP).open("One");
    at.openPulls(APP);
    assertThat(stub.asked().get(0).query()).containsEntry("with_merge_status_recheck", "true");
  }

  @Test
  void whatIsStillBeingComputedIsCalledSo() throws ForgeFailure {
    stub.repository(APP).open("Young").mergeable(Mergeable.COMPUTING);
    assertThat(at.details(APP, 1).mergeable().value()).isEqualTo(Mergeable.COMPUTING);
  }

  @Test
  void draftWithConflictsTellsItsConflicts() throws ForgeFailure {
    stub.repository(APP).open("Both").draft().mergeable(Mergeable.CONFLICTS);
    assertThat(at.details(APP, 1).mergeable().value()).isEqualTo(Mergeable.CONFLICTS);
  }

  @Test
  void serverWithoutApprovalsHasNoReviews() throws ForgeFailure {
    stub.old();
    stub.repository(APP).open("Old").review("grace", Review.Opinion.APPROVED);
    PullDetails details = at.details(APP, 1);
    assertThat(details.reviews().value()).isEmpty();
    assertThat(details.mergeable().value()).isEqualTo(Mergeable.YES);
  }

  @Test
  void serverWithoutStatesOfReviewersHasItsApprovals() throws ForgeFailure {
    stub.repository(APP).open("Old").review("grace", Review.Opinion.APPROVED);
    stub.answer(each -> each.rawPath().endsWith("/reviewers"), Reply.json(404, stub.error("no")));
    assertThat(at.details(APP, 1).reviews().value())
        .extracting(Review::reviewer, Review::opinion)
        .containsExactly(tuple("grace", Review.Opinion.APPROVED));
  }

  @Test
  void nobodyIsAskedForWhoDoesNotReview() throws ForgeFailure {
    stub.repository(APP).open("Alone");
    at.details(APP, 1);
    assertThat(stub.asked()).noneMatch(each -> each.rawPath().endsWith("/reviewers"));
  }

  @Test
  void approvalOfWhoNowWantsChangesIsOver() throws ForgeFailure {
    stub.repository(APP).open("Second look").review("grace", Review.Opinion.CHANGES_REQUESTED);
    stub.answer(
        each -> each.rawPath().endsWith("/approvals"),
        new Reply(
            200,
            Map.of(),
            "{\"approved_by\":[{\"user\":{\"username\":\"grace\"}},"
                + "{\"user\":{\"username\":\"hubot\"},\"approved_at\":\"2026-01-01T00:00:00Z\"}]}"));
    assertThat(at.details(APP, 1).reviews().value())
        .extracting(Review::reviewer, Review::opinion)
        .containsExactly(
            tuple("grace", Review.Opinion.CHANGES_REQUESTED),
            tuple("hubot", Review.Opinion.APPROVED));
  }

  @Test
  void pipelineOfTheResultCountsBesideTheHead() throws ForgeFailure {
    StubPull pull = stub.repository(APP).open("Result").run("external", Outcome.PASSED);
    pull.runOfResult("build", Outcome.FAILED);
    assertThat(at.details(APP, 1).checks().value())
        .extracting(Check::name, Check::state)
        .containsExactlyInAnyOrder(tuple("external", "success"), tuple("build", "failed"));
  }

  @Test
  void jobsOfAForkAreReadInTheFork() throws ForgeFailure {
    fork().run("build", Outcome.FAILED);
    assertThat(at.details(APP, 1).checks().value())
        .singleElement()
        .satisfies(check -> assertThat(check.name()).isEqualTo("build"));
  }

  @Test
  void pipelineOfAForkThatIsNotSeenCountsAsAWhole() throws ForgeFailure {
    StubPull pull = fork();
    stub.answer(
        each -> each.subject() == Subject.CHECKS && each.path().get(1).equals("contributor/app"),
        Reply.json(404, stub.error("no")));
    assertThat(at.details(APP, 1).checks().value()).isEmpty();
    pull.run("build", Outcome.FAILED);
    assertThat(at.details(APP, 1).checks().value())
        .singleElement()
        .satisfies(check -> assertThat(check.name()).isEqualTo("pipeline"))
        .satisfies(check -> assertThat(check.state()).isEqualTo("failed"));
  }

  @Test
  void forkIsAskedForItsNameOnce() throws ForgeFailure {
    StubPull first = fork();
    first.repository().open("Second").from("contributor/app");
    assertThat(at.openPulls(APP))
        .extracting(Pull::sourceRepository)
        .containsExactly("contributor/app", "contributor/app");
    assertThat(stub.asked(Subject.REPOSITORY)).isEqualTo(1);
  }

  @Test
  void mergeRequestThatCannotBeReadTellsNothing() throws ForgeFailure {
    stub.repository(APP).open("One").run("build", Outcome.PASSED);
    stub.answer(Subject.PULL, Reply.json(500, stub.error("no")));
    PullDetails details = at.details(APP, 1);
    assertThat(details.checks().isRead()).as("its pipeline may run elsewhere").isFalse();
    assertThat(details.reviews().isRead()).isFalse();
    assertThat(details.mergeable().isRead()).isFalse();
  }

  private StubPull fork() {
    StubRepository app = stub.repository(APP);
    stub.repository("contributor/app").forkOf(APP);
    return app.open("From afar").from("contributor/app");
  }
}
