package org.sluice.git;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.sluice.egress.Outbound;
import org.sluice.platform.Cancellation;

/** Syncs one mirror in a process of its own, which a test can kill. */
final class SyncInChild {

  private SyncInChild() {}

  /** Folder and URL. */
  public static void main(String[] arguments) throws SyncFailure {
    Duration minute = Duration.ofMinutes(1);
    try (Outbound outbound = Outbound.allowing(List.of("127.0.0.1/32"));
        GitSync sync = new GitSync(outbound, Set.of("http"))) {
      sync.sync(
          new SyncRequest(
              Path.of(arguments[0]),
              arguments[1],
              UpstreamAccess.ANONYMOUS,
              RefRules.ALL,
              SyncLimits.of(minute, minute, minute)),
          (phase, fraction, bytes) -> System.out.println(phase + " " + bytes),
          new Cancellation());
    }
  }
}
