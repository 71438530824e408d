package org.sluice.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * A mail host on an ephemeral port of 127.0.0.1 that keeps what it takes (RFC 5321, as much as a
 * client needs), and refuses or stalls as told.
 */
public final class SmtpReceiver implements AutoCloseable {

  /**
   * A mail that was taken.
   *
   * @param from sender of the envelope
   * @param recipients recipients of the envelope
   * @param lines header and body, without the dots of the transport
   */
  public record Mail(String from, List<String> recipients, List<String> lines) {

    /** The header field of that name, unfolded; null if it is absent. */
    public String header(String name) {
      StringBuilder found = null;
      for (String line : lines.subList(0, lines.indexOf(""))) {
        if (found != null && line.matches("[ \t].*")) {
          found.append(line);
        } else if (found != null) {
          break;
        } else if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
          found = new StringBuilder(line.substring(name.length() + 1));
        }
      }
      return found == null ? null : found.toString().strip();
    }

    /** The body as it came. */
    public String body() {
      return String.join("\n", lines.subList(lines.indexOf("") + 1, lines.size()));
    }
  }

  private final ServerSocket socket;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final List<Mail> mails = new CopyOnWriteArrayList<>();
  private final Set<String> refused = ConcurrentHashMap.newKeySet();
  private volatile String user;
  private volatile boolean hangsUp;

  private SmtpReceiver() throws IOException {
    socket = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
    daemon(this::accept);
  }

  /** Starts one. */
  public static SmtpReceiver start() {
    try {
      return new SmtpReceiver();
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** Its port on 127.0.0.1. */
  public int port() {
    return socket.getLocalPort();
  }

  /** What it took, oldest first. */
  public List<Mail> mails() {
    return List.copyOf(mails);
  }

  /** Refuses the recipient for ever. */
  public void refuse(String recipient) {
    refused.add(recipient);
  }

  /** Asks for that user with that password. */
  public void askFor(String name, String password) {
    user = "\0" + name + "\0" + password;
  }

  /** Closes connections right after the mail was taken, without an answer to QUIT. */
  public void hangUp() {
    hangsUp = true;
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connections.add(connection);
        daemon(() -> serve(connection));
      } catch (IOException closed) {
        return;
      }
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      BufferedReader in =
          new BufferedReader(
              new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
      OutputStream out = connection.getOutputStream();
      say(out, "220 receiver.example");
      String from = null;
      List<String> recipients = new ArrayList<>();
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        String verb = line.toUpperCase(Locale.ROOT);
        if (verb.startsWith("EHLO")) {
          say(
              out,
              user == null ? "250 receiver.example" : "250-receiver.example\r\n250 AUTH PLAIN");
        } else if (verb.startsWith("AUTH PLAIN")) {
          byte[] given = Base64.getDecoder().decode(line.substring("AUTH PLAIN ".length()));
          // Who acts may be named before who signs in (RFC 4616).
          boolean right = new String(given, StandardCharsets.UTF_8).endsWith(user);
          say(out, right ? "235 welcome" : "535 no");
        } else if (verb.startsWith("MAIL FROM:")) {
          from = address(line);
          say(out, "250 ok");
        } else if (verb.startsWith("RCPT TO:")) {
          boolean no = refused.contains(address(line));
          if (!no) {
            recipients.add(address(line));
          }
          say(out, no ? "550 no such recipient" : "250 ok");
        } else if (verb.equals("DATA")) {
          say(out, "354 go on");
          mails.add(new Mail(from, List.copyOf(recipients), data(in)));
          recipients.clear();
          say(out, "250 taken");
          if (hangsUp) {
            return;
          }
        } else if (verb.equals("QUIT")) {
          say(out, "221 bye");
          return;
        } else {
          say(out, "250 ok");
        }
      }
    } catch (IOException gone) {
      // The client has left.
    } finally {
      connections.remove(connection);
    }
  }

  private static List<String> data(BufferedReader in) throws IOException {
    List<String> lines = new ArrayList<>();
    for (String line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
      lines.add(line.startsWith(".") ? line.substring(1) : line);
    }
    return List.copyOf(lines);
  }

  private static String address(String line) {
    return line.substring(line.indexOf('<') + 1, line.indexOf('>'));
  }

  private static void say(OutputStream out, String line) throws IOException {
    out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
    out.flush();
  }

  private static void daemon(Runnable task) {
    Thread thread = new Thread(task, "smtp-receiver");
    thread.setDaemon(true);
    thread.start();
  }

  @Override
  public void close() {
    try {
      socket.close();
      for (Socket each : connections) {
        each.close();
      }
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }
}
