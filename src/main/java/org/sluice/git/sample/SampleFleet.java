package org.sluice.git.sample;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.eclipse.jgit.dircache.DirCache;
import org.eclipse.jgit.dircache.DirCacheBuilder;
import org.eclipse.jgit.dircache.DirCacheEditor;
import org.eclipse.jgit.dircache.DirCacheEntry;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.internal.storage.file.ObjectDirectory;
import org.eclipse.jgit.internal.storage.file.PackInserter;
import org.eclipse.jgit.lib.BatchRefUpdate;
import org.eclipse.jgit.lib.CommitBuilder;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.PersonIdent;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.TagBuilder;
import org.eclipse.jgit.lib.TreeFormatter;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.ReceiveCommand;

/**
 * Generates the upstream repositories of the sample fleet and lets them grow.
 *
 * <p>What is generated is the same everywhere; what is there already is kept. A repository appears
 * under its name only when it is whole. Not thread-safe but for {@link #folder}.
 */
public final class SampleFleet {

  private static final Instant BEGIN = Instant.parse("2023-03-01T08:00:00Z");
  private static final int BIG_FILE = 6 << 20;
  private static final int KEPT_TOPICS = 8;

  private static final List<String> FOLDERS =
      List.of("docs", "src", "tests", "tools", "config", "assets", "scripts", "examples");
  private static final List<String> FOREIGN =
      List.of("señales", "Überblick", "日本語", "маяк", "φάρος", "with space", "emoji-🗼");
  private static final List<String> WORDS =
      List.of(
          "harvest", "basket", "ladder", "branch", "season", "market", "signal", "keeper", "lamp",
          "tide", "anchor", "grain", "stone", "water", "gear", "lens", "mirror", "comet", "chart",
          "night", "record", "measure", "release", "weather");
  private static final List<String> PEOPLE =
      List.of("Ada Brook", "Béla Kovács", "Chidi Obi", "Dana Levi", "Ewa Nowak", "Fumiko Sato");

  private final Path root;

  /** A fleet below that folder, which need not exist. */
  public SampleFleet(Path root) {
    this.root = root;
  }

  /**
   * Makes what is missing; takes some seconds the first time.
   *
   * @throws IOException if it cannot be written
   */
  public void generate() throws IOException {
    for (Blueprint blueprint : Blueprint.FLEET) {
      Path folder = folder(blueprint.name()).orElseThrow();
      if (!Files.isDirectory(folder)) {
        Path making = folder.resolveSibling(folder.getFileName() + ".making");
        deleteFolder(making);
        Files.createDirectories(making.getParent());
        new Maker(blueprint).make(making);
        Files.move(making, folder, StandardCopyOption.ATOMIC_MOVE);
      }
    }
  }

  /**
   * The fleet as upstreams.
   *
   * @param port on which it is served on 127.0.0.1
   */
  public List<SampleUpstream> upstreams(int port) {
    return Blueprint.FLEET.stream()
        .map(
            each ->
                new SampleUpstream(
                    each.name(),
                    "http://127.0.0.1:" + port + "/" + each.name() + ".git",
                    each.description()))
        .toList();
  }

  /** Folder of the sample of that name; empty if the fleet has none of that name. */
  Optional<Path> folder(String name) {
    return Blueprint.FLEET.stream()
        .map(Blueprint::name)
        .filter(name::equals)
        .map(known -> root.resolve(known + ".git"))
        .findFirst();
  }

  /**
   * Adds commits to some of the repositories, and now and then a branch or a tag, a force-push, or
   * takes an old branch away.
   *
   * @param now time of the commits; the same time gives the same choice
   * @return names of the repositories that changed
   * @throws IOException if one cannot be read or written
   */
  public List<String> grow(Instant now) throws IOException {
    Random random = new Random(now.getEpochSecond());
    List<String> grown = new ArrayList<>();
    for (Blueprint blueprint : Blueprint.FLEET) {
      boolean its = blueprint.commits() > 0 && random.nextInt(4) == 0;
      if (its) {
        growOne(blueprint, now, random);
        grown.add(blueprint.name());
      }
    }
    if (grown.isEmpty()) {
      growOne(Blueprint.FLEET.get(0), now, random);
      grown.add(Blueprint.FLEET.get(0).name());
    }
    return grown;
  }

