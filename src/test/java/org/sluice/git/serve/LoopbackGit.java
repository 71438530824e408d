package org.sluice.git.serve;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Puts served mirrors behind the plainest HTTP that stock {@code git} takes, on 127.0.0.1. */
final class LoopbackGit implements AutoCloseable {

  private final Path root;
  private final HttpServer server;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();
  private volatile Gate gate = () -> {};

  LoopbackGit(Path root) throws IOException {
    this.root = root;
    server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(threads);
    server.createContext("/", this::serve);
    server.start();
  }

  String url(String name) {
    return "http://127.0.0.1:" + server.getAddress().getPort() + "/" + name;
  }

  /** What was answered so far, listings of capabilities left out. */
  List<Exchange> exchanges() {
    return exchanges;
  }

  void gate(Gate gate) {
    this.gate = gate;
  }

  private void serve(HttpExchange http) throws IOException {
    try (http) {
      String path = http.getRequestURI().getPath();
      boolean list = path.endsWith("/info/refs");
      Path folder = root.resolve(path.substring(1, path.indexOf('/', 1)));
      String protocol = http.getRequestHeaders().getFirst("Git-Protocol");
      byte[] raw = http.getRequestBody().readAllBytes();
      try (ServedMirror mirror = ServedMirror.open(folder)) {
        http.getResponseHeaders()
            .set(
                "Content-Type",
                "application/x-git-upload-pack-" + (list ? "advertisement" : "result"));
        http.sendResponseHeaders(200, 0);
        OutputStream out = http.getResponseBody();
        if (list) {
          mirror.list(protocol, out);
        } else {
          RequestBody body =
              RequestBody.of(
                  new ByteArrayInputStream(raw),
                  http.getRequestHeaders().getFirst("Content-Encoding"));
          exchanges.add(mirror.answer(protocol, body, out, gate));
        }
      } catch (IOException | RuntimeException failed) {
        failed.printStackTrace();
        throw failed;
      }
    }
  }

  @Override
  public void close() {
    server.stop(0);
    threads.shutdownNow();
  }
}
