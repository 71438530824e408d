package org.sluice.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.RequestOptions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.configsource.ConfigUpstream;
import org.sluice.delivery.ModelReceiver;
import org.sluice.egress.ssh.SshPrivateKey;
import org.sluice.forge.github.GitHubStub;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.ForgeFleet;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;
import org.sluice.testing.WebhookReceiver;

/**
 * Every page of the console is accessible, fits a phone, loads nothing from elsewhere and is
 * blocked by no policy, in both themes and both languages; found by the files, so that none is
 * forgotten.
 */
@EnabledIf("peersAreInstalled")
class EveryPageIT {

  private static final String PASSWORD = "a-member-has-this-one";
  private static final String TOKEN = "ghp_everypage";
  private static final Path PAGES = Path.of("webapp", "ui");

  /**
   * Those that lead whoever is signed in on to the dashboard, and the one that is shown while pages
   * are made.
   */
  private static final List<String> SHOW_NOTHING = List.of("index", "sign-in", "style");

  /** Those that go on by themselves. */
  private static final List<String> LIVE =
      List.of(
          "dashboard",
          "repositories",
          "repository",
          "jobs",
          "notifications",
          "configuration",
          "configuration-source",
          "subscribers",
          "subscriber",
          "subscription");

  /** What people and programs write into addresses. */
  private static final List<String> NONSENSE =
      List.of(
          "",
          "?id=none&account=none&owner=no&name=..%2F&show=none",
          "?id=&account=&owner=&name=&show=&page=99999999999&view=&state=&size=0",
          "?id=01a2184a-fa14-7000-9bd3-6e54ee70f5e7&account=01a2184a-fa14-7000-9bd3-6e54ee70f5e7"
              + "&size=none&page=-1&sort=none&q=%00");

  @TempDir private static Path served;

  private static Api admin;
  private static Browser browser;
  private static StockGitServer upstream;
  private static GitHubStub github;
  private static ModelReceiver receiver;

  /** What each page that is about one thing is asked for with. */
  private static final Map<String, List<String>> QUERIES = new HashMap<>();

  static boolean peersAreInstalled() {
    boolean git = StockGitServer.isInstalled();
    return Browser.isInstalled() && git;
  }

  @BeforeAll
  static void open() throws IOException {
    PlaywrightAssertions.setDefaultAssertionTimeout(20_000);
    RunningSluice sluice = RunningSluice.shared();
    admin = sluice.admin();
    browser = Browser.before(sluice.address());
    upstream = StockGitServer.start(served);
    github = GitHubStub.start().token(TOKEN, "octo", "repo", "read:org");
    receiver = ModelReceiver.start();
    furnish();
  }

  @AfterAll
  static void close() throws IOException {
    if (browser != null) {
      browser.close();
    }
    if (upstream != null) {
      upstream.close();
      github.close();
      receiver.close();
    }
  }

  @AfterEach
  void nothingIsBlockedAskedForElsewhereOrFails() {
    assertThat(browser.leave()).isEmpty();
  }

  /** One of each thing, in one namespace. */
  private static void furnish() throws IOException {
    github.organisation("acme").repository("acme/app").open("Rate limits").label("edge");
    ForgeFleet fleet = ForgeFleet.at(admin, "GITHUB", github.web()).account(github.root(), TOKEN);
    String team = fleet.namespace();
    String files = fresh("files");
    ConfigUpstream.create(served.resolve(files + ".git"))
        .push("main", Map.of("application.yml", "a: 1\n", "docs/b.md", "two"));
    admin
        .post(
            "/repositories",
            Map.of("namespace", team, "name", files, "cloneUrl", upstream.url(files + ".git")))
        .expect(201);
    String repository = team + "/" + files;
    Waiting.until(
        repository + " is cloned",
        Duration.ofSeconds(60),
        () ->
            admin
                .get("/repositories/" + repository)
                .json()
                .path("mirror")
                .hasNonNull("lastSyncedAt"));
    for (String each : List.of("repository", "refs")) {
      QUERIES.put(each, List.of("owner=" + team + "&name=" + files));
    }
    String member = fresh("ana");
    admin
        .post(
            "/users",
            Map.of("name", member, "displayName", "Ana Torres", "password", fresh("a password of")))
        .expect(201);
    admin.put("/namespaces/" + team + "/members/" + member, Map.of("role", "VIEWER")).expect(201);
    QUERIES.put("namespace", List.of("name=" + team, "name=" + team + "&user=" + member));
    QUERIES.put(
        "job",
        List.of(
            "id=" + fleet.run("/repositories/" + repository + "/sync", null).path("id").asText()));
    forge(fleet);
    source(repository);
    delivery(team, repository);
    access();
  }

