package org.sluice.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.configsource.ConfigUpstream;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;

/**
 * What goes wrong while a page is open: its session ends, somebody else is faster, its script
 * fails, the server goes away and comes back. Nothing that was entered is lost without a word,
 * nothing is done twice, and what is live goes on by itself.
 */
@EnabledIf("peersAreInstalled")
class ConsoleFaultsIT {

  private static final String PASSWORD = "a-member-has-this-one";

  /** A refused connection is what such a test asks for; a script that fails is not. */
  private static final Pattern EXPECTED = Pattern.compile("net::ERR_|Failed to load resource");

  @TempDir private static Path served;

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
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    browser = Browser.before(sluice.address());
    ConfigUpstream.create(served.resolve("small.git")).push("main", Map.of("a.txt", "one"));
    upstream = StockGitServer.start(served);
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
  void nothingElseFailed() {
    assertThat(browser.leave()).isEmpty();
  }

  private static Locator field(Page page, String form, String name) {
    return page.locator("[id='" + form + ":" + name + "']");
  }

  /** The import's form, filled in but for its last click. */
  private static String entered(Page page) {
    String name = fresh("entered");
    page.navigate("/ui/import.xhtml");
    field(page, "import", "cloneUrl").fill(upstream.url("small.git"));
    field(page, "import", "name").fill(name);
    field(page, "import", "description").fill("Typed with care");
    field(page, "import", "schedule").selectOption("CRON");
    field(page, "import", "cron").fill("0 6 * * 1-5");
    return name;
  }

  private static void isEntered(Page page, String name) {
    assertThat(field(page, "import", "cloneUrl")).hasValue(upstream.url("small.git"));
    assertThat(field(page, "import", "name")).hasValue(name);
    assertThat(field(page, "import", "description")).hasValue("Typed with care");
    assertThat(field(page, "import", "schedule")).hasValue("CRON");
    assertThat(field(page, "import", "cron")).isVisible();
    assertThat(field(page, "import", "cron")).hasValue("0 6 * * 1-5");
  }

  private static void submit(Page page) {
    field(page, "import", "submit").click();
  }

  private static Locator again(Page page) {
    return page.locator("[data-entered=again]");
  }

  private static void signIn(Page page, String user, String password) {
    page.locator("[id='signin:user']").fill(user);
    page.locator("[id='signin:password']").fill(password);
    page.locator("#signin .btn.primary").click();
  }

  private static void signIn(Page page) {
    signIn(page, RunningSluice.ADMIN, RunningSluice.ADMIN_PASSWORD);
  }

  private static JsonNode repositories(String name) {
    return admin.get("/repositories?q=" + name).expect(200).json().path("items");
  }

  @Test
  void whatWasEnteredBeforeTheSessionEndedIsThereAgainAfterSigningIn() {
    Page page = browser.admin();
    String name = entered(page);
    page.context().clearCookies();
    submit(page);
    assertThat(page.locator(".gate .note")).containsText("is kept in this tab");
    signIn(page, RunningSluice.ADMIN, "not-the-password");
    signIn(page);
    assertThat(page).hasURL(Pattern.compile("/ui/import\\.xhtml$"));
    isEntered(page, name);
    assertThat(again(page)).containsText("This was not saved");
    Browser.keep(page, "entered-again");
    assertThat(repositories(name)).isEmpty();
    submit(page);
    assertThat(page).hasURL(Pattern.compile("/ui/repository\\.xhtml"));
    assertThat(repositories(name)).hasSize(1);
    page.navigate("/ui/import.xhtml");
    assertThat(field(page, "import", "name")).hasValue("");
  }

  @Test
  void whoeverFollowsTheLinkToSignInAgainFindsTheHalfFilledFormToo() {
    Page page = browser.admin();
    String name = entered(page);
    page.context().clearCookies();
    page.locator(".toast.bad").getByText("Sign in again").click();
    signIn(page);
    isEntered(page, name);
    assertThat(again(page)).isVisible();
  }

