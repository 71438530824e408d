package org.sluice.configsource.document;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.sluice.platform.Inside;

/**
 * What a document says about when it holds and what belongs to it. Names of these properties are
 * told apart neither by case nor by hyphens and underscores, lists may be written with commas or
 * with indices.
 *
 * @param onProfile expressions of {@code spring.config.activate.on-profile}, one of which must fit;
 *     empty if it does not matter
 * @param formerProfiles the same of {@code spring.profiles}, as it was written before
 * @param onCloudPlatform value of {@code spring.config.activate.on-cloud-platform}; null if it does
 *     not matter
 * @param imports locations of {@code spring.config.import}
 * @param includes profiles of {@code spring.profiles.include}
 * @param groups profiles that come with a profile, of {@code spring.profiles.group}
 * @param setsProfiles whether it names active or default profiles
 */
@Inside
public record Directives(
    List<String> onProfile,
    List<String> formerProfiles,
    String onCloudPlatform,
    List<String> imports,
    List<String> includes,
    Map<String, List<String>> groups,
    boolean setsProfiles) {

  private static final String GROUP = "spring.profiles.group.";

  /** Keeps copies. */
  public Directives {
    onProfile = List.copyOf(onProfile);
    formerProfiles = List.copyOf(formerProfiles);
    imports = List.copyOf(imports);
    includes = List.copyOf(includes);
    groups = Collections.unmodifiableMap(new LinkedHashMap<>(groups));
  }

  /** Whether it holds only under conditions. */
  public boolean isConditional() {
    return !onProfile.isEmpty() || !formerProfiles.isEmpty() || onCloudPlatform != null;
  }

  /** Whether it says which profiles there are. */
  public boolean namesProfiles() {
    return setsProfiles || !includes.isEmpty() || !groups.isEmpty();
  }

  static Directives of(Map<String, Value> values) {
    Map<String, Value> named = new LinkedHashMap<>();
    Map<String, List<String>> groups = new LinkedHashMap<>();
    for (Map.Entry<String, Value> each : values.entrySet()) {
      String name = uniform(each.getKey());
      if (name.startsWith("spring.")) {
        named.putIfAbsent(name, each.getValue());
        if (name.startsWith(GROUP)) {
          String written = each.getKey().substring(indexAfterDots(each.getKey(), 3));
          int bracket = written.indexOf('[');
          groups.put(bracket < 0 ? written : written.substring(0, bracket), List.of());
        }
      }
    }
    groups.replaceAll((group, none) -> list(named, GROUP + uniform(group)));
    Value platform = named.get("spring.config.activate.oncloudplatform");
    return new Directives(
        list(named, "spring.config.activate.onprofile"),
        list(named, "spring.profiles"),
        platform == null || platform.value().toString().isBlank()
            ? null
            : platform.value().toString().strip(),
        list(named, "spring.config.import"),
        list(named, "spring.profiles.include"),
        groups,
        has(named, "spring.profiles.active") || has(named, "spring.profiles.default"));
  }

  private static boolean has(Map<String, Value> named, String name) {
    return named.containsKey(name) || named.containsKey(name + "[0]");
  }

  private static List<String> list(Map<String, Value> named, String name) {
    List<String> elements = new ArrayList<>();
    Value whole = named.get(name);
    if (whole != null) {
      for (String element : whole.value().toString().split(",")) {
        add(elements, element);
      }
      return elements;
    }
    for (int at = 0; named.containsKey(name + "[" + at + "]"); at++) {
      add(elements, named.get(name + "[" + at + "]").value().toString());
    }
    return elements;
  }

  private static void add(List<String> elements, String element) {
    if (!element.isBlank()) {
      elements.add(element.strip());
    }
  }

  private static int indexAfterDots(String key, int dots) {
    int at = 0;
    for (int seen = 0; seen < dots; seen++) {
      at = key.indexOf('.', at) + 1;
    }
    return at;
  }

  /** A name without what does not matter in it. */
  private static String uniform(String name) {
    return name.replace("-", "").replace("_", "").toLowerCase(Locale.ROOT);
  }
}
