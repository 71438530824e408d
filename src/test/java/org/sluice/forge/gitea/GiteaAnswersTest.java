package org.sluice.forge.gitea;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.sluice.forge.Recordings.told;
import static org.sluice.forge.Recordings.written;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.egress.budget.LimitReport;
import org.sluice.egress.budget.LimitReport.Refusal;
import org.sluice.forge.Check;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.LimitAnswer;
import org.sluice.forge.Pull;
import org.sluice.forge.RemoteRepository;
import org.sluice.forge.Review;
import org.sluice.forge.Review.Opinion;

class GiteaAnswersTest {

  private static final String PULL =
      "{'number': 4, 'title': 'Four', 'state': 'open', 'merged': false, 'mergeable': true,"
          + " 'user': {'id': 7, 'login': 'mona'}, 'created_at': '2026-01-02T03:04:05+01:00',"
          + " 'base': {'ref': 'main'}, 'labels': [{'name': 'bug'}],"
          + " 'head': {'ref': 'four', 'label': 'four', 'sha': 'c4', 'repo': {'full_name': 'a/b'}}}";

  private static Pull changed(String from, String to) throws ForgeFailure {
    assertThat(PULL).contains(from);
    return PullRequest.of(written(PULL.replace(from, to))).pull();
  }

  @Test
  void recordedRepositoryIsRead() throws ForgeFailure {
    RemoteRepository repository = GiteaRepositories.one(told("gitea/repo.json"));
    assertThat(repository.id()).isEqualTo("1");
    assertThat(repository.fullName()).isEqualTo("go-gitea/gitea");
    assertThat(repository.cloneUrl()).isEqualTo("https://try.gitea.io/go-gitea/gitea.git");
    assertThat(repository.visibility()).isEqualTo("private");
    assertThat(repository.empty()).isFalse();
    assertThat(repository.archived()).isFalse();
    assertThat(repository.watchers()).isEqualTo(2);
    assertThat(repository.sizeBytes()).isEqualTo(4_485_120L * 1024);
  }

  @Test
  void recordedPullRequestsAreRead() throws ForgeFailure {
    PullRequest single = PullRequest.of(told("gitea/pr.json"));
    assertThat(PullRequest.of(told("gitea/prs.json").items().get(0))).isEqualTo(single);
    Pull pull = single.pull();
    assertThat(single.mergeable()).isTrue();
    assertThat(pull.number()).isEqualTo(1);
    assertThat(pull.author()).isEqualTo("jcitizen");
    assertThat(pull.sourceBranch()).isEqualTo("feature");
    assertThat(pull.sourceRepository()).isEqualTo("jcitizen/my-repo");
    assertThat(pull.headSha()).isEqualTo("4f5e7d8f15cf79387cfd8a0d30c58855ab61e138");
    assertThat(pull.state()).isEqualTo(Pull.State.OPEN);
    assertThat(pull.labels()).isEmpty();
  }

  @Test
  void recordedReviewIsNotGivenYet() throws ForgeFailure {
    GiteaReviews reviews = new GiteaReviews();
    assertThat(reviews.add(told("gitea/reviews.json"))).isTrue();
    assertThat(reviews.all()).isEmpty();
  }

  @Test
  void recordedStatusIsRead() throws ForgeFailure {
    assertThat(GiteaStatuses.one(told("gitea/statuses.json").items().get(0)))
        .isEqualTo(
            new Check(
                "continuous-integration/drone",
                "continuous-integration/drone",
                "success",
                false,
                "https://example.com",
                Instant.parse("2018-07-06T02:03:38Z"),
                1));
  }

  @ParameterizedTest
  @CsvSource({
    "false,false,public",
    "true,false,private",
    "true,true,private",
    "false,true,internal",
  })
  void visibilityIsToldInTwoMarks(boolean hidden, boolean internal, String visibility)
      throws ForgeFailure {
    RemoteRepository repository =
        GiteaRepositories.one(
            written(
                "{'id': 1, 'full_name': 'a/b', 'private': %s, 'internal': %s, 'topics': null}"
                    .formatted(hidden, internal)));
    assertThat(repository.visibility()).isEqualTo(visibility);
  }

  @ParameterizedTest
  @CsvSource({
    "Four,false",
    "WIP: Four,true",
    "wip:Four,true",
    "[WIP] Four,true",
    "Wipe the slate,false",
    "Draft: Four,false",
  })
  void draftIsToldByItsTitle(String title, boolean draft) throws ForgeFailure {
    assertThat(changed("'Four'", "'" + title + "'").draft()).isEqualTo(draft);
  }

