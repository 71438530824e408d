package org.sluice.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.FileChannel;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.jgit.internal.storage.file.FileRepository;
import org.eclipse.jgit.lib.BatchRefUpdate;
import org.eclipse.jgit.lib.ConfigConstants;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.lib.StoredConfig;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.sluice.platform.Ids;

/**
 * A mirror's bare repository on disk. Whoever opens it holds its {@link MirrorLock}.
 *
 * <p>Life of a change: a mark ({@code sluice-sync}) is written with the names of the packs that are
 * there; new packs come in; once they are known to be whole the mark says so; refs move; the mark
 * goes. After a crash the mark tells what to take back: a first clone altogether, or the packs that
 * came in unchecked. While packs are rewritten the mark says that too, so that halves of pairs are
 * what a kill left and no damage. Without a mark there is nothing to look for, so a sync that finds
 * nothing new costs no walk over the folder.
 */
final class BareMirror implements AutoCloseable {

  private static final String MARK = "sluice-sync";
  private static final String FIRST = "first";
  private static final String FETCHING = "fetching";
  private static final String UPDATING = "updating";
  private static final String END = "end";
  private static final String CARING = "caring";

  private final Path folder;
  private final Repository repository;
  private final boolean first;
  private boolean marked;

  private BareMirror(Path folder, Repository repository, boolean first) {
    this.folder = folder;
    this.repository = repository;
    this.first = first;
    this.marked = first;
  }

  /** Whether there is no mirror yet, or only what a first clone left that did not end. */
  static boolean isMissing(Path folder) throws IOException {
    return !Files.exists(folder) || !isRepository(folder) && !hasPacks(folder) || isFirst(folder);
  }

