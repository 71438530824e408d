package org.sluice.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.egress.ssh.SshHostKey;
import org.sluice.git.FaultyUpstream;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.git.StockSshServer;
import org.sluice.rest.Json;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

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

  private static Path upOf(String name) {
    return served.resolve(name + ".git");
  }

  private static Path downOf(String name) {
    return served.resolve(name + "-down.git");
  }

  private static Path upstream(String name) throws IOException {
    Path bare = upOf(name);
    GitCommand.generate(bare, 40, name.hashCode());
    return bare;
  }

  private static Path downstream(String name) throws IOException {
    Path bare = downOf(name);
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
  void whatMayPassIsPushedAgainWithinTheRun() throws Exception {
    String name = Mirrors.fresh("again");
    Path up = upstream(name);
    Path down = downstream(name);
    try (FaultyUpstream faulty = FaultyUpstream.before(server.url(""))) {
      faulty.fault(2, FaultyUpstream.status(500));
      add(name, url(name), "BOTH", faulty.inFrontOf(url(name + "-down")));
      JsonNode first = mirrors.settled(name);
      assertThat(first.path("push").path("failure").isNull()).as(first.toString()).isTrue();
      assertThat(first.path("push").path("consecutiveFailures").asInt()).isZero();
      assertThat(refs(down)).isEqualTo(refs(up));

      // What says no is not asked again.
      faulty.fault(FaultyUpstream.status(403));
      GitCommand.commit(up, "main", "more");
      int before = faulty.exchanges().size();
      mirrors.sync(name);
      assertThat(mirrors.settled(name).path("push").path("failure").path("kind").asText())
          .isEqualTo("AUTH");
      assertThat(faulty.exchanges()).hasSize(before + 1);
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

  private static String keyFor(StockSshServer ssh) {
    return admin
        .post(
            "/credentials",
            Map.of(
                "namespace",
                "admin",
                "label",
                Mirrors.fresh("key"),
                "kind",
                "SSH_KEY",
                "host",
                "127.0.0.1:" + ssh.port(),
                "generate",
                true))
        .expect(201)
        .locationId();
  }

  private static String letIn(StockSshServer ssh, String credential) throws IOException {
    ssh.letIn(admin.get("/credentials/" + credential).json().path("publicKey").asText());
    return credential;
  }

  private static void addOverSsh(String name, String direction, String pushUrl, String credential) {
    admin
        .post(
            "/repositories",
            Map.of(
                "name",
                name,
                "cloneUrl",
                url(name),
                "direction",
                direction,
                "pushUrl",
                pushUrl,
                "pushCredentialId",
                credential))
        .expect(201);
  }

  /** Approves what an SSH server has shown and nobody has approved yet. */
  private static void approveKeyOf(StockSshServer ssh) throws IOException {
    JsonNode pending =
        admin
            .get("/host-keys?status=PENDING&host=127.0.0.1:" + ssh.port())
            .expect(200)
            .json()
            .path("items");
    assertThat(pending.findValuesAsText("fingerprint"))
        .containsExactly(ssh.hostKey().fingerprint());
    admin.post("/host-keys/" + pending.get(0).path("id").asText() + "/approve", null).expect(200);
  }

  private static void awaitPushedByTheTimer(String name) {
    Waiting.until(
        "it is pushed on by the timer",
        Mirrors.PATIENCE,
        () -> mirrors.state(name),
        state -> state.path("push").path("upToDate").asBoolean());
    assertThat(mirrors.settled(name).path("status").asText()).isEqualTo("SUCCESS");
  }

  private static void trustKeyOf(StockSshServer ssh) throws IOException {
    SshHostKey key = ssh.hostKey();
    String entry = "[127.0.0.1]:" + ssh.port() + " " + key.algorithm() + " " + key.key();
    admin.post("/host-keys", Map.of("entry", entry)).expect(201);
  }

  private static JsonNode pushFailure(String name, String kind) {
    JsonNode failure = mirrors.settled(name).path("push").path("failure");
    assertThat(failure.path("kind").asText()).as(failure.toString()).isEqualTo(kind);
    return failure;
  }

  @Test
  void pushingOverSshWaitsForTheKeyOfTheHostAndGoesOnWhenThatIsApproved() throws Exception {
    assumeTrue(StockSshServer.isInstalled());
    try (StockSshServer ssh = StockSshServer.start()) {
      String credential = letIn(ssh, keyFor(ssh));
      String both = Mirrors.fresh("ssh");
      String through = Mirrors.fresh("ssh");
      List<String> names = List.of(both, through);
      for (String name : names) {
        upstream(name);
        String direction = name.equals(through) ? "DOWNSTREAM" : "BOTH";
        addOverSsh(name, direction, ssh.url(downstream(name)), credential);
      }
      for (String name : names) {
        boolean purpose = name.equals(through);
        JsonNode failure = pushFailure(name, "HOST_KEY");
        assertThat(failure.path("message").asText())
            .startsWith("Pushing to 127.0.0.1 failed: ")
            .contains(ssh.hostKey().fingerprint());
        assertThat(failure.path("retryable").asBoolean()).isFalse();
        JsonNode state = mirrors.state(name);
        assertThat(state.path("status").asText()).isEqualTo(purpose ? "FAILED" : "SUCCESS");
        assertThat(state.path("nextSyncAt").isNull()).isEqualTo(purpose);
        assertThat(refs(downOf(name))).isEmpty();
      }
      approveKeyOf(ssh);
      for (String name : names) {
        awaitPushedByTheTimer(name);
        assertThat(refs(downOf(name))).isEqualTo(refs(upOf(name))).isNotEmpty();

        GitCommand.commit(upOf(name), "main", "goes on");
        GitCommand.git(upOf(name), "tag", "-d", "v10");
        GitCommand.git(upOf(name), "update-ref", "refs/heads/feature/f20", "main~7");
        assertThat(mirrors.sync(name).path("status").asText()).isEqualTo("SUCCEEDED");
        assertThat(refs(downOf(name))).isEqualTo(refs(upOf(name)));
        assertThat(lastRun(name).path("pushedRefs").asInt()).isEqualTo(3);
      }

      ssh.restartWithKey("ecdsa");
      for (String name : names) {
        GitCommand.commit(upOf(name), "main", "goes on again");
        String ended = mirrors.sync(name).path("status").asText();
        assertThat(ended).isEqualTo(name.equals(through) ? "FAILED" : "SUCCEEDED");
        assertThat(pushFailure(name, "HOST_KEY").path("message").asText())
            .contains("another host key", ssh.hostKey().fingerprint());
      }
      approveKeyOf(ssh);
      for (String name : names) {
        awaitPushedByTheTimer(name);
        assertThat(refs(downOf(name))).isEqualTo(refs(upOf(name)));
      }
    }
  }

  @Test
  void whatIsPushedWithIsTriedAtOnceWhenItIsChanged() throws Exception {
    assumeTrue(StockSshServer.isInstalled());
    try (StockSshServer ssh = StockSshServer.start()) {
      trustKeyOf(ssh);
      String good = letIn(ssh, keyFor(ssh));
      String stale = keyFor(ssh);
      String otherSecret = Mirrors.fresh("access");
      String otherCredential = Mirrors.fresh("access");
      String otherUrl = Mirrors.fresh("access");
      List<String> names = List.of(otherSecret, otherCredential, otherUrl);
      for (String name : names) {
        upstream(name);
        downstream(name);
      }
      addOverSsh(otherSecret, "BOTH", ssh.url(downOf(otherSecret)), stale);
      addOverSsh(otherCredential, "BOTH", ssh.url(downOf(otherCredential)), keyFor(ssh));
      addOverSsh(otherUrl, "BOTH", ssh.url(served.resolve("none.git")), good);
      assertThat(pushFailure(otherSecret, "AUTH").path("hint").asText()).contains("write");
      pushFailure(otherCredential, "AUTH");
      pushFailure(otherUrl, "NOT_FOUND");

      String file = Mirrors.fresh("key");
      String fresh = StockSshServer.keygen(served.resolve(file), "ed25519", "");
      ssh.letIn(Files.readString(served.resolve(file + ".pub")));
      admin.patch("/credentials/" + stale, Map.of("privateKey", fresh)).expect(200);
      String path = "/repositories/admin/";
      admin.patch(path + otherCredential, Map.of("pushCredentialId", good)).expect(200);
      admin.patch(path + otherUrl, Map.of("pushUrl", ssh.url(downOf(otherUrl)))).expect(200);
      for (String name : names) {
        awaitPushedByTheTimer(name);
        assertThat(refs(downOf(name))).isEqualTo(refs(upOf(name))).isNotEmpty();
      }
    }
  }

  @Test
  void aDownstreamOverSshThatRefusesIsTold() throws Exception {
    assumeTrue(StockSshServer.isInstalled());
    try (StockSshServer ssh = StockSshServer.start()) {
      trustKeyOf(ssh);
      String name = Mirrors.fresh("refusing");
      upstream(name);
      Path down = downstream(name);
      Path hook = down.resolve("hooks/pre-receive");
      Files.createDirectories(hook.getParent());
      Files.writeString(hook, "#!/bin/sh\nexit 1\n");
      Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
      addOverSsh(name, "BOTH", ssh.url(down), letIn(ssh, keyFor(ssh)));
      assertThat(pushFailure(name, "REJECTED").path("message").asText())
          .startsWith("Pushing to 127.0.0.1 failed: it refuses refs/heads/feature/f20 (pre-receive")
          .contains(" and ");
      assertThat(refs(down)).isEmpty();
    }
  }

  @Test
  void aShortAddressOfSshIsSpelledOut() throws Exception {
    String name = Mirrors.fresh("short");
    upstream(name);
    add(name, url(name), "BOTH", "git@127.0.0.1:team/app.git");
    JsonNode state = mirrors.settled(name);
    assertThat(state.path("push").path("url").asText())
        .isEqualTo("ssh://git@127.0.0.1/team/app.git");
    admin
        .patch("/repositories/admin/" + name, Map.of("pushUrl", "git@127.0.0.1:team/app.git"))
        .expect(200);
    assertThat(mirrors.state(name).path("push").path("lastAttemptAt").isNull()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ssh://git:secret@127.0.0.1/x.git | must not hold a password; give it as a credential",
        "ssh://127.0.0.1 | must name a repository after the host",
        "ssh://git@127.0.0.1/-x.git | must not name a repository that begins with -",
        "ssh://git@127.0.0.1/x.git?y | must not hold a query (?)",
        "git://127.0.0.1/x.git | must begin with https://, http:// or ssh://",
        "ssh://git@127.0.0.1/loop | must be another repository than the clone URL's"
      })
  void whatIsNoPushUrlIsRefused(String pushUrl, String message) {
    Map<String, Object> wanted = new LinkedHashMap<>();
    wanted.put("name", Mirrors.fresh("refused"));
    wanted.put("cloneUrl", "http://127.0.0.1/loop.git");
    wanted.put("direction", "BOTH");
    wanted.put("pushUrl", pushUrl);
    assertThat(admin.post("/repositories", wanted).expect(400).json())
        .isEqualTo(problem("pushUrl", message));
  }

  @Test
  void aCredentialIsRefusedThatIsOfNoUseAtThePushUrl() {
    String token =
        admin
            .post(
                "/credentials",
                Map.of(
                    "namespace",
                    "admin",
                    "label",
                    Mirrors.fresh("token"),
                    "kind",
                    "TOKEN",
                    "host",
                    "127.0.0.1",
                    "secret",
                    "s"))
            .expect(201)
            .locationId();
    Map<String, Object> wanted = new LinkedHashMap<>();
    wanted.put("name", Mirrors.fresh("refused"));
    wanted.put("cloneUrl", url("none"));
    wanted.put("direction", "BOTH");
    wanted.put("pushUrl", "git@127.0.0.1:x.git");
    wanted.put("pushCredentialId", token);
    assertThat(admin.post("/repositories", wanted).expect(400).json())
        .isEqualTo(problem("pushCredentialId", "is a TOKEN, which is of no use over ssh"));
    wanted.put("pushUrl", "git@127.0.0.2:x.git");
    assertThat(admin.post("/repositories", wanted).expect(400).json())
        .isEqualTo(problem("pushCredentialId", "is for 127.0.0.1, not for 127.0.0.2"));
  }

  private static JsonNode problem(String field, String message) {
    ObjectNode expected = Json.mapper().createObjectNode();
    expected
        .put("type", "/problems/invalid-input")
        .put("title", "Bad Request")
        .put("status", 400)
        .put("detail", field + ": " + message)
        .put("instance", "/api/v1/repositories");
    expected.putArray("errors").addObject().put("field", field).put("message", message);
    return expected;
  }
}
