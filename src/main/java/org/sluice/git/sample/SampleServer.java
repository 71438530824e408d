package org.sluice.git.sample;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;

/**
 * Serves the sample fleet read-only over smart HTTP on 127.0.0.1, so that the samples are upstreams
 * like any other.
 */
public final class SampleServer implements AutoCloseable {

  private static final int THREADS = 6;
  private static final Pattern PATH =
      Pattern.compile("/([A-Za-z0-9._-]+/[A-Za-z0-9._-]+)\\.git/(info/refs|git-upload-pack)");
  private static final int LARGEST_REQUEST = 8 << 20;
  private static final String SERVICE = "git-upload-pack";

  static {
    // Read once, when the JDK's server is first used; without it each answer waits some 40 ms for
    // the other side's acknowledgement.
    if (System.getProperty("sun.net.httpserver.nodelay") == null) {
      System.setProperty("sun.net.httpserver.nodelay", "true");
    }
  }

  private final SampleFleet fleet;
  private final HttpServer server;
  private final ExecutorService threads;

  /**
   * Begins to serve.
   *
   * @param port on 127.0.0.1; 0 for any free one
   * @throws IOException if the port is taken
   */
  public SampleServer(SampleFleet fleet, int port) throws IOException {
    this.fleet = fleet;
    InetAddress loopback = InetAddress.getByAddress(new byte[] {127, 0, 0, 1});
    server = HttpServer.create(new InetSocketAddress(loopback, port), 0);
    threads =
        Executors.newFixedThreadPool(
            THREADS,
            task -> {
              Thread thread = new Thread(task, "sluice-samples");
              thread.setDaemon(true);
              return thread;
            });
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  /** Port that it listens on. */
  public int port() {
    return server.getAddress().getPort();
  }

  /** The fleet as it is served here. */
  public List<SampleUpstream> upstreams() {
    return fleet.upstreams(port());
  }

  private void serve(HttpExchange exchange) throws IOException {
    try (exchange) {
      Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
      Optional<Path> folder = path.matches() ? fleet.folder(path.group(1)) : Optional.empty();
      if (folder.isEmpty()) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      boolean advertise = path.group(2).equals("info/refs");
      if (!exchange.getRequestMethod().equals(advertise ? "GET" : "POST")) {
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      if (advertise && !("service=" + SERVICE).equals(exchange.getRequestURI().getQuery())) {
        exchange.sendResponseHeaders(403, -1);
        return;
      }
      FileRepositoryBuilder builder = new FileRepositoryBuilder();
      builder.setBare().setGitDir(folder.get().toFile()).setMustExist(true);
      try (Repository repository = builder.build()) {
        answer(exchange, repository, advertise);
      }
    }
  }

  private static void answer(HttpExchange exchange, Repository repository, boolean advertise)
      throws IOException {
    UploadPack upload = new UploadPack(repository);
    upload.setBiDirectionalPipe(false);
    String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
    if (protocol != null) {
      upload.setExtraParameters(List.of(protocol.split(":")));
    }
    exchange
        .getResponseHeaders()
        .set(
            "Content-Type",
            "application/x-" + SERVICE + (advertise ? "-advertisement" : "-result"));
    exchange.getResponseHeaders().set("Cache-Control", "no-cache");
    exchange.sendResponseHeaders(200, 0);
    try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), 64 << 10)) {
      if (advertise) {
        PacketLineOut packets = new PacketLineOut(out);
        packets.writeString("# service=" + SERVICE + "\n");
        packets.end();
        upload.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(packets));
      } else {
        upload.upload(body(exchange), out, null);
      }
    }
  }

  // Held as a whole: JGit skips over what it has not read, and skipping on the JDK's stream waits
  // for more than the request has.
  private static InputStream body(HttpExchange exchange) throws IOException {
    InputStream body = exchange.getRequestBody();
    String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    InputStream plain = "gzip".equalsIgnoreCase(encoding) ? new GZIPInputStream(body) : body;
    byte[] request = plain.readNBytes(LARGEST_REQUEST);
    if (plain.read() >= 0) {
      throw new IOException("the request is too large");
    }
    return new ByteArrayInputStream(request);
  }

  /** Stops serving at once. */
  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
