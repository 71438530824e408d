package org.sluice.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.WaitUntilState;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.sluice.forge.github.GitHubStub;
import org.sluice.forge.github.StubbedPull;
import org.sluice.forge.github.StubbedRepository;
import org.sluice.testing.Api;
import org.sluice.testing.ForgeFleet;
import org.sluice.testing.RunningSluice;

/** The dashboard and the pull requests of a repository as people use them, before a forge. */
@EnabledIf("isBrowserInstalled")
class DashboardPagesIT {

  private static final String PASSWORD = "a-maintainer-has-this-one";
  private static final String TOKEN = "ghp_dashboard";

  private static Api admin;
  private static Browser browser;
  private static GitHubStub github;
  private static ForgeFleet fleet;
  private static String maintainer;
  private static String gateway;
  private static String lake;

  static boolean isBrowserInstalled() {
    return Browser.isInstalled();
  }

  @BeforeAll
  static void open() {
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    RunningSluice sluice = RunningSluice.shared();
    admin = sluice.admin();
    browser = Browser.before(sluice.address());
    github = GitHubStub.start().token(TOKEN, "octo", "repo").graphQl(false);
    fleet = ForgeFleet.at(admin, "GITHUB", github.web()).account(github.root(), TOKEN);
    StubbedRepository app = github.repository("acme/gateway");
    approved(app, "Rate limits per tenant").by("ana").label("edge");
    approved(app, "Drop TLS 1.1").by("miguel").label("edge").head().check("build", "failure");
    approved(app, "Bump a library").by("renovate[bot]");
    approved(github.repository("acme/lake"), "Partition by day").by("ana");
    github.repository("acme/docs");
    gateway = fleet.track("acme/gateway");
    lake = fleet.track("acme/lake");
    fleet.track("acme/docs");
    maintainer = user(fleet.namespace(), "MAINTAINER");
    looked();
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
    if (github != null) {
      github.close();
    }
  }

  @AfterEach
  void theForgeIsWellAndNothingIsBlocked() {
    github.heal();
    assertThat(browser.leave()).isEmpty();
  }

  /** Everything has been looked at, and all is as it was put up. */
  private static void looked() {
    for (String each : List.of("gateway", "lake", "docs")) {
      fleet.run("/repositories/" + fleet.namespace() + "/acme-" + each + "/refresh", null);
    }
  }

  private static StubbedPull approved(StubbedRepository repository, String title) {
    StubbedPull pull = repository.open(title).review("ben", "APPROVED");
    pull.head().check("build", "success").check("test", "success");
    return pull;
  }

  private static String user(String namespace, String role) {
    String name = fresh("reader");
    admin.post("/users", Map.of("name", name, "password", PASSWORD)).expect(201);
    admin.put("/namespaces/" + namespace + "/members/" + name, Map.of("role", role)).expect(201);
    return name;
  }

  /** Somebody who sees only the repositories of this class. */
  private static Page maintainer() {
    return Browser.signedIn(browser.person(), maintainer, PASSWORD);
  }

  private static Locator tile(Page page, String name) {
    return page.locator(".tile:has(#" + name + "-title)");
  }

  private static Locator row(Page page, String text) {
    return page.locator("#board tbody tr", new Page.LocatorOptions().setHasText(text));
  }

  private static Locator card(Page page, String text) {
    return page.locator(".board > .card", new Page.LocatorOptions().setHasText(text));
  }

