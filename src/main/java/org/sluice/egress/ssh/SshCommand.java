package org.sluice.egress.ssh;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.OptionalInt;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.common.channel.Channel;
import org.apache.sshd.common.channel.ChannelPipedInputStream;
import org.apache.sshd.common.channel.throttle.DefaultChannelStreamWriter;
import org.apache.sshd.common.io.IoWriteFuture;
import org.apache.sshd.common.util.buffer.Buffer;
import org.sluice.platform.Cancellation;

/** A command that runs on the other side of an {@link SshConnection}. */
public final class SshCommand implements AutoCloseable {

  private static final int MOST_COMPLAINTS = 4096;
  private static final Duration AFTER_END = Duration.ofSeconds(2);

  /** Most bytes that wait in memory for the other side to take them. */
  private static final int UNTAKEN = 32 << 10;

  private final ChannelExec channel;
  private final Duration idleTimeout;
  private final Cancellation cancellation;
  private final Complaints complaints = new Complaints();
  private InputStream output;
  private Packets packets;

  SshCommand(ChannelExec channel, Duration idleTimeout, Cancellation cancellation) {
    this.channel = channel;
    this.idleTimeout = idleTimeout;
    this.cancellation = cancellation;
    channel.setErr(complaints);
  }

  void begin() throws IOException {
    channel.setChannelStreamWriterResolver(
        (opened, type) -> {
          packets = new Packets(opened);
          return packets;
        });
    var opening = channel.open();
    SshConnector.await(opening, idleTimeout, cancellation);
    opening.verify();
    ((ChannelPipedInputStream) channel.getInvertedOut()).setTimeout(idleTimeout.toMillis());
    output = new Output(channel.getInvertedOut());
  }

  /**
   * What it is told; closing it tells the command that this was all. A write throws {@link
   * SocketTimeoutException} if too long nothing is taken, and {@link InterruptedIOException} after
   * a cancel.
   */
  public OutputStream input() {
    return new Input(channel.getInvertedIn());
  }

  /**
   * What it says. A read throws {@link SocketTimeoutException} after too long a silence, and {@link
   * InterruptedIOException} after a cancel.
   */
  public InputStream output() {
    return output;
  }

  /** The beginning of what it complained of, one text over all lines. */
  public String complaints() {
    return complaints.text();
  }

  /** How it ended; empty if it has not, or the connection broke before it could tell. */
  public OptionalInt status() {
    if (channel.getExitStatus() == null) {
      channel.waitFor(
          EnumSet.of(ClientChannelEvent.CLOSED, ClientChannelEvent.EXIT_STATUS), AFTER_END);
    }
    Integer status = channel.getExitStatus();
    return status == null ? OptionalInt.empty() : OptionalInt.of(status);
  }

  /** Whether it still runs, as far as is known here. */
  public boolean isRunning() {
    return channel.getExitStatus() == null && !channel.isClosed();
  }

  /** Lets go of it; never blocks. */
  @Override
  public void close() {
    channel.close(true);
  }

  private void checkCancelled() throws InterruptedIOException {
    if (cancellation.isCancelled()) {
      throw new InterruptedIOException("cancelled");
    }
  }

  /** Something that may fail. */
  @FunctionalInterface
  private interface Step {
    void run() throws IOException;
  }

  /** Hands packets on, and keeps what becomes of the last one. */
  private static final class Packets extends DefaultChannelStreamWriter {

    private volatile IoWriteFuture last;

    Packets(Channel channel) {
      super(channel);
    }

    @Override
    public IoWriteFuture writeData(Buffer packet) throws IOException {
      last = super.writeData(packet);
      return last;
    }
  }

  /**
   * Waits until the socket has taken what is written: the library would gather as much of it in
   * memory as the server says that it has room for.
   */
  private final class Input extends OutputStream {

    private final OutputStream piped;
    private int untaken;
    private boolean broken;

    Input(OutputStream piped) {
      this.piped = piped;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      int written = 0;
      while (written < length) {
        int part = Math.min(length - written, UNTAKEN - untaken);
        int first = from + written;
        attempt(() -> piped.write(bytes, first, part));
        written += part;
        untaken += part;
        if (untaken == UNTAKEN) {
          flush();
        }
      }
    }

    @Override
    public void flush() throws IOException {
      untaken = 0;
      attempt(
          () -> {
            piped.flush();
            IoWriteFuture last = packets.last;
            if (last != null) {
              SshConnector.await(last, idleTimeout, cancellation);
              if (!last.isWritten()) {
                throw new IOException("the connection broke", last.getException());
              }
            }
          });
    }

    /** Tells a cancel from a fault. */
    private void attempt(Step step) throws IOException {
      try {
        step.run();
      } catch (IOException failed) {
        broken = true;
        checkCancelled();
        throw failed;
      }
    }

    /** After a fault there is nobody to be told that this was all. */
    @Override
    public void close() throws IOException {
      if (!broken) {
        flush();
        attempt(piped::close);
      }
    }
  }

  private static final class Complaints extends OutputStream {

    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();

    @Override
    public synchronized void write(int value) {
      if (kept.size() < MOST_COMPLAINTS) {
        kept.write(value);
      }
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) {
      kept.write(bytes, from, Math.min(length, MOST_COMPLAINTS - kept.size()));
    }

    synchronized String text() {
      return kept.toString(StandardCharsets.UTF_8);
    }
  }

  private final class Output extends InputStream {

    private final InputStream piped;

    Output(InputStream piped) {
      this.piped = piped;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int from, int length) throws IOException {
      long begin = System.nanoTime();
      int count;
      try {
        count = piped.read(into, from, length);
      } catch (IOException failed) {
        checkCancelled();
        if (System.nanoTime() - begin >= idleTimeout.toNanos()) {
          throw new SocketTimeoutException("nothing was sent in time");
        }
        throw failed;
      }
      if (count < 0) {
        // A pipe ends alike whether the command did or the connection.
        checkCancelled();
      }
      return count;
    }

    @Override
    public int available() throws IOException {
      return piped.available();
    }
  }
}
