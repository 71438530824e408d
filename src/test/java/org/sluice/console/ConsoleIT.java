package org.sluice.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.RequestOptions;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.FaultyUpstream;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;
import org.sluice.testing.WebhookReceiver;

/** The console as people use it: a real browser before a real server and real upstreams. */
@EnabledIf("peersAreInstalled")
class ConsoleIT {

  private static final String MEMBER_PASSWORD = "a-member-has-this-one";

  /** Bytes of the large repository's pack after which its upstream turns slow. */
  private static final int PART = 250_000;

  @TempDir private static Path upstreams;

  private static RunningSluice sluice;
  private static Browser browser;
  private static StockGitServer stock;
  private static int number;

  static boolean peersAreInstalled() {
    boolean git = StockGitServer.isInstalled();
    return Browser.isInstalled() && git;
  }

  @BeforeAll
  static void open() throws IOException {
    // The machine may be busy with other servers; nothing waits longer than it must.
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    sluice = RunningSluice.shared();
    browser = Browser.before(sluice.address());
    repository("small.git", 3);
    repository("large.git", 1500);
    stock = StockGitServer.start(upstreams);
    sluice
        .admin()
        .post("/users", Map.of("name", "console-member", "password", MEMBER_PASSWORD))
        .expect(201);
  }

  @AfterAll
  static void close() throws IOException {
    if (browser != null) {
      browser.close();
    }
    if (stock != null) {
      stock.close();
    }
  }

  @AfterEach
  void nothingIsBlockedAndNoScriptFails() {
    assertThat(browser.leave()).isEmpty();
  }

  @Test
  @Tag("portable")
  void signInIsAskedForAndLeadsToThePageThatWasWanted() {
    Page page = browser.person();
    page.navigate("/ui/jobs.xhtml?status=FAILED");
    assertThat(page).hasTitle("Sign in · Sluice");

    submitSignIn(page, RunningSluice.ADMIN, "not-the-password");
    assertThat(page.getByText("User name and password do not go together.")).isVisible();

    submitSignIn(page, RunningSluice.ADMIN, RunningSluice.ADMIN_PASSWORD);
    assertThat(page).hasURL(Pattern.compile("/ui/jobs\\.xhtml\\?status=FAILED$"));

    page.locator("#me > summary").click();
    page.locator("#me button[type=submit]").click();
    assertThat(page.getByText("You are signed out.")).isVisible();
    page.navigate("/ui/repositories.xhtml");
    assertThat(page).hasTitle("Sign in · Sluice");
  }

  @Test
  void theNextPageAfterSigningInIsNeverAnotherSite() {
    Page page = browser.person();
    page.navigate("/ui/sign-in.xhtml?next=//evil.example/");
    submitSignIn(page, RunningSluice.ADMIN, RunningSluice.ADMIN_PASSWORD);
    assertThat(page)
        .hasURL(Pattern.compile("^http://127\\.0\\.0\\.1:" + sluice.address().getPort() + "/ui/"));
  }

  /** Other tests leave behind what everybody sees. */
  private static void deleteWhatAMemberSees() {
    Api member = sluice.api().as("console-member", MEMBER_PASSWORD);
    Waiting.until(
        "a member sees nothing",
        Duration.ofSeconds(60),
        () -> {
          JsonNode seen = member.get("/repositories?size=200").expect(200).json().path("items");
          seen.forEach(
              each -> sluice.admin().delete("/repositories/" + each.path("fullName").asText()));
          return seen.isEmpty();
        });
  }

  @Test
  void whoHasNothingYetIsToldTheFirstSteps() {
    deleteWhatAMemberSees();
    Page page = browser.person();
    signIn(page, "console-member", MEMBER_PASSWORD);
    assertThat(page.getByText("Nothing flows yet")).isVisible();
    Browser.keep(page, "first-steps");
    page.locator(".step.next .btn").click();
    assertThat(page).hasURL(Pattern.compile("/ui/import\\.xhtml$"));
  }