  @Test
  void signingInLeadsToTheFiguresAndTheCards() {
    Page page = maintainer();
    assertThat(page).hasURL(Pattern.compile("/ui/dashboard\\.xhtml$"));
    assertThat(tile(page, "lights").locator(".figure")).hasText("3");
    assertThat(tile(page, "open").locator(".figure")).hasText("4");
    assertThat(tile(page, "open")).containsText("1 red, 3 green");
    assertThat(tile(page, "ready").locator(".figure")).hasText("3");
    assertThat(tile(page, "oldest").locator("a.away"))
        .hasAttribute("href", Pattern.compile("^" + github.web() + "/.*/pull/\\d+$"));
    assertThat(tile(page, "oldest").locator("a.away")).hasAttribute("rel", "noopener noreferrer");
    assertThat(page.locator("#asof")).containsText(Pattern.compile("Last refreshed .*(s|min) ago"));
    assertThat(page.locator(".board > .card")).hasCount(3);
    assertThat(card(page, "acme-gateway").locator(".light")).hasText("Red");
    assertThat(card(page, "acme-gateway").locator(".reason")).containsText("1 check failed: build");
    assertThat(card(page, "acme-docs").locator(".light")).hasText("None");

    tile(page, "lights").getByText("Red").click();
    assertThat(page).hasURL(Pattern.compile("view=grid&light=RED"));
    assertThat(page.locator(".board > .card")).hasCount(1);
    assertThat(page.locator("select[name=light]")).hasValue("RED");
    page.locator(".tabs").getByText("List").click();
    assertThat(page).hasURL(Pattern.compile("view=list&light=RED"));
    assertThat(page.locator("#board tbody tr")).hasCount(1);
    page.locator(".filters").getByText("Clear").click();
    assertThat(page.locator("#board tbody tr")).hasCount(3);
    assertThat(row(page, "acme-lake")).containsText(Pattern.compile("(s|min) ago"));
    row(page, "acme-lake").locator("a.name").click();
    assertThat(page.locator("h1")).containsText("acme-lake");
  }

  @Test
  void pullRequestsAreFilteredByTheAddressAndOrderedByTheTable() {
    Page page = maintainer();
    tile(page, "open").locator("a").click();
    assertThat(page.locator("#board tbody tr")).hasCount(4);
    assertThat(row(page, "Drop TLS 1.1").locator(".light")).hasText("Red");
    assertThat(row(page, "Drop TLS 1.1").locator(".reason")).hasText("1 check failed: build");
    Locator away = row(page, "Drop TLS 1.1").locator("a.away");
    assertThat(away).hasAttribute("rel", "noopener noreferrer");
    assertThat(away).hasAttribute("target", "_blank");

    row(page, "Drop TLS 1.1").locator("a:text-is('edge')").click();
    assertThat(page).hasURL(Pattern.compile("label=edge"));
    assertThat(page.locator("#board tbody tr")).hasCount(2);
    row(page, "Rate limits").locator("a:text-is('ana')").click();
    assertThat(page).hasURL(Pattern.compile("author=ana"));
    assertThat(page.locator("#board tbody tr")).hasCount(1);
    page.goBack();
    assertThat(page.locator("#board tbody tr")).hasCount(2);

    page.navigate("/ui/dashboard.xhtml?view=pulls&bots=true");
    assertThat(page.locator("#board tbody tr")).hasCount(1);
    assertThat(row(page, "Bump a library")).containsText("bot");
    page.locator("select[name=bots]").selectOption("false");
    assertThat(page).hasURL(Pattern.compile("bots=false"));
    assertThat(page.locator("#board tbody tr")).hasCount(3);
    page.locator("input[name=author]").fill("miguel");
    page.locator("input[name=author]").press("Enter");
    assertThat(page).hasURL(Pattern.compile("author=miguel"));
    assertThat(page.locator("#board tbody tr")).hasCount(1);
    assertThat(page.locator("select[name=bots]")).hasValue("false");

    page.navigate("/ui/dashboard.xhtml?view=pulls&ready=true&q=partition");
    assertThat(page.locator("#board tbody tr")).hasCount(1);
    page.navigate("/ui/dashboard.xhtml?view=pulls&author=nobody");
    assertThat(page.getByText("Nothing fits")).isVisible();
    page.navigate("/ui/dashboard.xhtml?view=pulls&minAge=soon");
    assertThat(page.getByText("cannot be filtered by minAge=soon")).isVisible();
    assertThat(page.locator("#board tbody tr")).hasCount(4);

    page.locator("th.ui-sortable-column").first().click();
    page.waitForURL(Pattern.compile("sort=light").asPredicate());
    assertThat(page.locator("#board tbody tr").first()).containsText("Drop TLS 1.1");
  }