  private void growOne(Blueprint blueprint, Instant now, Random random) throws IOException {
    Path folder = folder(blueprint.name()).orElseThrow();
    try (Repository repository = open(folder);
        RevWalk walk = new RevWalk(repository);
        ObjectInserter inserter = repository.newObjectInserter()) {
      String head = Constants.R_HEADS + blueprint.head();
      RevCommit before = walk.parseCommit(repository.exactRef(head).getObjectId());
      RevCommit tip = before;
      for (int i = random.nextInt(3); i >= 0; i--) {
        tip = commitOnto(walk, inserter, tip, now.minusSeconds(i), random);
      }
      Map<String, ObjectId> refs = new TreeMap<>();
      refs.put(head, tip);
      if (random.nextInt(4) == 0) {
        refs.put(
            Constants.R_HEADS + "topic/" + word(random) + "-" + now.getEpochSecond(),
            commitOnto(walk, inserter, tip, now, random));
      }
      if (random.nextInt(5) == 0) {
        // Each time from the tip anew, so never a descendant of what it was.
        refs.put(
            Constants.R_HEADS + "wip/experiment", commitOnto(walk, inserter, before, now, random));
      }
      if (random.nextInt(6) == 0) {
        refs.put(
            Constants.R_TAGS + "nightly-" + now.getEpochSecond(),
            tag(inserter, tip, "nightly-" + now.getEpochSecond(), now));
      }
      inserter.flush();
      List<Ref> topics = repository.getRefDatabase().getRefsByPrefix(Constants.R_HEADS + "topic/");
      for (Ref topic : topics.subList(0, Math.max(0, topics.size() - KEPT_TOPICS))) {
        refs.put(topic.getName(), ObjectId.zeroId());
      }
      update(repository, refs);
    }
  }

  private RevCommit commitOnto(
      RevWalk walk, ObjectInserter inserter, RevCommit parent, Instant at, Random random)
      throws IOException {
    DirCache cache = DirCache.newInCore();
    // Through the inserter's reader: parents of this run are not flushed yet.
    try (ObjectReader reader = inserter.newReader()) {
      inserter.flush();
      DirCacheBuilder builder = cache.builder();
      builder.addTree(
          new byte[0], DirCacheEntry.STAGE_0, reader, walk.parseCommit(parent).getTree());
      builder.finish();
    }
    String path = FOLDERS.get(random.nextInt(FOLDERS.size())) + "/" + word(random) + ".md";
    ObjectId blob = inserter.insert(Constants.OBJ_BLOB, text(random));
    DirCacheEditor editor = cache.editor();
    editor.add(
        new DirCacheEditor.PathEdit(path) {
          @Override
          public void apply(DirCacheEntry entry) {
            entry.setFileMode(FileMode.REGULAR_FILE);
            entry.setObjectId(blob);
          }
        });
    editor.finish();
    ObjectId id =
        inserter.insert(
            commit(
                cache.writeTree(inserter),
                List.of(parent),
                at,
                "Tend the " + word(random),
                random));
    inserter.flush();
    return walk.parseCommit(id);
  }

  private static Repository open(Path folder) throws IOException {
    FileRepositoryBuilder builder = new FileRepositoryBuilder();
    builder.setBare().setGitDir(folder.toFile());
    return builder.build();
  }

  private static void update(Repository repository, Map<String, ObjectId> refs) throws IOException {
    BatchRefUpdate batch = repository.getRefDatabase().newBatchUpdate();
    batch.setAtomic(true);
    batch.setAllowNonFastForwards(true);
    batch.disableRefLog();
    for (Map.Entry<String, ObjectId> each : refs.entrySet()) {
      Ref old = repository.exactRef(each.getKey());
      ObjectId before = old == null ? ObjectId.zeroId() : old.getObjectId();
      if (!before.equals(each.getValue())) {
        batch.addCommand(new ReceiveCommand(before, each.getValue(), each.getKey()));
      }
    }
    try (RevWalk walk = new RevWalk(repository)) {
      batch.execute(walk, NullProgressMonitor.INSTANCE);
    }
    for (ReceiveCommand command : batch.getCommands()) {
      if (command.getResult() != ReceiveCommand.Result.OK) {
        throw new IOException("sample ref " + command.getRefName() + ": " + command.getResult());
      }
    }
  }