  @Test
  void draftIsToldByNewerServers() throws ForgeFailure {
    assertThat(changed("'mergeable'", "'draft': true, 'mergeable'").draft()).isTrue();
    Pull pull = changed("'title': 'Four'", "'title': 'WIP: Four', 'draft': false");
    assertThat(pull.draft()).as("the prefix means nothing there").isFalse();
  }

  @Test
  void mergedIsMoreThanClosed() throws ForgeFailure {
    assertThat(changed("'open'", "'closed'").state()).isEqualTo(Pull.State.CLOSED);
    assertThat(changed("'open', 'merged': false", "'closed', 'merged': true").state())
        .isEqualTo(Pull.State.MERGED);
  }

  @Test
  void deletedAuthorIsNobody() throws ForgeFailure {
    Pull pull = changed("{'id': 7, 'login': 'mona'}", "{'id': -1, 'login': 'Ghost'}");
    assertThat(pull.author()).isNull();
    assertThat(pull.bot()).isFalse();
  }

  @Test
  void runnerOfActionsIsABot() throws ForgeFailure {
    Pull pull = changed("{'id': 7, 'login': 'mona'}", "{'id': -2, 'login': 'gitea-actions'}");
    assertThat(pull.bot()).isTrue();
    assertThat(changed("'four', 'sha'", "'four', 'sha'").bot()).isFalse();
  }

  @Test
  void branchThatIsGoneIsStillCalledByItsName() throws ForgeFailure {
    Pull pull = changed("'ref': 'four', 'label'", "'ref': 'refs/pull/4/head', 'label'");
    assertThat(pull.sourceBranch()).isEqualTo("four");
    assertThat(changed("{'full_name': 'a/b'}", "null").sourceRepository()).isNull();
    assertThat(changed("'sha': 'c4'", "'sha': ''").headSha()).isNull();
  }

  @Test
  void reviewsComeInTheOrderInWhichTheyWereGiven() throws ForgeFailure {
    GiteaReviews reviews = new GiteaReviews();
    String review =
        "{'id': %d, 'state': '%s', 'submitted_at': '2026-01-01T0%d:00:00Z', 'dismissed': %s,"
            + " 'user': {'login': '%s'}}";
    reviews.add(
        written(
            "["
                + review.formatted(1, "APPROVED", 5, false, "begun-early")
                + ","
                + review.formatted(2, "REQUEST_CHANGES", 4, true, "grace")
                + ","
                + review.formatted(3, "COMMENT", 4, true, "grace")
                + ","
                + review.formatted(4, "REQUEST_REVIEW", 1, false, "hubot")
                + ", {'id': 5, 'state': 'APPROVED', 'user': null}]"));
    assertThat(reviews.all())
        .extracting(Review::reviewer, Review::opinion)
        .containsExactly(
            tuple(null, Opinion.APPROVED),
            tuple("grace", Opinion.DISMISSED),
            tuple("grace", Opinion.COMMENTED),
            tuple("begun-early", Opinion.APPROVED));
    assertThat(reviews.isAll(Optional.of("5"))).isTrue();
    assertThat(reviews.isAll(Optional.of("6"))).isFalse();
    assertThat(reviews.isAll(Optional.of("many"))).isFalse();
    assertThat(reviews.isAll(Optional.empty())).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'number': 4;'number': 'four'",
        "'title': 'Four';'title': null",
        "'state': 'open';'state': 'ajar'",
        "'mergeable': true;'mergeable': null",
        "'merged': false;'merged': 'no'",
        "'base': {'ref': 'main'};'base': null",
        "'login': 'mona';'login': ''",
        "[{'name': 'bug'}];['bug']",
      })
  void whatIsNotAsDocumentedIsMalformed(String change) {
    String[] parts = change.split(";");
    assertThatThrownBy(() -> changed(parts[0], parts[1]))
        .isInstanceOfSatisfying(
            ForgeFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(ForgeFailure.Kind.MALFORMED));
  }

  @Test
  void onlyARefusalTellsOfALimit() {
    Instant now = Instant.parse("2026-03-01T12:00:00Z");
    GiteaLimits limits = new GiteaLimits();
    assertThat(limits.read(LimitAnswer.of(200), now)).isEqualTo(LimitReport.SILENT);
    assertThat(limits.read(LimitAnswer.of(503, "Retry-After", "9"), now))
        .isEqualTo(LimitReport.SILENT);
    assertThat(limits.read(LimitAnswer.of(429, "Retry-After", "9"), now))
        .isEqualTo(new LimitReport("", null, null, null, Refusal.TOO_FAST, now.plusSeconds(9)));
  }
}