  @Test
  void refreshingAllShowsItsProgressAndASecondClickLeadsToTheSame() {
    github.hang("/lake");
    Page page = maintainer();
    Locator dialog = page.locator("#progress[open]");
    page.getByText("Refresh all that I maintain").click();
    assertThat(dialog.locator("[data-job=title]")).hasText("Refresh of all repositories");
    assertThat(dialog.locator("[data-job=done]")).hasText("2 of 3 repositories");
    assertThat(dialog.locator("[data-job=percent]")).hasText("66 %");
    assertThat(dialog.locator("[data-job=now]")).containsText("acme-lake");
    assertThat(dialog.locator("[data-job=now]")).containsText("Listing");
    assertThat(dialog.locator("[data-job=when]")).containsText("started");
    assertThat(dialog.locator("[data-job=mark]")).isHidden();
    Browser.keep(page, "dashboard-progress");
    dialog.locator("[data-job=keep]").click();
    assertThat(page.locator("#tray .words")).containsText("1 job");

    page.getByText("Refresh all that I maintain").click();
    assertThat(dialog.locator("[data-job=done]")).hasText("2 of 3 repositories");
    assertThat(dialog.getByText("The same job runs already.")).isVisible();
    github.heal();
    assertThat(dialog.locator("[data-job=when]")).containsText("Done");
    assertThat(dialog.locator("[data-job=mark]")).isVisible();
    assertThat(dialog.locator("[data-job=percent]")).hasText("100 %");
  }

  @Test
  void aClickThatComesBeforeTheScriptIsNotLost() {
    Page page = maintainer();
    List<Route> held = new ArrayList<>();
    page.route("**/sluice.js*", held::add);
    page.navigate(
        "/ui/dashboard.xhtml", new Page.NavigateOptions().setWaitUntil(WaitUntilState.COMMIT));
    page.getByText("Refresh all that I maintain").click();
    Locator dialog = page.locator("#progress[open]");
    assertThat(dialog).hasCount(0);
    held.forEach(Route::resume);
    assertThat(dialog.locator("[data-job=title]")).hasText("Refresh of all repositories");
    assertThat(dialog.locator("[data-job=when]")).containsText("Done");
  }

  @Test
  void aRefreshOfAllIsCancelled() {
    github.hang("/lake");
    Page page = maintainer();
    Locator dialog = page.locator("#progress[open]");
    page.getByText("Refresh all that I maintain").click();
    assertThat(dialog.locator("[data-job=done]")).hasText("2 of 3 repositories");
    dialog.locator("[data-job-do=cancel]").click();
    assertThat(dialog.locator("[data-job=when]")).containsText("Cancelled");
    assertThat(dialog.locator("[data-job=succeeded]")).hasText("2");
  }

