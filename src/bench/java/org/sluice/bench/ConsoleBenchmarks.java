package org.sluice.bench;

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.regex.Pattern;
import org.sluice.testing.ConsoleReader;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.SharedDatabase;

/** P12: every list of the console with many rows and with 50, and what its sessions hold. */
final class ConsoleBenchmarks {

  private static final ConsoleFleet.Size FEW = new ConsoleFleet.Size(50, 50, 50, 50, 50);
  private static final ConsoleFleet.Size MANY =
      new ConsoleFleet.Size(10_000, 5_000, 2_000, 1_000, 200);
  private static final int CALLS = 20;
  private static final int WARM_UP = 20;
  private static final int SESSIONS = 50;
  private static final int PASSES = 4;
  private static final int AT_ONCE = 8;
  private static final double KIB = 1024;
  private static final String DATABASE = "org.h2.";

  /** Pages that are measured, those of which the name has this; all unless somebody asks. */
  private static final Pattern ASKED =
      Pattern.compile(System.getProperty("sluice.bench.asked", ""));

  private final Path root;
  private final int rounds;
  private final Table table;

  ConsoleBenchmarks(Path root, int rounds, Table table) {
    this.root = root;
    this.rounds = rounds;
    this.table = table;
  }

  /** Both installations and all pages, then the sessions of the large one. */
  void pages() throws Exception {
    Path folder = root.resolve("console");
    Folders.delete(folder);
    Files.createDirectories(folder);
    try (Side few = Side.start(folder.resolve("few"), FEW);
        Side many = Side.start(folder.resolve("many"), MANY)) {
      for (int i = 0; i < WARM_UP; i++) {
        few.readAll(few.reader);
        many.readAll(many.reader);
      }
      List<String> more = new ArrayList<>();
      for (String name : few.pages.keySet()) {
        if (!ASKED.matcher(name).find()) {
          continue;
        }
        measure(name, few, many);
        long fewer = few.statements(name);
        long statements = many.statements(name);
        more.add(
            name
                + " "
                + fewer
                + "/"
                + (statements > fewer ? "**" + statements + "**" : statements));
      }
      table.note(
          "P12: statements of the database for a page with few rows / many: "
              + String.join(", ", more));
      sessions(many);
    }
    Folders.delete(folder);
  }

  private void measure(String name, Side few, Side many) throws Exception {
    add(
        name,
        new Rounds(rounds)
            .of("few", () -> few.read(name, CALLS))
            .of("many", () -> many.read(name, CALLS))
            .run());
    String page = few.reader.read(few.pages.get(name));
    String other = many.reader.read(many.pages.get(name));
    if (few.reader.turn(few.pages.get(name), page)) {
      add(
          name + ", turned",
          new Rounds(rounds)
              .of("few", () -> few.turn(name, page, CALLS))
              .of("many", () -> many.turn(name, other, CALLS))
              .run());
    }
  }

  private void add(String work, Rounds.Times times) {
    table.add(
        "P12",
        work,
        "few:",
        times.of("few").dividedBy(CALLS),
        "many:",
        times.of("many").dividedBy(CALLS),
        times.ratio("many", "few"),
        Table.Goal.AT_MOST,
        1.5);
  }

  private void sessions(Side many) throws Exception {
    double once = held(many, 1);
    double again = held(many, PASSES);
    table.note(
        String.format(
            Locale.ROOT,
            "P12: %d sessions at once, that have opened all %d pages and turned their tables, hold"
                + " %.0f KiB each (to reach: < 1,024); others that have done so %d times %.0f KiB"
                + " each",
            SESSIONS,
            many.pages.size(),
            once,
            PASSES,
            again));
  }

  /**
   * KiB that go with each session when it ends. What else a server keeps of its pages stays, or
   * comes and goes by itself; so does most of all what H2 has read, of which no session holds
   * anything.
   */
  private static double held(Side many, int passes) throws Exception {
    List<ConsoleReader> readers = new ArrayList<>();
    for (int i = 0; i < SESSIONS; i++) {
      readers.add(ConsoleReader.of(many.sluice));
    }
    for (int i = 0; i < passes; i++) {
      atOnce(readers, many::readAll);
    }
    long with = LiveHeap.without(many.sluice.pid(), DATABASE);
    for (ConsoleReader reader : readers) {
      reader.signOut();
    }
    return (with - LiveHeap.without(many.sluice.pid(), DATABASE)) / KIB / SESSIONS;
  }