  private static String word(Random random) {
    return WORDS.get(random.nextInt(WORDS.size()));
  }

  private static byte[] text(Random random) {
    StringBuilder text = new StringBuilder();
    for (int line = 0; line < 12; line++) {
      for (int i = 0; i < 8; i++) {
        text.append(i == 0 ? "" : " ").append(word(random));
      }
      text.append('\n');
    }
    return text.toString().getBytes(UTF_8);
  }

  private static CommitBuilder commit(
      ObjectId tree, List<? extends ObjectId> parents, Instant at, String message, Random random) {
    CommitBuilder commit = new CommitBuilder();
    commit.setTreeId(tree);
    commit.setParentIds(parents.toArray(ObjectId[]::new));
    PersonIdent person = person(PEOPLE.get(random.nextInt(PEOPLE.size())), at);
    commit.setAuthor(person);
    commit.setCommitter(person);
    commit.setMessage(message + "\n");
    return commit;
  }

  private static PersonIdent person(String name, Instant at) {
    String address = name.substring(0, name.indexOf(' ')).toLowerCase(java.util.Locale.ROOT);
    return new PersonIdent(name, address + "@example.org", at, ZoneOffset.UTC);
  }

  private static ObjectId tag(ObjectInserter inserter, ObjectId commit, String name, Instant at)
      throws IOException {
    TagBuilder tag = new TagBuilder();
    tag.setObjectId(commit, Constants.OBJ_COMMIT);
    tag.setTag(name);
    tag.setTagger(person(PEOPLE.get(0), at));
    tag.setMessage("Release " + name + "\n");
    return inserter.insert(tag);
  }

