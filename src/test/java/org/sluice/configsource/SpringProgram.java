package org.sluice.configsource;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sluice.testing.Waiting;

/**
 * A program of Spring's in a process of its own, built by the build before the integration tests,
 * on a free port of 127.0.0.1.
 */
final class SpringProgram implements AutoCloseable {

  private static final Pattern LISTENING = Pattern.compile("Tomcat started on port (\\d+)");

  private final Path log;
  private final Process process;
  private int port;

  private SpringProgram(Path log, Process process) {
    this.log = log;
    this.process = process;
  }

  private static Path jar(String name) {
    return Path.of(System.getProperty("sluice.test.target", "target"))
        .resolve("peer/" + name + "/target/" + name + ".jar")
        .toAbsolutePath();
  }

  /** Whether the program is there; says so on standard output if not. */
  static boolean isBuilt(String name) {
    boolean built = Files.exists(jar(name));
    if (!built) {
      System.out.println("SKIPPED: the peer was not built: " + jar(name));
    }
    return built;
  }

  /**
   * Starts one, and waits until it listens.
   *
   * @param name of the program
   * @param work a folder of the test's own
   * @param settings of Spring's, without the hyphens before them
   */
  static SpringProgram start(String name, Path work, List<String> settings) throws IOException {
    Files.createDirectories(work);
    Path log = work.resolve("program.log");
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-Djava.io.tmpdir=" + work,
                "-jar",
                jar(name).toString(),
                "--server.address=127.0.0.1",
                "--server.port=0"));
    settings.forEach(each -> command.add("--" + each));
    Process process =
        new ProcessBuilder(command)
            .directory(work.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile())
            .start();
    // Also where a test's own clean-up is not reached.
    Runtime.getRuntime().addShutdownHook(new Thread(process::destroyForcibly, "kill-peer"));
    SpringProgram program = new SpringProgram(log, process);
    try {
      program.awaitPort(name);
      return program;
    } catch (AssertionError | RuntimeException failed) {
      program.close();
      throw failed;
    }
  }

  private void awaitPort(String name) {
    Waiting.until(
        name + " listens",
        Duration.ofMinutes(2),
        () -> {
          if (!process.isAlive()) {
            throw new AssertionError(log());
          }
          Matcher listening = LISTENING.matcher(log());
          return listening.find() ? Integer.parseInt(listening.group(1)) : 0;
        },
        found -> {
          port = found;
          return found > 0;
        });
  }

  /** What it has logged. */
  String log() throws IOException {
    return Files.readString(log);
  }

  /** Where it listens, without a slash at the end. */
  String address() {
    return "http://127.0.0.1:" + port;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor();
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
  }
}
