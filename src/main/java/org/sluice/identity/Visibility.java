package org.sluice.identity;

/** Who sees a repository. */
public enum Visibility {
  /** Members of its namespace, and administrators. */
  PRIVATE,
  /** Every signed-in user. */
  INTERNAL,
  /** Everybody, without an account, where the installation permits it. */
  PUBLIC
}
