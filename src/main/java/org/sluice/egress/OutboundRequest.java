package org.sluice.egress;

import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.sluice.platform.Cancellation;

/**
 * One HTTP request that is to go out. Not thread-safe; used once.
 *
 * <p>Headers and body are no part of {@link #toString}: they hold credentials.
 */
public final class OutboundRequest {

  record Header(String name, String value) {}

  /** A body that is written while it goes out. */
  @FunctionalInterface
  public interface StreamedBody {
    /**
     * Writes the whole of it; the stream need not be closed.
     *
     * @throws IOException what the stream throws, or what ends the exchange
     */
    void writeTo(OutputStream out) throws IOException;
  }

  private final String method;
  private final URI uri;
  private final List<Header> headers = new ArrayList<>();
  private byte[] body;
  private StreamedBody streamed;
  private boolean repeatable;
  private Duration connectTimeout = Duration.ofSeconds(20);
  private Duration idleTimeout = Duration.ofSeconds(60);
  private Cancellation cancellation = new Cancellation();

  /**
   * A request without headers and body.
   *
   * @param method such as {@code GET}
   * @param uri absolute, http or https, without user info
   */
  public OutboundRequest(String method, URI uri) {
    this.method = Objects.requireNonNull(method, "method");
    this.uri = Objects.requireNonNull(uri, "uri");
  }

  /** Adds one header field; {@code Host} and {@code Content-Length} are set by the client. */
  public OutboundRequest header(String name, String value) {
    headers.add(new Header(name, value));
    return this;
  }

  /** Sets the whole body; it is not copied. */
  public OutboundRequest body(byte[] bytes) {
    body = Objects.requireNonNull(bytes, "bytes");
    return this;
  }

  /**
   * Sets a body that is held in no memory: it goes out in chunks as it is written, in the thread
   * that sends. Such a request is never repeated by itself.
   */
  public OutboundRequest streamed(StreamedBody writer) {
    streamed = Objects.requireNonNull(writer, "writer");
    return this;
  }

  /**
   * Says that it does no harm to send this twice, whatever its method: reading over POST, as Git
   * does, or what carries an id of its own.
   */
  public OutboundRequest repeatable() {
    repeatable = true;
    return this;
  }

  /** Sets the longest time for connecting, TLS included; 20 s unless set. */
  public OutboundRequest connectTimeout(Duration longest) {
    connectTimeout = Objects.requireNonNull(longest, "longest");
    return this;
  }

  /**
   * Sets the longest silence while waiting for bytes of the answer, or for the other side to take
   * bytes of a streamed body; 60 s unless set.
   */
  public OutboundRequest idleTimeout(Duration longest) {
    idleTimeout = Objects.requireNonNull(longest, "longest");
    return this;
  }

  /** Sets what ends the exchange at once, also while it connects or a read stalls. */
  public OutboundRequest cancelledBy(Cancellation asked) {
    cancellation = Objects.requireNonNull(asked, "asked");
    return this;
  }

  String method() {
    return method;
  }

  URI uri() {
    return uri;
  }

  List<Header> headers() {
    return headers;
  }

  byte[] body() {
    return body;
  }

  StreamedBody streamed() {
    return streamed;
  }

  boolean isRepeatable() {
    return streamed == null && (repeatable || method.equals("GET") || method.equals("HEAD"));
  }

  Duration connectTimeout() {
    return connectTimeout;
  }

  Duration idleTimeout() {
    return idleTimeout;
  }

  Cancellation cancellation() {
    return cancellation;
  }

  @Override
  public String toString() {
    return method + " " + uri.getScheme() + "://" + uri.getRawAuthority();
  }
}