  private interface Reading {
    void by(ConsoleReader reader) throws Exception;
  }

  private static void atOnce(List<ConsoleReader> readers, Reading reading) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
    try {
      List<Callable<Void>> all = new ArrayList<>();
      for (ConsoleReader reader : readers) {
        all.add(
            () -> {
              reading.by(reader);
              return null;
            });
      }
      for (Future<Void> each : threads.invokeAll(all)) {
        each.get();
      }
    } finally {
      threads.shutdownNow();
    }
  }

  /** One installation. */
  private static final class Side implements AutoCloseable {

    private final RunningSluice sluice;
    private final SharedDatabase database;
    private final ConsoleReader reader;
    private final Map<String, String> pages = new LinkedHashMap<>();

    private Side(RunningSluice sluice, SharedDatabase database, ConsoleFleet.Size size)
        throws Exception {
      this.sluice = sluice;
      this.database = database;
      ConsoleFleet fleet = ConsoleFleet.fill(database, size);
      this.reader = ConsoleReader.of(sluice);
      List<String> repository = fleet.repository();
      String named = "owner=" + repository.get(0) + "&name=" + repository.get(1);
      pages.put("dashboard, grid", "ui/dashboard.xhtml");
      pages.put("dashboard, list", "ui/dashboard.xhtml?view=list");
      pages.put("dashboard, pull requests", "ui/dashboard.xhtml?view=pulls");
      pages.put("repositories", "ui/repositories.xhtml");
      pages.put("repositories of GitHub", "ui/repositories.xhtml?forge=GITHUB");
      pages.put("repository", "ui/repository.xhtml?" + named);
      pages.put("health of one", "ui/health.xhtml?" + named);
      pages.put("jobs", "ui/jobs.xhtml");
      pages.put("job and its items", "ui/job.xhtml?id=" + ConsoleFleet.ONE);
      pages.put("subscribers", "ui/subscribers.xhtml");
      pages.put("subscriber and subscriptions", "ui/subscriber.xhtml?id=" + ConsoleFleet.ONE);
      pages.put("subscription and deliveries", "ui/subscription.xhtml?id=" + ConsoleFleet.ONE);
      pages.put("configuration sources", "ui/configuration.xhtml");
      pages.put("credentials", "ui/credentials.xhtml");
      pages.put("host keys", "ui/host-keys.xhtml");
      pages.put("hosts", "ui/hosts.xhtml");
      pages.put("forge accounts", "ui/accounts.xhtml");
      pages.put("namespaces", "ui/namespaces.xhtml");
      pages.put("namespace and members", "ui/namespace.xhtml?name=team-0");
      pages.put("users", "ui/users.xhtml");
      pages.put("tokens", "ui/tokens.xhtml");
      pages.put("notifications", "ui/notifications.xhtml");
      pages.put("channels", "ui/channels.xhtml");
      pages.put("audit", "ui/audit.xhtml");
    }

    static Side start(Path file, ConsoleFleet.Size size) throws Exception {
      String url = SharedDatabase.url(file);
      RunningSluice sluice = SharedDatabase.server("bench-console", url).start();
      return new Side(sluice, SharedDatabase.open(url), size);
    }

    void read(String name, int times) throws Exception {
      for (int i = 0; i < times; i++) {
        reader.read(pages.get(name));
      }
    }

    void turn(String name, String html, int times) throws Exception {
      for (int i = 0; i < times; i++) {
        reader.turn(pages.get(name), html);
      }
    }

    void readAll(ConsoleReader who) throws Exception {
      for (String page : pages.values()) {
        who.turn(page, who.read(page));
      }
    }

    /** How many statements of the database a page takes. */
    long statements(String name) throws Exception {
      return database.statements(() -> read(name, 1));
    }

    @Override
    public void close() throws SQLException {
      database.close();
      sluice.close();
    }
  }
}