  private static void forge(ForgeFleet fleet) {
    String tracked = fleet.track("acme/app");
    fleet.run(tracked + "/refresh", null);
    fleet.run(tracked + "/health-check", null);
    QUERIES.put("health", List.of("owner=" + fleet.namespace() + "&name=acme-app"));
    String account = fleet.account();
    QUERIES.put("forge-account", List.of("id=" + account, ""));
    Api.Answer standing =
        admin
            .post(
                "/forge-accounts/" + account + "/standing-imports",
                Map.of("namespace", fleet.namespace(), "owner", "acme"))
            .expect(201);
    fleet.await(standing.json().path("lastJob").asText());
    QUERIES.put(
        "standing-import",
        List.of("account=" + account + "&id=" + standing.locationId(), "account=" + account));
  }

  private static void source(String repository) {
    String name = fresh("source");
    admin
        .post("/config-sources", Map.of("name", name, "repository", repository, "interval", "PT1H"))
        .expect(201);
    admin.post("/config-sources/" + name + "/refresh", null).expect(200);
    QUERIES.put(
        "configuration-source",
        List.of(
            "name=" + name, "name=" + name + "&show=try", "name=" + name + "&show=compare", ""));
  }

  private static void delivery(String team, String repository) {
    Api.Answer made =
        admin
            .post(
                "/subscribers",
                Map.of("namespace", team, "name", fresh("reader"), "endpointUrl", receiver.url()))
            .expect(201);
    receiver.accept(made.json().path("secret").asText());
    String subscriber = made.json().path("id").asText();
    String subscription =
        admin
            .post("/subscriptions", Map.of("subscriberId", subscriber, "repository", repository))
            .expect(201)
            .json()
            .path("id")
            .asText();
    Waiting.until(
        "all is delivered",
        Duration.ofSeconds(60),
        () -> admin.get("/subscriptions/" + subscription).json().path("status").asText(),
        "SYNCED"::equals);
    QUERIES.put("subscriber", List.of("id=" + subscriber, ""));
    QUERIES.put("subscription", List.of("id=" + subscription, ""));
  }

  private static void access() {
    String entry =
        "[a-rather-long-host-name.git.example.org]:2222 " + SshPrivateKey.generate().publicLine();
    admin.post("/host-keys", Map.of("entry", entry)).expect(201);
    JsonNode key =
        admin
            .post(
                "/credentials",
                Map.of(
                    "label",
                    fresh("key"),
                    "kind",
                    "SSH_KEY",
                    "host",
                    "a-rather-long-host-name.git.example.org:2222",
                    "generate",
                    true))
            .expect(201)
            .json();
    QUERIES.put("credential", List.of("id=" + key.path("id").asText()));
    try (WebhookReceiver hooks = WebhookReceiver.start()) {
      hooks.answer("/gone", 410, Map.of(), "");
      JsonNode channel =
          admin
              .post(
                  "/notifications/channels",
                  Map.of("name", fresh("hook"), "kind", "WEBHOOK", "url", hooks.url("/gone")))
              .expect(201)
              .json();
      String id = channel.path("id").asText();
      admin.post("/notifications/channels/" + id + "/test", null).expect(422);
      QUERIES.put("channel", List.of("id=" + id));
    }
  }

  /** Every page that shows something to whoever is signed in. */
  private static List<String> pages() throws IOException {
    try (Stream<Path> files = Files.list(PAGES)) {
      return files
          .map(each -> each.getFileName().toString().replace(".xhtml", ""))
          .filter(each -> !SHOW_NOTHING.contains(each))
          .sorted()
          .toList();
    }
  }

