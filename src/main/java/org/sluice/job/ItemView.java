package org.sluice.job;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.job.item.ItemStatus;
import org.sluice.job.item.SubjectType;

/**
 * An item of a job as people see it.
 *
 * @param id the item
 * @param position its place in the job, from 1
 * @param subject what it is about
 * @param status where it stands
 * @param result a short result; null if there is none
 * @param failure why it failed; null unless it did
 * @param attempts how often it was tried
 * @param attemptLog what earlier attempts failed of, oldest first
 * @param startedAt when it started; null if it never did
 * @param completedAt when it ended; null until then
 */
public record ItemView(
    UUID id,
    int position,
    Subject subject,
    ItemStatus status,
    String result,
    JobView.FailureView failure,
    int attempts,
    List<String> attemptLog,
    Instant startedAt,
    Instant completedAt) {

  /**
   * What an item is about.
   *
   * @param type its type
   * @param id its id
   * @param name its name for people
   */
  @Schema(name = "JobItemSubject")
  public record Subject(SubjectType type, UUID id, String name) {}
}
