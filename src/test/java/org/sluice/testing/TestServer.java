package org.sluice.testing;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How each application server is started around the WAR. */
enum TestServer {
  /** Payara Micro, a jar of its own. */
  PAYARA {
    @Override
    List<String> command(Path target, Path folder, int port, Map<String, String> environment) {
      return List.of(
          Path.of(System.getProperty("java.home"), "bin", "java").toString(),
          heap(),
          "-Djava.io.tmpdir=" + folder.resolve("tmp"),
          "-Dsluice.stop-with-parent=true",
          "-jar",
          present(target.resolve("payara-micro.jar")).toString(),
          "--nocluster",
          "--disablephonehome",
          "--port",
          Integer.toString(port),
          "--deploy",
          present(target.resolve("sluice.war")).toString());
    }
  },
  /** WildFly, unpacked below {@code target/wildfly}. */
  WILDFLY {
    @Override
    List<String> command(Path target, Path folder, int port, Map<String, String> environment) {
      throw new UnsupportedOperationException("WildFly is not set up for tests yet");
    }
  };

  /**
   * The command that runs the server in the foreground, with the WAR.
   *
   * @param target the build's folder
   * @param folder a folder of this one server, with an empty {@code tmp} in it
   * @param port port of the application, on the loopback address
   * @param environment of the process; may be added to
   */
  abstract List<String> command(
      Path target, Path folder, int port, Map<String, String> environment);

  /** The server that this build tests with. */
  static TestServer chosen() {
    return valueOf(System.getProperty("sluice.test.server", "payara").toUpperCase(Locale.ROOT));
  }

  private static String heap() {
    return System.getProperty("sluice.test.heap", "-Xmx512m");
  }

  private static Path present(Path file) {
    if (!Files.isRegularFile(file)) {
      throw new IllegalStateException(file + " is missing: run mvn package -DskipTests first");
    }
    return file;
  }
}
