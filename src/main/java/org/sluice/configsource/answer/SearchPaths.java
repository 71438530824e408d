package org.sluice.configsource.answer;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/**
 * Folders in which files are looked for: the root, and after it those of patterns with {@code
 * {application}}, {@code {profile}}, {@code {label}}, {@code *} for letters of a name and {@code
 * **} for names.
 */
public final class SearchPaths {

  /** Only the root. */
  public static final SearchPaths ROOT = new SearchPaths(List.of());

  /** Most patterns. */
  public static final int MOST_PATTERNS = 50;

  private static final int MOST_LETTERS = 200;

  /** Most folders that patterns may fit in one commit. */
  private static final int MOST_FOLDERS = 200;

  /** Most folders that are looked into. */
  private static final int MOST_LOOKS = 5_000;

  private static final Comparator<String> BY_BYTES =
      (one, other) ->
          Arrays.compareUnsigned(
              one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

  private final List<String> patterns;

  private SearchPaths(List<String> patterns) {
    this.patterns = patterns;
  }

  /**
   * Search paths of patterns.
   *
   * @throws DomainException INVALID
   */
  public static SearchPaths of(List<String> patterns) {
    if (patterns.size() > MOST_PATTERNS) {
      throw DomainException.invalid("searchPaths", "may be " + MOST_PATTERNS);
    }
    for (String pattern : patterns) {
      if (pattern.isBlank()
          || pattern.length() > MOST_LETTERS
          || pattern.chars().anyMatch(Character::isISOControl)
          || pattern.contains("\\")
          || Arrays.asList(pattern.split("/")).contains("..")) {
        throw DomainException.invalid(
            "searchPaths", "must be paths from the root of the repository, without ..");
      }
    }
    return new SearchPaths(List.copyOf(patterns));
  }

  /** The patterns, without the root. */
  public List<String> patterns() {
    return patterns;
  }

  /**
   * The folders of a commit for a question, those that win last.
   *
   * @throws DomainException TOO_LARGE if they are too many
   */
  List<String> folders(ConfigFiles files, Question question, String label) throws IOException {
    Set<String> folders = new LinkedHashSet<>();
    folders.add("");
    Search search = new Search(files);
    Set<String> asked = new LinkedHashSet<>();
    for (String pattern : patterns) {
      for (String profile : question.profiles()) {
        for (String application : question.applications()) {
          String path =
              pattern
                  .replace("{application}", application)
                  .replace("{profile}", profile)
                  .replace("{label}", label);
          if (asked.add(path)) {
            folders.addAll(search.matching(path));
          }
        }
      }
    }
    if (folders.size() > MOST_FOLDERS) {
      throw tooMany();
    }
    return new ArrayList<>(folders);
  }

  private static DomainException tooMany() {
    return new DomainException(
        FailureKind.TOO_LARGE,
        "search-paths-too-wide",
        "The source's search paths fit too many folders.");
  }

  /** Goes into folders and counts them. */
  private static final class Search {

    private final ConfigFiles files;
    private int looks;

    Search(ConfigFiles files) {
      this.files = files;
    }

    List<String> matching(String path) throws IOException {
      List<String> names = new ArrayList<>();
      for (String name : path.split("/")) {
        if (!name.isEmpty() && !name.equals(".")) {
          names.add(name);
        }
      }
      Set<String> found = new LinkedHashSet<>();
      if (!names.isEmpty()) {
        descend("", names, 0, found);
      }
      List<String> sorted = new ArrayList<>(found);
      sorted.sort(BY_BYTES);
      return sorted;
    }

    private void descend(String folder, List<String> names, int at, Set<String> found)
        throws IOException {
      if (at == names.size()) {
        if (!folder.isEmpty()) {
          found.add(folder);
        }
        return;
      }
      if (++looks > MOST_LOOKS) {
        throw tooMany();
      }
      String name = names.get(at);
      boolean any = name.equals("**");
      if (any) {
        descend(folder, names, at + 1, found);
      }
      Pattern fits = fitting(name);
      for (String below : files.directories(folder)) {
        if (any) {
          descend(below, names, at, found);
        } else if (fits.matcher(below.substring(below.lastIndexOf('/') + 1)).matches()) {
          descend(below, names, at + 1, found);
        }
      }
    }

    private static Pattern fitting(String name) {
      StringBuilder pattern = new StringBuilder();
      for (String letters : name.split("\\*+", -1)) {
        pattern.append(pattern.length() == 0 ? "" : ".*").append(Pattern.quote(letters));
      }
      return Pattern.compile(pattern.toString(), Pattern.DOTALL);
    }
  }
}
