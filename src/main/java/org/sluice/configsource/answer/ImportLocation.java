package org.sluice.configsource.answer;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sluice.configsource.document.FileFormat;

/**
 * What a document imports from its own repository: a file, or a folder in which files are looked
 * for by the usual names.
 *
 * @param path from the root; of a folder it ends with a slash, or is empty for the root; of a file
 *     it has no ending
 * @param ending of the file, with its dot; empty if it has none; null for a folder
 * @param format of the file; null for a folder
 */
record ImportLocation(String path, String ending, FileFormat format) {

  private static final Pattern ELSEWHERE = Pattern.compile("[a-zA-Z][a-zA-Z0-9*]*:.*|/.*|.*\\*.*");
  private static final Pattern HINT = Pattern.compile("(.*)\\[(\\.\\w+)\\]");
  private static final String OPTIONAL = "optional:";

  /** Whether it may be left out without a word. */
  static boolean isOptional(String written) {
    return written.startsWith(OPTIONAL);
  }

  /**
   * What was written after {@code spring.config.import}.
   *
   * @param folder of the document that imports, with a slash at its end, or empty for the root
   * @return empty if it lies elsewhere or is of no known format
   */
  static Optional<ImportLocation> of(String written, String folder) {
    String location = isOptional(written) ? written.substring(OPTIONAL.length()) : written;
    if (location.startsWith("resource:")) {
      location = location.substring("resource:".length());
    }
    if (location.isEmpty() || ELSEWHERE.matcher(location).matches()) {
      return Optional.empty();
    }
    Optional<String> path = resolved(folder + location);
    if (path.isEmpty()) {
      return Optional.empty();
    }
    if (location.endsWith("/")) {
      return Optional.of(
          new ImportLocation(path.get().isEmpty() ? "" : path.get() + "/", null, null));
    }
    Matcher hint = HINT.matcher(path.get());
    if (hint.matches()) {
      return FileFormat.of(hint.group(2))
          .map(format -> new ImportLocation(hint.group(1), "", format));
    }
    return FileFormat.of(path.get())
        .map(
            format -> {
              int dot = path.get().length() - format.extension().length() - 1;
              return new ImportLocation(
                  path.get().substring(0, dot), path.get().substring(dot), format);
            });
  }

  /** A path without steps back; empty if it leads out of the repository. */
  private static Optional<String> resolved(String path) {
    List<String> names = new ArrayList<>();
    for (String name : path.split("/")) {
      if (name.equals("..")) {
        if (names.isEmpty()) {
          return Optional.empty();
        }
        names.remove(names.size() - 1);
      } else if (!name.isEmpty() && !name.equals(".")) {
        names.add(name);
      }
    }
    return Optional.of(String.join("/", names));
  }
}
