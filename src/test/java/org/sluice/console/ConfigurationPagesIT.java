package org.sluice.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.testing.Fresh.fresh;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.RequestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
import org.sluice.configsource.ConfigUpstream;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;

/** The pages of configuration sources as people use them, before a real upstream. */
@EnabledIf("isBrowserInstalled")
class ConfigurationPagesIT {

  private static final String PASSWORD = "somebody-has-this-one";
  private static final String SOURCES = "/config-sources";

  @TempDir private static Path temporary;
  private static Path served;
  private static StockGitServer server;
  private static Api admin;
  private static Browser browser;
  private static String team;

  static boolean isBrowserInstalled() {
    return Browser.isInstalled();
  }

  @BeforeAll
  static void open() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    RunningSluice sluice = RunningSluice.shared();
    admin = sluice.admin();
    browser = Browser.before(sluice.address());
    served = Files.createDirectory(temporary.resolve("served"));
    server = StockGitServer.start(served);
    team = fresh("conf-team");
    admin.post("/namespaces", Map.of("name", team)).expect(201);
  }

  @AfterAll
  static void close() throws IOException {
    if (browser != null) {
      browser.close();
    }
    if (server != null) {
      server.close();
    }
  }

  @AfterEach
  void nothingIsBlockedAndNoScriptFails() {
    assertThat(browser.leave()).isEmpty();
  }

  private static ConfigUpstream upstream(String name, Map<String, String> files)
      throws IOException {
    ConfigUpstream upstream = ConfigUpstream.create(served.resolve(name + ".git"));
    upstream.push("main", files);
    admin
        .post(
            "/repositories",
            Map.of("namespace", team, "name", name, "cloneUrl", server.url(name + ".git")))
        .expect(201);
    return upstream;
  }

  /** A source of the same name as its repository, refreshed once. */
  private static void follow(String name, Map<String, Object> more) {
    Map<String, Object> wanted = new HashMap<>(more);
    wanted.put("name", name);
    wanted.put("repository", team + "/" + name);
    wanted.putIfAbsent("interval", "PT1H");
    admin.post(SOURCES, wanted).expect(201);
    admin.post(SOURCES + "/" + name + "/refresh", null).expect(200);
  }

  private static void forget(String name) {
    admin.delete(SOURCES + "/" + name).expect(204);
  }

  private static Page person(String role) {
    String name = fresh("reader");
    admin.post("/users", Map.of("name", name, "password", PASSWORD)).expect(201);
    if (role != null) {
      admin.put("/namespaces/" + team + "/members/" + name, Map.of("role", role)).expect(201);
    }
    return Browser.signedIn(browser.person(), name, PASSWORD);
  }

  private static Locator field(Page page, String form, String name) {
    return page.locator("[id='" + form + ":" + name + "']");
  }

  private static Locator wrong(Page page, String form, String name) {
    return page.locator(".field:has([id='" + form + ":" + name + "']) .wrong");
  }

  private static String at(String name) {
    return "/ui/configuration-source.xhtml?name=" + name;
  }

  private static Locator history(Page page) {
    return page.locator("[id='following:history'] tbody tr");
  }

  private static Locator result(Page page) {
    return page.locator("[data-source-result]");
  }

  @Test
  void aSourceIsAddedRefreshedChangedAndDeleted() throws IOException {
    String name = fresh("conf");
    ConfigUpstream upstream = upstream(name, Map.of("application.yml", "greeting: hello\n"));
    Page page = browser.admin();
    page.navigate("/ui/jobs.xhtml");
    page.keyboard().press("g");
    page.keyboard().press("c");
    assertThat(page).hasURL(Pattern.compile("/ui/configuration\\.xhtml"));
    page.locator(".head").getByText("Add a source").click();
    field(page, "new", "repository").fill("nobody/none");
    field(page, "new", "rank").fill("first");
    field(page, "new", "add").click();
    assertThat(wrong(page, "new", "name")).isVisible();
    assertThat(wrong(page, "new", "rank")).hasText("Must be a whole number from 0 to 1000");
    assertThat(field(page, "new", "name")).isFocused();
    field(page, "new", "name").fill(name);
    field(page, "new", "rank").fill("");
    field(page, "new", "add").click();
    assertThat(wrong(page, "new", "repository")).hasText("There is no such repository");
    field(page, "new", "repository").fill(name);
    assertThat(page.locator("#proposed option")).hasAttribute("value", team + "/" + name);
    field(page, "new", "repository").fill(team + "/" + name);
    field(page, "new", "applications").fill("shop\ntill-*");
    field(page, "new", "interval").selectOption("PT1H");
    field(page, "new", "add").click();
    assertThat(page).hasURL(Pattern.compile("/ui/configuration-source\\.xhtml\\?name=" + name));
    assertThat(page.locator(".toast")).containsText("is added");
    assertThat(page.locator("[data-source]")).hasText("Current");
    assertThat(history(page)).hasCount(1);
    assertThat(history(page)).containsText("appeared");
    assertThat(page.locator("section:has(#client-title)")).containsText("config:read");
    assertThat(page.locator("section:has(#client-title) .copy code"))
        .hasText(Pattern.compile("spring\\.config\\.import=configserver:http://.*/config"));

    page.locator("[data-source-refresh]").click();
    assertThat(result(page)).containsText("Nothing new");
    String commit = upstream.push("main", Map.of("shop.yml", "greeting: welcome\n"));
    page.locator("[data-source-refresh]").click();
    assertThat(result(page)).containsText("The new configuration is served");
    assertThat(result(page)).containsText("shop.yml");
    assertThat(history(page)).hasCount(2);
    assertThat(history(page).first()).containsText(commit.substring(0, 12));
    assertThat(history(page).first()).containsText("shop");
    assertThat(page.locator("[data-source-commit] code")).hasText(commit.substring(0, 12));
    Browser.keep(page, "configuration-refreshed");

    String renamed = fresh("conf");
    page.locator("summary:has-text('Settings')").click();
    assertThat(field(page, "settings", "applications")).hasValue("shop\ntill-*");
    field(page, "settings", "interval").selectOption("PT15M");
    field(page, "settings", "name").fill(renamed);
    field(page, "settings", "maxRetries").fill("99");
    field(page, "settings", "save").click();
    assertThat(wrong(page, "settings", "maxRetries")).isVisible();
    field(page, "settings", "maxRetries").fill("5");
    field(page, "settings", "save").click();
    assertThat(page.locator(".toast")).containsText("is saved");
    assertThat(page.locator("h1")).hasText(renamed);
    assertThat(page.locator(".status .words")).containsText("every 15 min");
    assertThat(admin.get(SOURCES + "/" + renamed).json().path("maxStaleness").asText())
        .isEqualTo("PT2H30M");

    page.navigate("/ui/repository.xhtml?owner=" + team + "&name=" + name);
    assertThat(page.locator("#served")).containsText("served as");
    page.locator("#served").getByText(renamed).click();
    page.locator("summary:has-text('Delete source')").click();
    assertThat(field(page, "delete", "go")).isDisabled();
    field(page, "delete", "typed").fill(renamed);
    field(page, "delete", "go").click();
    assertThat(page).hasURL(Pattern.compile("/ui/configuration\\.xhtml"));
    assertThat(page.locator(".toast")).containsText("is deleted");
    admin.get(SOURCES + "/" + renamed).expect(404);
    assertThat(page.navigate(at(renamed)).status()).isEqualTo(404);
  }

  @Test
  void addressesToCopyAreThoseOfTheProxyInFront() throws IOException {
    String name = fresh("conf");
    upstream(name, Map.of("application.yml", "greeting: hello\n"));
    follow(name, Map.of());
    Page page = browser.admin();
    String outside = "https://sluice.example:8443";
    assertThat(behindAProxy(page, at(name)))
        .contains("configserver:" + outside + "/config")
        .contains(outside + "/api/v1/config-sources/" + name);
    assertThat(behindAProxy(page, at(name) + "&show=try&application=shop"))
        .contains(outside + "/config/shop/default");
    assertThat(behindAProxy(page, "/ui/repository.xhtml?owner=" + team + "&name=" + name))
        .contains("git clone " + outside + "/git/" + team + "/" + name + ".git");
    forget(name);
  }

  /** A page as somebody gets it who came by a proxy that ends TLS. */
  private static String behindAProxy(Page page, String path) {
    RequestOptions forwarded =
        RequestOptions.create()
            .setHeader("X-Forwarded-For", "192.0.2.7")
            .setHeader("X-Forwarded-Proto", "https")
            .setHeader("X-Forwarded-Host", "sluice.example:8443");
    return page.context().request().get(path, forwarded).text();
  }

  @Test
  void aChangeThatSomebodyElseCausesAppearsByItself() throws IOException {
    String name = fresh("conf");
    ConfigUpstream upstream = upstream(name, Map.of("application.yml", "a: 1\n"));
    follow(name, Map.of());
    Page page = browser.admin();
    page.navigate(at(name));
    assertThat(history(page)).hasCount(1);
    String commit = upstream.push("main", Map.of("application.yml", "a: 2\n"));
    admin.post(SOURCES + "/" + name + "/refresh", null).expect(200);
    assertThat(history(page)).hasCount(2);
    assertThat(page.locator("[data-source-commit] code")).hasText(commit.substring(0, 12));
    forget(name);
  }

  @Test
  void anUpstreamThatIsGoneIsToldInWordsAndGrowsStale() throws IOException {
    String name = fresh("conf");
    upstream(name, Map.of("application.yml", "a: 1\n"));
    follow(name, Map.of("interval", "PT5S", "maxStaleness", "PT5S", "retryOnError", false));
    Page page = browser.admin();
    page.navigate(at(name));
    Files.move(served.resolve(name + ".git"), served.resolve(name + ".away"));
    page.locator("[data-source-refresh]").click();
    assertThat(result(page)).containsText("Not found upstream");
    assertThat(page.locator("[data-source]")).hasText("Stale");
    assertThat(page.locator("[id='following:stand'] .note")).containsText("Not found upstream");
    Page list = browser.admin();
    list.navigate("/ui/configuration.xhtml?stale=true&q=" + name);
    assertThat(list.locator("tbody tr")).hasCount(1);
    assertThat(list.locator("tbody tr .badge.bad")).hasText("Stale");
    assertThat(list.locator("[data-source-error]")).hasText("Not found upstream");
    assertThat(new Looks(browser).faults(at(name), "configuration-stale")).isEmpty();

    Files.move(served.resolve(name + ".away"), served.resolve(name + ".git"));
    // By itself it is looked at later and later, and five seconds are soon over.
    admin.patch(SOURCES + "/" + name, Map.of("maxStaleness", "PT1H")).expect(200);
    admin.post(SOURCES + "/" + name + "/refresh", null).expect(200);
    assertThat(list.locator("[data-source]")).hasText("Current");
    assertThat(list.locator("[data-source-error]")).hasText("");
    forget(name);
  }

  @Test
  void peopleTryWhatAnApplicationGetsAndFromWhere() throws IOException {
    String name = fresh("conf");
    StringBuilder many = new StringBuilder();
    for (int i = 0; i < 505; i++) {
      many.append("k").append(i).append(": ").append(i).append('\n');
    }
    ConfigUpstream upstream =
        upstream(
            name,
            Map.of(
                "application.yml", "greeting: hello\npool:\n  size: 5\n",
                "shop.yml", "greeting: welcome\nurl: http://${host:localhost}/\nlist: [a, b]\n",
                "shop-prod.properties", "greeting=good day",
                "many.yml", many.toString(),
                "shop-dev.yml", "a: [1\n"));
    upstream.push("feature/x", "main", Map.of("shop.yml", "greeting: try this\n"));
    follow(name, Map.of("applications", List.of("shop", "many")));
    Page page = browser.admin();
    page.navigate(at(name));
    page.locator(".tabs").getByText("Try it").click();
    page.locator("#try-application").fill("shop");
    page.locator("#try-profile").fill("prod");
    page.keyboard().press("Enter");
    assertThat(page).hasURL(Pattern.compile("application=shop&profile=prod"));
    Locator rows = page.locator(".values tbody tr");
    assertThat(rows).hasCount(5);
    Locator greeting = rows.first();
    assertThat(greeting.locator(".key")).hasText("greeting");
    assertThat(greeting.locator(".value").first()).hasText("good day");
    assertThat(greeting.locator(".file")).hasText("shop-prod.properties:1");
    assertThat(greeting.locator(".lost").first()).isHidden();
    greeting.locator("summary").focus();
    page.keyboard().press("Enter");
    assertThat(greeting.locator("summary")).hasText("hides 2");
    assertThat(greeting.locator(".lost").first()).hasText("welcome");
    assertThat(greeting.locator("li").last()).containsText("application.yml:1");
    assertThat(rows.last().locator(".value")).hasText("http://${host:localhost}/");

    page.navigate(at(name) + "&show=try&application=shop&label=feature/x");
    assertThat(page.locator(".values tbody tr").first()).containsText("try this");
    assertThat(page.locator(".asked .copy code"))
        .hasText(Pattern.compile("/config/shop/default/feature\\(_\\)x$"));
    page.navigate(at(name) + "&show=try&application=shop&profile=dev");
    assertThat(page.locator("#unread")).containsText("shop-dev.yml");
    page.navigate(at(name) + "&show=try&application=shop&label=none");
    assertThat(page.locator(".note.bad")).containsText("There is no branch, tag or commit none");
    page.navigate(at(name) + "&show=try&application=a/b");
    assertThat(page.locator(".note.bad")).containsText("application: may have letters");
    page.navigate(at(name) + "&show=try&application=other");
    assertThat(page.locator("#elsewhere")).isVisible();
    page.navigate(at(name) + "&show=try&application=many");
    assertThat(page.locator(".values tbody tr")).hasCount(500);
    assertThat(page.locator("main")).containsText("7 more are not shown");

    assertThat(
            new Looks(browser)
                .faults(
                    at(name) + "&show=try&application=shop&profile=prod,dev",
                    "configuration-try",
                    shown -> shown.locator(".values summary").first().click()))
        .isEmpty();
    forget(name);
  }

  @Test
  void peopleSeeWhatAPushChangesForAnApplication() throws IOException {
    String name = fresh("conf");
    ConfigUpstream upstream =
        upstream(
            name,
            Map.of("application.yml", "greeting: hello\nold: true\n", "shop.yml", "size: 5\n"));
    follow(name, Map.of("applications", List.of("shop")));
    upstream.push(
        "main", Map.of("application.yml", "greeting: welcome\nnew: 1\n", "shop.yml", "size: 5\n"));
    admin.post(SOURCES + "/" + name + "/refresh", null).expect(200);
    Page page = browser.admin();
    page.navigate(at(name));
    history(page).first().getByText("Compare").click();
    assertThat(page.locator("#commits option")).hasCount(2);
    page.locator("#compare-application").fill("shop");
    page.locator("#compare .btn").click();
    Locator rows = page.locator(".values tbody tr");
    assertThat(rows).hasCount(3);
    assertThat(rows.nth(0)).containsText("greeting");
    assertThat(rows.nth(0).locator(".before")).hasText("hello");
    assertThat(rows.nth(0).locator(".after")).hasText("welcome");
    assertThat(rows.nth(1)).containsText("new");
    assertThat(rows.nth(1).locator(".badge")).hasText("added");
    assertThat(rows.nth(2).locator(".badge")).hasText("removed");
    assertThat(page.locator(".asked")).containsText("1 added");
    String address = page.url().replaceFirst("^.*?/ui/", "/ui/");

    page.locator("#compare-from").fill("main");
    page.locator("#compare-to").fill("");
    page.locator("#compare .btn").click();
    assertThat(page.getByText("Nothing differs")).isVisible();
    page.locator("#compare-from").fill("none");
    page.locator("#compare .btn").click();
    assertThat(page.locator(".note.bad")).containsText("is no commit");
    assertThat(new Looks(browser).faults(address, "configuration-diff")).isEmpty();
    forget(name);
  }

  @Test
  void eachSeesAndDoesWhatHeMay() throws IOException {
    String name = fresh("conf");
    upstream(name, Map.of("application.yml", "a: 1\n"));
    follow(name, Map.of("applications", List.of("shop", "till-*"), "searchPaths", List.of("x")));
    Page stranger = person(null);
    stranger.navigate("/ui/configuration.xhtml?q=" + name);
    assertThat(stranger.getByText("No source fits")).isVisible();
    assertThat(stranger.navigate(at(name)).status()).isEqualTo(404);
    assertThat(stranger.navigate("/ui/configuration-source.xhtml").status()).isEqualTo(403);
    assertThat(stranger.navigate(at(name) + "&show=try&application=shop").status()).isEqualTo(404);
    Page viewer = person("VIEWER");
    viewer.navigate("/ui/configuration.xhtml");
    assertThat(viewer.getByText("Add a source")).hasCount(0);
    viewer.getByText(name, new Page.GetByTextOptions().setExact(true)).click();
    assertThat(viewer.locator("h1")).hasText(name);
    assertThat(viewer.locator("[data-source-refresh]")).hasCount(0);
    assertThat(viewer.locator("[id='settings']")).hasCount(0);
    viewer.navigate(at(name) + "&show=try&application=shop");
    assertThat(viewer.locator(".values tbody tr")).hasCount(1);
    Page maintainer = person("MAINTAINER");
    maintainer.navigate(at(name));
    maintainer.locator("[data-source-refresh]").click();
    assertThat(result(maintainer)).containsText("Nothing new");
    assertThat(maintainer.locator("[id='settings']")).hasCount(0);
    forget(name);
  }

  @Test
  void whereThereIsNoSourceThePageSaysWhatOneIs() {
    Page page = person(null);
    page.navigate("/ui/configuration.xhtml");
    assertThat(page.locator(".empty h2")).hasText("No configuration source yet");
    assertThat(page.locator(".empty")).containsText("an administrator adds them");
    Browser.keep(page, "configuration-none");
  }
}
