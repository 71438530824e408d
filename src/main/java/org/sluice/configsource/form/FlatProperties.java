package org.sluice.configsource.form;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sluice.configsource.answer.ConfigAnswer;
import org.sluice.configsource.answer.PropertySource;
import org.sluice.configsource.document.Value;

/**
 * The outcome of an answer: each key with the value that wins. What has indices wins as a whole: of
 * a list no element of a document that loses is left.
 */
final class FlatProperties {

  private FlatProperties() {}

  /** All keys, those without indices first, in the order in which they first stand in a file. */
  static Map<String, Object> of(ConfigAnswer answer) {
    return read(answer, false);
  }

  /** The same without lists over which a value of the same name wins. */
  static Map<String, Object> consistent(ConfigAnswer answer) {
    return read(answer, true);
  }

  private static Map<String, Object> read(ConfigAnswer answer, boolean consistent) {
    List<PropertySource> losingFirst = new ArrayList<>(answer.propertySources());
    Collections.reverse(losingFirst);
    Map<String, Object> combined = new LinkedHashMap<>();
    Map<String, Map<String, Object>> lists = new LinkedHashMap<>();
    for (PropertySource source : losingFirst) {
      Map<String, Map<String, Object>> own = new LinkedHashMap<>();
      List<String> plain = new ArrayList<>();
      for (Map.Entry<String, Value> each : source.values().entrySet()) {
        String key = each.getKey();
        int bracket = key.indexOf('[');
        if (bracket < 0) {
          combined.put(key, each.getValue().value());
          plain.add(key);
        } else {
          own.computeIfAbsent(key.substring(0, bracket), none -> new LinkedHashMap<>())
              .put(key, each.getValue().value());
        }
      }
      if (consistent) {
        for (String key : plain) {
          lists.computeIfPresent(key, (prefix, list) -> isList(prefix, list) ? null : list);
        }
      }
      lists.putAll(own);
    }
    lists.values().forEach(combined::putAll);
    combined.remove("spring.profiles");
    return combined;
  }

  /** Whether what stands in brackets is an index, and not a part of a name. */
  private static boolean isList(String prefix, Map<String, Object> elements) {
    String first = elements.keySet().iterator().next();
    return first.length() > prefix.length() + 1
        && Character.isDigit(first.charAt(prefix.length() + 1));
  }
}