  @Test
  @Tag("portable")
  void anImportShowsItsProgressByItselfAndEndsEqual() {
    Page page = admin();
    String name = importInto(page, stock.url("small.git"));
    Locator dialog = page.locator("#progress[open]");
    assertThat(dialog).isVisible();
    assertThat(dialog.locator("[data-job=when]")).containsText("Done");
    assertThat(dialog.locator("[data-job=percent]")).hasText("100 %");
    assertThat(dialog.locator("[data-job=succeeded]")).hasText("1");
    dialog.locator("[data-job=keep]").click();
    assertThat(page.locator("[data-mirror]")).hasText("Equal");
    assertThat(page.locator("#runs tbody tr")).hasCount(1);
    assertThat(page.locator("#runs tbody")).containsText("Changed");
    // A reload shows the page, not the dialog again.
    page.reload();
    assertThat(page.locator("h1")).hasText("admin/" + name);
    assertThat(page.locator("#progress")).isHidden();
    Browser.keep(page, "repository");
  }

  @Test
  void progressMovesCancelEndsASlowCloneAndRetryBringsItLevel() throws Exception {
    try (FaultyUpstream slow = FaultyUpstream.before(stock.url("large.git"))) {
      slow.fault(FaultyUpstream.dripPackAfter(PART, 1));
      Page page = admin();
      importInto(page, slow.inFrontOf(stock.url("large.git")));
      Locator dialog = page.locator("#progress[open]");
      assertThat(dialog.locator("[data-job=now]")).containsText("Receiving");
      int seen =
          Waiting.until(
              "the bar has moved", Duration.ofSeconds(60), () -> percent(dialog), at -> at > 15);
      assertThat(seen).isLessThan(95);
      Browser.keep(page, "progress");

      // Closing leaves it running; the tray goes on showing it, on every page.
      dialog.locator("[data-job=keep]").click();
      page.navigate("/ui/tokens.xhtml");
      assertThat(page.locator("#tray .words")).containsText("1 job");
      page.locator("#tray > summary").click();
      page.locator("[data-job-open]").first().click();
      assertThat(dialog).isVisible();

      dialog.locator("[data-job-do=cancel]").click();
      assertThat(dialog.locator("[data-job=when]")).containsText("Cancelled");
      slow.fault(FaultyUpstream.passing());
      dialog.locator("[data-job-do=retry]").click();
      assertThat(dialog.locator("[data-job=when]")).containsText("Done");
      assertThat(dialog.locator("[data-job=title]")).hasText("Repeated sync of one repository");
      assertThat(dialog.locator("[data-job=percent]")).hasText("100 %");
    }
  }

  @Test
  @Tag("portable")
  void whatIsWrongStandsBesideItsFieldAndNothingIsLost() {
    Page page = admin();
    page.navigate("/ui/import.xhtml");
    page.locator("[id='import:cloneUrl']").fill("https://user:secret@example.org/a.git");
    page.locator("[id='import:name']").fill("no..name");
    page.locator("[id='import:description']").fill("Kept as typed");
    page.locator("[id='import:submit']").click();
    assertThat(wrong(page, "cloneUrl")).isVisible();
    assertThat(wrong(page, "name")).containsText("May not");
    assertThat(page.locator("[id='import:description']")).hasValue("Kept as typed");
    assertThat(page.locator("[id='import:cloneUrl']")).isFocused();
    Browser.keep(page, "import-refused");
  }

  @Test
  void aNameThatIsTakenIsSaidInWords() {
    Page page = admin();
    String name = importInto(page, stock.url("small.git"));
    page.navigate("/ui/import.xhtml");
    page.locator("[id='import:cloneUrl']").fill(stock.url("small.git"));
    page.locator("[id='import:name']").fill(name);
    page.locator("[id='import:submit']").click();
    assertThat(page.getByText("There is a repository of that name already.")).isVisible();
  }

  @Test
  void languageAndThemeAreSwitchedAndRemembered() {
    Page page = admin();
    page.navigate("/ui/repositories.xhtml");
    page.locator("#language > summary").click();
    page.locator("[data-language=es]").click();
    assertThat(page.locator("h1")).hasText("Repositorios");
    assertThat(page.locator("html")).hasAttribute("lang", "es");
    page.locator("#theme > summary").click();
    page.locator("[data-theme-to=dark]").click();
    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    page.navigate("/ui/jobs.xhtml");
    assertThat(page.locator("h1")).hasText("Trabajos");
    assertThat(page.locator("html")).hasAttribute("data-theme", "dark");
    Browser.keep(page, "jobs-dark-es");
  }

