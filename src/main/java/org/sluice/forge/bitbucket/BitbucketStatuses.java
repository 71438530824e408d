package org.sluice.forge.bitbucket;

import java.time.Instant;
import java.util.Locale;
import org.sluice.forge.Check;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.Told;

/**
 * What Bitbucket answers of build statuses. There is one for each key of a commit: another run with
 * the same key replaces it.
 */
final class BitbucketStatuses {

  private BitbucketStatuses() {}

  /**
   * Whether a status is about a commit; those of a pull request may be about a former head.
   *
   * @param head its hash, perhaps shortened, as pull requests tell it
   */
  static boolean isAbout(String head, Told status) throws ForgeFailure {
    String hash = status.objectOrNull("commit", commit -> commit.words("hash"));
    return hash == null || hash.startsWith(head) || head.startsWith(hash);
  }

  /** One status. */
  static Check one(Told status) throws ForgeFailure {
    String key = status.words("key");
    String name = status.wordsOrNull("name");
    Instant updated = status.timeOrNull("updated_on");
    return new Check(
        name == null ? key : name,
        key,
        status.words("state").toLowerCase(Locale.ROOT),
        false,
        status.wordsOrNull("url"),
        updated == null ? status.timeOrNull("created_on") : updated,
        0);
  }
}
