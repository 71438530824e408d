package org.sluice.delivery;

import static org.sluice.git.GitCommand.git;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * A bare repository and a sequence of pushes to its {@code main}, both made from a seed: whatever
 * can happen to a tree happens in one of them.
 */
public final class RandomHistory {

  /** What a push changes. */
  public enum Change {
    ADD,
    EDIT,
    /** A file goes back to what it held before. */
    REVERT,
    RENAME,
    DELETE,
    MODE,
    EMPTY_FILE,
    BINARY,
    /** A file of about 1 MiB or more, or one of a multiple of 512 KiB, a byte more or less. */
    BIG,
    STRANGE_NAME,
    LINK,
    LINK_TO_FILE,
    FILE_TO_LINK,
    SUBMODULE,
    SUBMODULE_TO_FILE,
    FILE_TO_FOLDER,
    FOLDER_TO_FILE,
    /** Nothing is left. */
    EMPTIED,
    /** The branch is forced back to an older commit. */
    BACK,
    /** The branch is forced to a commit beside its own. */
    ASIDE
  }

  /**
   * A push.
   *
   * @param commit to which it moves the branch
   * @param changes what is in it
   * @param files of the commit, as {@link FolderComparison} describes them
   */
  public record Step(String commit, Set<Change> changes, SortedMap<String, String> files) {}

  private record Entry(String mode, byte[] content) {}

  private record Planned(int mark, Set<Change> changes, TreeMap<String, Entry> tree) {}

  private static final List<String> FOLDERS =
      List.of("", "", "a/", "a/b/", "a.b/", "lib/", "lib/x/y/", "a-b/", "日本語/", "a b/");
  private static final List<String> NAMES =
      List.of("a", "a.b", "a-b", "a0", "b", "x", "README", "readme", "lib", ".hidden", "c.txt");
  private static final List<String> STRANGE =
      List.of(
          "with space.txt",
          " before",
          "after ",
          "qu\"ote",
          "it's",
          "back\\slash",
          "back\\n",
          "new\nline",
          "carriage\rreturn",
          "tab\tstop",
          "\u0001control",
          "caf\u00e9",
          "cafe\u0301",
          "\uff5ewide",
          "\ud83d\ude00",
          "\u202eright",
          "-rf",
          "#hash",
          "50%25",
          "a+b&c=d?",
          "*",
          "[x]",
          "~",
          "$HOME",
          "a:b",
          "semi;colon",
          "pipe|less",
          "<tag>",
          "...",
          "con");
  private static final int MIB = 1 << 20;
  private static final int CHUNK = 512 << 10;

  private final Path bare;
  private final long seed;
  private final Random random;
  private final List<Planned> planned = new ArrayList<>();
  private final ByteArrayOutputStream stream = new ByteArrayOutputStream();
  private final Map<byte[], Integer> blobs = new IdentityHashMap<>();
  private final List<byte[]> contents = new ArrayList<>();
  private final List<Step> steps = new ArrayList<>();
  private TreeMap<String, Entry> tree = new TreeMap<>();
  private Set<Change> changes;
  private int marks;

  private RandomHistory(Path bare, long seed) {
    this.bare = bare;
    this.seed = seed;
    this.random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
  }

  /** Makes the repository, with {@code main} at the first step. */
  public static RandomHistory create(Path bare, long seed) throws IOException {
    RandomHistory history = new RandomHistory(bare, seed);
    history.plan();
    history.write();
    history.push(0);
    return history;
  }

  /** What the pushes of a history change, without making it. */
  static List<Set<Change>> changes(long seed) throws IOException {
    RandomHistory history = new RandomHistory(null, seed);
    history.plan();
    return history.planned.stream().map(Planned::changes).toList();
  }

  /** The pushes, the first included. */
  public List<Step> steps() {
    return steps;
  }

  /** The repository. */
  public Path bare() {
    return bare;
  }

  /** Moves {@code main} to what a step pushes, and gives the step. */
  public Step push(int step) throws IOException {
    git(bare, "update-ref", "refs/heads/main", steps.get(step).commit());
    return steps.get(step);
  }

  @Override
  public String toString() {
    return "random history " + seed + " of " + steps.size() + " pushes in " + bare;
  }

  private void plan() throws IOException {
    int count = 3 + random.nextInt(5);
    for (int step = 0; step < count; step++) {
      changes = EnumSet.noneOf(Change.class);
      if (step > 1 && random.nextInt(8) == 0) {
        changes.add(Change.BACK);
        Planned older = planned.get(random.nextInt(step - 1));
        tree = new TreeMap<>(older.tree());
        planned.add(new Planned(older.mark(), changes, new TreeMap<>(tree)));
        continue;
      }
      int parent = step == 0 ? 0 : planned.get(step - 1).mark();
      if (step > 1 && random.nextInt(8) == 0) {
        changes.add(Change.ASIDE);
        Planned older = planned.get(random.nextInt(step - 1));
        parent = older.mark();
        tree = new TreeMap<>(older.tree());
      }
      int edits = step == 0 ? 4 + random.nextInt(12) : 1 + random.nextInt(6);
      for (int edit = 0; edit < edits; edit++) {
        change(step == 0);
      }
      if (step > 0 && random.nextInt(40) == 0) {
        changes.add(Change.EMPTIED);
        tree.clear();
      }
      planned.add(new Planned(commit(parent), changes, new TreeMap<>(tree)));
    }
  }