  @Test
  @Tag("portable")
  void orderAndFiltersStandInTheAddressAndComeBack() {
    sluice
        .admin()
        .post(
            "/repositories",
            Map.of("name", "address-only", "cloneUrl", stock.url("small.git"), "mirror", false))
        .expect(201);
    Page page = admin();
    page.navigate("/ui/repositories.xhtml?q=address-only");
    assertThat(page.locator("#fleet\\:table tbody tr")).hasCount(1);
    page.navigate("/ui/repositories.xhtml");
    page.locator("th.ui-sortable-column").first().click();
    page.waitForURL(Pattern.compile("sort=-name").asPredicate());
    List<String> order = page.locator("td a.name").allTextContents();
    assertThat(order).isSortedAccordingTo(String.CASE_INSENSITIVE_ORDER.reversed());
    page.locator("td a.name").first().click();
    assertThat(page.locator("h1")).hasText(order.get(0));
    page.goBack();
    assertThat(page.locator("td a.name").first()).hasText(order.get(0));
    assertThat(page.locator("td a.name").allTextContents()).isEqualTo(order);
  }

  @Test
  void syncOfAllAsksFirstAndNamesHowMany() {
    Page page = admin();
    importInto(page, stock.url("small.git"));
    page.locator("#progress [data-job=keep]").click();
    page.navigate("/ui/repositories.xhtml");
    page.locator("[data-sync-all]").click();
    assertThat(page.locator("#confirm-text"))
        .containsText(Pattern.compile("(One mirror is|All [0-9,]+ mirrors are) brought level"));
    page.locator("[data-confirm=no]").click();
    assertThat(page.locator("#progress")).isHidden();
    page.locator("[data-sync-all]").click();
    page.locator("[data-confirm=yes]").click();
    assertThat(page.locator("#progress-title")).hasText("Sync of all repositories");
    // All are those of every test before, some of which have lost their upstream.
    assertThat(page.locator("#progress [data-job=percent]"))
        .hasText(
            "100 %",
            new com.microsoft.playwright.assertions.LocatorAssertions.HasTextOptions()
                .setTimeout(180_000));
  }

  @Test
  void chosenRowsAreSyncedTogetherAndEachMovesWhileOneLooks() {
    Page page = admin();
    String name = importInto(page, stock.url("small.git"));
    assertThat(page.locator("#progress [data-job=percent]")).hasText("100 %");
    page.navigate("/ui/repositories.xhtml?q=" + name);
    page.locator("[data-select]").check();
    assertThat(page.locator("[data-bulk=count]")).hasText("1 selected");
    page.locator("[data-bulk=sync]").click();
    assertThat(page.locator("#progress [data-job=percent]")).hasText("100 %");
    page.locator("#progress [data-job=keep]").click();
    assertThat(page.locator("[data-mirror]")).hasText("Equal");
    assertThat(page.locator("[data-bulk=bar]")).isHidden();
  }

  @Test
  void aSecondSyncOfTheSameMirrorIsRefusedWithAWayToTheFirst() throws Exception {
    try (FaultyUpstream slow = FaultyUpstream.before(stock.url("large.git"))) {
      slow.fault(FaultyUpstream.stallPackAfter(PART));
      Page page = admin();
      importInto(page, slow.inFrontOf(stock.url("large.git")));
      assertThat(page.locator("#progress [data-job=running]")).hasText("1");
      page.locator("#progress [data-job=keep]").click();
      page.locator("main [data-sync]").dblclick();
      Locator toast = page.locator(".toast.bad");
      assertThat(toast.first()).containsText("It is being synced already.");
      toast.first().getByText("Show the job").click();
      assertThat(page).hasURL(Pattern.compile("/ui/job\\.xhtml\\?id="));
      page.locator(".head [data-job-do=cancel]").click();
      assertThat(page.locator(".job-facts [data-job=status]")).hasText("Cancelled");
      assertThat(page.locator("[id='job:items'] tbody")).containsText("Cancelled");
      Browser.keep(page, "job");
    }
  }

