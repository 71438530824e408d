package org.sluice.forge.gitlab;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Set;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.ForgeLogin;
import org.sluice.forge.Told;

/** What GitLab answers of a token and whose it is. */
final class GitLabLogin {

  private GitLabLogin() {}

  /**
   * Whose token it is.
   *
   * @param user the account
   * @param token what GitLab tells of the token; null if it is of a kind that it tells nothing of
   */
  static ForgeLogin of(Told user, Told token) throws ForgeFailure {
    String name = user.words("username");
    if (token == null) {
      return new ForgeLogin(name, Set.of(), null);
    }
    return new ForgeLogin(name, Set.copyOf(token.textsOrNone("scopes")), end(token));
  }

  /** A token ends at midnight UTC of the day that is told. */
  private static Instant end(Told token) throws ForgeFailure {
    String day = token.wordsOrNull("expires_at");
    if (day == null) {
      return null;
    }
    try {
      return LocalDate.parse(day).atStartOfDay(ZoneOffset.UTC).toInstant();
    } catch (DateTimeException noDay) {
      throw token.malformed("has an end that is no day");
    }
  }
}
