package org.sluice.git.tree;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.jgit.errors.IncorrectObjectTypeException;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.Ref;
import org.eclipse.jgit.lib.Repository;
import org.eclipse.jgit.revwalk.RevWalk;

/**
 * Where a branch stood at one moment.
 *
 * @param branch its short name
 * @param commit 40 hex digits
 */
public record BranchTip(String branch, String commit) {

  /**
   * Reads where a branch stands.
   *
   * @param folder of a mirror that was cloned
   * @param branch short name; null for the branch that HEAD names
   * @return empty if there is no such branch, or what it points to is no commit
   * @throws IOException if the mirror cannot be read, is gone, or lacks the commit
   */
  public static Optional<BranchTip> read(Path folder, String branch) throws IOException {
    try (Repository repository = OpenMirror.at(folder)) {
      String name = branch == null ? head(repository) : Constants.R_HEADS + branch;
      // What is no name of a ref might be the path of another file.
      if (name == null || !Repository.isValidRefName(name)) {
        return Optional.empty();
      }
      Ref ref = repository.exactRef(name);
      if (ref == null || ref.getObjectId() == null) {
        return Optional.empty();
      }
      try (RevWalk walk = new RevWalk(repository)) {
        return Optional.of(
            new BranchTip(
                name.substring(Constants.R_HEADS.length()),
                walk.parseCommit(ref.getObjectId()).name()));
      } catch (IncorrectObjectTypeException noCommit) {
        return Optional.empty();
      }
    }
  }

  /** The branch that HEAD names, there or not; null if it names none. */
  private static String head(Repository repository) throws IOException {
    Ref head = repository.exactRef(Constants.HEAD);
    String target = head != null && head.isSymbolic() ? head.getTarget().getName() : "";
    return target.startsWith(Constants.R_HEADS) ? target : null;
  }
}
