package org.sluice.registry.credential;

import java.time.Instant;

/**
 * A credential that is to be kept; flat fields as the API names them. Never shown as a whole.
 *
 * @param namespace name of the namespace that owns it; null for the whole installation
 * @param label what people call it, unique for its owner
 * @param kind what it consists of
 * @param host {@code host} or {@code host:port} that it is for, and no other
 * @param username whom it lets in; may be null for a token or a key
 * @param secret password or token
 * @param privateKey an SSH key as OpenSSH, OpenSSL or PKCS #8 write it
 * @param passphrase of the private key; null if it has none; not kept
 * @param generate whether Sluice makes the SSH key itself; null means no
 * @param expiresAt when it ends, as its owner knows; null if never
 */
public record NewCredential(
    String namespace,
    String label,
    CredentialKind kind,
    String host,
    String username,
    String secret,
    String privateKey,
    String passphrase,
    Boolean generate,
    Instant expiresAt) {

  @Override
  public String toString() {
    return "NewCredential[" + label + "]";
  }
}
