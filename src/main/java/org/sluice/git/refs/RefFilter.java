package org.sluice.git.refs;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Which refs of an upstream are mirrored.
 *
 * <p>A glob that begins with {@code refs/} is held against the whole name of a ref; any other
 * against the name of a branch or a tag, so that {@code main} and {@code release/*} mean what
 * people expect. {@code *} and {@code ?} stay within a part of the name, {@code **} crosses
 * slashes. Without an include glob every ref is mirrored, but for those that forges keep for
 * themselves; these are mirrored only if an include glob names their folder, as {@code
 * refs/pull/*}{@code /head} does. What an exclude glob matches is not mirrored.
 */
public final class RefFilter {

  /** Everything but what forges keep for themselves. */
  public static final RefFilter ALL = new RefFilter(List.of(), List.of());

  /** Longest glob, in characters. */
  public static final int LONGEST = 200;

  private static final List<String> SHORT = List.of("refs/heads/", "refs/tags/");

  private final List<Glob> include;
  private final List<Glob> exclude;

  private RefFilter(List<Glob> include, List<Glob> exclude) {
    this.include = include;
    this.exclude = exclude;
  }

  /**
   * A filter of globs that have no {@link #problem}.
   *
   * @param include what is mirrored; empty for everything
   * @param exclude what of it is not
   */
  public static RefFilter of(List<String> include, List<String> exclude) {
    return new RefFilter(
        include.stream().map(Glob::of).toList(), exclude.stream().map(Glob::of).toList());
  }

  /** What is wrong with a glob, in words; empty if nothing is. */
  public static Optional<String> problem(String glob) {
    if (glob == null || glob.isBlank() || glob.length() > LONGEST) {
      return Optional.of("must have 1 to " + LONGEST + " characters");
    }
    // What no name of a ref holds (git-check-ref-format), but for the signs of globs.
    if (glob.chars().anyMatch(c -> c <= ' ' || c == 0x7f || "~^:\\[".indexOf(c) >= 0)
        || glob.contains("..")
        || glob.contains("//")
        || glob.startsWith("/")) {
      return Optional.of("must be a glob of ref names such as release/* or refs/notes/**");
    }
    if (glob.startsWith(HiddenRefs.OWN)) {
      return Optional.of("must not name refs of Sluice's own");
    }
    return Optional.empty();
  }

  /** Whether the ref of that full name is mirrored. */
  public boolean takes(String name) {
    if (!name.startsWith("refs/") || HiddenRefs.isOwn(name)) {
      return false;
    }
    if (HiddenRefs.hides(name)) {
      return include.stream().anyMatch(glob -> glob.namesHidden() && glob.matches(name))
          && exclude.stream().noneMatch(glob -> glob.matches(name));
    }
    return (include.isEmpty() || include.stream().anyMatch(glob -> glob.matches(name)))
        && exclude.stream().noneMatch(glob -> glob.matches(name));
  }

  /** Whether the other has the same globs in the same order. */
  @Override
  public boolean equals(Object other) {
    return other instanceof RefFilter filter
        && include.equals(filter.include)
        && exclude.equals(filter.exclude);
  }

  @Override
  public int hashCode() {
    return Objects.hash(include, exclude);
  }

  private record Glob(String text, Pattern pattern) {

    // Patterns have no equality.
    @Override
    public boolean equals(Object other) {
      return other instanceof Glob glob && text.equals(glob.text);
    }

    @Override
    public int hashCode() {
      return text.hashCode();
    }

    static Glob of(String glob) {
      StringBuilder regex = new StringBuilder();
      List<String> literal = new ArrayList<>();
      for (int i = 0; i < glob.length(); i++) {
        char c = glob.charAt(i);
        if (c == '*' && glob.startsWith("**", i)) {
          flush(literal, regex);
          regex.append(".*");
          i++;
        } else if (c == '*') {
          flush(literal, regex);
          regex.append("[^/]*");
        } else if (c == '?') {
          flush(literal, regex);
          regex.append("[^/]");
        } else {
          literal.add(String.valueOf(c));
        }
      }
      flush(literal, regex);
      return new Glob(glob, Pattern.compile(regex.toString(), Pattern.DOTALL));
    }

    private static void flush(List<String> literal, StringBuilder regex) {
      if (!literal.isEmpty()) {
        regex.append(Pattern.quote(String.join("", literal)));
        literal.clear();
      }
    }

    boolean namesHidden() {
      return text.startsWith("refs/") && HiddenRefs.hides(text);
    }

    boolean matches(String name) {
      if (text.startsWith("refs/")) {
        return pattern.matcher(name).matches();
      }
      return SHORT.stream()
          .anyMatch(
              folder ->
                  name.startsWith(folder)
                      && pattern.matcher(name.substring(folder.length())).matches());
    }
  }
}
