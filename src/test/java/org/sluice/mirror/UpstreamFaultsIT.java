package org.sluice.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.FaultyUpstream;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.git.StockSshServer;
import org.sluice.testing.RunningSluice;

/** What people and programs see when upstreams misbehave, all of them in one job. */
class UpstreamFaultsIT {

  @TempDir private Path served;

  private record Case(FaultyUpstream.Fault fault, String kind, String message) {}

  private static Map<String, Case> cases(String refusedAddress) {
    Map<String, Case> cases = new LinkedHashMap<>();
    cases.put("hangs", new Case(FaultyUpstream.silence(), "TIMEOUT", "did not answer|silent"));
    cases.put("cut", new Case(FaultyUpstream.cutPackAfter(3000), "NETWORK", "connection"));
    cases.put(
        "rubbish", new Case(FaultyUpstream.rubbish(), "CORRUPT_UPSTREAM", "not.*Git|Git.*not"));
    cases.put("page", new Case(FaultyUpstream.page(), "CORRUPT_UPSTREAM", "Git"));
    cases.put("refuses", new Case(FaultyUpstream.status(401), "AUTH", "account|credential|sign"));
    cases.put("unknown", new Case(FaultyUpstream.status(404), "NOT_FOUND", "repository"));
    cases.put("broken", new Case(FaultyUpstream.status(500), "UPSTREAM_5XX", "500"));
    cases.put(
        "waits",
        new Case(FaultyUpstream.status(429, "Retry-After: 77"), "RATE_LIMITED", "wait|rate|many"));
    cases.put(
        "elsewhere",
        new Case(
            FaultyUpstream.redirectTo(301, refusedAddress + "/info/refs?service=git-upload-pack"),
            "BLOCKED_ADDRESS|MOVED",
            "127.0.0.2|redirect|moved|address"));
    return cases;
  }

  @Test
  void eachFaultHasItsKindAndWordsAndTheOthersAreEqual() throws Exception {
    assumeTrue(StockGitServer.isInstalled());
    GitCommand.generate(served.resolve("sound.git"), 200, 1);
    GitCommand.git(served, "init", "-q", "--bare", "empty.git");
    try (StockGitServer stock = StockGitServer.start(served);
        FaultyUpstream listener = FaultyUpstream.startOn("127.0.0.2");
        RunningSluice sluice =
            RunningSluice.with("faults")
                .environment("SLUICE_MIRROR_IDLE_TIMEOUT", "PT5S")
                .environment("SLUICE_MIRROR_RETRY_DELAYS", "PT0.01S")
                .environment("SLUICE_JOBS_CONCURRENCY", "16")
                .environment("SLUICE_JOBS_PER_HOST", "16")
                .environment("SLUICE_SSH_FIRST_KEY", "accept")
                .start()) {
      Mirrors mirrors = new Mirrors(sluice);
      Map<String, Case> cases = cases(listener.url("sound.git"));
      List<FaultyUpstream> faulty = new ArrayList<>();
      try {
        for (Map.Entry<String, Case> each : cases.entrySet()) {
          FaultyUpstream upstream = FaultyUpstream.before(stock.url(""));
          faulty.add(upstream.fault(each.getValue().fault()));
          mirrors.add(each.getKey(), upstream.inFrontOf(stock.url("sound.git")));
        }
        mirrors.add("sound", stock.url("sound.git"));
        mirrors.add("empty", stock.url("empty.git"));
        cases.keySet().forEach(mirrors::settled);
        mirrors.settled("sound");
        mirrors.settled("empty");

        JsonNode job =
            mirrors.ended(
                sluice.admin().post("/repositories/sync-all", null).expect(202).locationId());
        assertThat(job.path("status").asText()).isEqualTo("PARTIALLY_SUCCEEDED");
        assertThat(job.path("succeeded").asInt()).isEqualTo(2);
        // The host that asked to wait is left in peace.
        assertThat(job.path("skipped").asInt()).isEqualTo(1);
        assertThat(job.path("failed").asInt()).isEqualTo(cases.size() - 1);

        for (Map.Entry<String, Case> each : cases.entrySet()) {
          JsonNode state = mirrors.settled(each.getKey());
          JsonNode failure = state.path("failure");
          assertThat(state.path("status").asText()).as(each.getKey()).isEqualTo("FAILED");
          assertThat(state.path("lastSyncedAt").isNull()).as(each.getKey()).isTrue();
          assertThat(failure.path("kind").asText())
              .as(each.getKey())
              .matches(each.getValue().kind());
          assertThat(failure.path("message").asText())
              .as(each.getKey())
              .containsPattern("(?i)" + each.getValue().message())
              .doesNotContain("Exception");
          assertThat(failure.path("hint").asText()).as(each.getKey()).isNotBlank();
          assertThat(Mirrors.leftovers(mirrors.folder(each.getKey()))).as(each.getKey()).isEmpty();
        }
        assertThat(listener.exchanges()).isEmpty();

        mirrors.assertEqualToUpstream("sound", stock.url("sound.git"));
        JsonNode empty = mirrors.settled("empty");
        assertThat(empty.path("status").asText()).isEqualTo("SUCCESS");
        assertThat(empty.path("refCount").asInt()).isZero();

        faulty.get(0).fault(FaultyUpstream.passing());
        mirrors.sync("hangs");
        assertThat(mirrors.settled("hangs").path("consecutiveFailures").asInt()).isZero();
        mirrors.assertEqualToUpstream("hangs", stock.url("sound.git"));
        if (StockSshServer.isInstalled()) {
          assertFirstKeyIsTrusted(sluice, mirrors);
        }
      } finally {
        for (FaultyUpstream each : faulty) {
          each.close();
        }
      }
    }
  }