  @Test
  void whatCannotBeReadSaysWhatItWasAndSinceWhen() {
    github.fail("/lake", 502);
    Page page = maintainer();
    page.navigate("/ui/dashboard.xhtml?view=list");
    row(page, "acme-lake").locator("[data-refresh]").click();
    // The page follows by itself, without having been asked for again.
    assertThat(row(page, "acme-lake").locator(".light")).hasText("Unknown");
    assertThat(row(page, "acme-lake")).containsText("could not be looked at");
    assertThat(tile(page, "lights").locator("li:has-text('Unknown') b")).hasText("1");
    page.navigate("/ui/dashboard.xhtml?view=pulls&light=UNKNOWN");
    assertThat(row(page, "Partition by day"))
        .containsText(Pattern.compile("was green\\s+[^ ]+ (s|min) ago"));

    page.navigate(page("acme-lake"));
    assertThat(page.locator("#pulls .note.bad")).containsText("Forge failed");
    assertThat(page.locator("#pulls .note.bad")).containsText(Pattern.compile("Failed .* ago"));
    Browser.keep(page, "repository-unread");
    github.heal();
    page.locator("#pulls [data-refresh]").click();
    assertThat(page.locator("#progress[open] [data-job=when]")).containsText("Done");
    page.locator("#progress [data-job=keep]").click();
    assertThat(page.locator("#pulls .note.bad")).hasCount(0);
    assertThat(page.locator("#pulls .stand .light")).hasText("Green");
  }

  private static String page(String repository) {
    return "/ui/repository.xhtml?owner=" + fleet.namespace() + "&name=" + repository;
  }

  @Test
  void aRepositoryShowsItsPullRequestsWithTheirChecksAndReviews() {
    Page page = maintainer();
    page.navigate(page("acme-gateway"));
    Locator rows = page.locator("#pulls tbody tr");
    assertThat(rows).hasCount(3);
    assertThat(page.locator("#pulls .stand .light")).hasText("Red");
    assertThat(page.locator("#pulls .stand .reason")).containsText("1 check failed: build");
    assertThat(rows.first()).containsText("Drop TLS 1.1");
    rows.first().locator("summary").click();
    assertThat(rows.first().locator("details")).containsText("2 checks, 1 review");
    assertThat(rows.first().locator("details li").first()).containsText("build");
    assertThat(rows.first().locator("details li").last()).containsText("Approved");
    assertThat(rows.first().locator("details li").last()).containsText("ben");
    page.locator("#pulls").getByText("Filter in dashboard").click();
    assertThat(page).hasURL(Pattern.compile("view=pulls&repository="));
    assertThat(page.locator("#board tbody tr")).hasCount(3);

    page.navigate(page("acme-docs"));
    assertThat(page.locator("#pulls").getByText("Nothing is open")).isVisible();
  }

  @Test
  void whoMayOnlyLookIsOfferedNoRefresh() {
    Page page = Browser.signedIn(browser.person(), user(fleet.namespace(), "VIEWER"), PASSWORD);
    assertThat(page.locator(".board > .card")).hasCount(3);
    assertThat(card(page, "acme-gateway").locator("[data-refresh]")).hasCount(0);
    page.navigate(page("acme-gateway"));
    assertThat(page.locator("#pulls tbody tr")).hasCount(3);
    assertThat(page.locator("[data-refresh]")).hasCount(0);
  }

  @Test
  void emptyListsSayWhatToDoFirst() {
    String namespace = fresh("plain");
    admin.post("/namespaces", Map.of("name", namespace)).expect(201);
    String name = user(namespace, "MAINTAINER");
    Page page = Browser.signedIn(browser.person(), name, PASSWORD);
    assertThat(page.getByText("Nothing flows yet")).isVisible();

    admin
        .post(
            "/repositories",
            Map.of(
                "namespace",
                namespace,
                "name",
                "plain",
                "cloneUrl",
                "http://127.0.0.1:9/p.git",
                "mirror",
                false))
        .expect(201);
    page.navigate("/ui/dashboard.xhtml?view=pulls");
    assertThat(page.getByText("No repository is at a forge")).isVisible();
    assertThat(page.locator("[data-refresh-all]")).hasCount(0);
    Browser.keep(page, "dashboard-forgeless");

    github.repository("acme/silent");
    fleet.track("acme/silent", Map.of("namespace", namespace, "name", "silent"));
    page.navigate("/ui/dashboard.xhtml?view=pulls&namespace=" + namespace);
    Locator place = page.locator("#board");
    page.navigate("/ui/dashboard.xhtml?view=pulls");
    assertThat(place.getByText(Pattern.compile("Nobody has looked yet|Nothing is open")).first())
        .isVisible();
    page.locator("[data-refresh-all]").first().click();
    assertThat(page.locator("#progress[open] [data-job=when]")).containsText("Done");
    page.locator("#progress [data-job=keep]").click();
    assertThat(place.getByText("Nothing is open")).isVisible();
  }

