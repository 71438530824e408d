package org.sluice.git;

/**
 * What a glance at an upstream told: whether the mirror has all that it lists now.
 *
 * @param equal whether it has
 * @param listing digest of what the upstream lists, as far as it is mirrored, and of where its HEAD
 *     leads; null if the mirror is equal, or was never cloned
 */
public record Glance(boolean equal, String listing) {

  static final Glance EQUAL = new Glance(true, null);
  static final Glance NEVER_CLONED = new Glance(false, null);
}
