package org.sluice.git;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLServerSocket;
import org.sluice.git.disk.BareMirror;

/** Puts TLS before a plain HTTP server on 127.0.0.1, with a certificate of its own making. */
public final class TlsFront implements AutoCloseable {

  private static final String PASSWORD = "of no use to anybody";

  private final SSLServerSocket socket;
  private final int target;
  private final String certificate;
  private final Set<Socket> sockets = ConcurrentHashMap.newKeySet();

  private TlsFront(SSLServerSocket socket, int target, String certificate) {
    this.socket = socket;
    this.target = target;
    this.certificate = certificate;
  }

  /** Before the server on that port. */
  public static TlsFront before(int port) throws IOException {
    return before(port, "ip:127.0.0.1");
  }

  /**
   * Before the server on that port, vouched for by other names too.
   *
   * @param names as {@code keytool} takes them, such as {@code dns:git.example}
   */
  static TlsFront before(int port, String... names) throws IOException {
    Path work = Files.createTempDirectory("tls-front");
    try {
      Path file = work.resolve("keys.p12");
      Process made =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                  "-genkeypair",
                  "-alias",
                  "server",
                  "-keyalg",
                  "EC",
                  "-dname",
                  "CN=127.0.0.1",
                  "-ext",
                  "san=" + String.join(",", names),
                  "-validity",
                  "2",
                  "-keystore",
                  file.toString(),
                  "-storepass",
                  PASSWORD)
              .redirectErrorStream(true)
              .redirectOutput(work.resolve("keytool.log").toFile())
              .start();
      if (made.waitFor() != 0) {
        throw new IOException(Files.readString(work.resolve("keytool.log")));
      }
      KeyStore keys = KeyStore.getInstance("PKCS12");
      try (InputStream in = Files.newInputStream(file)) {
        keys.load(in, PASSWORD.toCharArray());
      }
      KeyManagerFactory managers =
          KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
      managers.init(keys, PASSWORD.toCharArray());
      SSLContext context = SSLContext.getInstance("TLS");
      context.init(managers.getKeyManagers(), null, null);
      SSLServerSocket socket =
          (SSLServerSocket)
              context
                  .getServerSocketFactory()
                  .createServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
      String pem =
          "-----BEGIN CERTIFICATE-----\n"
              + Base64.getMimeEncoder(64, new byte[] {'\n'})
                  .encodeToString(keys.getCertificate("server").getEncoded())
              + "\n-----END CERTIFICATE-----\n";
      TlsFront front = new TlsFront(socket, port, pem);
      daemon(front::accept);
      return front;
    } catch (GeneralSecurityException cannot) {
      throw new IOException(cannot);
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IOException(interrupted);
    } finally {
      BareMirror.delete(work);
    }
  }

  private static void daemon(Runnable work) {
    Thread thread = new Thread(work, "tls-front");
    thread.setDaemon(true);
    thread.start();
  }

  private void accept() {
    while (!socket.isClosed()) {
      try {
        Socket client = socket.accept();
        Socket server = new Socket("127.0.0.1", target);
        sockets.add(client);
        sockets.add(server);
        daemon(() -> copy(client, server));
        daemon(() -> copy(server, client));
      } catch (IOException ended) {
        return;
      }
    }
  }

  private void copy(Socket from, Socket to) {
    try (from;
        to) {
      from.getInputStream().transferTo(to.getOutputStream());
    } catch (IOException hungUp) {
      // One of the two sides went away.
    } finally {
      sockets.remove(from);
    }
  }

  /** Port that it listens on. */
  int port() {
    return socket.getLocalPort();
  }

  /** URL of a path on it. */
  public String url(String path) {
    return "https://127.0.0.1:" + socket.getLocalPort() + path;
  }

  /** The certificate that vouches for it, in PEM. */
  public String certificate() {
    return certificate;
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket each : sockets) {
      each.close();
    }
  }
}
