package org.sluice.fleet;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.forge.ForgeKind;
import org.sluice.health.RepositoryMetadata;
import org.sluice.identity.Visibility;
import org.sluice.mirror.MirrorView;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.status.HealthState;
import org.sluice.registry.status.Light;
import org.sluice.serving.ServingService;

/**
 * A repository as the API shows it.
 *
 * @param id its id
 * @param owner name of its namespace
 * @param name its name
 * @param fullName {@code owner/name}
 * @param description free text; null if none
 * @param visibility who sees it
 * @param cloneUrl the upstream
 * @param credentialId credential for the upstream; null for none
 * @param forgeAccountId account through which its forge is asked; null for its host's default
 * @param gitUrl where it is cloned from Sluice, relative to this server; null if it is not mirrored
 * @param forge what hosts the upstream
 * @param webUrl page of the upstream for people; null if not known
 * @param defaultBranch short name of the default branch; null if not known
 * @param tags labels
 * @param mirror state of its mirror
 * @param health what the last health check found
 * @param vanishedAt since when no standing import lists it at its forge any more; null if it is not
 *     missed
 * @param metadata what its forge last told of it; null if nothing
 * @param light its traffic light
 * @param refreshInterval time between two looks at its pull requests; null for the installation's
 * @param lastRefreshedAt when all of its pull requests could last be read; null if never
 * @param lastRefreshAttemptAt when that was last tried; null if never
 * @param nextRefreshAt when the timer tries it next; null if never
 * @param createdAt when it was added
 * @param updatedAt when somebody last edited it
 * @param lastJob the last job that was started for it alone; null if none
 * @param version number of its edits, as in the entity tag
 */
public record RepositoryView(
    UUID id,
    String owner,
    String name,
    String fullName,
    String description,
    Visibility visibility,
    String cloneUrl,
    UUID credentialId,
    UUID forgeAccountId,
    String gitUrl,
    ForgeKind forge,
    String webUrl,
    String defaultBranch,
    Set<String> tags,
    MirrorView mirror,
    Health health,
    Instant vanishedAt,
    RepositoryMetadata metadata,
    LightView light,
    Duration refreshInterval,
    Instant lastRefreshedAt,
    Instant lastRefreshAttemptAt,
    Instant nextRefreshAt,
    Instant createdAt,
    Instant updatedAt,
    UUID lastJob,
    long version) {

  /**
   * What the last health check found.
   *
   * @param state what it saw
   * @param lastKnown what the last check saw that found anything out; null if none did
   * @param checkedAt when; null if never
   */
  @Schema(name = "RepositoryHealth")
  public record Health(HealthState state, HealthState lastKnown, Instant checkedAt) {}

  /**
   * A traffic light.
   *
   * @param value that of the worst open pull request
   * @param reason why; null if nobody has looked
   * @param observedAt when; null if nobody has looked
   */
  @Schema(name = "RepositoryLight")
  public record LightView(Light value, String reason, Instant observedAt) {}

  static RepositoryView of(
      RepositoryRecord record, MirrorView mirror, RepositoryMetadata metadata) {
    return new RepositoryView(
        record.id(),
        record.owner(),
        record.name(),
        record.fullName(),
        record.description(),
        record.visibility(),
        record.cloneUrl(),
        record.credentialId(),
        record.forgeAccountId(),
        ServingService.path(record).orElse(null),
        record.forge(),
        webUrl(record),
        record.defaultBranch(),
        record.tags(),
        mirror,
        new Health(
            record.health().state(), record.health().lastKnown(), record.health().checkedAt()),
        record.vanishedAt(),
        metadata,
        new LightView(
            record.refresh().light(), record.refresh().reason(), record.refresh().observedAt()),
        record.refresh().interval(),
        record.refresh().refreshedAt(),
        record.refresh().attemptedAt(),
        record.refresh().nextAt(),
        record.createdAt(),
        record.updatedAt(),
        record.lastJob(),
        record.version());
  }

  /** The known forges show a repository at its clone URL without the ending. */
  private static String webUrl(RepositoryRecord record) {
    if (record.forge() == ForgeKind.PLAIN || !record.cloneUrl().startsWith("http")) {
      return null;
    }
    String url = record.cloneUrl();
    return url.endsWith(".git") ? url.substring(0, url.length() - 4) : url;
  }

  /** The entity tag: its edits, and what Sluice itself wrote since. */
  public String tag() {
    return version + "." + Integer.toHexString(hashCode());
  }
}
