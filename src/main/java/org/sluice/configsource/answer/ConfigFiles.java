package org.sluice.configsource.answer;

import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import org.sluice.configsource.document.FileFormat;
import org.sluice.configsource.document.ParsedFile;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.git.tree.CommitTree;
import org.sluice.git.tree.CommitTree.TreeFile;

/** The files of one commit with what they say. Of one request, used by one thread. */
public final class ConfigFiles {

  private final CommitTree tree;
  private final BiFunction<Key, Supplier<ParsedFile>, ParsedFile> parsed;
  private final Map<String, Map<String, TreeFile>> listed = new HashMap<>();

  /**
   * By what a parsed file can be kept: two files of the same content say the same if they are
   * written in the same format.
   *
   * @param blobId of the content
   * @param format that it is written in
   */
  public record Key(String blobId, FileFormat format) {}

  /**
   * Files of a commit.
   *
   * @param tree stays the caller's to close
   * @param parsed gives what is kept under a key, or what the supplier reads
   */
  public ConfigFiles(CommitTree tree, BiFunction<Key, Supplier<ParsedFile>, ParsedFile> parsed) {
    this.tree = tree;
    this.parsed = parsed;
  }

  /** The regular file at a path, which lies in a folder; empty if there is none. */
  Optional<TreeFile> file(String path) throws IOException {
    int slash = path.lastIndexOf('/');
    String folder = slash < 0 ? "" : path.substring(0, slash);
    Map<String, TreeFile> files = listed.get(folder);
    if (files == null) {
      files = new HashMap<>();
      for (TreeFile each : tree.files(folder)) {
        files.put(each.path(), each);
      }
      listed.put(folder, files);
    }
    return Optional.ofNullable(files.get(path));
  }

  /** Folders that lie directly in a folder. */
  List<String> directories(String folder) throws IOException {
    return tree.directories(folder);
  }

  /** What a file says. */
  ParsedFile parsed(TreeFile file, FileFormat format) throws IOException {
    try {
      return parsed.apply(new Key(file.blobId(), format), () -> parse(file, format));
    } catch (NotRead failed) {
      throw failed.cause;
    }
  }

  private ParsedFile parse(TreeFile file, FileFormat format) {
    try {
      return ParsedFile.parse(format, tree.read(file, ParsedFile.MOST_BYTES));
    } catch (DomainException refused) {
      if (refused.kind() != FailureKind.TOO_LARGE) {
        throw refused;
      }
      return ParsedFile.unreadable("has more than " + ParsedFile.MOST_BYTES + " bytes");
    } catch (IOException failed) {
      throw new NotRead(failed);
    }
  }

  /** Carries a failure of the object database through the keeper of parsed files. */
  private static final class NotRead extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient IOException cause;

    NotRead(IOException cause) {
      super(cause);
      this.cause = cause;
    }
  }
}