  @Test
  void aFailureSaysWhyAndWhatToDo() {
    Page page = admin();
    importInto(page, stock.url("no-such.git"));
    assertThat(page.locator("#progress [data-job=when]")).containsText("Failed");
    page.locator("#progress [data-job=keep]").click();
    page.reload();
    assertThat(page.locator("[data-mirror]")).hasText("Not found upstream");
    assertThat(page.locator(".note.bad")).containsText("Check the clone URL");
    Browser.keep(page, "repository-failed");
  }

  @Test
  void fixedTimesAreSaidInWordsAndInTheReadersTimeWhileTheyAreTyped() {
    Page page = browser.person("es", ColorScheme.LIGHT, 1280, 900);
    signIn(page, RunningSluice.ADMIN, RunningSluice.ADMIN_PASSWORD);
    page.navigate("/ui/import.xhtml");
    assertThat(page.locator("[id='import:cron']")).isHidden();
    page.locator("[id='import:schedule']").selectOption("CRON");
    page.locator("[id='import:timeZone']").fill("Asia/Tokyo");
    Locator preview = page.locator("[data-schedule-preview]");
    page.locator("[id='import:cron']").fill("0 0 30 2 *");
    assertThat(preview).hasText("Esa hora no llega nunca.");
    page.locator("[id='import:cron']").fill("0 6 * * 1-5");
    assertThat(preview).containsText("a las 06:00, de lunes a viernes");
    assertThat(preview.locator("time")).hasCount(3);
    Browser.keep(page, "schedule-es");

    String name = "console-" + ++number;
    page.locator("[id='import:cloneUrl']").fill(stock.url("small.git"));
    page.locator("[id='import:name']").fill(name);
    page.locator("[id='import:submit']").click();
    page.waitForURL(Pattern.compile("/ui/repository\\.xhtml").asPredicate());
    assertThat(page.locator("#progress [data-job=percent]")).hasText("100 %");
    page.locator("#progress [data-job=keep]").click();
    page.reload();
    assertThat(page.locator("[data-mirror-reason]").first())
        .hasText("a las 06:00, de lunes a viernes (Asia/Tokyo)");
    page.getByText("Ajustes").first().click();
    assertThat(page.locator("[id='settings:cron']")).hasValue("0 6 * * 1-5");
    page.locator("[id='settings:schedule']").selectOption("ADAPTIVE");
    page.locator("[id='settings:save']").click();
    assertThat(page.locator("[data-mirror-reason]").first()).containsText("al ritmo del origen");
  }

  @Test
  void aDisabledMirrorSaysSoAndIsTriedFromItsPage() {
    Page page = admin();
    String name = importInto(page, stock.url("no-such.git"));
    assertThat(page.locator("#progress [data-job=when]")).containsText("Failed");
    page.locator("#progress [data-job=keep]").click();
    for (int run = 2; run <= 3; run++) {
      String job =
          sluice
              .admin()
              .post("/repositories/admin/" + name + "/sync", null)
              .expect(202)
              .locationId();
      Waiting.until(
          "run " + run + " has ended",
          Duration.ofSeconds(30),
          () -> !sluice.admin().get("/jobs/" + job).json().path("completedAt").isNull());
    }
    page.reload();
    assertThat(page.locator("[data-mirror]")).hasText("Stopped after failures");
    assertThat(page.locator(".note.bad"))
        .containsText("only by hand: disabled after 3 answers in a row, Not found upstream");
    Browser.keep(page, "repository-disabled");
    page.locator(".note.bad [data-sync]").click();
    assertThat(page.locator("#progress [data-job=when]")).containsText("Failed");
  }

  @Test
  void deletingNeedsTheNameTyped() {
    Page page = admin();
    String name = importInto(page, stock.url("small.git"));
    assertThat(page.locator("#progress [data-job=percent]")).hasText("100 %");
    page.locator("#progress [data-job=keep]").click();
    page.getByText("Delete repository").first().click();
    Locator button = page.locator("[id='delete:go']");
    assertThat(button).isDisabled();
    page.locator("[id='delete:typed']").fill("admin/" + name);
    assertThat(button).isEnabled();
    button.click();
    assertThat(page).hasURL(Pattern.compile("/ui/repositories\\.xhtml"));
    assertThat(page.locator(".toast")).containsText("admin/" + name + " is deleted");
    assertThat(page.navigate("/ui/repository.xhtml?owner=admin&name=" + name).status())
        .isEqualTo(404);
    assertThat(page.getByText("There is nothing here")).isVisible();
  }

