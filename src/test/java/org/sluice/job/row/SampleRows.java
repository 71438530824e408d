package org.sluice.job.row;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.sluice.job.JobCounts;
import org.sluice.job.JobKind;
import org.sluice.job.JobStatus;
import org.sluice.job.JobTrigger;
import org.sluice.job.item.ItemStatus;
import org.sluice.job.item.SubjectType;
import org.sluice.platform.Ids;

/** Rows as a start leaves them, for tests that need no database. */
public final class SampleRows {

  private SampleRows() {}

  /** A pending item. */
  public static JobItem item(UUID jobId, String host, int position) {
    return new JobItem(
        Ids.next(),
        jobId,
        position,
        SubjectType.REPOSITORY,
        Ids.next(),
        "team/app-" + position,
        Ids.next(),
        host,
        null,
        ItemStatus.PENDING,
        null,
        null,
        null,
        0,
        null,
        null,
        null);
  }

  /** A queued job over ten items. */
  public static Job job(boolean bulk, JobTrigger trigger) {
    return new Job(
        Ids.next(),
        JobKind.SYNC,
        JobStatus.QUEUED,
        trigger,
        "ana",
        null,
        null,
        "all",
        bulk,
        JobCounts.allPending(10),
        0,
        Map.of(),
        null,
        null,
        null,
        Instant.parse("2026-01-31T12:00:00Z"),
        null,
        null,
        1);
  }
}
