package org.sluice.identity.user;

/** What a user may do in the whole installation. */
public enum UserRole {
  /** Acts through the namespaces that he is a member of. */
  USER,
  /** Administers the installation and sees every namespace. */
  ADMIN
}
