package org.sluice.git.tree;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.FileMode;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectReader;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevCommit;
import org.eclipse.jgit.revwalk.RevWalk;
import org.eclipse.jgit.treewalk.TreeWalk;
import org.eclipse.jgit.treewalk.filter.TreeFilter;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/**
 * The files of one commit, read from the object database. Used by one thread.
 *
 * <p>A path is compared with the names in the commit's trees, byte by byte: it has no way out of
 * them. Symbolic links and submodules are neither files nor folders here.
 */
public final class CommitTree implements AutoCloseable {

  private final Repository repository;
  private final ObjectReader reader;
  private final ObjectId tree;

  private CommitTree(Repository repository, ObjectReader reader, ObjectId tree) {
    this.repository = repository;
    this.reader = reader;
    this.tree = tree;
  }

  /**
   * A regular file.
   *
   * @param path from the root of the commit, with slashes, without one at its beginning
   * @param blobId of its content, 40 hex digits
   */
  public record TreeFile(String path, String blobId) {}

  /**
   * What differs between two commits.
   *
   * @param paths that were added, changed or deleted, sorted; no more than were asked for
   * @param total number of such paths
   * @param forward whether the later commit descends from the earlier one
   */
  public record Difference(List<String> paths, int total, boolean forward) {

    /** Keeps a copy of the list. */
    public Difference {
      paths = List.copyOf(paths);
    }
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
  public static CommitTree open(Path folder, String commit) throws IOException {
    Repository repository = OpenMirror.at(folder);
    try {
      ObjectReader reader = repository.newObjectReader();
      try (RevWalk walk = new RevWalk(repository)) {
        return new CommitTree(
            repository, reader, walk.parseCommit(ObjectId.fromString(commit)).getTree().copy());
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
   * What differs between two commits of a mirror.
   *
   * @param before 40 hex digits
   * @param after 40 hex digits
   * @param most paths to name
   * @throws IOException if one of the two is not there, or cannot be read
   */
  public static Difference between(Path folder, String before, String after, int most)
      throws IOException {
    try (Repository repository = OpenMirror.at(folder);
        RevWalk walk = new RevWalk(repository);
        TreeWalk trees = new TreeWalk(repository)) {
      RevCommit old = walk.parseCommit(ObjectId.fromString(before));
      RevCommit fresh = walk.parseCommit(ObjectId.fromString(after));
      trees.addTree(old.getTree());
      trees.addTree(fresh.getTree());
      trees.setRecursive(true);
      trees.setFilter(TreeFilter.ANY_DIFF);
      List<String> paths = new ArrayList<>();
      int total = 0;
      while (trees.next()) {
        total++;
        if (paths.size() < most) {
          paths.add(trees.getPathString());
        }
      }
      return new Difference(paths, total, walk.isMergedInto(old, fresh));
    }
  }

  /** The regular file at a path; empty if there is none, or something else. */
  public Optional<TreeFile> file(String path) throws IOException {
    if (path.isEmpty() || path.startsWith("/") || path.endsWith("/")) {
      return Optional.empty();
    }
    try (TreeWalk at = TreeWalk.forPath(reader, path, tree)) {
      return at != null && isFile(at)
          ? Optional.of(new TreeFile(path, at.getObjectId(0).name()))
          : Optional.empty();
    }
  }

  /** Regular files that lie directly in a folder, by name; {@code ""} is the root. */
  public List<TreeFile> files(String directory) throws IOException {
    List<TreeFile> files = new ArrayList<>();
    try (TreeWalk in = entries(directory)) {
      while (in != null && in.next()) {
        if (isFile(in)) {
          files.add(new TreeFile(below(directory, in), in.getObjectId(0).name()));
        }
      }
    }
    return files;
  }

  /** Paths of the folders that lie directly in a folder, by name; {@code ""} is the root. */
  public List<String> directories(String directory) throws IOException {
    List<String> directories = new ArrayList<>();
    try (TreeWalk in = entries(directory)) {
      while (in != null && in.next()) {
        if (in.getFileMode(0) == FileMode.TREE) {
          directories.add(below(directory, in));
        }
      }
    }
    return directories;
  }

  private static boolean isFile(TreeWalk at) {
    FileMode mode = at.getFileMode(0);
    return mode == FileMode.REGULAR_FILE || mode == FileMode.EXECUTABLE_FILE;
  }

  private static String below(String directory, TreeWalk at) {
    return directory.isEmpty() ? at.getNameString() : directory + "/" + at.getNameString();
  }

  /** A walk over what lies directly in a folder; null if there is no such folder. */
  private TreeWalk entries(String directory) throws IOException {
    ObjectId folder = tree;
    if (!directory.isEmpty()) {
      if (directory.startsWith("/") || directory.endsWith("/")) {
        return null;
      }
      try (TreeWalk at = TreeWalk.forPath(reader, directory, tree)) {
        if (at == null || at.getFileMode(0) != FileMode.TREE) {
          return null;
        }
        folder = at.getObjectId(0);
      }
    }
    TreeWalk in = new TreeWalk(reader);
    in.addTree(folder);
    return in;
  }

  /**
   * Content of a file.
   *
   * @param most bytes that are read
   * @throws DomainException TOO_LARGE ({@code file-too-large}) if it has more; nothing of it is
   *     read then
   * @throws IOException if it cannot be read
   */
  public byte[] read(TreeFile file, int most) throws IOException {
    ObjectId blob = ObjectId.fromString(file.blobId());
    // Opening one may unpack it already.
    if (reader.getObjectSize(blob, Constants.OBJ_BLOB) > most) {
      throw new DomainException(
          FailureKind.TOO_LARGE,
          "file-too-large",
          "A file is larger than the " + most + " bytes that are served.");
    }
    return reader.open(blob, Constants.OBJ_BLOB).getBytes(most);
  }

  @Override
  public void close() {
    reader.close();
    repository.close();
  }
}
