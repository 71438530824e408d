package org.sluice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

/**
 * Sluice in a server of its own process, on a free port, with an empty home below {@code
 * target/it}.
 *
 * <p>{@link #shared()} is started once for all tests of this process; {@link #with(String)} makes
 * one for a test that kills it or needs other settings. The system property {@code
 * sluice.test.server} chooses the server, {@code sluice.test.database=postgres} the database.
 * Whatever is left is killed when the tests' process ends.
 */
public final class RunningSluice implements AutoCloseable {

  /** The first administrator's name. */
  public static final String ADMIN = "admin";

  /** The first administrator's password. */
  public static final String ADMIN_PASSWORD = "the-tests-own-password";

  private static final Duration START = Duration.ofSeconds(180);
  private static final Path TARGET =
      Path.of(System.getProperty("sluice.test.target", "target")).toAbsolutePath();
  // Tests of several processes may run at once.
  private static final String FORK = System.getProperty("sluice.test.fork", "fork1");
  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Set<RunningSluice> ALL = ConcurrentHashMap.newKeySet();

  private static RunningSluice shared;

  private final Path folder;
  private final Map<String, String> settings;
  private final String heap;
  private final boolean isShort;
  private Process process;
  private int port;

  static {
    Runtime.getRuntime()
        .addShutdownHook(new Thread(() -> ALL.forEach(RunningSluice::kill), "kill-sluice"));
  }

  private RunningSluice(Builder builder) {
    this.folder =
        TARGET.resolve("it").resolve(FORK + "-" + NUMBER.incrementAndGet() + "-" + builder.name);
    this.settings = builder.settings;
    this.heap = builder.heap;
    this.isShort = builder.isShort;
    emptyFolder(folder);
    ALL.add(this);
  }

  /** The one that tests share; it is ready. */
  public static synchronized RunningSluice shared() {
    if (shared == null || !shared.isAlive()) {
      shared =
          with("shared")
              .longLived()
              .environment("SLUICE_SERVING_ANONYMOUS", "true")
              .environment("SLUICE_SERVING_CONCURRENCY", "4")
              .environment("SLUICE_SERVING_IDLE_TIMEOUT", "PT8S")
              .start();
    }
    return shared;
  }

  /**
   * Begins one of its own for a test, which closes it.
   *
   * @param name what its folder is called
   */
  public static Builder with(String name) {
    return new Builder(name);
  }

  /** Settings of a Sluice that is about to start. */
  public static final class Builder {

    private final String name;
    private final Map<String, String> settings = new LinkedHashMap<>();
    private String heap;
    private boolean isShort = true;

    private Builder(String name) {
      this.name = name;
      settings.put("SLUICE_ADMIN_PASSWORD", ADMIN_PASSWORD);
      settings.put("SLUICE_TRANSPORTS", "https,http,ssh");
      settings.put("SLUICE_EGRESS_ALLOW", "127.0.0.1/32");
      // A test may speak as the proxy of a client of its own.
      settings.put("SLUICE_PROXIES", "127.0.0.1/32");
      // Whether waits are kept is tested without a server; with one, each would be waited for.
      settings.put("SLUICE_MIRROR_RETRY_DELAYS", "PT0.01S,PT0.02S,PT0.03S");
      settings.put("SLUICE_FORGE_RETRY_DELAYS", "PT0.01S,PT0.02S");
      settings.put("SLUICE_DELIVERY_RETRY_DELAYS", "PT0.2S,PT0.3S,PT0.5S,PT1S");
      // A forge of a test that hangs is to be given up within the test.
      settings.put("SLUICE_FORGE_IDLE_TIMEOUT", "PT4S");
      // The timer looks once at what is new, and then leaves it to the test.
      settings.put("SLUICE_REFRESH_INTERVAL", "PT1H");
      if (System.getProperty("sluice.test.database", "h2").equals("postgres")) {
        onPostgres();
      }
    }

    /** Gives it an empty database of a real PostgreSQL server. */
    public Builder onPostgres() {
      settings.putAll(TestDatabase.postgres());
      return this;
    }

    /** Leaves it the H2 file below its home, whatever the tests run on. */
    public Builder onH2() {
      settings.keySet().removeIf(variable -> variable.startsWith("SLUICE_DB_"));
      return this;
    }

    /** Gives it another heap than the build's servers have, such as {@code -Xmx256m}. */
    public Builder heap(String option) {
      heap = option;
      return this;
    }

    /** Has it compiled thoroughly, for the tests of many classes. */
    private Builder longLived() {
      isShort = false;
      return this;
    }

