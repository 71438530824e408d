package org.sluice.identity.user;

/**
 * What is to change of a user; null stays as it is, an empty text clears.
 *
 * @param displayName how he is called
 * @param email his address
 * @param role only an administrator may give one
 * @param status only an administrator may set it
 * @param password new password
 * @param currentPassword required to change one's own password
 */
public record UserChange(
    String displayName,
    String email,
    UserRole role,
    UserStatus status,
    String password,
    String currentPassword) {

  /** Leaves out the passwords. */
  @Override
  public String toString() {
    return "UserChange[role=" + role + ", status=" + status + "]";
  }
}
