package org.sluice.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.testing.Fresh.fresh;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.configsource.ConfigUpstream;
import org.sluice.delivery.ModelReceiver;
import org.sluice.forge.github.GitHubStub;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.ForgeFleet;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/**
 * The day's work without a pointer: nothing is touched but keys, and each stop on the way is one
 * that can be seen.
 */
@EnabledIf("peersAreInstalled")
class KeyboardIT {

  private static final String PASSWORD = "a-maintainer-has-this-one";
  private static final String TOKEN = "ghp_keyboard";

  /** More stops than any page has. */
  private static final int MANY = 150;

  /** What is wrong with what has the focus; empty if it can be seen, null if nothing has it. */
  private static final String STOP =
      """
      () => {
        const stop = document.activeElement;
        if (!stop || stop === document.body) {
          return null;
        }
        const box = stop.getBoundingClientRect();
        const style = getComputedStyle(stop);
        const ring = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
        const inside = box.width > 0 && box.bottom > 0 && box.top < innerHeight
          && box.right > 0 && box.left < innerWidth;
        const x = Math.min(Math.max(box.left + box.width / 2, 0), innerWidth - 1);
        const y = Math.min(Math.max(box.top + box.height / 2, 0), innerHeight - 1);
        const seen = document.elementFromPoint(x, y);
        const covered = !seen || !(stop.contains(seen) || seen.contains(stop));
        return ring && inside && !covered ? ''
          : [ring ? '' : 'no ring', inside ? '' : 'outside', covered ? 'covered' : '', stop.outerHTML.slice(0, 160)].join(' ');
      }
      """;

  @TempDir private static Path served;

  private static Api admin;
  private static Browser browser;
  private static StockGitServer upstream;
  private static GitHubStub github;
  private static ForgeFleet fleet;
  private static ModelReceiver receiver;
  private static String maintainer;

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
    ConfigUpstream.create(served.resolve("small.git"))
        .push("main", Map.of("a.txt", "one", "b.txt", "two"));
    upstream = StockGitServer.start(served);
    github = GitHubStub.start().token(TOKEN, "octo", "repo").graphQl(false);
    fleet = ForgeFleet.at(admin, "GITHUB", github.web()).account(github.root(), TOKEN);
    for (String each : new String[] {"acme/gateway", "acme/lake"}) {
      github.repository(each).open("A change");
      fleet.track(each);
    }
    receiver = ModelReceiver.start();
    maintainer = fresh("keyboard");
    admin.post("/users", Map.of("name", maintainer, "password", PASSWORD)).expect(201);
    admin
        .put(
            "/namespaces/" + fleet.namespace() + "/members/" + maintainer,
            Map.of("role", "MAINTAINER"))
        .expect(201);
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
  void nothingIsBlockedAndNoScriptFails() {
    github.heal();
    assertThat(browser.leave()).isEmpty();
  }

  /** Presses the tab key until something has the focus. */
  private static void tabTo(Page page, Locator wanted) {
    assertThat(wanted).isVisible();
    for (int i = 0; i < MANY; i++) {
      page.keyboard().press("Tab");
      stop(page);
      if (wanted.evaluate("node => node === document.activeElement").equals(true)) {
        return;
      }
    }
    throw new AssertionError("The tab key does not come to " + wanted);
  }

  /** Behind the last stop comes the browser's own frame, where no element has the focus. */
  private static void stop(Page page) {
    Object wrong = page.evaluate(STOP);
    if (wrong != null) {
      assertThat(wrong.toString()).as("a stop on " + page.url()).isEmpty();
    }
  }

  private static void press(Page page, String... keys) {
    for (String key : keys) {
      page.keyboard().press(key);
    }
  }

  private static void enter(Page page, Locator field, String text) {
    tabTo(page, field);
    page.keyboard().press("ControlOrMeta+a");
    page.keyboard().type(text);
  }

  private static Page signedIn() {
    Page page = browser.person();
    page.navigate("/ui/sign-in.xhtml");
    enter(page, page.locator("[id='signin:user']"), maintainer);
    enter(page, page.locator("[id='signin:password']"), PASSWORD);
    press(page, "Enter");
    assertThat(page).hasURL(Pattern.compile("/ui/dashboard\\.xhtml"));
    page.waitForLoadState();
    return page;
  }

  /** The dialog keeps the focus for itself, however often the tab key is pressed. */
  private static void keepsTheFocus(Page page, Locator dialog) {
    for (int i = 0; i < 12; i++) {
      press(page, i < 6 ? "Tab" : "Shift+Tab");
      stop(page);
      assertThat(
              dialog.evaluate(
                  "node => node.contains(document.activeElement)"
                      + " || document.activeElement === document.body"))
          .isEqualTo(true);
    }
  }

  @Test
  void aRepositoryIsImported() {
    Page page = signedIn();
    press(page, "g", "i");
    assertThat(page).hasURL(Pattern.compile("/ui/import\\.xhtml$"));
    page.waitForLoadState();
    String name = fresh("by-keys");
    enter(page, page.locator("[id='import:cloneUrl']"), upstream.url("small.git"));
    enter(page, page.locator("[id='import:name']"), name);
    press(page, "Enter");
    Locator dialog = page.locator("#progress[open]");
    assertThat(dialog.locator("[data-job=when]")).containsText("Done");
    keepsTheFocus(page, dialog);
    press(page, "Escape");
    assertThat(page.locator("#progress")).isHidden();
    assertThat(page.locator("h1")).hasText(maintainer + "/" + name);
    assertThat(page.locator("#main")).isFocused();
    tabTo(page, page.locator(".head .acts [data-sync]"));
    press(page, "Enter");
    assertThat(dialog.locator("[data-job=when]")).containsText("Done");
    press(page, "Escape");
    assertThat(page.locator(".head .acts [data-sync]")).isFocused();
  }

