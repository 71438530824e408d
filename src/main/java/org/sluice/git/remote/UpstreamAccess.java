package org.sluice.git.remote;

import java.util.List;
import java.util.Optional;
import org.sluice.egress.ssh.SshHostKey;

/**
 * How a sync is let in at its upstream, and how it knows an SSH server again.
 *
 * @param credential for the clone URL's own host; null if none
 * @param hostKeys keys of which an SSH server must show one
 */
public record UpstreamAccess(UpstreamCredential credential, List<SshHostKey> hostKeys) {

  /** Without credentials. */
  public static final UpstreamAccess ANONYMOUS = new UpstreamAccess(null);

  /** Keeps a copy of the list. */
  public UpstreamAccess {
    hostKeys = List.copyOf(hostKeys);
  }

  /** What is enough where no SSH server is to be known. */
  public UpstreamAccess(UpstreamCredential credential) {
    this(credential, List.of());
  }

  /** The credential, if there is one. */
  public Optional<UpstreamCredential> credentials() {
    return Optional.ofNullable(credential);
  }
}
