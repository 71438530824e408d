package org.sluice.configsource.compare;

import java.util.List;

/**
 * A key with the value that wins.
 *
 * @param key as it stands in the file, lists as {@code key[0]}
 * @param value that wins
 * @param shadowed values of the same key that lose, those first that would win next
 */
public record EffectiveProperty(String key, FoundValue value, List<FoundValue> shadowed) {

  /** Keeps a copy of the list. */
  public EffectiveProperty {
    shadowed = List.copyOf(shadowed);
  }

  /** The key up to the first index: what belongs to one list has this in common. */
  static String root(String key) {
    int bracket = key.indexOf('[');
    return bracket < 0 ? key : key.substring(0, bracket);
  }
}
