package org.sluice.registry;

import jakarta.persistence.CollectionTable;
import jakarta.persistence.Column;
import jakarta.persistence.Convert;
import jakarta.persistence.ElementCollection;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.JoinColumn;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.UUID;
import org.sluice.egress.UpstreamUrl;
import org.sluice.forge.ForgeKind;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.Visibility;
import org.sluice.platform.Ids;
import org.sluice.platform.database.OptionalIdColumn;
import org.sluice.platform.database.SearchText;
import org.sluice.registry.status.HealthState;
import org.sluice.registry.status.HealthStatus;
import org.sluice.registry.status.Light;
import org.sluice.registry.status.MirrorStatus;
import org.sluice.registry.status.RefreshStatus;
import org.sluice.registry.upstream.UpstreamKey;

/**
 * A Git repository that Sluice tracks.
 *
 * <p>Its life: a maintainer adds it, by hand or by an import; maintainers edit name, upstream,
 * visibility and tags; the rooms above write the status columns while they sync, refresh and check
 * it; a maintainer deletes it, and its mirror goes with it. An edit locks the row; the status
 * columns are written by bulk updates that leave {@code version} alone, so that an editor is not
 * disturbed by a sync.
 */
@Entity
@Table(name = "repository")
class TrackedRepository {

  @Id private UUID id;

  @Column(name = "namespace_id")
  private UUID namespaceId;

  private String owner;

  @Column(name = "owner_lower")
  private String ownerLower;

  private String name;

  @Column(name = "full_name_lower")
  private String fullNameLower;

  /** Name, description and upstream in the form in which they are searched. */
  @Column(name = "search_text")
  private String searchText;

  private String description;

  @Enumerated(EnumType.STRING)
  private Visibility visibility;

  @Column(name = "clone_url")
  private String cloneUrl;

  private String host;

  /** What all spellings of the clone URL have in common. */
  @Column(name = "upstream_key")
  private String upstreamKey;

  /** Credential for the upstream; null for none. */
  @Column(name = "credential_id")
  @Convert(converter = OptionalIdColumn.class)
  private UUID credentialId;

  /** Account through which the forge is asked; null for the default of its host. */
  @Column(name = "forge_account_id")
  @Convert(converter = OptionalIdColumn.class)
  private UUID forgeAccountId;

  @Enumerated(EnumType.STRING)
  private ForgeKind forge;

  @Column(name = "default_branch")
  private String defaultBranch;

  @Column(name = "mirror_enabled")
  private boolean mirrorEnabled;

  /** 1 if it is not mirrored, else null, so that an index leads to these and to no others. */
  private Integer unmirrored;

  /** What is shown: the result of the last run, or that a job has it. */
  @Column(name = "mirror_status")
  @Enumerated(EnumType.STRING)
  private MirrorStatus mirrorStatus;

  /** How the last run settled; what is shown again when a job lets go. */
  @Column(name = "mirror_result")
  @Enumerated(EnumType.STRING)
  private MirrorStatus mirrorResult;

  /** The job that has it queued or syncs it; null if none. */
  @Column(name = "mirror_job")
  @Convert(converter = OptionalIdColumn.class)
  private UUID mirrorJob;

  @Column(name = "last_job")
  @Convert(converter = OptionalIdColumn.class)
  private UUID lastJob;

  @Column(name = "last_attempt_at")
  private Instant lastAttemptAt;

  @Column(name = "last_synced_at")
  private Instant lastSyncedAt;

  @Column(name = "next_sync_at")
  private Instant nextSyncAt;

  @Column(name = "health_state")
  @Enumerated(EnumType.STRING)
  private HealthState healthState = HealthState.UNCHECKED;

  @Column(name = "health_last_known")
  @Enumerated(EnumType.STRING)
  private HealthState healthLastKnown;

  @Column(name = "health_checked_at")
  private Instant healthCheckedAt;