  private void change(boolean first) {
    switch (random.nextInt(first ? 6 : 16)) {
      case 0, 1, 2 -> add();
      case 3 -> strange();
      case 4 -> special();
      case 5 -> at(entry -> entry.mode().startsWith("100"), this::toggle);
      case 6, 7, 8 -> at(entry -> entry.mode().startsWith("100"), this::edit);
      case 9 -> at(entry -> true, this::rename);
      case 10, 11 -> at(entry -> true, this::delete);
      case 12 -> at(entry -> entry.mode().equals("120000"), this::linkToFile);
      case 13 -> at(entry -> !entry.mode().equals("120000"), this::otherKind);
      case 14 -> at(entry -> entry.mode().startsWith("100"), this::fileToFolder);
      default -> folderToFile();
    }
  }

  /** Changes one of the files that fit, if there is any. */
  private void at(Predicate<Entry> fits, Consumer<String> edit) {
    List<String> paths = tree.keySet().stream().filter(path -> fits.test(tree.get(path))).toList();
    if (!paths.isEmpty()) {
      edit.accept(paths.get(random.nextInt(paths.size())));
    }
  }

  private void add() {
    put(pick(FOLDERS) + pick(NAMES), new Entry(mode(), content()), Change.ADD);
  }

  private void strange() {
    String folder = random.nextInt(4) == 0 ? pick(STRANGE) + "/" : pick(FOLDERS);
    put(folder + pick(STRANGE), new Entry(mode(), content()), Change.STRANGE_NAME);
  }

  private void special() {
    String path = pick(FOLDERS) + pick(NAMES) + random.nextInt(3);
    switch (random.nextInt(5)) {
      case 0, 1 -> put(path, link(), Change.LINK);
      case 2 -> put(path, submodule(), Change.SUBMODULE);
      case 3 -> put(path, new Entry(mode(), new byte[0]), Change.EMPTY_FILE);
      default -> {
        if (random.nextInt(3) == 0) {
          put(path, new Entry(mode(), big()), Change.BIG);
        } else {
          put(path, new Entry(mode(), binary(1 + random.nextInt(3000))), Change.BINARY);
        }
      }
    }
  }

  /** Adds a file unless that would make another one a folder, or a folder a file. */
  private void put(String path, Entry entry, Change change) {
    boolean free =
        tree.keySet().stream()
            .noneMatch(
                other ->
                    other.equals(path)
                        || other.startsWith(path + "/")
                        || path.startsWith(other + "/"));
    if (free) {
      tree.put(path, entry);
      changes.add(change);
    }
  }

  private void edit(String path) {
    boolean revert = !contents.isEmpty() && random.nextInt(4) == 0;
    byte[] content = revert ? pick(contents) : content();
    tree.put(path, new Entry(tree.get(path).mode(), content));
    changes.add(revert ? Change.REVERT : Change.EDIT);
  }

  private void toggle(String path) {
    Entry entry = tree.get(path);
    String other = entry.mode().equals("100644") ? "100755" : "100644";
    tree.put(path, new Entry(other, entry.content()));
    changes.add(Change.MODE);
  }

  private void rename(String path) {
    Entry entry = tree.remove(path);
    int before = tree.size();
    put(pick(FOLDERS) + pick(NAMES), entry, Change.RENAME);
    if (tree.size() == before) {
      tree.put(path, entry);
    }
  }

  private void delete(String path) {
    tree.remove(path);
    changes.add(Change.DELETE);
  }

  private void linkToFile(String path) {
    tree.put(path, new Entry(mode(), content()));
    changes.add(Change.LINK_TO_FILE);
  }

  private void otherKind(String path) {
    if (tree.get(path).mode().equals("160000")) {
      tree.put(path, new Entry(mode(), content()));
      changes.add(Change.SUBMODULE_TO_FILE);
    } else {
      tree.put(path, link());
      changes.add(Change.FILE_TO_LINK);
    }
  }

  private void fileToFolder(String path) {
    tree.remove(path);
    int files = 1 + random.nextInt(2);
    for (int i = 0; i < files; i++) {
      tree.put(path + "/" + pick(NAMES), new Entry(mode(), content()));
    }
    changes.add(Change.FILE_TO_FOLDER);
  }

  private void folderToFile() {
    List<String> folders =
        tree.keySet().stream()
            .filter(path -> path.contains("/"))
            .map(path -> path.substring(0, path.indexOf('/', 1)))
            .distinct()
            .toList();
    if (!folders.isEmpty()) {
      String folder = pick(folders);
      tree.keySet().removeIf(path -> path.startsWith(folder + "/"));
      tree.put(folder, new Entry(mode(), content()));
      changes.add(Change.FOLDER_TO_FILE);
    }
  }

