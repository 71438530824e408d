package org.sluice.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.APIResponse;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.FilePayload;
import com.microsoft.playwright.options.RequestOptions;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;

/** The import of lists as people do it: bring, look, import, and see what the server does then. */
@EnabledIf("isBrowserInstalled")
class ImportPagesIT {

  private static final String PASSWORD = "a-maintainer-has-this-one";

  private static HttpServer upstream;
  private static Api admin;
  private static Browser browser;
  private static String team;
  private static String maintainer;

  static boolean isBrowserInstalled() {
    return Browser.isInstalled();
  }

  @BeforeAll
  static void open() throws IOException {
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    // The check that follows an import finds a server on which nothing lies.
    upstream = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    upstream.createContext(
        "/",
        exchange -> {
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    upstream.start();
    RunningSluice sluice = RunningSluice.shared();
    admin = sluice.admin();
    browser = Browser.before(sluice.address());
    team = fresh("team");
    maintainer = fresh("maintainer");
    admin.post("/namespaces", Map.of("name", team)).expect(201);
    admin.post("/users", Map.of("name", maintainer, "password", PASSWORD)).expect(201);
    admin
        .put("/namespaces/" + team + "/members/" + maintainer, Map.of("role", "MAINTAINER"))
        .expect(201);
  }

  @AfterAll
  static void close() {
    if (browser != null) {
      browser.close();
    }
    if (upstream != null) {
      upstream.stop(0);
    }
  }

  @AfterEach
  void nothingIsBlockedAndNoScriptFails() {
    assertThat(browser.leave()).isEmpty();
  }

  private static String at(String path) {
    return "http://127.0.0.1:" + upstream.getAddress().getPort() + "/" + path;
  }

  private static Page page(String query) {
    Page page = Browser.signedIn(browser.person(), maintainer, PASSWORD);
    page.navigate("/ui/import-list.xhtml" + query);
    return page;
  }

  private static Locator part(Page page, String name) {
    return page.locator("[data-list='" + name + "']");
  }

  private static Locator lines(Page page) {
    return page.locator("[data-list=lines] tr");
  }

  private static Locator shown(Page page, String kind) {
    return page.locator("[data-show='" + kind + "']");
  }

  private static void look(Page page) {
    part(page, "look").click();
  }

  private static FilePayload file(String name, String type, String content) {
    return new FilePayload(name, type, content.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void aPastedListIsLookedAtImportedAndItsHealthIsChecked() {
    String dir = fresh("d");
    Page page = page("?namespace=" + team);
    page.locator("#list-text")
        .fill(
            "# what we have\n%s\n%s/\nnonsense\n%s\n"
                .formatted(at(dir + "/a-" + dir), at(dir + "/a-" + dir), at(dir + "/b-" + dir)));
    page.locator("#list-tags").fill("fresh");
    look(page);
    assertThat(part(page, "format")).hasText("4 entries · read as plain text");
    assertThat(shown(page, "ADD").locator("b")).hasText("2");
    assertThat(shown(page, "DUPLICATE").locator("b")).hasText("1");
    assertThat(shown(page, "REFUSED").locator("b")).hasText("1");
    assertThat(lines(page)).hasCount(4);
    assertThat(lines(page).first()).containsText(team + "/a-" + dir);
    assertThat(lines(page).nth(1)).containsText("names the same repository as line 2");

    shown(page, "REFUSED").click();
    assertThat(page).hasURL(Pattern.compile("tags=fresh.*show=REFUSED"));
    assertThat(lines(page)).hasCount(1);
    assertThat(lines(page).locator("td").first()).hasText("4");
    assertThat(lines(page).locator(".badge")).hasText("Refused");
    assertThat(lines(page)).containsText("No address of a repository");

    assertThat(part(page, "go")).hasText("Import 2 repositories");
    part(page, "go").click();
    Locator dialog = page.locator("#progress[open]");
    assertThat(dialog.locator("[data-job=title]")).hasText("Import of 4 lines");
    assertThat(dialog.locator("[data-job=when]")).containsText("Done in part");
    assertThat(dialog.locator("[data-job=done]")).hasText("4 of 4 lines");
    assertThat(dialog.locator("[data-job=failed]")).hasText("1");
    assertThat(dialog.locator("[data-job=skipped]")).hasText("1");
    assertThat(page.locator("#list-text")).hasValue("");

    // The server looks at what came in by itself, and the way there appears by itself.
    Locator then = dialog.locator("[data-job=then] button");
    assertThat(then).hasText("Health check of 2 repositories");
    Browser.keep(page, "import-list-done");
    then.click();
    assertThat(dialog.locator("[data-job=title]")).hasText("Health check of 2 repositories");
    assertThat(dialog.locator("[data-job=then]")).isHidden();
    JsonNode added = admin.get("/repositories/" + team + "/a-" + dir).expect(200).json();
    assertThat(added.path("tags").toString()).isEqualTo("[\"fresh\"]");
    assertThat(added.path("mirror").path("enabled").asBoolean()).isFalse();
  }

  @Test
  void optionsAreForMirrorsTooAndAChangeLooksAgain() {
    String dir = fresh("m");
    Page page = page("?namespace=" + team);
    page.locator("#list-file")
        .setInputFiles(
            file(
                "ours.csv",
                "text/csv",
                "url,mirror,colour\n%s,,red\n%s,no,\n".formatted(at(dir + "/x"), at(dir + "/y"))));
    assertThat(part(page, "name")).hasText("ours.csv");
    assertThat(part(page, "format")).hasText("2 entries · read as CSV");
    assertThat(part(page, "passed")).containsText("colour");
    assertThat(lines(page).first()).not().containsText("mirrored");
    page.locator("#list-mirror").check();
    assertThat(lines(page).first()).containsText("mirrored");
    assertThat(lines(page).nth(1)).not().containsText("mirrored");
    page.locator("#list-interval").selectOption("PT12H");
    assertThat(page).hasURL(Pattern.compile("mirror=true&interval=PT12H&show=all"));
    part(page, "go").click();
    assertThat(page.locator("#progress[open] [data-job=when]")).containsText("Done");
    JsonNode mirror = admin.get("/repositories/" + team + "/x").expect(200).json().path("mirror");
    assertThat(mirror.path("syncInterval").asText()).isEqualTo("PT12H");
    assertThat(
            admin
                .get("/repositories/" + team + "/y")
                .expect(200)
                .json()
                .path("mirror")
                .path("enabled")
                .asBoolean())
        .isFalse();
  }

  @Test
  void aLongListIsShownAPageAtATimeAndSaysWhatItLeavesOut() {
    String dir = fresh("l");
    String list =
        IntStream.rangeClosed(1, 1200)
            .mapToObj(i -> at(dir + "/r" + i))
            .collect(Collectors.joining("\n"));
    Page page = page("?namespace=" + team);
    page.locator("#list-file").setInputFiles(file("many.txt", "text/plain", list));
    assertThat(part(page, "go")).hasText("Import 1,200 repositories");
    assertThat(lines(page)).hasCount(50);
    assertThat(part(page, "place")).hasText("1–50 / 1,000");
    page.locator("[data-turn='1']").click();
    assertThat(part(page, "place")).hasText("51–100 / 1,000");
    assertThat(lines(page).first().locator("td").first()).hasText("51");
    assertThat(page).hasURL(Pattern.compile("show=all&page=2"));
    assertThat(part(page, "left")).isHidden();
    for (int turn = 3; turn <= 20; turn++) {
      page.locator("[data-turn='1']").click();
    }
    assertThat(page.locator("[data-turn='1']")).isDisabled();
    assertThat(part(page, "left")).containsText("200 more lines are not shown here");
    shown(page, "REFUSED").click();
    assertThat(part(page, "none")).isVisible();
  }

  @Test
  void whatIsNoListSaysSoAndNothingIsLost() {
    Page page = page("?namespace=" + team + "&tags=kept");
    Locator wrong = part(page, "wrong");
    look(page);
    assertThat(wrong).containsText("There is no list yet");

    page.locator("#list-text").fill("[\"https://127.0.0.1/a\",");
    look(page);
    assertThat(wrong).containsText("This list cannot be taken");
    assertThat(wrong).containsText("Line 1 is not JSON");
    assertThat(page.locator("#list-text")).hasValue("[\"https://127.0.0.1/a\",");
    assertThat(page.locator("#list-tags")).hasValue("kept");
    assertThat(part(page, "preview")).isHidden();
    Browser.keep(page, "import-list-wrong");

    page.locator("#list-file")
        .setInputFiles(new FilePayload("picture.png", "image/png", new byte[] {(byte) 0x89, 1, 2}));
    assertThat(wrong).containsText("Is not text in UTF-8: see line 1");
    assertThat(part(page, "name")).hasText("picture.png");
    page.locator("#list-file")
        .setInputFiles(
            file(
                "bomb.opml",
                "text/xml",
                "<?xml version=\"1.0\"?><!DOCTYPE o [<!ENTITY a \"b\">]><opml>&a;</opml>"));
    assertThat(wrong).containsText("Line 1 declares a document type");
    part(page, "away").click();
    assertThat(page.locator("#list-text")).hasValue("[\"https://127.0.0.1/a\",");
  }

  @Test
  void aFileThatIsTooLargeIsRefusedBeforeItIsSent(@TempDir Path folder) throws IOException {
    Path large = folder.resolve("large.csv");
    Files.write(large, new byte[50 << 20]);
    Page page = page("");
    List<String> sent = new ArrayList<>();
    page.onRequest(request -> sent.add(request.url()));
    page.locator("#list-text").fill(at("x"));
    page.locator("#list-file").setInputFiles(large);
    assertThat(part(page, "wrong")).containsText("large.csv is too large: 50 MiB");
    assertThat(part(page, "wrong")).containsText("At most 10 MiB and 50,000 entries");
    assertThat(page.locator("#list-text")).hasValue(at("x"));
    assertThat(sent).noneMatch(url -> url.contains("/live/import"));
  }

  @Test
  void aListThatChangedAfterItWasSeenIsLookedAtAgain() {
    Page page = page("");
    page.locator("#list-text").fill(at(fresh("s")));
    look(page);
    assertThat(part(page, "go")).isVisible();
    page.locator("#list-text").fill(at(fresh("s")) + "\n" + at(fresh("s")));
    assertThat(part(page, "stale")).isVisible();
    assertThat(part(page, "go")).isDisabled();
    look(page);
    assertThat(part(page, "go")).hasText("Import 2 repositories");
    assertThat(part(page, "stale")).isHidden();
  }

  @Test
  void whatIsTypedWhileTheListIsLookedAtIsNotTakenForSeen() {
    Page page = page("");
    List<Route> held = new ArrayList<>();
    page.route("**/live/import*", held::add);
    page.locator("#list-text").fill(at(fresh("s")));
    look(page);
    page.waitForCondition(() -> !held.isEmpty());
    page.locator("#list-text").fill(at(fresh("s")) + "\n" + at(fresh("s")));
    held.forEach(Route::resume);
    assertThat(part(page, "stale")).isVisible();
    assertThat(part(page, "go")).isDisabled();
  }

  @Test
  void pastedTextAndWhatIsShownOutliveAReload() {
    String dir = fresh("reload");
    Page page = page("?namespace=" + team);
    page.locator("#list-text").fill(at(dir) + "\nnonsense\n");
    look(page);
    shown(page, "REFUSED").click();
    assertThat(lines(page)).hasCount(1);
    page.reload();
    assertThat(page.locator("#list-text")).hasValue(at(dir) + "\nnonsense\n");
    assertThat(page.locator("#list-namespace")).hasValue(team);
    assertThat(shown(page, "REFUSED")).hasAttribute("aria-pressed", "true");
    assertThat(lines(page)).hasCount(1);
  }

  @Test
  void whatIsExportedComesInAgainAsKnown(@TempDir Path folder) {
    String name = fresh("export");
    admin
        .post(
            "/repositories",
            Map.of("namespace", team, "name", name, "cloneUrl", at(name), "mirror", false))
        .expect(201);
    Page page = page("");
    for (String format : List.of("CSV", "JSON")) {
      page.navigate("/ui/repositories.xhtml");
      page.locator("main details.menu > summary:has-text('Export')").click();
      Download download = page.waitForDownload(() -> page.getByText("As " + format).click());
      Path file = folder.resolve(download.suggestedFilename());
      download.saveAs(file);
      assertThat(file).content().contains(at(name));
      page.navigate("/ui/import-list.xhtml");
      page.locator("#list-file").setInputFiles(file);
      assertThat(part(page, "format")).containsText("read as " + format);
      assertThat(shown(page, "ADD").locator("b")).hasText("0");
      assertThat(part(page, "go")).isDisabled();
    }
    APIResponse nothing = page.request().get("/ui/export/repositories.xml");
    assertThat(nothing.status()).isEqualTo(404);
    APIResponse stranger =
        browser
            .person()
            .request()
            .get("/ui/export/repositories.csv", RequestOptions.create().setMaxRedirects(0));
    assertThat(stranger.status()).isIn(302, 303);
  }

  @Test
  void thePageIsReachedAndUsedByTheKeyboard() {
    Page page = page("");
    page.navigate("/ui/repositories.xhtml");
    page.keyboard().press("g");
    page.keyboard().press("i");
    assertThat(page).hasURL(Pattern.compile("/ui/import\\.xhtml$"));
    page.locator(".tabs a:has-text('A list')").focus();
    page.keyboard().press("Enter");
    assertThat(page).hasURL(Pattern.compile("/ui/import-list\\.xhtml$"));
    page.locator("#list-text").focus();
    page.keyboard().insertText(at(fresh("k")));
    page.keyboard().press("Tab");
    assertThat(page.locator("#list-file")).isFocused();
    for (int i = 0; i < 5; i++) {
      page.keyboard().press("Tab");
    }
    assertThat(part(page, "look")).isFocused();
    page.keyboard().press("Enter");
    assertThat(page.locator("#preview-title")).isFocused();
    page.keyboard().press("Tab");
    assertThat(part(page, "go")).isFocused();
  }

  @Test
  void whoMaintainsNothingIsToldSo() {
    String viewer = fresh("viewer");
    String only = fresh("only");
    admin.post("/namespaces", Map.of("name", only)).expect(201);
    admin.post("/users", Map.of("name", viewer, "password", PASSWORD)).expect(201);
    Page page = Browser.signedIn(browser.person(), viewer, PASSWORD);
    page.navigate("/ui/import-list.xhtml");
    // Everybody maintains his own namespace: the options offer that and no other.
    assertThat(page.locator("#list-namespace option")).hasText(viewer);
  }

  @Test
  void thePageIsAccessibleInEveryLook() {
    Looks looks = new Looks(browser);
    String list =
        "url,name\n%s,\n%s,\nnonsense,\nhttps://ana:x@git.example.org/a,\n"
            .formatted(at("deep/" + fresh("a")), at("deep/" + fresh("b")));
    List<String> faults = new ArrayList<>();
    faults.addAll(
        looks.faults(
            "/ui/import-list.xhtml",
            "import-list-preview",
            page -> {
              page.locator("#list-text").fill(list);
              look(page);
              assertThat(lines(page)).hasCount(4);
            }));
    faults.addAll(
        looks.faults(
            "/ui/import-list.xhtml",
            "import-list-file",
            page -> {
              page.locator("#list-file").setInputFiles(file("ours.csv", "text/csv", "url\n\"x"));
              assertThat(part(page, "wrong").locator(".note")).isVisible();
            }));
    assertThat(faults).isEmpty();
  }
}
