package org.sluice.git.remote;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.eclipse.jgit.errors.TransportException;
import org.eclipse.jgit.transport.CredentialsProvider;
import org.eclipse.jgit.transport.RemoteSession;
import org.eclipse.jgit.transport.RemoteSession2;
import org.eclipse.jgit.transport.SshSessionFactory;
import org.eclipse.jgit.transport.SshTransport;
import org.eclipse.jgit.transport.Transport;
import org.eclipse.jgit.transport.URIish;
import org.eclipse.jgit.util.FS;
import org.eclipse.jgit.util.QuotedString;
import org.sluice.egress.Outbound;
import org.sluice.egress.ssh.SshCommand;
import org.sluice.egress.ssh.SshConnection;
import org.sluice.egress.ssh.SshHostKey;
import org.sluice.egress.ssh.SshRefused;
import org.sluice.egress.ssh.SshRequest;
import org.sluice.git.FailureReader;
import org.sluice.git.SyncFailure;
import org.sluice.git.SyncFailureKind;
import org.sluice.platform.Cancellation;

/**
 * The SSH side of one sync or push: runs commands of Git over a connection of {@link Outbound}, and
 * judges how each of them ended.
 *
 * <p>Each transport that is opened has a connection of its own, since JGit closes it with the
 * transport; and each command of a push too, since some servers take one alone.
 */
final class UpstreamSsh extends Upstream {

  private static final int PORT = 22;
  private static final String USER = "git";

  private final Outbound outbound;
  private final UpstreamAccess access;
  private final Duration idleTimeout;
  private final Cancellation cancellation;

  UpstreamSsh(
      Outbound outbound,
      URI home,
      UpstreamAccess access,
      Duration idleTimeout,
      Cancellation cancellation) {
    super(home);
    this.outbound = outbound;
    this.access = access;
    this.idleTimeout = idleTimeout;
    this.cancellation = cancellation;
  }

  @Override
  void prepare(Transport transport) {
    ((SshTransport) transport).setSshSessionFactory(new Sessions());
  }

  @Override
  public PushLine pushLine() {
    return new SshPushLine(this);
  }

  @Override
  public void close() {
    // The transports have closed their connections.
  }

  /** A new connection, which must be closed. */
  Session connect() throws IOException {
    SshRequest request =
        new SshRequest(host(), home().getPort() < 0 ? PORT : home().getPort(), user())
            .trusting(access.hostKeys())
            .idleTimeout(idleTimeout)
            .cancelledBy(cancellation);
    if (access.credential() instanceof GitKey key) {
      request.key(key.key());
    } else if (access.credential() instanceof GitCredential password) {
      request.password(password.secret());
    }
    try {
      return new Session(outbound.connect(request));
    } catch (SshRefused refused) {
      throw fail(refused(refused));
    } catch (IOException failed) {
      throw broken(failed);
    }
  }

  /** What is thrown when an exchange broke. */
  IOException broken(IOException failed) {
    return fail(FailureReader.exchange(failed, host(), null));
  }

  /** The repository as the server names it. */
  private String path() {
    String path = home().getPath();
    return path.startsWith("/~") ? path.substring(1) : path;
  }

  private String user() {
    if (home().getUserInfo() != null) {
      return home().getUserInfo();
    }
    return access
        .credentials()
        .map(UpstreamCredential::username)
        .filter(name -> !name.isEmpty())
        .orElse(USER);
  }

  private SyncFailure refused(SshRefused refused) {
    if (refused.presented().isPresent()) {
      return hostKey(refused.presented().get(), refused);
    }
    String shown =
        access.credential() == null
            ? " asks for a key or a password."
            : access.credential() instanceof GitKey
                ? " does not accept the given key."
                : " does not accept the given password.";
    return new SyncFailure(SyncFailureKind.AUTH, host() + shown, refused);
  }

  private SyncFailure hostKey(SshHostKey presented, SshRefused refused) {
    String key = presented.algorithm() + " " + presented.fingerprint();
    List<SshHostKey> known = access.hostKeys();
    return SyncFailure.hostKey(
        known.isEmpty()
            ? host() + " shows a host key that nobody has approved yet: " + key + "."
            : host() + " shows another host key than the known ones: " + key + ".",
        presented,
        refused);
  }

  /** JGit's way to a session: always a new connection, made with what the sync was given. */
  private final class Sessions extends SshSessionFactory {