  @Test
  void settingsAreChangedAndAnEditThatCameTooLateIsRefused() {
    Page page = admin();
    String name = importInto(page, stock.url("small.git"));
    assertThat(page.locator("#progress [data-job=percent]")).hasText("100 %");
    page.locator("#progress [data-job=keep]").click();
    assertThat(page.locator(".facts code").first())
        .hasText("git clone " + sluice.address() + "git/admin/" + name + ".git");
    Page other = page.context().newPage();
    other.navigate("/ui/repository.xhtml?owner=admin&name=" + name);
    for (Page each : List.of(page, other)) {
      each.getByText("Settings").first().click();
      each.locator("[id='settings:description']").fill("Edited");
      each.locator("[id='settings:save']").click();
    }
    assertThat(page.locator(".head-text")).containsText("Edited");
    assertThat(other.locator("#notes")).containsText("Somebody changed this meanwhile");
    assertThat(other.locator("[id='settings:description']")).hasValue("Edited");
  }

  @Test
  void aFilterThatAListDoesNotKnowIsSaidAndLeftOut() {
    Page page = admin();
    for (String address :
        List.of(
            "jobs.xhtml?status=XYZ",
            "repositories.xhtml?mirrorStatus=XYZ",
            "users.xhtml?status=XYZ&role=ADMIN")) {
      assertThat(page.navigate("/ui/" + address).status()).isEqualTo(200);
      assertThat(page.locator(".note.warn")).containsText("tatus=XYZ");
      assertThat(page.locator(".ui-datatable tbody tr td").first()).isVisible();
    }
  }

  @Test
  void anIntervalOfItsOwnStaysItsOwnThoughItIsTheUsualOne() {
    String name = "own-interval";
    sluice
        .admin()
        .post(
            "/repositories",
            Map.of("name", name, "cloneUrl", stock.url("small.git"), "syncInterval", "PT1H"))
        .expect(201);
    Page page = admin();
    page.navigate("/ui/repository.xhtml?owner=admin&name=" + name);
    page.getByText("Settings").first().click();
    assertThat(page.locator("[id='settings:schedule']")).hasValue("INTERVAL");
    assertThat(page.locator("[id='settings:syncInterval']")).hasValue("PT1H");
    page.locator("[id='settings:schedule']").selectOption("STANDARD");
    page.locator("[id='settings:save']").click();
    assertThat(page.locator("[data-toasts]")).containsText("Settings saved");
    page.getByText("Settings").first().click();
    assertThat(page.locator("[id='settings:schedule']")).hasValue("STANDARD");
  }

  @Test
  void aMirrorIsPushedOnAndItsPageSaysHowThatStands() throws IOException {
    Path down = Files.createDirectories(upstreams.resolve("down.git"));
    GitCommand.git(down, "init", "--quiet", "--bare", "-b", "main", ".");
    Page page = admin();
    String name = importInto(page, stock.url("small.git"));
    assertThat(page.locator("#progress [data-job=percent]")).hasText("100 %");
    page.locator("#progress [data-job=keep]").click();
    page.getByText("Settings").first().click();
    page.locator("[id='settings:direction']").selectOption("BOTH");
    page.locator("[id='settings:pushUrl']").fill(stock.url("small.git"));
    page.locator("[id='settings:save']").click();
    assertThat(page.locator(".wrong")).containsText("another repository");
    page.locator("[id='settings:pushUrl']").fill(stock.url("down.git"));
    page.locator("[id='settings:save']").click();
    assertThat(page.locator(".facts")).containsText("Behind");

    String sync = "/repositories/admin/" + name + "/sync";
    await(sluice.admin().post(sync, null).expect(202).locationId());
    page.reload();
    assertThat(page.locator("[data-mirror]")).hasText("Equal");
    assertThat(page.locator("[data-push-failure=AUTH]")).containsText("may write");
    assertThat(page.locator("[id='runs:history']")).containsText("Pushing on failed");
    Browser.keep(page, "repository-push");

    GitCommand.git(down, "config", "http.receivepack", "true");
    await(sluice.admin().post(sync, null).expect(202).locationId());
    page.reload();
    assertThat(page.locator("[data-push-failure]")).hasCount(0);
    assertThat(page.locator(".facts")).containsText("Equal");
    assertThat(page.locator("[id='runs:history']")).containsText("1 pushed on");
  }