  /** Since when no standing import lists it any more that once did; null if it is not missed. */
  @Column(name = "vanished_at")
  private Instant vanishedAt;

  @Enumerated(EnumType.STRING)
  private Light light;

  /** Place among lights, the worst first; lists are in its order. */
  @Column(name = "light_rank")
  private int lightRank;

  @Column(name = "light_reason")
  private String lightReason;

  @Column(name = "light_at")
  private Instant lightAt;

  @Column(name = "last_refreshed_at")
  private Instant lastRefreshedAt;

  @Column(name = "last_refresh_attempt_at")
  private Instant lastRefreshAttemptAt;

  @Column(name = "next_refresh_at")
  private Instant nextRefreshAt;

  /** ISO 8601; null for the installation's. */
  @Column(name = "refresh_interval")
  private String refreshInterval;

  /** The job that has its refresh queued or runs it; null if none. */
  @Column(name = "refresh_job")
  @Convert(converter = OptionalIdColumn.class)
  private UUID refreshJob;

  @Column(name = "created_at")
  private Instant createdAt;

  @Column(name = "updated_at")
  private Instant updatedAt;

  @ElementCollection
  @CollectionTable(name = "repository_tag", joinColumns = @JoinColumn(name = "repository_id"))
  @Column(name = "tag")
  private Set<String> tags = new TreeSet<>();

  /**
   * Number of edits; not the provider's version, which one of the two also raises on bulk updates.
   */
  private long version;

  protected TrackedRepository() {}

  /** A repository that nobody has synced yet. */
  TrackedRepository(NamespaceRef namespace, NewTrackedRepository wanted, UpstreamUrl upstream) {
    id = Ids.next();
    namespaceId = namespace.id();
    owner = namespace.name();
    rename(wanted.name());
    describe(wanted.description());
    visibility = wanted.visibility() == null ? Visibility.PRIVATE : wanted.visibility();
    follow(upstream);
    if (wanted.forge() != null) {
      forge = wanted.forge();
    }
    credentialId = wanted.credentialId();
    forgeAccountId = wanted.forgeAccountId();
    createdAt = Instant.now();
    refreshInterval = text(wanted.refreshInterval());
    forgetForge();
    mirror(wanted.mirror());
    mirrorStatus = MirrorStatus.IDLE;
    mirrorResult = MirrorStatus.IDLE;
    if (wanted.tags() != null) {
      tags.addAll(wanted.tags());
    }
    updatedAt = createdAt;
    version = 1;
    index();
  }

  UUID id() {
    return id;
  }

  UUID namespaceId() {
    return namespaceId;
  }

  String fullNameLower() {
    return fullNameLower;
  }

  String searchText() {
    return searchText;
  }

  String fullName() {
    return owner + "/" + name;
  }

  boolean tagged() {
    return !tags.isEmpty();
  }

  Visibility visibility() {
    return visibility;
  }

  String cloneUrl() {
    return cloneUrl;
  }

  UUID credentialId() {
    return credentialId;
  }

  UUID forgeAccountId() {
    return forgeAccountId;
  }

  ForgeKind forge() {
    return forge;
  }

  UUID mirrorJob() {
    return mirrorJob;
  }

  long version() {
    return version;
  }

