package org.sluice.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;

/**
 * An installation on which nothing was done yet: the first steps, what pages help with, and the
 * style page, which it has since it is one that Sluice is worked on with.
 *
 * <p>The tests go one after another: an empty installation is there once.
 */
@EnabledIf("peersAreInstalled")
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class NewInstallationPagesIT {

  private static final String MEMBER_PASSWORD = "a-member-has-this-one";

  @TempDir private static Path upstreams;

  private static RunningSluice sluice;
  private static Api admin;
  private static Browser browser;
  private static StockGitServer upstream;

  static boolean peersAreInstalled() {
    boolean git = StockGitServer.isInstalled();
    return Browser.isInstalled() && git;
  }

  @BeforeAll
  static void open() throws IOException {
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    sluice = RunningSluice.with("new").environment("SLUICE_DEVELOPMENT", "true").start();
    admin = sluice.admin();
    browser = Browser.before(sluice.address());
    upstream = StockGitServer.start(upstreams);
    Path bare = Files.createDirectories(upstreams.resolve("app.git"));
    GitCommand.git(bare, "init", "--quiet", "--bare", "-b", "main", ".");
    GitCommand.git(
        bare,
        new ByteArrayInputStream(
            """
            commit refs/heads/main
            committer T <t@example.org> 1790000000 +0000
            data 5
            first
            M 100644 inline app.yml
            data 5
            a: 1

            """
                .getBytes(StandardCharsets.UTF_8)),
        "fast-import",
        "--quiet");
  }

  @AfterAll
  static void close() throws IOException {
    if (browser != null) {
      browser.close();
    }
    if (upstream != null) {
      upstream.close();
    }
    if (sluice != null) {
      sluice.close();
    }
  }

  @AfterEach
  void nothingIsBlocked() {
    assertThat(browser.complaints).isEmpty();
  }

  private static Locator steps(Page page, String state) {
    return page.locator(".step" + state);
  }

  private static Page home(Page page) {
    page.navigate("/ui/dashboard.xhtml");
    return page;
  }

  @Test
  @Order(1)
  void whoeverComesFirstIsLedFromNothingToASyncedRepositoryAndOn() {
    Page page = browser.admin();
    assertThat(page.locator("h1")).hasText("Nothing flows yet");
    assertThat(page.locator(".first-steps")).containsText("0 of 6 done");
    assertThat(steps(page, ".done")).hasCount(0);
    assertThat(steps(page, ".next")).containsText("Import a repository");
    Browser.keep(page, "first-steps-0");
    page.navigate("/ui/repositories.xhtml");
    assertThat(steps(page, "")).hasCount(6);

    home(page);
    steps(page, ".next").locator("a.btn.primary").click();
    page.locator("[id='import:cloneUrl']").fill(upstream.url("app.git"));
    page.locator("[id='import:submit']").click();
    page.waitForURL(Pattern.compile("/ui/repository\\.xhtml").asPredicate());
    assertThat(page.locator("#progress [data-job=percent]")).hasText("100 %");
    home(page);
    assertThat(page.locator("h1")).hasText("Dashboard");
    assertThat(page.locator(".first-steps")).containsText("2 of 6 done");
    assertThat(steps(page, ".done").last()).containsText("Bring a mirror level");

    assertThat(steps(page, ".next")).containsText("Light the dashboard");
    steps(page, "").locator("a[href='tokens.xhtml']").click();
    page.locator("[id='token:name']").fill("nightly");
    page.locator("[id='token:scopes'] input").first().check();
    page.locator("[id='token:make']").click();
    assertThat(page.locator(".note code")).containsText("slc_");

    home(page);
    steps(page, "").locator("a[href='subscriber.xhtml']").click();
    page.locator("[id='new:name']").fill("billing");
    page.locator("[id='new:add']").click();
    assertThat(page.locator(".note code")).isVisible();

    home(page);
    steps(page, "").locator("a[href='configuration-source.xhtml']").click();
    page.locator("[id='new:name']").fill("settings");
    page.locator("[id='new:repository']").fill("admin/app");
    page.locator("[id='new:add']").click();
    assertThat(page.locator("h1")).hasText("settings");
    home(page);
    assertThat(page.locator(".first-steps")).containsText("5 of 6 done");
    assertThat(steps(page, ":not(.done)")).containsText("Light the dashboard");
    assertThat(steps(page, ":not(.done)").locator("a")).hasAttribute("href", "forge-account.xhtml");
    Browser.keep(page, "first-steps-5");
  }

  @Test
  @Order(2)
  void whatIsNotAskedOfAMemberIsNotShownToHim() {
    admin.post("/users", Map.of("name", "eva", "password", MEMBER_PASSWORD)).expect(201);
    Page page = Browser.signedIn(browser.person(), "eva", MEMBER_PASSWORD);
    assertThat(steps(page, "")).hasCount(4);
    assertThat(steps(page, "").getByText("Connect an account")).hasCount(0);
    assertThat(page.locator(".first-steps")).containsText("0 of 4 done");
  }

  @Test
  @Order(3)
  void theyLookRightInBothThemesAndLanguagesAndOnAPhone() {
    assertThat(new Looks(browser).faults("/ui/dashboard.xhtml", "first-steps")).isEmpty();
  }

  @Test
  @Order(4)
  void whoeverHasSeenEnoughIsShownThemNoMoreAndOthersAre() {
    Page page = home(browser.admin());
    page.locator("[id='first:end']").click();
    assertThat(page.locator("h1")).hasText("Dashboard");
    assertThat(page.locator(".first-steps")).hasCount(0);
    assertThat(home(browser.admin()).locator(".first-steps")).hasCount(0);
    assertThat(Browser.signedIn(browser.person(), "eva", MEMBER_PASSWORD).locator(".first-steps"))
        .isVisible();
  }

  @Test
  @Order(5)
  void helpSaysWhatAPageIsForAndHowTheApiYieldsTheSame() {
    Page page = browser.admin();
    page.navigate("/ui/jobs.xhtml?status=SUCCEEDED&kind=SYNC&job=1");
    page.locator("#guide > summary").click();
    String address = sluice.address().resolve("/api/v1/jobs?kind=SYNC&status=SUCCEEDED").toString();
    List<String> codes = page.locator("#guide code").allTextContents();
    assertThat(codes)
        .containsExactly(
            address, "curl -H \"Authorization: Bearer $SLUICE_TOKEN\" '" + address + "'");
    assertThat(admin.root().get("/api/v1/jobs?kind=SYNC&status=SUCCEEDED").expect(200).json())
        .isNotEmpty();
    assertThat(page.locator("#guide .pop p").first()).containsText("Every long operation");
    page.keyboard().press("Escape");
    assertThat(page.locator("#guide .pop")).isHidden();

    page.navigate("/ui/repository.xhtml?owner=admin&name=app");
    page.locator("#guide > summary").click();
    assertThat(page.locator("#guide code").first())
        .hasText(sluice.address().resolve("/api/v1/repositories/admin/app").toString());
    assertThat(
            new Looks(browser)
                .faults(
                    "/ui/jobs.xhtml", "guide", shown -> shown.locator("#guide > summary").click()))
        .isEmpty();
  }

  @Test
  @Order(6)
  void jobsOfTheDayAreDrawnAndTheirNumbersAreInATable() {
    Page page = browser.admin();
    page.navigate("/ui/jobs.xhtml");
    assertThat(page.locator("#throughput-summary")).containsText(Pattern.compile("\\d+ done"));
    Locator hours = page.locator(".throughput .run");
    assertThat(hours).hasCount(24);
    hours.last().focus();
    assertThat(page.locator(".throughput .readout")).containsText("done");
    page.keyboard().press("ArrowLeft");
    assertThat(hours.nth(22)).isFocused();
    page.locator(".throughput .numbers summary").click();
    assertThat(page.locator(".throughput tbody tr")).hasCount(24);
    assertThat(page.locator(".throughput tbody")).not().containsText("Z");
    Browser.keep(page, "jobs-chart");
  }

  @Test
  @Order(7)
  void stylePageShowsEveryPartToAdministratorsWhereSluiceIsWorkedOn() {
    Page page = browser.admin();
    page.navigate("/ui/style.xhtml");
    assertThat(page.locator("#part-badge .badge.ok")).hasText("Level");
    assertThat(page.locator("#part-refused .note")).containsText("status=GONE");
    assertThat(page.locator("#part-setting .help").first()).isVisible();
    assertThat(page.locator("#part-icon li").first()).containsText("home");
    page.locator("#part-ask .btn").first().click();
    assertThat(page.locator("#confirm-title")).containsText("Revoke");
    page.keyboard().press("Escape");
    assertThat(new Looks(browser).faults("/ui/style.xhtml", "style")).isEmpty();

    Page member = Browser.signedIn(browser.person(), "eva", MEMBER_PASSWORD);
    Response answer = member.navigate("/ui/style.xhtml");
    assertThat(answer.status()).isEqualTo(404);
    assertThat(member.locator("h1")).hasText("There is nothing here");
  }

  @Test
  @Order(8)
  void stylePageIsNotThereInProduction() {
    try (Browser production = Browser.before(RunningSluice.shared().address())) {
      Page page = production.admin();
      Response answer = page.navigate("/ui/style.xhtml");
      assertThat(answer.status()).isEqualTo(404);
      assertThat(page.locator("h1")).hasText("There is nothing here");
      assertThat(page.locator(".specimen")).hasCount(0);
    }
  }
}