  @Test
  void aRepositoryIsToldItsForgeAndWhoIsAskedThere() {
    String name = "told-" + fresh("forge");
    String path = fleet.track("acme/docs", Map.of("name", name, "forge", "PLAIN"));
    Page page = browser.admin();
    page.navigate(page(name));
    assertThat(page.locator("#pulls")).hasCount(0);
    page.locator("details:has([id='home:save']) > summary").click();
    page.locator("[id='home:forge']").selectOption("GITLAB");
    page.locator("[id='home:forgeAccountId']").selectOption(fleet.account());
    page.locator("[id='home:save']").click();
    assertThat(page.locator(".field:has([id='home:forgeAccountId']) .wrong"))
        .containsText("Is at GITHUB, not at GITLAB");
    assertThat(page.locator("[id='home:forgeAccountId']")).hasValue(fleet.account());
    page.locator("[id='home:forge']").selectOption("GITHUB");
    page.locator("[id='home:refreshInterval']").selectOption("PT15M");
    page.locator("[id='home:save']").click();
    assertThat(page.locator(".toast")).containsText("Settings saved");
    assertThat(page.locator("#pulls .stand .light")).hasText("Unknown");
    JsonNode saved = admin.get(path).expect(200).json();
    assertThat(saved.path("forge").asText()).isEqualTo("GITHUB");
    assertThat(saved.path("refreshInterval").asText()).isEqualTo("PT15M");
    assertThat(saved.path("forgeAccountId").asText()).isEqualTo(fleet.account());
    admin.delete(path).expect(204);
  }

  @Test
  void keysLeadToTheDashboard() {
    Page page = maintainer();
    page.navigate("/ui/jobs.xhtml");
    page.keyboard().press("g");
    page.keyboard().press("d");
    assertThat(page).hasURL(Pattern.compile("/ui/dashboard\\.xhtml$"));
  }

  @Test
  void whatHasEndedIsShownWithItsEnd() {
    String name = fresh("ended");
    StubbedRepository app = github.repository("acme/" + name);
    approved(app, "Merge me").merge();
    StubbedPull given = approved(app, "Give me up");
    StubbedPull merged = approved(app, "Still open");
    String path = fleet.track("acme/" + name);
    fleet.run(path + "/refresh", null);
    given.close();
    merged.merge();
    approved(app, "Open yet");
    fleet.run(path + "/refresh", null);

    Page page = maintainer();
    String full = fleet.namespace() + "/acme-" + name;
    page.navigate("/ui/dashboard.xhtml?view=pulls&repository=" + full);
    assertThat(page.locator("#board tbody tr")).hasCount(1);
    page.locator("select[name=state]").selectOption("MERGED");
    assertThat(page).hasURL(Pattern.compile("state=MERGED"));
    assertThat(page.locator("#board tbody tr")).hasCount(1);
    assertThat(row(page, "Still open").locator(".badge")).hasText("Merged");
    assertThat(row(page, "Still open").locator("td").last())
        .containsText(Pattern.compile("(s|min) ago"));
    page.locator("select[name=state]").selectOption("CLOSED");
    assertThat(row(page, "Give me up").locator(".badge")).hasText("Closed");
    page.navigate("/ui/dashboard.xhtml?view=pulls&state=GONE&repository=" + full);
    assertThat(page.getByText("cannot be filtered by state=GONE")).isVisible();

    page.navigate(page("acme-" + name));
    Locator rows = page.locator("#pulls tbody tr");
    assertThat(rows).hasCount(1);
    assertThat(rows).containsText("Open yet");
    page.locator(".pull-states a:has-text('Closed')").click();
    assertThat(page).hasURL(Pattern.compile("pulls=CLOSED"));
    assertThat(rows).hasCount(1);
    assertThat(rows).containsText("Give me up");
    assertThat(rows).containsText(Pattern.compile("Ended .*(s|min) ago"));
    page.locator(".pull-states a:has-text('Merged')").click();
    assertThat(rows).containsText("Still open");
    page.locator("#pulls").getByText("Filter in dashboard").click();
    assertThat(page).hasURL(Pattern.compile("state=MERGED&repository="));
    Looks looks = new Looks(browser);
    List<String> faults =
        new ArrayList<>(
            looks.faults("/ui/dashboard.xhtml?view=pulls&state=MERGED", "dashboard-ended"));
    faults.addAll(looks.faults(page("acme-" + name) + "&pulls=CLOSED", "repository-ended"));
    assertThat(faults).isEmpty();
    admin.delete(path).expect(204);
  }