  /** What is folded away is part of the page too. */
  private static void unfold(Page page) {
    page.evaluate("document.querySelectorAll('details.fold').forEach(fold => fold.open = true)");
  }

  @Test
  void everyPageIsAccessibleFitsAndAsksForNothingElsewhere() throws IOException {
    List<String> pages = pages();
    assertThat(pages).hasSizeGreaterThan(20).containsAll(QUERIES.keySet());
    Looks looks = new Looks(browser);
    List<String> faults = new ArrayList<>();
    for (String page : pages) {
      int number = 0;
      for (String query : QUERIES.getOrDefault(page, List.of(""))) {
        String address = "/ui/" + page + ".xhtml" + (query.isEmpty() ? "" : "?" + query);
        String name = page + (number == 0 ? "" : "-" + number);
        faults.addAll(looks.faults(address, name, EveryPageIT::unfold));
        number++;
      }
    }
    faults.addAll(looks.faults("/ui/nothing.xhtml", "error-404", 404));
    assertThat(faults).isEmpty();
  }

  @Test
  void whatIsLiveRestsWhileItIsHiddenAndGoesOnWhenItIsSeen() {
    Page page = browser.admin();
    page.addInitScript(
        "Object.defineProperty(Document.prototype, 'hidden', { get: () => window.away === true })");
    page.clock().install();
    Set<String> asked = new HashSet<>();
    page.onRequest(
        request -> {
          if (request.url().contains("/ui/live/")) {
            asked.add(request.url().replaceAll(".*/ui/live/|[?#].*", ""));
          }
        });
    for (String name : LIVE) {
      asked.clear();
      page.navigate("/ui/" + name + ".xhtml?" + QUERIES.getOrDefault(name, List.of("")).get(0));
      page.evaluate("away = true; document.dispatchEvent(new Event('visibilitychange'))");
      Set<String> seen = Set.copyOf(asked);
      assertThat(seen).as(name).contains("jobs", "notices").hasSizeGreaterThan(1);
      asked.clear();
      page.clock().runFor(60_000);
      assertThat(asked).as(name + " while it is hidden").isEmpty();

      page.evaluate("away = false; document.dispatchEvent(new Event('visibilitychange'))");
      page.clock().runFor(100);
      page.waitForCondition(() -> asked.containsAll(seen));
    }
  }

  @Test
  void noPageFailsWhateverItsAddressHolds() throws IOException {
    Page page = browser.admin();
    RequestOptions here = RequestOptions.create().setMaxRedirects(0);
    List<String> failed = new ArrayList<>();
    for (String name : pages()) {
      for (String query : NONSENSE) {
        String address = "/ui/" + name + ".xhtml" + query;
        int status = page.request().get(address, here).status();
        if (status != 200 && status != 404) {
          failed.add(address + " answers " + status);
        }
      }
    }
    assertThat(failed).isEmpty();
  }

  @Test
  void whoIsNotSignedInSeesPagesThatAreAccessibleToo() {
    Looks looks = new Looks(browser, browser.person("en", ColorScheme.LIGHT, 1280, 1200));
    List<String> faults = new ArrayList<>(looks.faults("/ui/sign-in.xhtml", "sign-in"));
    faults.addAll(looks.faults("/ui/sign-in.xhtml?out", "signed-out"));
    assertThat(faults).isEmpty();
  }

  @Test
  void whoMayNotSeeAPageIsToldSoOnOneThatIsAccessible() {
    String name = fresh("member");
    admin.post("/users", Map.of("name", name, "password", PASSWORD)).expect(201);
    Looks looks = new Looks(browser, Browser.signedIn(browser.person(), name, PASSWORD));
    List<String> faults = new ArrayList<>(looks.faults("/ui/users.xhtml", "error-403", 403));
    faults.addAll(looks.faults("/ui/dashboard.xhtml", "first-steps"));
    assertThat(faults).isEmpty();
  }
}