  @Test
  void allAreRefreshedCancelledAndWhatFailedIsRetried() {
    Page page = signedIn();
    github.hang("/lake");
    Locator refresh = page.getByText("Refresh all that I maintain");
    tabTo(page, refresh);
    press(page, "Enter");
    Locator dialog = page.locator("#progress[open]");
    assertThat(dialog.locator("[data-job=done]")).hasText("1 of 2 repositories");
    keepsTheFocus(page, dialog);
    tabTo(page, dialog.locator("[data-job-do=cancel]"));
    press(page, "Enter");
    assertThat(dialog.locator("[data-job=when]")).containsText("Cancelled");
    github.heal();
    github.fail("/lake", 502);
    Locator retry = dialog.locator("[data-job-do=retry]");
    tabTo(page, retry);
    press(page, "Enter");
    assertThat(dialog.locator("[data-job=failed]")).hasText("1");
    github.heal();
    tabTo(page, retry);
    press(page, "Enter");
    assertThat(dialog.locator("[data-job=failed]")).hasText("0");
    assertThat(dialog.locator("[data-job=when]")).containsText("Done");
    press(page, "Escape");
    assertThat(dialog).isHidden();
    assertThat(refresh).isFocused();
  }

  @Test
  void aSubscriptionIsSentAgainOnceThatIsConfirmed() {
    String name = fresh("files");
    admin
        .post(
            "/repositories",
            Map.of(
                "namespace",
                fleet.namespace(),
                "name",
                name,
                "cloneUrl",
                upstream.url("small.git")))
        .expect(201);
    String subscriber = fresh("portal");
    Api.Answer made =
        admin
            .post(
                "/subscribers",
                Map.of(
                    "namespace",
                    fleet.namespace(),
                    "name",
                    subscriber,
                    "endpointUrl",
                    receiver.url()))
            .expect(201);
    receiver.accept(made.json().path("secret").asText());
    String id = made.json().path("id").asText();
    String repository = fleet.namespace() + "/" + name;
    String subscription =
        admin
            .post("/subscriptions", Map.of("subscriberId", id, "repository", repository))
            .expect(201)
            .json()
            .path("id")
            .asText();
    Waiting.until(
        "all is delivered",
        Duration.ofSeconds(60),
        () -> admin.get("/subscriptions/" + subscription).json().path("status").asText(),
        "SYNCED"::equals);

    Page page = signedIn();
    press(page, "g", "s");
    assertThat(page).hasURL(Pattern.compile("/ui/subscribers\\.xhtml$"));
    page.waitForLoadState();
    tabTo(page, page.locator("td a.name:has-text('" + subscriber + "')"));
    press(page, "Enter");
    assertThat(page.locator("h1")).hasText(subscriber);
    Locator again = page.locator("[data-starts='subscriptions/" + subscription + "/resync']");
    tabTo(page, again);
    press(page, "Enter");
    Locator question = page.locator("#confirm[open]");
    assertThat(question.locator("[data-confirm=no]")).isFocused();
    keepsTheFocus(page, question);
    press(page, "Escape");
    assertThat(page.locator("#confirm")).isHidden();
    assertThat(again).isFocused();

    // The browser tells of the first question's end only when the second is open.
    again.evaluate(
        "button => { button.click(); document.getElementById('confirm').close(); button.click(); }");
    tabTo(page, question.locator("[data-confirm=yes]"));
    press(page, "Enter");
    assertThat(page.locator("#progress [data-job=when]")).containsText("Done");
    assertThat(page.locator("#progress [data-job=title]"))
        .hasText("Re-sync of " + repository + " → " + subscriber);
    press(page, "Escape");
    assertThat(page.locator("#progress")).isHidden();
    assertThat(again).isFocused();
  }

  @Test
  void theFirstStopSkipsWhatEveryPageHas() {
    Page page = signedIn();
    press(page, "g", "r");
    assertThat(page).hasURL(Pattern.compile("/ui/repositories\\.xhtml$"));
    page.waitForLoadState();
    press(page, "Tab");
    assertThat(page.locator("a.skip")).isFocused();
    stop(page);
    press(page, "Enter");
    press(page, "Tab");
    stop(page);
    assertThat(page.evaluate("document.querySelector('main').contains(document.activeElement)"))
        .isEqualTo(true);
  }

  @Test
  void menusOpenAndShutAndGiveTheFocusBack() {
    Page page = signedIn();
    for (String menu : new String[] {"#tray", "#theme", "#language", "#me"}) {
      Locator summary = page.locator(menu + " > summary");
      tabTo(page, summary);
      press(page, "Enter");
      press(page, "Tab");
      stop(page);
      assertThat(
              page.evaluate(
                  "menu => document.querySelector(menu).contains(document.activeElement)", menu))
          .isEqualTo(true);
      press(page, "Escape");
      assertThat(summary).isFocused();
    }
    press(page, "?");
    assertThat(page.locator("#help")).isVisible();
    press(page, "Escape");
    assertThat(page.locator("#me > summary")).isFocused();
  }
}
