package org.sluice.forge;

import java.time.Instant;
import java.util.List;

/**
 * A repository as its forge tells it. What a forge does not tell is null, or empty where it is a
 * list.
 *
 * @param id the forge's immutable id of it, as text; never null
 * @param fullName {@code owner/name} as the forge spells it now; never null
 * @param cloneUrl for HTTPS, without credentials; null if not told
 * @param webUrl its page; null if not told
 * @param description free text
 * @param topics labels
 * @param languages the most used first
 * @param licence SPDX identifier, or the forge's name of it
 * @param stars people who starred it
 * @param forks how many there are
 * @param watchers people who watch it
 * @param openIssues without pull requests where the forge counts them apart
 * @param sizeBytes as the forge counts it
 * @param defaultBranch short name
 * @param visibility {@code public}, {@code internal} or {@code private}
 * @param archived whether it is read-only for good
 * @param disabled whether the forge has shut it
 * @param empty whether it has no commit; null if the forge does not tell
 * @param forkOf full name of what it was forked from
 * @param createdAt when it was made
 * @param updatedAt when its description last changed
 * @param pushedAt when a commit last came in
 */
public record RemoteRepository(
    String id,
    String fullName,
    String cloneUrl,
    String webUrl,
    String description,
    List<String> topics,
    List<String> languages,
    String licence,
    Long stars,
    Long forks,
    Long watchers,
    Long openIssues,
    Long sizeBytes,
    String defaultBranch,
    String visibility,
    boolean archived,
    boolean disabled,
    Boolean empty,
    String forkOf,
    Instant createdAt,
    Instant updatedAt,
    Instant pushedAt) {

  /** Lists are copied. */
  public RemoteRepository {
    topics = List.copyOf(topics);
    languages = List.copyOf(languages);
  }
}
