package org.sluice.git;

import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPInputStream;

/**
 * An upstream that misbehaves as told, on an ephemeral port of a loopback address. Where it
 * behaves, it passes requests on to a real server.
 *
 * <p>The fault can be changed at any time; each request sees the one that is set when it comes in.
 * Every connection serves one request.
 */
public final class FaultyUpstream implements AutoCloseable {

  /** What one request is answered with. */
  @FunctionalInterface
  public interface Fault {
    /** Writes the answer; the connection is closed when this returns or throws. */
    void answer(Exchange exchange) throws IOException;
  }

  private static final Set<String> DROPPED =
      Set.of("host", "connection", "content-length", "transfer-encoding");

  private final ServerSocket socket;
  private final URI real;
  private final Set<Socket> connections = ConcurrentHashMap.newKeySet();
  private final CountDownLatch closed = new CountDownLatch(1);
  private final AtomicInteger stalled = new AtomicInteger();
  private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
  private final AtomicInteger untilPassing = new AtomicInteger(Integer.MAX_VALUE);
  private volatile Fault fault = Exchange::pass;

  private FaultyUpstream(String address, URI real) throws IOException {
    this.socket = new ServerSocket(0, 50, InetAddress.getByName(address));
    this.real = real;
    daemon(this::accept, "faulty-upstream");
  }

  /** One on 127.0.0.1 that has no real server behind it. */
  public static FaultyUpstream start() throws IOException {
    return new FaultyUpstream("127.0.0.1", null);
  }

  /** One on another loopback address, such as 127.0.0.2. */
  public static FaultyUpstream startOn(String address) throws IOException {
    return new FaultyUpstream(address, null);
  }

  /**
   * One on 127.0.0.1 in front of a real server; it passes everything on until told otherwise.
   *
   * @param real any URL of the server; only host and port are used
   */
  public static FaultyUpstream before(String real) throws IOException {
    return new FaultyUpstream("127.0.0.1", URI.create(real));
  }

  /** URL of a path on it, such as {@code /git/up.git}. */
  public String url(String path) {
    return "http://"
        + socket.getInetAddress().getHostAddress()
        + ":"
        + socket.getLocalPort()
        + path;
  }

  /** The same path as in that URL of the real server, on this one. */
  public String inFrontOf(String realUrl) {
    return url(URI.create(realUrl).getRawPath());
  }

  /** Misbehaves like that from now on. */
  public FaultyUpstream fault(Fault next) {
    fault = next;
    untilPassing.set(Integer.MAX_VALUE);
    return this;
  }

  /** Misbehaves like that for so many requests, and passes on what comes after them. */
  public FaultyUpstream fault(int requests, Fault next) {
    fault = next;
    untilPassing.set(requests);
    return this;
  }

  /** Requests that came in, oldest first. */
  public List<Exchange> exchanges() {
    return List.copyOf(exchanges);
  }

