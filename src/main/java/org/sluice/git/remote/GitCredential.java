package org.sluice.git.remote;

import java.util.Objects;

/**
 * User and password, or token in its place, for one upstream host.
 *
 * @param username never null; may be empty beside a token
 * @param secret password or token; no part of {@link #toString}
 */
public record GitCredential(String username, String secret) implements UpstreamCredential {

  /** Both parts are required. */
  public GitCredential {
    Objects.requireNonNull(username, "username");
    Objects.requireNonNull(secret, "secret");
  }

  @Override
  public String toString() {
    return "GitCredential[" + username + "]";
  }
}
