package org.sluice.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.mirror.Mirrors;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;

/** A mirror's pages as people use them: its history, its refs, what was held back and kept. */
@EnabledIf("peersAreInstalled")
class MirrorPagesIT {

  @TempDir private static Path served;

  private static RunningSluice sluice;
  private static Api admin;
  private static Mirrors mirrors;
  private static StockGitServer upstream;
  private static Browser browser;

  static boolean peersAreInstalled() {
    boolean git = StockGitServer.isInstalled();
    return Browser.isInstalled() && git;
  }

  @BeforeAll
  static void open() throws IOException {
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    mirrors = new Mirrors(sluice);
    upstream = StockGitServer.start(served);
    browser = Browser.before(sluice.address());
  }

  @AfterAll
  static void close() throws IOException {
    if (browser != null) {
      browser.close();
    }
    if (upstream != null) {
      upstream.close();
    }
  }

  @AfterEach
  void nothingIsBlockedAndNoScriptFails() {
    assertThat(browser.leave()).isEmpty();
  }

  /** A mirror of a fresh upstream, in sync. */
  private static String mirror(Map<String, Object> settings) throws IOException {
    String name = Mirrors.fresh("pages");
    GitCommand.generate(bare(name), 40, name.hashCode());
    Map<String, Object> wanted = new HashMap<>(settings);
    wanted.put("name", name);
    wanted.put("cloneUrl", upstream.url(name + ".git"));
    admin.post("/repositories", wanted).expect(201);
    assertThat(mirrors.settled(name).path("status").asText()).isEqualTo("SUCCESS");
    return name;
  }

  private static Path bare(String name) {
    return served.resolve(name + ".git");
  }

  private static void force(String name, String text) throws IOException {
    GitCommand.git(bare(name), "update-ref", "refs/heads/main", "main~3");
    GitCommand.commit(bare(name), "main", text);
  }

  private static String tip(Path bare, String ref) throws IOException {
    return GitCommand.git(bare, "rev-parse", ref).strip();
  }

  private static String repository(String name) {
    return "/ui/repository.xhtml?owner=admin&name=" + name;
  }

  private static String refs(String name, String show) {
    return "/ui/refs.xhtml?owner=admin&name=" + name + "&show=" + show;
  }

  private static JsonNode held(String name) {
    return admin
        .get("/repositories/admin/" + name + "/held-changes?sort=ref")
        .expect(200)
        .json()
        .path("items");
  }

  private static Locator row(Page page, String text) {
    return page.locator("tbody tr", new Page.LocatorOptions().setHasText(text));
  }

  private static Locator button(Page page, String ref, String what) {
    return row(page, ref).locator("[data-submit=" + what + "]");
  }

  private static void yes(Page page) {
    page.locator("[data-confirm=yes]").click();
  }

  @Test
  void heldChangesAreRejectedAndApprovedOnTheirPageAfterAsking() throws IOException {
    String name = mirror(Map.of("changePolicy", "APPROVE"));
    String before = tip(mirrors.folder(name), "refs/tags/v10");
    force(name, "elsewhere");
    GitCommand.git(bare(name), "tag", "-d", "v10");
    mirrors.sync(name);
    mirrors.settled(name);
    Page page = browser.admin();
    page.navigate(repository(name));
    assertThat(page.locator("[data-mirror]")).hasText("Held");
    Locator note = page.locator(".note.warn");
    assertThat(note).containsText("2 changes wait for approval");
    note.locator("a").click();
    assertThat(page.locator("tbody tr")).hasCount(2);
    Browser.keep(page, "held-changes");

    button(page, "refs/tags/v10", "reject").click();
    assertThat(page.locator("#confirm-title")).hasText("Never take this change of refs/tags/v10?");
    assertThat(page.locator("[data-confirm=no]")).isFocused();
    page.locator("[data-confirm=no]").click();
    assertThat(held(name).findValuesAsText("verdict")).containsExactly("OPEN", "OPEN");
    button(page, "refs/tags/v10", "reject").click();
    yes(page);
    assertThat(page.locator(".toast")).containsText("Rejected. The refs stay as they are.");
    mirrors.settled(name);
    assertThat(held(name).findValuesAsText("verdict")).containsExactly("OPEN", "REJECTED");
    assertThat(tip(mirrors.folder(name), "refs/tags/v10")).isEqualTo(before);

    page.navigate(refs(name, "held"));
    assertThat(row(page, "refs/tags/v10")).containsText("Rejected");
    assertThat(button(page, "refs/tags/v10", "reject")).hasCount(0);
    button(page, "refs/heads/main", "approve").click();
    assertThat(page.locator("#confirm-title")).hasText("Take the change of refs/heads/main?");
    assertThat(page.locator("[data-confirm=yes]")).hasClass(Pattern.compile("danger"));
    yes(page);
    assertThat(page.locator(".toast").first()).containsText("Approved.");
    assertThat(page.locator("#progress [data-job=percent]")).hasText("100 %");
    mirrors.settled(name);
    assertThat(tip(mirrors.folder(name), "refs/heads/main")).isEqualTo(tip(bare(name), "main"));

    page.navigate(repository(name));
    assertThat(page.locator("[data-mirror]")).hasText("Differs as told");
    assertThat(page.locator(".facts")).containsText("one differs from the upstream");
  }

