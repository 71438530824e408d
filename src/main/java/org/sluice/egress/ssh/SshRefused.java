package org.sluice.egress.ssh;

import java.io.IOException;
import java.util.Optional;

/** An SSH connection that was made but not used: one side does not accept the other. */
public class SshRefused extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient SshHostKey presented;

  private SshRefused(String message, SshHostKey presented) {
    super(message);
    this.presented = presented;
  }

  /** The server does not let the user in with what was shown. */
  static SshRefused notLetIn() {
    return new SshRefused("the server does not let in", null);
  }

  /** The server shows a key that is not trusted. */
  static SshRefused notTrusted(SshHostKey presented) {
    return new SshRefused("the server's key is not trusted", presented);
  }

  /** The key that the server showed and that is not trusted; empty if the server refused. */
  public Optional<SshHostKey> presented() {
    return Optional.ofNullable(presented);
  }
}
