package org.sluice.identity.user;

/** Whether a user may come in. */
public enum UserStatus {
  /** He may sign in and use his tokens. */
  ACTIVE,
  /** He may do neither; what he owns stays. */
  DISABLED
}
