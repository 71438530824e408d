package org.sluice.forge.hook;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HookFormatTest {

  private static final byte[] BODY = "Hello, World!".getBytes(StandardCharsets.UTF_8);
  private static final String SECRET = "It's a Secret to Everybody";

  /** The example of GitHub's documentation. */
  private static final String DIGEST =
      "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";

  private static UnaryOperator<String> headers(String... pairs) {
    Map<String, String> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (int i = 0; i < pairs.length; i += 2) {
      all.put(pairs[i], pairs[i + 1]);
    }
    return all::get;
  }

  @Test
  void theSignatureOfEachForgeIsKnown() {
    assertThat(
            HookFormat.GITHUB.isSignedWith(
                SECRET, headers("x-hub-signature-256", "sha256=" + DIGEST), BODY))
        .isTrue();
    assertThat(
            HookFormat.BITBUCKET.isSignedWith(
                SECRET, headers("X-Hub-Signature", "sha256=" + DIGEST), BODY))
        .isTrue();
    assertThat(HookFormat.GITEA.isSignedWith(SECRET, headers("X-Gitea-Signature", DIGEST), BODY))
        .isTrue();
    assertThat(HookFormat.GITLAB.isSignedWith(SECRET, headers("X-Gitlab-Token", SECRET), BODY))
        .isTrue();
  }

  @Test
  void whateverElseIsNone() {
    UnaryOperator<String> good = headers("X-Hub-Signature-256", "sha256=" + DIGEST);
    assertThat(HookFormat.GITHUB.isSignedWith("another", good, BODY)).isFalse();
    assertThat(HookFormat.GITHUB.isSignedWith(SECRET, good, "Hello".getBytes())).isFalse();
    assertThat(HookFormat.GITHUB.isSignedWith(SECRET, headers(), BODY)).isFalse();
    assertThat(HookFormat.GITHUB.isSignedWith(SECRET, headers("X-Hub-Signature-256", DIGEST), BODY))
        .isFalse();
    assertThat(
            HookFormat.GITHUB.isSignedWith(
                SECRET, headers("X-Hub-Signature-256", "sha1=" + DIGEST), BODY))
        .isFalse();
    assertThat(HookFormat.GITLAB.isSignedWith(SECRET, headers("X-Gitlab-Token", ""), BODY))
        .isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "GITHUB,push,PUSH",
    "GITHUB,pull_request_review,PULL_REQUEST",
    "GITHUB,check_run,PULL_REQUEST",
    "GITHUB,repository,REPOSITORY",
    "GITHUB,ping,OTHER",
    "GITLAB,Tag Push Hook,PUSH",
    "GITLAB,Merge Request Hook,PULL_REQUEST",
    "GITLAB,Pipeline Hook,PULL_REQUEST",
    "GITLAB,Wiki Page Hook,OTHER",
    "BITBUCKET,repo:push,PUSH",
    "BITBUCKET,pullrequest:approved,PULL_REQUEST",
    "BITBUCKET,repo:commit_status_updated,PULL_REQUEST",
    "BITBUCKET,repo:transfer,REPOSITORY",
    "BITBUCKET,repo:fork,OTHER",
    "GITEA,push,PUSH",
    "GITEA,pull_request_approved,PULL_REQUEST",
    "GITEA,status,PULL_REQUEST",
    "GITEA,repository,REPOSITORY",
    "GITEA,issues,OTHER"
  })
  void anEventIsAboutSomething(HookFormat format, String event, HookTopic topic) {
    assertThat(format.topic(event)).isEqualTo(topic);
  }

  @Test
  void aPathNamesAFormat() {
    assertThat(HookFormat.named("gitlab")).contains(HookFormat.GITLAB);
    assertThat(HookFormat.named("GITLAB")).isEmpty();
    assertThat(HookFormat.named("plain")).isEmpty();
    assertThat(HookFormat.named("")).isEmpty();
  }

  @Test
  void theBodyTellsWhichRepositoryItIsAbout() {
    assertThat(
            HookBody.read(
                    """
                    {"ref":"refs/heads/main","commits":[{"repository":{"clone_url":"https://no"}}],
                     "repository":{"id":7,"clone_url":"https://forge.example/team/app.git",
                                   "ssh_url":"git@forge.example:team/app.git","topics":["a"]}}
                    """
                        .getBytes(StandardCharsets.UTF_8))
                .orElseThrow()
                .cloneUrls())
        .containsExactlyInAnyOrder(
            "https://forge.example/team/app.git", "git@forge.example:team/app.git");
    assertThat(
            HookBody.read(
                    "{\"project\":{\"git_http_url\":\"https://lab.example/a/b.git\"}}".getBytes())
                .orElseThrow()
                .cloneUrls())
        .containsExactly("https://lab.example/a/b.git");
    assertThat(
            HookBody.read(
                    ("{\"repository\":{\"links\":{\"html\":{\"href\":"
                            + "\"https://bitbucket.org/a/b\"}}}}")
                        .getBytes())
                .orElseThrow()
                .cloneUrls())
        .containsExactly("https://bitbucket.org/a/b");
    assertThat(HookBody.read("{\"zen\":\"x\"}".getBytes()).orElseThrow().cloneUrls()).isEmpty();
  }

  @Test
  void theFormInWhichGitHubWrapsABodyIsUnwrapped() {
    String form =
        "payload=%7B%22repository%22%3A%7B%22clone_url%22%3A%22https%3A%2F%2Fa%2Fb%22%7D%7D";
    assertThat(HookBody.read(form.getBytes()).orElseThrow().cloneUrls())
        .containsExactly("https://a/b");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "[]", "7", "{", "{\"a\":}", "{} {}", "payload=%zz", "\u0000\u0001"})
  void whatIsNoJsonObjectIsNone(String body) {
    assertThat(HookBody.read(body.getBytes(StandardCharsets.UTF_8))).isEmpty();
  }

  @Test
  void aBombOfBracketsIsNone() {
    assertThat(HookBody.read(("{\"a\":" + "[".repeat(200_000)).getBytes())).isEmpty();
  }
}
