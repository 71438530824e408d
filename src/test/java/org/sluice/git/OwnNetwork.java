package org.sluice.git;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * A network that one process has for itself: a loopback interface and nothing else, on which every
 * address of both families is the machine's own.
 *
 * <p>So a connection to any address arrives at a listener of that process, or is seen not to have
 * been made; no packet leaves the machine, whatever goes wrong.
 */
final class OwnNetwork {

  /** Public addresses that, alone among all, cannot be reached. */
  static final List<String> UNREACHABLE = List.of("11.0.0.1", "2a00:dead::1");

  // A link-local address is reached only where the interface has one.
  private static final String SET_UP =
      """
      set -e
      ip link set lo up
      ip -6 address add fe80::1/64 dev lo nodad
      ip -4 route add local default dev lo
      ip -6 route add local default dev lo
      ip -4 route add unreachable %s table local
      ip -6 route add unreachable %s table local
      exec "$@"
      """
          .formatted(UNREACHABLE.toArray());

  /** As root, and as anybody where the machine permits it. */
  private static final List<List<String>> WAYS =
      List.of(
          List.of("unshare", "--net"), List.of("unshare", "--user", "--map-root-user", "--net"));

  private OwnNetwork() {}

  /** Whether a process can be given one; says so on standard output if not. */
  static boolean isPossible() {
    boolean possible = way().isPresent();
    if (!possible) {
      System.out.println(
          "SKIPPED: no network of its own can be made here; unshare or ip is missing, or forbidden");
    }
    return possible;
  }

  private static Optional<List<String>> way() {
    return WAYS.stream().filter(OwnNetwork::works).findFirst();
  }

  private static boolean works(List<String> way) {
    try {
      Process tried =
          new ProcessBuilder(command(way, List.of("true")))
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start();
      if (!tried.waitFor(20, TimeUnit.SECONDS)) {
        tried.destroyForcibly();
        return false;
      }
      return tried.exitValue() == 0;
    } catch (IOException notInstalled) {
      return false;
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static List<String> command(List<String> way, List<String> inside) {
    List<String> command = new ArrayList<>(way);
    command.addAll(List.of("sh", "-c", SET_UP, "sh"));
    command.addAll(inside);
    return command;
  }

  /**
   * Starts a main class of the tests in a network of its own.
   *
   * @param hosts the only place where its system looks names up, in the format of {@code
   *     /etc/hosts}
   * @param log takes its standard error
   */
  static Process start(Class<?> main, Path hosts, Path log, List<String> arguments)
      throws IOException {
    List<String> java =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Djdk.net.hosts.file=" + hosts,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
    java.addAll(arguments);
    Files.createDirectories(log.toAbsolutePath().getParent());
    return new ProcessBuilder(command(way().orElseThrow(), java))
        .redirectError(log.toFile())
        .start();
  }
}
