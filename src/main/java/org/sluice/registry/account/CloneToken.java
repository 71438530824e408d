package org.sluice.registry.account;

/**
 * What lets in at an account's clone host. The secret is no part of {@link #toString}.
 *
 * @param user that stands beside the token
 * @param secret the token
 */
public record CloneToken(String user, String secret) {

  @Override
  public String toString() {
    return "CloneToken[" + user + "]";
  }
}
