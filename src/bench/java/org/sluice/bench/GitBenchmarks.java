package org.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** P1 to P4: the sync engine against stock {@code git}, over HTTP from the same server. */
final class GitBenchmarks implements AutoCloseable {

  private static final String GIT = "git";
  private static final String SLUICE = "Sluice";
  private static final String LIST = "ls-refs loop";

  private final Path root;
  private final int rounds;
  private final Table table;
  private final Upstreams upstreams;
  private final UpstreamServer server;
  private final StockGit git;
  private final Engine engine = new Engine();

  /** Benchmarks that keep what they generate below a folder. */
  GitBenchmarks(Path root, int rounds, Table table) throws IOException {
    this.root = root;
    this.rounds = rounds;
    this.table = table;
    Path served = root.resolve("upstream");
    Files.createDirectories(served);
    upstreams = new Upstreams(served);
    server = UpstreamServer.start(served);
    git = new StockGit(server.address());
  }

  @Override
  public void close() {
    engine.close();
    server.close();
  }

  /** Nothing is new. */
  void noOp() throws Exception {
    upstreams.makeSmall("small");
    Path stock = mirrorsOfGit();
    Path own = mirrorsOfSluice();
    String url = server.address() + "small/";
    Rounds.Times times =
        new Rounds(rounds)
            .of(GIT, () -> git.each(stock, Upstreams.small(), "-C", "{}", "fetch", "-q", "--prune"))
            .of(SLUICE, () -> expect(0, engine.syncEach(own, url, Upstreams.small())))
            .of(LIST, () -> engine.listEach(url, Upstreams.small()))
            .run();
    table.add(
        "P1",
        "no-op sync of 200 mirrors",
        "`git fetch --prune`",
        times.of(GIT),
        SLUICE,
        times.of(SLUICE),
        times.ratio(GIT, SLUICE),
        Table.Goal.AT_LEAST,
        5);
    table.add(
        "P1",
        "the same",
        "bare `ls-refs` loop",
        times.of(LIST),
        SLUICE,
        times.of(SLUICE),
        times.ratio(SLUICE, LIST),
        Table.Goal.AT_MOST,
        1.2);
  }

  /** The first clone of small repositories. */
  void smallClones() throws Exception {
    upstreams.makeSmall("small");
    Path stock = root.resolve("p2-git");
    Path own = root.resolve("p2-sluice");
    Rounds.Times times =
        new Rounds(rounds)
            .before(() -> deleteBoth(stock, own))
            .of(GIT, () -> cloneEach(stock))
            .of(
                SLUICE,
                () ->
                    expect(
                        Upstreams.SMALL,
                        engine.syncEach(own, server.address() + "small/", Upstreams.small())))
            .run();
    deleteBoth(stock, own);
    table.add(
        "P2",
        "first clone of 200 small repositories",
        "`git clone --mirror`",
        times.of(GIT),
        SLUICE,
        times.of(SLUICE),
        times.ratio(GIT, SLUICE),
        Table.Goal.AT_LEAST,
        1);
  }

  /** The first clone of a large repository, in a process of its own with a small heap. */
  void largeClone() throws Exception {
    upstreams.makeLarge();
    Path stock = root.resolve("p3-git");
    Path own = root.resolve("p3-sluice");
    Rounds.Times times =
        new Rounds(rounds)
            .before(() -> deleteBoth(stock, own))
            .of(
                GIT,
                () ->
                    git.run(stock, "clone", "-q", "--mirror", StockGit.UPSTREAM + Upstreams.LARGE))
            .of(SLUICE, () -> syncInChild(own.resolve("history.git")))
            .run();
    deleteBoth(stock, own);
    table.add(
        "P3",
        "first clone of 100,000 commits and 5,000 refs, -Xmx256m",
        "`git clone --mirror`",
        times.of(GIT),
        "Sluice with JVM start",
        times.of(SLUICE),
        times.ratio(SLUICE, GIT),
        Table.Goal.AT_MOST,
        1.2);
  }

  private void syncInChild(Path folder) throws IOException {
    int code =
        Children.java("-Xmx256m")
            .running(Engine.class, folder.toString(), server.address() + Upstreams.LARGE)
            .inheritIO()
            .start()
            .onExit()
            .join()
            .exitValue();
    if (code != 0) {
      throw new IOException("the sync ended with " + code);
    }
  }

  /** One commit is new in each. */
  void oneCommitEach() throws Exception {
    upstreams.makeSmall("small");
    // Copies: what is generated stays as it is.
    Path grown = root.resolve("upstream/grown");
    Path stock = root.resolve("p4-git");
    Path own = root.resolve("p4-sluice");
    deleteBoth(stock, own);
    Folders.delete(grown);
    Folders.copy(mirrorsOfGit(), stock);
    Folders.copy(mirrorsOfSluice(), own);
    Folders.copy(root.resolve("upstream/small"), grown);
    String url = server.address() + "grown/";
    int[] number = {0};
    Rounds.Times times =
        new Rounds(rounds)
            .before(() -> upstreams.commitToEach("grown", ++number[0]))
            .of(
                GIT,
                () ->
                    git.each(
                        stock,
                        Upstreams.small(),
                        "-C",
                        "{}",
                        "-c",
                        "url." + url + ".insteadOf=" + StockGit.UPSTREAM + "small/",
                        "fetch",
                        "-q",
                        "--prune"))
            .of(SLUICE, () -> expect(Upstreams.SMALL, engine.syncEach(own, url, Upstreams.small())))
            .run();
    deleteBoth(stock, own);
    Folders.delete(grown);
    table.add(
        "P4",
        "one new commit in each of 200 mirrors",
        "`git fetch --prune`",
        times.of(GIT),
        SLUICE,
        times.of(SLUICE),
        times.ratio(GIT, SLUICE),
        Table.Goal.AT_LEAST,
        1.5);
  }

  private Path mirrorsOfGit() throws Exception {
    Path kept = root.resolve("mirrors-git");
    if (!Files.isDirectory(kept.resolve("done"))) {
      Folders.delete(kept);
      cloneEach(kept);
      Files.createDirectories(kept.resolve("done"));
    }
    return kept;
  }

  private Path mirrorsOfSluice() throws Exception {
    Path kept = root.resolve("mirrors-sluice");
    // A sync of what is equal already costs next to nothing.
    engine.syncEach(kept, server.address() + "small/", Upstreams.small());
    return kept;
  }

  private void cloneEach(Path folder) throws IOException {
    git.each(folder, Upstreams.small(), "clone", "-q", "--mirror", StockGit.UPSTREAM + "small/{}");
  }

  private static void deleteBoth(Path one, Path other) throws IOException {
    for (Path each : List.of(one, other)) {
      Folders.delete(each);
    }
  }

  private static void expect(int wanted, int changed) {
    if (changed != wanted) {
      throw new IllegalStateException(changed + " mirrors changed where " + wanted + " were to");
    }
  }
}
