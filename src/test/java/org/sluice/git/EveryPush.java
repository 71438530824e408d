package org.sluice.git;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.sluice.git.GitCommand.commit;
import static org.sluice.git.GitCommand.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.egress.Outbound;
import org.sluice.git.push.GitPush;
import org.sluice.git.push.PushOutcome;
import org.sluice.git.push.PushRequest;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.platform.Cancellation;

/**
 * What is true of a push whichever way it goes: one mirror, and one stock repository that it is
 * pushed to.
 */
@Timeout(180)
abstract class EveryPush {

  @TempDir Path temp;
  Path mirror;
  Path downstream;
  Outbound outbound;
  GitPush push;
  Duration idle = Duration.ofSeconds(30);
  Duration deadline = Duration.ofMinutes(2);
  String known;
  final Cancellation cancellation = new Cancellation();

  /** Where the downstream is served. */
  abstract String url();

  /** What lets in there. */
  abstract UpstreamAccess access();

  /** What {@link PushInChild} needs besides the mirror and the URL. */
  abstract List<String> accessOfChild() throws IOException;

  /** Makes the mirror's place and an empty downstream. */
  final void prepare(String name, String transport) throws IOException {
    mirror = temp.resolve("mirrors/m.git");
    downstream = temp.resolve("served").resolve(name);
    Files.createDirectories(downstream);
    git(downstream, "init", "-q", "--bare", "-b", "main", ".");
    outbound = Outbound.allowing(List.of("127.0.0.1/32"));
    push = new GitPush(outbound, Set.of(transport));
  }

  final PushOutcome push() throws SyncFailure {
    return push(url());
  }

  final PushOutcome push(String url) throws SyncFailure {
    return push(url, access());
  }

  final PushOutcome push(String url, UpstreamAccess access) throws SyncFailure {
    return push.push(
        new PushRequest(mirror, url, access, SyncLimits.of(idle, deadline, deadline), known),
        (phase, fraction, bytes) -> assertThat(phase).isEqualTo(SyncPhase.PUSHING),
        cancellation);
  }

  final SyncFailure failure(String url, UpstreamAccess access) {
    SyncFailure failure = catchThrowableOfType(SyncFailure.class, () -> push(url, access));
    assertThat(failure).as("a failure").isNotNull();
    assertThat(failure.getMessage()).startsWith("Pushing ").doesNotContain("hunter2").endsWith(".");
    return failure;
  }

  static Set<String> refs(Path bare) throws IOException {
    return new TreeSet<>(
        git(bare, "for-each-ref", "--format=%(objectname) %(refname)", "refs/heads", "refs/tags")
            .lines()
            .toList());
  }

  void assertEqual() throws IOException {
    assertThat(refs(downstream)).isEqualTo(refs(mirror)).isNotEmpty();
    git(downstream, "fsck", "--full", "--strict", "--no-dangling");
  }

  void hook(String name, String script) throws IOException {
    Path hook = downstream.resolve("hooks/" + name);
    Files.createDirectories(hook.getParent());
    Files.writeString(hook, "#!/bin/sh\n" + script + "\nexit 0\n");
    Files.setPosixFilePermissions(hook, PosixFilePermissions.fromString("rwxr-xr-x"));
  }

  /** A branch whose pack cannot be packed smaller. */
  void noise(String branch, int size) throws IOException {
    byte[] noise = new byte[size];
    new Random(size).nextBytes(noise);
    String blob =
        git(mirror, new ByteArrayInputStream(noise), "hash-object", "-w", "--stdin").strip();
    byte[] entry = ("100644 blob " + blob + "\tnoise\n").getBytes(StandardCharsets.UTF_8);
    String tree = git(mirror, new ByteArrayInputStream(entry), "mktree").strip();
    String commit = git(mirror, "commit-tree", tree, "-p", "main", "-m", "noise").strip();
    git(mirror, "update-ref", "refs/heads/" + branch, commit);
  }

  /** More than the buffers on the way and the window of the server take. */
  void large() throws IOException {
    GitCommand.generate(mirror, 5, 18);
    noise("noise", 32 << 20);
  }

  static SyncOutcome.RefChanges changes(int created, int fastForward, int forced, int deleted) {
    return new SyncOutcome.RefChanges(created, fastForward, forced, deleted, false);
  }

