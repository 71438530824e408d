package org.sluice.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;

/** The page of the installation as administrators use it. */
@EnabledIf("isBrowserInstalled")
class SystemPageIT {

  private static final String PAGE = "/ui/system.xhtml";

  private static Api admin;
  private static Browser browser;

  static boolean isBrowserInstalled() {
    return Browser.isInstalled();
  }

  @BeforeAll
  static void open() {
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    RunningSluice sluice = RunningSluice.shared();
    admin = sluice.admin();
    browser = Browser.before(sluice.address());
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @AfterEach
  void nothingIsBlockedAndTheSettingsAreAsBefore() {
    Map<String, Object> back = new HashMap<>();
    for (String each :
        List.of(
            "mirrorEnabled",
            "mirrorSyncInterval",
            "refreshEnabled",
            "refreshInterval",
            "jobConcurrency",
            "jobsPerHost")) {
      back.put(each, null);
    }
    admin.patch("/system/settings", back).expect(200);
    assertThat(browser.leave()).isEmpty();
  }

  private static JsonNode settings() {
    return admin.get("/system/settings").expect(200).json();
  }

  private static Locator field(Page page, String name) {
    return page.locator("[id='settings:" + name + "']");
  }

  private static Locator setting(Page page, String name) {
    return page.locator(".setting:has([id='settings:" + name + "'])");
  }

  private static void save(Page page) {
    field(page, "save").click();
  }

  @Test
  void aSettingIsChangedSaysByWhomAndIsGivenBack() {
    String standard = settings().path("about").get(4).path("standard").asText();
    Page page = browser.admin();
    page.navigate(PAGE);
    assertThat(setting(page, "jobConcurrency")).containsText("1 to 64 · Default: " + standard);
    assertThat(field(page, "jobConcurrency")).isEmpty();
    field(page, "jobConcurrency").fill("9");
    field(page, "mirrorSyncInterval").fill("90");
    field(page, "mirrorSyncIntervalUnit").selectOption("MINUTES");
    save(page);
    assertThat(page.locator(".toast")).containsText("Settings saved");
    assertThat(field(page, "jobConcurrency")).hasValue("9");
    assertThat(setting(page, "jobConcurrency").locator(".setting-by"))
        .containsText(Pattern.compile("Changed\\s*admin, .*(s|min) ago"));
    assertThat(settings().path("changed").toString())
        .isEqualTo("[\"mirrorSyncInterval\",\"jobConcurrency\"]");
    assertThat(settings().path("mirrorSyncInterval").asText()).isEqualTo("PT1H30M");
    String changedAt = settings().path("about").get(1).path("changedAt").asText();
    assertThat(settings().path("about").get(4).path("changedBy").asText()).isEqualTo("admin");

    setting(page, "jobConcurrency").getByText("Reset to default").click();
    assertThat(field(page, "jobConcurrency")).isFocused();
    assertThat(setting(page, "jobConcurrency")).containsText("The default applies once you save.");
    save(page);
    assertThat(page.locator(".toast")).containsText("Settings saved");
    assertThat(setting(page, "jobConcurrency").locator(".setting-by")).hasCount(0);
    assertThat(settings().path("changed").toString()).isEqualTo("[\"mirrorSyncInterval\"]");
    // What the form showed and nobody touched was not saved again.
    assertThat(settings().path("about").get(1).path("changedAt").asText()).isEqualTo(changedAt);
  }

  @Test
  void theTimerIsSwitchedOffAndSavingNothingSaysSo() {
    Page page = browser.admin();
    page.navigate(PAGE);
    save(page);
    assertThat(page.locator(".toast")).containsText("Nothing was changed");
    field(page, "mirrorEnabled").selectOption("false");
    field(page, "refreshEnabled").selectOption("false");
    save(page);
    assertThat(page.locator(".toast")).containsText("Settings saved");
    assertThat(field(page, "mirrorEnabled")).hasValue("false");
    assertThat(field(page, "refreshEnabled")).hasValue("false");
    assertThat(settings().path("mirrorEnabled").asBoolean()).isFalse();
    assertThat(settings().path("refreshEnabled").asBoolean()).isFalse();
  }

  @Test
  void eachIntervalHasAUnitOfItsOwn() {
    Page page = browser.admin();
    page.navigate(PAGE);
    field(page, "mirrorSyncInterval").fill("2");
    field(page, "mirrorSyncIntervalUnit").selectOption("HOURS");
    field(page, "refreshInterval").fill("600");
    field(page, "refreshIntervalUnit").selectOption("SECONDS");
    save(page);
    assertThat(page.locator(".toast")).containsText("Settings saved");
    assertThat(settings().path("mirrorSyncInterval").asText()).isEqualTo("PT2H");
    assertThat(settings().path("refreshInterval").asText()).isEqualTo("PT10M");
    assertThat(field(page, "refreshInterval")).hasValue("10");
    assertThat(field(page, "refreshIntervalUnit")).hasValue("MINUTES");
  }

  @Test
  void whatIsOutOfBoundsIsSaidBesideEachFieldAndNothingIsSaved() {
    Page page = browser.admin();
    page.navigate(PAGE);
    field(page, "jobConcurrency").fill("65");
    field(page, "refreshInterval").fill("2");
    field(page, "refreshIntervalUnit").selectOption("HOURS");
    field(page, "jobsPerHost").fill("many");
    field(page, "mirrorSyncInterval").fill("5");
    field(page, "mirrorSyncIntervalUnit").selectOption("SECONDS");
    save(page);
    assertThat(setting(page, "refreshInterval").locator(".wrong"))
        .hasText("Must be a whole number, from 1 min to 1 h");
    assertThat(setting(page, "jobConcurrency").locator(".wrong"))
        .hasText("Must be a whole number, from 1 to 64");
    assertThat(setting(page, "jobsPerHost").locator(".wrong"))
        .hasText("Must be a whole number, from 1 to 64");
    assertThat(setting(page, "mirrorSyncInterval").locator(".wrong"))
        .hasText("Must be a whole number, from 1 min to 365 d");
    assertThat(field(page, "jobsPerHost")).hasValue("many");
    assertThat(field(page, "jobsPerHost"))
        .hasAccessibleDescription(Pattern.compile("Must be a whole number.* Default: \\d+$"));
    assertThat(field(page, "mirrorSyncInterval")).isFocused();
    assertThat(settings().path("changed")).isEmpty();
    Browser.keep(page, "system-refused");
  }

  @Test
  void whoSavesLastIsToldThatSomebodyWasFirst() {
    Page page = browser.admin();
    page.navigate(PAGE);
    admin.patch("/system/settings", Map.of("jobsPerHost", 3)).expect(200);
    field(page, "jobsPerHost").fill("2");
    save(page);
    assertThat(page.locator("#notes")).containsText("Somebody changed this meanwhile");
    assertThat(field(page, "jobsPerHost")).hasValue("2");
    assertThat(settings().path("jobsPerHost").asInt()).isEqualTo(3);
    // What was entered is put over what the other saved, once, to be saved or left.
    page.navigate(PAGE);
    assertThat(field(page, "jobsPerHost")).hasValue("2");
    assertThat(page.locator("[data-entered]")).isVisible();
    page.navigate(PAGE);
    assertThat(field(page, "jobsPerHost")).hasValue("3");
  }

  @Test
  void theDiskIsToldInNumbersAndDrawn() {
    JsonNode disk = admin.get("/system").expect(200).json().path("disk");
    Page page = browser.admin();
    page.navigate(PAGE);
    Locator card = page.locator("section:has(#disk-title)");
    assertThat(card.locator("data").first())
        .hasAttribute("value", disk.path("totalBytes").asText());
    assertThat(card.locator(".meter"))
        .hasAttribute("aria-label", Pattern.compile("\\d{1,3} % used"));
    assertThat(card.locator("data").first()).hasText(Pattern.compile("[\\d.,]+ [KMGT]iB"));
  }

  @Test
  void thePageIsAccessibleInEveryLook() {
    admin
        .patch("/system/settings", Map.of("jobConcurrency", 6, "mirrorSyncInterval", "PT90M"))
        .expect(200);
    assertThat(new Looks(browser).faults(PAGE, "system")).isEmpty();
  }
}
