package org.sluice.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.sluice.forge.github.GitHubStub;
import org.sluice.forge.github.StubbedRepository;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;

/** The pages of accounts at forges as administrators use them, before a forge. */
@EnabledIf("isBrowserInstalled")
class ForgeAccountPagesIT {

  private static final String TOKEN = "ghp_never_shown_again";
  private static final String PASSWORD = "a-member-has-this-one";

  private static Api admin;
  private static Browser browser;

  private GitHubStub github;

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

  @BeforeEach
  void forge() {
    github =
        GitHubStub.start()
            .token(TOKEN, "octo", "repo", "read:org")
            .limit(5000, 3120, Duration.ofMinutes(40));
  }

  @AfterEach
  void nothingIsBlockedAndNoScriptFails() {
    github.close();
    assertThat(browser.leave()).isEmpty();
  }

  private static Locator field(Page page, String form, String name) {
    return page.locator("[id='" + form + ":" + name + "']");
  }

  private static Locator wrong(Page page, String form, String name) {
    return page.locator(".field:has([id='" + form + ":" + name + "']) .wrong");
  }

  private void enter(Page page, String label, String token) {
    page.navigate("/ui/forge-account.xhtml");
    field(page, "new", "label").fill(label);
    field(page, "new", "baseUrl").fill(github.root().toString());
    field(page, "new", "token").fill(token);
    field(page, "new", "make").click();
  }

  private static JsonNode account(String label) {
    return admin.get("/forge-accounts?q=" + label).expect(200).json().path("items").get(0);
  }

  @Test
  void aTokenIsTriedBeforeItIsKeptAndNeverShown() {
    String label = fresh("console-forge");
    Page page = browser.admin();
    page.navigate("/ui/accounts.xhtml");
    page.locator(".head").getByText("Add account").click();
    enter(page, label, "ghp_wrong_one");
    assertThat(wrong(page, "new", "token")).isVisible();
    assertThat(field(page, "new", "token")).hasValue("");
    assertThat(field(page, "new", "token")).isFocused();
    assertThat(field(page, "new", "label")).hasValue(label);
    assertThat(page.content()).doesNotContain("ghp_wrong_one");
    assertThat(admin.get("/forge-accounts?q=" + label).json().path("total").asInt()).isZero();
    Browser.keep(page, "forge-account-refused");

    field(page, "new", "token").fill(TOKEN);
    field(page, "new", "isDefault").check();
    field(page, "new", "make").click();
    assertThat(page).hasURL(Pattern.compile("/ui/forge-account\\.xhtml\\?id="));
    assertThat(page.locator(".toast")).containsText("the forge knows it as octo");
    assertThat(page.content()).doesNotContain(TOKEN);
    assertThat(account(label).path("isDefault").asBoolean()).isTrue();
    Locator facts = page.locator("section:has(#stands-title)");
    assertThat(facts.locator(".badge").first()).hasText("Taken");
    assertThat(facts).containsText("read:org");
    assertThat(facts).containsText("No repository names it");

    page.navigate("/ui/accounts.xhtml?q=" + label);
    Locator row = page.locator("tbody tr");
    assertThat(row).hasCount(1);
    assertThat(row).containsText("GitHub · octo");
    assertThat(row.locator(".badge")).hasText("Taken");
    assertThat(row).containsText("Default");
  }

  @Test
  void aTokenThatIsRefusedLaterSaysSoAndIsReplaced() {
    String label = fresh("console-forge");
    Page page = browser.admin();
    enter(page, label, TOKEN);
    assertThat(page.locator(".toast")).containsText("is kept");
    page.getByText("Try the token").click();
    assertThat(page.locator(".toast")).containsText("The forge takes the token, of octo");
    assertThat(page.locator("section:has(#budget-title)")).containsText("of 5,000");
    Browser.keep(page, "forge-account");

    github.revoke(TOKEN);
    page.getByText("Try the token").click();
    assertThat(page.locator(".note.bad")).containsText("The forge does not take its token");
    assertThat(page.locator("section:has(#stands-title) .badge").first()).hasText("Refused");
    assertThat(account(label).path("status").asText()).isEqualTo("INVALID");
    Browser.keep(page, "forge-account-invalid");

    github.token("ghp_the_next", "octo");
    field(page, "account", "token").fill("ghp_the_next");
    field(page, "account", "save").click();
    assertThat(page.locator(".toast")).containsText("Account saved");
    assertThat(page.locator(".note.bad")).hasCount(0);
    assertThat(account(label).path("status").asText()).isEqualTo("VALID");
  }

