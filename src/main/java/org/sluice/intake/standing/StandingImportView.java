package org.sluice.intake.standing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A standing import as the API shows it.
 *
 * @param id its id
 * @param forgeAccountId account that looks
 * @param owner whose repositories; null for all that the account sees
 * @param include globs of which one must match; none for all
 * @param exclude globs of which none may match
 * @param namespace name of the namespace where repositories go
 * @param mirror whether they are mirrored
 * @param tags labels that all of them get
 * @param interval time between two looks
 * @param nextRunAt when the timer looks next
 * @param lastJob the last job that was started for it; null if none
 * @param lastAttemptAt when the last run began; null if none did
 * @param lastRunAt when the last run that read everything began; null if there was none
 * @param result what that found; null if there was none
 * @param failures runs that failed since
 * @param failure why the last run failed; null if it did not
 * @param createdAt when it was made
 * @param updatedAt when somebody last edited it
 * @param version number of its edits, as in the entity tag
 */
@Schema(name = "StandingImport")
public record StandingImportView(
    UUID id,
    UUID forgeAccountId,
    String owner,
    List<String> include,
    List<String> exclude,
    String namespace,
    boolean mirror,
    List<String> tags,
    Duration interval,
    Instant nextRunAt,
    UUID lastJob,
    Instant lastAttemptAt,
    Instant lastRunAt,
    RunResult result,
    int failures,
    RunFailure failure,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  /**
   * Why a run failed.
   *
   * @param kind its kind
   * @param detail one safe sentence
   */
  @Schema(name = "StandingImportFailure")
  public record RunFailure(String kind, String detail) {}

  static StandingImportView of(StandingImport kept, String namespace) {
    return new StandingImportView(
        kept.id(),
        kept.forgeAccountId(),
        kept.owner(),
        kept.include(),
        kept.exclude(),
        namespace,
        kept.mirror(),
        kept.tags(),
        kept.interval(),
        kept.nextRunAt(),
        kept.lastJob(),
        kept.lastAttemptAt(),
        kept.lastRunAt(),
        kept.result(),
        kept.failures(),
        kept.failureKind() == null
            ? null
            : new RunFailure(kept.failureKind(), kept.failureDetail()),
        kept.createdAt(),
        kept.updatedAt(),
        kept.version());
  }

  /** The entity tag: its edits, and what its runs wrote since. */
  public String tag() {
    return version + "." + Integer.toHexString(hashCode());
  }
}
