package org.sluice.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.TimeoutError;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;
import org.sluice.testing.RunningSluice;

/** The system's own Chromium, driven by Playwright, before one running Sluice. */
final class Browser implements AutoCloseable {

  private static final System.Logger LOG = System.getLogger(Browser.class.getName());

  private static final List<String> NAMES =
      List.of("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome");

  private static final Path SCREENSHOTS =
      Path.of(System.getProperty("sluice.test.target", "target"), "screenshots");

  private static final String AXE = axe();

  /** Runs axe where it has been put, and tells of each rule what breaks it first. */
  private static final String ANALYSIS =
      """
      () => axe.run(document, {
        runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'],
        resultTypes: ['violations']
      }).then(found => found.violations.map(each => each.id + ' ' + each.nodes[0].html))
      """;

  private final URI server;
  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;

  /**
   * What the console of any page complained about: errors of scripts and of the policy; and what
   * was asked for elsewhere.
   */
  final List<String> complaints = new CopyOnWriteArrayList<>();

  private Browser(URI server, Path executable) {
    this.server = server;
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    chromium =
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(executable)
                    .setArgs(
                        List.of(
                            "--headless",
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));
  }

  /** Whether there is one; says so on standard output if not. */
  static boolean isInstalled() {
    boolean installed = executable().isPresent();
    if (!installed) {
      System.out.println("SKIPPED: no Chromium is installed, the console is not tested");
    }
    return installed;
  }

  private static Optional<Path> executable() {
    return NAMES.stream().map(Path::of).filter(Files::isExecutable).findFirst();
  }

  /** Starts it before a server. */
  static Browser before(URI server) {
    return new Browser(server, executable().orElseThrow());
  }

  /** A person at a screen: no cookies, a language, light or dark, wide or a phone. */
  Page person(String language, ColorScheme scheme, int width, int height) {
    BrowserContext context =
        chromium.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setBaseURL(server.toString())
                .setViewportSize(width, height)
                .setColorScheme(scheme)
                .setLocale(language));
    context.setDefaultTimeout(30_000);
    Page page = context.newPage();
    page.onPageError(error -> complaints.add(page.url() + ": " + error));
    page.onConsoleMessage(
        message -> {
          // A refused request is no defect of the page; a blocked script is.
          if (message.type().equals("error") && !message.text().contains("status of")) {
            complaints.add(page.url() + ": " + message.text());
          }
        });
    page.onRequest(
        request -> {
          if (isElsewhere(request.url())) {
            complaints.add(page.url() + " asks for " + request.url());
          }
        });
    return page;
  }

  private boolean isElsewhere(String url) {
    URI asked = URI.create(url.replaceAll("[?#].*", ""));
    return asked.getScheme().startsWith("http")
        && !server.getAuthority().equals(asked.getAuthority());
  }

  /** Somebody who reads English in the light at 1280 pixels. */
  Page person() {
    return person("en", ColorScheme.LIGHT, 1280, 900);
  }

  /** Somebody who reads English in the light at 1280 pixels and is signed in as administrator. */
  Page admin() {
    return signedIn(person());
  }

  /** Signs the administrator in; ends on the first page. */
  static Page signedIn(Page page) {
    return signedIn(page, RunningSluice.ADMIN, RunningSluice.ADMIN_PASSWORD);
  }

  /** Signs somebody in; ends on the first page. */
  static Page signedIn(Page page, String user, String password) {
    page.navigate("/ui/sign-in.xhtml");
    page.locator("[id='signin:user']").fill(user);
    page.locator("[id='signin:password']").fill(password);
    page.locator("#signin .btn.primary").click();
    assertThat(page).hasURL(Pattern.compile("/ui/(index|dashboard)\\.xhtml"));
    return page;
  }

  /** Has every further page be in a language, as its switch does. */
  void speak(Page page, String language) {
    Cookie cookie = new Cookie("sluice-language", language).setUrl(server.toString());
    page.context().addCookies(List.of(cookie));
  }

  /** What of WCAG 2.2 AA a page breaks as axe sees it, each with where it was met. */
  static List<String> violations(Page page, String where) {
    // Once for each document: the source is half a megabyte.
    if (page.evaluate("'axe' in window").equals(false)) {
      page.evaluate(AXE);
    }
    List<?> broken = (List<?>) page.evaluate(ANALYSIS);
    return broken.stream().map(each -> where + ": " + each).toList();
  }

  private static String axe() {
    try (InputStream source = AxeBuilder.class.getResourceAsStream("/axe.min.js")) {
      return new String(source.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  /**
   * Ends a test: everybody leaves, so that no page goes on asking the server.
   *
   * @return what was complained about meanwhile
   */
  List<String> leave() {
    chromium.contexts().forEach(BrowserContext::close);
    List<String> all = List.copyOf(complaints);
    complaints.clear();
    return all;
  }

  /** Pixels by which a page is wider than its screen. */
  static int overflow(Page page) {
    Object wider = page.evaluate("document.documentElement.scrollWidth - window.innerWidth");
    return ((Number) wider).intValue();
  }

  /**
   * Keeps what the page shows, for people who look at screenshots. Nothing is judged by it, so a
   * picture that Chromium does not finish within half a minute, as happens where all processors are
   * busy, is missing and said to be, and the test goes on.
   */
  static void keep(Page page, String name) {
    try {
      page.screenshot(new Page.ScreenshotOptions().setPath(SCREENSHOTS.resolve(name + ".png")));
    } catch (TimeoutError late) {
      LOG.log(System.Logger.Level.WARNING, "No screenshot of {0}: {1}", name, late.getMessage());
    }
  }

  @Override
  public void close() {
    chromium.close();
    playwright.close();
  }
}
