package org.sluice.bench;

import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Runs the benchmarks and prints their table.
 *
 * <p>{@code sluice.bench} chooses some of them, joined by commas; {@code sluice.bench.rounds} says
 * how many rounds count, five unless set; {@code sluice.bench.target} is the build's folder.
 */
public final class Benchmarks {

  // Kept here: a logger that nobody holds forgets its level.
  private static final Logger MIGRATIONS = Logger.getLogger("org.flywaydb");

  private Benchmarks() {}

  /** Takes no arguments. */
  public static void main(String[] arguments) throws Exception {
    MIGRATIONS.setLevel(Level.WARNING);
    long begin = System.nanoTime();
    Path root = Path.of(System.getProperty("sluice.bench.target", "target"), "bench");
    int rounds = Integer.getInteger("sluice.bench.rounds", 5);
    Table table = new Table();
    FleetBenchmarks fleet = new FleetBenchmarks(root.toAbsolutePath(), rounds, table);
    Map<String, Rounds.Work> all = new LinkedHashMap<>();
    all.put("P1", () -> onGit(root, rounds, table, GitBenchmarks::noOp));
    all.put("P2", () -> onGit(root, rounds, table, GitBenchmarks::smallClones));
    all.put("P3", () -> onGit(root, rounds, table, GitBenchmarks::largeClone));
    all.put("P4", () -> onGit(root, rounds, table, GitBenchmarks::oneCommitEach));
    all.put("P5", new ForgeBenchmarks(rounds, table)::refresh);
    all.put("P7", fleet::both);
    all.put("P8", new ConfigBenchmarks(root.toAbsolutePath(), rounds, table)::requests);
    DeliveryBenchmarks delivery = new DeliveryBenchmarks(root.toAbsolutePath(), rounds, table);
    all.put("P9", delivery::snapshots);
    all.put("P9-dead", delivery::besideTheDead);
    all.put("P9-large", new LargeFileBenchmark(root.toAbsolutePath(), table)::heap);
    all.put("P12", new ConsoleBenchmarks(root.toAbsolutePath(), rounds, table)::pages);
    String chosen = System.getProperty("sluice.bench", "");
    List<String> ids =
        chosen.isBlank() ? List.copyOf(all.keySet()) : List.of(chosen.strip().split("\\s*,\\s*"));
    if (!all.keySet().containsAll(ids)) {
      throw new IllegalArgumentException("sluice.bench names some of " + all.keySet());
    }
    for (String id : ids) {
      System.err.println(id);
      all.get(id).run();
    }
    System.out.println(table);
    System.out.printf(
        "%n%d cores, Java %s, %s, %d rounds after one of warm-up, %d s in all%n",
        Runtime.getRuntime().availableProcessors(),
        System.getProperty("java.version"),
        StockGit.version(),
        rounds,
        Duration.ofNanos(System.nanoTime() - begin).toSeconds());
  }

  private interface OnGit {

    void run(GitBenchmarks git) throws Exception;
  }

  private static void onGit(Path root, int rounds, Table table, OnGit work) throws Exception {
    try (GitBenchmarks git = new GitBenchmarks(root.toAbsolutePath(), rounds, table)) {
      work.run(git);
    }
  }
}
