package org.sluice.forge.github;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sluice.forge.ForgeAccess;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.RepositoryPath;
import org.sluice.forge.Review.Opinion;
import org.sluice.forge.StubPull;
import org.sluice.forge.StubRepository;

/** What Sluice asks, and what the stubs answer, keeps the schema that GitHub publishes. */
@Timeout(180)
class GitHubSchemaTest {

  private static final RepositoryPath APP = new RepositoryPath("team", "app");

  private static List<String> names(AskedGitHub asked, String owner) throws ForgeFailure {
    List<String> names = new ArrayList<>();
    asked.gitHub.repositories(
        asked.access(), owner, page -> page.forEach(each -> names.add(each.fullName())));
    return names;
  }

  @Test
  void theStubKeepsIt() throws Exception {
    try (GitHubStub stub = GitHubStub.start().token("t0ken", "octavia", "repo");
        GitHubSchema schema = GitHubSchema.before(stub.root());
        AskedGitHub asked = new AskedGitHub(schema.root())) {
      ForgeAccess access = asked.access();
      StubbedRepository app = stub.organisation("team").repository("team/app");
      app.topic("ci").forkOf("up/app");
      stub.repository("team/empty").empty();
      stub.repository("octavia/own").secret();
      stub.repository("ann/public").archived().disabled();
      IntStream.range(0, 101).forEach(i -> app.open("Change " + i).label("ci"));
      StubbedPull first = app.pull(1).by("renovate[bot]").draft().review("ben", "APPROVED");
      first.review("ann", "COMMENTED").review("cy", "PENDING");
      first.head().check("build", "success", "CI", "push").check("lint", "in_progress");
      first.head().check("build", "failure", "CI", "pull_request").check("deploy", "queued");
      first.head().appCheck("scan", "neutral").status("ci/old", "pending");
      app.pull(2).merge();
      app.pull(3).close();
      app.pull(4).conflicting();

      assertThat(asked.gitHub.login(access).name()).isEqualTo("octavia");
      assertThat(asked.gitHub.repository(access, APP).forkOf()).isEqualTo("up/app");
      assertThat(asked.gitHub.repository(access, new RepositoryPath("team", "empty")).empty())
          .isTrue();
      assertThatThrownBy(() -> asked.gitHub.repository(access, new RepositoryPath("team", "none")))
          .isInstanceOf(ForgeFailure.class);
      assertThat(names(asked, null)).hasSize(4);
      assertThat(names(asked, "team")).containsExactly("team/app", "team/empty");
      assertThat(names(asked, "octavia")).containsExactly("octavia/own");
      assertThat(names(asked, "ann")).containsExactly("ann/public");
      List<Pull> open = asked.gitHub.openPulls(access, APP);
      assertThat(open).hasSize(99);
      assertThat(asked.gitHub.pull(access, APP, 2).orElseThrow().state())
          .isEqualTo(Pull.State.MERGED);
      assertThat(asked.gitHub.pull(access, APP, 3).orElseThrow().state())
          .isEqualTo(Pull.State.CLOSED);
      assertThat(asked.gitHub.pull(access, APP, 999)).isEmpty();
      List<PullDetails> details =
          asked.gitHub.details(
              access, APP, open.stream().filter(each -> each.number() <= 4).toList());
      assertThat(details)
          .hasSize(2)
          .allMatch(each -> each.checks().isRead() && each.reviews().isRead());
      assertThat(details.get(1).checks().value()).hasSize(6);
      assertThat(details.get(1).reviews().value()).hasSize(2);
      assertThat(details.get(0).mergeable().value()).isEqualTo(Mergeable.CONFLICTS);
      assertThat(schema.asked()).isGreaterThanOrEqualTo(20);
      assertThat(schema.violations()).isEmpty();
    }
  }

  @Test
  void theStubWithoutGraphQlKeepsIt() throws Exception {
    try (GitHubRestStub stub = new GitHubRestStub();
        GitHubSchema schema = GitHubSchema.before(stub.root());
        AskedGitHub asked = new AskedGitHub(schema.root())) {
      ForgeAccess access = asked.access(stub.token());
      stub.repository("up/app");
      StubRepository app = stub.repository("team/app").described("Something").forkOf("up/app");
      stub.repository("team/empty").empty();
      StubPull pull = app.open("Good").from("up/app").labelled("ci").by("mona");
      pull.run("build", StubPull.Outcome.FAILED).run("build", StubPull.Outcome.RUNNING);
      pull.review("ada", Opinion.APPROVED);
      app.open("Merged").merge();
      assertThat(asked.gitHub.login(access).name()).isEqualTo(stub.login());
      assertThat(asked.gitHub.repository(access, APP).forkOf()).isEqualTo("up/app");
      assertThat(asked.gitHub.repository(access, new RepositoryPath("team", "empty")).empty())
          .isTrue();
      asked.gitHub.repositories(access, null, page -> assertThat(page).hasSize(3));
      asked.gitHub.repositories(access, "team", page -> assertThat(page).hasSize(2));
      List<Pull> open = asked.gitHub.openPulls(access, APP);
      PullDetails details = asked.gitHub.details(access, APP, open).get(0);
      assertThat(details.checks().value()).hasSize(2);
      assertThat(details.reviews().value()).hasSize(1);
      assertThat(asked.gitHub.pull(access, APP, 2).orElseThrow().state())
          .isEqualTo(Pull.State.MERGED);
      assertThat(schema.violations()).isEmpty();
    }
  }

  @Test
  void whatBreaksItIsTold() {
    try (GitHubStub stub = GitHubStub.start();
        GitHubSchema schema = GitHubSchema.before(stub.root());
        AskedGitHub asked = new AskedGitHub(schema.root())) {
      stub.answer("/user", 200, JsonNodeFactory.instance.objectNode().put("login", "octavia"));
      assertThat(asked.gitHub)
          .satisfies(
              gitHub -> assertThat(gitHub.login(asked.access()).name()).isEqualTo("octavia"));
      assertThat(schema.violations())
          .singleElement()
          .asString()
          .startsWith("/user 200: ")
          .contains("avatar_url");
    }
  }
}
