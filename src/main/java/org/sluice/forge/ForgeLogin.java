package org.sluice.forge;

import java.time.Instant;
import java.util.Set;

/**
 * Whom a token belongs to and what it may do, as far as the forge says.
 *
 * @param name the account's name at the forge
 * @param scopes what the token may do, in the forge's words; empty if the forge does not tell
 * @param expiresAt when the token ends; null if never, or if the forge does not tell
 */
public record ForgeLogin(String name, Set<String> scopes, Instant expiresAt) {

  /** Scopes are copied. */
  public ForgeLogin {
    scopes = Set.copyOf(scopes);
  }
}
