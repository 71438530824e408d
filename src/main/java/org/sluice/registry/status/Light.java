package org.sluice.registry.status;

/**
 * How a pull request, or the worst open one of a repository, stands; the worst first, and so are
 * lists.
 */
public enum Light {
  /** Something has failed, is refused or in conflict. */
  RED,
  /** What decides it could not be read; what is known is older than it should be. */
  UNKNOWN,
  /** Something is still to come. */
  YELLOW,
  /** Everything that is asked for is there. */
  GREEN,
  /** There is nothing that could fail. */
  NONE;

  /** The worse of the two. */
  public Light or(Light other) {
    return ordinal() <= other.ordinal() ? this : other;
  }
}