  private Entry link() {
    String target =
        List.of("a", "../x", "/nowhere/at/all", "with space.txt", "caf\u00e9", "a/b/")
            .get(random.nextInt(6));
    return new Entry("120000", target.getBytes(StandardCharsets.UTF_8));
  }

  private Entry submodule() {
    StringBuilder id = new StringBuilder();
    while (id.length() < 40) {
      id.append(Integer.toHexString(random.nextInt(16)));
    }
    return new Entry("160000", id.toString().getBytes(StandardCharsets.UTF_8));
  }

  private String mode() {
    return random.nextInt(5) == 0 ? "100755" : "100644";
  }

  private byte[] content() {
    byte[] content =
        switch (random.nextInt(6)) {
          case 0 -> binary(random.nextInt(300));
          case 1 ->
              ("caf\u00e9 \u65e5\u672c \ud83d\ude00 " + random.nextInt())
                  .getBytes(StandardCharsets.UTF_8);
          case 2 ->
              ("line\r\nline \u0000 nul\r\n" + random.nextInt(9)).getBytes(StandardCharsets.UTF_8);
          case 3 -> ("caf\u00e9 " + random.nextInt()).getBytes(StandardCharsets.ISO_8859_1);
          case 4 -> ("\ufeffmark " + random.nextInt(9)).getBytes(StandardCharsets.UTF_8);
          default ->
              ("text " + random.nextInt() + "\n")
                  .repeat(1 + random.nextInt(20))
                  .getBytes(StandardCharsets.UTF_8);
        };
    contents.add(content);
    return content;
  }

  private byte[] binary(int length) {
    byte[] bytes = new byte[length];
    random.nextBytes(bytes);
    return bytes;
  }

  private byte[] big() {
    int length =
        List.of(MIB - 1, MIB, MIB + 1, 3 * CHUNK - 1, 3 * CHUNK, 3 * CHUNK + 1, 2 * MIB)
            .get(random.nextInt(7));
    if (random.nextBoolean()) {
      return binary(length);
    }
    // Characters of three bytes, of which some lie across the border of two chunks.
    byte[] text = "\u65e5".repeat(length / 3 + 1).getBytes(StandardCharsets.UTF_8);
    byte[] cut = new byte[length];
    int ascii = length % 3;
    Arrays.fill(cut, 0, ascii, (byte) 'x');
    System.arraycopy(text, 0, cut, ascii, length - ascii);
    return cut;
  }

  private <T> T pick(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private int commit(int parent) throws IOException {
    for (Entry entry : tree.values()) {
      if (!entry.mode().equals("160000") && !blobs.containsKey(entry.content())) {
        blobs.put(entry.content(), ++marks);
        line("blob\nmark :" + marks);
        data(entry.content());
      }
    }
    int mark = ++marks;
    line("commit refs/heads/main\nmark :" + mark);
    line("committer Somebody <somebody@example.org> " + (1_700_000_000L + mark) + " +0000");
    data(("Push " + planned.size() + " of " + seed).getBytes(StandardCharsets.UTF_8));
    if (parent > 0) {
      line("from :" + parent);
    }
    line("deleteall");
    for (Map.Entry<String, Entry> file : tree.entrySet()) {
      Entry entry = file.getValue();
      String content =
          entry.mode().equals("160000")
              ? new String(entry.content(), StandardCharsets.US_ASCII)
              : ":" + blobs.get(entry.content());
      line("M " + entry.mode() + " " + content + " " + quoted(file.getKey()));
    }
    return mark;
  }

  private static String quoted(String path) {
    StringBuilder quoted = new StringBuilder("\"");
    for (byte each : path.getBytes(StandardCharsets.UTF_8)) {
      if (each < 0x20 || each == '"' || each == '\\') {
        quoted.append('\\').append(String.format("%03o", each & 0xFF));
      } else {
        quoted.append((char) each);
      }
    }
    return quoted.append('"').toString();
  }

  private void line(String text) throws IOException {
    stream.write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private void data(byte[] bytes) throws IOException {
    line("data " + bytes.length);
    stream.write(bytes);
    line("");
  }

  private void write() throws IOException {
    Files.createDirectories(bare);
    git(bare, "init", "--quiet", "--bare", "--initial-branch=main", "--template=");
    Path exported = bare.resolve("sluice-test-marks");
    git(
        bare,
        new ByteArrayInputStream(stream.toByteArray()),
        "fast-import",
        "--quiet",
        "--force",
        "--export-marks=" + exported);
    Map<Integer, String> ids = new HashMap<>();
    for (String line : Files.readAllLines(exported)) {
      String[] part = line.split(" ");
      ids.put(Integer.parseInt(part[0].substring(1)), part[1]);
    }
    Files.delete(exported);
    for (Planned each : planned) {
      SortedMap<String, String> files = new TreeMap<>();
      each.tree()
          .forEach(
              (path, entry) ->
                  files.put(
                      path,
                      FolderComparison.description(
                          entry.mode(),
                          ModelReceiver.sha256(entry.content()),
                          new String(entry.content(), StandardCharsets.UTF_8))));
      steps.add(new Step(ids.get(each.mark()), each.changes(), files));
    }
  }
}
