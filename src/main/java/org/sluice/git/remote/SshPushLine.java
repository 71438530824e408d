package org.sluice.git.remote;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;

/**
 * Pushing over SSH: each conversation is one run of {@code git-receive-pack}, on a connection of
 * its own, which says its refs, reads the push and answers.
 *
 * <p>{@link UpstreamSsh} connects, and judges how the command ends. A server that hangs up while it
 * is written to may have said why before; so then what it said is read, and only if that is nothing
 * the connection is what broke.
 */
final class SshPushLine implements PushLine {

  private static final String SERVICE = "git-receive-pack";
  private static final byte[] NOTHING = "0000".getBytes(US_ASCII);

  private final UpstreamSsh ssh;
  private UpstreamSsh.Session session;
  private UpstreamSsh.Running command;
  private long sent;

  SshPushLine(UpstreamSsh ssh) {
    this.ssh = ssh;
  }

  @Override
  public InputStream begin() throws IOException {
    close();
    session = ssh.connect();
    command = session.run(SERVICE);
    return new Listing(command.getInputStream());
  }

  @Override
  public InputStream exchange(PushBody request) throws IOException {
    OutputStream out = command.getOutputStream();
    try {
      request.writeTo(new CountedOutput(out, count -> sent += count));
      out.close();
    } catch (InterruptedIOException ended) {
      // Nothing was taken for too long, or somebody has cancelled.
      throw ssh.broken(ended);
    } catch (IOException broken) {
      if (request.ownFailure().isPresent()) {
        throw broken;
      }
    }
    return command.getInputStream();
  }

  @Override
  public void leave() {
    try (OutputStream out = command.getOutputStream()) {
      out.write(NOTHING);
    } catch (IOException gone) {
      // The downstream has told all that was asked.
    }
    command.exitValue();
    close();
  }

  @Override
  public long sent() {
    return sent;
  }

  @Override
  public void close() {
    if (session != null) {
      session.disconnect();
      session = null;
    }
  }

  /** What is read before anything is sent, up to a bound. */
  private final class Listing extends FilterInputStream {

    private long left = Upstream.LISTING_LIMIT;

    Listing(InputStream in) {
      super(in);
    }

    @Override
    public int read() throws IOException {
      return counted(in.read(), 1);
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      int count = in.read(into, from, length);
      return counted(count, count);
    }

    private int counted(int read, int count) throws IOException {
      left -= count;
      if (left < 0) {
        throw ssh.fail(Upstream.listsTooMuch(ssh.host()));
      }
      return read;
    }
  }
}