  @Test
  void allThatWaitsIsDecidedAtOnceAndNoPageIsLeftToDecideOn() throws IOException {
    String name = mirror(Map.of("changePolicy", "APPROVE"));
    force(name, "elsewhere");
    GitCommand.git(bare(name), "tag", "-d", "v10");
    mirrors.sync(name);
    mirrors.settled(name);
    Page page = browser.admin();
    page.navigate(refs(name, "held"));
    Page late = page.context().newPage();
    late.navigate(refs(name, "held"));
    page.locator("header [data-submit=approve]").click();
    assertThat(page.locator("#confirm-title")).hasText("Take 2 changes of admin/" + name + "?");
    yes(page);
    assertThat(page.locator("#progress [data-job=percent]")).hasText("100 %");
    assertThat(mirrors.settled(name).path("status").asText()).isEqualTo("SUCCESS");

    late.locator("header [data-submit=reject]").click();
    yes(late);
    assertThat(late.locator("#notes")).hasText("No change waits for a decision any more.");
    assertThat(late.locator("main")).containsText("Nothing is held back");
  }

  @Test
  void aPageThatIsOlderThanTheChangeDecidesNothing() throws IOException {
    String name = mirror(Map.of("changePolicy", "APPROVE"));
    String before = tip(mirrors.folder(name), "refs/heads/main");
    force(name, "elsewhere");
    mirrors.sync(name);
    mirrors.settled(name);
    Page page = browser.admin();
    page.navigate(refs(name, "held"));
    force(name, "yet elsewhere");
    mirrors.sync(name);
    mirrors.settled(name);

    button(page, "refs/heads/main", "approve").click();
    yes(page);

    assertThat(page.locator("#notes")).containsText("Nothing was decided");
    assertThat(row(page, "refs/heads/main")).containsText(tip(bare(name), "main").substring(0, 12));
    assertThat(tip(mirrors.folder(name), "refs/heads/main")).isEqualTo(before);
    // What is shown now is what is decided on.
    button(page, "refs/heads/main", "approve").click();
    yes(page);
    assertThat(page.locator("#progress [data-job=percent]")).hasText("100 %");
    mirrors.settled(name);
    assertThat(tip(mirrors.folder(name), "refs/heads/main")).isEqualTo(tip(bare(name), "main"));
  }

