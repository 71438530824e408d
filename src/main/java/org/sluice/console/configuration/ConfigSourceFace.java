package org.sluice.console.configuration;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.sluice.configsource.ConfigChangeView;
import org.sluice.configsource.ConfigSourceView;
import org.sluice.configsource.SourceStateView;
import org.sluice.configsource.compare.ConfigDifference;
import org.sluice.console.Commits;
import org.sluice.console.Language;

/** How following a source looks and reads, on pages and in what the script is told. */
@Named
@RequestScoped
public class ConfigSourceFace {

  private static final int MOST_NAMED = 12;

  @Inject private Language language;

  /** The class of the state's badge. */
  public String tone(SourceStateView state) {
    if (state.lastAttempt() == null) {
      return "wait";
    }
    if (state.stale()) {
      return "bad";
    }
    return state.lastError() == null ? "ok" : "warn";
  }

  /** The state in a word or two. */
  public String text(SourceStateView state) {
    return language.text("config.is." + tone(state));
  }

  /** What the state means for those who ask. */
  public String means(SourceStateView state) {
    return language.text("config.means." + tone(state));
  }

  /** Why the last look failed, in a word or two; null if it did not. */
  public String error(SourceStateView state) {
    return state.lastError() == null ? null : language.text("failure." + state.lastError().kind());
  }

  /** What a person can do about why the last look failed; it failed. */
  public String hint(SourceStateView state) {
    return language.text("hint." + state.lastError().kind());
  }

  /** Changes with everything that a page about one source draws anew. */
  public String key(SourceStateView state) {
    return Integer.toHexString(
        Objects.hash(
            state.currentCommit(),
            state.currentLabel(),
            state.lastChange(),
            state.lastError(),
            state.consecutiveFailures(),
            state.stale(),
            state.lastAttempt() == null));
  }

  /** Owner of the repository that a source reads. */
  public String owner(ConfigSourceView source) {
    return source.repository().substring(0, source.repository().indexOf('/'));
  }

  /** Name of the repository that a source reads, without its owner. */
  public String repository(ConfigSourceView source) {
    return source.repository().substring(source.repository().indexOf('/') + 1);
  }

  /** A duration that the API wrote, in words. */
  public String span(String duration) {
    return language.span(Duration.parse(duration));
  }

  /** The class of the badge of an entry of the history; null where it needs none. */
  public String changeTone(ConfigChangeView change) {
    if (change.newCommit() == null) {
      return "bad";
    }
    if (change.oldCommit() == null) {
      return "off";
    }
    return change.forced() ? "warn" : null;
  }

  /** What is special about an entry of the history, in a word. */
  public String changeText(ConfigChangeView change) {
    if (change.newCommit() == null) {
      return language.text("config.change.gone");
    }
    return language.text(
        change.oldCommit() == null ? "config.change.first" : "config.change.forced");
  }

  /** Whether two commits of an entry can be compared. */
  public boolean isComparable(ConfigChangeView change) {
    return change.oldCommit() != null && change.newCommit() != null && !change.forced();
  }

  /** Whom an entry of the history is about, the first of them. */
  public List<String> applications(ConfigChangeView change) {
    return change.applications().stream()
        .limit(MOST_NAMED)
        .map(each -> each.equals("*") ? language.text("config.everybody") : each)
        .toList();
  }

  /** How many more an entry of the history is about. */
  public int moreApplications(ConfigChangeView change) {
    return Math.max(0, change.applications().size() - MOST_NAMED);
  }

  /** The class of the badge of what became of a key. */
  public String kindTone(ConfigDifference.Kind kind) {
    return switch (kind) {
      case ADDED -> "ok";
      case REMOVED -> "bad";
      case CHANGED -> "warn";
    };
  }

  /** The source as the script draws it. */
  public ObjectNode json(ConfigSourceView source) {
    SourceStateView state = source.state();
    ObjectNode node = JsonNodeFactory.instance.objectNode();
    node.put("tone", tone(state));
    node.put("text", text(state));
    node.put("error", error(state));
    node.put("detail", state.lastError() == null ? null : state.lastError().detail());
    node.put("commit", state.currentCommit());
    node.put("shortened", Commits.shortened(state.currentCommit()));
    node.put("level", text(state.lastRefresh()));
    node.put("next", text(state.nextRefresh()));
    node.put("key", key(state));
    return node;
  }

  private static String text(Instant time) {
    return Objects.toString(time, null);
  }
}
