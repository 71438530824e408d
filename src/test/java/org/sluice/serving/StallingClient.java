package org.sluice.serving;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** A client that asks for objects and then leaves the server waiting, one way or the other. */
final class StallingClient implements AutoCloseable {

  private final Socket socket;

  private StallingClient(Socket socket) {
    this.socket = socket;
  }

  /** A request that is complete as far as Git is concerned, whose body goes on all the same. */
  static StallingClient neverEnding(URI server, String path, String authorization, String want)
      throws IOException {
    String request = fetch(want);
    return open(
        server,
        head(path, authorization)
            + "Transfer-Encoding: chunked\r\n\r\n"
            + Integer.toHexString(request.length())
            + "\r\n"
            + request
            + "\r\n");
  }

  /** A request whose answer is not read. */
  static StallingClient neverReading(URI server, String path, String authorization, String want)
      throws IOException {
    String request = fetch(want);
    return open(
        server,
        head(path, authorization) + "Content-Length: " + request.length() + "\r\n\r\n" + request);
  }

  private static StallingClient open(URI server, String request) throws IOException {
    Socket socket = new Socket();
    // Before it connects, so that the server is told of a small window.
    socket.setReceiveBufferSize(4096);
    socket.connect(new InetSocketAddress("127.0.0.1", server.getPort()), 10_000);
    OutputStream out = socket.getOutputStream();
    out.write(request.getBytes(StandardCharsets.US_ASCII));
    out.flush();
    return new StallingClient(socket);
  }

  private static String head(String path, String authorization) {
    return "POST "
        + path
        + "/git-upload-pack HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: "
        + authorization
        + "\r\nContent-Type: application/x-git-upload-pack-request\r\nGit-Protocol: version=2\r\n";
  }

  /** What asks for an object in the second version of the protocol. */
  static String fetch(String want) {
    return line("command=fetch")
        + "0001"
        + line("no-progress")
        + line("want " + want)
        + line("done")
        + "0000";
  }

  private static String line(String text) {
    return String.format("%04x%s\n", text.length() + 5, text);
  }

  @Override
  public void close() throws IOException {
    socket.close();
  }
}
