package org.sluice.git.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.git.GitCommand.git;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.egress.Outbound;
import org.sluice.git.GitSync;
import org.sluice.git.SyncLimits;
import org.sluice.git.SyncOutcome;
import org.sluice.git.SyncRequest;
import org.sluice.git.refs.RefRules;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.platform.Cancellation;

/** The sample fleet, with the stock git and our own sync as its readers. */
@Timeout(120)
class SampleFleetTest {

  @TempDir Path temp;

  @Test
  void fleetIsGeneratedServedAndGrows() throws Exception {
    SampleFleet fleet = new SampleFleet(temp.resolve("samples"));
    fleet.generate();
    Map<String, String> refs = new HashMap<>();
    for (SampleUpstream each : fleet.upstreams(1)) {
      Path folder = fleet.folder(each.name()).orElseThrow();
      git(folder, "fsck", "--full", "--strict");
      refs.put(each.name(), git(folder, "for-each-ref"));
    }
    assertThat(refs).hasSize(12);
    assertThat(refs.get("orchard/apples").lines()).hasSizeGreaterThan(400);
    assertThat(refs.get("mill/seedbank")).isEmpty();
    Path apples = fleet.folder("orchard/apples").orElseThrow();
    assertThat(git(apples, "rev-list", "--count", "HEAD").strip()).isEqualTo("3000");
    Path cherries = fleet.folder("orchard/cherries").orElseThrow();
    assertThat(git(cherries, "symbolic-ref", "HEAD").strip()).isEqualTo("refs/heads/trunk");
    assertThat(git(fleet.folder("harbour/lighthouse").orElseThrow(), "ls-tree", "-rz", "HEAD"))
        .contains("日本語/");

    try (SampleServer server = new SampleServer(fleet, 0);
        Outbound outbound = Outbound.allowing(List.of("127.0.0.1/32"));
        GitSync sync = new GitSync(outbound, Set.of("http"))) {
      for (SampleUpstream each : server.upstreams()) {
        SyncOutcome outcome = sync(sync, each);
        assertThat(outcome.first()).isTrue();
        assertThat(visible(refsOf(mirror(each))))
            .isEqualTo(visible(refsOf(fleet.folder(each.name()).orElseThrow())));
        // The stock client reads the same, over protocol v2.
        assertThat(git(temp, "-c", "protocol.version=2", "ls-remote", "--refs", each.url()).lines())
            .hasSize(refs.get(each.name()).lines().toList().size());
      }
      Set<String> grown = new HashSet<>();
      Instant now = Instant.parse("2026-01-01T00:00:00Z");
      int forced = 0;
      for (int round = 0; round < 15; round++) {
        List<String> changed = fleet.grow(now.plusSeconds(round * 10L));
        assertThat(changed).isNotEmpty();
        grown.addAll(changed);
        for (SampleUpstream each : server.upstreams()) {
          SyncOutcome outcome = sync(sync, each);
          assertThat(outcome.changed()).isEqualTo(changed.contains(each.name()));
          forced += outcome.refs().forced();
        }
      }
      assertThat(grown).hasSizeGreaterThan(6);
      assertThat(forced).isPositive();
      for (SampleUpstream each : server.upstreams()) {
        assertThat(visible(refsOf(mirror(each))))
            .isEqualTo(visible(refsOf(fleet.folder(each.name()).orElseThrow())));
        git(mirror(each), "fsck", "--full", "--strict");
      }
    }
    // What is there is kept, and what is made elsewhere is the same.
    String kept = git(apples, "for-each-ref");
    fleet.generate();
    assertThat(git(apples, "for-each-ref")).isEqualTo(kept);
    SampleFleet other = new SampleFleet(temp.resolve("other"));
    other.generate();
    for (SampleUpstream each : other.upstreams(1)) {
      assertThat(git(other.folder(each.name()).orElseThrow(), "for-each-ref"))
          .isEqualTo(refs.get(each.name()));
    }
  }

  @Test
  void serverAnswersOnlyForTheFleet() throws Exception {
    SampleFleet fleet = new SampleFleet(temp.resolve("samples"));
    Files.createDirectories(temp.resolve("samples/other/secret.git"));
    try (SampleServer server = new SampleServer(fleet, 0)) {
      for (String path :
          List.of(
              "/",
              "/other/secret.git/info/refs",
              "/../x.git/info/refs",
              "/orchard/apples.git/HEAD")) {
        var connection =
            (java.net.HttpURLConnection)
                java.net
                    .URI
                    .create("http://127.0.0.1:" + server.port() + path)
                    .toURL()
                    .openConnection(java.net.Proxy.NO_PROXY);
        assertThat(connection.getResponseCode()).as(path).isEqualTo(404);
      }
    }
  }

  private Path mirror(SampleUpstream upstream) {
    return temp.resolve("mirrors").resolve(upstream.name().replace('/', '-') + ".git");
  }

  private SyncOutcome sync(GitSync sync, SampleUpstream upstream) throws Exception {
    return sync.sync(
        new SyncRequest(
            mirror(upstream),
            upstream.url(),
            UpstreamAccess.ANONYMOUS,
            RefRules.ALL,
            SyncLimits.of(Duration.ofSeconds(20), Duration.ofSeconds(60), Duration.ofSeconds(60))),
        (phase, fraction, bytes) -> {},
        new Cancellation());
  }

  private static String refsOf(Path folder) throws Exception {
    return git(folder, "for-each-ref");
  }

  private static String visible(String refs) {
    return refs.lines()
        .filter(line -> !line.contains("refs/pull/") && !line.contains("refs/sluice/"))
        .map(line -> line + "\n")
        .reduce("", String::concat);
  }
}
