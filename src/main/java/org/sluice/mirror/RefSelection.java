package org.sluice.mirror;

import java.util.ArrayList;
import java.util.List;
import org.sluice.failure.FieldError;
import org.sluice.git.refs.RefFilter;

/**
 * Which refs are mirrored, as the API names it.
 *
 * @param include globs of what is mirrored; null or empty for everything
 * @param exclude globs of what of it is not; null or empty for nothing
 */
public record RefSelection(List<String> include, List<String> exclude) {

  /** Everything. */
  public static final RefSelection ALL = new RefSelection(List.of(), List.of());

  private static final int MOST_GLOBS = 20;

  /** Keeps copies; what is left out is empty. */
  public RefSelection {
    // A null among the globs is found by problems, so List.copyOf will not do.
    include = include == null ? List.of() : new ArrayList<>(include);
    exclude = exclude == null ? List.of() : new ArrayList<>(exclude);
  }

  /** The rules that it breaks. */
  List<FieldError> problems() {
    List<FieldError> problems = new ArrayList<>();
    check("refs.include", include, problems);
    check("refs.exclude", exclude, problems);
    return problems;
  }

  private static void check(String field, List<String> globs, List<FieldError> problems) {
    if (globs.size() > MOST_GLOBS) {
      problems.add(new FieldError(field, "may hold " + MOST_GLOBS + " globs at most"));
      return;
    }
    globs.stream()
        .map(RefFilter::problem)
        .flatMap(java.util.Optional::stream)
        .findFirst()
        .ifPresent(problem -> problems.add(new FieldError(field, problem)));
  }

  /** The filter that it describes. */
  RefFilter filter() {
    return RefFilter.of(include, exclude);
  }
}
