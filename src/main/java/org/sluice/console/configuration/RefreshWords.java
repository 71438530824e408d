package org.sluice.console.configuration;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sluice.configsource.RefreshResult;
import org.sluice.console.Commits;
import org.sluice.console.Language;
import org.sluice.failure.DomainException;

/**
 * What a forced refresh came to, in the words of one reader; of no request, since it ends when none
 * is there any more.
 */
public class RefreshWords {

  private static final Logger LOG = Logger.getLogger(RefreshWords.class.getName());
  private static final String FAILED = "refresh-";
  private static final int MOST_PATHS = 20;

  private final Language language;

  /** In one language. */
  public RefreshWords(Language language) {
    this.language = language;
  }

  /**
   * As the script draws it.
   *
   * @param result null if it failed
   * @param failure null if it succeeded
   */
  public ObjectNode of(RefreshResult result, Throwable failure) {
    Throwable cause =
        failure instanceof CompletionException && failure.getCause() != null
            ? failure.getCause()
            : failure;
    ObjectNode said = JsonNodeFactory.instance.objectNode();
    if (cause == null) {
      return succeeded(said, result);
    }
    if (cause instanceof TimeoutException) {
      return said.put("tone", "warn").put("title", language.text("config.refresh.late"));
    }
    if (cause instanceof DomainException refused) {
      return refused(said.put("tone", "bad"), refused);
    }
    String incident = UUID.randomUUID().toString();
    LOG.log(Level.SEVERE, "Incident " + incident + " in a forced refresh", cause);
    return said.put("tone", "bad").put("title", language.text("refusal.incident", incident));
  }

  private ObjectNode succeeded(ObjectNode said, RefreshResult result) {
    said.put("tone", "ok");
    String took = language.span(result.duration());
    String now = Commits.shortened(result.newCommit());
    if (!result.hadChanges()) {
      return said.put("title", language.text("config.refresh.same"))
          .put("detail", language.text("config.refresh.same.text", now, took));
    }
    said.put("title", language.text("config.refresh.changed"));
    said.put(
        "detail",
        language.text(
            "config.refresh.changed.text",
            Commits.shortened(result.previousCommit()),
            now,
            result.changedPathCount(),
            took));
    ArrayNode paths = said.putArray("paths");
    result.changedPaths().stream().limit(MOST_PATHS).forEach(paths::add);
    int left = result.changedPathCount() - paths.size();
    if (left > 0) {
      said.put("more", language.text("config.refresh.more", left));
    }
    return said;
  }

  private ObjectNode refused(ObjectNode said, DomainException refused) {
    if (!refused.slug().startsWith(FAILED)) {
      return said.put("title", refused.getMessage());
    }
    String kind =
        refused.slug().substring(FAILED.length()).toUpperCase(Locale.ROOT).replace('-', '_');
    return said.put("title", language.text("failure." + kind))
        .put("foreign", refused.getMessage())
        .put("detail", language.text("hint." + kind));
  }
}
