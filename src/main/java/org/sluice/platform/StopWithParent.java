package org.sluice.platform;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;
import java.util.Optional;

/**
 * Stops the server when the process that started it goes away.
 *
 * <p>Only the run profile and the tests ask for it ({@code sluice.stop-with-parent}): a signal to
 * the build tool alone would otherwise leave the server running. With {@code true} the parent is
 * meant; with a number that process, for a server that a script stands between.
 */
@Singleton
@Startup
public class StopWithParent {

  @PostConstruct
  void watch() {
    String wanted = System.getProperty("sluice.stop-with-parent", "false");
    Optional<ProcessHandle> parent = Optional.empty();
    if (wanted.matches("\\d+")) {
      parent = ProcessHandle.of(Long.parseLong(wanted));
    } else if (Boolean.parseBoolean(wanted)) {
      parent = ProcessHandle.current().parent();
    }
    parent.ifPresent(process -> process.onExit().thenRun(() -> System.exit(0)));
  }
}
