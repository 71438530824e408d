package org.sluice.configsource.compare;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.sluice.configsource.answer.ConfigAnswer;
import org.sluice.configsource.answer.PropertySource;
import org.sluice.configsource.answer.Question;
import org.sluice.configsource.answer.ServedCommit;
import org.sluice.configsource.answer.UnreadFile;
import org.sluice.configsource.document.Value;

/** What wins, where it stands, what it hides, and what differs between two commits. */
class ConfigDifferenceTest {

  private static final Question QUESTION = new Question("shop", "prod", null);

  private static EffectiveConfiguration effective(PropertySource... winningFirst) {
    return effective(List.of(), winningFirst);
  }

  private static EffectiveConfiguration effective(
      List<UnreadFile> unread, PropertySource... winningFirst) {
    return EffectiveConfiguration.of(
        new ConfigAnswer(
            QUESTION,
            new ServedCommit("source", "main", "c".repeat(40)),
            List.of(winningFirst),
            unread));
  }

  /** A document of a file, with keys and values by turns; each stands on a line of its own. */
  private static PropertySource file(String path, Object... keysAndValues) {
    Map<String, Value> values = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      values.put((String) keysAndValues[i], new Value(keysAndValues[i + 1], i / 2 + 1, 3));
    }
    return new PropertySource("source:main:" + path, path, values);
  }

  private static List<String> said(EffectiveConfiguration all) {
    return all.properties().stream()
        .map(each -> each.key() + "=" + each.value().text() + " " + each.value())
        .toList();
  }

  private static List<String> said(ConfigDifference difference) {
    return difference.changes().stream()
        .map(
            each ->
                each.kind()
                    + " "
                    + each.key()
                    + " "
                    + (each.before() == null ? "-" : each.before().text())
                    + " "
                    + (each.after() == null ? "-" : each.after().text()))
        .toList();
  }

  @Test
  void theFirstDocumentWinsAndHidesTheOthers() {
    EffectiveConfiguration all =
        effective(
            file("shop-prod.yml", "b", 1, "a", true),
            file("shop.yml", "b", 2),
            file("application.yml", "c", "x", "b", 3));
    assertThat(said(all))
        .containsExactly("a=true shop-prod.yml:2", "b=1 shop-prod.yml:1", "c=x application.yml:1");
    EffectiveProperty b = all.properties().get(1);
    assertThat(b.shadowed()).extracting(FoundValue::text).containsExactly("2", "3");
    assertThat(b.shadowed().get(1).file()).isEqualTo("application.yml");
    assertThat(b.shadowed().get(1).line()).isEqualTo(2);
    assertThat(b.value().document()).isEqualTo("source:main:shop-prod.yml");
    assertThat(all.properties().get(0).shadowed()).isEmpty();
  }

  @Test
  void aListWinsAsAWholeAndKeepsItsOrder() {
    PropertySource eleven = file("shop.yml");
    for (int i = 0; i < 11; i++) {
      eleven.values().put("list[" + i + "].name", new Value("n" + i, 1, 1));
    }
    EffectiveConfiguration all =
        effective(
            eleven,
            file("application.yml", "list[0].name", "old", "list[11].name", "gone", "lists", 1));
    assertThat(all.properties()).extracting(EffectiveProperty::key).hasSize(12);
    assertThat(all.properties().get(10).key()).isEqualTo("list[10].name");
    assertThat(all.properties().get(11).key()).isEqualTo("lists");
    assertThat(all.properties().get(0).shadowed()).extracting(FoundValue::text).contains("old");
  }

  @Test
  void bytesAreBase64AndForWhomADocumentIsIsNoProperty() {
    assertThat(
            said(
                effective(
                    file(
                        "shop.yml",
                        "spring.profiles",
                        "prod",
                        "key",
                        "abc".getBytes(StandardCharsets.UTF_8)))))
        .containsExactly("key=YWJj shop.yml:2");
  }

  @Test
  void keysAreAddedRemovedAndChanged() {
    ConfigDifference difference =
        ConfigDifference.between(
            effective(file("shop.yml", "same", 1, "old", "o", "moved", "m", "other", 1)),
            effective(
                List.of(new UnreadFile("x.yml", "is no YAML")),
                file("shop-prod.yml", "moved", "m"),
                file("shop.yml", "same", "1", "other", 2, "new", "n")));
    assertThat(said(difference))
        .containsExactly("ADDED new - n", "REMOVED old o -", "CHANGED other 1 2");
    assertThat(difference.added()).isEqualTo(1);
    assertThat(difference.removed()).isEqualTo(1);
    assertThat(difference.changed()).isEqualTo(1);
    assertThat(difference.unreadBefore()).isEmpty();
    assertThat(difference.unreadAfter()).extracting(UnreadFile::path).containsExactly("x.yml");
  }

  @Test
  void aListThatGrowsSaysWhichElementCame() {
    assertThat(
            said(
                ConfigDifference.between(
                    effective(file("shop.yml", "a[0]", "x")),
                    effective(file("shop.yml", "a[0]", "x", "a[1]", "y")))))
        .containsExactly("ADDED a[1] - y");
  }

  @Test
  void allIsCountedAndTheFirstAreShownShortened() {
    PropertySource many = file("shop.yml");
    for (int i = 0; i < ConfigDifference.MOST + 7; i++) {
      many.values().put("k" + i, new Value("v".repeat(FoundValue.LONGEST + 5), 1, 1));
    }
    ConfigDifference difference = ConfigDifference.between(effective(), effective(many));
    assertThat(difference.added()).isEqualTo(ConfigDifference.MOST + 7);
    assertThat(difference.changes()).hasSize(ConfigDifference.MOST);
    assertThat(difference.changes().get(0).after().text())
        .hasSize(FoundValue.LONGEST + 1)
        .endsWith("v…");
  }

  @Test
  void whatDiffersBeyondWhatIsShownIsStillAChange() {
    String long1 = "v".repeat(FoundValue.LONGEST) + "1";
    String long2 = "v".repeat(FoundValue.LONGEST) + "2";
    ConfigDifference difference =
        ConfigDifference.between(
            effective(file("shop.yml", "k", long1)), effective(file("shop.yml", "k", long2)));
    assertThat(difference.changed()).isEqualTo(1);
  }

  @Test
  void noValueStandsInTheWordsOfAnything() {
    EffectiveConfiguration before = effective(file("shop.yml", "password", "hunter2"));
    EffectiveConfiguration after = effective(file("shop.yml", "password", "hunter3"));
    assertThat(before.toString()).contains("shop.yml").doesNotContain("hunter");
    assertThat(ConfigDifference.between(before, after).toString()).doesNotContain("hunter");
  }
}
