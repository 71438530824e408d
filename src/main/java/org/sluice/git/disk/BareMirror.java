package org.sluice.git.disk;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
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
import org.eclipse.jgit.lib.BatchRefUpdate;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.RefUpdate;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.eclipse.jgit.transport.ReceiveCommand;
import org.sluice.git.refs.HiddenRefs;
import org.sluice.git.refs.OwnRefs;
import org.sluice.platform.Ids;
import org.sluice.platform.Inside;

/** A mirror's bare repository on disk. Whoever opens it holds its {@link MirrorLock}. */
@Inside
public final class BareMirror implements AutoCloseable {

  // Packs are always written through to the disk. Maintenance is Sluice's; neither Git nor JGit may
  // begin it beside a sync.
  private static final String CONFIG =
      """
      [core]
      \trepositoryformatversion = 0
      \tfilemode = true
      \tbare = true
      \tlogallrefupdates = false
      \tfsyncRefFiles = true
      [gc]
      \tauto = 0
      """;

  private final Path folder;
  private final ReceivingRepository repository;
  private final boolean first;
  private final MirrorMark mark;

  private BareMirror(Path folder, ReceivingRepository repository, boolean first) {
    this.folder = folder;
    this.repository = repository;
    this.first = first;
    this.mark = new MirrorMark(folder, first);
  }

  /** Whether there is no mirror yet, or only what a first clone left that did not end. */
  public static boolean isMissing(Path folder) throws IOException {
    return !Files.exists(folder)
        || !isRepository(folder) && !hasPacks(folder)
        || MirrorMark.isFirst(folder);
  }

  /**
   * Opens the mirror, or makes it; takes back what a crash left.
   *
   * @throws IOException if it cannot be read or written
   */
  public static BareMirror open(Path folder) throws IOException {
    boolean first = isMissing(folder);
    if (first) {
      delete(folder);
      Files.createDirectories(folder);
      MirrorMark.setFirst(folder);
      create(folder);
    } else {
      MirrorMark.sweep(folder);
    }
    FileRepositoryBuilder builder = new FileRepositoryBuilder();
    builder.setBare().setGitDir(folder.toFile()).setMustExist(true);
    return new BareMirror(folder, new ReceivingRepository(builder.setup(), first), first);
  }

  /**
   * Writes what makes a folder a bare repository (gitrepository-layout(5)). JGit's own way tries
   * out what the file system can and writes everything through to the disk, which is a fifth of the
   * time of a small clone; here the mark takes all of it back.
   */
  private static void create(Path folder) throws IOException {
    for (String name : List.of("objects/info", "objects/pack", "refs/heads", "refs/tags")) {
      Files.createDirectories(folder.resolve(name));
    }
    Files.writeString(folder.resolve(Constants.CONFIG), CONFIG);
    Files.writeString(folder.resolve(Constants.HEAD), "ref: refs/heads/master\n");
  }

  private static boolean isRepository(Path folder) {
    return Files.isRegularFile(folder.resolve("HEAD"))
        && Files.isRegularFile(folder.resolve("config"));
  }

  private static boolean hasPacks(Path folder) throws IOException {
    return !MirrorFiles.packs(folder).isEmpty();
  }

  /** Whether this is the first clone. */
  public boolean isFirst() {
    return first;
  }

  /**
   * From here on packs come in that somebody else has made.
   *
   * @param objectLimit most bytes of an object that is held in memory whole, or of what it is made
   *     of; {@link Long#MAX_VALUE} for no limit
   */
  public void receiving(long objectLimit) {
    repository.limit(objectLimit);
  }

  /** Tells what is being done to it. */
  public MirrorMark mark() {
    return mark;
  }

  /** JGit's view of it, open as long as this is. */
  public Repository repository() {
    return repository;
  }

  /** Refs that are mirrored, by name. */
  public Map<String, ObjectId> refs() throws IOException {
    Map<String, ObjectId> refs = new TreeMap<>();
    for (Ref ref : repository.getRefDatabase().getRefsByPrefix(Constants.R_REFS)) {
      if (ref.getObjectId() != null && !HiddenRefs.isOwn(ref.getName())) {
        refs.put(ref.getName(), ref.getObjectId());
      }
    }
    return refs;
  }

  /** Objects that are held for changes that were not taken, 40 hex digits each. */
  public Set<String> held() throws IOException {
    return repository.getRefDatabase().getRefsByPrefix(OwnRefs.HELD).stream()
        .map(ref -> ref.getName().substring(OwnRefs.HELD.length()))
        .collect(Collectors.toSet());
  }

  /** Every tip there is, hidden ones too. */
  public Set<ObjectId> tips() throws IOException {
    return repository.getRefDatabase().getRefsByPrefix(Constants.R_REFS).stream()
        .map(Ref::getObjectId)
        .filter(id -> id != null)
        .collect(Collectors.toSet());
  }

  /** Name of the ref that HEAD points to; null if it points to a commit or is not there. */
  public String head() throws IOException {
    Ref head = repository.exactRef(Constants.HEAD);
    return head != null && head.isSymbolic() ? head.getTarget().getName() : null;
  }

  /**
   * Moves refs, all or none.
   *
   * @throws IOException if they cannot be moved
   */
  public void apply(List<ReceiveCommand> commands) throws IOException {
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
  public void linkHead(String target) throws IOException {
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
  public long size() throws IOException {
    long size = 0;
    Path packs = folder.resolve("objects").resolve("pack");
    for (String name : MirrorFiles.names(packs)) {
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
  public static String digest(Map<String, ObjectId> refs) {
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
  public static void takeBack(Path folder) throws IOException {
    if (MirrorMark.isFirst(folder)) {
      delete(folder);
    } else {
      MirrorMark.sweep(folder);
    }
  }

  /**
   * Deletes a folder with all that is in it; nothing if it is not there. It is moved aside first,
   * so that a kill in the middle leaves no half of a mirror under its name.
   */
  public static void delete(Path folder) throws IOException {
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
