package org.sluice.mirror;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** When mirrors are synced next, by what they and the installation are told. */
@Tag("portable")
class ScheduleIT {

  @TempDir private static Path served;
  private static StockGitServer stock;
  private static RunningSluice sluice;
  private static Api admin;
  private static Mirrors mirrors;
  private static String name;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    mirrors = new Mirrors(sluice);
    stock = StockGitServer.start(served);
    GitCommand.generate(served.resolve("sound.git"), 5, 12);
    name = Mirrors.fresh("timed");
    mirrors.ended(mirrors.add(name, stock.url("sound.git")).path("lastJob").asText());
  }

  @AfterAll
  static void stop() throws IOException {
    if (stock != null) {
      stock.close();
    }
  }

  private static JsonNode patched(Map<String, ?> fields) {
    admin.patch("/repositories/admin/" + name, fields).expect(200);
    return mirrors.settled(name);
  }

  private static Instant next(JsonNode state) {
    return Instant.parse(state.path("nextSyncAt").asText());
  }

  @Test
  void eachScheduleReplansAtOnceAndSaysItsRule() {
    JsonNode cron = patched(Map.of("cron", "30 6 * * *", "timeZone", "Asia/Tokyo"));
    assertThat(cron.path("nextSyncCause").toString())
        .isEqualTo(
            "{\"code\":\"CRON\",\"details\":{\"cron\":\"30 6 * * *\",\"timeZone\":\"Asia/Tokyo\"}}");
    assertThat(cron.path("nextSyncReason").asText()).isEqualTo("at 30 6 * * * in Asia/Tokyo");
    assertThat(next(cron).atZone(ZoneId.of("Asia/Tokyo")).toLocalTime().toString())
        .startsWith("06:30:");

    JsonNode adaptive = patched(Map.of("adaptive", true));
    assertThat(adaptive.path("nextSyncCause").path("code").asText()).isEqualTo("ADAPTIVE");
    assertThat(adaptive.path("nextSyncReason").asText())
        .endsWith(", half of the time since the last change");

    JsonNode interval = patched(Map.of("syncInterval", "PT6H"));
    assertThat(interval.path("nextSyncReason").asText()).isEqualTo("every 6 h");
    assertThat(next(interval))
        .isCloseTo(
            Instant.parse(interval.path("lastAttemptAt").asText()).plus(Duration.ofHours(6)),
            within(19, ChronoUnit.MINUTES));

    Map<String, Object> none = new HashMap<>();
    none.put("syncInterval", null);
    assertThat(patched(none).path("nextSyncCause").path("code").asText()).isEqualTo("INTERVAL");
  }

  @Test
  void aFailingMirrorFollowsItsNewScheduleAtOnce() throws IOException {
    String failing = Mirrors.fresh("failing");
    mirrors.ended(mirrors.add(failing, stock.url("none.git")).path("lastJob").asText());
    assertThat(mirrors.settled(failing).path("nextSyncReason").asText())
        .isEqualTo("backing off after a failure: 2 h instead of 1 h");
    admin.patch("/repositories/admin/" + failing, Map.of("syncInterval", "PT10M")).expect(200);
    assertThat(mirrors.settled(failing).path("nextSyncReason").asText())
        .isEqualTo("backing off after a failure: 20 min instead of 10 min");
  }

  @Test
  void aCronThatNeverComesIsRefused() {
    Api.Answer refused =
        admin.patch("/repositories/admin/" + name, Map.of("cron", "0 0 30 2 *")).expect(400);
    assertThat(refused.json().toString())
        .isEqualTo(
            "{\"type\":\"/problems/invalid-input\",\"title\":\"Bad Request\",\"status\":400,"
                + "\"detail\":\"cron: names a time that never comes\","
                + "\"instance\":\"/api/v1/repositories/admin/"
                + name
                + "\",\"errors\":[{\"field\":\"cron\","
                + "\"message\":\"names a time that never comes\"}]}");
  }

  @Test
  void administratorsChangeTheInstallationWithoutARestart() {
    JsonNode before = admin.get("/system/settings").expect(200).json();
    assertThat(before.path("changed")).isEmpty();
    try {
      Api.Answer changed =
          admin
              .patch("/system/settings", Map.of("mirrorSyncInterval", "PT30M", "jobConcurrency", 7))
              .expect(200);
      assertThat(changed.json().path("mirrorSyncInterval").asText()).isEqualTo("PT30M");
      assertThat(changed.json().path("changed").toString())
          .isEqualTo("[\"mirrorSyncInterval\",\"jobConcurrency\"]");
      JsonNode interval = changed.json().path("about").get(1);
      assertThat(interval.path("field").asText()).isEqualTo("mirrorSyncInterval");
      assertThat(interval.path("standard").asText()).isEqualTo("PT1H");
      assertThat(interval.path("least").asText()).isEqualTo("PT1M");
      assertThat(interval.path("most").asText()).isEqualTo("P365D");
      assertThat(interval.path("changedBy").asText()).isEqualTo("admin");
      assertThat(Instant.parse(interval.path("changedAt").asText()))
          .isAfter(Instant.now().minus(Duration.ofMinutes(5)));
      assertThat(changed.json().path("about").get(5).path("changedAt").isNull()).isTrue();
      Map<String, Object> standard = new HashMap<>();
      standard.put("cron", null);
      standard.put("syncInterval", null);
      standard.put("adaptive", null);
      patched(standard);
      mirrors.sync(name);
      assertThat(mirrors.settled(name).path("nextSyncReason").asText()).isEqualTo("every 30 min");

      admin.patch("/system/settings", Map.of("mirrorSyncInterval", "PT2M")).expect(200);
      Waiting.until(
          "the next sync is brought forward",
          Mirrors.PATIENCE,
          () -> next(mirrors.state(name)),
          at -> at.isBefore(Instant.now().plus(Duration.ofMinutes(3))));

      admin.patch("/system/settings", Map.of("mirrorEnabled", false)).expect(200);
      JsonNode off = mirrors.settled(name);
      assertThat(off.path("nextSyncAt").isNull()).isTrue();
      assertThat(off.path("nextSyncReason").asText()).isEqualTo("the timer is off");
      assertThat(admin.get("/audit?action=setting-changed").json().path("total").asInt())
          .isGreaterThanOrEqualTo(3);
    } finally {
      Map<String, Object> back = new HashMap<>();
      back.put("mirrorSyncInterval", null);
      back.put("jobConcurrency", null);
      back.put("mirrorEnabled", null);
      assertThat(admin.patch("/system/settings", back).expect(200).json()).isEqualTo(before);
    }
  }

  @Test
  void settingsThatBreakARuleAreRefusedAllAtOnce() {
    Api.Answer refused =
        admin
            .patch(
                "/system/settings",
                Map.of(
                    "mirrorSyncInterval",
                    "PT1S",
                    "refreshInterval",
                    "PT2H",
                    "jobConcurrency",
                    65,
                    "jobsPerHost",
                    0))
            .expect(400);
    assertThat(refused.json().path("type").asText()).isEqualTo("/problems/invalid-input");
    assertThat(refused.json().path("errors").toString())
        .isEqualTo(
            "[{\"field\":\"mirrorSyncInterval\",\"message\":\"must be from PT1M to P365D\"},"
                + "{\"field\":\"refreshInterval\",\"message\":\"must be from PT1M to PT1H\"},"
                + "{\"field\":\"jobConcurrency\",\"message\":\"must be from 1 to 64\"},"
                + "{\"field\":\"jobsPerHost\",\"message\":\"must be from 1 to 64\"}]");
    assertThat(
            admin
                .patch("/system/settings", Map.of("mirrorSyncInterval", "PT1M30.5S"))
                .expect(400)
                .json()
                .path("errors")
                .toString())
        .isEqualTo("[{\"field\":\"mirrorSyncInterval\",\"message\":\"must be in whole seconds\"}]");
    assertThat(
            admin
                .patch("/system/settings", Map.of("masterKey", "x"))
                .expect(400)
                .json()
                .path("errors")
                .toString())
        .isEqualTo(
            "[{\"field\":\"masterKey\",\"message\":\"is not a field that can be changed\"}]");
    admin
        .with("If-Match", "\"another\"")
        .patch("/system/settings", Map.of("jobsPerHost", 2))
        .expect(412);
  }

  @Test
  void anEditOfSettingsIsHeldAgainstWhatItsEditorSaw() {
    String before = admin.get("/system/settings").expect(200).header("ETag");
    Map<String, Object> back = new HashMap<>();
    back.put("jobsPerHost", null);
    try {
      String after =
          admin
              .with("If-Match", before)
              .patch("/system/settings", Map.of("jobsPerHost", 2))
              .expect(200)
              .header("ETag");
      assertThat(after).isNotEqualTo(before);
      admin
          .with("If-Match", before)
          .patch("/system/settings", Map.of("jobsPerHost", 3))
          .expectProblem(
              412,
              "Precondition Failed",
              "changed-meanwhile",
              "Somebody changed this meanwhile. Read it again.",
              "/system/settings");
      admin.with("If-Match", "*").patch("/system/settings", Map.of("jobsPerHost", 3)).expect(200);
      admin
          .with("If-None-Match", admin.get("/system/settings").header("ETag"))
          .get("/system/settings")
          .expect(304);
    } finally {
      admin.patch("/system/settings", back).expect(200);
    }
    assertThat(admin.get("/system/settings").header("ETag")).isEqualTo(before);
  }

  @Test
  void settingsAreForAdministrators() {
    String user = Mirrors.fresh("eva").replace('-', 'x');
    String password = "a password for settings";
    admin.post("/users", Map.of("name", user, "password", password)).expect(201);
    Api eva = sluice.api().as(user, password);

    sluice.api().get("/system/settings").expect(401);
    sluice.api().patch("/system/settings", Map.of("jobsPerHost", 2)).expect(401);
    eva.get("/system/settings").expect(403);
    eva.patch("/system/settings", Map.of("jobsPerHost", 2)).expect(403);
  }
}
