package org.sluice.bench;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.RepositoryCache;
import org.eclipse.jgit.storage.file.WindowCacheConfig;
import org.eclipse.jgit.transport.PacketLineOut;
import org.eclipse.jgit.transport.RefAdvertiser.PacketLineOutRefAdvertiser;
import org.eclipse.jgit.transport.UploadPack;
import org.eclipse.jgit.util.FS;

/**
 * The upstream that both sides talk to: JGit's upload-pack behind the JDK's HTTP server, in a
 * process of its own. It starts no process for a request and keeps its repositories open, so that
 * its cost hides as little as can be of what is measured.
 */
final class UpstreamServer implements AutoCloseable {

  private static final Pattern PATH =
      Pattern.compile("/([A-Za-z0-9-]+/[A-Za-z0-9-]+\\.git)/(info/refs|git-upload-pack)");
  private static final String SERVICE = "git-upload-pack";
  private static final int THREADS = 8;

  private final Process process;
  private final int port;

  private UpstreamServer(Process process, int port) {
    this.process = process;
    this.port = port;
  }

  /** Starts one for the repositories below a folder. */
  static UpstreamServer start(Path root) throws IOException {
    ProcessBuilder builder =
        Children.java("-Xmx1g", "-Dsun.net.httpserver.nodelay=true")
            .running(UpstreamServer.class, root.toString());
    Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
    BufferedReader out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), "US-ASCII"));
    String port = out.readLine();
    if (port == null) {
      throw new IOException("the upstream server did not start");
    }
    return new UpstreamServer(process, Integer.parseInt(port));
  }

  /** Its address, with a slash at its end. */
  String address() {
    return "http://127.0.0.1:" + port + "/";
  }

  @Override
  public void close() {
    process.destroyForcibly();
    process.onExit().join();
  }

  /** The server's process: prints its port, and ends when its input does. */
  public static void main(String[] arguments) throws IOException {
    Path root = Path.of(arguments[0]);
    WindowCacheConfig windows = new WindowCacheConfig();
    windows.setPackedGitLimit(256 << 20);
    windows.setPackedGitOpenFiles(1024);
    windows.install();
    HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", 0), 64);
    ExecutorService threads = Executors.newFixedThreadPool(THREADS);
    server.setExecutor(threads);
    server.createContext("/", exchange -> serve(root, exchange));
    server.start();
    System.out.println(server.getAddress().getPort());
    System.out.flush();
    while (System.in.read() >= 0) {
      // Whoever started it is there.
    }
    System.exit(0);
  }

  private static void serve(Path root, HttpExchange exchange) throws IOException {
    try (exchange) {
      Matcher path = PATH.matcher(exchange.getRequestURI().getPath());
      if (!path.matches()) {
        exchange.sendResponseHeaders(404, -1);
        return;
      }
      boolean advertise = path.group(2).equals("info/refs");
      RepositoryCache.FileKey key =
          RepositoryCache.FileKey.exact(root.resolve(path.group(1)).toFile(), FS.DETECTED);
      // Not closed: the cache keeps it for the next request.
      Repository repository = RepositoryCache.open(key);
      UploadPack upload = new UploadPack(repository);
      upload.setBiDirectionalPipe(false);
      String protocol = exchange.getRequestHeaders().getFirst("Git-Protocol");
      if (protocol != null) {
        upload.setExtraParameters(List.of(protocol.split(":")));
      }
      String type = "application/x-" + SERVICE + (advertise ? "-advertisement" : "-result");
      exchange.getResponseHeaders().set("Content-Type", type);
      exchange.getResponseHeaders().set("Cache-Control", "no-cache");
      InputStream body = advertise ? null : body(exchange);
      exchange.sendResponseHeaders(200, 0);
      try (OutputStream out = new BufferedOutputStream(exchange.getResponseBody(), 64 << 10)) {
        if (advertise) {
          PacketLineOut packets = new PacketLineOut(out);
          packets.writeString("# service=" + SERVICE + "\n");
          packets.end();
          upload.sendAdvertisedRefs(new PacketLineOutRefAdvertiser(packets));
        } else {
          upload.upload(body, out, null);
        }
      }
    }
  }

  private static InputStream body(HttpExchange exchange) throws IOException {
    InputStream body = exchange.getRequestBody();
    String encoding = exchange.getRequestHeaders().getFirst("Content-Encoding");
    InputStream plain = "gzip".equalsIgnoreCase(encoding) ? new GZIPInputStream(body) : body;
    return new ByteArrayInputStream(plain.readAllBytes());
  }
}
