package org.sluice.forge.bitbucket;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.sluice.forge.Recordings.told;
import static org.sluice.forge.Recordings.written;

import java.time.Instant;
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
import org.sluice.forge.Told;

class BitbucketAnswersTest {

  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  private static final String PULL =
      "{'id': 4, 'title': 'Four', 'state': 'OPEN',"
          + " 'created_on': '2026-01-02T03:04:05.678901+00:00',"
          + " 'source': {'branch': {'name': 'four'}, 'commit': {'hash': '31c54529bd80'},"
          + " 'repository': {'full_name': 'fork/app'}},"
          + " 'destination': {'branch': {'name': 'main'}}";

  private static PullRequest pull(String more) throws ForgeFailure {
    return PullRequest.of(written(PULL + more + "}"));
  }

  @Test
  void recordedRepositoryIsRead() throws ForgeFailure {
    RemoteRepository repository = BitbucketRepositories.one(told("bitbucket/repo.json"));
    assertThat(repository.id()).isEqualTo("{7dd600e6-0d9c-4801-b967-cb4cc17359ff}");
    assertThat(repository.fullName()).isEqualTo("atlassian/stash-example-plugin");
    assertThat(repository.cloneUrl())
        .isEqualTo("https://bitbucket.org/atlassian/stash-example-plugin.git");
    assertThat(repository.webUrl())
        .isEqualTo("https://bitbucket.org/atlassian/stash-example-plugin");
    assertThat(repository.languages()).isEmpty();
    assertThat(repository.visibility()).isEqualTo("private");
    assertThat(repository.defaultBranch()).isEqualTo("master");
    assertThat(repository.empty()).isFalse();
    assertThat(repository.sizeBytes()).isEqualTo(1_116_345);
    assertThat(repository.updatedAt()).isEqualTo(Instant.parse("2018-04-01T16:36:35.970175Z"));
  }

  @Test
  void recordedListOfRepositoriesIsRead() throws ForgeFailure {
    assertThat(BitbucketRepositories.all(told("bitbucket/repos.json"))).isNotEmpty();
  }

  @Test
  void recordedPullRequestsAreRead() throws ForgeFailure {
    PullRequest single = PullRequest.of(told("bitbucket/pr.json"));
    Told listed = told("bitbucket/prs.json").items("values").get(0);
    assertThat(PullRequest.of(listed).pull()).isEqualTo(single.pull());
    assertThat(single.reviews()).isEmpty();
    assertThat(PullRequest.of(listed).reviews()).as("lists do not tell").isNull();
    Pull pull = single.pull();
    assertThat(pull.number()).isEqualTo(4982);
    assertThat(pull.author()).isEqualTo("Lachlan");
    assertThat(pull.sourceRepository()).isEqualTo("lachlanv/atlaskit");
    assertThat(pull.headSha()).isEqualTo("31c54529bd80");
    assertThat(pull.webUrl())
        .isEqualTo("https://bitbucket.org/atlassian/atlaskit/pull-requests/4982");
    assertThat(pull.state()).isEqualTo(Pull.State.OPEN);
    assertThat(pull.draft()).isFalse();
  }

  @Test
  void recordedStatusIsRead() throws ForgeFailure {
    Told status = told("bitbucket/statuses.json").items("values").get(0);
    assertThat(BitbucketStatuses.one(status))
        .isEqualTo(
            new Check(
                "drone",
                "drone",
                "successful",
                false,
                "https://ci.example.com/1000/output",
                Instant.parse("2018-07-01T20:27:45.726774Z"),
                0));
    assertThat(BitbucketStatuses.isAbout("a6e5e7d797ed", status)).isTrue();
    assertThat(BitbucketStatuses.isAbout("b6e5e7d797ed", status)).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "OPEN,OPEN,false",
    "DRAFT,OPEN,true",
    "QUEUED,OPEN,false",
    "MERGED,MERGED,false",
    "DECLINED,CLOSED,false",
    "SUPERSEDED,CLOSED,false",
  })
  void stateIsRead(String told, Pull.State state, boolean draft) throws ForgeFailure {
    Pull pull = PullRequest.of(written((PULL + "}").replace("OPEN", told))).pull();
    assertThat(pull.state()).isEqualTo(state);
    assertThat(pull.draft()).isEqualTo(draft);
  }

  @Test
  void draftIsAMark() throws ForgeFailure {
    assertThat(pull(", 'draft': true").pull().draft()).isTrue();
  }

  @Test
  void namesakesDoNotReplaceEachOther() throws ForgeFailure {
    String one = "{'user': {'nickname': 'alex', 'uuid': '{%s}'}, 'state': '%s', 'approved': %s}";
    PullRequest pull =
        pull(
            ", 'participants': ["
                + one.formatted("1", "changes_requested", false)
                + ","
                + one.formatted("2", "approved", true)
                + "]");
    assertThat(pull.reviews())
        .extracting(Review::reviewer, Review::opinion)
        .containsExactly(
            tuple("alex", Review.Opinion.CHANGES_REQUESTED),
            tuple("alex {2}", Review.Opinion.APPROVED));
  }

  @Test
  void whoOnlyTakesPartHasNoOpinion() throws ForgeFailure {
    String user = "'user': {'display_name': 'Grace'}";
    PullRequest pull =
        pull(
            ", 'participants': [{"
                + user
                + ", 'state': null, 'approved': false},"
                + "{'user': null, 'approved': true}, {"
                + user
                + ", 'approved': true}]");
    assertThat(pull.reviews())
        .extracting(Review::reviewer, Review::opinion)
        .containsExactly(
            tuple(null, Review.Opinion.APPROVED), tuple("Grace", Review.Opinion.APPROVED));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'id': 4;'id': null",
        "'title': 'Four';'title': 4",
        "'state': 'OPEN';'state': 'ASLEEP'",
        "'branch': {'name': 'four'};'branch': null",
        "'commit': {'hash': '31c54529bd80'};'commit': '31c54529bd80'",
        "'destination': {'branch': {'name': 'main'}};'destination': {}",
      })
  void whatIsNotAsDocumentedIsMalformed(String change) {
    String[] parts = change.split(";");
    String broken = (PULL + "}").replace(parts[0], parts[1]);
    assertThat(broken).isNotEqualTo(PULL + "}");
    assertThatThrownBy(() -> PullRequest.of(written(broken)))
        .isInstanceOfSatisfying(
            ForgeFailure.class,
            failure -> assertThat(failure.kind()).isEqualTo(ForgeFailure.Kind.MALFORMED));
  }

  @Test
  void limitIsToldAndWhatIsLeftIsNot() {
    BitbucketLimits limits = new BitbucketLimits();
    assertThat(limits.read(LimitAnswer.of(200, "X-RateLimit-Limit", "1000"), NOW))
        .isEqualTo(new LimitReport("", 1000L, null, null, Refusal.NONE, null));
    assertThat(limits.read(LimitAnswer.of(200), NOW)).isEqualTo(LimitReport.SILENT);
    assertThat(limits.read(LimitAnswer.of(429), NOW).refusal()).isEqualTo(Refusal.USED_UP);
    assertThat(limits.read(LimitAnswer.of(429), NOW).until()).isNull();
    assertThat(limits.read(LimitAnswer.of(429, "Retry-After", "60"), NOW).until())
        .isEqualTo(NOW.plusSeconds(60));
  }
}
