package org.sluice.registry;

import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.sluice.forge.ForgeKind;
import org.sluice.identity.Visibility;
import org.sluice.registry.status.HealthStatus;
import org.sluice.registry.status.MirrorStatus;
import org.sluice.registry.status.RefreshStatus;

/**
 * A tracked repository as it stands in the registry.
 *
 * @param id never changes; folders and jobs go by it
 * @param namespaceId its namespace
 * @param owner the namespace's name
 * @param name its name within the namespace
 * @param description free text; null if none
 * @param visibility who sees it
 * @param cloneUrl the upstream, without credentials
 * @param host host of the upstream, in lower case
 * @param credentialId credential for the upstream; null for none
 * @param forgeAccountId account through which its forge is asked; null if the host's default
 * @param forge what hosts the upstream
 * @param defaultBranch short name of the branch that HEAD names; null if not known
 * @param tags labels, in order
 * @param mirrorEnabled whether Sluice keeps a mirror of it
 * @param mirrorStatus state of the mirror
 * @param mirrorJob job that has it queued or syncs it; null if none
 * @param lastJob the last job that was started for it alone; null if none
 * @param lastAttemptAt when the last sync began; null if none did
 * @param lastSyncedAt when it was last equal to the upstream; null if never
 * @param nextSyncAt when the timer syncs it next; null if never
 * @param health what health checks found of it
 * @param vanishedAt since when no standing import lists it any more that once did; null if it is
 *     not missed
 * @param refresh how its pull requests stand
 * @param createdAt when it was added
 * @param updatedAt when somebody last edited it
 * @param version number of its edits
 */
public record RepositoryRecord(
    UUID id,
    UUID namespaceId,
    String owner,
    String name,
    String description,
    Visibility visibility,
    String cloneUrl,
    String host,
    UUID credentialId,
    UUID forgeAccountId,
    ForgeKind forge,
    String defaultBranch,
    Set<String> tags,
    boolean mirrorEnabled,
    MirrorStatus mirrorStatus,
    UUID mirrorJob,
    UUID lastJob,
    Instant lastAttemptAt,
    Instant lastSyncedAt,
    Instant nextSyncAt,
    HealthStatus health,
    Instant vanishedAt,
    RefreshStatus refresh,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  /** {@code owner/name}. */
  public String fullName() {
    return owner + "/" + name;
  }
}
