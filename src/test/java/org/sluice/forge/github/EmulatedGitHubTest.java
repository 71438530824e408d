package org.sluice.forge.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.sluice.forge.github.EmulatedGitHub.BEN;
import static org.sluice.forge.github.EmulatedGitHub.OCTAVIA;
import static org.sluice.forge.github.EmulatedGitHub.SPENT;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sluice.egress.budget.Errand;
import org.sluice.forge.Check;
import org.sluice.forge.ForgeAccess;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.ForgeFailure.Kind;
import org.sluice.forge.ForgeLogin;
import org.sluice.forge.Part;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.RemoteRepository;
import org.sluice.forge.RepositoryPath;
import org.sluice.forge.Review;
import org.sluice.forge.Review.Opinion;

/** What GitHub tells, from a server that others wrote after it. */
@Timeout(120)
class EmulatedGitHubTest {

  private static final RepositoryPath APP = new RepositoryPath("team", "app");
  private static final RepositoryPath MANY = new RepositoryPath("team", "many");

  private static EmulatedGitHub emulated;

  private AskedGitHub asked;
  private GitHub gitHub;

  @BeforeAll
  static void start() {
    emulated = EmulatedGitHub.start();
  }

  @AfterAll
  static void stop() {
    if (emulated != null) {
      emulated.close();
    }
  }

  @BeforeEach
  void ask() {
    asked = new AskedGitHub(emulated.root());
    gitHub = asked.gitHub;
    emulated.relay.forget();
  }

  @AfterEach
  void end() {
    emulated.tellStatuses();
    asked.close();
  }

  private ForgeAccess access() {
    return asked.access(OCTAVIA);
  }

  private RemoteRepository repository(String name) throws ForgeFailure {
    return gitHub.repository(access(), new RepositoryPath("team", name));
  }

  private static ForgeFailure failure(ThrowingCallable call) {
    return catchThrowableOfType(ForgeFailure.class, call);
  }

  private Pull pull(JsonNode opened) throws ForgeFailure {
    return gitHub.pull(access(), APP, opened.path("number").asLong()).orElseThrow();
  }

  private PullDetails details(JsonNode opened) throws ForgeFailure {
    return gitHub.details(access(), APP, List.of(pull(opened))).get(0);
  }

  /** A pull request of team/app with a head of its own. */
  private static JsonNode opened(String branch) {
    emulated.branch("team/app", branch);
    return emulated.open(OCTAVIA, "team/app", branch, false);
  }

  @Test
  void aTokenTellsWhoseItIs() throws Exception {
    assertThat(gitHub.login(access())).isEqualTo(new ForgeLogin("octavia", Set.of(), null));
    assertThat(gitHub.login(asked.access(BEN)).name()).isEqualTo("ben");
    assertThat(failure(() -> gitHub.login(asked.access(null))).kind()).isEqualTo(Kind.AUTH);
  }

  @Test
  void aRepositoryTellsWhatItIs() throws Exception {
    RemoteRepository web = repository("web");
    assertThat(web.id()).matches("[0-9]+");
    assertThat(web.fullName()).isEqualTo("team/web");
    assertThat(web.cloneUrl()).isEqualTo(emulated.root() + "/team/web.git");
    assertThat(web.webUrl()).isEqualTo(emulated.root() + "/team/web");
    assertThat(web.description()).isEqualTo("What it is for");
    assertThat(web.topics()).containsExactly("flow");
    assertThat(web.languages()).containsExactly("Java");
    assertThat(web.licence()).isNull();
    assertThat(web.stars()).isZero();
    assertThat(web.defaultBranch()).isEqualTo("main");
    assertThat(web.visibility()).isEqualTo("public");
    assertThat(web.archived()).isFalse();
    assertThat(web.empty()).isFalse();
    assertThat(web.createdAt()).isNotNull();
  }

