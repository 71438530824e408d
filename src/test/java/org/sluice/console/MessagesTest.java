package org.sluice.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What the console says: the same in both languages, nothing missing, nothing malformed. */
class MessagesTest {

  private static final Path BUNDLES = Path.of("src/main/resources/org/sluice/console");
  private static final Pattern USED =
      Pattern.compile(
          "m\\['([\\w.]+)'\\]|\\btext\\(\"(script\\.[\\w.]+)\"|\\btext\\(\\s*\"([\\w.]+)\"");
  private static final Pattern HOLE = Pattern.compile("\\{\\d[^}]*}");

  private final Properties english = bundle("en");
  private final Properties spanish = bundle("es");

  @Test
  void bothLanguagesHaveTheSameTexts() {
    assertThat(spanish.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
  }

  @Test
  void noTextIsThereTwice() throws IOException {
    for (String language : new String[] {"en", "es"}) {
      Set<String> keys = new TreeSet<>();
      for (String line :
          Files.readAllLines(BUNDLES.resolve("messages_" + language + ".properties"))) {
        int end = line.indexOf('=');
        if (!line.startsWith("#") && end > 0) {
          assertThat(keys.add(line.substring(0, end).strip())).as(language + ": " + line).isTrue();
        }
      }
    }
  }

  @Test
  void bothLanguagesHaveTheSameHoles() {
    for (String key : english.stringPropertyNames()) {
      assertThat(holes(spanish.getProperty(key)))
          .as(key)
          .isEqualTo(holes(english.getProperty(key)));
    }
  }

  @Test
  void everyTextWithHolesCanBeFormatted() {
    for (Properties bundle : new Properties[] {english, spanish}) {
      for (String key : bundle.stringPropertyNames()) {
        String text = bundle.getProperty(key);
        assertThat(text).as(key).isNotBlank();
        if (!holes(text).isEmpty()) {
          assertThat(new MessageFormat(text).format(new Object[] {1, 2, 3, 4}))
              .as(key)
              .doesNotContain("{");
        }
      }
    }
  }

  @Test
  void everyTextThatPagesAndScriptAskForIsThere() throws IOException {
    Set<String> missing = new TreeSet<>();
    int seen = 0;
    try (Stream<Path> pages = Files.walk(Path.of("webapp"));
        Stream<Path> beans = Files.walk(Path.of("src/main/java/org/sluice/console"))) {
      for (Path file : Stream.concat(pages, beans).filter(Files::isRegularFile).toList()) {
        if (!file.toString().matches(".*\\.(xhtml|js|java)")) {
          continue;
        }
        Matcher use = USED.matcher(Files.readString(file));
        while (use.find()) {
          String key = Stream.of(1, 2, 3).map(use::group).filter(g -> g != null).findFirst().get();
          seen++;
          boolean prefixOnly = key.endsWith(".");
          if (!prefixOnly && !english.containsKey(key) && !english.containsKey(key + ".other")) {
            missing.add(key + " in " + file.getFileName());
          }
        }
      }
    }
    assertThat(missing).isEmpty();
    assertThat(seen).isGreaterThan(50);
  }

  private static Set<String> holes(String text) {
    Set<String> found = new TreeSet<>();
    Matcher hole = HOLE.matcher(text);
    while (hole.find()) {
      found.add(hole.group().substring(0, 2));
    }
    return found;
  }

  private static Properties bundle(String language) {
    Properties texts = new Properties();
    try (Reader in =
        Files.newBufferedReader(BUNDLES.resolve("messages_" + language + ".properties"))) {
      texts.load(in);
    } catch (IOException unreadable) {
      throw new AssertionError(unreadable);
    }
    return texts;
  }
}
