package org.sluice.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes connections to any address of this machine on one port, and notes each address. */
final class WideListener implements AutoCloseable {

  /** What is done with each connection. */
  @FunctionalInterface
  interface Service {
    /** Serves it; it is closed when this returns or throws. */
    void serve(Socket connection) throws IOException;
  }

  private static final String LAST = "127.99.99.99";
  private static final int END_OF_HEAD = 0x0d0a0d0a;

  private final ServerSocket socket = new ServerSocket(0, 100);
  private final Service service;
  private final List<String> accepted = new CopyOnWriteArrayList<>();
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  WideListener(Service service) throws IOException {
    this.service = service;
    daemon(this::accept);
  }

  /** Passes bytes on to a port of 127.0.0.1 and back. */
  static WideListener before(int port) throws IOException {
    return new WideListener(
        connection -> {
          try (Socket server = new Socket("127.0.0.1", port)) {
            daemon(
                () -> {
                  try (connection) {
                    server.getInputStream().transferTo(connection.getOutputStream());
                  } catch (IOException hungUp) {
                    // One of the two sides went away.
                  }
                });
            connection.getInputStream().transferTo(server.getOutputStream());
          }
        });
  }

  /** Answers the first request of each connection, and hangs up when a second one comes. */
  static WideListener hangingUpOnTheSecondRequest() throws IOException {
    return new WideListener(
        connection -> {
          InputStream in = connection.getInputStream();
          for (int tail = 0; tail != END_OF_HEAD; ) {
            int next = in.read();
            if (next < 0) {
              return;
            }
            tail = tail << 8 | next;
          }
          connection
              .getOutputStream()
              .write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok".getBytes());
          in.read();
        });
  }

  int port() {
    return socket.getLocalPort();
  }

  /**
   * The addresses to which connections were made since this was asked last; none that stands now is
   * left out.
   */
  List<String> accepted() throws IOException {
    // Connections are taken in the order in which they were made, and this one is closed at once.
    try (Socket last = new Socket(LAST, port())) {
      last.setSoTimeout(20_000);
      if (last.getInputStream().read() >= 0) {
        throw new IOException("somebody answers");
      }
    }
    List<String> seen = List.copyOf(accepted);
    accepted.removeAll(seen);
    return seen;
  }

  /** Closes every connection. */
  void hangUp() throws IOException {
    for (Socket each : sockets) {
      each.close();
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "wide-listener");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        String address = connection.getLocalAddress().getHostAddress();
        if (address.equals(LAST)) {
          connection.close();
          continue;
        }
        accepted.add(address);
        sockets.add(connection);
        daemon(() -> serve(connection));
      } catch (IOException ended) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      service.serve(connection);
    } catch (IOException hungUp) {
      // One of the two sides went away.
    } finally {
      sockets.remove(connection);
    }
  }

  @Override
  public void close() throws IOException {
    socket.close();
    hangUp();
  }
}
