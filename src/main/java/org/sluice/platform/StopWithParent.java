package org.sluice.platform;

import jakarta.annotation.PostConstruct;
import jakarta.ejb.Singleton;
import jakarta.ejb.Startup;

/**
 * Stops the server when the process that started it goes away.
 *
 * <p>Only the run profile asks for it ({@code sluice.stop-with-parent}): a signal to the build tool
 * alone would otherwise leave the server running.
 */
@Singleton
@Startup
public class StopWithParent {

  @PostConstruct
  void watch() {
    if (Boolean.getBoolean("sluice.stop-with-parent")) {
      ProcessHandle.current()
          .parent()
          .ifPresent(parent -> parent.onExit().thenRun(() -> System.exit(0)));
    }
  }
}
