package org.sluice.git;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.sluice.git.disk.BareMirror;
import org.sluice.testing.FreePort;

/**
 * The peer of the tests: {@code lighttpd} with {@code git http-backend}, serving the bare
 * repositories below a folder on an ephemeral port of 127.0.0.1, {@code /git/<name>}.
 *
 * <p>Pushing needs {@code http.receivepack=true} in the repository.
 */
public final class StockGitServer implements AutoCloseable {

  private static final List<Path> SERVERS =
      List.of(Path.of("/usr/sbin/lighttpd"), Path.of("/usr/local/sbin/lighttpd"));
  private static final List<Path> BACKENDS =
      List.of(
          Path.of("/usr/lib/git-core/git-http-backend"),
          Path.of("/usr/libexec/git-core/git-http-backend"));

  private final Path work;
  private final int port;
  private final Process process;

  private StockGitServer(Path work, int port, Process process) {
    this.work = work;
    this.port = port;
    this.process = process;
  }

  /** Whether the machine has what is needed; says so on standard output if not. */
  public static boolean isInstalled() {
    boolean installed = find(SERVERS) != null && find(BACKENDS) != null;
    if (!installed) {
      System.out.println("SKIPPED: lighttpd and git http-backend are not installed");
    }
    return installed;
  }

  private static Path find(List<Path> candidates) {
    return candidates.stream().filter(Files::isExecutable).findFirst().orElse(null);
  }

  /** Serves the repositories below a folder to everybody. */
  public static StockGitServer start(Path root) throws IOException {
    return start(root, null, null);
  }

  /** Serves the repositories below a folder to one user; to everybody if the user is null. */
  public static StockGitServer start(Path root, String user, String password) throws IOException {
    Path work = Files.createTempDirectory("stock-git-server");
    for (int attempt = 0; ; attempt++) {
      int port = FreePort.next();
      Path config = write(work, root, port, user, password);
      Process process =
          new ProcessBuilder(find(SERVERS).toString(), "-D", "-f", config.toString())
              .redirectErrorStream(true)
              .redirectOutput(work.resolve("server.log").toFile())
              .start();
      // Also where a test's own clean-up is not reached.
      Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "kill-git-server"));
      StockGitServer server = new StockGitServer(work, port, process);
      if (server.awaitListening()) {
        return server;
      }
      // Somebody else took the port in between.
      process.destroyForcibly();
      if (attempt == 5) {
        throw new IOException(Files.readString(work.resolve("server.log")));
      }
    }
  }

  private static Path write(Path work, Path root, int port, String user, String password)
      throws IOException {
    String auth = "";
    if (user != null) {
      Path users = work.resolve("users");
      Files.writeString(users, user + ":" + password + "\n");
      Files.setPosixFilePermissions(users, PosixFilePermissions.fromString("rw-------"));
      auth =
          """
          server.modules += ( "mod_auth", "mod_authn_file" )
          auth.backend = "plain"
          auth.backend.plain.userfile = "%s"
          auth.require = ( "/git" => ( "method" => "basic", "realm" => "git", "require" => "valid-user" ) )
          """
              .formatted(users);
    }
    Path config = work.resolve("lighttpd.conf");
    Files.writeString(
        config,
        """
        server.modules = ( "mod_alias", "mod_cgi", "mod_setenv", "mod_redirect", "mod_accesslog" )
        server.bind = "127.0.0.1"
        server.port = %d
        server.document-root = "%s"
        server.errorlog = "%s/error.log"
        server.max-keep-alive-requests = 1000
        server.stream-response-body = 1
        accesslog.filename = "%s/access.log"
        accesslog.format = "%%r %%s"
        alias.url = ( "/git" => "%s" )
        url.redirect = ( "^/moved/([^?]*)" => "/git/$1${qsa}" )
        url.redirect-code = 301
        $HTTP["url"] =~ "^/git" {
          cgi.assign = ( "" => "" )
          setenv.add-environment = (
            "GIT_PROJECT_ROOT" => "%s",
            "GIT_HTTP_EXPORT_ALL" => "1",
            "GIT_CONFIG_COUNT" => "1",
            "GIT_CONFIG_KEY_0" => "safe.directory",
            "GIT_CONFIG_VALUE_0" => "*"
          )
        }
        %s"""
            .formatted(port, work, work, work, find(BACKENDS), root.toAbsolutePath(), auth));
    return config;
  }

  private boolean awaitListening() throws IOException {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
    while (System.nanoTime() < end && process.isAlive()) {
      try (Socket socket = new Socket()) {
        socket.connect(new InetSocketAddress("127.0.0.1", port), 200);
        return process.isAlive();
      } catch (IOException notYet) {
        Thread.onSpinWait();
      }
    }
    return false;
  }

  /** Clone URL of the repository in the folder of that name. */
  public String url(String name) {
    return "http://127.0.0.1:" + port + "/git/" + name;
  }

  /** Clone URL of the same repository that answers with a 301 to {@link #url}. */
  public String movedUrl(String name) {
    return url(name).replace("/git/", "/moved/");
  }

  /** Port that it listens on. */
  public int port() {
    return port;
  }

  /** Closes the server and the connections to it. */
  @Override
  public void close() throws IOException {
    process.descendants().forEach(ProcessHandle::destroyForcibly);
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly();
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
    BareMirror.delete(work);
  }
}
