package org.sluice.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

/** How each application server is started around the WAR. */
enum TestServer {
  /** Payara Micro, a jar of its own. */
  PAYARA {
    @Override
    List<String> command(
        Path target, Path folder, int port, String heap, Map<String, String> environment) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(options(heap));
      command.addAll(
          List.of(
              "-Djava.io.tmpdir=" + folder.resolve("tmp"),
              "-Dsluice.stop-with-parent=" + ProcessHandle.current().pid(),
              "-jar",
              present(target.resolve("payara-micro.jar")).toString(),
              "--nocluster",
              "--disablephonehome",
              "--port",
              Integer.toString(port),
              "--deploy",
              present(target.resolve("sluice.war")).toString()));
      return command;
    }
  },
  /** WildFly, unpacked and prepared below {@code target} by the build's profile. */
  WILDFLY {
    @Override
    List<String> command(
        Path target, Path folder, int port, String heap, Map<String, String> environment) {
      Path server = Path.of(System.getProperty("sluice.test.wildfly", "target/wildfly"));
      Path script = present(server.resolve("bin").resolve("standalone.sh"));
      // A server of its own in all that it writes; after a kill it finds what it left.
      Path base = folder.resolve("standalone");
      if (!Files.exists(base)) {
        copy(server.resolve("standalone").resolve("configuration"), base.resolve("configuration"));
        copy(
            present(target.resolve("sluice.war")),
            base.resolve("deployments").resolve("sluice.war"));
      }
      environment.put("JAVA_HOME", System.getProperty("java.home"));
      environment.put("JAVA_OPTS", String.join(" ", options(heap)) + " -Djava.awt.headless=true");
      // So the script hands a signal on to the server, and ends after it.
      environment.put("LAUNCH_JBOSS_IN_BACKGROUND", "true");
      return List.of(
          script.toString(),
          "-Djboss.server.base.dir=" + base,
          "-Djava.io.tmpdir=" + folder.resolve("tmp"),
          "-Dsluice.stop-with-parent=" + ProcessHandle.current().pid(),
          "-Djboss.http.port=" + port,
          "-Djboss.https.port=0",
          "-Djboss.management.http.port=0");
    }
  };

  /**
   * The command that runs the server in the foreground, with the WAR.
   *
   * @param target the build's folder
   * @param folder a folder of this one server, with an empty {@code tmp} in it
   * @param port port of the application, on the loopback address
   * @param heap option that bounds its heap; null for the build's
   * @param environment of the process; may be added to
   */
  abstract List<String> command(
      Path target, Path folder, int port, String heap, Map<String, String> environment);

  /** The server that this build tests with. */
  static TestServer chosen() {
    return valueOf(System.getProperty("sluice.test.server", "payara").toUpperCase(Locale.ROOT));
  }

  /** Options of the server's JVM: its heap, and what the build has its tests' servers run with. */
  private static List<String> options(String heap) {
    List<String> options = new ArrayList<>();
    options.add(heap == null ? System.getProperty("sluice.test.heap", "-Xmx512m") : heap);
    String more = System.getProperty("sluice.test.jvm", "").strip();
    if (!more.isEmpty()) {
      options.addAll(List.of(more.split("\\s+")));
    }
    return options;
  }

  private static Path present(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalStateException(file + " is missing: run mvn package -DskipTests first");
    }
    return file;
  }

  private static void copy(Path from, Path to) {
    try (Stream<Path> all = Files.walk(from)) {
      Files.createDirectories(to.getParent());
      for (Path each : all.toList()) {
        Files.copy(each, to.resolve(from.relativize(each).toString()));
      }
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }
}
