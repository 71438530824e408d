package org.sluice.egress.ssh;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.session.ClientSession;
import org.sluice.platform.Cancellation;

/** An SSH connection on which the user has been let in. Not thread-safe. */
public final class SshConnection implements AutoCloseable {

  private final ClientSession session;
  private final Duration idleTimeout;
  private final Cancellation cancellation;
  private final Cancellation.Registration registration;

  SshConnection(
      ClientSession session,
      Duration idleTimeout,
      Cancellation cancellation,
      Cancellation.Registration registration) {
    this.session = session;
    this.idleTimeout = idleTimeout;
    this.cancellation = cancellation;
    this.registration = registration;
  }

  /**
   * Runs a command on the server.
   *
   * @param command as the server's shell is to read it
   * @param environment variables that the server may ignore
   * @return the running command
   * @throws IOException if it cannot be begun; a {@link java.net.SocketTimeoutException} after too
   *     long a silence
   */
  public SshCommand run(String command, Map<String, String> environment) throws IOException {
    ChannelExec channel = session.createExecChannel(command, null, environment);
    SshCommand running = new SshCommand(channel, idleTimeout, cancellation);
    running.begin();
    return running;
  }

  /** Closes it with everything that runs on it; never blocks. */
  @Override
  public void close() {
    registration.close();
    session.close(true);
  }
}