  /**
   * Opens the mirror, or makes it; takes back what a crash left.
   *
   * @throws IOException if it cannot be read or written
   */
  static BareMirror open(Path folder) throws IOException {
    boolean first = isMissing(folder);
    if (first) {
      delete(folder);
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(MARK), FIRST);
    } else {
      sweep(folder);
    }
    FileRepositoryBuilder builder = new FileRepositoryBuilder();
    builder.setBare().setGitDir(folder.toFile());
    Repository repository =
        first ? new FileRepository(builder.setup()) : builder.setMustExist(true).build();
    try {
      if (first) {
        create(repository);
      }
      return new BareMirror(folder, repository, first);
    } catch (IOException | RuntimeException failed) {
      repository.close();
      throw failed;
    }
  }

  private static void create(Repository repository) throws IOException {
    repository.create(true);
    StoredConfig config = repository.getConfig();
    String core = ConfigConstants.CONFIG_CORE_SECTION;
    // Packs are always written through to the disk.
    config.setBoolean(core, null, "fsyncRefFiles", true);
    config.setBoolean(core, null, ConfigConstants.CONFIG_KEY_LOGALLREFUPDATES, false);
    // Maintenance is Sluice's; neither Git nor JGit may begin it beside a sync.
    config.setInt("gc", null, "auto", 0);
    config.save();
  }

  private static boolean isRepository(Path folder) {
    return Files.isRegularFile(folder.resolve("HEAD"))
        && Files.isRegularFile(folder.resolve("config"));
  }

  private static boolean hasPacks(Path folder) throws IOException {
    return !packs(folder).isEmpty();
  }

  private static boolean isFirst(Path folder) throws IOException {
    return readMark(folder).equals(List.of(FIRST));
  }

  private static List<String> readMark(Path folder) throws IOException {
    try {
      return Files.readAllLines(folder.resolve(MARK));
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  private static Set<String> packs(Path folder) throws IOException {
    return names(folder.resolve("objects").resolve("pack")).stream()
        .filter(name -> name.startsWith("pack-"))
        .collect(Collectors.toSet());
  }

  private static List<String> names(Path folder) throws IOException {
    try (Stream<Path> entries = Files.list(folder)) {
      return entries.map(entry -> entry.getFileName().toString()).toList();
    } catch (NoSuchFileException | java.nio.file.NotDirectoryException none) {
      return List.of();
    }
  }

  /** Takes back what the last change left, if it did not end. */
  private static void sweep(Path folder) throws IOException {
    List<String> mark = readMark(folder);
    if (mark.isEmpty() && !Files.exists(folder.resolve(MARK))) {
      return;
    }
    Path objects = folder.resolve("objects");
    Path packs = objects.resolve("pack");
    if (mark.size() > 1 && mark.get(0).equals(FETCHING) && mark.get(mark.size() - 1).equals(END)) {
      Set<String> unchecked = packs(folder);
      mark.forEach(unchecked::remove);
      MirrorFiles.forget(folder, unchecked);
      for (String name : unchecked) {
        Files.deleteIfExists(packs.resolve(name));
      }
    }
    if (!mark.isEmpty() && mark.get(0).equals(CARING)) {
      sweepCare(folder);
    }
    for (String name : names(objects)) {
      if (name.startsWith("incoming_") || name.startsWith("insert_") || name.startsWith("noz")) {
        Files.deleteIfExists(objects.resolve(name));
      }
    }
    for (String name : names(packs)) {
      boolean temporary =
          name.startsWith("gc_")
              || name.startsWith("tmp_")
              || name.startsWith(".tmp-")
              || name.endsWith(".tmp");
      if (temporary) {
        Files.deleteIfExists(packs.resolve(name));
      }
    }
    for (String name : names(folder)) {
      if (name.endsWith(".lock")
          || name.startsWith(".probe-")
          || name.startsWith("sluice-") && name.endsWith(".new")) {
        Files.deleteIfExists(folder.resolve(name));
      }
    }
    deleteLocks(folder.resolve("refs"));
    Files.deleteIfExists(folder.resolve(MARK));
  }

  /** Takes back what maintenance left: old packs go only when the new ones are whole. */
  private static void sweepCare(Path folder) throws IOException {
    MirrorFiles.forget(folder);
    indexAnew(folder);
    Set<String> names = packs(folder);
    for (String name : names) {
      String pair = name.substring(0, name.lastIndexOf('.'));
      if (!names.contains(pair + ".pack") || !names.contains(pair + ".idx")) {
        Files.deleteIfExists(folder.resolve("objects").resolve("pack").resolve(name));
      }
    }
    Path info = folder.resolve("objects").resolve("info");
    for (String name : names(info)) {
      if (name.startsWith("commit_")) {
        Files.deleteIfExists(info.resolve(name));
      }
    }
    // JGit would take it for a collection that still runs, for twelve hours.
    Files.deleteIfExists(folder.resolve("gc.pid"));
  }

  /**
   * A pack that took the place of one of the same name is whole; its index, which is renamed after
   * it, may not have come.
   */
  private static void indexAnew(Path folder) throws IOException {
    Path aside = folder.resolve("sluice-unindexed");
    for (Path pack : MirrorFiles.packs(folder)) {
      if (Files.exists(MirrorFiles.index(pack)) && !MirrorFiles.isPair(pack)) {
        // A kill in here is met by the next sweep: what lies aside is still to be taken in.
        if (!Files.exists(aside)) {
          Files.move(pack, aside, StandardCopyOption.ATOMIC_MOVE);
        }
        Files.delete(MirrorFiles.index(pack));
      }
    }
    if (Files.exists(aside)) {
      FileRepositoryBuilder builder = new FileRepositoryBuilder();
      try (Repository repository =
              builder.setBare().setGitDir(folder.toFile()).setMustExist(true).build();
          ObjectInserter inserter = repository.newObjectInserter();
          InputStream in = new BufferedInputStream(Files.newInputStream(aside))) {
        inserter.newPackParser(in).parse(NullProgressMonitor.INSTANCE);
        inserter.flush();
      }
      Files.delete(aside);
    }
  }

  private static void deleteLocks(Path refs) throws IOException {
    if (!Files.isDirectory(refs)) {
      return;
    }
    Files.walkFileTree(
        refs,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (file.getFileName().toString().endsWith(".lock")) {
              Files.delete(file);
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  /** Whether this is the first clone. */
  boolean isFirst() {
    return first;
  }

  Repository repository() {
    return repository;
  }

  /** Refs that are mirrored, by name. */
  Map<String, ObjectId> refs() throws IOException {
    Map<String, ObjectId> refs = new TreeMap<>();
    for (Ref ref : repository.getRefDatabase().getRefsByPrefix(Constants.R_REFS)) {
      if (ref.getObjectId() != null && !HiddenRefs.isOwn(ref.getName())) {
        refs.put(ref.getName(), ref.getObjectId());
      }
    }
    return refs;
  }

  /** Objects that are held for changes that were not taken, 40 hex digits each. */
  Set<String> held() throws IOException {
    return repository.getRefDatabase().getRefsByPrefix(OwnRefs.HELD).stream()
        .map(ref -> ref.getName().substring(OwnRefs.HELD.length()))
        .collect(Collectors.toSet());
  }

  /** Every tip there is, hidden ones too. */
  Set<ObjectId> tips() throws IOException {
    return repository.getRefDatabase().getRefsByPrefix(Constants.R_REFS).stream()
        .map(Ref::getObjectId)
        .filter(id -> id != null)
        .collect(Collectors.toSet());
  }

  /** Name of the ref that HEAD points to; null if it points to a commit or is not there. */
  String head() throws IOException {
    Ref head = repository.exactRef(Constants.HEAD);
    return head != null && head.isSymbolic() ? head.getTarget().getName() : null;
  }

  /** From here on packs come in that nobody has checked. */
  void markFetching() throws IOException {
    if (!first) {
      List<String> lines = new ArrayList<>();
      lines.add(FETCHING);
      lines.addAll(packs(folder));
      lines.add(END);
      mark(lines);
    }
  }

  /** The packs that are there are whole; from here on refs move. */
  void markUpdating() throws IOException {
    mark(List.of(UPDATING));
    // Before a ref names what is in the packs, the packs must be there, and the old mark gone.
    syncToDisk(folder.resolve("objects").resolve("pack"));
    syncToDisk(folder);
  }

  /** From here on packs are rewritten, and old ones go. */
  void markCaring() throws IOException {
    mark(List.of(CARING));
    // Without it the halves of pairs would be taken for damage.
    syncToDisk(folder.resolve(MARK));
    syncToDisk(folder);
  }

  /**
   * Writes the mark without waiting for the disk. Should a power cut take of its text, what is left
   * is a mark that lets every pack stay, which is right for {@code UPDATING}; in place of {@code
   * FETCHING}, which counts only with its end, it leaves a pack that no ref needs.
   */
  private void mark(List<String> lines) throws IOException {
    Path fresh = folder.resolve(MARK + ".new");
    marked = true;
    Files.write(fresh, lines);
    Files.move(
        fresh,
        folder.resolve(MARK),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** The change has ended. */
  void unmark() throws IOException {
    if (marked) {
      MirrorFiles.remember(folder);
      // Refs are on the disk by themselves, and a mark that a power cut brings back does no harm.
      Files.deleteIfExists(folder.resolve(MARK));
      marked = false;
    }
  }

  /** Where the system can, makes sure that a file or a folder's entries outlive a power cut. */
  static void syncToDisk(Path path) {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    } catch (IOException unsupported) {
      // Folders cannot be opened everywhere; then the file system's own order has to do.
    }
  }

  /**
   * Moves refs, all or none.
   *
   * @throws IOException if they cannot be moved
   */
  void apply(List<ReceiveCommand> commands) throws IOException {
    if (commands.isEmpty()) {
      return;
    }
    BatchRefUpdate batch = repository.getRefDatabase().newBatchUpdate();
    batch.setAtomic(true);
    batch.setAllowNonFastForwards(true);
    batch.disableRefLog();
    commands.forEach(
        command ->
            batch.addCommand(
                new ReceiveCommand(command.getOldId(), command.getNewId(), command.getRefName())));
    FormerTips.all()
        .left(
            folder,
            commands.stream()
                .filter(command -> !HiddenRefs.isOwn(command.getRefName()))
                .map(ReceiveCommand::getOldId)
                .filter(id -> !id.equals(ObjectId.zeroId()))
                .toList());
    try (RevWalk walk = new RevWalk(repository)) {
      batch.execute(walk, NullProgressMonitor.INSTANCE);
    }
    for (ReceiveCommand command : batch.getCommands()) {
      if (command.getResult() != ReceiveCommand.Result.OK) {
        throw new IOException(
            "refs could not be moved: " + command.getRefName() + " " + command.getResult());
      }
    }
  }

  /** Points HEAD to the ref of that name. */
  void linkHead(String target) throws IOException {
    RefUpdate update = repository.updateRef(Constants.HEAD);
    update.disableRefLog();
    RefUpdate.Result result = update.link(target);
    boolean linked =
        result == RefUpdate.Result.NEW
            || result == RefUpdate.Result.FORCED
            || result == RefUpdate.Result.NO_CHANGE;
    if (!linked) {
      throw new IOException("HEAD could not be linked: " + result);
    }
  }

  /** Bytes of the packs and of the refs. */
  long size() throws IOException {
    long size = 0;
    Path packs = folder.resolve("objects").resolve("pack");
    for (String name : names(packs)) {
      size += sizeOf(packs.resolve(name));
    }
    return size + sizeOf(folder.resolve(Constants.PACKED_REFS));
  }

  private static long sizeOf(Path file) throws IOException {
    try {
      return Files.size(file);
    } catch (NoSuchFileException gone) {
      return 0;
    }
  }

  /** SHA-256 in hex over the sorted {@code oid SP refname LF} lines. */
  static String digest(Map<String, ObjectId> refs) {
    List<byte[]> lines = new ArrayList<>(refs.size());
    refs.forEach((name, id) -> lines.add((id.name() + " " + name + "\n").getBytes(UTF_8)));
    lines.sort(Arrays::compareUnsigned);
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      lines.forEach(digest::update);
      return HexFormat.of().formatHex(digest.digest());
    } catch (NoSuchAlgorithmException everyJavaHasIt) {
      throw new IllegalStateException(everyJavaHasIt);
    }
  }

  /**
   * Takes a change back that did not end: the mirror is as it was before. The repository must be
   * closed.
   *
   * @param folder of the mirror
   */
  static void takeBack(Path folder) throws IOException {
    if (isFirst(folder)) {
      delete(folder);
    } else {
      sweep(folder);
    }
  }

  /**
   * Deletes a folder with all that is in it; nothing if it is not there. It is moved aside first,
   * so that a kill in the middle leaves no half of a mirror under its name.
   */
  static void delete(Path folder) throws IOException {
    if (!Files.exists(folder)) {
      return;
    }
    Path aside = folder;
    if (!folder.getFileName().toString().endsWith(MirrorFolders.DISCARDED)) {
      aside =
          folder.resolveSibling(folder.getFileName() + "." + Ids.next() + MirrorFolders.DISCARDED);
      Files.move(folder, aside, StandardCopyOption.ATOMIC_MOVE);
    }
    Files.walkFileTree(
        aside,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.delete(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path each, IOException failed)
              throws IOException {
            if (failed != null) {
              throw failed;
            }
            Files.delete(each);
            return FileVisitResult.CONTINUE;
          }
        });
  }

  @Override
  public void close() {
    repository.close();
  }
}