  private static void deleteFolder(Path folder) throws IOException {
    if (Files.exists(folder)) {
      try (Stream<Path> all = Files.walk(folder)) {
        for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
          Files.delete(each);
        }
      }
    }
  }

  /** Makes one repository from its blueprint. */
  private static final class Maker {

    // Git sorts the entries of a tree by their bytes, a folder as if it ended in a slash.
    private final Map<byte[], ObjectId> top = new TreeMap<>(Arrays::compareUnsigned);
    private final Map<String, Map<byte[], ObjectId>> folders = new TreeMap<>();
    private final List<ObjectId> commits = new ArrayList<>();
    private final Map<String, ObjectId> refs = new TreeMap<>();
    private final Blueprint blueprint;
    private final Random random;

    Maker(Blueprint blueprint) {
      this.blueprint = blueprint;
      this.random = new Random(blueprint.name().hashCode());
    }

    void make(Path folder) throws IOException {
      FileRepositoryBuilder builder = new FileRepositoryBuilder();
      builder.setBare().setGitDir(folder.toFile());
      try (FileRepository repository = new FileRepository(builder.setup())) {
        repository.create(true);
        RefUpdate head = repository.updateRef(Constants.HEAD);
        head.disableRefLog();
        head.link(Constants.R_HEADS + blueprint.head());
        if (blueprint.commits() == 0) {
          return;
        }
        ObjectDirectory objects = repository.getObjectDatabase();
        try (PackInserter inserter = objects.newPackInserter()) {
          inserter.checkExisting(false);
          inserter.setCompressionLevel(Deflater.BEST_SPEED);
          history(inserter);
          sideRefs(inserter);
          inserter.flush();
        }
        update(repository, refs);
      }
    }

    private void history(ObjectInserter inserter) throws IOException {
      top.put("README.md".getBytes(UTF_8), blob(inserter, "# " + blueprint.name() + "\n"));
      if (blueprint.trait() == Blueprint.Trait.BIG_FILE) {
        byte[] big = new byte[BIG_FILE];
        random.nextBytes(big);
        put(inserter, "assets", "survey.bin", inserter.insert(Constants.OBJ_BLOB, big));
      }
      for (int i = 0; i < blueprint.commits(); i++) {
        ObjectId file = inserter.insert(Constants.OBJ_BLOB, text(random));
        put(inserter, folderName(), word(random) + "-" + random.nextInt(9) + ".md", file);
        List<ObjectId> parents = new ArrayList<>();
        if (i > 0) {
          parents.add(commits.get(i - 1));
        }
        if (blueprint.trait() == Blueprint.Trait.MERGES && i > 20 && i % 12 == 0) {
          parents.add(commits.get(i - 2 - random.nextInt(15)));
        }
        Instant at = BEGIN.plusSeconds(i * 7200L);
        commits.add(
            inserter.insert(
                commit(tree(inserter, top), parents, at, "Change the " + word(random), random)));
      }
      refs.put(Constants.R_HEADS + blueprint.head(), commits.get(commits.size() - 1));
    }

    private String folderName() {
      List<String> names = blueprint.trait() == Blueprint.Trait.FOREIGN_PATHS ? FOREIGN : FOLDERS;
      return names.get(random.nextInt(names.size()));
    }

    private void put(ObjectInserter inserter, String folder, String name, ObjectId file)
        throws IOException {
      Map<byte[], ObjectId> files =
          folders.computeIfAbsent(folder, unused -> new TreeMap<>(Arrays::compareUnsigned));
      files.put(name.getBytes(UTF_8), file);
      top.put((folder + "/").getBytes(UTF_8), tree(inserter, files));
    }

    private static ObjectId tree(ObjectInserter inserter, Map<byte[], ObjectId> entries)
        throws IOException {
      TreeFormatter tree = new TreeFormatter();
      entries.forEach(
          (name, id) -> {
            boolean folder = name[name.length - 1] == '/';
            tree.append(
                name,
                0,
                folder ? name.length - 1 : name.length,
                folder ? FileMode.TREE : FileMode.REGULAR_FILE,
                id);
          });
      return inserter.insert(tree);
    }

    private static ObjectId blob(ObjectInserter inserter, String text) throws IOException {
      return inserter.insert(Constants.OBJ_BLOB, text.getBytes(UTF_8));
    }

    private void sideRefs(ObjectInserter inserter) throws IOException {
      for (int i = 0; i < blueprint.branches(); i++) {
        ObjectId from = commits.get(random.nextInt(commits.size()));
        Instant at = BEGIN.plusSeconds((blueprint.commits() + i) * 7200L);
        ObjectId tip =
            inserter.insert(
                commit(tree(inserter, top), List.of(from), at, "Try a " + word(random), random));
        refs.put(Constants.R_HEADS + "feature/" + word(random) + "-" + i, tip);
      }
      for (int i = 0; i < blueprint.tags(); i++) {
        String name = "v" + (1 + i / 20) + "." + (i % 20);
        int at = (int) ((long) (i + 1) * commits.size() / (blueprint.tags() + 1));
        ObjectId commit = commits.get(at);
        refs.put(
            Constants.R_TAGS + name,
            i % 2 == 0 ? tag(inserter, commit, name, BEGIN.plusSeconds(at * 7200L)) : commit);
      }
      if (blueprint.trait() == Blueprint.Trait.PULL_REFS) {
        for (int i = 1; i <= 150; i++) {
          refs.put("refs/pull/" + i + "/head", commits.get(random.nextInt(commits.size())));
        }
      }
      if (blueprint.trait() == Blueprint.Trait.NOTES) {
        TreeFormatter notes = new TreeFormatter();
        notes.append(
            commits.get(0).name(), FileMode.REGULAR_FILE, blob(inserter, "Where it all began.\n"));
        refs.put(
            Constants.R_NOTES_COMMITS,
            inserter.insert(
                commit(inserter.insert(notes), List.of(), BEGIN, "Note the beginning", random)));
      }
    }
  }
}