  @Test
  void secretsAreNotKeptAndTheirFieldsSayThatTheyAreEmpty() {
    Page page = browser.admin();
    page.navigate("/ui/credentials.xhtml");
    field(page, "credential", "label").fill(fresh("label"));
    field(page, "credential", "host").fill("https://ana:hunter3-in-an-address@git.example.org");
    field(page, "credential", "secret").fill("hunter2-of-the-console");
    page.context().clearCookies();
    field(page, "credential", "make").click();
    assertThat(page).hasTitle("Sign in · Sluice");
    assertThat(page.evaluate("JSON.stringify(sessionStorage)").toString())
        .contains("label")
        .doesNotContain("hunter");
    signIn(page);
    assertThat(field(page, "credential", "label")).hasValue(Pattern.compile("label-.*"));
    assertThat(field(page, "credential", "secret")).hasValue("");
    assertThat(again(page)).containsText("Passwords and keys are to be entered again");
  }

  @Test
  void aFormAboutOneThingComesBackOnThePageOfThatThing() {
    String team = fresh("team");
    admin.post("/namespaces", Map.of("name", team)).expect(201);
    Page page = browser.admin();
    page.navigate("/ui/namespace.xhtml?name=" + team);
    field(page, "member", "user").fill("somebody");
    page.context().clearCookies();
    field(page, "member", "put").click();
    signIn(page);
    assertThat(page.locator("h1")).hasText(team);
    assertThat(field(page, "member", "user")).hasValue("somebody");
  }

  @Test
  void anActThatCameTooLateSaysThatNothingWasDone() {
    String label = fresh("kept");
    admin
        .post(
            "/credentials",
            Map.of(
                "label",
                label,
                "kind",
                "PASSWORD",
                "host",
                "git.example.org",
                "username",
                "ana",
                "secret",
                "x"))
        .expect(201);
    Page page = browser.admin();
    page.navigate("/ui/credentials.xhtml?q=" + label);
    page.context().clearCookies();
    page.locator("[data-submit=delete]").click();
    page.locator("[data-confirm=yes]").click();
    assertThat(page).hasTitle("Sign in · Sluice");
    signIn(page);
    assertThat(page.locator(".toast.bad")).containsText("Nothing was changed");
    assertThat(admin.get("/credentials?q=" + label).json().path("total").asInt()).isEqualTo(1);
  }

  @Test
  void whatOneEnteredIsNotShownToAnother() {
    String member = fresh("member");
    admin.post("/users", Map.of("name", member, "password", PASSWORD)).expect(201);
    Page page = browser.admin();
    entered(page);
    page.context().clearCookies();
    submit(page);
    signIn(page, member, PASSWORD);
    assertThat(page).hasURL(Pattern.compile("/ui/import\\.xhtml$"));
    assertThat(field(page, "import", "name")).hasValue("");
    assertThat(again(page)).hasCount(0);
    assertThat(page.evaluate("JSON.stringify(sessionStorage)").toString())
        .doesNotContain("Typed with care");
  }

  @Test
  void whoseSessionIsOverSignsOutAllTheSame() {
    Page page = browser.admin();
    page.navigate("/ui/jobs.xhtml");
    page.context().clearCookies();
    page.locator("#me > summary").click();
    page.locator("#me button[type=submit]").click();
    assertThat(page.getByText("You are signed out.")).isVisible();
    assertThat(browser.admin().navigate("/ui/sign-out").url()).endsWith("/ui/dashboard.xhtml");
  }

