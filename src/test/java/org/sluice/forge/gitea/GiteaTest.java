package org.sluice.forge.gitea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.forge.Check;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.ForgeStub.Reply;
import org.sluice.forge.ForgeStub.Subject;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.Review;
import org.sluice.forge.Review.Opinion;
import org.sluice.forge.StubPull;
import org.sluice.forge.StubPull.Outcome;
import org.sluice.forge.StubRepository;
import org.sluice.forge.StubbedForge;

/** What is Gitea's and Forgejo's own. */
@Timeout(60)
class GiteaTest {

  private static final String APP = "team/app";

  @TempDir Path answers;

  private StubbedForge<GiteaStub> at;
  private GiteaStub stub;

  @BeforeEach
  void start() {
    stub = new GiteaStub();
    at = new StubbedForge<>(stub, Gitea::new, answers);
  }

  @AfterEach
  void stop() {
    at.close();
  }

  @Test
  void tokenIsCalledOne() throws ForgeFailure {
    at.forge().login(at.access());
    assertThat(stub.asked().get(0).headers().getFirst("Authorization"))
        .isEqualTo("token " + stub.token());
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void noneOfManyReviewsIsLost(boolean counted) throws ForgeFailure {
    if (!counted) {
      stub.withoutCountOfReviews();
    }
    stub.largestPage(30);
    StubPull pull = stub.repository(APP).open("Much discussed");
    for (int i = 0; i < 70; i++) {
      pull.review("person-" + i, i == 69 ? Opinion.CHANGES_REQUESTED : Opinion.APPROVED);
    }
    List<Review> reviews = at.details(APP, 1).reviews().value();
    assertThat(reviews).hasSize(70);
    assertThat(reviews.get(69).opinion()).isEqualTo(Opinion.CHANGES_REQUESTED);
    assertThat(stub.asked(Subject.REVIEWS)).isEqualTo(counted ? 3 : 4);
  }

  @Test
  void dismissedReviewIsToldAsSuch() throws ForgeFailure {
    stub.repository(APP).open("One").review("grace", Opinion.DISMISSED);
    assertThat(at.details(APP, 1).reviews().value())
        .extracting(Review::opinion)
        .containsExactly(Opinion.DISMISSED);
  }

  @Test
  void conflictIsOneThatIsToldTwice() throws ForgeFailure {
    StubRepository app = stub.repository(APP);
    app.open("Collides").mergeable(Mergeable.CONFLICTS);
    app.open("Is being looked at").mergeable(Mergeable.COMPUTING);
    app.open("Fits");
    assertThat(at.details(APP))
        .extracting(each -> each.mergeable().value())
        .containsExactly(Mergeable.CONFLICTS, Mergeable.YES, Mergeable.YES);
    assertThat(stub.asked(Subject.PULL)).as("only those that are in doubt").isEqualTo(2);
  }

  @Test
  void draftTellsNothingOfItsMergeability() throws ForgeFailure {
    stub.repository(APP).open("Not yet").draft();
    assertThat(at.details(APP, 1).mergeable().value()).isEqualTo(Mergeable.UNTOLD);
  }

  @Test
  void pullThatEndedMeanwhileTellsNothingOfItsMergeability() throws ForgeFailure {
    StubRepository app = stub.repository(APP);
    app.open("Stays");
    StubPull ends = app.open("Ends");
    List<Pull> pulls = at.openPulls(APP);
    ends.merge();
    assertThat(at.forge().details(at.access(), StubbedForge.path(APP), pulls))
        .extracting(each -> each.mergeable().value())
        .containsExactly(Mergeable.YES, Mergeable.UNTOLD);
  }

  @Test
  void repositoryWithoutPullRequestsHasNone() throws ForgeFailure {
    stub.repository(APP).withoutPulls();
    assertThat(at.openPulls(APP)).isEmpty();
    stub.answer(Subject.PULLS, Reply.json(500, stub.error("no")));
    assertThatThrownBy(() -> at.openPulls(APP)).isInstanceOf(ForgeFailure.class);
  }

  @Test
  void eachRunOfAContextIsTold() throws ForgeFailure {
    stub.repository(APP).open("One").run("ci", Outcome.FAILED).run("ci", Outcome.PASSED);
    assertThat(at.details(APP, 1).checks().value())
        .extracting(Check::state)
        .containsExactlyInAnyOrder("failure", "success");
  }

  @Test
  void pageOfTheServersSizeIsNotTheLast() throws ForgeFailure {
    stub.largestPage(7);
    for (int i = 0; i < 20; i++) {
      stub.repository(APP).open("Change");
    }
    assertThat(at.openPulls(APP)).hasSize(20);
  }
}
