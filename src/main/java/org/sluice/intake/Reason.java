package org.sluice.intake;

/** Why an entry of a list does not become a repository. */
public enum Reason {
  /** The entry itself is not formed as its format wants it. */
  MALFORMED,
  /** It names no address. */
  NO_ADDRESS,
  /** What it names is no address that a repository could have. */
  NOT_A_REPOSITORY,
  /** The address holds a user, a password or a token. */
  CREDENTIALS,
  /** The address is of a kind that Sluice does not clone from, or not here. */
  TRANSPORT,
  /** The name breaks a rule, or none can be made of the address. */
  NAME,
  /** The name belongs to another repository. */
  NAME_TAKEN,
  /** There is no such namespace, or the caller does not maintain it. */
  NAMESPACE,
  /** A tag breaks a rule. */
  TAGS,
  /** The interval breaks a rule. */
  INTERVAL,
  /** Another value breaks a rule. */
  VALUE,
  /** An earlier entry names the same repository. */
  TWICE,
  /** The repository is tracked already. */
  TRACKED;

  /** Whether the entry is left out because it is there already, rather than refused. */
  public boolean duplicate() {
    return this == TWICE || this == TRACKED;
  }
}
