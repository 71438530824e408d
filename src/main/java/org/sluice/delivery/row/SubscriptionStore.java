package org.sluice.delivery.row;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sluice.failure.DomainException;
import org.sluice.platform.Inside;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;

/**
 * Statements about single subscriptions, in the caller's transaction; {@link DueSubscriptions} has
 * those about many.
 *
 * <p>A run takes {@code nextRunAt} away when it begins and sets it when it ends, to the earlier of
 * what it found and what was heard meanwhile: nothing that comes in during a run is lost.
 *
 * <p>SYNCED is what nothing has been heard of since everything arrived: whatever makes a
 * subscription due ends it, whether it is posted, only pulled, or held by a subscriber that is
 * paused.
 */
@Stateless
@Inside
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class SubscriptionStore {

  private static final int MAX_DETAIL = 500;

  /** Syncs in a row that failed before a subscriber is told. */
  static final int FAILURES = 3;

  /** Makes one due; the first value is when. What is queued is not done. */
  static final String DUE =
      "update subscription set next_run_at = ?,"
          + " status = case when status = 'SYNCED' then 'DELIVERING' else status end";

  @Inject private Database database;

  /** For the container. */
  public SubscriptionStore() {
    // The database is injected.
  }

  /** The statements on a database outside a container. */
  public SubscriptionStore(Database database) {
    this.database = database;
  }

  /** The subscription of that id; empty if it is gone. */
  public Optional<Subscription> find(UUID id) {
    return database.run(connection -> find(connection, id));
  }

  private static Optional<Subscription> find(Connection connection, UUID id) throws SQLException {
    return Statements.read(
            connection,
            "select " + Subscription.COLUMNS + " from subscription s where s.id = ?",
            List.of(id),
            Subscription::read)
        .stream()
        .findFirst();
  }

  /**
   * Stores a new subscription, due at once.
   *
   * @param branch null for the one that HEAD names
   * @throws DomainException CONFLICT if the subscriber has one of that repository already
   */
  public void add(
      UUID id,
      UUID subscriberId,
      UUID repositoryId,
      String branch,
      List<String> include,
      List<String> exclude,
      Instant now) {
    database.run(
        connection -> {
          try {
            return Statements.execute(
                connection,
                "insert into subscription (id, subscriber_id, repository_id, branch,"
                    + " include_globs, exclude_globs, status, generation, floor_generation,"
                    + " former_floor, snapshot_open, next_sequence, files_total,"
                    + " files_delivered, files_open, files_refused, retry_count, next_run_at,"
                    + " created_at, updated_at, version)"
                    + " values (?, ?, ?, ?, ?, ?, 'PENDING_SNAPSHOT', 0, 0, 0, ?, 1, 0, 0, 0, 0,"
                    + " 0, ?, ?, ?, 1)",
                id,
                subscriberId,
                repositoryId,
                branch,
                Columns.joined(include),
                Columns.joined(exclude),
                false,
                now,
                now,
                now);
          } catch (SQLException failed) {
            if (Statements.isDuplicate(failed)) {
              throw DomainException.conflict(
                  "already-subscribed", "The subscriber receives that repository already.");
            }
            throw failed;
          }
        });
  }

  /**
   * Changes what is sent, if nobody has edited it since; due at once.
   *
   * @return whether it was changed
   */
  public boolean change(
      UUID id,
      String branch,
      List<String> include,
      List<String> exclude,
      long version,
      Instant now) {
    return database.execute(
            DUE
                + ", branch = ?, include_globs = ?, exclude_globs = ?, updated_at = ?,"
                + " version = version + 1 where id = ? and version = ?",
            now,
            branch,
            Columns.joined(include),
            Columns.joined(exclude),
            now,
            id,
            version)
        == 1;
  }

  /** Deletes it with all that is recorded of it. */
  public void remove(UUID id) {
    database.execute("delete from subscription where id = ?", id);
  }

  /** Makes one due at a time, or at an earlier one that is set already. */
  public void wake(UUID id, Instant at) {
    database.execute(
        DUE + " where id = ? and (next_run_at is null or next_run_at > ?)", at, id, at);
  }

  /**
   * How the mirror of a repository stands.
   *
   * @param digest of its refs; null if it was never synced
   * @param head full name of the ref that HEAD names; null if that is not known
   * @param failure kind of the failure because of which several syncs in a row failed; null if it
   *     is well
   * @param failureDetail one safe sentence; null if it is well
   */
  public record Mirror(String digest, String head, String failure, String failureDetail) {

    /** A mirror that was never synced. */
    public static final Mirror UNKNOWN = new Mirror(null, null, null, null);
  }

  /** How the mirror of a repository stands. */
  public Mirror mirror(UUID repositoryId) {
    return database
        .query(
            "select m.digest, m.head, m.consecutive_failures, m.failure_kind, m.failure_message"
                + " from mirror m where m.repository_id = ?",
            List.of(repositoryId),
            row ->
                row.getInt(3) < FAILURES
                    ? new Mirror(row.getString(1), row.getString(2), null, null)
                    : new Mirror(
                        row.getString(1), row.getString(2), row.getString(4), row.getString(5)))
        .stream()
        .findFirst()
        .orElse(Mirror.UNKNOWN);
  }

  // ---- a run ----

  /**
   * Begins a run.
   *
   * @return the subscription as it was; empty if it is gone or stands still
   */
  public Optional<Subscription> begin(UUID id) {
    return database.run(
        connection -> {
          Optional<Subscription> before = find(connection, id);
          int met =
              Statements.execute(
                  connection,
                  "update subscription set status = 'SCANNING', next_run_at = null"
                      + " where id = ? and status not in ('PAUSED', 'DISABLED')",
                  id);
          return met == 0 ? Optional.empty() : before;
        });
  }

  /**
   * Aims a run at a commit.
   *
   * @param seen how the mirror stood, read before the commit was
   * @return the subscription as the run finds it; empty if it is gone or stands still
   */
  public Optional<Subscription> aim(UUID id, String commit, Mirror seen) {
    return database.run(
        connection -> {
          int met =
              Statements.execute(
                  connection,
                  "update subscription set target_commit = ?, seen_digest = ?, seen_head = ?,"
                      + " snapshot_open = case when generation = 0 then ? else snapshot_open end,"
                      + " floor_generation ="
                      + " case when generation = 0 then 1 else floor_generation end,"
                      + " former_floor = case when generation = 0 then 1 else former_floor end,"
                      + " generation = case when generation = 0 then 1 else generation end"
                      + " where id = ? and status = 'SCANNING'",
                  commit,
                  seen.digest(),
                  seen.head(),
                  true,
                  id);
          return met == 0 ? Optional.empty() : find(connection, id);
        });
  }

  /** Remembers which mirror was seen by a run that found nothing to aim at. */
  public void seen(UUID id, Mirror mirror) {
    database.execute(
        "update subscription set seen_digest = ?, seen_head = ? where id = ?",
        mirror.digest(),
        mirror.head(),
        id);
  }

  /** Tells how much there is, once it was counted. */
  public void surveyed(UUID id, int total, int delivered) {
    database.execute(
        "update subscription set status = 'DELIVERING', files_total = ?, files_delivered = ?,"
            + " files_open = 0, error_kind = null, error_detail = null where id = ? and status = 'SCANNING'",
        total,
        delivered,
        id);
  }

  /**
   * Records what arrived and what did not.
   *
   * @param files that have arrived as they should be, more than before; may be negative
   * @param failures attempts that failed
   */
  public void moved(UUID id, int files, int failures, boolean arrived, Instant now) {
    database.execute(
        "update subscription set files_delivered = files_delivered + ?,"
            + " retry_count = retry_count + ?"
            + (arrived ? ", last_delivered_at = ?" : "")
            + " where id = ?",
        arrived ? new Object[] {files, failures, now, id} : new Object[] {files, failures, id});
  }

  /**
   * Ends a run in which everything of a commit has arrived. What was heard meanwhile has not.
   *
   * @param total files of the commit
   */
  public void synced(UUID id, String commit, int total) {
    database.execute(
        "update subscription set"
            + " status = case when next_run_at is null then 'SYNCED' else 'DELIVERING' end,"
            + " delivered_commit = ?, snapshot_open = ?, files_total = ?, files_delivered = ?, files_open = 0,"
            + " files_refused = 0, retry_count = 0, error_kind = null, error_detail = null"
            + " where id = ? and status not in ('PAUSED', 'DISABLED')",
        commit,
        false,
        total,
        total,
        id);
  }

  /**
   * Ends a run that left something undone.
   *
   * @param kind why; null if there is no failure
   * @param nextRunAt when it goes on by itself; null if it does not
   */
  public void left(
      UUID id,
      SubscriptionStatus status,
      int open,
      int refused,
      String kind,
      String detail,
      Instant nextRunAt) {
    database.run(
        connection -> {
          Statements.execute(
              connection,
              "update subscription set status = ?, files_open = ?, files_refused = ?,"
                  + " error_kind = ?, error_detail = ?"
                  + " where id = ? and status not in ('PAUSED', 'DISABLED')",
              status,
              open,
              refused,
              kind,
              cut(detail),
              id);
          if (nextRunAt != null) {
            Statements.execute(
                connection,
                "update subscription set next_run_at = ? where id = ?"
                    + " and (next_run_at is null or next_run_at > ?)",
                nextRunAt,
                id,
                nextRunAt);
          }
          return null;
        });
  }

  /**
   * Ends a run that was not to be: it stands as before. What has something to do stays due, until
   * its subscriber takes messages again.
   *
   * @param before the subscription as the run found it
   */
  public void leftAlone(Subscription before, Instant now) {
    boolean synced = before.status() == SubscriptionStatus.SYNCED;
    if (!synced) {
      wake(before.id(), now);
    }
    database.execute(
        "update subscription set status = case when next_run_at is not null and ? = 'SYNCED'"
            + " then 'DELIVERING' else ? end where id = ? and status = 'SCANNING'",
        before.status(),
        before.status() == SubscriptionStatus.SCANNING
            ? SubscriptionStatus.DELIVERING
            : before.status(),
        before.id());
  }

  /** Puts a subscription still, or lets it go on. */
  public boolean become(UUID id, SubscriptionStatus status, String kind, String detail) {
    return database.execute(
            "update subscription set status = ?, error_kind = ?, error_detail = ?,"
                + " updated_at = ? where id = ?",
            status,
            kind,
            cut(detail),
            Instant.now(),
            id)
        == 1;
  }

  /** Remembers of which failure of the repository's sync its subscriber was told. */
  public void told(UUID id, String failure) {
    database.execute("update subscription set told_failure = ? where id = ?", failure, id);
  }

  // ---- generations ----

  /** Whether the snapshot of a generation was announced, or is about to be. */
  public boolean isAnnounced(UUID id, int generation) {
    return has(id, "announced_generation", generation);
  }

  /** Remembers that the receiver knows the snapshot of a generation to be complete at a commit. */
  public void completed(UUID id, int generation, String commit) {
    database.execute(
        "update subscription set completed_commit = ? where id = ? and generation = ?",
        commit,
        id,
        generation);
  }

  /** Whether the receiver knows that the snapshot of the generation is complete at a commit. */
  public boolean isCompleted(UUID id, String commit) {
    return has(id, "completed_commit", commit);
  }

  private boolean has(UUID id, String column, Object value) {
    String sql = "select 1 from subscription where id = ? and " + column + " = ?";
    return !database.query(sql, List.of(id, value), row -> 1).isEmpty();
  }

  /**
   * Begins a generation in the name of a job, unless that job has begun one already.
   *
   * <p>A subscription that stood still goes on by it.
   *
   * @return the subscription after it; empty if it is gone
   */
  public Optional<Subscription> beginGeneration(UUID id, UUID job) {
    return database.run(
        connection -> {
          Statements.execute(
              connection,
              "update subscription set former_floor ="
                  // Before the first run aims it has none; 0 is the generation of what is in doubt.
                  + " case when generation = 0 then 1 else floor_generation end,"
                  + " floor_generation = generation + 1, generation = generation + 1,"
                  + " completed_commit = null, resync_job = ?, snapshot_open = ?, status = 'SCANNING',"
                  + " retry_count = 0, error_kind = null, error_detail = null"
                  + " where id = ? and (resync_job is null or resync_job <> ?)",
              job,
              true,
              id,
              job);
          return find(connection, id);
        });
  }

  /** Jobs that began a generation and have not let go of it. */
  public List<UUID> generationJobs() {
    return database.query(
        "select distinct resync_job from subscription where resync_job is not null",
        List.of(),
        row -> Columns.id(row, 1));
  }

  /** Takes back, for all that a job began, that everything is sent again; due at once. */
  public int cancelGenerations(UUID job, Instant now) {
    return database.execute(
        "update subscription set floor_generation = former_floor, resync_job = null,"
            + " next_run_at = ? where resync_job = ?",
        now,
        job);
  }

  /** Takes back that everything is sent again, what was sent stays sent; due at once. */
  public void cancelGeneration(UUID id, UUID job, Instant now) {
    database.execute(
        "update subscription set floor_generation = former_floor, resync_job = null,"
            + " next_run_at = ? where id = ? and resync_job = ?",
        now,
        id,
        job);
  }

  /** Lets go of the job that began the generation, since it has ended. */
  public void endGeneration(UUID id, UUID job) {
    database.execute(
        "update subscription set resync_job = null where id = ? and resync_job = ?", id, job);
  }

  private static String cut(String detail) {
    return detail == null || detail.length() <= MAX_DETAIL
        ? detail
        : detail.substring(0, MAX_DETAIL);
  }
}
