package org.sluice.bench;

import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.sluice.configsource.ConfigContest;

/** P8: requests for configuration, warm, against Spring Cloud Config Server. */
final class ConfigBenchmarks {

  private static final int CONNECTIONS = 4;
  private static final int PEER_REQUESTS = 400;
  private static final int REQUESTS = 8_000;
  private static final String WITH_ORIGINS =
      "Accept: application/vnd.spring-cloud.config-server.v2+json";

  private final Path root;
  private final int rounds;
  private final Table table;

  ConfigBenchmarks(Path root, int rounds, Table table) {
    this.root = root;
    this.rounds = rounds;
    this.table = table;
  }

  /** What a client asks at its start, and what it asks that has the answer. */
  void requests() throws Exception {
    Path work = root.resolve("config");
    Folders.delete(work);
    try (ConfigContest contest = ConfigContest.start(work)) {
      URI theirs = URI.create(contest.peer() + "/shop/prod");
      URI ours = URI.create(contest.sluice() + "/shop/prod");
      String authorization = "Authorization: " + contest.authorization();
      byte[] toPeer = KeptConnection.request(theirs, WITH_ORIGINS);
      byte[] toSluice = KeptConnection.request(ours, WITH_ORIGINS, authorization);
      String tag;
      try (KeptConnection once = new KeptConnection(ours)) {
        tag = once.send(toSluice).tag();
      }
      byte[] known =
          KeptConnection.request(ours, WITH_ORIGINS, authorization, "If-None-Match: " + tag);
      Rounds.Times times =
          new Rounds(rounds)
              .of("peer", () -> send(theirs, toPeer, PEER_REQUESTS, 200))
              .of("Sluice", () -> send(ours, toSluice, REQUESTS, 200))
              .of("Sluice, 304", () -> send(ours, known, REQUESTS, 304))
              .run();
      add("a request for configuration, warm", times, "Sluice", 10);
      add("the same, of whoever has the answer", times, "Sluice, 304", 20);
    }
  }

  private void add(String work, Rounds.Times times, String contender, double bound) {
    Rounds.Spread theirs = times.of("peer").dividedBy(PEER_REQUESTS);
    Rounds.Spread ours = times.of(contender).dividedBy(REQUESTS);
    List<Double> ratios = new ArrayList<>();
    for (double ratio : times.ratio("peer", contender).values()) {
      ratios.add(ratio * REQUESTS / PEER_REQUESTS);
    }
    table.add(
        "P8",
        work + ", " + CONNECTIONS + " connections",
        "Spring Cloud Config Server",
        theirs,
        contender,
        ours,
        new Rounds.Spread(ratios),
        Table.Goal.AT_LEAST,
        bound);
  }

  private static void send(URI server, byte[] request, int count, int expected) throws Exception {
    ExecutorService executor = Executors.newFixedThreadPool(CONNECTIONS);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int i = 0; i < CONNECTIONS; i++) {
        all.add(
            executor.submit(
                () -> {
                  try (KeptConnection connection = new KeptConnection(server)) {
                    for (int sent = 0; sent < count / CONNECTIONS; sent++) {
                      int status = connection.send(request).status();
                      if (status != expected) {
                        throw new IllegalStateException("answered " + status);
                      }
                    }
                  }
                  return null;
                }));
      }
      for (Future<?> each : all) {
        each.get();
      }
    } finally {
      executor.shutdownNow();
    }
  }
}
