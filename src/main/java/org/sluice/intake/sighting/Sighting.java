package org.sluice.intake.sighting;

import java.time.Instant;
import java.util.UUID;
import org.sluice.platform.Inside;

/**
 * A repository at a forge as a standing import last saw it, tied to the one here that follows it.
 *
 * @param id the sighting
 * @param repositoryId the one here; null if somebody deleted it or gave it another upstream
 * @param remoteId the forge's immutable id
 * @param remoteName full name there
 * @param key of the upstream that the one here followed when it was tied
 * @param followsNow key of the upstream that it follows now; null if there is none
 * @param vanishedAt since when it is missed; null if it is not
 */
@Inside
public record Sighting(
    UUID id,
    UUID repositoryId,
    String remoteId,
    String remoteName,
    String key,
    String followsNow,
    Instant vanishedAt) {

  boolean isMissed() {
    return vanishedAt != null;
  }

  /** The same as it is listed now. */
  public Sighting as(Listed listed) {
    String now = followsNow != null && followsNow.equals(listed.key()) ? followsNow : key;
    return new Sighting(id, repositoryId, listed.remoteId(), listed.name(), now, followsNow, null);
  }

  /** The same, missed. */
  public Sighting missedSince(Instant since) {
    return new Sighting(id, repositoryId, remoteId, remoteName, key, followsNow, since);
  }

  /** Whether the one here follows what was seen, be it under an earlier address. */
  boolean isFollowed(Listed listed) {
    return repositoryId != null
        && (key.equals(followsNow) || listed != null && followsNow.equals(listed.key()));
  }

  /** The same without one here. */
  Sighting alone() {
    return new Sighting(id, null, remoteId, remoteName, key, null, null);
  }
}
