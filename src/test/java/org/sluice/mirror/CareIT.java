package org.sluice.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** Mirrors are looked after by themselves, and administrators see how much room is left. */
class CareIT {

  @TempDir private static Path served;
  private static StockGitServer stock;
  private static RunningSluice sluice;
  private static Mirrors mirrors;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    GitCommand.generate(served.resolve("up.git"), 60, 5);
    GitCommand.generate(served.resolve("other.git"), 60, 5);
    stock = StockGitServer.start(served);
    sluice =
        RunningSluice.with("care")
            .environment("SLUICE_MIRROR_CHECK_INTERVAL", "PT5S")
            .environment("SLUICE_MIRROR_SIZE_LIMIT", "1MiB")
            .start();
    mirrors = new Mirrors(sluice);
  }

  @AfterAll
  static void stop() throws IOException {
    if (sluice != null) {
      sluice.close();
    }
    if (stock != null) {
      stock.close();
    }
  }

  private static String clone(String begin, String upstream) {
    String name = Mirrors.fresh(begin);
    mirrors.add(name, stock.url(upstream));
    assertThat(mirrors.settled(name).path("status").asText()).isEqualTo("SUCCESS");
    return name;
  }

  private static Path pack(String name) throws IOException {
    try (Stream<Path> files = Files.list(mirrors.folder(name).resolve("objects/pack"))) {
      Path pack = files.filter(each -> each.toString().endsWith(".pack")).findFirst().orElseThrow();
      assertThat(pack.toFile().setWritable(true)).isTrue();
      return pack;
    }
  }

  private static void truncate(String name) throws IOException {
    try (RandomAccessFile file = new RandomAccessFile(pack(name).toFile(), "rw")) {
      file.setLength(file.length() / 2);
    }
  }

  private static List<String> outcomes(String name) {
    return sluice
        .admin()
        .get("/repositories/admin/" + name + "/syncs")
        .expect(200)
        .json()
        .path("items")
        .findValuesAsText("outcome");
  }

  private static JsonNode notices(String topic, String part) {
    return sluice
        .admin()
        .get("/notifications?topic=" + topic + "&q=" + part)
        .expect(200)
        .json()
        .path("items");
  }

  @Test
  void damagedMirrorIsRepairedByASyncButNotTwiceADayByItself() throws Exception {
    String name = clone("cut", "up.git");
    truncate(name);
    JsonNode job = mirrors.sync(name);
    assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
    mirrors.assertEqualToUpstream(name, stock.url("up.git"));
    assertThat(outcomes(name)).containsOnlyOnce("REPAIRED").contains("NO_OP");

    truncate(name);
    // Another address makes it due at once, for the timer.
    sluice
        .admin()
        .patch("/repositories/admin/" + name, Map.of("cloneUrl", stock.url("other.git")))
        .expect(200);
    JsonNode failed =
        Waiting.until(
            "the timer finds the damage again",
            Mirrors.PATIENCE,
            () -> mirrors.state(name),
            state -> state.path("status").asText().equals("FAILED"));
    assertThat(failed.path("failure").path("kind").asText()).isEqualTo("CORRUPT_LOCAL");
    assertThat(failed.path("failure").path("message").asText()).contains("damaged again");
    JsonNode told = notices("mirror-damaged", name);
    assertThat(told).hasSize(1);
    assertThat(told.get(0).path("severity").asText()).isEqualTo("ERROR");
    assertThat(told.get(0).path("subject").asText()).isEqualTo("admin/" + name);
    assertThat(told.get(0).path("link").asText()).endsWith("/repositories/admin/" + name);

    assertThat(mirrors.sync(name).path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(mirrors.settled(name).path("status").asText()).isEqualTo("SUCCESS");
    GitCommand.git(mirrors.folder(name), "fsck", "--full", "--strict", "--no-dangling");
  }

  @Test
  void changedByteIsFoundAndRepairedByItself() throws Exception {
    String name = clone("byte", "up.git");
    try (RandomAccessFile file = new RandomAccessFile(pack(name).toFile(), "rw")) {
      file.seek(file.length() / 2);
      int old = file.read();
      file.seek(file.length() / 2);
      file.write(old ^ 1);
    }
    Waiting.until(
        "it is repaired", Mirrors.PATIENCE, () -> outcomes(name), all -> all.contains("REPAIRED"));
    mirrors.settled(name);
    mirrors.assertEqualToUpstream(name, stock.url("up.git"));
  }

  @Test
  void repositoryLargerThanTheLimitIsNotReceived() throws Exception {
    Path large = served.resolve("large.git");
    GitCommand.generate(large, 1, 1);
    byte[] noise = new byte[3 << 20];
    new Random(3).nextBytes(noise);
    String blob =
        GitCommand.git(large, new ByteArrayInputStream(noise), "hash-object", "-w", "--stdin")
            .strip();
    byte[] entry = ("100644 blob " + blob + "\tnoise\n").getBytes(StandardCharsets.UTF_8);
    String tree = GitCommand.git(large, new ByteArrayInputStream(entry), "mktree").strip();
    String commit = GitCommand.git(large, "commit-tree", tree, "-p", "main", "-m", "noise").strip();
    GitCommand.git(large, "update-ref", "refs/heads/main", commit);

    String name = Mirrors.fresh("large");
    mirrors.add(name, stock.url("large.git"));
    JsonNode state = mirrors.settled(name);
    assertThat(state.path("failure").path("kind").asText()).isEqualTo("QUOTA");
    assertThat(state.path("failure").path("message").asText()).contains("1.0 MiB");
    assertThat(mirrors.folder(name)).doesNotExist();
  }

  @Test
  void administratorsSeeTheInstallation() {
    JsonNode system = sluice.admin().get("/system").expect(200).json();
    assertThat(system.path("node").asText()).isNotBlank();
    assertThat(system.path("nodes").get(0)).isEqualTo(system.path("node"));
    assertThat(system.path("version").asText()).isNotBlank();
    assertThat(system.path("uptime").asText()).startsWith("PT");
    assertThat(system.path("database").path("kind").asText()).isIn("H2", "PostgreSQL");
    JsonNode disk = system.path("disk");
    assertThat(disk.path("totalBytes").asLong()).isGreaterThan(disk.path("freeBytes").asLong());
    assertThat(disk.path("reserveBytes").asLong()).isPositive();
    assertThat(disk.has("mirrorBytes")).isTrue();
    assertThat(system.path("queue").path("concurrency").asInt()).isPositive();
    assertThat(sluice.admin().root().with("Accept", "*/*").get("/metrics").expect(200).text())
        .contains("sluice_disk_free_bytes", "sluice_mirrors_size_bytes");
  }

  @Test
  void othersDoNotSeeTheInstallation() {
    Api api = sluice.api();
    JsonNode unknown = api.get("/system").expect(401).json();
    assertThat(unknown.path("status").asInt()).isEqualTo(401);
    sluice
        .admin()
        .post("/users", Map.of("name", "looker", "password", "a-long-enough-password"))
        .expect(201);
    JsonNode refused = api.as("looker", "a-long-enough-password").get("/system").expect(403).json();
    assertThat(refused.path("status").asInt()).isEqualTo(403);
    assertThat(refused.path("instance").asText()).isEqualTo("/api/v1/system");
    JsonNode wrong = sluice.admin().get("/system?verbose=1").expect(400).json();
    assertThat(wrong.path("errors").get(0).path("field").asText()).isEqualTo("verbose");
    sluice.admin().post("/system", Map.of()).expect(405);
  }
}
