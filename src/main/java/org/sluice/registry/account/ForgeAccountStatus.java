package org.sluice.registry.account;

/** Whether a forge takes an account's token. */
public enum ForgeAccountStatus {
  /** Nobody has tried since it was stored. */
  PENDING,
  /** The forge took it when it was last used. */
  VALID,
  /** The forge does not take it any more. */
  INVALID,
  /** Its time is over, as the forge or its owner said. */
  EXPIRED;

  /** Whether the forge is asked with it. */
  public boolean usable() {
    return this == PENDING || this == VALID;
  }
}
