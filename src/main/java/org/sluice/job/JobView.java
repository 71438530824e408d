package org.sluice.job;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A job as people see it.
 *
 * @param id the job
 * @param jobId the same, under the name that answers of other operations use too
 * @param kind what is done to each item
 * @param status where it stands
 * @param trigger what set it off
 * @param requestedBy name of who asked
 * @param parentId the job that this one repeats in part; null if none
 * @param selection what was asked
 * @param total all items
 * @param pending not started
 * @param running started, not ended
 * @param succeeded done
 * @param failed tried in vain
 * @param skipped not tried
 * @param cancelled ended because the job was cancelled
 * @param completed items that have ended
 * @param percent share of the items that have ended, 0 to 100
 * @param message what happens now, or how it ended
 * @param failure what ended the whole job; null if nothing did
 * @param current items that run now
 * @param counters figures of the job's kind by name, those of running items included
 * @param createdAt when it was asked for
 * @param startedAt when its first item started; null until then
 * @param completedAt when it ended; null until then
 * @param estimatedCompletionAt when it may end; null if that cannot be told
 * @param links where more is to be had
 */
public record JobView(
    UUID id,
    UUID jobId,
    JobKind kind,
    JobStatus status,
    JobTrigger trigger,
    String requestedBy,
    UUID parentId,
    String selection,
    int total,
    int pending,
    int running,
    int succeeded,
    int failed,
    int skipped,
    int cancelled,
    int completed,
    int percent,
    String message,
    FailureView failure,
    List<Current> current,
    Map<String, Long> counters,
    Instant createdAt,
    Instant startedAt,
    Instant completedAt,
    Instant estimatedCompletionAt,
    Links links) {

  /**
   * Why something failed.
   *
   * @param kind its kind in the words of its room
   * @param detail one safe sentence
   */
  @Schema(name = "JobFailure")
  public record FailureView(String kind, String detail) {}

  /**
   * An item that runs.
   *
   * @param itemId the item
   * @param subjectId what it is about
   * @param subject its name
   * @param phase what is being done; null if not told
   * @param fraction part of the phase that is done, 0 to 1; null if not known
   * @param bytes received so far
   * @param bytesPerSecond rate of late
   * @param startedAt since when it runs
   */
  @Schema(name = "RunningItem")
  public record Current(
      UUID itemId,
      UUID subjectId,
      String subject,
      String phase,
      Double fraction,
      long bytes,
      long bytesPerSecond,
      Instant startedAt) {}

  /**
   * Where more is to be had; links to what cannot be done now are absent.
   *
   * @param self the job
   * @param items its items
   * @param events its events as they happen
   * @param cancel cancels it
   * @param pause pauses it
   * @param resume resumes it
   * @param retry repeats what failed
   */
  @JsonInclude(JsonInclude.Include.NON_NULL)
  @Schema(name = "JobLinks")
  public record Links(
      String self,
      String items,
      String events,
      String cancel,
      String pause,
      String resume,
      String retry) {}
}
