package org.sluice.intake.standing;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.sluice.intake.discovery.Globs;

/**
 * An import that looks again by itself, as it is kept.
 *
 * <p>Its life: an administrator enters it, and its first run starts; the timer runs it whenever its
 * time has come; each run writes when it was, what it found or why it could not, and when the next
 * one is; it goes when an administrator deletes it or its account. Edits are counted in {@code
 * version}; what runs write does not disturb an editor.
 *
 * @param id its id
 * @param forgeAccountId account that looks
 * @param owner whose repositories; null for all that the account sees
 * @param include globs of which one must match; none for all
 * @param exclude globs of which none may match
 * @param namespaceId where repositories go
 * @param mirror whether they are mirrored
 * @param tags labels that all of them get
 * @param interval time between two looks
 * @param nextRunAt when the timer looks next
 * @param lastJob the last job that was started for it; null if none
 * @param lastAttemptAt when the last run began; null if none did
 * @param lastRunAt when the last run that read everything began; null if there was none
 * @param result what that found; null if there was none
 * @param failures runs that failed since
 * @param failureKind why the last run failed; null if it did not
 * @param failureDetail the same in one safe sentence
 * @param createdAt when it was made
 * @param updatedAt when somebody last edited it
 * @param version number of its edits
 */
record StandingImport(
    UUID id,
    UUID forgeAccountId,
    String owner,
    List<String> include,
    List<String> exclude,
    UUID namespaceId,
    boolean mirror,
    List<String> tags,
    Duration interval,
    Instant nextRunAt,
    UUID lastJob,
    Instant lastAttemptAt,
    Instant lastRunAt,
    RunResult result,
    int failures,
    String failureKind,
    String failureDetail,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  Globs globs() {
    return new Globs(include, exclude);
  }
}
