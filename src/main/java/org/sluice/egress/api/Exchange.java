package org.sluice.egress.api;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.SequenceInputStream;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Supplier;
import java.util.zip.GZIPInputStream;
import java.util.zip.ZipException;
import org.sluice.egress.Outbound;
import org.sluice.egress.OutboundAnswer;
import org.sluice.egress.OutboundRequest;
import org.sluice.egress.budget.Errand;

/** Sends one request once and reads the whole answer within bounds; follows and repeats nothing. */
final class Exchange {

  static final int MOST_BYTES = 16 * 1024 * 1024;

  private static final Duration CONNECT = Duration.ofSeconds(10);
  private static final Duration WHOLE = Duration.ofMinutes(2);

  private final Outbound outbound;
  private final Supplier<Duration> idle;

  Exchange(Outbound outbound, Supplier<Duration> idle) {
    this.outbound = outbound;
    this.idle = idle;
  }

  /**
   * The server's own answer.
   *
   * @param kept what an earlier answer was, to be asked for by its tag; null for none
   * @throws AnswerUnusable if it is too large or not decodable
   * @throws InterruptedIOException if the errand is cancelled
   */
  ApiAnswer send(
      ApiAccount account, ApiRequest request, URI uri, String agent, KeptAnswer kept, Errand errand)
      throws IOException {
    OutboundRequest out =
        new OutboundRequest(request.method(), uri)
            .header("User-Agent", agent)
            .header("Accept", request.accept())
            .header("Accept-Encoding", "gzip")
            .connectTimeout(CONNECT)
            .idleTimeout(idle.get())
            .cancelledBy(errand.cancellation());
    account.fields().forEach(out::header);
    if (account.header() != null) {
      out.header(account.header(), account.secret());
    }
    if (request.body() != null) {
      out.header("Content-Type", "application/json").body(request.body());
    }
    if (request.repeatable()) {
      out.repeatable();
    }
    if (kept != null && kept.etag() != null) {
      out.header("If-None-Match", kept.etag());
    } else if (kept != null) {
      out.header("If-Modified-Since", kept.lastModified());
    }
    try (OutboundAnswer answer = outbound.send(out)) {
      return new ApiAnswer(uri, null, answer.status(), answer.headers(), body(answer), false);
    } catch (IOException | IllegalStateException ended) {
      if (errand.cancellation().isCancelled()) {
        throw (IOException) new InterruptedIOException("cancelled").initCause(ended);
      }
      throw ended;
    }
  }

  private static byte[] body(OutboundAnswer answer) throws IOException {
    InputStream wire = new Bounded(answer.body(), MOST_BYTES);
    String coding = answer.header("Content-Encoding").orElse("").strip().toLowerCase(Locale.ROOT);
    return switch (coding) {
      case "", "identity" -> read(wire);
      case "gzip", "x-gzip" -> unzipped(wire);
      default -> throw new AnswerUnusable("the answer has an encoding that was not asked for");
    };
  }

  private static byte[] unzipped(InputStream wire) throws IOException {
    int first = wire.read();
    if (first < 0) {
      return new byte[0];
    }
    InputStream whole =
        new SequenceInputStream(new ByteArrayInputStream(new byte[] {(byte) first}), wire);
    try (GZIPInputStream plain = new GZIPInputStream(whole)) {
      byte[] body = read(plain);
      // Reads the end of the transfer, so that the connection can serve again.
      wire.read();
      return body;
    } catch (ZipException | EOFException broken) {
      throw new AnswerUnusable("the answer is compressed in a way that cannot be undone");
    }
  }

  private static byte[] read(InputStream in) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    byte[] buffer = new byte[16 * 1024];
    for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
      if (bytes.size() + count > MOST_BYTES) {
        throw new AnswerUnusable("the answer has more than 16 MiB");
      }
      bytes.write(buffer, 0, count);
    }
    return bytes.toByteArray();
  }

  /** A stream that ends with an exception when it gives too much, or takes too long in all. */
  private static final class Bounded extends InputStream {

    private final InputStream in;
    private final long started = System.nanoTime();
    private long left;

    Bounded(InputStream in, long most) {
      this.in = in;
      this.left = most;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int count = in.read(bytes, from, length);
      left -= Math.max(0, count);
      if (left < 0) {
        throw new AnswerUnusable("the answer has more than 16 MiB");
      }
      // One byte now and then is no silence.
      if (System.nanoTime() - started > WHOLE.toNanos()) {
        throw new SocketTimeoutException("the answer did not end in time");
      }
      return count;
    }

    @Override
    public int available() throws IOException {
      return in.available();
    }
  }
}
