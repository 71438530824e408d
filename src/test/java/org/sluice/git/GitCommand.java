package org.sluice.git;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.sluice.testing.Aside;

/** Runs the stock {@code git} in a folder, with nobody's configuration. */
public final class GitCommand {

  private GitCommand() {}

  /** Runs it and gives what it printed; fails if it fails. */
  public static String git(Path folder, String... arguments) throws IOException {
    return git(folder, InputStream.nullInputStream(), arguments);
  }

  /** Runs it with that input, and gives what it printed; fails if it fails. */
  public static String git(Path folder, InputStream input, String... arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("git"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile());
    builder
        .environment()
        .putAll(
            Map.of(
                "GIT_CONFIG_NOSYSTEM", "1",
                "GIT_CONFIG_GLOBAL", "/dev/null",
                "GIT_TERMINAL_PROMPT", "0",
                "GIT_AUTHOR_NAME", "Test",
                "GIT_AUTHOR_EMAIL", "test@example.org",
                "GIT_COMMITTER_NAME", "Test",
                "GIT_COMMITTER_EMAIL", "test@example.org"));
    Process process = builder.start();
    CompletableFuture<byte[]> printed = reading(process.getInputStream());
    CompletableFuture<byte[]> complained = reading(process.getErrorStream());
    try (var in = process.getOutputStream()) {
      input.transferTo(in);
    }
    String text = new String(printed.join(), StandardCharsets.UTF_8);
    try {
      if (process.waitFor() != 0) {
        throw new IOException(
            command + " failed: " + text + new String(complained.join(), StandardCharsets.UTF_8));
      }
    } catch (InterruptedException interrupted) {
      process.destroyForcibly();
      throw new IOException(interrupted);
    }
    return text;
  }

  private static CompletableFuture<byte[]> reading(InputStream stream) {
    return Aside.supply(
        () -> {
          try (stream) {
            return stream.readAllBytes();
          } catch (IOException failed) {
            return new byte[0];
          }
        });
  }

  /**
   * Makes a bare repository with a history on {@code main}, quickly.
   *
   * @param commits at least 1; every tenth has a tag, every twentieth a branch
   * @param seed makes content differ between repositories
   */
  public static void generate(Path bare, int commits, int seed) throws IOException {
    Files.createDirectories(bare);
    git(bare, "init", "-q", "--bare", "-b", "main", ".");
    StringBuilder stream = new StringBuilder();
    for (int i = 1; i <= commits; i++) {
      StringBuilder content = new StringBuilder();
      Random random = new Random(seed * 1_000_003L + i);
      for (int line = 0; line < 20; line++) {
        content.append(Long.toHexString(random.nextLong())).append('\n');
      }
      stream
          .append("commit refs/heads/main\nmark :")
          .append(i)
          .append("\ncommitter Test <test@example.org> ")
          .append(1_700_000_000L + i * 60L)
          .append(" +0000\ndata <<E\nChange ")
          .append(i)
          .append("\nE\nM 100644 inline dir")
          .append(i % 37)
          .append("/file")
          .append(i % 211)
          .append(".txt\ndata ")
          .append(content.length())
          .append('\n')
          .append(content)
          .append('\n');
      if (i % 20 == 0) {
        stream.append("reset refs/heads/feature/f").append(i).append("\nfrom :").append(i);
        stream.append("\n\n");
      }
      if (i % 10 == 0) {
        stream.append("tag v").append(i).append("\nfrom :").append(i);
        stream.append("\ntagger Test <test@example.org> 1700000000 +0000\ndata 4\nrel\n\n");
      }
    }
    git(
        bare,
        new ByteArrayInputStream(stream.toString().getBytes(StandardCharsets.UTF_8)),
        "fast-import",
        "--quiet");
  }

  /**
   * Adds a branch with a history of its own, in which each commit replaces the one file {@code
   * note} by another text, {@code version 1} and so on.
   */
  public static void versions(Path bare, String branch, int commits) throws IOException {
    StringBuilder stream = new StringBuilder();
    for (int i = 1; i <= commits; i++) {
      String note = "version " + i;
      stream
          .append("commit refs/heads/")
          .append(branch)
          .append("\ncommitter Test <test@example.org> ")
          .append(1_700_000_000L + i * 60L)
          .append(" +0000\ndata 1\nc\nM 100644 inline note\ndata ")
          .append(note.length())
          .append('\n')
          .append(note)
          .append('\n');
    }
    git(
        bare,
        new ByteArrayInputStream(stream.toString().getBytes(StandardCharsets.UTF_8)),
        "fast-import",
        "--quiet");
  }

  /**
   * Adds one commit to a branch of a bare repository, without a work tree.
   *
   * @return its id
   */
  public static String commit(Path bare, String branch, String text) throws IOException {
    String ref = "refs/heads/" + branch;
    String parent = git(bare, "for-each-ref", "--format=%(objectname)", ref).strip();
    String tree =
        parent.isEmpty()
            ? git(bare, "mktree").strip()
            : git(bare, "rev-parse", parent + "^{tree}").strip();
    List<String> arguments = new ArrayList<>(List.of("commit-tree", tree, "-m", text));
    if (!parent.isEmpty()) {
      arguments.addAll(List.of("-p", parent));
    }
    String id = git(bare, arguments.toArray(String[]::new)).strip();
    git(bare, "update-ref", ref, id);
    return id;
  }

  /**
   * Adds a branch on top of {@code main} whose pack is some 60 kB long and cannot be packed
   * smaller.
   */
  public static void noise(Path bare, String branch) throws IOException {
    byte[] noise = new byte[60_000];
    new Random(7).nextBytes(noise);
    String blob =
        git(bare, new ByteArrayInputStream(noise), "hash-object", "-w", "--stdin").strip();
    byte[] entry = ("100644 blob " + blob + "\tnoise\n").getBytes(StandardCharsets.UTF_8);
    String tree = git(bare, new ByteArrayInputStream(entry), "mktree").strip();
    String commit = git(bare, "commit-tree", tree, "-p", "main", "-m", "noise").strip();
    git(bare, "update-ref", "refs/heads/" + branch, commit);
  }
}
