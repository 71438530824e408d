package org.sluice.configsource.follow;

import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sluice.platform.Inside;

/**
 * Tells from paths which applications a change is about.
 *
 * <p>{@code shop-eu-prod.yml} may be for the application {@code shop-eu-prod} or for one of its
 * beginnings with a profile behind it; only who asks knows, so all of them are named. What concerns
 * all is {@code *}.
 */
@Inside
public final class ChangedApplications {

  /** All applications. */
  public static final String ALL = "*";

  private static final String SHARED = "application";
  private static final Pattern READ = Pattern.compile("(.+)\\.(?:properties|ya?ml|json)");

  private final List<Pattern> folders;

  /**
   * For a source with these search paths.
   *
   * @param searchPaths as they were entered
   */
  public ChangedApplications(List<String> searchPaths) {
    folders =
        searchPaths.stream()
            .filter(path -> path.contains("{application}"))
            .map(ChangedApplications::folder)
            .toList();
  }

  private static Pattern folder(String searchPath) {
    StringBuilder pattern = new StringBuilder();
    for (String part : searchPath.replaceAll("^/+|/+$", "").split("(?=\\{)|(?<=\\})")) {
      pattern.append(
          switch (part) {
            case "{application}" -> "([^/]+)";
            case "{profile}", "{label}" -> "[^/]+";
            default -> Pattern.quote(part).replace("*", "\\E[^/]*\\Q");
          });
    }
    return Pattern.compile(pattern.append("/.*").toString());
  }

  /** Names of the applications, sorted; {@code *} alone if it is all of them. */
  public List<String> of(List<String> paths) {
    Set<String> names = new TreeSet<>();
    for (String path : paths) {
      for (Pattern each : folders) {
        Matcher in = each.matcher(path);
        if (in.matches()) {
          names.add(in.group(1));
        }
      }
      Matcher file = READ.matcher(path.substring(path.lastIndexOf('/') + 1));
      if (file.matches()) {
        addBeginnings(file.group(1), names);
      }
    }
    return names.contains(ALL) ? List.of(ALL) : List.copyOf(names);
  }

  private static void addBeginnings(String stem, Set<String> names) {
    if (stem.equals(SHARED) || stem.startsWith(SHARED + "-")) {
      names.add(ALL);
      return;
    }
    names.add(stem);
    for (int end = stem.indexOf('-'); end > 0; end = stem.indexOf('-', end + 1)) {
      names.add(stem.substring(0, end));
    }
  }
}
