package org.sluice.serving;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;

/**
 * The streams of one client, with the time it takes to read and to write.
 *
 * <p>Both servers block the thread that writes to a client that does not read, and give an
 * interrupt back as a failure of the write. It is interrupted in such a call only, and the mark of
 * it is gone when the call returns, so nothing else ever sees it.
 */
final class WatchedClient implements AutoCloseable {

  private final Thread thread;
  private final long idle;
  private final long end;
  private Runnable whenClosed = () -> {};
  private boolean waiting;
  private long since;
  private boolean stalled;
  private boolean gone;
  private long sent;

  WatchedClient(Thread thread, Duration idle, Duration total) {
    this.thread = thread;
    this.idle = idle.toNanos();
    this.end = System.nanoTime() + total.toNanos();
  }

  void whenClosed(Runnable action) {
    whenClosed = action;
  }

  /** Called by the watch's thread. */
  synchronized void look() {
    long now = System.nanoTime();
    if (waiting && !stalled && (now - since > idle || now - end > 0)) {
      stalled = true;
      thread.interrupt();
    }
  }

  /** Whether it took too long. */
  synchronized boolean isStalled() {
    return stalled;
  }

  /** Whether it went away. */
  synchronized boolean isGone() {
    return gone;
  }

  /** Bytes that it took. */
  long sent() {
    return sent;
  }

  private synchronized void begin() throws IOException {
    long now = System.nanoTime();
    stalled |= now - end > 0;
    if (stalled) {
      throw new IOException("the client takes too long");
    }
    waiting = true;
    since = now;
  }

  private synchronized void end(boolean well) throws IOException {
    waiting = false;
    if (stalled) {
      // The mark of the interrupt; the call may have ended without noticing.
      Thread.interrupted();
      throw new IOException("the client takes too long");
    }
    gone |= !well;
  }

  /** A call of the server that may block. */
  @FunctionalInterface
  private interface Call {
    int run() throws IOException;
  }

  private int watched(Call call) throws IOException {
    begin();
    boolean well = false;
    try {
      int result = call.run();
      well = true;
      return result;
    } finally {
      end(well);
    }
  }

  /** What the client sends. */
  InputStream reading(InputStream from) {
    return new InputStream() {
      @Override
      public int read() throws IOException {
        return watched(from::read);
      }

      @Override
      public int read(byte[] into, int offset, int length) throws IOException {
        return watched(() -> from.read(into, offset, length));
      }
    };
  }

  /** What the client takes. */
  OutputStream writing(OutputStream to) {
    return new OutputStream() {
      @Override
      public void write(int one) throws IOException {
        write(new byte[] {(byte) one}, 0, 1);
      }

      @Override
      public void write(byte[] bytes, int offset, int length) throws IOException {
        watched(
            () -> {
              to.write(bytes, offset, length);
              return 0;
            });
        sent += length;
      }

      @Override
      public void flush() throws IOException {
        watched(
            () -> {
              to.flush();
              return 0;
            });
      }
    };
  }

  @Override
  public void close() {
    whenClosed.run();
  }
}
