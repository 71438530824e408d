package org.sluice.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.testing.Fresh.fresh;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.configsource.ConfigUpstream;
import org.sluice.delivery.Fault;
import org.sluice.delivery.ModelReceiver;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;
import org.sluice.testing.WebhookReceiver;

/** The pages of subscribers and of what they receive as people use them, before real receivers. */
@EnabledIf("isBrowserInstalled")
class DeliveryPagesIT {

  private static final String PASSWORD = "somebody-has-this-one";
  private static final Duration SOON = Duration.ofSeconds(30);

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
    team = fresh("files-team");
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

  /** A mirrored repository of these files. */
  private static String repository(Map<String, String> files) throws IOException {
    String name = fresh("files");
    ConfigUpstream.create(served.resolve(name + ".git")).push("main", files);
    admin
        .post(
            "/repositories",
            Map.of("namespace", team, "name", name, "cloneUrl", server.url(name + ".git")))
        .expect(201);
    // It is cloned by itself.
    Waiting.until(
        name + " to be cloned",
        SOON,
        () ->
            admin
                .get("/repositories/" + team + "/" + name)
                .json()
                .path("mirror")
                .hasNonNull("lastSyncedAt"));
    return team + "/" + name;
  }

  /** A subscriber, whose secret the receiver is told. */
  private static String subscriber(String name, ModelReceiver receiver) {
    Api.Answer made =
        admin
            .post(
                "/subscribers",
                Map.of("namespace", team, "name", name, "endpointUrl", receiver.url()))
            .expect(201);
    receiver.accept(made.json().path("secret").asText());
    return made.json().path("id").asText();
  }

  private static String subscription(String subscriber, String repository) {
    return admin
        .post("/subscriptions", Map.of("subscriberId", subscriber, "repository", repository))
        .expect(201)
        .json()
        .path("id")
        .asText();
  }

  private static void untilStatus(String subscription, String status) {
    Waiting.until(
        subscription + " to be " + status,
        SOON,
        () ->
            admin
                .get("/subscriptions/" + subscription)
                .json()
                .path("status")
                .asText()
                .equals(status));
  }

