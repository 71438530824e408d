package org.sluice.configsource.answer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The profiles of an answer: those asked for, those that files include, and their groups. */
final class ActiveProfiles {

  private ActiveProfiles() {}

  /**
   * All of them, each once; of two the later wins.
   *
   * @param groups profiles that come with a profile and follow it
   */
  static List<String> of(
      List<String> asked, List<String> included, Map<String, List<String>> groups) {
    Deque<String> waiting = new ArrayDeque<>(asked);
    waiting.addAll(included);
    Set<String> active = new LinkedHashSet<>();
    while (!waiting.isEmpty()) {
      String profile = waiting.pop();
      if (active.add(profile)) {
        List<String> group = groups.getOrDefault(profile, List.of());
        for (int at = group.size() - 1; at >= 0; at--) {
          waiting.push(group.get(at));
        }
      }
    }
    return new ArrayList<>(active);
  }
}