  /** The same push in a process of its own. */
  final Process child(String url, Path log, String... options) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(options));
    command.addAll(
        List.of(
            "-cp",
            System.getProperty("java.class.path"),
            PushInChild.class.getName(),
            mirror.toString(),
            url));
    command.addAll(accessOfChild());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(log.toFile())
        .start();
  }

  @Test
  void downstreamIsEqualAfterEveryKindOfChange() throws Exception {
    GitCommand.generate(mirror, 3000, 1);
    git(mirror, "update-ref", "refs/notes/commits", "main~3");
    git(mirror, "update-ref", "refs/sluice/kept/1/heads/old", "main~4");
    PushOutcome first = push();
    assertThat(first.refs()).isEqualTo(changes(1 + 150 + 300, 0, 0, 0));
    assertThat(first.objects()).isGreaterThan(9000);
    assertThat(first.bytes()).isGreaterThan(500_000);
    assertThat(first.refusal()).isEmpty();
    assertThat(first.remainder()).isEmpty();
    assertEqual();

    git(downstream, "update-ref", "refs/merge-requests/1/head", "main~9");
    commit(mirror, "fresh", "a new branch");
    commit(mirror, "main", "a fast-forward");
    git(mirror, "update-ref", "refs/heads/feature/f20", "v10^{commit}");
    commit(mirror, "feature/f20", "a force-push");
    git(mirror, "branch", "-D", "feature/f40");
    git(mirror, "tag", "-d", "v10");
    git(mirror, "tag", "light", "main~7");
    git(mirror, "tag", "-f", "v20", "main~8");
    PushOutcome changed = push();
    assertThat(changed.refs()).isEqualTo(changes(2, 1, 2, 2));
    assertThat(changed.objects()).isLessThan(20);
    assertThat(changed.digest()).isNotEqualTo(first.digest());
    assertEqual();
    assertThat(git(downstream, "for-each-ref", "--format=%(refname)"))
        .contains("refs/merge-requests/1/head")
        .doesNotContain("refs/notes")
        .doesNotContain("refs/sluice");
  }

  @Test
  void refsMoveTogetherOrNotAtAll() throws Exception {
    GitCommand.generate(mirror, 40, 6);
    push();
    hook("update", "if [ \"$1\" = refs/heads/feature/f20 ]; then exit 1; fi");
    commit(mirror, "feature/f20", "is refused");
    commit(mirror, "main", "goes on");
    Set<String> before = refs(downstream);
    PushOutcome refused = push();
    assertThat(refused.refs().total()).isZero();
    assertThat(refs(downstream)).isEqualTo(before);
    SyncFailure failure = refused.refusal().orElseThrow();
    assertThat(failure.kind()).isEqualTo(SyncFailureKind.REJECTED);
    assertThat(failure)
        .hasMessageStartingWith("Pushing to 127.0.0.1 failed: ")
        .hasMessageContainingAll("refs/heads/feature/f20", "hook declined");

    git(downstream, "config", "receive.advertiseAtomic", "false");
    PushOutcome partly = push();
    assertThat(partly.refs()).isEqualTo(changes(0, 1, 0, 0));
    assertThat(partly.refused()).containsOnlyKeys("refs/heads/feature/f20");

    Files.delete(downstream.resolve("hooks/update"));
    assertThat(push().refs()).isEqualTo(changes(0, 1, 0, 0));
    assertEqual();
  }

  @Test
  void nameMayBecomeAFolderOfNamesAndBack() throws Exception {
    GitCommand.generate(mirror, 5, 9);
    git(mirror, "branch", "x/y", "main");
    push();
    git(mirror, "branch", "-D", "x/y");
    git(mirror, "branch", "x", "main~1");
    assertThat(push().refs()).isEqualTo(changes(1, 0, 0, 1));
    assertEqual();
    git(mirror, "branch", "-D", "x");
    git(mirror, "branch", "x/y/z", "main~2");
    assertThat(push().refs()).isEqualTo(changes(1, 0, 0, 1));
    assertEqual();
  }

  @Test
  void noPackIsHeldInMemory() throws Exception {
    GitCommand.generate(mirror, 20, 19);
    git(mirror, "config", "core.compression", "0");
    for (int i = 0; i < 9; i++) {
      noise("noise" + i, (8 << 20) + i);
    }
    git(mirror, "repack", "-adq", "--depth=0", "--window=0");
    Path log = temp.resolve("child.log");
    Process child = child(url(), log, "-Xmx64m");
    try {
      assertThat(child.waitFor(150, TimeUnit.SECONDS)).isTrue();
    } finally {
      child.destroyForcibly();
    }
    String said = Files.readString(log);
    assertThat(child.exitValue()).as(said).isZero();
    assertThat(Long.parseLong(said.strip().replaceAll("(?s).*sent ", ""))).isGreaterThan(72L << 20);
    assertEqual();
  }
}
