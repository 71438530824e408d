package org.sluice.console.style;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.sluice.console.style.StyleBacking.Token;

/** The tokens of the console's sheet, and that every part has its place on the style page. */
class StyleSheetTest {

  private static final Path WEBAPP = Path.of("webapp");
  private static final Path TAGS = WEBAPP.resolve("WEB-INF/tags");

  private final String css = read(WEBAPP.resolve("resources/css/sluice.css"));
  private final StyleSheet sheet = StyleSheet.of(css);
  private final String page = read(WEBAPP.resolve("ui/style.xhtml"));

  @Test
  void tokensAreReadFromTheSheet() {
    StyleSheet read =
        StyleSheet.of(
            """
            :root {
              --text-lg: 1rem;
              --s1: .25rem;
              --ink: #123;
              --shadow: 0 1px 2px rgb(1 2 3 / .05);
            }
            [data-theme="dark"] {
              --ink: #eee;
              --shadow: none;
            }
            .a { --s9: 1px; }
            """);
    assertThat(read.tokens())
        .extracting(Token::name)
        .containsExactly("text-lg", "s1", "ink", "shadow");
    assertThat(read.colours()).containsExactly(new Token("ink", "#123"));
    assertThat(read.named("text")).containsExactly(new Token("text-lg", "1rem"));
    assertThat(read.named("s")).containsExactly(new Token("s1", ".25rem"));
  }

  @Test
  void everyTokenIsUsedAndEveryUsedOneIsThere() {
    Set<String> there = sheet.tokens().stream().map(Token::name).collect(Collectors.toSet());
    assertThat(found("var\\(--([\\w-]+)", css)).containsExactlyInAnyOrderElementsOf(there);
    assertThat(sheet.colours()).hasSizeGreaterThan(20);
  }

  @Test
  void onlyTokensNameColours() {
    String rules = css.substring(css.indexOf("/* ---- Ground ---- */"));
    assertThat(found("(#[0-9a-fA-F]{3,8}\\b|\\b(?:rgb|hsl)a?\\()", rules)).isEmpty();
  }

  @Test
  void everyTagOfTheLibraryHasItsFileAndItsPlaceOnTheStylePage() throws IOException {
    Set<String> tags =
        found("<tag-name>([\\w-]+)</tag-name>", read(WEBAPP.resolve("WEB-INF/sluice.taglib.xml")));
    Set<String> files = new TreeSet<>();
    try (var all = Files.list(TAGS)) {
      all.forEach(each -> files.add(each.getFileName().toString().replace(".xhtml", "")));
    }
    assertThat(tags).isEqualTo(files);
    assertThat(found("name=\"part\" value=\"([\\w-]+)\"", page)).containsAll(tags);
    assertThat(found("&lt;s:([\\w-]+)", page)).as("with its markup").containsAll(tags);
    assertThat(found("<s:([\\w-]+)", page)).as("as it looks").containsAll(tags);
  }

  /** With PrimeFaces' own keys in cells, Enter on a link in a table goes nowhere. */
  @Test
  void everyTableLeavesTheKeysToWhatStandsInIt() throws IOException {
    List<String> tables = new ArrayList<>();
    try (var all = Files.walk(WEBAPP)) {
      for (Path each : all.filter(file -> file.toString().endsWith(".xhtml")).toList()) {
        Pattern.compile("<p:dataTable[^>]*>")
            .matcher(read(each))
            .results()
            .forEach(table -> tables.add(table.group()));
      }
    }
    assertThat(tables).isNotEmpty().allMatch(each -> each.contains("cellNavigation=\"false\""));
  }

  @Test
  void noPageWritesByHandWhatIsATag() throws IOException {
    Set<String> byHand = new TreeSet<>();
    try (var all = Files.walk(WEBAPP)) {
      for (Path each : all.filter(file -> file.toString().endsWith(".xhtml")).toList()) {
        if (each.startsWith(TAGS)) {
          continue;
        }
        found(
                "(<dl class=\"facts|class=\"head\"|data-submit=|<span class=\"badge"
                    + " (?:ok|bad|warn|off)\"|class=\"copy\"|class=\"empty\"|class=\"meter\" role)",
                read(each))
            .forEach(what -> byHand.add(each.getFileName() + ": " + what));
      }
    }
    assertThat(byHand).isEmpty();
  }

  private static Set<String> found(String pattern, String text) {
    return Pattern.compile(pattern)
        .matcher(text)
        .results()
        .map(each -> each.group(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
  }
}
