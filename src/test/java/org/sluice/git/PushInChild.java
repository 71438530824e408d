package org.sluice.git;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.sluice.egress.Outbound;
import org.sluice.platform.Cancellation;

/** Pushes one mirror in a process of its own, which has little memory. */
final class PushInChild {

  private PushInChild() {}

  /** Folder and URL. */
  public static void main(String[] arguments) throws SyncFailure {
    Duration minutes = Duration.ofMinutes(2);
    try (Outbound outbound = Outbound.allowing(List.of("127.0.0.1/32"));
        GitPush push = new GitPush(outbound, Set.of("http"))) {
      PushOutcome outcome =
          push.push(
              new PushRequest(
                  Path.of(arguments[0]),
                  arguments[1],
                  UpstreamAccess.ANONYMOUS,
                  SyncLimits.of(minutes, minutes, minutes),
                  null),
              (phase, fraction, bytes) -> {},
              new Cancellation());
      System.out.println("sent " + outcome.bytes());
    }
  }
}
