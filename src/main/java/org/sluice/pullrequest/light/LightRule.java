package org.sluice.pullrequest.light;

import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.sluice.forge.Check;
import org.sluice.forge.Part;
import org.sluice.forge.PullDetails;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.Review;
import org.sluice.registry.status.Light;

/**
 * How a pull request's light follows from what was read of it: each part has a light, and the worst
 * wins. Pure.
 *
 * <p>What could not be read is UNKNOWN and never GREEN or NONE; only what is RED for certain is
 * worse.
 */
public final class LightRule {

  private static final int NAMED = 3;

  private static final Comparator<Check> NEWEST =
      Comparator.comparing(Check::at, Comparator.nullsFirst(Comparator.naturalOrder()))
          .thenComparingLong(Check::id);

  private LightRule() {}

  /**
   * The light of an open pull request.
   *
   * @param draft whether it is not ready yet
   * @param targetBranch what it is to be merged into
   * @param read what was read of it
   */
  public static Lit of(boolean draft, String targetBranch, PullDetails read) {
    List<Lit> parts = new ArrayList<>();
    parts.add(checks(read.checks()));
    parts.add(mergeable(read.mergeable(), targetBranch));
    parts.add(reviews(read.reviews()));
    if (draft) {
      parts.add(new Lit(Light.YELLOW, "is a draft"));
    }
    return worst(parts);
  }

  /**
   * The newest run of each series of checks, in the order of their names.
   *
   * @param runs all that were read; runs of a series that tell no time are ordered by their ids
   */
  public static List<Check> newest(Collection<Check> runs) {
    Map<String, Check> newest = new LinkedHashMap<>();
    for (Check each : runs) {
      newest.merge(
          each.series(), each, (one, other) -> NEWEST.compare(one, other) > 0 ? one : other);
    }
    return newest.values().stream()
        .sorted(Comparator.comparing(Check::name).thenComparing(Check::series))
        .toList();
  }

  /**
   * What each reviewer thinks in the end, by his login: a comment replaces no opinion, a dismissal
   * takes one away.
   *
   * @param given reviews in the order in which they were given
   */
  public static Map<String, Review.Opinion> opinions(Collection<Review> given) {
    Map<String, Review.Opinion> latest = new LinkedHashMap<>();
    for (Review each : given) {
      String reviewer = each.reviewer() == null ? "" : each.reviewer();
      switch (each.opinion()) {
        case APPROVED, CHANGES_REQUESTED -> latest.put(reviewer, each.opinion());
        case DISMISSED -> latest.remove(reviewer);
        case COMMENTED -> {
          // Says something and decides nothing.
        }
      }
    }
    return latest;
  }

  private static Lit checks(Part<List<Check>> part) {
    if (!part.isRead()) {
      return unread("checks", part);
    }
    List<Check> checks = newest(part.value());
    if (checks.isEmpty()) {
      return new Lit(Light.NONE, "no checks");
    }
    Light worst = checks.stream().map(CheckWords::light).reduce(Light.NONE, Light::or);
    List<String> names =
        checks.stream()
            .filter(each -> CheckWords.light(each) == worst)
            .map(Check::name)
            .distinct()
            .toList();
    return switch (worst) {
      case RED -> new Lit(worst, counted(names, "check failed", "checks failed"));
      case YELLOW -> new Lit(worst, counted(names, "check not done", "checks not done"));
      default ->
          new Lit(
              worst,
              checks.size() == 1 ? "1 check passed" : "all " + checks.size() + " checks passed");
    };
  }

  private static Lit reviews(Part<List<Review>> part) {
    if (!part.isRead()) {
      return unread("reviews", part);
    }
    Map<String, Review.Opinion> opinions = opinions(part.value());
    List<String> against = holding(opinions, Review.Opinion.CHANGES_REQUESTED);
    if (!against.isEmpty()) {
      return new Lit(Light.RED, "changes requested by " + named(against));
    }
    List<String> approving = holding(opinions, Review.Opinion.APPROVED);
    return approving.isEmpty()
        ? new Lit(Light.YELLOW, "no review yet")
        : new Lit(Light.GREEN, "approved by " + named(approving));
  }

  private static List<String> holding(
      Map<String, Review.Opinion> opinions, Review.Opinion opinion) {
    return opinions.entrySet().stream()
        .filter(each -> each.getValue() == opinion)
        .map(each -> each.getKey().isEmpty() ? "somebody" : each.getKey())
        .toList();
  }

  private static Lit mergeable(Part<Mergeable> part, String targetBranch) {
    if (!part.isRead()) {
      return unread("mergeability", part);
    }
    return switch (part.value()) {
      case CONFLICTS -> new Lit(Light.RED, "conflicts with " + targetBranch);
      case COMPUTING -> new Lit(Light.YELLOW, "mergeability is still being computed");
      case YES, UNTOLD -> new Lit(Light.NONE, "");
    };
  }

  private static Lit unread(String what, Part<?> part) {
    return new Lit(Light.UNKNOWN, what + " could not be read: " + part.failure().getMessage());
  }

  private static Lit worst(List<Lit> parts) {
    Light worst = parts.stream().map(Lit::light).reduce(Light.NONE, Light::or);
    return new Lit(
        worst, joined(parts.stream().filter(each -> each.light() == worst).toList(), Lit::reason));
  }

  private static <T> String joined(List<T> parts, Function<T, String> text) {
    return String.join(
        "; ", parts.stream().map(text).filter(each -> !each.isEmpty()).distinct().toList());
  }

  private static String counted(List<String> names, String one, String many) {
    return names.size() + " " + (names.size() == 1 ? one : many) + ": " + named(names);
  }

  private static String named(List<String> names) {
    return names.size() <= NAMED
        ? String.join(", ", names)
        : String.join(", ", names.subList(0, NAMED)) + " and " + (names.size() - NAMED) + " more";
  }
}
