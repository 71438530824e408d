package org.sluice.mirror;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.git.refs.ChangePolicy;
import org.sluice.mirror.plan.CronTimes;
import org.sluice.rest.Patch;

class MirrorSettingsTest {

  private static MirrorSettings patched(MirrorSettings before, String patch) throws Exception {
    return before.patched(Patch.of(new ObjectMapper().readTree(patch), MirrorSettings.FIELDS));
  }

  @Test
  void whatAPatchLeavesOutStays() throws Exception {
    MirrorSettings before =
        patched(
            MirrorSettings.DEFAULT,
            """
            {"cron":"0 6 * * 1-5","timeZone":"Europe/Madrid","changePolicy":"KEEP",
             "refs":{"include":["main"]},"direction":"BOTH","pushUrl":"https://h/x.git"}""");

    assertThat(patched(before, "{\"sizeLimitBytes\":2000000}"))
        .isEqualTo(
            new MirrorSettings(
                null,
                "0 6 * * 1-5",
                "Europe/Madrid",
                false,
                MirrorDirection.BOTH,
                "https://h/x.git",
                null,
                new RefSelection(java.util.List.of("main"), null),
                ChangePolicy.KEEP,
                2_000_000L));
  }

  @Test
  void ofIntervalCronAndAdaptiveTheOneThatIsNamedTakesThePlaceOfTheOthers() throws Exception {
    MirrorSettings times =
        patched(MirrorSettings.DEFAULT, "{\"cron\":\"5 * * * *\",\"timeZone\":\"Asia/Tokyo\"}");
    MirrorSettings interval = patched(times, "{\"syncInterval\":\"PT5M\"}");
    MirrorSettings adaptive = patched(interval, "{\"adaptive\":true}");
    MirrorSettings again = patched(adaptive, "{\"cron\":\"5 * * * *\"}");

    assertThat(interval.cron()).isNull();
    assertThat(interval.timeZone()).isNull();
    assertThat(interval.syncInterval()).isEqualTo("PT5M");
    assertThat(adaptive.syncInterval()).isNull();
    assertThat(adaptive.adaptive()).isTrue();
    assertThat(again.adaptive()).isFalse();
    assertThat(again.cron()).isEqualTo("5 * * * *");
  }

  @Test
  void nullGivesAFieldBackToTheInstallation() throws Exception {
    MirrorSettings before = patched(MirrorSettings.DEFAULT, "{\"syncInterval\":\"PT5M\"}");

    assertThat(patched(before, "{\"syncInterval\":null}")).isEqualTo(MirrorSettings.DEFAULT);
  }

  @Test
  void theDirectionBackIntoSluiceForgetsWhereToPush() throws Exception {
    MirrorSettings before =
        patched(
            MirrorSettings.DEFAULT, "{\"direction\":\"DOWNSTREAM\",\"pushUrl\":\"https://h/x\"}");

    assertThat(patched(before, "{\"direction\":\"UPSTREAM\"}")).isEqualTo(MirrorSettings.DEFAULT);
  }

  @ParameterizedTest
  @ValueSource(strings = {"0 6 * * 1-5", "*/10 * * * *", "15 3 1 * *"})
  void fiveFieldsAreACron(String text) {
    assertThat(CronTimes.cron(text)).isPresent();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "hourly", "0 6 * *", "61 * * * *", "0 0 6 * * 1-5", "@daily"})
  void anythingElseIsNone(String text) {
    assertThat(CronTimes.cron(text)).isEmpty();
  }

  @Test
  void theFirstFieldThatDiffersFromTheDefaultIsNamed() throws Exception {
    assertThat(MirrorSettings.DEFAULT.firstDifference()).isEmpty();
    assertThat(patched(MirrorSettings.DEFAULT, "{\"changePolicy\":\"KEEP\"}").firstDifference())
        .contains("changePolicy");
  }
}
