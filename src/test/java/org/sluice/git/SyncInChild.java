package org.sluice.git;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import org.sluice.egress.Outbound;
import org.sluice.git.care.CareOrder;
import org.sluice.git.care.MirrorCare;
import org.sluice.git.care.MirrorRepair;
import org.sluice.git.refs.RefRules;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.platform.Cancellation;
import org.sluice.platform.settings.DiskReserve;

/** Syncs, repairs or looks after one mirror in a process of its own, which a test can kill. */
final class SyncInChild {

  private SyncInChild() {}

  /**
   * Folder and URL; then, if wanted, what is done ({@code sync}, {@code repair} or {@code care})
   * and where it stops for ever: at the begin of a phase, or at the {@code END}. Or where it dies:
   * {@code GONE} or {@code MADE}, before the name of a ref that is so, the latter while HEAD is
   * elsewhere.
   */
  public static void main(String[] arguments) throws SyncFailure, IOException {
    Path folder = Path.of(arguments[0]);
    String what = arguments.length > 2 ? arguments[2] : "sync";
    String stop = arguments.length > 3 ? arguments[3] : "";
    Duration minute = Duration.ofMinutes(1);
    SyncRequest request =
        new SyncRequest(
            folder,
            arguments[1],
            UpstreamAccess.ANONYMOUS,
            RefRules.ALL,
            SyncLimits.of(minute, minute, minute));
    SyncMonitor monitor =
        (phase, fraction, bytes) -> {
          System.out.println(phase + " " + bytes);
          if (phase.name().equals(stop)) {
            stop();
          }
        };
    if (stop.startsWith("GONE ") || stop.startsWith("MADE ")) {
      dieOnce(folder, stop.substring(5), stop.startsWith("MADE "));
    }
    try (Outbound outbound = Outbound.allowing(List.of("127.0.0.1/32"));
        GitSync sync = new GitSync(outbound, Set.of("http"))) {
      System.out.println("BEGIN");
      switch (what) {
        case "sync" -> sync.sync(request, monitor, new Cancellation());
        case "repair" -> new MirrorRepair(sync).repair(request, monitor, new Cancellation());
        default ->
            new MirrorCare()
                .care(
                    new CareOrder(
                        folder,
                        CareOrder.Check.GLANCE,
                        Duration.ofDays(30),
                        new DiskReserve(0, 100)),
                    new Cancellation());
      }
      System.out.println("END");
      if (stop.equals("END")) {
        stop();
      }
    }
  }

  /** Looks without a pause, so that it dies between two moves of refs, as a killed process does. */
  private static void dieOnce(Path folder, String ref, boolean made) {
    Thread watch =
        new Thread(
            () -> {
              while (isThere(folder, ref) != made || made && isHead(folder, ref)) {
                Thread.onSpinWait();
              }
              Runtime.getRuntime().halt(137);
            });
    watch.setDaemon(true);
    watch.start();
  }

  private static boolean isThere(Path folder, String ref) {
    try {
      return Files.isRegularFile(folder.resolve(ref))
          || Files.readString(folder.resolve("packed-refs")).contains(" " + ref + "\n");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static boolean isHead(Path folder, String ref) {
    try {
      return Files.readString(folder.resolve("HEAD")).equals("ref: " + ref + "\n");
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }

  private static void stop() {
    System.out.println("STOPPED");
    while (true) {
      LockSupport.park();
    }
  }
}