  /** Changes what the edit names; its values have been checked. */
  void apply(RepositoryEdit edit, UpstreamUrl upstream) {
    if (edit.name() != null) {
      rename(edit.name());
    }
    if (upstream != null && !upstream.text().equals(cloneUrl)) {
      follow(upstream);
      // Nothing is known of the new upstream.
      mirrorResult = MirrorStatus.IDLE;
      mirrorStatus = mirrorJob == null ? MirrorStatus.IDLE : mirrorStatus;
      lastSyncedAt = null;
      defaultBranch = null;
      forgetForge();
    }
    if (edit.forge() != null && edit.forge() != forge) {
      forge = edit.forge();
      forgetForge();
    }
    if (edit.forgeAccountId() != null || edit.clearsForgeAccount()) {
      forgeAccountId = edit.forgeAccountId();
      nextRefreshAt = forge == ForgeKind.PLAIN ? null : Instant.now();
    }
    if (edit.refreshInterval() != null || edit.clearsRefreshInterval()) {
      refreshInterval = text(edit.refreshInterval());
      nextRefreshAt = forge == ForgeKind.PLAIN ? null : Instant.now();
    }
    if (edit.credentialId() != null || edit.clearsCredential()) {
      credentialId = edit.credentialId();
    }
    if (edit.description() != null) {
      describe(edit.description());
    }
    if (edit.visibility() != null) {
      visibility = edit.visibility();
    }
    if (edit.mirror() != null) {
      mirror(edit.mirror());
      nextSyncAt = mirrorEnabled ? nextSyncAt : null;
    }
    if (edit.tags() != null) {
      tags.clear();
      tags.addAll(edit.tags());
    }
    updatedAt = Instant.now();
    version++;
    index();
  }

  private void mirror(boolean wanted) {
    mirrorEnabled = wanted;
    unmirrored = wanted ? null : 1;
  }

  /** Nobody has asked the forge that it is at now; a plain server has nothing to tell. */
  private void forgetForge() {
    boolean plain = forge == ForgeKind.PLAIN;
    light = plain ? Light.NONE : Light.UNKNOWN;
    lightRank = light.ordinal();
    lightReason = null;
    lightAt = null;
    lastRefreshedAt = null;
    nextRefreshAt = plain ? null : Instant.now();
    healthState = HealthState.UNCHECKED;
    healthLastKnown = null;
    healthCheckedAt = null;
    vanishedAt = null;
  }

  private static String text(Duration interval) {
    return interval == null ? null : interval.toString();
  }

  /** Follows the new name of its namespace. */
  void renameOwner(String to) {
    owner = to;
    rename(name);
    index();
  }

  private void index() {
    String text = fullName() + " " + cloneUrl + (description == null ? "" : " " + description);
    searchText = SearchText.of(text);
  }

  private void rename(String to) {
    name = to;
    ownerLower = owner.toLowerCase(Locale.ROOT);
    fullNameLower = RegistryStore.fullNameLower(owner, to);
  }

  private void describe(String text) {
    description = text == null || text.isBlank() ? null : text.strip();
  }

  private void follow(UpstreamUrl upstream) {
    // What somebody named himself stays; what the old host told, the new one tells anew.
    boolean told = cloneUrl == null || forge == ForgeKind.ofHost(host);
    cloneUrl = upstream.text();
    host = upstream.hostAndPort();
    upstreamKey = UpstreamKey.of(upstream);
    if (told) {
      forge = ForgeKind.ofHost(upstream.host());
    }
  }

  /** What stands in the row, with the tags that it has just been given. */
  RepositoryRecord toRecord() {
    return toRecord(new TreeSet<>(tags));
  }

  /** What stands in the row, with tags that were read for many rows at once. */
  RepositoryRecord toRecord(Set<String> itsTags) {
    return new RepositoryRecord(
        id,
        namespaceId,
        owner,
        name,
        description,
        visibility,
        cloneUrl,
        host,
        credentialId,
        forgeAccountId,
        forge,
        defaultBranch,
        itsTags,
        mirrorEnabled,
        mirrorStatus,
        mirrorJob,
        lastJob,
        lastAttemptAt,
        lastSyncedAt,
        nextSyncAt,
        new HealthStatus(healthState, healthLastKnown, healthCheckedAt),
        vanishedAt,
        new RefreshStatus(
            light,
            lightReason,
            lightAt,
            lastRefreshedAt,
            lastRefreshAttemptAt,
            nextRefreshAt,
            refreshInterval == null ? null : Duration.parse(refreshInterval),
            refreshJob),
        createdAt,
        updatedAt,
        version);
  }
}
