package org.sluice.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.testing.Fresh.fresh;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
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
import org.sluice.forge.github.StubbedRepository;
import org.sluice.testing.Api;
import org.sluice.testing.ForgeFleet;
import org.sluice.testing.RunningSluice;

/** The health of a repository as people look at it: what is, what was, what its forge tells. */
@EnabledIf("isBrowserInstalled")
class HealthPagesIT {

  private static final String PASSWORD = "a-maintainer-has-this-one";
  private static final String TOKEN = "ghp_healthpages";

  private static Api admin;
  private static Browser browser;
  private static GitHubStub github;
  private static ForgeFleet fleet;

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

  private static Page person(String role) {
    String name = fresh("reader");
    admin.post("/users", Map.of("name", name, "password", PASSWORD)).expect(201);
    admin
        .put("/namespaces/" + fleet.namespace() + "/members/" + name, Map.of("role", role))
        .expect(201);
    return Browser.signedIn(browser.person(), name, PASSWORD);
  }

  private static String at(String page, String name) {
    return "/ui/" + page + ".xhtml?owner=" + fleet.namespace() + "&name=" + name;
  }

  private static void check(String path) {
    fleet.run(path + "/health-check", null);
  }

  private static Locator changes(Page page) {
    return page.locator("[id='health:changes'] tbody tr");
  }

  @Test
  void aCheckIsAskedForAndThePageFollows() {
    github.repository("acme/young").topic("rivers").topic("locks").size(2048);
    fleet.track("acme/young");
    Page page = person("MAINTAINER");
    page.navigate(at("repository", "acme-young"));
    Locator stand = page.locator("[id='health:stand']");
    assertThat(stand.locator(".badge").first()).hasText("Not checked");
    assertThat(stand).containsText("Never checked");
    stand.getByText("History and what its forge tells").click();
    assertThat(page).hasURL(Pattern.compile("/ui/health\\.xhtml\\?owner="));
    assertThat(page.getByText("No change yet")).isVisible();
    assertThat(page.getByText("Nothing told yet")).isVisible();

    page.locator("[data-check]").click();
    assertThat(page.locator("#progress[open] [data-job=when]")).containsText("Done");
    page.locator("#progress [data-job=keep]").click();
    assertThat(stand.locator(".badge").first()).hasText("Healthy");
    assertThat(stand).containsText("It is there and answers");
    assertThat(stand).containsText(Pattern.compile("Checked .*(s|min) ago"));
    assertThat(changes(page)).hasCount(1);
    assertThat(changes(page)).containsText("Not checked");
    Locator told = page.locator("[id='health:told']");
    assertThat(told).containsText("rivers");
    assertThat(told).containsText("2 MiB");
    assertThat(told).containsText(Pattern.compile("Told\\s*[0-9]+ (s|min) ago"));
  }

  @Test
  void theLatestChangeComesFirstAndTheAddressTurnsThePages() {
    StubbedRepository app = github.repository("acme/changing");
    String path = fleet.track("acme/changing");
    check(path);
    app.archived();
    check(path);
    github.fail("/changing", 502);
    for (int i = 0; i < 13; i++) {
      github.fail("/changing", 502);
      check(path);
      github.heal();
      check(path);
    }
    Page page = person("VIEWER");
    page.navigate(at("health", "acme-changing"));
    assertThat(changes(page)).hasCount(25);
    assertThat(changes(page).first()).containsText("Archived");
    assertThat(changes(page).nth(1)).containsText("Check failed");
    assertThat(page.locator("[data-check]")).hasCount(0);
    page.locator(".ui-paginator-next").click();
    page.waitForURL(Pattern.compile("page=2").asPredicate());
    assertThat(changes(page)).hasCount(3);
    assertThat(changes(page).last()).containsText("Healthy");
    page.reload();
    assertThat(changes(page)).hasCount(3);

    github.fail("/changing", 502);
    check(path);
    page.navigate(at("health", "acme-changing"));
    Locator stand = page.locator("[id='health:stand']");
    assertThat(stand.locator(".badge").first()).hasText("Check failed");
    assertThat(stand).containsText("What was known before stays known");
    assertThat(stand.locator(".badge").last()).hasText("Archived");
  }

  @Test
  void whatMovedNamesItsNewPlaceAndWhatIsGoneIsNotThere() {
    StubbedRepository app = github.repository("acme/before");
    String path = fleet.track("acme/before");
    check(path);
    app.renameTo("acme/after");
    check(path);
    Page page = person("MAINTAINER");
    page.navigate(at("health", "acme-before"));
    Locator stand = page.locator("[id='health:stand']");
    assertThat(stand.locator(".badge").first()).hasText("Moved");
    assertThat(stand.locator("code")).containsText("acme/after");
    page.navigate(at("health", "acme-nobody"));
    assertThat(page.locator("h1")).containsText("There is nothing here");

    Looks looks = new Looks(browser);
    List<String> faults = new ArrayList<>(looks.faults(at("health", "acme-before"), "health"));
    faults.addAll(looks.faults(at("repository", "acme-before"), "repository-health"));
    github.repository("acme/never");
    fleet.track("acme/never");
    faults.addAll(looks.faults(at("health", "acme-never"), "health-none"));
    assertThat(faults).isEmpty();
  }
}
