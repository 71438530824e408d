package org.sluice.egress;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpEntity;
import org.sluice.platform.Cancellation;

/**
 * The answer to an {@link OutboundRequest}; its body is still on the wire.
 *
 * <p>Read to its end, the connection serves the next request to the same host. Closed before that,
 * the connection is dropped, since nobody knows how much would still come.
 */
public final class OutboundAnswer implements AutoCloseable {

  private final HttpUriRequestBase request;
  private final ClassicHttpResponse response;
  private final Cancellation.Registration registration;
  private final InputStream body;
  private boolean ended;

  OutboundAnswer(
      HttpUriRequestBase request,
      ClassicHttpResponse response,
      Cancellation.Registration registration)
      throws IOException {
    this.request = request;
    this.response = response;
    this.registration = registration;
    HttpEntity entity = response.getEntity();
    InputStream content = entity == null ? null : entity.getContent();
    if (content == null) {
      body = InputStream.nullInputStream();
      ended = true;
    } else {
      body = new Body(content);
    }
  }

  /** The status code. */
  public int status() {
    return response.getCode();
  }

  /** The reason phrase; empty if there is none. */
  public String reason() {
    return Optional.ofNullable(response.getReasonPhrase()).orElse("");
  }

  /** The first field of that name, in any case. */
  public Optional<String> header(String name) {
    return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
  }

  /** All fields of that name, in any case and in their order; maybe none. */
  public List<String> headers(String name) {
    return Arrays.stream(response.getHeaders(name)).map(Header::getValue).toList();
  }

  /** All fields by name; the names are found in any case. */
  public Map<String, List<String>> headers() {
    Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    for (Header header : response.getHeaders()) {
      fields.computeIfAbsent(header.getName(), name -> new ArrayList<>()).add(header.getValue());
    }
    return fields;
  }

  /**
   * The body, as it comes over the wire: not decompressed. Closing the stream closes the answer.
   */
  public InputStream body() {
    return body;
  }

  /** Gives the connection back if the body was read to its end, else drops it. Never blocks. */
  @Override
  public void close() {
    registration.close();
    if (!ended) {
      ended = true;
      request.cancel();
    }
    try {
      response.close();
    } catch (IOException dropped) {
      // The connection is not used again.
    }
  }

  private final class Body extends InputStream {

    private final InputStream content;

    Body(InputStream content) {
      this.content = content;
    }

    @Override
    public int read() throws IOException {
      int value = content.read();
      ended |= value < 0;
      return value;
    }

    @Override
    public int read(byte[] bytes, int from, int length) throws IOException {
      int count = content.read(bytes, from, length);
      ended |= count < 0;
      return count;
    }

    @Override
    public int available() throws IOException {
      return content.available();
    }

    @Override
    public void close() {
      OutboundAnswer.this.close();
    }
  }
}
