package org.sluice.configsource;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.sluice.configsource.answer.ConfigAnswer;
import org.sluice.configsource.answer.ConfigFiles;
import org.sluice.configsource.answer.PlainFiles;
import org.sluice.configsource.answer.Question;
import org.sluice.configsource.answer.SearchPaths;
import org.sluice.configsource.answer.ServedCommit;
import org.sluice.git.tree.CommitTree;
import org.sluice.git.tree.CommitTree.TreeFile;

/** A commit of configuration that tests ask. */
public final class ConfigCommit {

  private final Path folder;
  private final String id;

  private ConfigCommit(Path folder, String id) {
    this.folder = folder;
    this.id = id;
  }

  /**
   * Commits files.
   *
   * @param folder where the repository is made
   * @param pathsAndContents one after the other
   */
  public static ConfigCommit of(Path folder, String... pathsAndContents) throws IOException {
    Map<String, byte[]> files = new LinkedHashMap<>();
    for (int at = 0; at < pathsAndContents.length; at += 2) {
      files.put(pathsAndContents[at], ConfigRepository.utf8(pathsAndContents[at + 1]));
    }
    try (ConfigRepository repository = ConfigRepository.create(folder)) {
      return new ConfigCommit(folder, repository.commit("main", files, Map.of()));
    }
  }

  /** Asks for an application with a profile. */
  public ConfigAnswer ask(String application, String profile) throws IOException {
    return ask(application, profile, SearchPaths.ROOT);
  }

  /** Asks for an application with a profile in search paths. */
  public ConfigAnswer ask(String application, String profile, SearchPaths paths)
      throws IOException {
    try (CommitTree tree = CommitTree.open(folder, id)) {
      return ConfigAnswer.of(
          files(tree), paths, new Question(application, profile, null), served());
    }
  }

  /** The path of the plain file that answers; empty if there is none. */
  public Optional<String> plain(String application, String profile, String path, SearchPaths paths)
      throws IOException {
    try (CommitTree tree = CommitTree.open(folder, id)) {
      return PlainFiles.find(
              files(tree), paths, new Question(application, profile, null), served(), path)
          .map(TreeFile::path);
    }
  }

  private static ConfigFiles files(CommitTree tree) {
    return new ConfigFiles(tree, (key, read) -> read.get());
  }

  private ServedCommit served() {
    return new ServedCommit("team", "main", id);
  }
}
