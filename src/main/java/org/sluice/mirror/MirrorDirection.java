package org.sluice.mirror;

/** Which way the refs of a mirror flow. */
public enum MirrorDirection {
  /** From the upstream into Sluice. */
  UPSTREAM,
  /** From the upstream through Sluice to a second URL, which is what the mirror is for. */
  DOWNSTREAM,
  /** From the upstream into Sluice, and on to a second URL besides. */
  BOTH;

  /** Whether a sync pushes on. */
  public boolean pushes() {
    return this != UPSTREAM;
  }
}
