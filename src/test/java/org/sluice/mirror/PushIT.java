package org.sluice.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.FaultyUpstream;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;

/** Mirrors that are pushed on to a second server, seen from outside. */
@Tag("portable")
class PushIT {

  @TempDir private static Path served;
  private static StockGitServer server;
  private static RunningSluice sluice;
  private static Api admin;
  private static Mirrors mirrors;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    mirrors = new Mirrors(sluice);
    server = StockGitServer.start(served);
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
  }

  private static Path upstream(String name) throws IOException {
    Path bare = served.resolve(name + ".git");
    GitCommand.generate(bare, 40, name.hashCode());
    return bare;
  }

  private static Path downstream(String name) throws IOException {
    Path bare = served.resolve(name + "-down.git");
    GitCommand.git(served, "init", "-q", "--bare", "-b", "main", bare.toString());
    GitCommand.git(bare, "config", "http.receivepack", "true");
    return bare;
  }

  private static String url(String name) {
    return server.url(name + ".git");
  }

  private static void add(String name, String cloneUrl, String direction, String pushUrl) {
    admin
        .post(
            "/repositories",
            Map.of("name", name, "cloneUrl", cloneUrl, "direction", direction, "pushUrl", pushUrl))
        .expect(201);
  }

  private static Set<String> refs(Path bare) throws IOException {
    return new TreeSet<>(
        GitCommand.git(
                bare,
                "for-each-ref",
                "--format=%(objectname) %(refname)",
                "refs/heads",
                "refs/tags")
            .lines()
            .toList());
  }

  private static JsonNode lastRun(String name) {
    return admin
        .get("/repositories/admin/" + name + "/syncs")
        .expect(200)
        .json()
        .path("items")
        .get(0);
  }

  @Test
  void whatIsPushedUpstreamArrivesDownstream() throws Exception {
    for (String direction : new String[] {"BOTH", "DOWNSTREAM"}) {
      String name = Mirrors.fresh("flows");
      Path up = upstream(name);
      Path down = downstream(name);
      add(name, url(name), direction, url(name + "-down"));
      JsonNode first = mirrors.settled(name);
      assertThat(first.path("status").asText()).as(first.toString()).isEqualTo("SUCCESS");
      assertThat(refs(down)).isEqualTo(refs(up)).isNotEmpty();
      JsonNode push = first.path("push");
      assertThat(push.path("url").asText()).isEqualTo(url(name + "-down"));
      assertThat(push.path("upToDate").asBoolean()).isTrue();
      assertThat(push.path("failure").isNull()).isTrue();
      assertThat(push.path("lastPushedAt").isTextual()).isTrue();
      assertThat(lastRun(name).path("pushedRefs").asInt()).isEqualTo(refs(up).size());

      GitCommand.commit(up, "main", "goes on");
      GitCommand.git(up, "tag", "-d", "v10");
      GitCommand.git(up, "update-ref", "refs/heads/feature/f20", "main~7");
      JsonNode job = mirrors.sync(name);
      assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
      assertThat(refs(down)).isEqualTo(refs(up));
      assertThat(lastRun(name).path("pushedRefs").asInt()).isEqualTo(3);
      assertThat(lastRun(name).path("phases").path("push").asText()).startsWith("PT");

      mirrors.sync(name);
      assertThat(lastRun(name).path("outcome").asText()).isEqualTo("NO_OP");
      assertThat(lastRun(name).path("pushedRefs").asInt()).isZero();
      mirrors.assertEqualToUpstream(name, url(name));
    }
  }

  @Test
  void aDownstreamThatFailsFailsTheRunOnlyIfThatIsWhatItIsFor() throws Exception {
    for (String direction : new String[] {"BOTH", "DOWNSTREAM"}) {
      boolean purpose = direction.equals("DOWNSTREAM");
      String name = Mirrors.fresh("failing");
      Path up = upstream(name);
      Path down = downstream(name);
      GitCommand.git(down, "config", "http.receivepack", "false");
      add(name, url(name), direction, url(name + "-down"));
      JsonNode state = mirrors.settled(name);
      JsonNode failure = state.path("push").path("failure");
      assertThat(failure.path("kind").asText()).isEqualTo("AUTH");
      assertThat(failure.path("message").asText()).startsWith("Pushing to 127.0.0.1 failed: ");
      assertThat(failure.path("hint").asText()).contains("write");
      assertThat(state.path("push").path("upToDate").asBoolean()).isFalse();
      assertThat(state.path("push").path("consecutiveFailures").asInt()).isEqualTo(1);
      assertThat(state.path("status").asText()).isEqualTo(purpose ? "FAILED" : "SUCCESS");
      assertThat(state.path("lastSyncedAt").isNull()).isEqualTo(purpose);
      assertThat(state.path("consecutiveFailures").asInt()).isEqualTo(purpose ? 1 : 0);
      assertThat(state.path("failure").path("message").asText())
          .isEqualTo(purpose ? failure.path("message").asText() : "");
      if (purpose) {
        assertThat(state.path("failure").path("hint")).isEqualTo(failure.path("hint"));
      }
      // What was fetched is there all the same.
      mirrors.assertEqualToUpstream(name, url(name));
      JsonNode run = lastRun(name);
      assertThat(run.path("outcome").asText()).isEqualTo(purpose ? "FAILED" : "CHANGED");
      assertThat(run.path("refs").path("created").asInt()).isEqualTo(refs(up).size());
      assertThat(run.path("pushFailure").path("kind").asText()).isEqualTo("AUTH");

      JsonNode job = mirrors.sync(name);
      assertThat(job.path("status").asText()).isEqualTo(purpose ? "FAILED" : "SUCCEEDED");
      assertThat(mirrors.settled(name).path("push").path("consecutiveFailures").asInt())
          .isEqualTo(2);

      GitCommand.git(down, "config", "http.receivepack", "true");
      assertThat(mirrors.sync(name).path("status").asText()).isEqualTo("SUCCEEDED");
      JsonNode mended = mirrors.settled(name);
      assertThat(mended.path("status").asText()).isEqualTo("SUCCESS");
      assertThat(mended.path("consecutiveFailures").asInt()).isZero();
      assertThat(mended.path("push").path("failure").isNull()).isTrue();
      assertThat(mended.path("push").path("upToDate").asBoolean()).isTrue();
      assertThat(refs(down)).isEqualTo(refs(up));
    }
  }

  @Test
  void nothingIsPushedWhenTheFetchFailed() throws Exception {
    String name = Mirrors.fresh("unfetched");
    upstream(name);
    Path down = downstream(name);
    try (FaultyUpstream faulty = FaultyUpstream.before(server.url(""))) {
      add(name, faulty.inFrontOf(url(name)), "DOWNSTREAM", url(name + "-down"));
      JsonNode before = mirrors.settled(name);
      GitCommand.git(down, "update-ref", "refs/heads/main", "refs/heads/main~1");
      Set<String> refs = refs(down);
      faulty.fault(FaultyUpstream.status(403));
      assertThat(mirrors.sync(name).path("status").asText()).isEqualTo("FAILED");
      JsonNode after = mirrors.settled(name);
      assertThat(after.path("status").asText()).isEqualTo("FAILED");
      assertThat(after.path("push")).isEqualTo(before.path("push"));
      assertThat(refs(down)).isEqualTo(refs);

      faulty.fault(FaultyUpstream.passing());
      mirrors.sync(name);
      assertThat(refs(down)).isNotEqualTo(refs);
    }
  }

  @Test
  void aBranchThatTheDownstreamKeepsIsToldAndFailsNothing() throws Exception {
    String name = Mirrors.fresh("keeps");
    Path up = upstream(name);
    Path down = downstream(name);
    add(name, url(name), "DOWNSTREAM", url(name + "-down"));
    mirrors.settled(name);
    GitCommand.git(up, "branch", "-m", "main", "trunk");
    assertThat(mirrors.sync(name).path("status").asText()).isEqualTo("SUCCEEDED");
    JsonNode state = mirrors.settled(name);
    assertThat(state.path("status").asText()).isEqualTo("SUCCESS");
    JsonNode push = state.path("push");
    assertThat(push.path("consecutiveFailures").asInt()).isZero();
    assertThat(push.path("upToDate").asBoolean()).isFalse();
    assertThat(push.path("failure").path("kind").asText()).isEqualTo("REJECTED");
    assertThat(push.path("failure").path("message").asText()).contains("keeps refs/heads/main");

    GitCommand.git(down, "symbolic-ref", "HEAD", "refs/heads/trunk");
    mirrors.sync(name);
    assertThat(mirrors.settled(name).path("push").path("upToDate").asBoolean()).isTrue();
    assertThat(refs(down)).isEqualTo(refs(up));
  }

  @Test
  void anotherPushUrlBeginsAnew() throws Exception {
    String name = Mirrors.fresh("elsewhere");
    Path up = upstream(name);
    downstream(name);
    Path second = downstream(name + "-second");
    add(name, url(name), "BOTH", url(name + "-down"));
    mirrors.settled(name);
    admin
        .patch("/repositories/admin/" + name, Map.of("pushUrl", url(name + "-second-down")))
        .expect(200);
    JsonNode push = mirrors.state(name).path("push");
    assertThat(push.path("lastPushedAt").isNull()).isTrue();
    assertThat(push.path("upToDate").asBoolean()).isFalse();
    mirrors.sync(name);
    assertThat(refs(second)).isEqualTo(refs(up));

    admin.patch("/repositories/admin/" + name, Map.of("direction", "UPSTREAM")).expect(200);
    assertThat(mirrors.state(name).path("push").isNull()).isTrue();
  }

  @Test
  void aMirrorIsNotPushedToWhereItComesFrom() throws Exception {
    String name = Mirrors.fresh("loop");
    upstream(name);
    Map<String, Object> wanted = new LinkedHashMap<>();
    wanted.put("name", name);
    wanted.put("cloneUrl", url(name));
    wanted.put("direction", "BOTH");
    wanted.put("pushUrl", server.url("./" + name + "/"));
    String problem =
        "{\"type\":\"/problems/invalid-input\",\"title\":\"Bad Request\",\"status\":400,"
            + "\"detail\":\"pushUrl: must be another repository than the clone URL's\","
            + "\"instance\":\"/api/v1/repositories%s\",\"errors\":[{\"field\":\"pushUrl\","
            + "\"message\":\"must be another repository than the clone URL's\"}]}";
    assertThat(admin.post("/repositories", wanted).expect(400).json().toString())
        .isEqualTo(problem.formatted(""));

    mirrors.add(name, url(name));
    mirrors.settled(name);
    assertThat(
            admin
                .patch(
                    "/repositories/admin/" + name,
                    Map.of("direction", "DOWNSTREAM", "pushUrl", url(name)))
                .expect(400)
                .json()
                .toString())
        .isEqualTo(problem.formatted("/admin/" + name));
  }

  @Test
  void aPushUrlOfSshIsRefused() throws Exception {
    for (String url : new String[] {"ssh://git@127.0.0.1/x.git", "git@127.0.0.1:x.git"}) {
      Map<String, Object> wanted = new LinkedHashMap<>();
      wanted.put("name", Mirrors.fresh("ssh"));
      wanted.put("cloneUrl", url(Mirrors.fresh("none")));
      wanted.put("direction", "BOTH");
      wanted.put("pushUrl", url);
      assertThat(admin.post("/repositories", wanted).expect(400).json().path("errors").toString())
          .isEqualTo(
              "[{\"field\":\"pushUrl\","
                  + "\"message\":\"pushing over ssh is not there yet: use https\"}]");
    }
  }
}
