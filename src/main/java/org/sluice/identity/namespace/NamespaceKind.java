package org.sluice.identity.namespace;

/** Whose a namespace is. */
public enum NamespaceKind {
  /** A user's own; it has his name, and comes and goes with him. */
  USER,
  /** A team's, with members. */
  TEAM
}
