package org.sluice.console;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** An administrator at four screens: both themes, both languages, wide ones and phones. */
final class Looks {

  private final Map<String, Page> screens = new LinkedHashMap<>();

  Looks(Browser browser) {
    screens.put("light", browser.person("en", ColorScheme.LIGHT, 1280, 1200));
    screens.put("dark", browser.person("es", ColorScheme.DARK, 1280, 1200));
    screens.put("light-phone", browser.person("es", ColorScheme.LIGHT, 390, 1600));
    screens.put("dark-phone", browser.person("en", ColorScheme.DARK, 390, 1600));
    screens.values().forEach(Browser::signedIn);
  }

  /**
   * What is wrong with a page at any of them: rules that axe finds broken, and overflow. A picture
   * of each is kept.
   *
   * @param path below the server's address
   * @param name what the pictures are called
   */
  List<String> faults(String path, String name) {
    return faults(path, name, page -> {});
  }

  /**
   * The same once something has been done on the page.
   *
   * @param done what somebody does there first
   */
  List<String> faults(String path, String name, Consumer<Page> done) {
    List<String> faults = new ArrayList<>();
    screens.forEach(
        (look, page) -> {
          page.navigate(path);
          done.accept(page);
          faults.addAll(Browser.violations(page, look + " " + path));
          int wider = Browser.overflow(page);
          if (wider > 0) {
            faults.add(look + " " + path + " is " + wider + " pixels too wide");
          }
          Browser.keep(page, name + "-" + look);
        });
    return faults;
  }
}