  /** Whether a request stalls, now or within the given time. */
  public boolean awaitStalled(long seconds) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(seconds);
    synchronized (stalled) {
      while (stalled.get() == 0 && System.nanoTime() < end) {
        stalled.wait(50);
      }
      return stalled.get() > 0;
    }
  }

  /** Passes everything on. */
  public static Fault passing() {
    return Exchange::pass;
  }

  /** Answers with a status, header lines ({@code Name: value}) and a short text. */
  public static Fault status(int status, String... headers) {
    return exchange -> exchange.write(status, List.of(headers), "text/plain", "no".getBytes());
  }

  /** Answers with a page, as a forge does for what is no repository. */
  public static Fault page() {
    return exchange ->
        exchange.write(
            200, List.of(), "text/html; charset=utf-8", "<html>Sign in</html>".getBytes());
  }

  /** Answers with bytes that are no HTTP. */
  public static Fault noHttp() {
    return exchange -> exchange.raw("\u0001\u0002 this is no answer\r\n\r\n".getBytes());
  }

  /** Answers as a Git server would, but with bytes that are no Git. */
  public static Fault rubbish() {
    return exchange ->
        exchange.write(
            200,
            List.of(),
            exchange.path().endsWith("/info/refs")
                ? "application/x-git-upload-pack-advertisement"
                : "application/x-git-upload-pack-result",
            "zzzz\u0000\u0001 rubbish all over".getBytes());
  }

  /** Redirects every request to the same path and query below another base. */
  public static Fault redirect(int status, String base) {
    return exchange ->
        exchange.write(
            status, List.of("Location: " + base + exchange.target()), "text/plain", new byte[0]);
  }

  /** Redirects every request to exactly that address. */
  public static Fault redirectTo(int status, String location) {
    return exchange ->
        exchange.write(status, List.of("Location: " + location), "text/plain", new byte[0]);
  }

  /** Takes the request and never answers. */
  public static Fault silence() {
    return Exchange::stall;
  }

  /** Closes the connection instead of answering. */
  public static Fault hangUp() {
    return exchange -> {};
  }

  /** Passes on, but closes the connection after so many bytes of the pack's answer. */
  public static Fault cutPackAfter(int bytes) {
    return exchange -> {
      if (exchange.isPack()) {
        exchange.passOnly(bytes);
      } else {
        exchange.pass();
      }
    };
  }

  /** Passes on, but falls silent after so many bytes of the pack's answer. */
  public static Fault stallPackAfter(int bytes) {
    return exchange -> {
      if (exchange.isPack()) {
        exchange.passOnly(bytes);
        exchange.stall();
      } else {
        exchange.pass();
      }
    };
  }

  /** Passes on, but flips a bit in each byte of the pack's answer from that one on. */
  public static Fault garblePackAfter(int bytes) {
    return exchange -> {
      if (exchange.isPack()) {
        exchange.passGarbled(bytes);
      } else {
        exchange.pass();
      }
    };
  }

  /** Passes on, but the pack's answer after so many bytes one by one, with pauses between them. */
  public static Fault dripPackAfter(int bytes, int millis) {
    return exchange -> {
      if (exchange.isPack()) {
        exchange.drip(bytes, millis);
      } else {
        exchange.pass();
      }
    };
  }

  /** Passes on, but closes the connection after it took so many bytes of a push. */
  public static Fault cutPushAfter(int bytes) {
    return exchange -> {
      if (exchange.isPush()) {
        exchange.takeOnly(bytes);
      } else {
        exchange.pass();
      }
    };
  }

  /** Passes on, but takes no more than so many bytes of a push, and keeps the connection. */
  public static Fault stallPushAfter(int bytes) {
    return exchange -> {
      if (exchange.isPush()) {
        exchange.takeOnly(bytes);
        exchange.holdUnread();
      } else {
        exchange.pass();
      }
    };
  }

  /** Passes a push on, but closes the connection instead of telling what came of it. */
  public static Fault cutReport() {
    return exchange -> {
      if (exchange.isPush()) {
        exchange.passOnly(0);
      } else {
        exchange.pass();
      }
    };
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket connection = socket.accept();
        connections.add(connection);
        daemon(() -> serve(connection), "faulty-upstream-connection");
      } catch (IOException ended) {
        return;
      }
    }
  }

  private static void daemon(Runnable work, String name) {
    Thread thread = new Thread(work, name);
    thread.setDaemon(true);
    thread.start();
  }

  private void serve(Socket connection) {
    try (connection) {
      connection.setTcpNoDelay(true);
      Exchange exchange = new Exchange(connection);
      exchanges.add(exchange);
      if (untilPassing.getAndUpdate(left -> left == Integer.MAX_VALUE ? left : left - 1) > 0) {
        fault.answer(exchange);
      } else {
        exchange.pass();
      }
    } catch (IOException hungUp) {
      // The caller went away, or was meant to see a broken connection.
    } finally {
      connections.remove(connection);
    }
  }

  @Override
  public void close() throws IOException {
    closed.countDown();
    socket.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }

  /** One request and the means to answer it. */
  public final class Exchange {

    private final Socket connection;
    private final String method;
    private final String target;
    private final Map<String, String> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
    private final InputStream in;
    private byte[] body;

    private Exchange(Socket connection) throws IOException {
      this.connection = connection;
      in = new BufferedInputStream(connection.getInputStream());
      String[] request = line(in).split(" ");
      method = request[0];
      target = request[1];
      for (String line = line(in); !line.isEmpty(); line = line(in)) {
        int colon = line.indexOf(':');
        headers.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
      // What is unread when the connection is closed would take the answer with it; only the faults
      // of pushes are about what is not read.
      if (!isPush()) {
        takeBody();
      }
    }

    private void takeBody() throws IOException {
      if (body != null) {
        return;
      }
      if ("chunked".equalsIgnoreCase(headers.get("Transfer-Encoding"))) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (int size = chunk(); size > 0; size = chunk()) {
          whole.write(in.readNBytes(size));
          line(in);
        }
        line(in);
        body = whole.toByteArray();
      } else {
        body = in.readNBytes(Integer.parseInt(headers.getOrDefault("Content-Length", "0")));
      }
    }

    private int chunk() throws IOException {
      return Integer.parseInt(line(in), 16);
    }

    private void takeOnly(int bytes) throws IOException {
      in.readNBytes(bytes);
    }

    /** Keeps the connection and reads nothing, until this server is closed. */
    private void holdUnread() throws IOException {
      synchronized (stalled) {
        stalled.incrementAndGet();
        stalled.notifyAll();
      }
      try {
        closed.await();
      } catch (InterruptedException interrupted) {
        throw new IOException(interrupted);
      } finally {
        stalled.decrementAndGet();
      }
    }

    /** Whether the request is a push, and not a question for refs. */
    public boolean isPush() {
      return path().endsWith("/git-receive-pack");
    }

    private static String line(InputStream in) throws IOException {
      ByteArrayOutputStream line = new ByteArrayOutputStream();
      for (int c = in.read(); c != '\n'; c = in.read()) {
        if (c < 0) {
          throw new EOFException();
        }
        if (c != '\r') {
          line.write(c);
        }
      }
      return line.toString(StandardCharsets.ISO_8859_1);
    }

    /** Method of the request. */
    public String method() {
      return method;
    }

    /** Path and query of the request. */
    public String target() {
      return target;
    }

    /** Path of the request. */
    public String path() {
      int query = target.indexOf('?');
      return query < 0 ? target : target.substring(0, query);
    }

    /** A header field of the request; null if there is none. */
    public String header(String name) {
      return headers.get(name);
    }

    /** Whether the request asks for a pack, and not for refs. */
    public boolean isPack() throws IOException {
      if (!path().endsWith("/git-upload-pack")) {
        return false;
      }
      byte[] plain = body;
      if ("gzip".equalsIgnoreCase(headers.get("Content-Encoding"))) {
        plain = new GZIPInputStream(new ByteArrayInputStream(body)).readAllBytes();
      }
      return !new String(plain, StandardCharsets.ISO_8859_1).contains("command=ls-refs");
    }

    /** Writes a whole answer. */
    public void write(int status, List<String> fields, String type, byte[] content)
        throws IOException {
      takeBody();
      StringBuilder head = new StringBuilder("HTTP/1.1 " + status + " Answer\r\n");
      fields.forEach(field -> head.append(field).append("\r\n"));
      head.append("Content-Type: ").append(type).append("\r\n");
      head.append("Content-Length: ").append(content.length).append("\r\n");
      head.append("Connection: close\r\n\r\n");
      raw(head.toString().getBytes(StandardCharsets.ISO_8859_1));
      raw(content);
    }

    /** Writes bytes as they are. */
    public void raw(byte[] bytes) throws IOException {
      connection.getOutputStream().write(bytes);
      connection.getOutputStream().flush();
    }

    /** Keeps the connection open and says nothing more, until the caller goes away. */
    public void stall() throws IOException {
      synchronized (stalled) {
        stalled.incrementAndGet();
        stalled.notifyAll();
      }
      try {
        // Reads nothing but the end that the caller makes.
        connection.getInputStream().read();
      } finally {
        stalled.decrementAndGet();
      }
    }

    /** Passes the request on, and the answer back. */
    public void pass() throws IOException {
      relay(Integer.MAX_VALUE, 0, 0, -1);
    }

    private void passOnly(int bytes) throws IOException {
      relay(bytes, 0, 0, -1);
    }

    private void passGarbled(int from) throws IOException {
      relay(Integer.MAX_VALUE, 0, 0, from);
    }

    private void drip(int from, int millis) throws IOException {
      relay(Integer.MAX_VALUE, from, millis, -1);
    }

    // Counts the bytes after the head; the real server answers without chunks to HTTP/1.0, so the
    // bytes are those of the body.
    private void relay(int most, int dripFrom, int millis, int garbledFrom) throws IOException {
      takeBody();
      if (real == null) {
        write(404, List.of(), "text/plain", new byte[0]);
        return;
      }
      try (Socket server = new Socket(real.getHost(), real.getPort())) {
        StringBuilder head = new StringBuilder(method + " " + target + " HTTP/1.0\r\n");
        headers.forEach(
            (name, value) -> {
              if (!DROPPED.contains(name.toLowerCase(Locale.ROOT))) {
                head.append(name).append(": ").append(value).append("\r\n");
              }
            });
        if (!method.equals("GET")) {
          head.append("Content-Length: ").append(body.length).append("\r\n");
        }
        head.append("Host: ").append(real.getAuthority()).append("\r\n\r\n");
        OutputStream out = server.getOutputStream();
        out.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
        out.write(body);
        out.flush();
        InputStream in = new BufferedInputStream(server.getInputStream());
        StringBuilder answer = new StringBuilder(line(in).replace("HTTP/1.0", "HTTP/1.1"));
        answer.append("\r\n");
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
          if (!line.toLowerCase(Locale.ROOT).startsWith("connection:")) {
            answer.append(line).append("\r\n");
          }
        }
        answer.append("Connection: close\r\n");
        boolean sized = answer.toString().toLowerCase(Locale.ROOT).contains("content-length:");
        if (!sized) {
          answer.append("Transfer-Encoding: chunked\r\n");
        }
        raw(answer.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
        copy(in, !sized, most, dripFrom, millis, garbledFrom);
      }
    }

    private void copy(
        InputStream in, boolean chunked, int most, int dripFrom, int millis, int garbledFrom)
        throws IOException {
      byte[] buffer = new byte[8192];
      int passed = 0;
      while (passed < most) {
        boolean drips = millis > 0 && passed >= dripFrom;
        int room = drips ? 1 : millis > 0 ? dripFrom - passed : most - passed;
        int count = in.read(buffer, 0, Math.min(buffer.length, room));
        if (count < 0) {
          if (chunked) {
            raw("0\r\n\r\n".getBytes());
          }
          return;
        }
        for (int i = 0; garbledFrom >= 0 && i < count; i++) {
          if (passed + i >= garbledFrom) {
            buffer[i] ^= 0x10;
          }
        }
        if (chunked) {
          raw((Integer.toHexString(count) + "\r\n").getBytes());
        }
        raw(java.util.Arrays.copyOf(buffer, count));
        if (chunked) {
          raw("\r\n".getBytes());
        }
        passed += count;
        if (drips && awaitClosed(millis)) {
          return;
        }
      }
    }

    private boolean awaitClosed(int millis) throws IOException {
      try {
        return closed.await(millis, TimeUnit.MILLISECONDS);
      } catch (InterruptedException interrupted) {
        throw new IOException(interrupted);
      }
    }
  }
}
