package org.sluice.git.refs;

import java.util.Objects;
import java.util.Optional;

/**
 * One ref that differs between an upstream and its mirror.
 *
 * @param ref full name
 * @param oldId object that the mirror has, 40 hex digits; null if it has none
 * @param newId object that the upstream lists, 40 hex digits; null if it lists none
 * @param type what the difference means
 */
public record RefChange(String ref, String oldId, String newId, Type type) {

  /** What a change of a ref means for those who have its old object. */
  public enum Type {
    /** The mirror has no such ref. */
    CREATED,
    /** The new commit descends from the old one. */
    FAST_FORWARD,
    /** The new object does not descend from the old one, or a tag was moved. */
    FORCED,
    /** The upstream has no such ref. */
    DELETED;

    /** Whether the old object may be lost by it. */
    public boolean destructive() {
      return this == FORCED || this == DELETED;
    }
  }

  /** Name and type are required. */
  public RefChange {
    Objects.requireNonNull(ref, "ref");
    Objects.requireNonNull(type, "type");
  }

  /** Object that the upstream lists. */
  Optional<String> wanted() {
    return Optional.ofNullable(newId);
  }
}
