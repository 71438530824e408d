package org.sluice.configsource.answer;

import java.util.List;
import org.sluice.configsource.document.Directives;

/**
 * What is known of the profiles while an answer grows.
 *
 * @param platforms whether documents for a cloud platform are judged yet
 * @param profiles that are active; null while that is not known
 */
record Activation(boolean platforms, List<String> profiles) {

  /** At first: only documents without conditions hold. */
  static final Activation NOTHING_KNOWN = new Activation(false, null);

  /** Nothing is known of profiles; Sluice stands for no cloud platform. */
  static final Activation WITHOUT_PROFILES = new Activation(true, null);

  static Activation of(List<String> profiles) {
    return new Activation(true, profiles);
  }

  boolean knowsProfiles() {
    return profiles != null;
  }

  /**
   * Whether a document holds.
   *
   * @throws IllegalArgumentException if it says so in a way that is none
   */
  boolean admits(Directives directives) {
    if (directives.isConditional() && !platforms) {
      return false;
    }
    String platform = directives.onCloudPlatform();
    return (platform == null || platform.equalsIgnoreCase("none"))
        && admits(directives.onProfile())
        && admits(directives.formerProfiles());
  }

  private boolean admits(List<String> expressions) {
    if (expressions.isEmpty()) {
      return true;
    }
    if (profiles == null) {
      return false;
    }
    boolean fits = false;
    for (String expression : expressions) {
      fits |= ProfileExpression.fits(expression, profiles::contains);
    }
    return fits;
  }
}
