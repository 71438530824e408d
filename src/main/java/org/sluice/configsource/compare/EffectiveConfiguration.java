package org.sluice.configsource.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sluice.configsource.answer.ConfigAnswer;
import org.sluice.configsource.answer.PropertySource;
import org.sluice.configsource.answer.UnreadFile;
import org.sluice.configsource.document.Value;

/**
 * What an application gets, key by key; placeholders as they stand in the files.
 *
 * @param commit that says so, 40 hex digits
 * @param properties by key; the elements of a list in the order of its file
 * @param unread what is missing because it cannot be read
 */
public record EffectiveConfiguration(
    String commit, List<EffectiveProperty> properties, List<UnreadFile> unread) {

  /** Keeps copies of the lists. */
  public EffectiveConfiguration {
    properties = List.copyOf(properties);
    unread = List.copyOf(unread);
  }

  /**
   * The outcome of an answer. A list wins as a whole, as it does with clients: elements that only a
   * losing document has are not in it.
   */
  static EffectiveConfiguration of(ConfigAnswer answer) {
    Map<String, List<FoundValue>> found = new LinkedHashMap<>();
    Map<String, PropertySource> winners = new HashMap<>();
    for (PropertySource source : answer.propertySources()) {
      for (Map.Entry<String, Value> each : source.values().entrySet()) {
        String key = each.getKey();
        String root = EffectiveProperty.root(key);
        boolean lost = !root.equals(key) && winners.computeIfAbsent(root, none -> source) != source;
        if (!lost || found.containsKey(key)) {
          found
              .computeIfAbsent(key, none -> new ArrayList<>())
              .add(FoundValue.of(source, each.getValue()));
        }
      }
    }
    // Older files say with it for whom a document is; it is no property of the application.
    found.remove("spring.profiles");
    List<EffectiveProperty> properties = new ArrayList<>();
    found.forEach(
        (key, values) ->
            properties.add(
                new EffectiveProperty(key, values.get(0), values.subList(1, values.size()))));
    properties.sort(Comparator.comparing(each -> EffectiveProperty.root(each.key())));
    return new EffectiveConfiguration(answer.commit().version(), properties, answer.unread());
  }
}