  @Test
  void whatIsEmptyArchivedSecretOrGoneIsToldApart() throws Exception {
    assertThat(repository("empty").empty()).isTrue();
    assertThat(repository("secret").visibility()).isEqualTo("private");
    assertThat(failure(() -> repository("none")).kind()).isEqualTo(Kind.NOT_FOUND);
    emulated.send(OCTAVIA, "PATCH", "/repos/team/web", Map.of("archived", true));
    assertThat(repository("web").archived()).isTrue();
    emulated.send(OCTAVIA, "PATCH", "/repos/team/web", Map.of("archived", false));
    assertThat(repository("web").archived()).isFalse();
  }

  @Test
  void repositoriesComeOverAllPages() throws Exception {
    for (String owner : new String[] {null, "octavia"}) {
      List<String> names = new ArrayList<>();
      List<Integer> pages = new ArrayList<>();
      gitHub.repositories(
          access(),
          owner,
          page -> {
            pages.add(page.size());
            page.forEach(each -> names.add(each.fullName()));
          });
      assertThat(pages).as(owner).containsExactly(100, EmulatedGitHub.OWN - 100);
      assertThat(names)
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, EmulatedGitHub.OWN).mapToObj(i -> "octavia/r" + i).toList());
    }
  }

  @Test
  void ofManyPagesOfPullRequestsNoneIsMissing() throws Exception {
    IntStream.range(0, 120).forEach(i -> emulated.open(OCTAVIA, "team/many", "topic-" + i, false));
    assertThat(gitHub.openPulls(access(), MANY))
        .extracting(Pull::sourceBranch)
        .containsExactlyInAnyOrderElementsOf(
            IntStream.range(0, 120).mapToObj(i -> "topic-" + i).toList());
    assertThat(emulated.relay.passed("/repos/team/many/pulls")).hasSize(2);
  }

  @Test
  void aPullRequestTellsWhatHasBecomeOfIt() throws Exception {
    JsonNode open = opened("open");
    JsonNode merged = opened("merged");
    JsonNode closed = opened("closed");
    emulated.branch("team/app", "draft");
    JsonNode draft = emulated.open(OCTAVIA, "team/app", "draft", true);
    emulated.send(BEN, "POST", "/repos/team/app/forks", Map.of());
    JsonNode fork = emulated.open(BEN, "team/app", "ben:afar", false);
    String pulls = "/repos/team/app/pulls/";
    emulated.send(OCTAVIA, "PUT", pulls + merged.path("number") + "/merge", Map.of());
    emulated.send(OCTAVIA, "PATCH", pulls + closed.path("number"), Map.of("state", "closed"));
    assertThat(gitHub.openPulls(access(), APP))
        .extracting(Pull::sourceBranch)
        .contains("open", "draft", "afar")
        .doesNotContain("merged", "closed");
    assertThat(pull(merged).state()).isEqualTo(Pull.State.MERGED);
    assertThat(pull(closed).state()).isEqualTo(Pull.State.CLOSED);
    assertThat(pull(draft).draft()).isTrue();
    assertThat(pull(fork).sourceRepository()).isEqualTo("ben/app");
    assertThat(pull(fork).author()).isEqualTo("ben");
    Pull seen = pull(open);
    assertThat(seen.state()).isEqualTo(Pull.State.OPEN);
    assertThat(seen.title()).isEqualTo("From open");
    assertThat(seen.author()).isEqualTo("octavia");
    assertThat(seen.bot()).isFalse();
    assertThat(seen.sourceRepository()).isEqualTo("team/app");
    assertThat(seen.targetBranch()).isEqualTo("main");
    assertThat(seen.headSha()).isEqualTo(open.at("/head/sha").asText()).matches("[0-9a-f]{40}");
    assertThat(seen.webUrl()).isEqualTo(emulated.root() + "/team/app/pull/" + open.path("number"));
    assertThat(gitHub.pull(access(), APP, 999_999)).isEmpty();
  }

  @Test
  void checksAndReviewsAreThoseOfTheHead() throws Exception {
    JsonNode opened = opened("checked");
    String sha = opened.at("/head/sha").asText();
    assertThat(details(opened).checks().value()).isEmpty();
    emulated.check("team/app", sha, "build", "failure");
    emulated.check("team/app", sha, "lint", "neutral");
    emulated.check("team/app", sha, "build", "success");
    emulated.review("team/app", opened.path("number").asLong(), "REQUEST_CHANGES");
    emulated.review("team/app", opened.path("number").asLong(), "APPROVE");
    PullDetails details = details(opened);
    assertThat(details.checks().value())
        .extracting(each -> each.name() + " " + each.state())
        .containsExactlyInAnyOrder("build failure", "lint neutral", "build success");
    List<Check> builds =
        details.checks().value().stream().filter(each -> each.name().equals("build")).toList();
    assertThat(builds.get(0).series()).isEqualTo(builds.get(1).series());
    assertThat(builds)
        .as("of runs without a time the id tells which is the newer")
        .allMatch(each -> each.at() == null)
        .allMatch(each -> each.state().equals("success") == (each.id() == newest(builds)));
    assertThat(details.reviews().value())
        .extracting(Review::reviewer, Review::opinion)
        .containsExactly(tuple("ben", Opinion.CHANGES_REQUESTED), tuple("ben", Opinion.APPROVED));
    assertThat(details.mergeable()).isEqualTo(Part.read(Mergeable.YES));
  }

  private static long newest(List<Check> checks) {
    return checks.stream().mapToLong(Check::id).max().orElseThrow();
  }

  @Test
  void withoutGraphQlItIsAskedOnce() throws Exception {
    JsonNode opened = opened("plain");
    details(opened);
    details(opened);
    assertThat(emulated.relay.passed("/graphql"))
        .singleElement()
        .satisfies(each -> assertThat(each.status()).isEqualTo(404));
  }

  /** What it cannot tell may be a failure, so that the checks that it does tell are no whole. */
  @Test
  void whereStatusesCannotBeReadChecksAreNotRead() throws Exception {
    JsonNode opened = opened("untold");
    emulated.check("team/app", opened.at("/head/sha").asText(), "build", "success");
    emulated.relay.passAll();
    PullDetails details = details(opened);
    assertThat(details.checks().isRead()).isFalse();
    assertThat(details.checks().failure().kind()).isEqualTo(Kind.NOT_FOUND);
    assertThat(details.reviews().isRead()).isTrue();
  }

  @Test
  void aLimitThatIsUsedUpIsWaitedForUntilTheReset() throws Exception {
    ForgeAccess person = asked.access(SPENT).on(Errand.ofPerson());
    RepositoryPath path = new RepositoryPath("team", "web");
    gitHub.repository(person, path);
    // The last tenth is left to people.
    emulated.spend(SPENT, 4_600);
    gitHub.repository(person, path);
    assertThat(asked.waits()).isEmpty();
    ForgeAccess noPatience =
        person.on(new Errand(Errand.Urgency.BACKGROUND, asked.cancellation, (wait, why) -> false));
    ForgeFailure kept = failure(() -> gitHub.repository(noPatience, path));
    assertThat(kept.kind()).isEqualTo(Kind.LIMITED);
    emulated.spend(SPENT, 400);
    emulated.relay.forget();
    ForgeFailure refused = failure(() -> gitHub.repository(person, path));
    assertThat(refused.kind()).isEqualTo(Kind.LIMITED);
    Instant reset =
        Instant.ofEpochSecond(
            emulated
                .relay
                .passed("/repos/team/web")
                .get(0)
                .headers()
                .firstValueAsLong("X-RateLimit-Reset")
                .orElseThrow());
    assertThat(refused.until()).isBetween(reset.minusSeconds(2), reset.plusSeconds(2));
    // Nobody asks once more before that.
    emulated.relay.forget();
    assertThat(failure(() -> gitHub.repository(person, path)).kind()).isEqualTo(Kind.LIMITED);
    assertThat(emulated.relay.passed()).isEmpty();
    // Whoever can wait does so for as long as told.
    assertThat(failure(() -> gitHub.repository(asked.access(SPENT), path))).isNotNull();
    assertThat(asked.waits().get(0)).isBetween(Duration.ofMinutes(50), Duration.ofMinutes(61));
  }
}
