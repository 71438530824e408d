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
        Path target, Path folder, int port, List<String> options, Map<String, String> environment) {
      List<String> command = new ArrayList<>();
      command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
      command.addAll(options);
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
        Path target, Path folder, int port, List<String> options, Map<String, String> environment) {
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
      environment.put("JAVA_OPTS", String.join(" ", options) + " -Djava.awt.headless=true");
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
   * @param options of its JVM
   * @param environment of the process; may be added to
   */
  abstract List<String> command(
      Path target, Path folder, int port, List<String> options, Map<String, String> environment);

  /** The server that this build tests with. */
  static TestServer chosen() {
    return valueOf(System.getProperty("sluice.test.server", "payara").toUpperCase(Locale.ROOT));
  }

  /**
   * Options of a server's JVM: its heap, and what the build has its tests' servers run with.
   *
   * @param heap option that bounds the heap; null for the build's
   * @param isShort whether it ends before thorough compiling would pay
   */
  static List<String> options(String heap, boolean isShort) {
    List<String> options = new ArrayList<>();
    options.add(heap == null ? System.getProperty("sluice.test.heap", "-Xmx512m") : heap);
    options.addAll(words("sluice.test.jvm"));
    if (isShort) {
      options.addAll(words("sluice.test.jvm.short"));
    }
    return options;
  }

  private static List<String> words(String property) {
    String text = System.getProperty(property, "").strip();
    return text.isEmpty() ? List.of() : List.of(text.split("\\s+"));
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