  private static void await(String job) {
    Waiting.until(
        "job " + job + " has ended",
        Duration.ofSeconds(60),
        () -> sluice.admin().get("/jobs/" + job).expect(200).json(),
        seen -> !seen.path("completedAt").isNull());
  }

  @Test
  void aTokenIsShownOnceWorksAndIsRevoked() {
    Page page = admin();
    page.navigate("/ui/tokens.xhtml");
    page.locator("[id='token:name']").fill("console test");
    page.locator("[id='token:make']").click();
    String token = page.locator(".note code").textContent();
    assertThat(token).startsWith("slc_");
    assertThat(sluice.api().bearer(token).get("/me").status()).isEqualTo(200);
    page.navigate("/ui/tokens.xhtml");
    assertThat(page.content()).doesNotContain(token);
    page.locator("tr", new Page.LocatorOptions().setHasText("console test"))
        .getByText("Revoke")
        .click();
    page.locator("[data-confirm=yes]").click();
    assertThat(page.locator(".toast")).containsText("Token revoked");
    assertThat(sluice.api().bearer(token).get("/me").status()).isEqualTo(401);
  }

  @Test
  void aTokenForConfigurationIsBoundOnThePage() {
    Page page = admin();
    page.navigate("/ui/tokens.xhtml");
    Locator sources = page.locator("[id='token:sources']");
    assertThat(sources).isHidden();
    page.locator("[id='token:name']").fill("configuration test");
    page.locator("#token input[value='config:read']").check();
    assertThat(sources).isVisible();
    sources.fill("shop-*, bank");
    page.locator("[id='token:applications']").fill("not a/name");
    page.locator("[id='token:make']").click();
    assertThat(page.locator("fieldset .wrong")).containsText("Needs config:read as the only scope");
    assertThat(page.locator(".of-config .wrong")).containsText("Must be 1 to 50 names");
    assertThat(sources).hasValue("shop-*, bank");
    Browser.keep(page, "token-bounds-refused");

    page.locator("#token input[value='read']").uncheck();
    page.locator("[id='token:applications']").fill("web");
    page.locator("[id='token:make']").click();
    assertThat(page.locator(".note code")).containsText("slc_");
    Locator row = page.locator("tr", new Page.LocatorOptions().setHasText("configuration test"));
    assertThat(row).containsText("Configuration sources: shop-*, bank");
    assertThat(row).containsText("Applications: web");
    Browser.keep(page, "token-bounds");
  }

  @Test
  void anEndedSessionIsSaidAndNothingIsDone() {
    Page page = admin();
    page.navigate("/ui/repositories.xhtml");
    page.context().clearCookies();
    page.locator("[data-sync-all]").click();
    page.locator("[data-confirm=yes]").click();
    Locator toast = page.locator(".toast.bad").first();
    assertThat(toast).containsText("You are signed out");
    toast.getByText("Sign in again").click();
    submitSignIn(page, RunningSluice.ADMIN, RunningSluice.ADMIN_PASSWORD);
    assertThat(page).hasURL(Pattern.compile("/ui/repositories\\.xhtml"));
  }

  @Test
  void aPageThatOutlivedItsSessionGoesOnAfterSigningInElsewhere() {
    Page page = admin();
    page.navigate("/ui/repositories.xhtml");
    Page form = page.context().newPage();
    form.navigate("/ui/import.xhtml");
    form.locator("[id='import:cloneUrl']").fill(stock.url("small.git"));
    form.locator("[id='import:name']").fill("outlived-" + ++number);
    Page other = page.context().newPage();
    other.navigate("/ui/jobs.xhtml");
    other.locator("#me > summary").click();
    other.locator("#me button[type=submit]").click();
    signIn(other, RunningSluice.ADMIN, RunningSluice.ADMIN_PASSWORD);

    page.locator("th.ui-sortable-column").first().click();
    page.waitForURL(Pattern.compile("sort=-name").asPredicate());
    form.locator("[id='import:submit']").click();
    assertThat(form).hasURL(Pattern.compile("/ui/repository\\.xhtml"));
  }

