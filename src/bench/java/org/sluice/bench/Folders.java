package org.sluice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Folders as a whole. */
final class Folders {

  private Folders() {}

  /** Deletes a folder with all that is in it; nothing if it is not there. */
  static void delete(Path folder) throws IOException {
    for (Path each : all(folder, Comparator.reverseOrder())) {
      Files.delete(each);
    }
  }

  /** Copies a folder to where nothing is yet. */
  static void copy(Path from, Path to) throws IOException {
    Files.createDirectories(to.getParent());
    for (Path each : all(from, Comparator.naturalOrder())) {
      Files.copy(each, to.resolve(from.relativize(each).toString()));
    }
  }

  private static List<Path> all(Path folder, Comparator<Path> order) throws IOException {
    if (!Files.exists(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.walk(folder)) {
      return all.sorted(order).toList();
    }
  }
}
