package org.sluice.intake.discovery;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.sluice.platform.Inside;

/**
 * Chooses repositories by globs: {@code *} stands for anything but a slash, {@code **} for
 * anything. A glob without a slash is held against the name alone, any other against the full name;
 * upper and lower case are one.
 */
@Inside
public final class Globs {

  /** Most globs of one kind. */
  private static final int MOST = 100;

  private static final int LONGEST = 200;

  private final List<String> include;
  private final List<String> exclude;

  /**
   * A choice.
   *
   * @param include globs of which one must match; none for all
   * @param exclude globs of which none may match
   */
  public Globs(List<String> include, List<String> exclude) {
    this.include = include.stream().map(Globs::whole).toList();
    this.exclude = exclude.stream().map(Globs::whole).toList();
  }

  /** What is wrong with globs, in words for a field error; empty if nothing is. */
  public static Optional<String> problem(List<String> globs) {
    boolean good =
        globs.size() <= MOST
            && globs.stream()
                .allMatch(glob -> glob != null && !glob.isBlank() && glob.length() <= LONGEST);
    return good
        ? Optional.empty()
        : Optional.of("may be " + MOST + " globs of up to " + LONGEST + " characters");
  }

  private static String whole(String glob) {
    String lower = glob.strip().toLowerCase(Locale.ROOT);
    return lower.indexOf('/') < 0 ? "**/" + lower : lower;
  }

  /**
   * Whether a repository is chosen.
   *
   * @param fullName {@code owner/name}
   */
  public boolean choose(String fullName) {
    String name = fullName.toLowerCase(Locale.ROOT);
    return (include.isEmpty() || include.stream().anyMatch(glob -> matches(glob, name)))
        && exclude.stream().noneMatch(glob -> matches(glob, name));
  }

  /** Takes a step for each sign of each, whatever the stars are; an expression might take ages. */
  private static boolean matches(String glob, String name) {
    boolean[] reached = new boolean[name.length() + 1];
    reached[0] = true;
    for (int i = 0; i < glob.length(); i++) {
      char sign = glob.charAt(i);
      boolean[] next = new boolean[reached.length];
      if (sign == '*') {
        boolean across = i + 1 < glob.length() && glob.charAt(i + 1) == '*';
        i += across ? 1 : 0;
        next[0] = reached[0];
        for (int at = 1; at < next.length; at++) {
          next[at] = reached[at] || next[at - 1] && (across || name.charAt(at - 1) != '/');
        }
      } else {
        for (int at = 1; at < next.length; at++) {
          next[at] = reached[at - 1] && name.charAt(at - 1) == sign;
        }
      }
      reached = next;
    }
    return reached[name.length()];
  }
}