  @Test
  void aKeptTipIsRestoredAndThePagesSayWhatThatMeans() throws IOException {
    String name = mirror(Map.of());
    String before = tip(mirrors.folder(name), "refs/heads/main");
    force(name, "elsewhere");
    mirrors.sync(name);
    mirrors.settled(name);
    Page page = browser.admin();
    page.navigate(repository(name));
    page.getByText("Overwritten and deleted refs").click();
    Locator kept = row(page, before);
    assertThat(kept).containsText("refs/heads/main");
    kept.getByText("Restore").click();
    assertThat(page.locator("#confirm-text"))
        .containsText("until the upstream moves the ref again");
    page.locator("[data-confirm=no]").click();
    assertThat(tip(mirrors.folder(name), "refs/heads/main")).isNotEqualTo(before);
    kept.getByText("Restore").click();
    yes(page);

    assertThat(page.locator(".toast")).hasText(Pattern.compile("refs/heads/main is restored\\."));
    assertThat(page).hasURL(Pattern.compile("show=refs"));
    assertThat(row(page, "refs/heads/main")).containsText(before);
    assertThat(tip(mirrors.folder(name), "refs/heads/main")).isEqualTo(before);
    page.navigate(repository(name));
    assertThat(page.locator("[data-mirror]")).hasText("Differs as told");
    page.navigate(refs(name, "held"));
    assertThat(row(page, "refs/heads/main")).containsText("Rejected");
    page.navigate(refs(name, "kept"));
    row(page, before).getByText("Restore").click();
    yes(page);
    assertThat(page.locator("#notes"))
        .hasText("The ref is at this tip already; there is nothing to restore.");
  }

  @Test
  void refsAreFoundByAPartOfTheirNameAndThoseOfOthersAreNotThere() throws IOException {
    String name = mirror(Map.of());
    Page page = browser.admin();
    page.navigate(refs(name, "refs"));
    String all = page.locator(".tabs [aria-current=page] .count").textContent();
    assertThat(page.locator(".tabs [aria-current=page]")).containsText("All refs");
    assertThat(Integer.parseInt(all)).isGreaterThan(2);
    page.locator("#q").fill("heads/mai");
    page.locator("#q").press("Enter");
    assertThat(page).hasURL(Pattern.compile("q=heads"));
    assertThat(page.locator("tbody tr")).hasCount(1);
    assertThat(page.locator("tbody")).containsText(tip(bare(name), "main"));
    page.locator("#q").fill("no-such-ref");
    page.locator("#q").press("Enter");
    assertThat(page.locator("main")).containsText("No refs");
    assertThat(page.navigate(refs("not-there", "refs")).status()).isEqualTo(404);
  }

  @Test
  void theHistoryIsDrawnReadByKeyboardAndFollowsItsMirror() throws IOException {
    String name = mirror(Map.of());
    mirrors.sync(name);
    mirrors.settled(name);
    Path away = served.resolve(name + ".away");
    Files.move(bare(name), away);
    mirrors.sync(name);
    mirrors.settled(name);
    Files.move(away, bare(name));
    GitCommand.commit(bare(name), "main", "one more");
    Page page = browser.admin();
    page.navigate(repository(name));
    Locator runs = page.locator("[data-chart-run]");
    assertThat(runs).hasCount(3);
    assertThat(page.locator(".plot .key.CHANGED")).hasCount(1);
    assertThat(page.locator(".plot .key.NO_OP")).hasCount(1);
    // A failure is a cross, whatever colours one sees.
    assertThat(page.locator(".plot .key.FAILED use")).hasAttribute("href", "#mark-FAILED");
    assertThat(page.locator(".legend")).containsText("Failed 1");
    assertThat(page.locator("#chart-summary")).containsText("The latest 3 runs: usually");
    // One stop of the tab key; the numbers of a run are its name, in the reader's time.
    assertThat(page.locator("[data-chart-run][tabindex='0']")).hasCount(1);
    runs.last().focus();
    Locator readout = page.locator("[data-chart=readout]");
    assertThat(readout)
        .containsText(Pattern.compile(": Not found upstream, took .+, received 0 B"));
    assertThat(readout).not().containsText("T");
    page.keyboard().press("ArrowLeft");
    assertThat(readout).containsText(Pattern.compile(": Equal already, took "));
    page.keyboard().press("Home");
    assertThat(runs.first()).isFocused();
    assertThat(runs.first())
        .hasAttribute("aria-label", Pattern.compile(": Changed, took .+, received .+ KiB"));
    String first = page.locator("#runs tbody tr").last().textContent();
    assertThat(first).contains("Changed").contains("KiB");
    page.keyboard().press("Enter");
    assertThat(page).hasURL(Pattern.compile("/ui/job\\.xhtml\\?id="));

    page.goBack();
    page.locator(".head [data-sync]").click();
    assertThat(page.locator("#progress [data-job=percent]")).hasText("100 %");
    assertThat(runs).hasCount(4);
    assertThat(runs.last()).hasAttribute("aria-label", Pattern.compile(": Changed, took "));
  }

