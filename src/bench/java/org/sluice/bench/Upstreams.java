package org.sluice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Generates the upstream repositories: two hundred small ones and a large one, the same at every
 * run. What is there already is kept.
 */
final class Upstreams {

  /** Number of the small ones. */
  static final int SMALL = 200;

  /** Folder and name of the large one. */
  static final String LARGE = "large/history.git";

  private static final int LARGE_COMMITS = 100_000;
  private static final int LARGE_REFS = 5000;

  private final Path root;

  /** Repositories below a folder. */
  Upstreams(Path root) {
    this.root = root;
  }

  /** Names of the small ones, without their folder. */
  static List<String> small() {
    return IntStream.rangeClosed(1, SMALL).mapToObj(i -> "r" + i + ".git").toList();
  }

  /** Makes the small ones below a folder of that name. */
  void makeSmall(String folder) throws IOException {
    int seed = 0;
    for (String name : small()) {
      make(root.resolve(folder).resolve(name), 60, 12, ++seed, false);
    }
  }

  /** Makes the large one. */
  void makeLarge() throws IOException {
    make(root.resolve(LARGE), LARGE_COMMITS, LARGE_REFS, 4711, true);
  }

  private static void make(Path folder, int commits, int refs, int seed, boolean tidy)
      throws IOException {
    if (Files.isDirectory(folder)) {
      return;
    }
    Path making = folder.resolveSibling(folder.getFileName() + ".making");
    Folders.delete(making);
    Files.createDirectories(making);
    StockGit git = new StockGit("http://127.0.0.1/");
    git.run(making, "init", "-q", "--bare", "-b", "main", ".");
    Process process =
        new ProcessBuilder("git", "fast-import", "--quiet", "--force")
            .directory(making.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try (Writer out =
        new BufferedWriter(new OutputStreamWriter(process.getOutputStream(), UTF_8), 1 << 16)) {
      write(out, commits, refs, seed);
    }
    if (process.onExit().join().exitValue() != 0) {
      throw new IOException("fast-import failed");
    }
    if (tidy) {
      // As a forge keeps what is cloned often: one pack with a bitmap.
      git.run(making, "pack-refs", "--all");
      git.run(making, "repack", "-q", "-a", "-d", "-b");
    }
    Files.move(making, folder, StandardCopyOption.ATOMIC_MOVE);
  }

  /** A history in which each commit edits some lines of one file of many. */
  private static void write(Writer out, int commits, int refs, int seed) throws IOException {
    Random random = new Random(seed);
    int files = Math.max(10, commits / 100);
    String[][] text = new String[files][];
    for (int i = 1; i <= commits; i++) {
      int file = random.nextInt(files);
      if (text[file] == null) {
        text[file] = new String[20 + random.nextInt(80)];
        for (int line = 0; line < text[file].length; line++) {
          text[file][line] = line(random);
        }
      }
      for (int edits = 1 + random.nextInt(4); edits > 0; edits--) {
        text[file][random.nextInt(text[file].length)] = line(random);
      }
      String content = String.join("", text[file]);
      out.write("commit refs/heads/main\nmark :" + i);
      out.write("\ncommitter Bench <bench@example.org> " + (1_500_000_000L + i * 600L));
      String message = "Change " + i + ": " + line(random);
      out.write(" +0000\ndata " + message.length() + "\n" + message);
      out.write("M 100644 inline folder" + file % 31 + "/file" + file + ".txt\n");
      out.write("data " + content.length() + "\n" + content + "\n");
      if ((long) i * refs / commits > (long) (i - 1) * refs / commits) {
        ref(out, i);
      }
    }
  }

  private static void ref(Writer out, int commit) throws IOException {
    switch (commit % 3) {
      case 0 -> out.write("reset refs/heads/topic/t" + commit + "\nfrom :" + commit + "\n\n");
      case 1 -> out.write("reset refs/tags/build-" + commit + "\nfrom :" + commit + "\n\n");
      default -> {
        out.write("tag v" + commit + "\nfrom :" + commit);
        out.write("\ntagger Bench <bench@example.org> 1600000000 +0000\ndata 8\nRelease\n\n");
      }
    }
  }

  private static String line(Random random) {
    StringBuilder line = new StringBuilder();
    for (int word = 0; word < 6; word++) {
      line.append(Integer.toString(1000 + random.nextInt(40_000), 36)).append(' ');
    }
    return line.append('\n').toString();
  }

  /**
   * Adds one commit to the main branch of each small one below a folder.
   *
   * @param number makes it differ from the one before
   */
  void commitToEach(String folder, int number) throws IOException {
    for (String name : small()) {
      FileRepositoryBuilder builder = new FileRepositoryBuilder();
      builder.setBare().setGitDir(root.resolve(folder).resolve(name).toFile());
      try (Repository repository = builder.build();
          RevWalk walk = new RevWalk(repository);
          ObjectInserter inserter = repository.newObjectInserter()) {
        String main = Constants.R_HEADS + "main";
        RevCommit before = walk.parseCommit(repository.exactRef(main).getObjectId());
        ObjectId note =
            inserter.insert(Constants.OBJ_BLOB, ("Note " + number + "\n").getBytes(UTF_8));
        CommitBuilder commit = new CommitBuilder();
        commit.setTreeId(inserter.insert(withNote(repository, before, note)));
        commit.setParentId(before);
        PersonIdent person = before.getCommitterIdent();
        commit.setAuthor(person);
        commit.setCommitter(person);
        commit.setMessage("Note " + number + "\n");
        ObjectId id = inserter.insert(commit);
        inserter.flush();
        RefUpdate update = repository.updateRef(main);
        update.setNewObjectId(id);
        update.setExpectedOldObjectId(before);
        if (update.update() != RefUpdate.Result.FAST_FORWARD) {
          throw new IOException("no commit to " + name + ": " + update.getResult());
        }
      }
    }
  }

  /** The tree of a commit with one more file, the name of which comes after all others. */
  private static TreeFormatter withNote(Repository repository, RevCommit before, ObjectId note)
      throws IOException {
    TreeFormatter tree = new TreeFormatter();
    try (TreeWalk entries = new TreeWalk(repository)) {
      entries.addTree(before.getTree());
      while (entries.next()) {
        if (!entries.getNameString().equals("note")) {
          tree.append(entries.getNameString(), entries.getFileMode(), entries.getObjectId(0));
        }
      }
    }
    tree.append("note", FileMode.REGULAR_FILE, note);
    return tree;
  }
}
