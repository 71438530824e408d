package org.sluice.configsource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.FaultyUpstream;
import org.sluice.git.StockGitServer;
import org.sluice.mirror.Mirrors;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** Sources whose host falls silent while no timer syncs their mirrors. */
@Tag("portable")
class SilentHostIT {

  private static final List<String> NAMES = List.of("one", "two", "three");

  @TempDir private Path served;

  private Api admin;

  @Test
  void theSourcesThemselvesFindOutThatTheirHostIsBack() throws Exception {
    assumeTrue(StockGitServer.isInstalled());
    ConfigUpstream upstream = ConfigUpstream.create(served.resolve("conf.git"));
    upstream.push("main", Map.of("shop.yml", "n: 0\n"));
    try (StockGitServer stock = StockGitServer.start(served);
        FaultyUpstream watched = FaultyUpstream.before(stock.url(""));
        RunningSluice sluice =
            RunningSluice.with("silent-host")
                .environment("SLUICE_MIRROR_ENABLED", "false")
                .environment("SLUICE_MIRROR_PROBE_DELAY", "PT2S")
                .start()) {
      admin = sluice.admin();
      Mirrors mirrors = new Mirrors(sluice);
      for (String name : NAMES) {
        mirrors.add(name, watched.inFrontOf(stock.url("conf.git")));
        mirrors.settled(name);
        // An hour, so that nobody but the test and the quick retries has it tried again.
        String interval = name.equals("one") ? "PT5S" : "PT1H";
        admin
            .post(
                "/config-sources",
                Map.of("name", name, "repository", "admin/" + name, "interval", interval))
            .expect(201);
        state(name, seen -> seen.path("refreshCount").asLong() > 0);
      }

      watched.fault(NAMES.size(), FaultyUpstream.status(503));
      for (String name : NAMES) {
        admin.post("/config-sources/" + name + "/refresh", null);
      }
      for (String name : NAMES) {
        state(name, seen -> seen.path("consecutiveFailures").asInt() == 0);
      }
      assertThat(hosts()).as("one bad moment of each is no silence").isZero();

      silence(watched);
      watched.fault(FaultyUpstream.passing());
      state("one", seen -> seen.path("consecutiveFailures").asInt() == 0);
      assertThat(hosts()).isZero();
      for (String name : NAMES) {
        admin.post("/config-sources/" + name + "/refresh", null).expect(200);
      }

      // And without a source, whoever has all synced finds out.
      silence(watched);
      for (String name : NAMES) {
        admin.delete("/config-sources/" + name).expect(204);
      }
      watched.fault(FaultyUpstream.passing());
      Waiting.until(
          "one of all goes out as a probe",
          Mirrors.PATIENCE,
          () -> mirrors.ended(admin.post("/repositories/sync-all", null).expect(202).locationId()),
          job -> job.path("succeeded").asInt() > 0);
      assertThat(hosts()).isZero();
    }
  }

  private void silence(FaultyUpstream watched) {
    watched.fault(Integer.MAX_VALUE, FaultyUpstream.status(503));
    for (String name : NAMES) {
      admin.post("/config-sources/" + name + "/refresh", null).expect(502);
    }
    Waiting.until(
        "the host is held to be silent",
        Mirrors.PATIENCE,
        () -> admin.get("/upstream-hosts?state=UNREACHABLE").expect(200).json(),
        seen -> seen.path("total").asInt() == 1);
  }

  private int hosts() {
    return admin.get("/upstream-hosts").expect(200).json().path("total").asInt();
  }

  private void state(String name, Predicate<JsonNode> fits) {
    Waiting.until(
        name + " is as awaited",
        Mirrors.PATIENCE,
        () -> admin.get("/config-sources/" + name + "/state").expect(200).json(),
        fits);
  }
}
