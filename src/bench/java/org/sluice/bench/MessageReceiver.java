package org.sluice.bench;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The receiver that all sides post to, in a process of its own: it reads each message, answers 204
 * and keeps the connection, with as little work as can be. It says on its output, a line for each,
 * when a snapshot is complete, and how many messages came since the one before.
 */
final class MessageReceiver implements AutoCloseable {

  private static final byte[] ANSWER =
      "HTTP/1.1 204 No Content\r\n\r\n".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] COMPLETED =
      "{\"type\":\"snapshot.completed\"".getBytes(StandardCharsets.US_ASCII);
  private static final String LENGTH = "content-length:";

  private final Process process;
  private final BufferedReader out;
  private final int port;

  private MessageReceiver(Process process, BufferedReader out, int port) {
    this.process = process;
    this.out = out;
    this.port = port;
  }

  static MessageReceiver start() throws IOException {
    Process process =
        Children.java("-Xmx256m")
            .running(MessageReceiver.class)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), "US-ASCII"));
    String port = out.readLine();
    if (port == null) {
      throw new IOException("the receiver did not start");
    }
    return new MessageReceiver(process, out, Integer.parseInt(port));
  }

  /** Where messages are posted to; the path is free. */
  String address() {
    return "http://127.0.0.1:" + port + "/";
  }

  /** Waits for the end of the next snapshot; how many messages came, that one included. */
  int completed() throws IOException {
    String count = out.readLine();
    if (count == null) {
      throw new IOException("the receiver has ended");
    }
    return Integer.parseInt(count);
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  private static int came;

  /** The receiver's process: prints its port, and ends when its input does. */
  public static void main(String[] arguments) throws IOException {
    ServerSocket server = new ServerSocket(0, 64, InetAddress.getByName("127.0.0.1"));
    daemon(
        () -> {
          while (true) {
            Socket connection = server.accept();
            connection.setTcpNoDelay(true);
            daemon(() -> serve(connection));
          }
        });
    System.out.println(server.getLocalPort());
    System.out.flush();
    while (System.in.read() >= 0) {
      // Whoever started it is there.
    }
  }

  private interface Task {
    void run() throws IOException;
  }

  private static void daemon(Task task) {
    Thread thread =
        new Thread(
            () -> {
              try {
                task.run();
              } catch (IOException ended) {
                // The other side has gone.
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  private static void serve(Socket connection) throws IOException {
    byte[] start = new byte[COMPLETED.length];
    try (connection) {
      InputStream in = new BufferedInputStream(connection.getInputStream(), 1 << 16);
      OutputStream out = connection.getOutputStream();
      for (int length = head(in); length >= 0; length = head(in)) {
        int read = in.readNBytes(start, 0, Math.min(length, start.length));
        in.skipNBytes(length - read);
        out.write(ANSWER);
        count(read == start.length && Arrays.equals(start, COMPLETED));
      }
    }
  }

  private static synchronized void count(boolean completed) {
    came++;
    if (completed) {
      System.out.println(came);
      System.out.flush();
      came = 0;
    }
  }

  /** Reads the head of a message; the length of its body, or -1 if there is no other message. */
  private static int head(InputStream in) throws IOException {
    int length = 0;
    StringBuilder line = new StringBuilder();
    while (true) {
      int sign = in.read();
      if (sign < 0) {
        return -1;
      }
      if (sign != '\n') {
        line.append((char) sign);
      } else if (line.length() == 1) {
        return length;
      } else {
        if (line.length() > LENGTH.length()
            && line.substring(0, LENGTH.length()).equalsIgnoreCase(LENGTH)) {
          length = Integer.parseInt(line.substring(LENGTH.length()).strip());
        }
        line.setLength(0);
      }
    }
  }
}
