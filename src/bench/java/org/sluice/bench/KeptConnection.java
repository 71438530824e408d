package org.sluice.bench;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/**
 * One connection on which requests are sent one after the other (RFC 9112), with as little work of
 * its own as can be, so that it is the server that is measured. It is opened again where the server
 * closes it, as servers do after some hundred requests. Used by one thread.
 */
final class KeptConnection implements AutoCloseable {

  private final URI server;
  private Socket socket;
  private InputStream in;
  private OutputStream out;

  KeptConnection(URI server) throws IOException {
    this.server = server;
    open();
  }

  private void open() throws IOException {
    socket = new Socket(server.getHost(), server.getPort());
    socket.setTcpNoDelay(true);
    in = new BufferedInputStream(socket.getInputStream(), 1 << 16);
    out = socket.getOutputStream();
  }

  /** The bytes of a request without a body. */
  static byte[] request(URI target, String... fields) {
    StringBuilder text = new StringBuilder();
    text.append("GET ").append(target.getRawPath()).append(" HTTP/1.1\r\n");
    text.append("Host: ").append(target.getHost()).append(':').append(target.getPort());
    text.append("\r\n");
    for (String field : fields) {
      text.append(field).append("\r\n");
    }
    return text.append("\r\n").toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * An answer.
   *
   * @param status of HTTP
   * @param tag its {@code ETag}; null if it has none
   */
  record Answer(int status, String tag) {}

  /** Sends a request and reads its answer to the end. */
  Answer send(byte[] request) throws IOException {
    out.write(request);
    int status = Integer.parseInt(line().substring(9, 12));
    long length = -1;
    boolean chunked = false;
    boolean last = false;
    String tag = null;
    for (String field = line(); !field.isEmpty(); field = line()) {
      String lower = field.toLowerCase(Locale.ROOT);
      if (lower.startsWith("content-length:")) {
        length = Long.parseLong(lower.substring(15).strip());
      } else if (lower.startsWith("transfer-encoding:")) {
        chunked = true;
      } else if (lower.startsWith("etag:")) {
        tag = field.substring(5).strip();
      } else if (lower.startsWith("connection:")) {
        last = lower.contains("close");
      }
    }
    if (chunked) {
      for (long size = chunk(); size > 0; size = chunk()) {
        in.skipNBytes(size);
        line();
      }
      line();
    } else if (status != 304 && length > 0) {
      in.skipNBytes(length);
    }
    if (last) {
      socket.close();
      open();
    }
    return new Answer(status, tag);
  }

  private long chunk() throws IOException {
    return Long.parseLong(line().split(";")[0].strip(), 16);
  }

  private String line() throws IOException {
    StringBuilder line = new StringBuilder();
    for (int sign = in.read(); sign != '\n'; sign = in.read()) {
      if (sign < 0) {
        throw new EOFException("the server closed the connection");
      }
      if (sign != '\r') {
        line.append((char) sign);
      }
    }
    return line.toString();
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
