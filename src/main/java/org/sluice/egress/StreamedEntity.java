package org.sluice.egress;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.AbstractHttpEntity;

/**
 * A body on its way out, in chunks, with an eye on whether the other side takes it.
 *
 * <p>A write to a socket knows no timeout: it waits for as long as the other side keeps the
 * connection and reads nothing. So each write says when it began, and a watch that finds one that
 * began too long ago ends the exchange.
 */
final class StreamedEntity extends AbstractHttpEntity {

  private static final long NOT_WRITING = Long.MIN_VALUE;

  private final OutboundRequest.StreamedBody body;
  private final long idleNanos;
  private final Runnable end;
  private final ScheduledExecutorService watches;
  private volatile long writingSince = NOT_WRITING;
  private volatile boolean stalled;

  /**
   * A body for one request.
   *
   * @param idle longest time that one write may wait
   * @param end ends the exchange; must not block
   */
  StreamedEntity(
      OutboundRequest.StreamedBody body,
      Duration idle,
      Runnable end,
      ScheduledExecutorService watches) {
    super((ContentType) null, null, true);
    this.body = body;
    this.idleNanos = idle.toNanos();
    this.end = end;
    this.watches = watches;
  }

  /** Whether the exchange was ended because a write waited too long. */
  boolean isStalled() {
    return stalled;
  }

  @Override
  public void writeTo(OutputStream out) throws IOException {
    long every = Math.max(TimeUnit.MILLISECONDS.toNanos(20), idleNanos / 4);
    Future<?> watch =
        watches.scheduleWithFixedDelay(this::look, every, every, TimeUnit.NANOSECONDS);
    try {
      body.writeTo(new Watched(out));
    } finally {
      watch.cancel(false);
    }
  }

  private void look() {
    long since = writingSince;
    if (since != NOT_WRITING && System.nanoTime() - since > idleNanos && !stalled) {
      stalled = true;
      end.run();
    }
  }

  @Override
  public InputStream getContent() {
    throw new UnsupportedOperationException("it is only written");
  }

  @Override
  public boolean isStreaming() {
    return false;
  }

  @Override
  public long getContentLength() {
    return -1;
  }

  @Override
  public void close() {
    // Whoever writes it closes what it is made of.
  }

  private final class Watched extends OutputStream {

    private final OutputStream out;

    Watched(OutputStream out) {
      this.out = out;
    }

    @Override
    public void write(int one) throws IOException {
      write(new byte[] {(byte) one}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) throws IOException {
      writingSince = System.nanoTime();
      try {
        out.write(bytes, from, length);
      } finally {
        writingSince = NOT_WRITING;
      }
    }

    @Override
    public void flush() throws IOException {
      writingSince = System.nanoTime();
      try {
        out.flush();
      } finally {
        writingSince = NOT_WRITING;
      }
    }
  }
}
