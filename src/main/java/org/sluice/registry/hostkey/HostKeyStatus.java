package org.sluice.registry.hostkey;

/** What is held of a host key. */
public enum HostKeyStatus {
  /** The host showed it, and nobody has approved it yet. */
  PENDING,
  /** The host is known by it. */
  TRUSTED,
  /** It is not trusted any more. */
  REVOKED
}