  @Test
  void theWorstLightComesFirstIfAskedSo() {
    Page page = maintainer();
    page.navigate("/ui/dashboard.xhtml?view=grid");
    page.locator("select[name=sort]").selectOption("light");
    assertThat(page).hasURL(Pattern.compile("sort=light"));
    assertThat(page.locator(".board > .card").first()).containsText("acme-gateway");
    assertThat(page.locator(".board > .card").last()).containsText("acme-docs");
    page.locator(".tabs").getByText("List").click();
    assertThat(page).hasURL(Pattern.compile("view=list.*sort=light"));
    assertThat(page.locator("#board tbody tr").first()).containsText("acme-gateway");
    page.locator("#board th.ui-sortable-column").first().click();
    page.waitForURL(Pattern.compile("sort=-light").asPredicate());
    assertThat(page.locator("#board tbody tr").first()).containsText("acme-docs");

    page.navigate("/ui/repositories.xhtml?sort=-light");
    assertThat(page.locator("#fleet tbody tr").last()).containsText("acme-gateway");
    page.locator("select[name=health]").selectOption("UNCHECKED");
    assertThat(page).hasURL(Pattern.compile("health=UNCHECKED"));
    List<String> lights = new ArrayList<>();
    admin
        .get("/repositories?sort=light&namespace=" + fleet.namespace())
        .expect(200)
        .json()
        .path("items")
        .forEach(each -> lights.add(each.path("light").path("value").asText()));
    assertThat(lights.indexOf("RED")).isZero();
    assertThat(lights.lastIndexOf("GREEN")).isLessThan(lights.indexOf("NONE"));
  }

  @Test
  void whatIsTickedIsRefreshedAndCheckedTogether() {
    String plain = fleet.track("acme/gateway", Map.of("name", fresh("plain"), "forge", "PLAIN"));
    Page page = maintainer();
    page.navigate("/ui/repositories.xhtml");
    Locator bar = page.locator("[data-bulk=bar]");
    assertThat(bar).isHidden();
    page.locator("#fleet [data-select-page]").check();
    assertThat(bar.locator("[data-bulk=count]")).hasText("4 selected");
    // None is a mirror, and one is at no forge.
    assertThat(bar.locator("[data-bulk=sync]")).isDisabled();
    assertThat(bar.locator("[data-bulk=refresh] .count")).hasText("3");
    assertThat(bar.locator("[data-bulk=health-check] .count")).hasText("");
    Browser.keep(page, "repositories-ticked");
    Locator dialog = page.locator("#progress[open]");
    bar.locator("[data-bulk=refresh]").click();
    assertThat(dialog.locator("[data-job=title]")).hasText("Refresh of 3 repositories");
    assertThat(dialog.locator("[data-job=when]")).containsText("Done");
    dialog.locator("[data-job=keep]").click();
    assertThat(bar).isHidden();
    page.locator("#fleet [data-select]").first().check();
    page.locator("#fleet [data-select]").nth(1).check();
    bar.locator("[data-bulk=health-check]").click();
    assertThat(dialog.locator("[data-job=title]")).hasText("Health check of 2 repositories");
    assertThat(dialog.locator("[data-job=percent]")).hasText("100 %");
    admin.delete(plain).expect(204);
  }

