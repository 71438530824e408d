package org.sluice.identity;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.sluice.failure.FieldError;
import org.sluice.platform.NameGlob;

/**
 * Which served configuration a token may read: both the source and the application must be named.
 *
 * <p>Names are given by patterns ({@link NameGlob}), since this room knows neither sources nor
 * applications: a pattern holds for what will be called so, too. An application is what a client
 * calls itself. What is shared by all applications of a source goes to each of them, and {@code
 * shop} with the profile {@code eu} reads the same {@code shop-eu.yml} as an application of that
 * name: where that matters, the source is what to bind to.
 *
 * @param sources patterns of names of sources, upper and lower case being one as in every name that
 *     is unique here; null for all
 * @param applications patterns of names of applications, which are as many as their clients write;
 *     null for all
 */
public record ConfigurationBounds(List<String> sources, List<String> applications) {

  /** Most patterns of one kind. */
  static final int MOST = 50;

  /** Longest pattern, in characters. */
  static final int LONGEST = 100;

  /** Copies the lists, of which the API may have read anything. */
  public ConfigurationBounds {
    sources = copy(sources);
    applications = copy(applications);
  }

  private static List<String> copy(List<String> globs) {
    return globs == null ? null : Collections.unmodifiableList(new ArrayList<>(globs));
  }

  /**
   * Whether an application may be read from a source.
   *
   * @param source name of the source
   * @param application name of one application; several that are joined are none
   */
  public boolean permits(String source, String application) {
    String key = Name.key(source);
    return (sources == null
            || sources.stream().anyMatch(glob -> NameGlob.matches(Name.key(glob), key)))
        && (applications == null
            || applications.stream().anyMatch(glob -> NameGlob.matches(glob, application)));
  }

  /** What is wrong with them as they came; empty if nothing is. */
  List<FieldError> problems() {
    List<FieldError> errors = new ArrayList<>();
    if (sources == null && applications == null) {
      errors.add(new FieldError("configuration", "must name sources, applications or both"));
    }
    check("configuration.sources", sources, errors);
    check("configuration.applications", applications, errors);
    return errors;
  }

  private static void check(String field, List<String> globs, List<FieldError> errors) {
    boolean good =
        globs == null
            || !globs.isEmpty()
                && globs.size() <= MOST
                && globs.stream()
                    .allMatch(glob -> NameGlob.isOne(glob) && glob.length() <= LONGEST);
    if (!good) {
      errors.add(
          new FieldError(
              field,
              "must be 1 to "
                  + MOST
                  + " names of up to "
                  + LONGEST
                  + " letters, digits and -_.+@, in which * stands for any"));
    }
  }
}
