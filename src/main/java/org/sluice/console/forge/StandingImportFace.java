package org.sluice.console.forge;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.List;
import org.sluice.console.Language;
import org.sluice.intake.standing.RunResult;
import org.sluice.intake.standing.StandingImportView;

/** How a standing import looks and reads. */
@Named
@RequestScoped
public class StandingImportFace {

  @Inject private Language language;

  /** What it looks through. */
  public String name(StandingImportView standing) {
    return standing.owner() == null ? language.text("standing.everything") : standing.owner();
  }

  /** What it chooses, if not everything; empty otherwise. */
  public String globs(StandingImportView standing) {
    List<String> words = new ArrayList<>(standing.include());
    standing.exclude().forEach(glob -> words.add("− " + glob));
    return String.join(", ", words);
  }

  /** The class of its badge. */
  public String tone(StandingImportView standing) {
    if (standing.failure() != null) {
      return "bad";
    }
    return standing.result() == null ? "wait" : "ok";
  }

  /** How its last run ended, in a word. */
  public String text(StandingImportView standing) {
    if (standing.failure() != null) {
      return language.text("standing.state.failed");
    }
    return language.text(standing.result() == null ? "standing.state.new" : "standing.state.ran");
  }

  /** What the last run that read everything found; null if there was none. */
  public String found(StandingImportView standing) {
    RunResult result = standing.result();
    if (result == null) {
      return null;
    }
    StringBuilder words = new StringBuilder(language.text("standing.seen", result.seen()));
    append(words, "standing.added", result.added());
    append(words, "standing.vanished", result.vanished());
    append(words, "standing.back", result.back());
    append(words, "standing.refused", result.refused());
    return words.toString();
  }

  private void append(StringBuilder words, String key, int count) {
    if (count > 0) {
      words.append(", ").append(language.text(key, count));
    }
  }
}
