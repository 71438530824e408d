package org.sluice.registry.credential;

import org.sluice.egress.ssh.SshPrivateKey;

/**
 * A credential with its secret, for Sluice's own work.
 *
 * @param kind what it consists of
 * @param username whom it lets in; may be empty
 * @param secret password or token; null for a key; no part of {@link #toString}
 * @param key the SSH key; null for others
 */
public record OpenCredential(
    CredentialKind kind, String username, String secret, SshPrivateKey key) {

  @Override
  public String toString() {
    return "OpenCredential[" + kind + "]";
  }
}