  @Test
  void clicksOfOtherSitesDoNothing() {
    Page page = admin();
    String ours = sluice.address().toString().replaceAll("/$", "");
    assertThat(postSync(page, "http://evil.example", "1")).isEqualTo(403);
    assertThat(postSync(page, ours, null)).isEqualTo(403);
    assertThat(postSync(page, ours, "1")).isEqualTo(400);
  }

  private static int postSync(Page page, String origin, String header) {
    RequestOptions options = RequestOptions.create().setHeader("Origin", origin).setData("{}");
    if (header != null) {
      options.setHeader("X-Sluice-Console", header);
    }
    return page.request().post("/ui/live/sync", options).status();
  }

  @Test
  void whatOneMayNotSeeIsNotThere() {
    sluice
        .admin()
        .post(
            "/repositories",
            Map.of("name", "private-one", "cloneUrl", stock.url("small.git"), "mirror", false))
        .expect(201);
    Page page = browser.person();
    signIn(page, "console-member", MEMBER_PASSWORD);
    assertThat(page.navigate("/ui/repository.xhtml?owner=admin&name=private-one").status())
        .isEqualTo(404);
    assertThat(page.navigate("/ui/users.xhtml").status()).isEqualTo(403);
    assertThat(page.navigate("/ui/system.xhtml").status()).isEqualTo(403);
    assertThat(page.getByText("This is not open to you")).isVisible();
  }

  @Test
  @Tag("portable")
  void theBellCountsNoticesUntilTheyAreRead() {
    try (WebhookReceiver hooks = WebhookReceiver.start()) {
      String name = goneChannel(hooks).path("name").asText();
      Page page = admin();
      assertThat(page.locator("#bell .count")).hasText(Pattern.compile("[1-9].*"));
      page.locator("#bell").click();
      assertThat(page).hasURL(Pattern.compile("/ui/notifications\\.xhtml\\?unread=true$"));
      Locator row = page.locator("tr.unread", new Page.LocatorOptions().setHasText(name));
      assertThat(row).containsText("Channel switched off");
      Browser.keep(page, "notifications-unread");
      row.locator("[data-notice-read]").click();
      assertThat(row).hasCount(0);
      page.locator("[data-notices-read]").click();
      assertThat(page.locator("#bell .count")).isEmpty();
      page.navigate("/ui/notifications.xhtml?unread=true");
      assertThat(page.getByText("No notification fits")).isVisible();
      page.navigate("/ui/notifications.xhtml?topic=channel-disabled&q=" + name);
      page.locator("td a.name").click();
      assertThat(page.locator("h1")).hasText(name);
    }
  }

  @Test
  void aChannelIsMadeShowsItsSecretOnceAndIsTested() {
    try (WebhookReceiver hooks = WebhookReceiver.start()) {
      Page page = admin();
      page.navigate("/ui/channels.xhtml");
      String name = "console-hook-" + ++number;
      page.locator("[id='channel:name']").fill(name);
      assertThat(page.locator("[id='channel:url']")).isHidden();
      page.locator("[id='channel:kind']").selectOption("WEBHOOK");
      assertThat(page.locator("[id='channel:recipients']")).isHidden();
      page.locator("[id='channel:url']").fill("ftp://example.org/");
      page.locator("[id='channel:make']").click();
      assertThat(page.locator(".field .wrong")).containsText("Must begin with https");
      page.locator("[id='channel:url']").fill(hooks.url("/console"));
      page.locator("[id='channel:make']").click();
      String secret = page.locator(".note code").textContent();
      assertThat(secret).startsWith("whsec_");
      Browser.keep(page, "channel-made");
      page.locator("td a.name").getByText(name).click();
      assertThat(page.content()).doesNotContain(secret);
      page.locator("[id='test:go']").click();
      assertThat(page.locator(".toast")).containsText("Test sent.");
      assertThat(hooks.posts("/console")).hasSize(1);
      assertThat(hooks.posts("/console").get(0).signedBy(secret)).isEqualTo(1);
      hooks.answer("/console", 500, Map.of(), "");
      page.locator("[id='test:go']").click();
      assertThat(page.locator("#notes")).containsText("The endpoint answered 500.");
      page.locator("[data-submit=delete]").click();
      page.locator("[data-confirm=yes]").click();
      assertThat(page.locator(".toast")).containsText("Channel " + name + " is deleted");
    }
  }

