package org.sluice.registry.hostkey;

import java.util.List;
import org.sluice.egress.ssh.SshHostKey;

/**
 * What is known of one SSH host.
 *
 * @param trusted keys of which it must show one
 * @param pending keys that it showed and that wait for approval
 */
public record KnownKeys(List<SshHostKey> trusted, List<SshHostKey> pending) {

  /** Copies the lists. */
  public KnownKeys {
    trusted = List.copyOf(trusted);
    pending = List.copyOf(pending);
  }

  /** Whether nothing but an approval can help. */
  public boolean awaitsApproval() {
    return trusted.isEmpty() && !pending.isEmpty();
  }
}
