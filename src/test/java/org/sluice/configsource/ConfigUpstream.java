package org.sluice.configsource;

import static org.sluice.git.GitCommand.git;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;

/** A bare repository of configuration, changed as by pushes, without a work tree. */
public final class ConfigUpstream {

  private final Path bare;
  private int commits;

  private ConfigUpstream(Path bare) {
    this.bare = bare;
  }

  /** Makes one whose HEAD is {@code main}. */
  public static ConfigUpstream create(Path bare) throws IOException {
    Files.createDirectories(bare);
    git(bare, "init", "--quiet", "--bare", "--initial-branch=main");
    return new ConfigUpstream(bare);
  }

  /** The repository. */
  public Path folder() {
    return bare;
  }

  /**
   * Adds a commit to a branch, which is made if it is not there.
   *
   * @param files content by path; null deletes
   * @return the commit's id
   */
  public String push(String branch, Map<String, String> files) throws IOException {
    return push(branch, branch, files);
  }

  /**
   * Points a branch to a new commit on top of another, whatever it pointed to before.
   *
   * @param from revision to go on from; null for none
   * @param files content by path; null deletes
   * @return the commit's id
   */
  public String push(String branch, String from, Map<String, String> files) throws IOException {
    Map<String, byte[]> bytes = new TreeMap<>();
    files.forEach(
        (path, text) ->
            bytes.put(path, text == null ? null : text.getBytes(StandardCharsets.UTF_8)));
    return pushBytes(branch, from, bytes);
  }

  /**
   * Points a branch to a new commit on top of another, as {@link #push(String, String, Map)} does.
   *
   * @param files content by path; null deletes
   */
  public String pushBytes(String branch, String from, Map<String, byte[]> files)
      throws IOException {
    ByteArrayOutputStream stream = new ByteArrayOutputStream();
    line(stream, "commit refs/heads/" + branch);
    line(
        stream, "committer Somebody <somebody@example.org> " + (1700000000 + commits++) + " +0000");
    data(stream, ("Change " + commits).getBytes(StandardCharsets.UTF_8));
    if (from != null && exists(from)) {
      line(stream, "from " + git(bare, "rev-parse", from + "^{commit}").strip());
    }
    for (Map.Entry<String, byte[]> file : files.entrySet()) {
      if (file.getValue() == null) {
        line(stream, "D " + file.getKey());
      } else {
        line(stream, "M 100644 inline " + file.getKey());
        data(stream, file.getValue());
      }
    }
    git(bare, new ByteArrayInputStream(stream.toByteArray()), "fast-import", "--quiet", "--force");
    return head(branch);
  }

  private boolean exists(String revision) throws IOException {
    return !git(bare, "for-each-ref", "refs/heads/" + revision).isBlank()
        || revision.matches("[0-9a-f]{40}");
  }

  /** The commit that a branch or tag names. */
  public String head(String name) throws IOException {
    return git(bare, "rev-parse", name + "^{commit}").strip();
  }

  private static void line(ByteArrayOutputStream stream, String text) throws IOException {
    stream.write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }

  private static void data(ByteArrayOutputStream stream, byte[] bytes) throws IOException {
    line(stream, "data " + bytes.length);
    stream.write(bytes);
    line(stream, "");
  }
}