  @Test
  void theWayBackFromARefusedFormIsAPageAndSendsNothing() {
    Page page = browser.admin();
    List<String> posted = new CopyOnWriteArrayList<>();
    String name = entered(page);
    field(page, "import", "name").fill("no..name");
    submit(page);
    assertThat(page.locator(".field .wrong")).isVisible();
    // It is the script that makes a page of the answer.
    page.waitForLoadState();
    page.onRequest(
        request -> {
          if (request.method().equals("POST") && request.isNavigationRequest()) {
            posted.add(request.url());
          }
        });
    page.reload();
    assertThat(page.locator("h1")).hasText("Import a repository");
    assertThat(posted).isEmpty();

    entered(page);
    field(page, "import", "name").fill("no..name");
    submit(page);
    assertThat(page.locator(".field .wrong")).isVisible();
    page.waitForLoadState();
    field(page, "import", "name").fill(name);
    submit(page);
    assertThat(page.locator("#progress[open]")).isVisible();
    page.goBack();
    assertThat(page.locator("h1")).hasText("Import a repository");
    assertThat(again(page)).hasCount(0);
    page.goForward();
    assertThat(page.locator("h1")).containsText(name);
    assertThat(repositories(name)).hasSize(1);
  }

  @Test
  void aDoubleClickSendsOnce() {
    Page page = browser.admin();
    List<String> posted = new CopyOnWriteArrayList<>();
    List<Route> held = new CopyOnWriteArrayList<>();
    String name = entered(page);
    page.route(
        "**/ui/import.xhtml",
        route -> {
          posted.add(route.request().method());
          held.add(route);
        });
    Object busy =
        field(page, "import", "submit")
            .evaluate(
                "button => { button.click(); button.click(); return button.getAttribute('aria-busy') }");
    assertThat(busy).isEqualTo("true");
    page.waitForCondition(() -> !held.isEmpty());
    held.forEach(Route::resume);
    assertThat(page).hasURL(Pattern.compile("/ui/repository\\.xhtml"));
    assertThat(posted).containsExactly("POST");
    assertThat(repositories(name)).hasSize(1);
  }

  @Test
  void whereTheScriptFailsFormsWorkAndADoubleClickStillHasOneEffect() {
    Page page = browser.admin();
    for (String script : List.of("**/sluice.js*", "**/forms.js*")) {
      page.route(
          script,
          route ->
              route.fulfill(
                  new Route.FulfillOptions()
                      .setContentType("text/javascript")
                      .setBody("throw new Error('broken on purpose');")));
    }
    page.navigate("/ui/import.xhtml");
    String name = fresh("scriptless");
    field(page, "import", "cloneUrl").fill(upstream.url("small.git"));
    field(page, "import", "name").fill(name);
    field(page, "import", "submit").dblclick();
    assertThat(page).hasURL(Pattern.compile("/ui/repository\\.xhtml\\?.*" + name));
    assertThat(page.locator("h1")).containsText(name);
    page.locator("summary:has-text('Settings')").click();
    field(page, "settings", "description").fill("Changed without a script");
    field(page, "settings", "save").click();
    assertThat(page.locator(".head-text")).containsText("Changed without a script");
    assertThat(page.locator("#notes")).containsText("Settings saved");
    assertThat(repositories(name)).hasSize(1);
    // Scripts come after the page: it has said all that it has to say once it is loaded.
    page.waitForLoadState();
    browser.complaints.removeIf(each -> each.contains("broken on purpose"));
  }

  @Test
  void onePartOfTheScriptThatFailsLeavesTheOthers() {
    Page page = browser.admin();
    page.route(
        "**/sluice.js*",
        route -> {
          String whole = route.fetch().text();
          String broken =
              whole.replace(
                  "function startTray() {",
                  "function startTray() { throw new Error('broken on purpose');");
          assertThat(broken).isNotEqualTo(whole);
          route.fulfill(
              new Route.FulfillOptions().setContentType("text/javascript").setBody(broken));
        });
    page.navigate("/ui/tokens.xhtml");
    page.keyboard().press("?");
    assertThat(page.locator("#help")).isVisible();
    page.keyboard().press("Escape");
    assertThat(page.locator("#bell")).hasAttribute("data-some", Pattern.compile("true|false"));
    assertThat(browser.complaints)
        .isNotEmpty()
        .allMatch(each -> each.contains("broken on purpose"));
    browser.complaints.clear();
  }

