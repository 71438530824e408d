package org.sluice.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.testing.Fresh.fresh;

import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;

/** What people do with many repositories at once, the filters they keep, and the record. */
@EnabledIf("isBrowserInstalled")
class FleetPagesIT {

  private static RunningSluice sluice;
  private static Api admin;
  private static Browser browser;

  private String team;

  static boolean isBrowserInstalled() {
    return Browser.isInstalled();
  }

  @BeforeAll
  static void open() {
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    browser = Browser.before(sluice.address());
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
  }

  @BeforeEach
  void team() {
    team = fresh("fleet");
    admin.post("/namespaces", Map.of("name", team)).expect(201);
  }

  @AfterEach
  void nothingIsBlockedAndNoScriptFails() {
    assertThat(browser.complaints).isEmpty();
  }

  private void track(int count) {
    for (int i = 0; i < count; i++) {
      admin
          .post(
              "/repositories",
              Map.of(
                  "namespace",
                  team,
                  "name",
                  String.format("app-%02d", i),
                  "cloneUrl",
                  "https://git.example.org/" + team + "/app-" + i + ".git",
                  "mirror",
                  false))
          .expect(201);
    }
  }

  private Page fleet(String query) {
    Page page = browser.admin();
    page.navigate("/ui/repositories.xhtml?namespace=" + team + query);
    return page;
  }

  private long tracked() {
    return admin.get("/repositories?namespace=" + team).json().path("total").asLong();
  }

  private static Locator more(Page page, String what) {
    page.locator("[data-bulk=bar] details summary").click();
    return page.locator("[data-bulk=" + what + "]");
  }

  @Test
  void tagsAreGivenToWhatIsTickedAndFilteredBy() {
    track(3);
    Page page = fleet("");
    page.locator("[data-select]").first().check();
    page.locator("[data-select]").nth(1).check();
    more(page, "tags").click();
    page.locator("#tags-add").fill("java, a;b");
    page.locator("#tags [type=submit]").click();
    assertThat(page.locator("[data-tags=wrong]")).containsText("must be words");
    page.locator("#tags-add").fill("java, team one");
    Browser.keep(page, "bulk-tags");
    page.locator("#tags [type=submit]").click();
    assertThat(page.locator(".toast")).containsText("The tags of 2 repositories were changed");
    assertThat(page.locator("[data-bulk=bar]")).isHidden();
    assertThat(page.locator(".label-chip")).hasCount(4);
    Browser.keep(page, "repositories-tagged");
    page.locator(".label-chip").first().click();
    assertThat(page).hasURL(Pattern.compile("tag=java"));
    assertThat(page.locator("[data-select]")).hasCount(2);
    page.locator(".chip[aria-current]", new Page.LocatorOptions().setHasText("java")).click();
    assertThat(page.locator("[data-select]")).hasCount(3);
  }

  @Test
  void allThatFitAreDeletedOnceTheirNumberIsTyped() {
    track(27);
    Page page = fleet("");
    page.locator("[data-select-page]").check();
    page.locator("[data-bulk=every]").click();
    more(page, "delete").click();
    assertThat(page.locator("[data-confirm=title]")).hasText("Delete 27 repositories?");
    Locator yes = page.locator("[data-confirm=yes]");
    assertThat(yes).isDisabled();
    page.locator("#confirm-typed").fill("25");
    assertThat(yes).isDisabled();
    Browser.keep(page, "bulk-delete");
    page.locator("#confirm-typed").fill("27");
    yes.click();
    assertThat(page.locator("#progress [data-job=title]")).hasText("Deletion of 27 repositories");
    assertThat(page.locator("#progress [data-job=succeeded]")).hasText("27");
    assertThat(tracked()).isZero();
    assertThat(page.locator("#fleet [data-select]")).hasCount(0);
  }

  @Test
  void nothingIsDeletedByWhoStepsBack() {
    track(1);
    Page page = fleet("");
    page.locator("[data-select]").check();
    more(page, "delete").click();
    assertThat(page.locator("[data-confirm=title]")).hasText("Delete one repository?");
    page.locator("[data-confirm=no]").click();
    assertThat(page.locator("#confirm")).isHidden();
    assertThat(page.locator("[data-bulk=count]")).hasText("1 selected");
    assertThat(tracked()).isEqualTo(1);
  }

  @Test
  void everythingIsSentAgainToThoseWhoReceiveWhatIsTicked() {
    track(1);
    Page page = fleet("");
    page.locator("[data-select]").check();
    more(page, "resync").click();
    page.locator("[data-confirm=yes]").click();
    assertThat(page.locator("#progress [data-job=title]")).hasText("Re-sync of no subscriptions");
  }

  @Test
  void aFilterIsKeptAppliedRenamedAndDeleted() {
    track(2);
    Page page = fleet("&sort=-name&q=app");
    Locator menu = page.locator("details[data-saved]");
    menu.locator("summary").click();
    assertThat(menu.locator("[data-saved-none]")).isVisible();
    menu.locator("[data-filter-save]").click();
    String name = fresh("Backwards");
    page.locator("#filter-name-typed").fill(name);
    Browser.keep(page, "filter-save");
    page.locator("#filter-name [type=submit]").click();
    assertThat(page.locator(".toast")).containsText("The filter is saved");

    page.navigate("/ui/repositories.xhtml");
    menu.locator("summary").click();
    Browser.keep(page, "filter-menu");
    menu.locator("a").click();
    assertThat(page).hasURL(Pattern.compile("namespace=" + team));
    assertThat(page.locator("#fleet a.name").first()).hasText(team + "/app-01");
    menu.locator("summary").click();
    assertThat(menu.locator("a[aria-current]")).hasText(name);

    // The same name again is refused, and what was typed stays.
    menu.locator("[data-filter-save]").click();
    page.locator("#filter-name-typed").fill(name);
    page.locator("#filter-name [type=submit]").click();
    assertThat(page.locator("#filter-wrong")).hasText("You have a filter of that name already.");
    assertThat(page.locator("#filter-name-typed")).hasValue(name);
    page.locator("#filter-name [data-close]").click();

    menu.locator("summary").click();
    menu.locator("[data-filter-rename]").click();
    page.locator("#filter-name-typed").fill(name + " too");
    page.locator("#filter-name [type=submit]").click();
    assertThat(page.locator(".toast").last()).containsText("The filter is renamed");
    menu.locator("summary").click();
    assertThat(menu.locator("a[aria-current]")).hasText(name + " too");
    menu.locator("[data-filter-delete]").click();
    page.locator("[data-confirm=yes]").click();
    assertThat(page.locator(".toast").last()).containsText("The filter is deleted");
    assertThat(admin.get("/me/filters").json().path("items").toString()).doesNotContain(name);
  }

