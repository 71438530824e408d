package org.sluice.intake;

/** What becomes of an entry of a list. */
public enum Verdict {
  /** It becomes a repository. */
  ADD,
  /** It is there already. */
  DUPLICATE,
  /** Something is wrong with it. */
  REFUSED
}