  @Test
  void whoSavesSecondIsToldSoAndPutsHisChangeOverTheFirst() {
    String name = fresh("both");
    admin
        .post(
            "/repositories",
            Map.of("name", name, "cloneUrl", upstream.url("small.git"), "mirror", false))
        .expect(201);
    Page first = browser.admin();
    Page second = first.context().newPage();
    for (Page each : List.of(first, second)) {
      each.navigate("/ui/repository.xhtml?owner=admin&name=" + name);
      each.locator("summary:has-text('Settings')").click();
    }
    field(first, "settings", "description").fill("Said by the first");
    field(first, "settings", "save").click();
    assertThat(first.locator(".head-text")).containsText("Said by the first");
    field(second, "settings", "tags").fill("second");
    field(second, "settings", "save").click();
    assertThat(second.locator("#notes")).containsText("Somebody changed this meanwhile");
    assertThat(field(second, "settings", "tags")).isVisible();
    assertThat(field(second, "settings", "tags")).hasValue("second");
    Browser.keep(second, "overtaken");

    second.getByText("Open it again with what you changed").click();
    assertThat(again(second)).containsText("Somebody saved this before you");
    assertThat(field(second, "settings", "description")).hasValue("Said by the first");
    assertThat(field(second, "settings", "tags")).hasValue("second");
    field(second, "settings", "save").click();
    assertThat(second.locator("[data-toasts]")).containsText("Settings saved");
    JsonNode saved = admin.get("/repositories/admin/" + name).expect(200).json();
    assertThat(saved.path("description").asText()).isEqualTo("Said by the first");
    assertThat(saved.path("tags").toString()).isEqualTo("[\"second\"]");
  }

  @Test
  void anOpenPageOutlivesARestartOfTheServer() {
    Page page = browser.admin();
    String name = entered(page);
    submit(page);
    assertThat(page.locator("#progress [data-job=percent]")).hasText("100 %");
    page.locator("#progress [data-job=keep]").click();
    Page form = page.context().newPage();
    String further = entered(form);

    sluice.kill();
    for (Page each : List.of(page, form)) {
      assertThat(each.locator(".toast.bad")).containsText("Sluice does not answer");
    }
    Browser.keep(page, "lost");
    submit(form);
    assertThat(form.getByText("Nothing was sent")).isVisible();
    isEntered(form, further);

    sluice.startAgain();
    // It answers again, and knows no session any more.
    assertThat(page.getByText("Sluice does not answer")).hasCount(0);
    assertThat(page.locator(".toast.bad")).containsText("You are signed out");
    submit(form);
    assertThat(form).hasTitle("Sign in · Sluice");
    signIn(form);
    isEntered(form, further);
    submit(form);
    assertThat(form).hasURL(Pattern.compile("/ui/repository\\.xhtml"));

    // Somebody signed in in another tab: this one goes on without a reload.
    page.evaluate("window.dispatchEvent(new Event('focus'))");
    assertThat(page.getByText("You are signed out")).hasCount(0);
    admin.post("/repositories/admin/" + name + "/sync", null).expect(202);
    assertThat(page.locator("[data-mirror]")).hasText(Pattern.compile("Level now|Equal"));
    assertThat(page.locator("#runs tbody tr")).hasCount(2);
    for (Page each : List.of(page, form)) {
      assertThat(each.locator("body").innerText()).doesNotContain("Exception");
    }
    browser.complaints.removeIf(each -> EXPECTED.matcher(each).find());
  }

  @Test
  void aFormThatNothingAnsweredIsThereAgainThoughItsSessionWentToo() {
    Page page = browser.admin();
    String name = entered(page);
    page.route("**/ui/import.xhtml", Route::abort);
    field(page, "import", "submit").click(new Locator.ClickOptions().setNoWaitAfter(true));
    page.waitForCondition(() -> page.url().startsWith("chrome-error:"));
    page.unroute("**/ui/import.xhtml");
    page.context().clearCookies();
    page.reload();
    signIn(page);
    isEntered(page, name);
    assertThat(again(page)).isVisible();
    browser.complaints.removeIf(each -> EXPECTED.matcher(each).find());
  }
}
