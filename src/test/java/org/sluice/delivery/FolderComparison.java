package org.sluice.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import org.sluice.git.GitCommand;

/**
 * Holds what a receiver has against what stock Git unpacks of a commit.
 *
 * <p>Files are described by their path and one of {@code file SHA256}, {@code program SHA256},
 * {@code link TARGET} and {@code empty folder}, which is what a submodule becomes. Folders are read
 * by {@code find} and {@code sha256sum}: Java cannot name every file where the locale is plain C.
 */
public final class FolderComparison {

  private static final int SHOWN = 20;

  private FolderComparison() {}

  /** Fails unless the folder is what {@code git archive COMMIT | tar -x} makes. */
  public static void assertEqual(Path bare, String commit, Path folder) {
    assertEqual("commit " + commit, ofCommit(bare, commit), ofFolder(folder));
  }

  /** Fails unless both are the same. */
  public static void assertEqual(
      String what, SortedMap<String, String> expected, SortedMap<String, String> actual) {
    List<String> differences = differences(expected, actual);
    if (!differences.isEmpty()) {
      throw new AssertionError(
          "The receiver has not "
              + what
              + ", of "
              + expected.size()
              + " files "
              + differences.size()
              + " differ:\n"
              + String.join("\n", differences.subList(0, Math.min(SHOWN, differences.size()))));
    }
  }

  /** In what both differ, a line for each path. */
  static List<String> differences(
      SortedMap<String, String> expected, SortedMap<String, String> actual) {
    TreeSet<String> paths = new TreeSet<>(expected.keySet());
    paths.addAll(actual.keySet());
    List<String> differences = new ArrayList<>();
    for (String path : paths) {
      String wanted = expected.getOrDefault(path, "nothing");
      String found = actual.getOrDefault(path, "nothing");
      if (!wanted.equals(found)) {
        differences.add(shown(path) + ": expected " + shown(wanted) + ", has " + shown(found));
      }
    }
    return differences;
  }

  /** Text in which a person sees every character. */
  private static String shown(String text) {
    StringBuilder shown = new StringBuilder();
    text.chars()
        .forEach(
            each -> {
              if (each >= 0x20 && each < 0x7F) {
                shown.append((char) each);
              } else {
                shown.append(String.format("\\u%04x", each));
              }
            });
    return shown.toString();
  }

  /** How a file of a commit looks in a folder. */
  static String description(String mode, String sha256, String link) {
    return switch (mode) {
      case "160000" -> "empty folder";
      case "120000" -> "link " + link;
      case "100755" -> "program " + sha256;
      default -> "file " + sha256;
    };
  }

  /** What {@code git archive COMMIT | tar -x} makes. */
  public static SortedMap<String, String> ofCommit(Path bare, String commit) {
    try {
      Path work = Files.createTempDirectory("archive");
      try {
        Path packed = work.resolve("packed.tar");
        Path folder = Files.createDirectory(work.resolve("folder"));
        GitCommand.git(
            bare, "-c", "tar.umask=0022", "archive", "--format=tar", "--output=" + packed, commit);
        run(folder, "tar", "-xf", packed.toString());
        return ofFolder(folder);
      } finally {
        delete(work);
      }
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /** What is in a folder; nothing if it is not there. */
  public static SortedMap<String, String> ofFolder(Path folder) {
    SortedMap<String, String> files = new TreeMap<>();
    if (!Files.exists(folder)) {
      return files;
    }
    String listed =
        run(
            folder,
            "find",
            ".",
            "-mindepth",
            "1",
            "(",
            "-not",
            "-type",
            "d",
            "-o",
            "-empty",
            ")",
            "-printf",
            "%y%m %P\\0%l\\0");
    String hashed =
        run(folder, "find", ".", "-type", "f", "-exec", "sha256sum", "-z", "--", "{}", "+");
    TreeMap<String, String> digests = new TreeMap<>();
    for (String line : hashed.split("\0")) {
      if (!line.isEmpty()) {
        digests.put(line.substring(68), line.substring(0, 64));
      }
    }
    String[] parts = listed.split("\0", -1);
    for (int i = 0; i + 1 < parts.length; i += 2) {
      int blank = parts[i].indexOf(' ');
      String path = parts[i].substring(blank + 1);
      int permissions = Integer.parseInt(parts[i].substring(1, blank), 8);
      String mode =
          switch (parts[i].charAt(0)) {
            case 'd' -> "160000";
            case 'l' -> "120000";
            default -> (permissions & 0100) == 0 ? "100644" : "100755";
          };
      files.put(path, description(mode, digests.get(path), parts[i + 1]));
    }
    return files;
  }

  /** Deletes a folder with all that is in it. */
  static void delete(Path folder) {
    run(folder.getParent(), "rm", "-rf", folder.toString());
  }

  private static String run(Path folder, String... command) {
    try {
      Process process =
          new ProcessBuilder(command)
              .directory(folder.toFile())
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw new AssertionError(String.join(" ", command) + " failed: " + said);
      }
      return said;
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(stopped);
    }
  }
}
