package org.sluice.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.FaultyUpstream;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** A fleet of which one host answers nobody. */
class SlowHostIT {

  private static final int MIRRORS = 200;
  private static final int OF_THE_TARPIT = 20;
  private static final int HOSTS = 9;
  private static final int PER_HOST = 4;
  private static final int CONCURRENCY = 8;

  @TempDir private Path served;

  @Test
  void aTarpitDoesNotSlowTheOthersAndItsHostIsRememberedOverAKill() throws Exception {
    assumeTrue(StockGitServer.isInstalled());
    GitCommand.generate(served.resolve("sound.git"), 3, 5);
    try (StockGitServer stock = StockGitServer.start(served);
        RunningSluice sluice =
            RunningSluice.with("slow-host")
                .environment("SLUICE_JOBS_CONCURRENCY", Integer.toString(CONCURRENCY))
                .environment("SLUICE_JOBS_PER_HOST", Integer.toString(PER_HOST))
                .environment("SLUICE_MIRROR_ENABLED", "false")
                .environment("SLUICE_MIRROR_IDLE_TIMEOUT", "PT10M")
                // Else one of all may go out as a probe by the time they are synced again.
                .environment("SLUICE_MIRROR_PROBE_DELAY", "PT10M")
                .start()) {
      List<FaultyUpstream> hosts = new ArrayList<>();
      try {
        for (int i = 0; i < HOSTS; i++) {
          hosts.add(FaultyUpstream.before(stock.url("")));
        }
        FaultyUpstream tarpit = FaultyUpstream.before(stock.url(""));
        hosts.add(tarpit);
        tarpit.fault(FaultyUpstream.silence());
        CountDownLatch besideIt = new CountDownLatch(CONCURRENCY - PER_HOST);
        AtomicBoolean alone = new AtomicBoolean();
        for (FaultyUpstream each : hosts.subList(0, HOSTS)) {
          each.fault(together(tarpit, besideIt, alone));
        }
        fill(sluice.admin(), hosts, stock.url("sound.git"));

        Api admin = sluice.admin();
        String job = admin.post("/repositories/sync-all", null).expect(202).locationId();
        JsonNode seen =
            Waiting.until(
                "all but the tarpit's are synced",
                Duration.ofSeconds(240),
                () -> admin.get("/jobs/" + job).expect(200).json(),
                now -> now.path("succeeded").asInt() == MIRRORS - OF_THE_TARPIT);
        assertThat(seen.path("running").asInt()).isEqualTo(PER_HOST);
        assertThat(seen.path("pending").asInt()).isEqualTo(OF_THE_TARPIT - PER_HOST);
        assertThat(seen.path("failed").asInt()).isZero();
        assertThat(besideIt.getCount()).as("that were to be asked at once").isZero();
        assertThat(alone).as("one waited in vain for the others").isFalse();
        admin.post("/jobs/" + job + "/cancel", null);
        new Mirrors(sluice).ended(job);

        tarpit.fault(FaultyUpstream.hangUp());
        assertRememberedOverAKill(sluice, tarpit);
      } finally {
        for (FaultyUpstream each : hosts) {
          each.close();
        }
      }
    }
  }

  /**
   * Once the tarpit holds all that it may, nobody is answered before all other places are taken.
   */
  private static FaultyUpstream.Fault together(
      FaultyUpstream tarpit, CountDownLatch besideIt, AtomicBoolean alone) {
    return exchange -> {
      if (tarpit.exchanges().size() >= PER_HOST) {
        besideIt.countDown();
        try {
          if (!besideIt.await(60, TimeUnit.SECONDS)) {
            alone.set(true);
          }
        } catch (InterruptedException closed) {
          throw new InterruptedIOException();
        }
      }
      exchange.pass();
    };
  }

  private static void fill(Api admin, List<FaultyUpstream> hosts, String url) {
    for (int i = 0; i < MIRRORS; i++) {
      boolean slow = i % (MIRRORS / OF_THE_TARPIT) == 0;
      FaultyUpstream host = slow ? hosts.get(HOSTS) : hosts.get(i % HOSTS);
      String name = "fleet-" + i;
      admin
          .post(
              "/repositories",
              Map.of("name", name, "cloneUrl", host.inFrontOf(url), "mirror", false))
          .expect(201);
      admin.patch("/repositories/admin/" + name, Map.of("mirror", true)).expect(200);
    }
  }

  private static void assertRememberedOverAKill(RunningSluice sluice, FaultyUpstream dead)
      throws IOException {
    Mirrors mirrors = new Mirrors(sluice);
    for (int i = 0; i < 3; i++) {
      mirrors.sync("fleet-" + i * (MIRRORS / OF_THE_TARPIT));
    }
    String host = dead.url("").substring("http://".length());
    JsonNode before = sluice.admin().get("/upstream-hosts").expect(200).json();
    assertThat(before.path("items").findValuesAsText("host")).containsExactly(host);
    assertThat(before.path("items").get(0).path("mirrors").asInt()).isEqualTo(OF_THE_TARPIT);
    sluice.kill();
    sluice.start();
    JsonNode after = sluice.admin().get("/upstream-hosts").expect(200).json();
    // A run whose end the kill took back is made again, and counted again.
    for (String field : List.of("host", "state", "silentSince", "mirrors", "nextTryAt")) {
      assertThat(after.path("items").get(0).path(field))
          .as(field)
          .isEqualTo(before.path("items").get(0).path(field));
    }
    String bulk = sluice.admin().post("/repositories/sync-all", null).expect(202).locationId();
    JsonNode job = mirrors.ended(bulk);
    assertThat(job.path("skipped").asInt()).isEqualTo(OF_THE_TARPIT);
    assertThat(job.path("succeeded").asInt()).isEqualTo(MIRRORS - OF_THE_TARPIT);
  }
}
