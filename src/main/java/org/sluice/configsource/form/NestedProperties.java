package org.sluice.configsource.form;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/** Keys and values as maps and lists within each other. */
final class NestedProperties {

  /** Most elements of all lists together, those that no key names among them. */
  private static final int MOST_ELEMENTS = 100_000;

  private final Map<String, Object> root = new LinkedHashMap<>();
  private int elements;

  private NestedProperties() {}

  /**
   * Maps and lists of flat keys.
   *
   * @throws DomainException INVALID if a key cannot be taken apart, TOO_LARGE if an index is too
   *     high
   */
  static Map<String, Object> of(Map<String, Object> flat) {
    NestedProperties nested = new NestedProperties();
    flat.forEach(nested::put);
    return nested.root;
  }

  private void put(String key, Object value) {
    List<KeyPath.Step> steps = KeyPath.of(key);
    Object place = root;
    // Where a name has a value and others below it, these stand beside it with a longer name.
    String before = "";
    for (int at = 0; at < steps.size(); at++) {
      KeyPath.Step step = steps.get(at);
      boolean last = at == steps.size() - 1;
      boolean listNext = !last && steps.get(at + 1).isIndex();
      if (step.isIndex()) {
        place = inList(asList(place), step.index(), last, listNext, value);
        continue;
      }
      Map<String, Object> map = asMap(place);
      Object there = map.get(step.name());
      if (last) {
        map.put(before + step.name(), value);
      } else if (listNext) {
        place = there instanceof List ? there : put(map, step.name(), new ArrayList<>());
      } else if (there == null) {
        place = put(map, step.name(), new LinkedHashMap<>());
      } else if (there instanceof Map) {
        place = there;
      } else {
        before = step.name() + ".";
      }
    }
  }

  private static Object put(Map<String, Object> map, String name, Object child) {
    map.put(name, child);
    return child;
  }

  private Object inList(
      List<Object> list, int index, boolean last, boolean listNext, Object value) {
    elements += Math.max(0, index + 1 - list.size());
    if (index >= MOST_ELEMENTS || elements > MOST_ELEMENTS) {
      throw new DomainException(
          FailureKind.TOO_LARGE,
          "configuration-too-large",
          "A list of the configuration has an index that is too high.");
    }
    while (list.size() <= index) {
      list.add(null);
    }
    if (last) {
      list.set(index, value);
      return list;
    }
    Object there = list.get(index);
    if (listNext ? !(there instanceof List) : !(there instanceof Map)) {
      there = listNext ? new ArrayList<>() : new LinkedHashMap<>();
      list.set(index, there);
    }
    return there;
  }

  @SuppressWarnings("unchecked")
  private static List<Object> asList(Object place) {
    return (List<Object>) place;
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> asMap(Object place) {
    return (Map<String, Object>) place;
  }
}
