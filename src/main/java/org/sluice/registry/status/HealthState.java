package org.sluice.registry.status;

/** What a health check found of a repository at its upstream. */
public enum HealthState {
  /** There was no check yet. */
  UNCHECKED,
  /** It is there. */
  HEALTHY,
  /** It is read-only for good. */
  ARCHIVED,
  /** Its forge has shut it. */
  DISABLED,
  /** It is there and has no commit. */
  EMPTY,
  /** It has another place now. */
  MOVED,
  /** Another repository has its name. */
  REPLACED,
  /** It was not found, and that is not certain yet. */
  UNCONFIRMED,
  /** It is missing, or not visible to whoever asked. */
  NOT_FOUND,
  /** The token is not taken. */
  AUTH_ERROR,
  /** The token may not see it. */
  FORBIDDEN,
  /** Its forge shows it to nobody. */
  BLOCKED,
  /** Nothing could be found out. */
  ERROR
}