  private static long snapshots(ModelReceiver receiver) {
    return receiver.log().stream()
        .filter(each -> each.type().equals("snapshot.completed") && each.taken())
        .count();
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

  private static Locator secret(Page page) {
    return page.locator("#secret code");
  }

  private static Locator confirm(Page page) {
    return page.locator("#confirm");
  }

  private static String at(String subscriber) {
    return "/ui/subscriber.xhtml?id=" + subscriber;
  }

  @Test
  void nobodyIsChosenToReceiveByBeingTheFirst() {
    String first = fresh("aaa");
    String second = fresh("zzz");
    List<String> ids =
        Stream.of(first, second)
            .map(
                name ->
                    admin
                        .post("/subscribers", Map.of("namespace", team, "name", name))
                        .expect(201)
                        .json()
                        .path("id")
                        .asText())
            .toList();
    Page page = person("MAINTAINER");
    page.navigate("/ui/subscription.xhtml?subscriber=" + ids.get(1));
    assertThat(field(page, "new", "subscriberId")).hasValue(ids.get(1));
    page.navigate("/ui/subscription.xhtml");
    assertThat(field(page, "new", "subscriberId")).hasValue("");
    field(page, "new", "repository").fill(team + "/any");
    field(page, "new", "make").click();
    assertThat(wrong(page, "new", "subscriberId")).isVisible();
    ids.forEach(id -> admin.delete("/subscribers/" + id).expect(204));
  }

  @Test
  void aSubscriberIsRegisteredPingedPausedChangedAndDeleted() {
    try (WebhookReceiver receiver = WebhookReceiver.start()) {
      String name = fresh("billing");
      Page page = browser.admin();
      page.navigate("/ui/jobs.xhtml");
      page.keyboard().press("g");
      page.keyboard().press("s");
      assertThat(page).hasURL(Pattern.compile("/ui/subscribers\\.xhtml"));
      page.locator(".head").getByText("Register a subscriber").click();
      field(page, "new", "endpointUrl").fill("ftp://example.org/");
      field(page, "new", "rateLimit").fill("many");
      field(page, "new", "add").click();
      assertThat(wrong(page, "new", "name")).isVisible();
      assertThat(wrong(page, "new", "endpointUrl")).isVisible();
      assertThat(wrong(page, "new", "rateLimit")).hasText("Must be a whole number from 1 to 1000");
      field(page, "new", "name").fill(name);
      field(page, "new", "namespace").selectOption(team);
      field(page, "new", "endpointUrl").fill(receiver.url("/files"));
      field(page, "new", "rateLimit").fill("");
      field(page, "new", "add").click();
      assertThat(page.locator("#secret")).containsText("it is shown this once");
      String first = secret(page).textContent();
      assertThat(first).startsWith("whsec_");
      Browser.keep(page, "subscriber-registered");
      page.getByText("Open its page").click();
      assertThat(page.locator("h1")).hasText(name);
      assertThat(secret(page)).hasCount(0);
      assertThat(page.content()).doesNotContain(first);

      page.locator("[data-act$='/ping']").click();
      assertThat(page.locator(".toast")).containsText("The ping was taken");
      assertThat(page.locator(".toast")).containsText("204");
      assertThat(receiver.posts("/files").get(0).signedBy(first)).isEqualTo(1);
      receiver.answer("/files", 410, Map.of(), "moved out");
      page.locator("[data-act$='/ping']").click();
      assertThat(page.locator(".toast.bad")).containsText("410");
      assertThat(page.locator("[data-subscriber]")).hasText("Disabled");
      assertThat(page.locator(".note.bad")).containsText("wants nothing any more");
      receiver.answer("/files", 200, Map.of(), "back");
      page.locator("[data-act$='/resume']").click();
      assertThat(page.locator("[data-subscriber]")).hasText("Active");
      page.locator("[data-act$='/pause']").click();
      assertThat(page.locator("[data-subscriber]")).hasText("Paused");
      assertThat(page.locator("[data-act$='/resume']")).isVisible();

      page.locator("[data-submit=rotate]").click();
      assertThat(confirm(page)).containsText("For 24 hours");
      confirm(page).locator("[data-confirm=yes]").click();
      assertThat(page.locator("#secret")).containsText("The old one signs too for 24 hours");
      String second = secret(page).textContent();
      assertThat(second).startsWith("whsec_").isNotEqualTo(first);
      assertThat(page.locator("#rotation")).isVisible();
      page.navigate(page.url());
      assertThat(secret(page)).hasCount(0);

      page.locator("summary:has-text('Settings')").click();
      field(page, "settings", "contact").fill("Ana");
      field(page, "settings", "rateLimit").fill("50");
      field(page, "settings", "save").click();
      assertThat(page.locator(".toast")).containsText("is saved");
      assertThat(page.locator(".status .words")).containsText("at most 50 a second");

      Page list = browser.admin();
      list.navigate("/ui/subscribers.xhtml?status=PAUSED&q=" + name);
      assertThat(list.locator("tbody tr")).hasCount(1);
      assertThat(list.locator("tbody tr")).containsText("127.0.0.1");
      page.locator("[data-submit=delete]").click();
      assertThat(confirm(page)).containsText("no subscription and all records");
      assertThat(confirm(page).locator("[data-confirm=yes]")).isDisabled();
      page.keyboard().type(name);
      page.keyboard().press("Enter");
      assertThat(page).hasURL(Pattern.compile("/ui/subscribers\\.xhtml"));
      assertThat(page.locator(".toast")).containsText(name + " is deleted");
      list.reload();
      assertThat(list.getByText("No subscriber fits")).isVisible();
    }
  }

  @Test
  void aRepositoryIsSubscribedToAndReSyncedByKeyboardAlone() throws IOException {
    try (ModelReceiver receiver = ModelReceiver.start()) {
      String name = fresh("portal");
      String repository = repository(Map.of("a.txt", "one", "docs/b.md", "two", "c.md", "three"));
      String id = subscriber(name, receiver);
      Page page = browser.admin();
      page.navigate(at(id));
      assertThat(page.locator(".empty h2")).hasText("It receives nothing yet");
      page.locator("#main")
          .getByText("Subscribe", new Locator.GetByTextOptions().setExact(true))
          .click();
      field(page, "new", "make").click();
      assertThat(wrong(page, "new", "repository")).isVisible();
      field(page, "new", "repository").fill(repository);
      field(page, "new", "exclude").fill("docs/**");
      field(page, "new", "make").click();
      assertThat(page.locator(".toast")).containsText(name + " receives " + repository);
      assertThat(page.locator("[data-subscription]")).hasText("Up to date");
      assertThat(page.locator("[data-subscription-files]")).hasText("2 of 2 files");
      assertThat(page.locator("[data-attempts]").first()).hasText("snapshot.completed");
      assertThat(receiver.files(repository)).containsOnlyKeys("a.txt", "c.md");

      page.navigate(at(id));
      Locator again = page.locator("[data-starts^='subscriptions/']");
      again.focus();
      page.keyboard().press("Enter");
      assertThat(confirm(page))
          .containsText("Re-sends all 2 files of " + repository + " to " + name);
      assertThat(confirm(page).locator("[data-confirm=no]")).isFocused();
      page.keyboard().press("Tab");
      page.keyboard().press("Enter");
      assertThat(page.locator("#progress")).containsText("2 of 2 files");
      assertThat(page.locator("#progress [data-job=when]")).containsText("Done");
      page.keyboard().press("Escape");
      assertThat(page.locator("#progress")).isHidden();
      assertThat(again).isFocused();
      Waiting.until("the second snapshot", SOON, () -> snapshots(receiver) == 2);

      page.navigate("/ui/repositories.xhtml?q=" + repository);
      page.locator("[data-receivers]").click();
      assertThat(page.locator("#receivers li")).containsText(name);
      page.locator("#receivers [data-starts]").click();
      confirm(page).locator("[data-confirm=yes]").click();
      assertThat(page.locator("#progress [data-job=when]")).containsText("Done");
      Waiting.until("the third snapshot", SOON, () -> snapshots(receiver) == 3);
    }
  }

  @Test
  void whatArrivesBeforeTheFirstLookIsListed() throws IOException {
    try (ModelReceiver receiver = ModelReceiver.start()) {
      String repository = repository(Map.of("a.txt", "one"));
      String id = subscriber(fresh("early"), receiver);
      admin.post("/subscribers/" + id + "/pause", null).expect(200);
      String subscription = subscription(id, repository);
      Page page = browser.admin();
      List<Route> looks = new ArrayList<>();
      page.route("**/live/subscriptions*", looks::add);
      page.navigate("/ui/subscription.xhtml?id=" + subscription);
      assertThat(page.getByText("Nothing was sent yet")).isVisible();
      page.waitForCondition(() -> !looks.isEmpty());
      admin.post("/subscribers/" + id + "/resume", null).expect(200);
      untilStatus(subscription, "SYNCED");
      page.unroute("**/live/subscriptions*");
      looks.forEach(Route::resume);
      assertThat(page.locator("[data-attempts]").first()).hasText("snapshot.completed");
    }
  }

  @Test
  void whatAReceiverRefusesIsNamedFirstAndSentAgain() throws IOException {
    try (ModelReceiver receiver = ModelReceiver.start()) {
      String name = fresh("picky");
      String repository = repository(Map.of("good.txt", "one", "bad.md", "two"));
      receiver.fail(Fault.status(422).about("bad.md"));
      String id = subscriber(name, receiver);
      String subscription = subscription(id, repository);
      Page page = browser.admin();
      page.navigate("/ui/subscription.xhtml?id=" + subscription);
      assertThat(page.locator("[data-subscription]")).hasText("Failed");
      assertThat(page.locator("#error")).isVisible();
      Locator refused = page.locator("section:has(#refused-title)");
      assertThat(refused.locator("tbody tr")).hasCount(1);
      assertThat(refused).containsText("HTTP 422");
      refused.locator("[data-attempts]").click();
      Locator attempts = page.locator("#attempts");
      assertThat(attempts.locator("h2")).hasText("bad.md");
      assertThat(attempts.locator("li")).hasCount(3);
      assertThat(attempts.locator("li").last()).containsText("HTTP 422");
      Browser.keep(page, "delivery-attempts");
      page.keyboard().press("Escape");

      List<String> faults = new ArrayList<>();
      Looks looks = new Looks(browser);
      faults.addAll(looks.faults(at(id), "subscriber"));
      faults.addAll(
          looks.faults("/ui/subscription.xhtml?id=" + subscription, "subscription-failed"));
      assertThat(faults).isEmpty();

      receiver.heal();
      refused.locator("[data-act$='/redeliver']").click();
      assertThat(page.locator(".toast")).containsText("It is sent again");
      assertThat(page.locator("[data-subscription]")).hasText("Up to date");
      assertThat(refused).hasCount(0);
      assertThat(receiver.files(repository)).containsOnlyKeys("good.txt", "bad.md");
      page.locator("select[name=event]").selectOption("file.created");
      assertThat(page).hasURL(Pattern.compile("event=file.created"));
      assertThat(page.locator(".deliveries tbody tr")).hasCount(2);
    }
  }

  @Test
  void everythingOfASubscriberIsSentAgainOnceItsNameIsTyped() throws IOException {
    try (ModelReceiver receiver = ModelReceiver.start()) {
      String name = fresh("mirror-app");
      String id = subscriber(name, receiver);
      String one = subscription(id, repository(Map.of("a.txt", "one")));
      String two = subscription(id, repository(Map.of("b.txt", "two", "c.txt", "three")));
      untilStatus(one, "SYNCED");
      untilStatus(two, "SYNCED");
      Page page = browser.admin();
      page.navigate(at(id));
      assertThat(page.locator("[data-subscription]")).hasCount(2);
      Locator all = page.locator("[data-starts='subscribers/" + id + "/resync']");
      all.click();
      assertThat(confirm(page)).containsText("all 3 files of 2 repositories to " + name);
      page.keyboard().press("Enter");
      assertThat(confirm(page)).isVisible();
      page.keyboard().type(name);
      Browser.keep(page, "resync-all");
      page.keyboard().press("Enter");
      assertThat(page.locator("#progress [data-job=done]"))
          .hasText("2 of 2 subscriptions · 3 of 3 files");
      page.keyboard().press("Escape");
      Waiting.until("both snapshots", SOON, () -> snapshots(receiver) == 4);

      page.locator("[data-act='subscriptions/" + one + "/pause']").click();
      assertThat(page.locator("[data-subscription='" + one + "']")).hasText("Paused");
      page.locator("[data-act='subscriptions/" + one + "/delete']").click();
      assertThat(confirm(page)).containsText("gets nothing of it any more");
      confirm(page).locator("[data-confirm=yes]").click();
      assertThat(page.locator("[data-subscription]")).hasCount(1);
      admin.get("/subscriptions/" + one).expect(404);
    }
  }

  @Test
  void eachSeesAndDoesWhatHeMay() throws IOException {
    try (ModelReceiver receiver = ModelReceiver.start()) {
      String name = fresh("seen");
      String repository = repository(Map.of("a.txt", "one"));
      String id = subscriber(name, receiver);
      String subscription = subscription(id, repository);
      Page stranger = person(null);
      stranger.navigate("/ui/subscribers.xhtml");
      assertThat(stranger.locator(".empty h2")).hasText("No subscriber yet");
      assertThat(stranger.locator(".empty")).containsText("an application of yours");
      assertThat(stranger.navigate(at(id)).status()).isEqualTo(404);
      assertThat(stranger.navigate("/ui/subscription.xhtml?id=" + subscription).status())
          .isEqualTo(404);
      Page viewer = person("VIEWER");
      viewer.navigate(at(id));
      assertThat(viewer.locator("h1")).hasText(name);
      assertThat(viewer.locator("[data-act], [data-starts], [data-submit]")).hasCount(0);
      viewer.navigate("/ui/subscription.xhtml?id=" + subscription);
      assertThat(viewer.locator("[data-subscription]")).hasText("Up to date");
      assertThat(viewer.locator("[data-act], [data-starts], [data-submit]")).hasCount(0);
    }
  }
}
