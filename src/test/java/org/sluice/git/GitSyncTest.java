package org.sluice.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.git.GitCommand.commit;
import static org.sluice.git.GitCommand.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.egress.Outbound;
import org.sluice.platform.Cancellation;

/** Syncs from a stock Git server. */
class GitSyncTest {

  @TempDir Path temp;
  private Path upstream;
  private Path mirror;
  private StockGitServer server;
  private Outbound outbound;
  private GitSync sync;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    upstream = temp.resolve("served/up.git");
    mirror = temp.resolve("mirrors/m.git");
    Files.createDirectories(upstream);
    server = StockGitServer.start(temp.resolve("served"));
    outbound = Outbound.allowing(List.of("127.0.0.1/32"));
    sync = new GitSync(outbound, Set.of("http"));
  }

  @AfterEach
  void stop() throws IOException {
    if (server != null) {
      server.close();
      sync.close();
      outbound.close();
    }
  }

  private SyncOutcome sync() throws SyncFailure {
    return sync.sync(
        new SyncRequest(
            mirror,
            server.url("up.git"),
            null,
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofMinutes(2)),
        (phase, fraction, bytes) -> {},
        new Cancellation());
  }

  private void assertEqual() throws IOException {
    Set<String> theirs = new TreeSet<>();
    for (String line :
        git(upstream, "ls-remote", "-q", "--refs", server.url("up.git")).split("\n")) {
      if (!line.isBlank() && !line.contains("refs/pull/")) {
        theirs.add(line.replace('\t', ' '));
      }
    }
    Set<String> ours = new TreeSet<>();
    for (String line :
        git(mirror, "for-each-ref", "--format=%(objectname) %(refname)").split("\n")) {
      if (!line.isBlank()) {
        ours.add(line);
      }
    }
    assertThat(ours).isEqualTo(theirs);
    if (!theirs.isEmpty()) {
      assertThat(git(mirror, "symbolic-ref", "HEAD"))
          .isEqualTo(git(upstream, "symbolic-ref", "HEAD"));
    }
    assertThat(
            git(mirror, "fsck", "--full", "--strict")
                .lines()
                .filter(l -> !l.startsWith("dangling")))
        .isEmpty();
    try (var files = Files.walk(mirror)) {
      assertThat(files.map(f -> f.getFileName().toString()))
          .noneMatch(
              n ->
                  n.startsWith("incoming_")
                      || n.endsWith(".lock")
                      || n.startsWith("sluice-sync")
                      || n.endsWith(".keep"));
    }
  }

  @Test
  void mirrorIsEqualAfterEveryKindOfChange() throws Exception {
    GitCommand.generate(upstream, 3000, 1);
    git(upstream, "update-ref", "refs/pull/1/head", "main");
    git(upstream, "update-ref", "refs/notes/commits", "main~3");
    git(upstream, "update-ref", "refs/odd/space/name", "main~4");

    SyncOutcome first = sync();
    assertThat(first.first()).isTrue();
    assertThat(first.changed()).isTrue();
    assertThat(first.head()).isEqualTo("refs/heads/main");
    assertThat(first.refCount()).isEqualTo(1 + 150 + 300 + 2);
    assertThat(first.refs().created()).isEqualTo(first.refCount());
    assertThat(first.objects()).isGreaterThan(9000);
    assertThat(first.bytes()).isGreaterThan(500_000);
    assertEqual();

    SyncOutcome again = sync();
    assertThat(again.first()).isFalse();
    assertThat(again.changed()).isFalse();
    assertThat(again.objects()).isZero();
    assertThat(again.digest()).isEqualTo(first.digest());

    commit(upstream, "fresh", "a new branch");
    commit(upstream, "main", "a fast-forward");
    git(upstream, "update-ref", "refs/heads/feature/f20", "v10^{commit}");
    commit(upstream, "feature/f20", "a force-push");
    git(upstream, "tag", "-d", "v10");
    git(upstream, "symbolic-ref", "HEAD", "refs/heads/fresh");
    SyncOutcome changed = sync();
    assertThat(changed.refs()).isEqualTo(new SyncOutcome.RefChanges(1, 1, 1, 1, true));
    assertThat(changed.head()).isEqualTo("refs/heads/fresh");
    assertEqual();
  }
}
