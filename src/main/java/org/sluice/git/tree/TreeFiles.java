package org.sluice.git.tree;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import org.eclipse.jgit.errors.CorruptObjectException;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.CanonicalTreeParser;
import org.eclipse.jgit.treewalk.TreeWalk;

/**
 * Everything that a commit has but folders, one after the other: files, scripts, symbolic links,
 * submodules. Used by one thread.
 *
 * <p>The order is that of the unsigned bytes of the whole path. It is Git's own: a folder stands in
 * its tree where its name with a slash belongs. A tree that breaks it is called corrupt, since
 * whoever merges this with another sorted list would lose files without a sign of it. What is held
 * in memory does not grow with the number of files.
 */
public final class TreeFiles implements AutoCloseable {

  private final Repository repository;
  private final ObjectReader reader;
  private final ObjectId tree;
  private final TreeWalk walk;
  private byte[] last = {};

  private TreeFiles(Repository repository, ObjectReader reader, ObjectId tree, TreeWalk walk) {
    this.repository = repository;
    this.reader = reader;
    this.tree = tree;
    this.walk = walk;
  }

  /**
   * Opens a commit.
   *
   * @param folder of the mirror
   * @param commit 40 hex digits
   * @throws org.eclipse.jgit.errors.MissingObjectException if the mirror has no such object
   * @throws org.eclipse.jgit.errors.IncorrectObjectTypeException if that is no commit
   * @throws IOException if it cannot be read
   */
  public static TreeFiles open(Path folder, String commit) throws IOException {
    Repository repository = OpenMirror.at(folder);
    try {
      ObjectReader reader = repository.newObjectReader();
      try (RevWalk commits = new RevWalk(reader)) {
        ObjectId tree = commits.parseCommit(ObjectId.fromString(commit)).getTree().copy();
        TreeWalk walk = new TreeWalk(reader);
        walk.addTree(tree);
        return new TreeFiles(repository, reader, tree, walk);
      } catch (IOException | RuntimeException failed) {
        reader.close();
        throw failed;
      }
    } catch (IOException | RuntimeException failed) {
      repository.close();
      throw failed;
    }
  }

  /**
   * The next one in order; null at the end.
   *
   * @throws IOException if a tree cannot be read, or is out of order
   */
  public TreeEntry next() throws IOException {
    while (walk.next()) {
      if (walk.isSubtree()) {
        walk.enterSubtree();
      } else if (isShown(walk.getFileMode(0))) {
        byte[] path = walk.getRawPath();
        if (Arrays.compareUnsigned(last, path) >= 0) {
          throw new CorruptObjectException(tree, "its entries are out of order");
        }
        last = path;
        return new TreeEntry(path, walk.getFileMode(0).toString(), walk.getObjectId(0).name());
      }
    }
    return null;
  }

  /**
   * What the commit has at a path; {@link #next} goes on where it was.
   *
   * @param path as in {@link TreeEntry}
   * @return empty if there is nothing, or a folder
   */
  public Optional<TreeEntry> at(byte[] path) throws IOException {
    ObjectId folder = tree;
    int from = 0;
    for (int slash = slash(path, from); slash < path.length; slash = slash(path, from)) {
      CanonicalTreeParser name = find(folder, path, from, slash);
      if (name == null || name.getEntryFileMode() != FileMode.TREE) {
        return Optional.empty();
      }
      folder = name.getEntryObjectId();
      from = slash + 1;
    }
    CanonicalTreeParser name = find(folder, path, from, path.length);
    return name != null && isShown(name.getEntryFileMode())
        ? Optional.of(
            new TreeEntry(
                path.clone(), name.getEntryFileMode().toString(), name.getEntryObjectId().name()))
        : Optional.empty();
  }

  private static int slash(byte[] path, int from) {
    int at = from;
    while (at < path.length && path[at] != '/') {
      at++;
    }
    return at;
  }

  /** The entry of that name in a tree; null if there is none. */
  private CanonicalTreeParser find(ObjectId folder, byte[] path, int from, int to)
      throws IOException {
    CanonicalTreeParser entry = new CanonicalTreeParser();
    byte[] name = new byte[to - from];
    for (entry.reset(reader, folder); !entry.eof(); entry.next(1)) {
      if (entry.getNameLength() == name.length) {
        entry.getName(name, 0);
        if (Arrays.equals(name, 0, name.length, path, from, to)) {
          return entry;
        }
      }
    }
    return null;
  }

  private static boolean isShown(FileMode mode) {
    return mode == FileMode.REGULAR_FILE
        || mode == FileMode.EXECUTABLE_FILE
        || mode == FileMode.SYMLINK
        || mode == FileMode.GITLINK;
  }

  @Override
  public void close() {
    walk.close();
    reader.close();
    repository.close();
  }
}