  @Test
  void whatIsWrongStandsBesideItsField() {
    String label = fresh("console-forge");
    Page page = browser.admin();
    page.navigate("/ui/forge-account.xhtml");
    field(page, "new", "cloneHost").fill("no host");
    field(page, "new", "make").click();
    assertThat(wrong(page, "new", "label")).hasText("Is required");
    assertThat(wrong(page, "new", "token")).hasText("Is required");
    assertThat(wrong(page, "new", "cloneHost")).isVisible();

    enter(page, label, TOKEN);
    assertThat(page.locator(".toast")).containsText("is kept");
    enter(page, label, TOKEN);
    assertThat(page.locator("#notes")).containsText("There is an account of that label");

    String root = github.root().toString();
    github.close();
    page.navigate("/ui/forge-account.xhtml");
    field(page, "new", "label").fill(fresh("console-forge"));
    field(page, "new", "baseUrl").fill(root);
    field(page, "new", "token").fill(TOKEN);
    field(page, "new", "make").click();
    assertThat(wrong(page, "new", "baseUrl")).isVisible();
    assertThat(field(page, "new", "baseUrl")).hasValue(root);
  }

  @Test
  void anEditThatCameTooLateIsRefused() {
    String label = fresh("console-forge");
    Page page = browser.admin();
    enter(page, label, TOKEN);
    assertThat(page.locator(".toast")).containsText("is kept");
    String id = account(label).path("id").asText();
    admin.patch("/forge-accounts/" + id, Map.of("label", label + "-renamed")).expect(200);
    field(page, "account", "label").fill(label + "-late");
    field(page, "account", "save").click();
    assertThat(page.locator("#notes")).containsText("Somebody changed this meanwhile");
    assertThat(account(label).path("label").asText()).isEqualTo(label + "-renamed");
  }

  @Test
  void deletingAsksFirst() {
    String label = fresh("console-forge");
    Page page = browser.admin();
    enter(page, label, TOKEN);
    assertThat(page.locator(".toast")).containsText("is kept");
    page.locator("[data-submit=delete]").click();
    assertThat(page.locator("#confirm-title")).containsText(label);
    page.locator("[data-confirm=no]").click();
    assertThat(account(label).path("label").asText()).isEqualTo(label);
    page.locator("[data-submit=delete]").click();
    page.locator("[data-confirm=yes]").click();
    assertThat(page).hasURL(Pattern.compile("/ui/accounts\\.xhtml$"));
    assertThat(page.locator(".toast")).containsText("is deleted");
    assertThat(admin.get("/forge-accounts?q=" + label).json().path("total").asInt()).isZero();
  }

