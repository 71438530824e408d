package org.sluice.job.engine;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.sluice.failure.DomainException;
import org.sluice.job.JobCounts;
import org.sluice.job.JobStatus;
import org.sluice.job.item.ItemStatus;
import org.sluice.job.row.Job;
import org.sluice.job.row.JobRows;
import org.sluice.platform.database.Statements;

/**
 * Changes whole jobs: what people, a restart and retention make of them; each method is one short
 * transaction of its own.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class JobStore {

  @Inject private JobRows rows;

  /** For the container. */
  public JobStore() {}

  /** The store on these rows, outside a container. */
  public JobStore(JobRows rows) {
    this.rows = rows;
  }

  /**
   * Changes a job's state under its lock.
   *
   * @param change looks at the locked job and returns it as it is to be; may refuse
   * @return the job after it; empty if there is none
   */
  public Optional<Job> change(UUID jobId, UnaryOperator<Job> change) {
    return rows.change(jobId, (connection, job) -> change.apply(job));
  }

  /**
   * Makes a job CANCELLING and cancels what nobody has claimed; ends it if nothing is left.
   *
   * @return the job after it; empty if there is none
   * @throws DomainException CONFLICT {@code job-ended}
   */
  public Optional<Job> cancel(UUID jobId) {
    return rows.change(
        jobId,
        (connection, job) -> {
          if (job.status().ended()) {
            throw DomainException.conflict(
                "job-ended", "The job has ended already.", Job.path(jobId));
          }
          Instant now = Instant.now();
          int cancelled =
              Statements.execute(
                  connection,
                  "update job_item set status = 'CANCELLED', active_key = null, completed_at = ?"
                      + " where job_id = ? and status = 'PENDING' and owner_node is null",
                  now,
                  jobId);
          return job.become(JobStatus.CANCELLING, now)
              .counting(
                  job.counts().moved(ItemStatus.PENDING, ItemStatus.CANCELLED, cancelled),
                  job.folded(),
                  job.counters(),
                  now);
        });
  }

  /**
   * Ends what nobody has claimed of a job that cannot go on, as failed.
   *
   * @return the job after it; empty if there is none, or if it has ended
   */
  public Optional<Job> abandon(UUID jobId, String failureKind, String detail) {
    return rows.change(
        jobId,
        (connection, job) -> {
          if (job.status().ended()) {
            return null;
          }
          Instant now = Instant.now();
          int failed =
              Statements.execute(
                  connection,
                  "update job_item set status = 'FAILED', active_key = null, completed_at = ?,"
                      + " failure_kind = ?, failure_detail = ?"
                      + " where job_id = ? and status = 'PENDING' and owner_node is null",
                  now,
                  failureKind,
                  detail,
                  jobId);
          return job.failing(failureKind, detail)
              .counting(
                  job.counts().moved(ItemStatus.PENDING, ItemStatus.FAILED, failed),
                  job.folded(),
                  job.counters(),
                  now);
        });
  }

  /**
   * Puts one active job right after a crash: what ran is pending again, what was being cancelled is
   * cancelled, and the counts are those of the items.
   *
   * @return the job after it; empty if it is gone
   */
  public Optional<Job> recover(UUID jobId) {
    return rows.change(
        jobId,
        (connection, job) -> {
          if (job.status().ended()) {
            return job;
          }
          Instant now = Instant.now();
          if (job.status() == JobStatus.CANCELLING) {
            Statements.execute(
                connection,
                "update job_item set status = 'CANCELLED', active_key = null, owner_node = null,"
                    + " lease_until = null, completed_at = ?"
                    + " where job_id = ? and status in ('PENDING', 'RUNNING')",
                now,
                jobId);
          } else {
            Statements.execute(
                connection,
                "update job_item set status = 'PENDING', owner_node = null, lease_until = null,"
                    + " started_at = null"
                    + (job.bulk() ? ", active_key = null" : "")
                    + " where job_id = ? and status in ('PENDING', 'RUNNING')",
                jobId);
          }
          int[] counts = new int[ItemStatus.values().length];
          Statements.read(
              connection,
              "select status, count(*) from job_item where job_id = ? group by status",
              List.of(jobId),
              row -> counts[ItemStatus.valueOf(row.getString(1)).ordinal()] = row.getInt(2));
          counts[ItemStatus.SUCCEEDED.ordinal()] += job.folded();
          JobCounts recounted =
              new JobCounts(
                  IntStream.of(counts).sum(),
                  counts[0],
                  counts[1],
                  counts[2],
                  counts[3],
                  counts[4],
                  counts[5]);
          return job.counting(recounted, job.folded(), job.counters(), now);
        });
  }

  /**
   * Deletes some jobs that ended before a time, with their items.
   *
   * @return how many; fewer than {@code most} if none is left
   */
  public int deleteEndedBefore(Instant time, int most) {
    return delete("completed_at < ?", time, most);
  }

  /**
   * Deletes some scheduled jobs that ended before a time and of which nothing was kept.
   *
   * @return how many; fewer than {@code most} if none is left
   */
  public int deleteUneventfulBefore(Instant time, int most) {
    return delete("completed_at < ? and set_off_by = 'SCHEDULE' and total = folded", time, most);
  }

  private int delete(String condition, Instant time, int most) {
    return rows.run(
        connection -> {
          List<UUID> old =
              Statements.read(
                  connection,
                  "select id from job where " + condition + " order by completed_at limit ?",
                  List.of(time, most),
                  JobRows::id);
          Statements.batch(
              connection, "delete from job where id = ?", old, id -> new Object[] {id});
          return old.size();
        });
  }
}
