package org.sluice.configsource.answer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.sluice.failure.DomainException;
import org.sluice.git.tree.CommitTree.TreeFile;

/**
 * Finds plain files: in each folder of the search paths first the file that is named after a
 * profile, {@code name-profile.ending}, then the file itself.
 */
public final class PlainFiles {

  private static final int MOST_LETTERS = 1_000;

  private PlainFiles() {}

  /**
   * The file that answers; empty if there is none.
   *
   * @param path below a folder of the search paths
   * @throws DomainException INVALID if that is no path
   * @throws IOException if the object database cannot be read
   */
  public static Optional<TreeFile> find(
      ConfigFiles files, SearchPaths paths, Question question, ServedCommit commit, String path)
      throws IOException {
    judge(path);
    for (String folder : paths.folders(files, question, commit.label())) {
      for (String each : variants(question, path)) {
        Optional<TreeFile> file = files.file(folder.isEmpty() ? each : folder + "/" + each);
        if (file.isPresent()) {
          return file;
        }
      }
    }
    return Optional.empty();
  }

  private static void judge(String path) {
    if (path.isEmpty()
        || path.length() > MOST_LETTERS
        || path.startsWith("/")
        || path.contains("..")
        || path.contains("\\")
        || path.chars().anyMatch(Character::isISOControl)) {
      throw DomainException.invalid("path", "must be a path below a folder, without ..");
    }
  }

  private static List<String> variants(Question question, String path) {
    int dot = path.lastIndexOf('.');
    int end = dot > path.lastIndexOf('/') ? dot : path.length();
    List<String> variants = new ArrayList<>();
    for (String profile : question.profiles()) {
      variants.add(
          profile.equals("default")
              ? path
              : path.substring(0, end) + "-" + profile + path.substring(end));
    }
    variants.add(path);
    return variants;
  }
}
