package org.sluice.forge.gitlab;

import java.util.regex.Pattern;
import org.sluice.egress.api.ApiAccount;

/**
 * How GitLab is shown a token: those of OAuth as a bearer's, all others in a field of its own.
 *
 * <p>Tokens of OAuth are 64 hexadecimal digits. Those of people, projects and groups begin with
 * {@code glpat-} or what the server's administrator has chosen, and were 20 characters before.
 */
final class GitLabToken {

  private static final Pattern OF_OAUTH = Pattern.compile("[0-9a-f]{64}");

  private GitLabToken() {}

  /**
   * The account, let in by a token.
   *
   * @param token null for none
   */
  static ApiAccount letIn(ApiAccount account, String token) {
    if (token == null) {
      return account;
    }
    return OF_OAUTH.matcher(token).matches()
        ? account.letInBy("Authorization", "Bearer " + token)
        : account.letInBy("PRIVATE-TOKEN", token);
  }
}
