package org.sluice.git.remote;

import java.util.Objects;
import org.sluice.egress.ssh.SshPrivateKey;

/**
 * A user and the key that lets him in over SSH.
 *
 * @param username never null; may be empty
 * @param key the whole key
 */
public record GitKey(String username, SshPrivateKey key) implements UpstreamCredential {

  /** Both parts are required. */
  public GitKey {
    Objects.requireNonNull(username, "username");
    Objects.requireNonNull(key, "key");
  }
}
