package org.sluice.git;

import java.util.Optional;

/**
 * How a sync is let in at its upstream.
 *
 * @param credential for the clone URL's own host; null if none
 */
public record UpstreamAccess(GitCredential credential) {

  /** Without credentials. */
  public static final UpstreamAccess ANONYMOUS = new UpstreamAccess(null);

  /** The credential, if there is one. */
  public Optional<GitCredential> credentials() {
    return Optional.ofNullable(credential);
  }
}
