package org.sluice.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.sluice.registry.Fleet;

/** P7: what the timer and lists ask the database, of a large fleet and of a small one. */
final class FleetBenchmarks {

  private static final int SMALL = 1000;
  private static final int LARGE = 100_000;
  private static final int CALLS = 10;

  private final Path root;
  private final int rounds;
  private final Table table;

  /** Benchmarks with databases below a folder. */
  FleetBenchmarks(Path root, int rounds, Table table) {
    this.root = root;
    this.rounds = rounds;
    this.table = table;
  }

  /** On both databases. */
  void both() throws Exception {
    h2();
    postgres();
  }

  void h2() throws Exception {
    Path h2 = root.resolve("h2");
    Folders.delete(h2);
    Files.createDirectories(h2);
    try (Fleet small = Fleet.fill(h2(h2.resolve("small")), "sluice", "", SMALL);
        Fleet large = Fleet.fill(h2(h2.resolve("large")), "sluice", "", LARGE)) {
      measure("H2", small, large);
    }
    Folders.delete(h2);
  }

  void postgres() throws Exception {
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder().setServerConfig("listen_addresses", "127.0.0.1").start()) {
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement()) {
        statement.execute("create database small");
        statement.execute("create database large");
      }
      String url = "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/";
      String options = "?reWriteBatchedInserts=true";
      try (Fleet small = Fleet.fill(url + "small" + options, "postgres", "postgres", SMALL);
          Fleet large = Fleet.fill(url + "large" + options, "postgres", "postgres", LARGE)) {
        measure("PostgreSQL", small, large);
      }
    }
  }

  private static String h2(Path file) {
    // H2 would answer a question that was just asked from memory, as no change came in between.
    return "jdbc:h2:file:" + file + ";DB_CLOSE_ON_EXIT=FALSE;OPTIMIZE_REUSE_RESULTS=0";
  }

  private void measure(String database, Fleet small, Fleet large) throws Exception {
    Map<String, Consumer<Fleet>> asked = new LinkedHashMap<>();
    asked.put("tick, nothing due", Fleet::tick);
    asked.put("first page", fleet -> fleet.page("name", null, Map.of()));
    asked.put("first page of a member", fleet -> fleet.pageOfMember("name"));
    for (String sort : new String[] {"-lastSyncedAt", "nextSyncAt", "-updatedAt", "mirrorStatus"}) {
      asked.put("sorted by " + sort, fleet -> fleet.page(sort, null, Map.of()));
    }
    asked.put("namespace", fleet -> fleet.page("name", null, Map.of("namespace", "team-1")));
    asked.put("mirrorStatus", fleet -> fleet.page("name", null, Map.of("mirrorStatus", "FAILED")));
    asked.put("forge", fleet -> fleet.page("name", null, Map.of("forge", "GITLAB")));
    asked.put(
        "forge by -lastSyncedAt",
        fleet -> fleet.page("-lastSyncedAt", null, Map.of("forge", "GITLAB")));
    asked.put("stale", fleet -> fleet.page("name", null, Map.of("stale", "true")));
    asked.put("tag", fleet -> fleet.page("name", null, Map.of("tag", "rare")));
    asked.put("search, many found", fleet -> fleet.page("name", "team-1", Map.of()));
    asked.put("search, one found", fleet -> fleet.page("name", "-777 ", Map.of()));
    for (Map.Entry<String, Consumer<Fleet>> each : asked.entrySet()) {
      System.err.println(database + ": " + each.getKey());
      Rounds.Times times =
          new Rounds(rounds)
              .of("1,000", () -> call(small, each.getValue()))
              .of("100,000", () -> call(large, each.getValue()))
              .run();
      table.add(
          "P7",
          database + ": " + each.getKey(),
          "1,000:",
          times.of("1,000").dividedBy(CALLS),
          "100,000:",
          times.of("100,000").dividedBy(CALLS),
          times.ratio("100,000", "1,000"),
          Table.Goal.AT_MOST,
          1.5);
    }
  }

  private static void call(Fleet fleet, Consumer<Fleet> asked) {
    for (int i = 0; i < CALLS; i++) {
      asked.accept(fleet);
    }
  }
}
