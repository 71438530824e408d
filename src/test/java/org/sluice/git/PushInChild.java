package org.sluice.git;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.sluice.egress.Outbound;
import org.sluice.egress.ssh.SshHostKey;
import org.sluice.egress.ssh.SshPrivateKey;
import org.sluice.git.push.GitPush;
import org.sluice.git.push.PushOutcome;
import org.sluice.git.push.PushRequest;
import org.sluice.git.remote.GitKey;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.platform.Cancellation;

/** Pushes one mirror in a process of its own, which may have little memory or be killed. */
final class PushInChild {

  private PushInChild() {}

  /** Folder and URL; over SSH also the key as it is stored, and kind and text of the server's. */
  public static void main(String[] arguments) throws SyncFailure {
    Duration minutes = Duration.ofMinutes(2);
    UpstreamAccess access =
        arguments.length == 2
            ? UpstreamAccess.ANONYMOUS
            : new UpstreamAccess(
                new GitKey("", SshPrivateKey.ofStored(arguments[2])),
                List.of(new SshHostKey(arguments[3], arguments[4])));
    try (Outbound outbound = Outbound.allowing(List.of("127.0.0.1/32"));
        GitPush push = new GitPush(outbound, Set.of("http", "ssh"))) {
      PushOutcome outcome =
          push.push(
              new PushRequest(
                  Path.of(arguments[0]),
                  arguments[1],
                  access,
                  SyncLimits.of(minutes, minutes, minutes),
                  null),
              (phase, fraction, bytes) -> {},
              new Cancellation());
      System.out.println("sent " + outcome.bytes());
    }
  }
}