  @Test
  void theDashboardHasFiltersOfItsOwn() {
    track(1);
    Page page = browser.admin();
    page.navigate("/ui/dashboard.xhtml?view=list&namespace=" + team);
    Locator menu = page.locator("details[data-saved]");
    menu.locator("summary").click();
    menu.locator("[data-filter-save]").click();
    String name = fresh("Board");
    page.locator("#filter-name-typed").fill(name);
    page.locator("#filter-name [type=submit]").click();
    assertThat(page.locator(".toast")).containsText("The filter is saved");
    page.navigate("/ui/dashboard.xhtml");
    menu.locator("summary").click();
    menu.locator("a", new Locator.LocatorOptions().setHasText(name)).click();
    assertThat(page).hasURL(Pattern.compile("dashboard.xhtml\\?namespace=" + team + "&view=list"));
    page.navigate("/ui/repositories.xhtml");
    menu.locator("summary").click();
    assertThat(menu.locator("a", new Locator.LocatorOptions().setHasText(name))).hasCount(0);
  }

  @Test
  void theRecordIsFilteredAndTakenAway() {
    track(1);
    Page page = browser.admin();
    page.navigate("/ui/audit.xhtml?q=" + team);
    Locator rows = page.locator("[id='audit:table_data'] tr");
    assertThat(rows).hasCount(2);
    Browser.keep(page, "audit");
    page.locator("a.mono", new Page.LocatorOptions().setHasText("repository-added")).click();
    assertThat(page).hasURL(Pattern.compile("action=repository-added"));
    assertThat(rows).hasCount(1);
    assertThat(rows).containsText(team + "/app-00");
    page.locator("[data-instant=since]").fill("2000-01-01T00:00");
    page.locator("[data-instant=until]").fill("2001-01-01T00:00");
    page.locator(".filters button.btn").click();
    assertThat(page).hasURL(Pattern.compile("until=2001-01-01T00%3A00%3A00.000Z"));
    assertThat(page.locator(".empty")).containsText("No entry fits");
    assertThat(page.locator("[data-instant=until]")).hasValue("2001-01-01T00:00");
    page.navigate("/ui/audit.xhtml?action=repository-added&q=" + team);
    String file = page.locator("a[download]").getAttribute("href");
    URI from = sluice.address().resolve("/ui/" + file);
    String lines = page.request().get(from.toString()).text();
    assertThat(lines.lines().toList()).hasSize(1);
    assertThat(lines).contains("\"action\":\"repository-added\"");
  }

  @Test
  void onlyAdministratorsSeeTheRecord() {
    String name = fresh("member");
    String password = "a password of theirs";
    admin.post("/users", Map.of("name", name, "password", password)).expect(201);
    track(1);
    // Whoever comes first must not decide what others are given.
    String list = sluice.address().resolve("/ui/export/repositories.csv").toString();
    Page first = browser.admin();
    first.request().get(sluice.address().resolve("/ui/export/audit.jsonl").toString());
    assertThat(first.request().get(list).text()).contains(team);
    Page page = Browser.signedIn(browser.person(), name, password);
    assertThat(page.request().get(list).text()).doesNotContain(team);
    assertThat(page.locator(".rail a[href$='audit.xhtml']")).hasCount(0);
    for (String path : List.of("audit.xhtml", "export/audit.jsonl")) {
      APIResponse answer = page.request().get(sluice.address().resolve("/ui/" + path).toString());
      assertThat(answer.status()).as(path + ": " + answer.text()).isEqualTo(403);
    }
  }

  @Test
  void orderSizeAndPageStayInTheAddress() {
    track(30);
    Page page = fleet("");
    page.locator("#fleet th", new Page.LocatorOptions().setHasText("Repository")).click();
    assertThat(page).hasURL(Pattern.compile("sort=-name"));
    page.locator(".ui-paginator-next").click();
    assertThat(page).hasURL(Pattern.compile("page=2"));
    assertThat(page.locator("#fleet a.name").first()).hasText(team + "/app-04");
    page.reload();
    assertThat(page.locator("#fleet a.name").first()).hasText(team + "/app-04");
    page.locator("#fleet a.name").first().click();
    assertThat(page).hasURL(Pattern.compile("repository.xhtml"));
    page.goBack();
    assertThat(page).hasURL(Pattern.compile("page=2"));
    assertThat(page.locator("#fleet a.name").first()).hasText(team + "/app-04");
    // Whoever searches then keeps the order, and begins at the first page.
    page.locator("[data-find]").fill("app");
    page.locator("[data-find]").press("Enter");
    assertThat(page).hasURL(Pattern.compile("q=app.*sort=-name"));
    assertThat(page.locator("#fleet a.name").first()).hasText(team + "/app-29");
  }
}
