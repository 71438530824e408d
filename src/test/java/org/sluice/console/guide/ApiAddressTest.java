package org.sluice.console.guide;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Help of pages: every page has it, and its addresses are filled from the page's own. */
class ApiAddressTest {

  /** Pages without anything to help with: the way in, the way on, and the one of their makers. */
  private static final Set<String> WITHOUT = Set.of("sign-in", "index", "style");

  private static final Path PAGES = Path.of("webapp/ui");

  private static String filled(String written, Map<String, String> page) {
    return ApiAddress.parse(written).filled(page).orElse(null);
  }

  @Test
  void holesAndFiltersAreFilledFromThePage() {
    assertThat(filled("GET /jobs?status,kind", Map.of())).isEqualTo("/jobs");
    assertThat(filled("GET /jobs?status,kind", Map.of("kind", "SYNC", "status", "FAILED")))
        .isEqualTo("/jobs?status=FAILED&kind=SYNC");
    assertThat(filled("GET /jobs?status", Map.of("status", " ", "other", "x"))).isEqualTo("/jobs");
    assertThat(filled("GET /a/{owner}/{name}", Map.of("owner", "team a", "name", "b/c")))
        .isEqualTo("/a/team%20a/b%2Fc");
    assertThat(filled("GET /a/{owner}/{name}", Map.of("owner", "team"))).isNull();
  }

  @Test
  void nothingThatAShellUnderstandsGetsThrough() {
    String filled =
        filled("GET /jobs/{id}?q", Map.of("id", "'$(reboot)\"", "q", "';`reboot`\\\n$HOME"));
    assertThat(filled).matches("/jobs/[\\w%.*-]+\\?q=[\\w%.*+-]+");
    assertThat(filled("GET /jobs?q", Map.of("q", "x".repeat(201)))).isEqualTo("/jobs");
  }

  @Test
  void conditionChoosesAmongPages() {
    ApiAddresses all =
        new ApiAddresses(
            Map.of(
                "refs",
                List.of(ApiAddress.parse("[show=kept] GET /kept"), ApiAddress.parse("GET /held"))));
    assertThat(all.of("refs", Map.of("show", "kept")).orElseThrow().filled()).isEqualTo("/kept");
    assertThat(all.of("refs", Map.of("show", "all")).orElseThrow().filled()).isEqualTo("/held");
    assertThat(all.of("none", Map.of())).isEmpty();
  }

  @Test
  void whatIsNoAddressIsRefused() {
    for (String each : new String[] {"", "jobs", "GET jobs", "PUT /jobs", "GET /jobs?a b"}) {
      assertThatThrownBy(() -> ApiAddress.parse(each)).isInstanceOf(IllegalArgumentException.class);
    }
    assertThat(ApiAddress.parse("POST /a {\"b\":1}").body()).isEqualTo("{\"b\":1}");
  }

  @Test
  void everyPageBehindTheSignInHasHelp() throws IOException {
    Map<String, List<ApiAddress>> addresses = ApiAddresses.read().byPage();
    Set<String> pages = new TreeSet<>();
    try (var all = Files.list(PAGES)) {
      all.map(each -> each.getFileName().toString().replace(".xhtml", "")).forEach(pages::add);
    }
    pages.removeAll(WITHOUT);
    assertThat(addresses.keySet()).isEqualTo(pages);
    for (String page : pages) {
      assertThat(withIncludes(PAGES.resolve(page + ".xhtml"))).as(page).contains("<s:head ");
      for (String language : new String[] {"en", "es"}) {
        String text = texts(language).getProperty("guide." + page, "");
        long sentences = text.codePoints().filter(sign -> ".:".indexOf(sign) >= 0).count();
        assertThat(sentences).as(page + " in " + language + ": " + text).isBetween(2L, 7L);
      }
    }
  }

  private static String withIncludes(Path page) throws IOException {
    String text = Files.readString(page);
    return text
        + Pattern.compile("src=\"(/WEB-INF/includes/[\\w-]+\\.xhtml)\"")
            .matcher(text)
            .results()
            .map(each -> read(Path.of("webapp" + each.group(1))))
            .collect(Collectors.joining());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static Properties texts(String language) throws IOException {
    Properties texts = new Properties();
    try (var in =
        Files.newBufferedReader(
            Path.of(
                "src/main/resources/org/sluice/console/messages_" + language + ".properties"))) {
      texts.load(in);
    }
    return texts;
  }
}
