package org.sluice.console.dashboard;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.sluice.console.Language;
import org.sluice.fleet.RepositoryView;
import org.sluice.forge.ForgeKind;
import org.sluice.forge.Pull;
import org.sluice.pullrequest.PullRequestView;
import org.sluice.pullrequest.ShownReview;
import org.sluice.pullrequest.refresh.Standing;
import org.sluice.registry.status.HealthState;
import org.sluice.registry.status.Light;

/** How lights, what decides them, and the health of repositories look and read. */
@Named
@RequestScoped
public class LightFace {

  /** Most labels that a row shows. */
  private static final int LABELS = 4;

  private Language language;

  /** For the container only. */
  protected LightFace() {}

  /** Speaks the language of the request. */
  @Inject
  public LightFace(Language language) {
    this.language = language;
  }

  /** A light in one word. */
  public String text(Light light) {
    return language.text("light." + light);
  }

  /** The class of a light's mark. */
  public String tone(Light light) {
    return light.name().toLowerCase(Locale.ROOT);
  }

  /** Why a repository has its light, in words of the page or of the room; null if for nothing. */
  public String reason(RepositoryView repository) {
    if (repository.forge() == ForgeKind.PLAIN) {
      return language.text("dashboard.plain");
    }
    if (repository.light().observedAt() == null) {
      return language.text("dashboard.unseen");
    }
    return repository.light().reason();
  }

  /** Whether the reason is the room's own, in English, rather than the page's. */
  public boolean isForeign(RepositoryView repository) {
    return repository.forge() != ForgeKind.PLAIN && repository.light().observedAt() != null;
  }

  /** What has become of a pull request, in one word. */
  public String text(Pull.State state) {
    return language.text("pulls.state." + state);
  }

  /** The class of the badge of what has become of a pull request. */
  public String tone(Pull.State state) {
    return switch (state) {
      case OPEN -> "wait";
      case MERGED -> "ok";
      case CLOSED -> "off";
    };
  }

  /** What was last certain of a pull request whose light is not, such as {@code was green}. */
  public String known(PullRequestView pull) {
    return pull.knownLight() == null
        ? language.text("pulls.known.never")
        : language.text("pulls.known." + pull.knownLight());
  }

  /** An address of the forge as a link, if it is one of the web; else null. */
  public String link(String address) {
    return address != null && address.matches("(?i)https?://.*") ? address : null;
  }

  /** Part of the address behind the question mark, of the page of a pull request's repository. */
  public String page(PullRequestView pull) {
    String[] parts = pull.repository().split("/", 2);
    return "owner="
        + URLEncoder.encode(parts[0], StandardCharsets.UTF_8)
        + "&name="
        + URLEncoder.encode(parts[1], StandardCharsets.UTF_8);
  }

  /** The labels that a row has room for. */
  public List<String> labels(PullRequestView pull) {
    return pull.labels().stream().limit(LABELS).toList();
  }

  /** Number of labels that it has no room for. */
  public int moreLabels(PullRequestView pull) {
    return Math.max(0, pull.labels().size() - LABELS);
  }

  /** The class of an opinion's badge. */
  public String tone(ShownReview review) {
    return switch (review.state()) {
      case APPROVED -> "ok";
      case CHANGES_REQUESTED -> "bad";
      default -> "off";
    };
  }

  /** Who gave an opinion. */
  public String reviewer(ShownReview review) {
    return review.reviewer().isEmpty() ? language.text("pulls.somebody") : review.reviewer();
  }

  /** Why the last refresh failed, in few words; null if it did not. */
  public String failure(Standing standing) {
    if (standing.failureKind() == null) {
      return null;
    }
    String key = "failure." + standing.failureKind();
    return language.has(key) ? language.text(key) : standing.failureKind();
  }

  /** What a person can do about the failure of a refresh; null where nothing is known to help. */
  public String hint(Standing standing) {
    for (String kind : List.of("pulls.hint.", "hint.")) {
      if (standing.failureKind() != null && language.has(kind + standing.failureKind())) {
        return language.text(kind + standing.failureKind());
      }
    }
    return null;
  }

  /** What the last refresh could not read, in words; null if there is no such thing. */
  public String missing(Standing standing) {
    if (standing.missing().isEmpty()) {
      return null;
    }
    List<String> parts =
        standing.missing().stream()
            .map(
                each ->
                    language.has("pulls.part." + each) ? language.text("pulls.part." + each) : each)
            .toList();
    return language.text("pulls.missing", String.join(", ", parts));
  }

  /** The class of a health state's badge. */
  public String tone(HealthState state) {
    return switch (state) {
      case HEALTHY -> "ok";
      case ARCHIVED, EMPTY, UNCHECKED -> "off";
      case DISABLED, MOVED, UNCONFIRMED, FORBIDDEN, ERROR -> "warn";
      case REPLACED, NOT_FOUND, AUTH_ERROR, BLOCKED -> "bad";
    };
  }

  /** A health state in words. */
  public String text(HealthState state) {
    return language.text("health." + state);
  }

  /** How many have which light, such as {@code 14 red, 7 yellow}; empty if none has any. */
  public String counts(Map<Light, Long> counts) {
    return counts.entrySet().stream()
        .filter(each -> each.getValue() > 0)
        .map(each -> language.text("light.count." + each.getKey(), each.getValue()))
        .collect(Collectors.joining(", "));
  }

  /**
   * Where the parts of a bar begin and how wide they are, in percent.
   *
   * @param counts parts by their lights
   */
  public List<Part> bar(Map<Light, Long> counts) {
    double total = counts.values().stream().mapToLong(Long::longValue).sum();
    List<Part> parts = new ArrayList<>();
    double from = 0;
    for (Light light : Light.values()) {
      double width = total == 0 ? 0 : 100 * counts.getOrDefault(light, 0L) / total;
      if (width > 0) {
        parts.add(new Part(light, from, width));
      }
      from += width;
    }
    return parts;
  }

  /**
   * A part of a bar.
   *
   * @param light what it stands for
   * @param from where it begins, in percent
   * @param width in percent
   */
  public record Part(Light light, double from, double width) {}
}
