package org.sluice.forge.bitbucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
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
import org.sluice.forge.ForgeAccess;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.ForgeLogin;
import org.sluice.forge.ForgeStub.Reply;
import org.sluice.forge.ForgeStub.Subject;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.RemoteRepository;
import org.sluice.forge.Review;
import org.sluice.forge.StubPull.Outcome;
import org.sluice.forge.StubRepository;
import org.sluice.forge.StubbedForge;

/** What is Bitbucket's own. */
@Timeout(60)
class BitbucketTest {

  private static final String APP = "team/app";

  @TempDir Path answers;

  private StubbedForge<BitbucketStub> at;
  private BitbucketStub stub;

  @BeforeEach
  void start() {
    stub = new BitbucketStub();
    at = new StubbedForge<>(stub, Bitbucket::new, answers);
  }

  @AfterEach
  void stop() {
    at.close();
  }

  @Test
  void tokenOfAPersonGoesWithTheLogin() throws ForgeFailure {
    ForgeAccess person = at.access("octavia@example.org", stub.token(), Errand.ofPerson());
    assertThat(at.forge().login(person).name()).isEqualTo("octavia");
    String pair = "octavia@example.org:" + stub.token();
    assertThat(stub.asked().get(0).headers().getFirst("Authorization"))
        .isEqualTo(
            "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8)));
  }

  @Test
  void tokenWithoutLoginIsABearers() throws ForgeFailure {
    at.forge().login(at.access());
    assertThat(stub.asked().get(0).headers().getFirst("Authorization"))
        .isEqualTo("Bearer " + stub.token());
  }

  @Test
  void tokenOfAResourceIsABearersWhateverTheLogin() {
    for (ForgeAccess access :
        List.of(
            at.access("x-token-auth", "any", Errand.ofPerson()),
            at.access("octavia", "ATCTT3x-any", Errand.ofPerson()))) {
      assertThatThrownBy(() -> at.forge().login(access)).isInstanceOf(ForgeFailure.class);
      assertThat(stub.asked().get(stub.asked().size() - 1).headers().getFirst("Authorization"))
          .isEqualTo("Bearer " + access.token());
    }
  }

  @Test
  void passwordIsNotShownWhenTheServerSaysIt() {
    stub.answer(Subject.LOGIN, Reply.json(403, stub.error("not with " + stub.token())));
    stub.answer(Subject.REPOSITORIES, Reply.json(403, stub.error("not with " + stub.token())));
    ForgeAccess person = at.access("octavia", stub.token(), Errand.ofPerson());
    assertThatThrownBy(() -> at.forge().login(person))
        .isInstanceOf(ForgeFailure.class)
        .hasMessageContaining("403")
        .message()
        .doesNotContain(stub.token());
  }

  @Test
  void scopesAreToldBesideTheAnswer() throws ForgeFailure {
    assertThat(at.forge().login(at.access()))
        .isEqualTo(new ForgeLogin("octavia", Set.of("account", "repository", "pullrequest"), null));
  }

  @Test
  void tokenOfAWorkspaceIsNobodys() throws ForgeFailure {
    stub.tokenOfWorkspace();
    stub.repository(APP);
    assertThat(at.forge().login(at.access()).name()).isEqualTo("x-token-auth");
    assertThat(at.repositories(null)).containsExactly(APP);
  }

  @Test
  void tokenThatMayNothingIsRefused() {
    stub.tokenOfWorkspace();
    stub.answer(Subject.REPOSITORIES, Reply.json(403, stub.error("no")));
    assertThatThrownBy(() -> at.forge().login(at.access()))
        .isInstanceOfSatisfying(
            ForgeFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(ForgeFailure.Kind.FORBIDDEN));
  }

  @Test
  void cloneAddressNamesNobody() throws ForgeFailure {
    stub.repository(APP);
    RemoteRepository told = at.forge().repository(at.access(), StubbedForge.path(APP));
    assertThat(told.cloneUrl()).isEqualTo(stub.web() + "/team/app.git");
    assertThat(told.id()).startsWith("{").endsWith("}");
  }

  @Test
  void repositoriesAreListedByWorkspace() throws ForgeFailure {
    stub.repository(APP);
    stub.repository("other/app");
    assertThat(at.repositories(null)).containsExactlyInAnyOrder(APP, "other/app");
    assertThat(stub.asked()).noneMatch(asked -> asked.is("repositories"));
  }

  @Test
  void serverWithoutWorkspacesListsAllAtOnce() throws ForgeFailure {
    stub.withoutWorkspaces();
    stub.repository(APP);
    stub.repository("other/app");
    assertThat(at.repositories(null)).containsExactlyInAnyOrder(APP, "other/app");
  }

  @Test
  void reviewsOfManyComeWithTheList() throws ForgeFailure {
    StubRepository app = stub.repository(APP);
    for (int i = 0; i < 20; i++) {
      app.open("Change").review("grace", Review.Opinion.APPROVED);
    }
    assertThat(at.details(APP)).allSatisfy(each -> assertThat(each.reviews().value()).hasSize(1));
    assertThat(stub.asked(Subject.PULL)).isZero();
  }

  @Test
  void listThatLeavesOutParticipantsIsMadeUpFor() throws ForgeFailure {
    StubRepository app = stub.repository(APP);
    app.open("One").review("grace", Review.Opinion.APPROVED);
    app.open("Two").review("grace", Review.Opinion.CHANGES_REQUESTED);
    List<Pull> pulls = at.openPulls(APP);
    stub.answer(
        Subject.PULLS,
        new Reply(200, Map.of("Content-Type", "application/json"), "{\"values\": []}"));
    List<PullDetails> details = at.forge().details(at.access(), StubbedForge.path(APP), pulls);
    assertThat(details)
        .flatExtracting(each -> each.reviews().value())
        .extracting(Review::opinion)
        .containsExactlyInAnyOrder(Review.Opinion.APPROVED, Review.Opinion.CHANGES_REQUESTED);
  }

  @Test
  void mergeabilityIsNotTold() throws ForgeFailure {
    stub.repository(APP).open("One").mergeable(Mergeable.CONFLICTS);
    assertThat(at.details(APP, 1).mergeable().value()).isEqualTo(Mergeable.UNTOLD);
  }

  @Test
  void headIsAShortenedHash() throws ForgeFailure {
    stub.repository(APP)
        .open("One")
        .run("build", Outcome.FAILED)
        .push()
        .run("lint", Outcome.PASSED);
    assertThat(at.openPulls(APP).get(0).headSha()).hasSize(12);
    assertThat(at.details(APP, 1).checks().value())
        .extracting(Check::name, Check::state)
        .containsExactly(tuple("lint", "successful"));
  }

  @Test
  void appIsABot() throws ForgeFailure {
    stub.repository(APP).open("Bump").by("renovate[bot]");
    assertThat(at.openPulls(APP).get(0).bot()).isTrue();
  }
}
