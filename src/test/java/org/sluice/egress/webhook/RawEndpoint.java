package org.sluice.egress.webhook;

import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** An endpoint that says on its connections what no server would, and counts them. */
final class RawEndpoint implements AutoCloseable {

  /** What is done with a connection on which a message begins. */
  interface Script {

    /** Reads and writes as it likes; the connection is closed if it throws. */
    void answer(InputStream in, OutputStream out) throws Exception;
  }

  private final ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
  private final List<Socket> connections = new CopyOnWriteArrayList<>();
  private final AtomicInteger messages = new AtomicInteger();

  private RawEndpoint() throws IOException {}

  static RawEndpoint that(Script script) throws IOException {
    RawEndpoint endpoint = new RawEndpoint();
    endpoint.daemon(() -> endpoint.accept(script));
    return endpoint;
  }

  /** Reads each message to its end and says the same to all. */
  static RawEndpoint thatSays(String answer) throws IOException {
    return that(
        (in, out) -> {
          readMessage(in);
          out.write(answer.getBytes(StandardCharsets.UTF_8));
        });
  }

  private void daemon(Runnable task) {
    Thread thread = new Thread(task, "raw-endpoint");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept(Script script) {
    try {
      while (true) {
        Socket connection = server.accept();
        connections.add(connection);
        daemon(() -> serve(connection, script));
      }
    } catch (IOException ended) {
      // It was closed.
    }
  }

  private void serve(Socket connection, Script script) {
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream());
      while (true) {
        in.mark(1);
        if (in.read() < 0) {
          return;
        }
        in.reset();
        messages.incrementAndGet();
        script.answer(in, connection.getOutputStream());
      }
    } catch (Exception ended) {
      // The other side has gone, or the script wants it so.
    }
  }

  static void readMessage(InputStream in) throws IOException {
    int length = 0;
    for (String field = line(in); !field.isEmpty(); field = line(in)) {
      if (field.toLowerCase(Locale.ROOT).startsWith("content-length:")) {
        length = Integer.parseInt(field.substring(15).strip());
      }
    }
    in.skipNBytes(length);
  }

  private static String line(InputStream in) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int sign = in.read(); sign != '\n'; sign = in.read()) {
      if (sign < 0) {
        throw new EOFException();
      }
      if (sign != '\r') {
        line.append((char) sign);
      }
    }
    return line.toString();
  }

  String url() {
    return "http://127.0.0.1:" + server.getLocalPort() + "/hook";
  }

  int connections() {
    return connections.size();
  }

  int messages() {
    return messages.get();
  }

  @Override
  public void close() throws IOException {
    server.close();
    for (Socket each : connections) {
      each.close();
    }
  }
}
