package org.sluice.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

class FirstStartIT {

  private static final Pattern SHOWN =
      Pattern.compile("(?m)^ +Password +(\\S+) +\\(shown this once\\)$");

  @Test
  @Tag("portable")
  void theFirstPasswordIsShownOnceOnTheOutputAndOutlivesAKill() throws Exception {
    try (RunningSluice sluice =
        RunningSluice.with("first").environment("SLUICE_ADMIN_PASSWORD", null).start()) {
      Matcher shown = SHOWN.matcher(sluice.logText());
      assertThat(shown.find()).isTrue();
      String password = shown.group(1);
      assertThat(sluice.logText())
          .contains("Address   http://localhost:" + sluice.address().getPort() + "/");
      assertThat(password).matches("[0-9A-Za-z]{20}");
      sluice.api().as("admin", password).get("/users").expect(200);
      // What is public is open to accounts only, until the installation says more.
      sluice
          .api()
          .as("admin", password)
          .post(
              "/repositories",
              Map.of(
                  "name", "open",
                  "cloneUrl", "https://git.example/open.git",
                  "mirror", false,
                  "visibility", "PUBLIC"))
          .expect(201);
      sluice.api().root().get("/git/admin/open.git/info/refs?service=git-upload-pack").expect(401);
      Path key = sluice.home().resolve("key");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key)))
          .isEqualTo("rw-------");
      List<String> keyBefore = Files.readAllLines(key);

      sluice.kill();
      sluice.start();

      sluice.api().as("admin", password).get("/users").expect(200);
      assertThat(Files.readAllLines(key)).isEqualTo(keyBefore);
      Matcher again = SHOWN.matcher(sluice.logText());
      assertThat(again.results()).hasSize(1);
      assertThat(sluice.logText().split(password, -1)).as("shown once").hasSize(2);
      assertThat(sluice.logText()).doesNotContain(keyBefore.get(0));
    }
  }

  @Test
  void aMasterKeyOfTheWrongLengthStopsTheStartWithClearWords() {
    String tooShort = "dG9vIHNob3J0IGEga2V5";
    try (RunningSluice sluice =
        RunningSluice.with("wrong-key").environment("SLUICE_MASTER_KEY", tooShort).launch()) {
      Waiting.until(
          "the log says what is wrong with the key",
          Duration.ofSeconds(120),
          () ->
              sluice
                  .logText()
                  .contains("Sluice cannot start: SLUICE_MASTER_KEY must hold 1 to 16 keys"));
      // Nobody is welcomed to what does not start, and the next start finds nothing half-done.
      assertThat(sluice.logText()).doesNotContain(tooShort).doesNotContain("Welcome to Sluice");
    }
  }
}