  /** A channel whose endpoint is gone, which is worth a notice. */
  private static JsonNode goneChannel(WebhookReceiver hooks) {
    hooks.answer("/gone", 410, Map.of(), "");
    JsonNode channel =
        sluice
            .admin()
            .post(
                "/notifications/channels",
                Map.of(
                    "name",
                    "console-gone-" + ++number,
                    "kind",
                    "WEBHOOK",
                    "url",
                    hooks.url("/gone")))
            .expect(201)
            .json();
    sluice
        .admin()
        .post("/notifications/channels/" + channel.path("id").asText() + "/test", null)
        .expect(422);
    return channel;
  }

  @Test
  void keysSearchLeadAndHelp() {
    Page page = admin();
    page.navigate("/ui/jobs.xhtml");
    page.keyboard().press("/");
    assertThat(page.locator("#find")).isFocused();
    page.locator("#find").blur();
    page.keyboard().press("?");
    assertThat(page.locator("#help")).isVisible();
    page.keyboard().press("Escape");
    assertThat(page.locator("#help")).isHidden();
    page.keyboard().press("g");
    page.keyboard().press("r");
    assertThat(page).hasURL(Pattern.compile("/ui/repositories\\.xhtml$"));
  }

  private static int percent(Locator dialog) {
    return Integer.parseInt(
        dialog.locator("[data-job=percent]").textContent().replaceAll("[^0-9]", ""));
  }

  private static Locator wrong(Page page, String field) {
    return page.locator(
            ".field", new Page.LocatorOptions().setHas(page.locator("[id='import:" + field + "']")))
        .locator(".wrong");
  }

  private static Page admin() {
    return browser.admin();
  }

  private static void signIn(Page page, String user, String password) {
    page.navigate("/ui/sign-in.xhtml");
    submitSignIn(page, user, password);
    assertThat(page).hasURL(Pattern.compile("/ui/(index|dashboard)\\.xhtml"));
  }

  private static void submitSignIn(Page page, String user, String password) {
    page.locator("[id='signin:user']").fill(user);
    page.locator("[id='signin:password']").fill(password);
    page.locator("#signin .btn.primary").click();
  }

  /** Imports by the form under a fresh name; ends on the repository's page, the dialog open. */
  private static String importInto(Page page, String url) {
    String name = "console-" + ++number;
    page.navigate("/ui/import.xhtml");
    page.locator("[id='import:cloneUrl']").fill(url);
    page.locator("[id='import:name']").fill(name);
    page.locator("[id='import:submit']").click();
    page.waitForURL(Pattern.compile("/ui/repository\\.xhtml").asPredicate());
    return name;
  }

  /** A bare repository of so many commits, each of a file that does not compress. */
  private static void repository(String folder, int commits) throws IOException {
    Path bare = Files.createDirectories(upstreams.resolve(folder));
    GitCommand.git(bare, "init", "--quiet", "--bare", "-b", "main", ".");
    Random random = new Random(folder.hashCode());
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    for (int i = 1; i <= commits; i++) {
      byte[] noise = new byte[240];
      random.nextBytes(noise);
      String text = Base64.getEncoder().encodeToString(noise);
      String commit =
          "commit refs/heads/main\nmark :"
              + i
              + "\ncommitter T <t@example.org> "
              + (1_790_000_000 + i)
              + " +0000\ndata 6\nchange\n"
              + (i > 1 ? "from :" + (i - 1) + "\n" : "")
              + "M 100644 inline file-"
              + i % 20
              + "\ndata "
              + text.length()
              + "\n"
              + text
              + "\n";
      stream.writeBytes(commit.getBytes(StandardCharsets.UTF_8));
    }
    GitCommand.git(bare, new ByteArrayInputStream(stream.toByteArray()), "fast-import", "--quiet");
  }
}
