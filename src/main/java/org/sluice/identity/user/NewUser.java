package org.sluice.identity.user;

import org.sluice.identity.Name;

/**
 * A user who is about to be made.
 *
 * @param name his name, see {@link Name}
 * @param password his first password
 * @param displayName how he is called; may be null
 * @param email his address; may be null
 * @param role null for {@link UserRole#USER}
 */
public record NewUser(
    String name, String password, String displayName, String email, UserRole role) {

  /** Leaves out the password. */
  @Override
  public String toString() {
    return "NewUser[name=" + name + ", role=" + role + "]";
  }
}
