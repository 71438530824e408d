package org.sluice.bench;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.sluice.registry.Fleet;

/** P7: what the timer and lists ask the database, of a large fleet and of a small one. */
final class FleetBenchmarks {

  private static final int SMALL = 1000;
  private static final int LARGE = Integer.getInteger("sluice.bench.fleet", 100_000);
  private static final int CALLS = 50;
  private static final Pattern ASKED =
      Pattern.compile(System.getProperty("sluice.bench.asked", ""));

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
    // As Sluice opens it; but H2 would answer a question that was just asked from memory, as no
    // change came in between.
    return "jdbc:h2:file:"
        + file
        + ";DB_CLOSE_ON_EXIT=FALSE;WRITE_DELAY=0;OPTIMIZE_REUSE_RESULTS=0";
  }

  /** All questions by what they are about. */
  static Map<String, Consumer<Fleet>> asked() {
    Map<String, Consumer<Fleet>> asked = new LinkedHashMap<>();
    asked.put("tick, nothing due", Fleet::tick);
    asked.put("first page", fleet -> fleet.page("name", null, Map.of()));
    asked.put("first page of a member", fleet -> fleet.pageOfMember("name"));
    asked.put("a member's, by -lastSyncedAt", fleet -> fleet.pageOfMember("-lastSyncedAt"));
    for (String sort :
        List.of(
            "-name",
            "lastSyncedAt",
            "-lastSyncedAt",
            "-lastAttemptAt",
            "nextSyncAt",
            "-createdAt",
            "-updatedAt",
            "mirrorStatus",
            "-mirrorStatus",
            "light",
            "-light")) {
      asked.put("sorted by " + sort, fleet -> fleet.page(sort, null, Map.of()));
    }
    asked.put("tenth page", fleet -> fleet.page(10));
    filter(asked, "namespace", "team-1", "500 in both");
    filter(asked, "mirrorStatus", "DISABLED", "60 in both");
    filter(asked, "mirrorStatus", "FAILED", "6 %");
    filter(asked, "forge", "GITLAB", "20 %");
    filter(asked, "mirror", "true", "90 %");
    filter(asked, "mirror", "false", "10 %");
    filter(asked, "stale", "true", "9 %");
    filter(asked, "stale", "false", "81 %");
    filter(asked, "tag", "rare", "60 in both");
    filter(asked, "tag", "common", "6 %");
    filter(asked, "health", "UNCHECKED", "all");
    asked.put(
        "mirrorStatus and forge (60 of 1,000, 2.5 % of 100,000)",
        fleet -> fleet.page("name", null, Map.of("mirrorStatus", "FAILED", "forge", "GITHUB")));
    search(asked, "zebrafish", "one");
    search(asked, "ebrafi", "one");
    search(asked, "nosuchthing", "none");
    search(asked, "zzz/zzz-zzz", "none");
    search(asked, "sextant", "60 in both");
    search(asked, "service", "6 %");
    search(asked, "team-", "all");
    asked.put(
        "search and filter: service, FAILED",
        fleet -> fleet.page("name", "service", Map.of("mirrorStatus", "FAILED")));
    return asked;
  }

  private void measure(String database, Fleet small, Fleet large) throws Exception {
    Map<String, Consumer<Fleet>> asked = asked();
    asked.keySet().removeIf(each -> !ASKED.matcher(each).find());
    for (Map.Entry<String, Consumer<Fleet>> each : asked.entrySet()) {
      Rounds.Times times =
          new Rounds(rounds)
              .of("small", () -> call(small, each.getValue()))
              .of("large", () -> call(large, each.getValue()))
              .run();
      table.add(
          "P7",
          database + ": " + each.getKey(),
          String.format(Locale.ROOT, "%,d:", SMALL),
          times.of("small").dividedBy(CALLS),
          String.format(Locale.ROOT, "%,d:", LARGE),
          times.of("large").dividedBy(CALLS),
          times.ratio("large", "small"),
          Table.Goal.AT_MOST,
          1.5);
    }
    for (int size : new int[] {SMALL, LARGE}) {
      double[] took = (size == SMALL ? small : large).syncAll(size);
      table.note(
          String.format(
              Locale.ROOT,
              "P7, %s: one job over %.0f mirrors inserted in %.2f s, %.1f MiB on the heap near its"
                  + " end",
              database,
              took[0],
              took[1],
              took[2]));
    }
  }

  private static void filter(
      Map<String, Consumer<Fleet>> asked, String name, String value, String share) {
    asked.put(
        name + "=" + value + " (" + share + ")",
        fleet -> fleet.page("name", null, Map.of(name, value)));
    asked.put(
        name + "=" + value + ", by -lastSyncedAt",
        fleet -> fleet.page("-lastSyncedAt", null, Map.of(name, value)));
  }

  private static void search(Map<String, Consumer<Fleet>> asked, String text, String share) {
    asked.put(
        "search \"" + text + "\" (" + share + ")", fleet -> fleet.page("name", text, Map.of()));
  }

  private static void call(Fleet fleet, Consumer<Fleet> asked) {
    for (int i = 0; i < CALLS; i++) {
      asked.accept(fleet);
    }
  }
}
