package org.sluice.console;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.ReducedMotion;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * One screen that becomes each in turn: both themes, both languages, wide and a phone.
 *
 * <p>A page is opened once in each language and changes its theme and its width while it is open,
 * as it does for people too; so each theme meets each language and each width.
 */
final class Looks {

  /**
   * How a page is shown.
   *
   * @param width of a phone or of a desk, in pixels
   */
  private record Look(String name, String theme, int width, int height) {}

  private static final Map<String, List<Look>> LOOKS =
      Map.of(
          "en",
          List.of(
              new Look("light", "light", 1280, 1200), new Look("dark-phone", "dark", 390, 1600)),
          "es",
          List.of(
              new Look("dark", "dark", 1280, 1200), new Look("light-phone", "light", 390, 1600)));

  /** Ids of the tables that are wider than their places. */
  private static final String CUT =
      """
      Array.from(document.querySelectorAll('.ui-datatable-tablewrapper'))
        .filter(place => place.scrollWidth > place.clientWidth + 1)
        .map(place => place.parentElement.id)
      """;

  /** What the tab key comes to and then shows no ring around. */
  private static final String RINGLESS =
      """
      () => {
        const places = 'a[href], button, input, select, textarea, summary, [tabindex="0"]';
        const ringless = Array.from(document.querySelectorAll(places)).filter(stop => {
          if (!stop.checkVisibility() || stop.disabled || stop.classList.contains('unseen')) {
            return false;
          }
          stop.focus({ preventScroll: true });
          const drawn = stop.querySelector('rect');
          if (drawn && getComputedStyle(drawn).stroke !== 'none') {
            return false;
          }
          const style = getComputedStyle(stop);
          return document.activeElement === stop
            && (style.outlineStyle === 'none' || parseFloat(style.outlineWidth) === 0);
        });
        document.activeElement.blur();
        return ringless.map(stop => stop.outerHTML);
      }
      """;

  private final Browser browser;
  private final Page page;

  /** Those of an administrator. */
  Looks(Browser browser) {
    this(browser, Browser.signedIn(browser.person("en", ColorScheme.LIGHT, 1280, 1200)));
  }

  /** Those of whoever sits before a page. */
  Looks(Browser browser, Page page) {
    this.browser = browser;
    this.page = page;
    // What fades is not looked at half way.
    page.emulateMedia(new Page.EmulateMediaOptions().setReducedMotion(ReducedMotion.REDUCE));
  }

  /**
   * What is wrong with a page at any of them: rules that axe finds broken, overflow, tables that
   * are cut off, and a document without a title, one heading or its language. A picture of each is
   * kept.
   *
   * @param path below the server's address
   * @param name what the pictures are called
   */
  List<String> faults(String path, String name) {
    return faults(path, name, shown -> {});
  }

  /**
   * The same once something has been done on the page.
   *
   * @param done what somebody does there first, in either language
   */
  List<String> faults(String path, String name, Consumer<Page> done) {
    return faults(path, name, 200, done);
  }

  /**
   * The same of a page that refuses.
   *
   * @param status that it is answered with
   */
  List<String> faults(String path, String name, int status) {
    return faults(path, name, status, shown -> {});
  }

  private List<String> faults(String path, String name, int status, Consumer<Page> done) {
    List<String> faults = new ArrayList<>();
    LOOKS.forEach(
        (language, looks) -> {
          browser.speak(page, language);
          page.setViewportSize(looks.get(0).width(), looks.get(0).height());
          Response answer = page.navigate(path);
          if (answer.status() != status) {
            faults.add(path + " answers " + answer.status());
          }
          done.accept(page);
          faults.addAll(document(path, language));
          for (Look look : looks) {
            faults.addAll(look(path, look));
            Browser.keep(page, name + "-" + look.name());
          }
        });
    return faults;
  }

  private List<String> document(String path, String language) {
    List<String> faults = new ArrayList<>();
    if (!language.equals(page.getAttribute("html", "lang"))) {
      faults.add(path + " does not say that it is in " + language);
    }
    if (!page.title().matches("(?!.*\\?\\?\\?)\\S.* · Sluice")) {
      faults.add(path + " is titled '" + page.title() + "'");
    }
    // The page of parts shows one as a part.
    int headings = page.locator("h1:not(.specimen *)").count();
    if (headings != 1) {
      faults.add(path + " has " + headings + " first headings");
    }
    if (page.locator("body").innerText().contains("???")) {
      faults.add(path + " shows a text that is not there in " + language);
    }
    // Only to whoever uses the keyboard is shown where he is.
    page.keyboard().press("Tab");
    for (Object stop : (List<?>) page.evaluate(RINGLESS)) {
      faults.add(path + " does not show the focus on " + stop);
    }
    return faults;
  }

  private List<String> look(String path, Look look) {
    page.setViewportSize(look.width(), look.height());
    page.evaluate("theme => sluiceTheme.set(theme)", look.theme());
    List<String> faults = new ArrayList<>(Browser.violations(page, look.name() + " " + path));
    int wider = Browser.overflow(page);
    if (wider > 0) {
      faults.add(look.name() + " " + path + " is " + wider + " pixels too wide");
    }
    if (look.width() > 1000) {
      for (Object table : (List<?>) page.evaluate(CUT)) {
        faults.add(look.name() + " " + path + " cuts the last columns of " + table + " off");
      }
    }
    return faults;
  }
}
