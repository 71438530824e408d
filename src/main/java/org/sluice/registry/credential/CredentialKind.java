package org.sluice.registry.credential;

/** What a credential consists of. */
public enum CredentialKind {
  /** User and password, over HTTP or SSH. */
  PASSWORD,
  /** A token in place of a password, over HTTP. */
  TOKEN,
  /** A private key, over SSH. */
  SSH_KEY
}