    @Override
    public RemoteSession getSession(URIish uri, CredentialsProvider ignored, FS files, int timeout)
        throws TransportException {
      try {
        return connect();
      } catch (IOException failed) {
        throw new TransportException(uri, failed.getMessage(), failed);
      }
    }

    @Override
    public String getType() {
      return "sluice";
    }
  }

  /** A connection on which commands are run. */
  final class Session implements RemoteSession2 {

    private final SshConnection connection;

    Session(SshConnection connection) {
      this.connection = connection;
    }

    @Override
    public Process exec(String command, int timeout) throws IOException {
      return exec(command, Map.of(), timeout);
    }

    @Override
    public Process exec(String command, Map<String, String> environment, int timeout)
        throws IOException {
      Running running = run(command, environment);
      running.input = new JudgedInput(running.command);
      running.output.bound();
      return running;
    }

    /** Runs a service of Git on the repository, in the words that Git itself has for it. */
    Running run(String service) throws IOException {
      return run(service + " " + QuotedString.BOURNE.quote(path()), Map.of());
    }

    private Running run(String command, Map<String, String> environment) throws IOException {
      try {
        return new Running(connection.run(command, environment));
      } catch (IOException failed) {
        throw broken(failed);
      }
    }

    @Override
    public void disconnect() {
      connection.close();
    }
  }

  /** The command on the other side, in the shape that JGit asks for. */
  final class Running extends Process {

    private final SshCommand command;
    private final JudgedOutput output;
    // Whoever runs a command himself judges what breaks while he writes, JGit does not.
    private OutputStream input;

    Running(SshCommand command) {
      this.command = command;
      this.output = new JudgedOutput(command);
      this.input = command.input();
    }

    @Override
    public OutputStream getOutputStream() {
      return input;
    }

    @Override
    public InputStream getInputStream() {
      return output;
    }

    @Override
    public InputStream getErrorStream() {
      // What the command complains of is read where its end is judged.
      return InputStream.nullInputStream();
    }

    @Override
    public int waitFor() {
      return exitValue();
    }

    @Override
    public int exitValue() {
      return command.status().orElse(-1);
    }

    @Override
    public void destroy() {
      command.close();
    }
  }

  /**
   * What the command is told. If that cannot be written, the command may have ended and told why,
   * or else the connection broke.
   */
  private final class JudgedInput extends FilterOutputStream {

    private final SshCommand command;

    JudgedInput(SshCommand command) {
      super(command.input());
      this.command = command;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      try {
        out.write(bytes, from, length);
      } catch (IOException failed) {
        throw judged(failed);
      }
    }

    @Override
    public void flush() throws IOException {
      try {
        out.flush();
      } catch (IOException failed) {
        throw judged(failed);
      }
    }

    /** Says that this was all; JGit is content if it cannot any more. */
    @Override
    public void close() throws IOException {
      out.close();
    }

    private IOException judged(IOException failed) {
      OptionalInt status =
          failed instanceof InterruptedIOException ? OptionalInt.empty() : command.status();
      return status.isPresent() && status.getAsInt() != 0
          ? fail(FailureReader.command(status.getAsInt(), command.complaints(), host()))
          : broken(failed);
    }
  }

  /**
   * What the command says, with its bytes counted and its end judged. What JGit reads before packs
   * are received is a list of refs, and bounded; whoever else runs a command bounds it himself.
   */
  private final class JudgedOutput extends InputStream {

    private final SshCommand command;
    private long left = Long.MAX_VALUE;

    JudgedOutput(SshCommand command) {
      this.command = command;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int count;
      try {
        count = command.output().read(into, from, length);
      } catch (IOException failed) {
        throw broken(failed);
      }
      received(count);
      if (count < 0) {
        judge();
      }
      checkListing(count);
      return count;
    }

    void bound() {
      left = LISTING_LIMIT;
    }

    private void checkListing(int count) throws IOException {
      left -= isReceivingPacks() ? 0 : Math.max(0, count);
      if (left < 0) {
        throw fail(listsTooMuch(host()));
      }
    }

    /** JGit may still be content with the end, so nothing is thrown here. */
    private void judge() {
      OptionalInt status = command.status();
      if (status.isEmpty()) {
        fail(
            new SyncFailure(
                SyncFailureKind.NETWORK, "The connection to " + host() + " broke.", null));
      } else if (status.getAsInt() != 0) {
        fail(FailureReader.command(status.getAsInt(), command.complaints(), host()));
      }
    }

    @Override
    public int available() throws IOException {
      return command.output().available();
    }
  }
}