  @Test
  void aRunThatBeginsAndEndsBetweenTwoLooksIsDrawn() throws IOException {
    String name = mirror(Map.of());
    Page page = browser.admin();
    List<Route> looks = new ArrayList<>();
    page.route("**/live/mirrors*", looks::add);
    page.navigate(repository(name));
    Locator runs = page.locator("[data-chart-run]");
    assertThat(runs).hasCount(1);
    page.waitForCondition(() -> !looks.isEmpty());
    mirrors.sync(name);
    mirrors.settled(name);
    page.unroute("**/live/mirrors*");
    looks.forEach(Route::resume);
    assertThat(runs).hasCount(2);
  }

  @Test
  void aRepositoryWithoutASyncHasNoChartButAWord() {
    String name = Mirrors.fresh("pages-none");
    admin
        .post(
            "/repositories",
            Map.of("name", name, "cloneUrl", upstream.url("none.git"), "mirror", false))
        .expect(201);
    Page page = browser.admin();
    page.navigate(repository(name));
    assertThat(page.locator(".chart")).hasCount(0);
    assertThat(page.locator("#runs")).containsText("No sync yet");
  }

  @Test
  void aScheduleIsSaidAsItIsTypedAndABadOneIsRefusedBesideItsField() throws IOException {
    String name = mirror(Map.of());
    Page page = browser.admin();
    page.navigate(repository(name));
    page.getByText("Settings").first().click();
    page.locator("[id='settings:schedule']").selectOption("CRON");
    Locator preview = page.locator("[data-schedule-preview]");
    page.locator("[id='settings:timeZone']").fill("Europe/Madrid");
    page.locator("[id='settings:cron']").fill("30 2 * * 0");
    assertThat(preview).containsText("at 02:30, on Sunday");
    assertThat(preview.locator("time")).hasCount(3);
    page.locator("[id='settings:timeZone']").fill("Europe/Atlantis");
    assertThat(preview).hasText("There is no such time zone.");
    page.locator("[id='settings:timeZone']").fill("Europe/Madrid");
    page.locator("[id='settings:cron']").fill("61 * * *");
    assertThat(preview).hasText("These are not five fields of a cron expression.");
    assertThat(preview).hasClass(Pattern.compile("wrong"));
    page.locator("[id='settings:save']").click();
    assertThat(page.locator(".field:has([id='settings:cron']) .wrong")).isVisible();
    assertThat(page.locator("[id='settings:cron']")).hasValue("61 * * *");
    page.locator("[id='settings:cron']").fill("30 2 * * 0");
    page.locator("[id='settings:save']").click();
    assertThat(page.locator(".toast")).containsText("Settings saved");
    assertThat(page.locator("[data-mirror-reason]").first())
        .hasText("at 02:30, on Sunday (Europe/Madrid)");
  }

  @Test
  void thePagesOfAMirrorAreAccessibleInEveryLook() throws IOException {
    String waiting = mirror(Map.of("changePolicy", "APPROVE", "cron", "30 2 * * 0"));
    String differing = mirror(Map.of("changePolicy", "KEEP"));
    String following = mirror(Map.of());
    for (String name : List.of(waiting, differing, following)) {
      mirrors.sync(name);
      mirrors.settled(name);
      force(name, "elsewhere");
      GitCommand.git(bare(name), "tag", "-d", "v10");
      mirrors.sync(name);
      mirrors.settled(name);
    }
    Files.move(bare(waiting), served.resolve(waiting + ".away"));
    mirrors.sync(waiting);
    mirrors.settled(waiting);
    Looks looks = new Looks(browser);
    List<String> faults = new ArrayList<>();
    faults.addAll(looks.faults(repository(waiting), "mirror-held"));
    faults.addAll(looks.faults(repository(differing), "mirror-differs"));
    faults.addAll(looks.faults(refs(waiting, "held"), "refs-held"));
    faults.addAll(looks.faults(refs(following, "kept"), "refs-kept"));
    faults.addAll(looks.faults(refs(following, "refs"), "refs-all"));
    assertThat(faults).isEmpty();
  }
}