  @Test
  void anImportThatStandsIsKeptChangedRunAndDeleted() {
    StubbedRepository app = github.organisation("acme").repository("acme/app");
    github.repository("acme/old-docs");
    String label = fresh("console-forge");
    String team = fresh("console-team");
    admin.post("/namespaces", Map.of("name", team)).expect(201);
    Page page = browser.admin();
    enter(page, label, TOKEN);
    assertThat(page.locator("section:has(#standing-title)"))
        .containsText("No standing imports yet");
    page.getByText("Add standing import").click();
    field(page, "new", "owner").fill("acme");
    field(page, "new", "namespace").selectOption(team);
    field(page, "new", "tags").fill("#");
    field(page, "new", "make").click();
    assertThat(wrong(page, "new", "tags")).isVisible();
    field(page, "new", "tags").fill("");
    field(page, "new", "exclude").fill("old-*");
    field(page, "new", "make").click();
    Locator dialog = page.locator("#progress[open]");
    assertThat(dialog.locator("[data-job=succeeded]")).hasText("1");
    assertThat(dialog.locator("#progress-title")).hasText("Standing import");
    Browser.keep(page, "standing-import-run");
    String id = account(label).path("id").asText();
    String imports = "/forge-accounts/" + id + "/standing-imports";
    String standing = admin.get(imports).json().path("items").get(0).path("id").asText();
    String address = "/ui/standing-import.xhtml?account=" + id + "&id=" + standing;
    page.navigate(address);
    assertThat(page.locator("section:has(#stands-title)")).containsText("1 seen, 1 added");
    assertThat(page.locator("section:has(#stands-title) .badge")).hasText("Complete");

    github.delete(app);
    page.getByText("Look now").click();
    assertThat(dialog.locator("[data-job=succeeded]")).hasText("1");
    page.navigate("/ui/repositories.xhtml?vanished=true&namespace=" + team);
    assertThat(page.locator("tbody tr")).hasCount(1);
    assertThat(page.locator("tbody tr")).containsText("No longer listed");
    page.getByText(team + "/app").click();
    assertThat(page.locator("#vanished")).containsText("No longer listed at its forge");
    Browser.keep(page, "repository-vanished");

    page.navigate(address);
    field(page, "standing", "exclude").fill("");
    field(page, "standing", "interval").selectOption("PT6H");
    field(page, "standing", "save").click();
    assertThat(page.locator(".toast")).containsText("Standing import saved");
    assertThat(admin.get(imports + "/" + standing).json().path("interval").asText())
        .isEqualTo("PT6H");
    github.fail("/orgs/acme/repos", 500);
    page.getByText("Look now").click();
    assertThat(dialog.locator("[data-job=failed]")).hasText("1");
    page.navigate(address);
    assertThat(page.locator(".note.bad")).containsText("could not read everything");
    page.navigate("/ui/forge-account.xhtml?id=" + id);
    assertThat(page.locator("section:has(#standing-title) tbody tr")).containsText("Failed");

    List<String> faults = new ArrayList<>();
    Looks looks = new Looks(browser);
    faults.addAll(looks.faults("/ui/forge-account.xhtml?id=" + id, "forge-account-standing"));
    faults.addAll(looks.faults(address, "standing-import"));
    faults.addAll(
        looks.faults("/ui/repositories.xhtml?vanished=true&namespace=" + team, "vanished"));
    faults.addAll(
        looks.faults("/ui/repository.xhtml?owner=" + team + "&name=app", "repository-vanished"));
    assertThat(faults).isEmpty();

    page.navigate(address);
    page.locator("[data-submit=delete]").click();
    page.locator("[data-confirm=yes]").click();
    assertThat(page).hasURL(Pattern.compile("/ui/forge-account\\.xhtml\\?id="));
    assertThat(page.locator(".toast")).containsText("is deleted");
    assertThat(admin.get(imports).json().path("total").asInt()).isZero();
    admin.get("/repositories/" + team + "/app").expect(200);
    assertThat(page.navigate(address).status()).isEqualTo(404);
  }

  @Test
  void onlyAdministratorsComeHere() {
    String name = fresh("console-member");
    admin.post("/users", Map.of("name", name, "password", PASSWORD)).expect(201);
    Page page = Browser.signedIn(browser.person(), name, PASSWORD);
    assertThat(page.locator(".rail").getByText("Forge accounts")).hasCount(0);
    for (String path : List.of("accounts.xhtml", "forge-account.xhtml", "standing-import.xhtml")) {
      assertThat(page.navigate("/ui/" + path).status()).isEqualTo(403);
    }
    assertThat(browser.admin().navigate("/ui/forge-account.xhtml?id=none").status()).isEqualTo(404);
  }

  @Test
  void anAccountThatIsRefusedIsAccessibleInEveryLook() {
    String label = fresh("console-forge");
    Page page = browser.admin();
    enter(page, label, TOKEN);
    assertThat(page.locator(".toast")).containsText("is kept");
    String id = account(label).path("id").asText();
    github.revoke(TOKEN);
    admin.post("/forge-accounts/" + id + "/validate", null);
    assertThat(
            new Looks(browser).faults("/ui/forge-account.xhtml?id=" + id, "forge-account-invalid"))
        .isEmpty();
  }
}
