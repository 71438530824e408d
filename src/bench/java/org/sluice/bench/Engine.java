package org.sluice.bench;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sluice.egress.Outbound;
import org.sluice.egress.OutboundAnswer;
import org.sluice.egress.OutboundRequest;
import org.sluice.git.GitSync;
import org.sluice.git.SyncLimits;
import org.sluice.git.SyncOutcome;
import org.sluice.git.SyncRequest;
import org.sluice.git.refs.RefRules;
import org.sluice.git.remote.UpstreamAccess;
import org.sluice.platform.Cancellation;

/** Sluice's sync engine as the rooms above use it, four syncs at once. */
final class Engine implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofMinutes(10);
  private static final String LS_REFS =
      "0013command=ls-refs0015object-format=sha10001"
          + "0009peel\n000csymrefs\n0014ref-prefix HEAD\n0014ref-prefix refs\n0000";

  private final Outbound outbound = Outbound.allowing(List.of("127.0.0.1/32"));
  private final GitSync sync = new GitSync(outbound, Set.of("http"));
  private final ExecutorService threads = Executors.newFixedThreadPool(4);

  /** Syncs one mirror. */
  SyncOutcome sync(Path folder, String url) throws Exception {
    return sync.sync(
        new SyncRequest(
            folder,
            url,
            UpstreamAccess.ANONYMOUS,
            RefRules.ALL,
            SyncLimits.of(DEADLINE, DEADLINE, DEADLINE)),
        (phase, fraction, bytes) -> {},
        new Cancellation());
  }

  /** Syncs a mirror for each name, four at once; returns how many of them changed. */
  int syncEach(Path folder, String url, List<String> names) throws Exception {
    return each(names, name -> sync(folder.resolve(name), url + name).changed() ? 1 : 0);
  }

  /** The least that a listing can cost: both requests of protocol v2, and nobody reads them. */
  int listEach(String url, List<String> names) throws Exception {
    return each(
        names,
        name -> {
          read(
              new OutboundRequest(
                  "GET", URI.create(url + name + "/info/refs?service=git-upload-pack")));
          return read(
              new OutboundRequest("POST", URI.create(url + name + "/git-upload-pack"))
                  .header("Content-Type", "application/x-git-upload-pack-request")
                  .body(LS_REFS.getBytes(java.nio.charset.StandardCharsets.US_ASCII)));
        });
  }

  private int read(OutboundRequest request) throws Exception {
    try (OutboundAnswer answer = outbound.send(request.header("Git-Protocol", "version=2"))) {
      int length = answer.body().readAllBytes().length;
      if (answer.status() != 200) {
        throw new IllegalStateException("the upstream says " + answer.status());
      }
      return length;
    }
  }

  private interface Work {
    int on(String name) throws Exception;
  }

  private int each(List<String> names, Work work) throws Exception {
    List<Future<Integer>> running = new ArrayList<>();
    for (String name : names) {
      Callable<Integer> task = () -> work.on(name);
      running.add(threads.submit(task));
    }
    int sum = 0;
    for (Future<Integer> each : running) {
      sum += each.get();
    }
    return sum;
  }

  @Override
  public void close() {
    threads.shutdownNow();
    sync.close();
    outbound.close();
  }

  /** One sync in a process of its own: folder and URL. */
  public static void main(String[] arguments) throws Exception {
    try (Engine engine = new Engine()) {
      SyncOutcome outcome = engine.sync(Path.of(arguments[0]), arguments[1]);
      System.err.printf(
          "    objects %d, fetch %.2f s, refs %.2f s%n",
          outcome.objects(), outcome.fetch().toMillis() / 1e3, outcome.update().toMillis() / 1e3);
    }
  }
}
