package org.sluice.git.disk;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.NullProgressMonitor;
import org.eclipse.jgit.lib.ObjectInserter;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.storage.file.FileRepositoryBuilder;
import org.sluice.platform.Inside;

/**
 * Tells on disk what is being done to a mirror, so that it can be taken back if that does not end.
 *
 * <p>Life of a change: the mark ({@code sluice-sync}) is written with the names of the packs that
 * are there; new packs come in; once they are known to be whole the mark says so; refs move; the
 * mark goes. That of a first clone says nothing else from begin to end. After a crash the mark
 * tells what to take back: a first clone altogether, or the packs that came in unchecked. While
 * packs are rewritten the mark says that too, so that halves of pairs are what a kill left and no
 * damage. Without a mark there is nothing to look for, so a sync that finds nothing new costs no
 * walk over the folder.
 */
@Inside
public final class MirrorMark {

  /** Name of the mark in the mirror's folder. */
  static final String FILE = "sluice-sync";

  private static final String FIRST = "first";
  private static final String FETCHING = "fetching";
  private static final String UPDATING = "updating";
  private static final String END = "end";
  private static final String CARING = "caring";

  private final Path folder;
  private final boolean first;
  private boolean marked;
  private boolean settled;

  /** The mark of an open mirror; a first clone has set it already. */
  MirrorMark(Path folder, boolean first) {
    this.folder = folder;
    this.marked = first;
    this.first = first;
  }

  /** Sets the mark of a first clone in a folder that is empty. */
  static void setFirst(Path folder) throws IOException {
    Files.writeString(folder.resolve(FILE), FIRST);
  }

  /** Whether a first clone was begun and did not end. */
  static boolean isFirst(Path folder) throws IOException {
    return read(folder).equals(List.of(FIRST));
  }

  private static List<String> read(Path folder) throws IOException {
    Path mark = folder.resolve(FILE);
    try {
      return Files.exists(mark) ? Files.readAllLines(mark) : List.of();
    } catch (NoSuchFileException none) {
      return List.of();
    }
  }

  private static Set<String> packNames(Path folder) throws IOException {
    return MirrorFiles.names(folder.resolve("objects").resolve("pack")).stream()
        .filter(name -> name.startsWith("pack-"))
        .collect(Collectors.toSet());
  }

  /** From here on packs come in that nobody has checked. */
  public void fetching() throws IOException {
    if (!first) {
      List<String> lines = new ArrayList<>();
      lines.add(FETCHING);
      lines.addAll(packNames(folder));
      lines.add(END);
      set(lines);
    }
  }

  /**
   * The packs that are there are whole; from here on refs move. A first clone stays marked as one
   * until it has ended: without its refs it would be served as a repository that has none.
   */
  public void updating() throws IOException {
    if (!first) {
      set(List.of(UPDATING));
    }
    settleFirst();
    // Before a ref names what is in the packs, the packs must be there, and the old mark gone.
    MirrorFiles.syncToDisk(folder.resolve("objects").resolve("pack"));
    MirrorFiles.syncToDisk(folder);
  }

  /** What makes a first clone a repository is on the disk before it counts as one. */
  private void settleFirst() {
    if (first && !settled) {
      MirrorFiles.syncToDisk(folder.resolve(Constants.CONFIG));
      MirrorFiles.syncToDisk(folder.resolve(Constants.HEAD));
      MirrorFiles.syncToDisk(folder.resolve(FILE));
      settled = true;
    }
  }

  /** From here on packs are rewritten, and old ones go. */
  public void caring() throws IOException {
    set(List.of(CARING));
    // Without it the halves of pairs would be taken for damage.
    MirrorFiles.syncToDisk(folder.resolve(FILE));
    MirrorFiles.syncToDisk(folder);
  }

  /**
   * Writes the mark without waiting for the disk. Should a power cut take of its text, what is left
   * is a mark that lets every pack stay, which is right for {@code UPDATING}; in place of {@code
   * FETCHING}, which counts only with its end, it leaves a pack that no ref needs.
   */
  private void set(List<String> lines) throws IOException {
    Path fresh = folder.resolve(FILE + ".new");
    marked = true;
    Files.write(fresh, lines);
    Files.move(
        fresh,
        folder.resolve(FILE),
        StandardCopyOption.ATOMIC_MOVE,
        StandardCopyOption.REPLACE_EXISTING);
  }

  /** The change has ended. */
  public void remove() throws IOException {
    if (marked) {
      settleFirst();
      MirrorFiles.remember(folder);
      // Refs are on the disk by themselves, and a mark that a power cut brings back does no harm.
      Files.deleteIfExists(folder.resolve(FILE));
      marked = false;
    }
  }

  /** Takes back what the last change left, if it did not end. */
  static void sweep(Path folder) throws IOException {
    List<String> mark = read(folder);
    if (mark.isEmpty() && !Files.exists(folder.resolve(FILE))) {
      return;
    }
    Path objects = folder.resolve("objects");
    Path packs = objects.resolve("pack");
    if (mark.size() > 1 && mark.get(0).equals(FETCHING) && mark.get(mark.size() - 1).equals(END)) {
      Set<String> unchecked = packNames(folder);
      mark.forEach(unchecked::remove);
      MirrorFiles.forget(folder, unchecked);
      for (String name : unchecked) {
        Files.deleteIfExists(packs.resolve(name));
      }
    }
    if (!mark.isEmpty() && mark.get(0).equals(CARING)) {
      sweepCare(folder);
    }
    for (String name : MirrorFiles.names(objects)) {
      if (name.startsWith(IncomingPack.PREFIX)
          || name.startsWith("insert_")
          || name.startsWith("noz")) {
        Files.deleteIfExists(objects.resolve(name));
      }
    }
    for (String name : MirrorFiles.names(packs)) {
      boolean temporary =
          name.startsWith("gc_")
              || name.startsWith("tmp_")
              || name.startsWith(".tmp-")
              || name.endsWith(".tmp");
      if (temporary) {
        Files.deleteIfExists(packs.resolve(name));
      }
    }
    for (String name : MirrorFiles.names(folder)) {
      if (name.endsWith(".lock")
          || name.startsWith(".probe-")
          || name.startsWith("sluice-") && name.endsWith(".new")) {
        Files.deleteIfExists(folder.resolve(name));
      }
    }
    deleteLocks(folder.resolve("refs"));
    Files.deleteIfExists(folder.resolve(FILE));
  }

  /** Takes back what maintenance left: old packs go only when the new ones are whole. */
  private static void sweepCare(Path folder) throws IOException {
    MirrorFiles.forget(folder);
    indexAnew(folder);
    Set<String> names = packNames(folder);
    for (String name : names) {
      String pair = name.substring(0, name.lastIndexOf('.'));
      if (!names.contains(pair + ".pack") || !names.contains(pair + ".idx")) {
        Files.deleteIfExists(folder.resolve("objects").resolve("pack").resolve(name));
      }
    }
    Path info = folder.resolve("objects").resolve("info");
    for (String name : MirrorFiles.names(info)) {
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
}
