package org.sluice.configsource.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.sluice.configsource.answer.UnreadFile;

/**
 * What differs for an application between two commits.
 *
 * @param from the commit before, 40 hex digits
 * @param to the commit after, 40 hex digits
 * @param added number of keys that only the commit after has
 * @param removed number of keys that only the commit before has
 * @param changed number of keys that have another value
 * @param changes by key, the first 500 of them
 * @param unreadBefore what is missing before because it cannot be read
 * @param unreadAfter what is missing after because it cannot be read
 */
public record ConfigDifference(
    String from,
    String to,
    int added,
    int removed,
    int changed,
    List<Change> changes,
    List<UnreadFile> unreadBefore,
    List<UnreadFile> unreadAfter) {

  /** Most changes that are shown. */
  public static final int MOST = 500;

  /** What became of a key. */
  public enum Kind {
    /** Only the commit after has it. */
    ADDED,
    /** Only the commit before has it. */
    REMOVED,
    /** It has another value. */
    CHANGED
  }

  /**
   * One key that differs.
   *
   * @param key as it stands in the file, lists as {@code key[0]}
   * @param kind what became of it
   * @param before its value before, no more of it than 2,000 characters; null if it was added
   * @param after its value after, no more of it than 2,000 characters; null if it was removed
   */
  public record Change(String key, Kind kind, FoundValue before, FoundValue after) {}

  /** Keeps copies of the lists. */
  public ConfigDifference {
    changes = List.copyOf(changes);
    unreadBefore = List.copyOf(unreadBefore);
    unreadAfter = List.copyOf(unreadAfter);
  }

  /**
   * Compares values as text: a client cannot tell a number from its digits, and in which file a
   * value stands is nothing to it.
   */
  static ConfigDifference between(EffectiveConfiguration before, EffectiveConfiguration after) {
    Map<String, FoundValue> left = new LinkedHashMap<>();
    before.properties().forEach(each -> left.put(each.key(), each.value()));
    int[] counts = new int[Kind.values().length];
    List<Change> changes = new ArrayList<>();
    for (EffectiveProperty each : after.properties()) {
      FoundValue old = left.remove(each.key());
      if (old == null || !old.text().equals(each.value().text())) {
        Kind kind = old == null ? Kind.ADDED : Kind.CHANGED;
        counts[kind.ordinal()]++;
        changes.add(new Change(each.key(), kind, old, each.value()));
      }
    }
    left.forEach((key, old) -> changes.add(new Change(key, Kind.REMOVED, old, null)));
    counts[Kind.REMOVED.ordinal()] = left.size();
    changes.sort(Comparator.comparing(each -> EffectiveProperty.root(each.key())));
    return new ConfigDifference(
        before.commit(),
        after.commit(),
        counts[Kind.ADDED.ordinal()],
        counts[Kind.REMOVED.ordinal()],
        counts[Kind.CHANGED.ordinal()],
        changes.stream().limit(MOST).map(ConfigDifference::shortened).toList(),
        before.unread(),
        after.unread());
  }

  private static Change shortened(Change change) {
    return new Change(
        change.key(),
        change.kind(),
        change.before() == null ? null : change.before().shortened(),
        change.after() == null ? null : change.after().shortened());
  }
}
