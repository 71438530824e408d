package org.sluice.configsource.board;

import java.time.Instant;
import java.util.UUID;
import org.sluice.platform.Inside;

/**
 * A configuration source as it is stored.
 *
 * <p>An administrator adds it, changes its rules and deletes it; only rounds write its state.
 *
 * @param id never changes
 * @param name unique, whatever the case
 * @param repositoryId the repository that it reads
 * @param rules how
 * @param state how following it stands
 * @param createdAt when it was added
 * @param updatedAt when somebody last changed its rules
 * @param version number of such changes
 */
@Inside
public record ConfigSource(
    UUID id,
    String name,
    UUID repositoryId,
    SourceRules rules,
    SourceState state,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  /** The same in another state. */
  public ConfigSource in(SourceState other) {
    return new ConfigSource(id, name, repositoryId, rules, other, createdAt, updatedAt, version);
  }
}