    /** Sets a variable of the environment; null takes it away. */
    public Builder environment(String variable, String value) {
      settings.put(variable, value);
      return this;
    }

    /** Starts it and waits until it is ready. */
    public RunningSluice start() {
      RunningSluice sluice = new RunningSluice(this);
      sluice.start();
      return sluice;
    }

    /** Starts it without waiting, for a start that is to fail. */
    public RunningSluice launch() {
      RunningSluice sluice = new RunningSluice(this);
      sluice.launch(FreePort.next());
      return sluice;
    }
  }

  /** Starts it again on the same home after {@link #kill} or {@link #stop}, and waits. */
  public synchronized void start() {
    start(FreePort.next());
  }

  /** The same at the address that it had, for whoever still has its pages open. */
  public synchronized void startAgain() {
    start(port);
  }

  private void start(int at) {
    launch(at);
    try {
      Waiting.until(
          "Sluice is ready, see " + log(),
          START,
          () -> {
            if (!process.isAlive()) {
              throw new IllegalStateException("The server ended by itself");
            }
            return Api.at(address()).get("/me").status() == 401;
          });
    } catch (AssertionError late) {
      kill();
      throw new AssertionError(late.getMessage() + "\n" + lastLines(), late.getCause());
    }
  }

  private synchronized void launch(int at) {
    if (isAlive()) {
      throw new IllegalStateException("It runs already");
    }
    port = at;
    try {
      Files.createDirectories(home());
      Path temporary = folder.resolve("tmp");
      emptyFolder(temporary);
      ProcessBuilder builder = new ProcessBuilder();
      Map<String, String> environment = builder.environment();
      environment.keySet().removeIf(name -> name.startsWith("SLUICE_"));
      environment.put("SLUICE_HOME", home().toString());
      environment.put("SLUICE_HTTP_PORT", Integer.toString(port));
      settings.forEach(
          (name, value) -> {
            if (value == null) {
              environment.remove(name);
            } else {
              environment.put(name, value);
            }
          });
      List<String> options = TestServer.options(heap, isShort);
      builder.command(TestServer.chosen().command(TARGET, folder, port, options, environment));
      builder.redirectErrorStream(true);
      builder.redirectOutput(ProcessBuilder.Redirect.appendTo(log().toFile()));
      process = builder.start();
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** Whether its process is there. */
  public synchronized boolean isAlive() {
    return process != null && process.isAlive();
  }

  /** Ends it at once, as {@code kill -9} does, with all its children. */
  public synchronized void kill() {
    if (process != null) {
      List<ProcessHandle> family =
          Stream.concat(process.descendants(), Stream.of(process.toHandle())).toList();
      family.forEach(ProcessHandle::destroyForcibly);
      family.forEach(each -> each.onExit().orTimeout(30, TimeUnit.SECONDS).join());
    }
  }

  /** Ends it in good order, as Ctrl-C does, and waits. */
  public synchronized void stop() {
    if (process != null) {
      process.destroy();
      try {
        if (!process.waitFor(60, TimeUnit.SECONDS)) {
          kill();
          throw new AssertionError("Sluice did not stop within 60 s, see " + log());
        }
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        kill();
      }
    }
  }

  /** Kills it. Its folder stays until the next tests, to be looked at. */
  @Override
  public void close() {
    kill();
    ALL.remove(this);
  }

  /** Its address, without a path. */
  public URI address() {
    return URI.create("http://127.0.0.1:" + port + "/");
  }

  /** A client of its API with the first administrator's password. */
  public Api admin() {
    return api().as(ADMIN, ADMIN_PASSWORD);
  }

  /** A client of its API without credentials. */
  public Api api() {
    return Api.at(address());
  }

  /** Its {@code SLUICE_HOME}. */
  public Path home() {
    return folder.resolve("home");
  }

  /** All that it wrote to its output, over every start. */
  public Path log() {
    return folder.resolve("server.log");
  }

  /** The text of {@link #log()}. */
  public String logText() {
    try {
      return Files.exists(log()) ? Files.readString(log()) : "";
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** Id of its process. */
  public synchronized long pid() {
    return process.pid();
  }

  private String lastLines() {
    List<String> lines = logText().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 60), lines.size()));
  }

  private static void emptyFolder(Path folder) {
    try {
      if (Files.exists(folder)) {
        try (Stream<Path> all = Files.walk(folder)) {
          for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
            Files.delete(each);
          }
        }
      }
      Files.createDirectories(folder);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }
}
