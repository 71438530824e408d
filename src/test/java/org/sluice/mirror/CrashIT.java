package org.sluice.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.FaultyUpstream;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** The server is killed at bad moments and started again on the same home. */
class CrashIT {

  private static final int FLEET = 50;

  @TempDir private Path served;

  @Test
  void whatAKillInterruptsGoesOnAfterTheRestart() throws Exception {
    assumeTrue(StockGitServer.isInstalled());
    GitCommand.generate(served.resolve("large.git"), 3000, 7);
    for (int i = 0; i < FLEET; i++) {
      GitCommand.generate(served.resolve("r" + i + ".git"), 3, i);
    }
    try (StockGitServer stock = StockGitServer.start(served);
        FaultyUpstream slow = FaultyUpstream.before(stock.url(""));
        RunningSluice sluice = RunningSluice.with("crash").start()) {
      Mirrors mirrors = new Mirrors(sluice);

      // In the middle of a first clone: half a pack is on disk and nothing more comes.
      slow.fault(FaultyUpstream.stallPackAfter(100_000));
      String clone =
          mirrors.add("large", slow.inFrontOf(stock.url("large.git"))).path("lastJob").asText();
      assertThat(slow.awaitStalled(60)).isTrue();
      assertThat(mirrors.state("large").path("status").asText()).isEqualTo("SYNCING");
      sluice.kill();
      slow.fault(FaultyUpstream.passing());
      sluice.start();
      JsonNode cloned = mirrors.ended(clone);
      assertThat(cloned.path("status").asText()).isEqualTo("SUCCEEDED");
      assertThat(mirrors.settled("large").path("status").asText()).isEqualTo("SUCCESS");
      mirrors.assertEqualToUpstream("large", stock.url("large.git"));

      // In the middle of a sync of fifty: some done, some running, the rest waiting.
      List<String> names = new ArrayList<>();
      for (int i = 0; i < FLEET; i++) {
        names.add("r" + i);
        mirrors.add("r" + i, slow.inFrontOf(stock.url("r" + i + ".git")));
      }
      names.forEach(mirrors::settled);
      for (int i = 0; i < FLEET; i++) {
        GitCommand.git(served.resolve("r" + i + ".git"), "branch", "more", "main");
      }
      // A sync that finds something takes three requests; so some end, and no other does.
      AtomicInteger asked = new AtomicInteger();
      slow.fault(
          exchange ->
              (asked.incrementAndGet() <= 45 ? FaultyUpstream.passing() : FaultyUpstream.silence())
                  .answer(exchange));
      String all = sluice.admin().post("/repositories/sync-all", null).expect(202).locationId();
      JsonNode before =
          Waiting.until(
              "some of the fifty are done and the next are running",
              Mirrors.PATIENCE,
              () -> sluice.admin().get("/jobs/" + all).expect(200).json(),
              job -> asked.get() > 45 && job.path("completed").asInt() >= 5);
      assertThat(before.path("running").asInt()).isPositive();
      assertThat(before.path("completed").asInt()).isLessThan(FLEET + 1);
      sluice.kill();
      slow.fault(FaultyUpstream.passing());
      sluice.start();
      JsonNode finished = mirrors.ended(all);
      assertThat(finished.path("status").asText()).isEqualTo("SUCCEEDED");
      assertThat(finished.path("succeeded").asInt()).isEqualTo(FLEET + 1);
      assertThat(finished.path("total").asInt()).isEqualTo(FLEET + 1);
      for (int i = 0; i < FLEET; i++) {
        assertThat(mirrors.settled("r" + i).path("status").asText()).isEqualTo("SUCCESS");
        mirrors.assertEqualToUpstream("r" + i, stock.url("r" + i + ".git"));
      }
      assertThat(
              sluice
                  .admin()
                  .get("/repositories?mirrorStatus=SYNCING")
                  .expect(200)
                  .json()
                  .path("total")
                  .asInt())
          .isZero();
    }
  }
}
