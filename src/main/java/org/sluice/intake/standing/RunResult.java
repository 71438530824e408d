package org.sluice.intake.standing;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What one run of a standing import found.
 *
 * @param seen repositories at the forge that it is to follow
 * @param added repositories that it added here
 * @param refused repositories that could not be added
 * @param refusal why not, of the first of them; null if none
 * @param vanished repositories here that are missed since this run
 * @param back repositories here that were missed and no longer are
 */
@Schema(name = "StandingImportResult")
public record RunResult(int seen, int added, int refused, String refusal, int vanished, int back) {

  /** Whether it changed nothing and met nothing wrong. */
  boolean isUneventful() {
    return added == 0 && refused == 0 && vanished == 0 && back == 0;
  }

  /** In a few words. */
  String words() {
    StringBuilder words = new StringBuilder(seen + " seen");
    append(words, added, "added");
    append(words, vanished, "vanished");
    append(words, back, "back");
    append(words, refused, "refused");
    return refusal == null ? words.toString() : words + " (" + refusal + ")";
  }

  private static void append(StringBuilder words, int count, String what) {
    if (count > 0) {
      words.append(", ").append(count).append(' ').append(what);
    }
  }
}
