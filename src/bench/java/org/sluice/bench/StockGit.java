package org.sluice.bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * The peer: the stock {@code git} of this machine, with nobody's configuration.
 *
 * <p>Mirrors name their upstream by {@link #UPSTREAM}; which port that is today, Git is told by its
 * own {@code insteadOf}, so that mirrors can be kept from one run to the next.
 */
final class StockGit {

  /** What stands for the server's address in a mirror's configuration. */
  static final String UPSTREAM = "http://upstream.test/";

  private final Map<String, String> environment;

  /** Git that finds its upstream at that address. */
  StockGit(String address) {
    environment =
        Map.of(
            "GIT_CONFIG_NOSYSTEM", "1",
            "GIT_CONFIG_GLOBAL", "/dev/null",
            "GIT_TERMINAL_PROMPT", "0",
            "GIT_CONFIG_COUNT", "1",
            "GIT_CONFIG_KEY_0", "url." + address + ".insteadOf",
            "GIT_CONFIG_VALUE_0", UPSTREAM);
  }

  /** Version that it says it has. */
  static String version() throws IOException {
    Process process = new ProcessBuilder("git", "--version").start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /** Runs one command in a folder. */
  void run(Path folder, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    end(start(folder, command), command);
  }

  /** Runs one command for each name, four at once, with {@code {}} in it replaced by the name. */
  void each(Path folder, List<String> names, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("xargs", "-P4", "-I{}", "git"));
    command.addAll(List.of(arguments));
    Process process = start(folder, command);
    try (OutputStream in = process.getOutputStream()) {
      in.write(String.join("\n", names).getBytes(StandardCharsets.UTF_8));
      in.write('\n');
    }
    end(process, command);
  }

  private Process start(Path folder, List<String> command) throws IOException {
    Files.createDirectories(folder);
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder.environment().putAll(environment);
    return builder
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  private static void end(Process process, List<String> command) throws IOException {
    int code = process.onExit().join().exitValue();
    if (code != 0) {
      throw new IOException(command + " ended with " + code);
    }
  }
}