  /** This installation accepts the first key of a host, and only that. */
  private void assertFirstKeyIsTrusted(RunningSluice sluice, Mirrors mirrors) throws Exception {
    Path down = served.resolve("down.git");
    GitCommand.git(served, "init", "-q", "--bare", "-b", "main", down.toString());
    try (StockSshServer ssh = StockSshServer.start();
        StockSshServer second = StockSshServer.start()) {
      sluice
          .admin()
          .post(
              "/repositories",
              Map.of(
                  "name",
                  "ssh",
                  "cloneUrl",
                  ssh.url(served.resolve("sound.git")),
                  "credentialId",
                  letInto(ssh, sluice),
                  "direction",
                  "BOTH",
                  "pushUrl",
                  second.url(down),
                  "pushCredentialId",
                  letInto(second, sluice)))
          .expect(201);
      JsonNode state = mirrors.settled("ssh");
      assertThat(state.path("status").asText()).isEqualTo("SUCCESS");
      assertThat(state.path("push").path("upToDate").asBoolean()).isTrue();
      mirrors.assertEqualToUpstream("ssh", served.resolve("sound.git").toString());
      assertThat(GitCommand.git(down, "rev-parse", "main"))
          .isEqualTo(GitCommand.git(served.resolve("sound.git"), "rev-parse", "main"));
      JsonNode pinned = sluice.admin().get("/host-keys").expect(200).json().path("items");
      assertThat(pinned.findValuesAsText("fingerprint"))
          .containsExactlyInAnyOrder(ssh.hostKey().fingerprint(), second.hostKey().fingerprint());
      assertThat(pinned.findValuesAsText("status")).containsOnly("TRUSTED");
      assertThat(pinned.findValuesAsText("approvedBy")).containsOnly("sluice");
      second.restartWithKey("ed25519");
      mirrors.sync("ssh");
      assertThat(mirrors.settled("ssh").path("push").path("failure").path("kind").asText())
          .isEqualTo("HOST_KEY");
      ssh.restartWithKey("ed25519");
      mirrors.sync("ssh");
      assertThat(mirrors.settled("ssh").path("failure").path("kind").asText())
          .isEqualTo("HOST_KEY");
    }
  }

  private static String letInto(StockSshServer ssh, RunningSluice sluice) throws IOException {
    JsonNode key =
        sluice
            .admin()
            .post(
                "/credentials",
                Map.of(
                    "label",
                    Mirrors.fresh("key"),
                    "kind",
                    "SSH_KEY",
                    "host",
                    "127.0.0.1:" + ssh.port(),
                    "generate",
                    true))
            .expect(201)
            .json();
    ssh.letIn(key.path("publicKey").asText());
    return key.path("id").asText();
  }

  @Test
  void aSecretInAnUrlIsRefusedAndNowhereRepeated() throws IOException {
    RunningSluice sluice = RunningSluice.shared();
    String secret = "hunter2-" + Long.toString(System.nanoTime(), 36);
    String answer =
        sluice
            .admin()
            .post(
                "/repositories",
                Map.of(
                    "name",
                    Mirrors.fresh("leak"),
                    "cloneUrl",
                    "https://ana:" + secret + "@127.0.0.1/x.git"))
            .expect(400)
            .text();
    assertThat(answer).contains("cloneUrl").doesNotContain(secret);
    assertThat(sluice.logText()).doesNotContain(secret);
  }
}