  @Test
  void allThatFitAreChosenBeyondThePageAndAskedForFirst() {
    String namespace = fresh("many");
    admin.post("/namespaces", Map.of("name", namespace)).expect(201);
    for (int i = 0; i < 27; i++) {
      admin
          .post(
              "/repositories",
              Map.of(
                  "namespace",
                  namespace,
                  "name",
                  "r" + i,
                  "cloneUrl",
                  "http://127.0.0.1:9/" + namespace + i + ".git",
                  "mirror",
                  false))
          .expect(201);
    }
    Page page = Browser.signedIn(browser.person(), user(namespace, "MAINTAINER"), PASSWORD);
    page.navigate("/ui/repositories.xhtml?namespace=" + namespace);
    Locator bar = page.locator("[data-bulk=bar]");
    page.locator("#fleet [data-select]").first().check();
    assertThat(bar.locator("[data-bulk=every]")).isHidden();
    page.locator("#fleet [data-select-page]").check();
    assertThat(bar.locator("[data-bulk=count]")).hasText("25 selected");
    bar.locator("[data-bulk=every]").click();
    assertThat(bar.locator("[data-bulk=count]")).hasText("All 27 that fit are selected");
    page.locator("#fleet [data-select]").first().uncheck();
    assertThat(bar.locator("[data-bulk=count]")).hasText("24 selected");
    page.locator("#fleet [data-select-page]").check();
    bar.locator("[data-bulk=every]").click();
    bar.locator("[data-bulk=health-check]").click();
    assertThat(page.locator("#confirm[open]")).containsText("All 27 that fit are selected");
    page.locator("#confirm [data-confirm=yes]").click();
    assertThat(page.locator("#progress[open] [data-job=title]"))
        .hasText("Health check of 27 repositories");
    assertThat(page.locator("#progress [data-job=done]")).hasText("27 of 27 repositories");
  }

  @Test
  void theRepositoriesAreFilteredByLightAndHealth() {
    Page page = maintainer();
    page.navigate("/ui/repositories.xhtml?light=RED");
    assertThat(page.locator("#fleet tbody tr")).hasCount(1);
    assertThat(page.locator("#fleet tbody .light")).hasText("Red");
    page.locator("select[name=light]").selectOption("");
    assertThat(page.locator("#fleet tbody tr")).hasCount(3);
    page.locator("select[name=health]").selectOption("ARCHIVED");
    assertThat(page.getByText("No repository fits")).isVisible();
  }

  @Test
  void everyViewIsAccessibleInEveryLook() {
    github.fail("/lake", 502);
    fleet.run(lake + "/refresh", null);
    Looks looks = new Looks(browser);
    String here = "namespace=" + fleet.namespace();
    List<String> faults = new ArrayList<>();
    faults.addAll(looks.faults("/ui/dashboard.xhtml?" + here, "dashboard-grid"));
    faults.addAll(looks.faults("/ui/dashboard.xhtml?view=list&" + here, "dashboard-list"));
    faults.addAll(looks.faults("/ui/dashboard.xhtml?view=pulls&" + here, "dashboard-pulls"));
    faults.addAll(looks.faults(page("acme-gateway"), "repository-pulls"));
    faults.addAll(looks.faults(page("acme-lake"), "repository-unread"));
    faults.addAll(looks.faults("/ui/repositories.xhtml?" + here, "repositories-lights"));
    assertThat(faults).isEmpty();
    github.heal();
    looked();
  }
}
