package org.sluice.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.sluice.git.GitCommand;
import org.sluice.git.disk.MirrorFolders;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** What tests of a running Sluice do with its mirrors. */
public final class Mirrors {

  /** Longest that anything but a deliberate stall takes, on a slow machine. */
  public static final Duration PATIENCE = Duration.ofSeconds(120);

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Set<String> SETTLED =
      Set.of("SUCCESS", "HELD", "FAILED", "IDLE", "DISABLED");

  private final RunningSluice sluice;

  /** Mirrors of that Sluice. */
  public Mirrors(RunningSluice sluice) {
    this.sluice = sluice;
  }

  /** Asked for anew each time, since a restart moves the server to another port. */
  private Api api() {
    return sluice.admin();
  }

  /** A name that no other test has. */
  public static String fresh(String begin) {
    return begin + "-" + NUMBER.incrementAndGet() + "-" + Long.toString(System.nanoTime(), 36);
  }

  /** Imports an upstream under that name and gives the answer's body. */
  public JsonNode add(String name, String url) {
    return api().post("/repositories", Map.of("name", name, "cloneUrl", url)).expect(201).json();
  }

  /** State of a mirror of the administrator's own. */
  public JsonNode state(String name) {
    return api().get("/repositories/admin/" + name + "/mirror").expect(200).json();
  }

  /**
   * Waits until no job has the mirror, and gives its state.
   *
   * <p>A run settles the mirror before its item has ended, and until then another sync of it is
   * refused; so the last job that was started for it alone is waited for too.
   */
  public JsonNode settled(String name) {
    JsonNode settled =
        Waiting.until(
            "mirror " + name + " is settled",
            PATIENCE,
            () -> state(name),
            state ->
                SETTLED.contains(state.path("status").asText()) && state.path("jobId").isNull());
    JsonNode last = api().get("/repositories/admin/" + name).expect(200).json().path("lastJob");
    if (last.isTextual()) {
      ended(last.asText());
    }
    return settled;
  }

  /** Waits for a job's end and gives it. */
  public JsonNode ended(String job) {
    return ended(job, PATIENCE);
  }

  /** Waits no longer than that for a job's end and gives it. */
  public JsonNode ended(String job, Duration atMost) {
    return Waiting.until(
        "job " + job + " has ended",
        atMost,
        () -> api().get("/jobs/" + job).expect(200).json(),
        seen -> !seen.path("completedAt").isNull());
  }

  /** Syncs now and gives the ended job. */
  public JsonNode sync(String name) {
    return ended(
        api().post("/repositories/admin/" + name + "/sync", null).expect(202).locationId());
  }

  /** Where a mirror of the administrator's own lies. */
  public Path folder(String name) {
    String id = api().get("/repositories/admin/" + name).expect(200).json().path("id").asText();
    return new MirrorFolders(sluice.home().resolve("mirrors")).of(UUID.fromString(id));
  }

  /** Holds the mirror on disk against what stock git lists of the upstream, and checks it whole. */
  void assertEqualToUpstream(String name, String url) throws IOException {
    Path folder = folder(name);
    Map<String, String> theirs = new LinkedHashMap<>();
    GitCommand.git(folder, "ls-remote", url)
        .lines()
        .map(line -> line.split("\t"))
        .filter(part -> part[1].startsWith("refs/") && !part[1].endsWith("^{}"))
        .filter(part -> !part[1].startsWith("refs/pull/"))
        .forEach(part -> theirs.put(part[1], part[0]));
    Map<String, String> ours = new LinkedHashMap<>();
    GitCommand.git(folder, "for-each-ref", "--format=%(refname) %(objectname)")
        .lines()
        .map(line -> line.split(" "))
        .filter(part -> !part[0].startsWith("refs/sluice/"))
        .forEach(part -> ours.put(part[0], part[1]));
    assertThat(ours).isEqualTo(theirs);
    String head =
        GitCommand.git(folder, "ls-remote", "--symref", url, "HEAD")
            .lines()
            .filter(line -> line.startsWith("ref: "))
            .map(line -> line.substring(5, line.indexOf('\t')))
            .findFirst()
            .orElse(null);
    if (head != null) {
      assertThat(GitCommand.git(folder, "symbolic-ref", "HEAD").strip()).isEqualTo(head);
    }
    assertWhole(folder);
  }

  /** Stock git finds the mirror whole, and nothing of a broken run is left in it. */
  static void assertWhole(Path folder) throws IOException {
    GitCommand.git(folder, "fsck", "--full", "--strict");
    assertThat(leftovers(folder)).isEmpty();
  }

  /** Files that only a run that was broken off leaves. */
  static List<String> leftovers(Path folder) throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> folder.relativize(file).toString())
          .filter(file -> file.matches(".*(\\.lock|incoming_.*|gc_.*|tmp_.*|\\.tmp)"))
          .toList();
    }
  }
}
