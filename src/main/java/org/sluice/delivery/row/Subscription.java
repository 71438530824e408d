package org.sluice.delivery.row;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import org.sluice.platform.Inside;

/**
 * What a subscriber receives of one repository, and how that stands.
 *
 * @param id the subscription
 * @param subscriberId who receives
 * @param repositoryId what
 * @param branch short name; null for the branch that HEAD names
 * @param include globs of the paths that are sent
 * @param exclude globs of those that are not, after all
 * @param status how it stands
 * @param generation number of its snapshots, from 1; 0 before the first
 * @param floor a file of an older generation is sent again
 * @param formerFloor to which the floor goes back if the re-sync is cancelled
 * @param resyncJob the job that began the generation; null if none, or it has ended
 * @param snapshotOpen whether the generation's snapshot has begun and is not completed
 * @param targetCommit commit that is being delivered; null if none was chosen yet
 * @param deliveredCommit commit of which everything has arrived; null if there was none
 * @param seenDigest digest of the mirror's refs when the target was chosen; null if never
 * @param counts its files
 * @param retryCount attempts that failed since it was last SYNCED
 * @param errorKind why it does not go on; null if it does
 * @param errorDetail one safe sentence; null if it goes on
 * @param toldFailure failure of the repository's sync of which the subscriber was told; null if it
 *     was told of none, or it is over
 * @param nextRunAt when it must be looked at; null if nothing is known to do
 * @param lastDeliveredAt when something last arrived; null if never
 * @param createdAt when it was made
 * @param updatedAt when somebody last edited it
 * @param version number of its edits
 */
@Inside
public record Subscription(
    UUID id,
    UUID subscriberId,
    UUID repositoryId,
    String branch,
    List<String> include,
    List<String> exclude,
    SubscriptionStatus status,
    int generation,
    int floor,
    int formerFloor,
    UUID resyncJob,
    boolean snapshotOpen,
    String targetCommit,
    String deliveredCommit,
    String seenDigest,
    Counts counts,
    int retryCount,
    String errorKind,
    String errorDetail,
    String toldFailure,
    Instant nextRunAt,
    Instant lastDeliveredAt,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  /** Columns of {@code subscription s}, as {@link #read} reads them. */
  public static final String COLUMNS =
      "s.id, s.subscriber_id, s.repository_id, s.branch, s.include_globs, s.exclude_globs,"
          + " s.status, s.generation, s.floor_generation, s.former_floor, s.resync_job,"
          + " s.snapshot_open, s.target_commit, s.delivered_commit, s.seen_digest,"
          + " s.files_total, s.files_delivered, s.files_open, s.files_refused, s.retry_count,"
          + " s.error_kind, s.error_detail, s.told_failure, s.next_run_at, s.last_delivered_at,"
          + " s.created_at, s.updated_at, s.version";

  /** The row of {@link #COLUMNS} at which a result stands. */
  public static Subscription read(ResultSet row) throws SQLException {
    return new Subscription(
        Columns.id(row, 1),
        Columns.id(row, 2),
        Columns.id(row, 3),
        row.getString(4),
        Columns.lines(row.getString(5)),
        Columns.lines(row.getString(6)),
        SubscriptionStatus.valueOf(row.getString(7)),
        row.getInt(8),
        row.getInt(9),
        row.getInt(10),
        Columns.id(row, 11),
        row.getBoolean(12),
        row.getString(13),
        row.getString(14),
        row.getString(15),
        new Subscription.Counts(row.getInt(16), row.getInt(17), row.getInt(18), row.getInt(19)),
        row.getInt(20),
        row.getString(21),
        row.getString(22),
        row.getString(23),
        Columns.instant(row, 24),
        Columns.instant(row, 25),
        Columns.instant(row, 26),
        Columns.instant(row, 27),
        row.getLong(28));
  }

  /**
   * Whether everything of a commit has arrived, and nothing was heard or changed since.
   *
   * @param commit at which the branch is now
   * @param failure of the repository's sync that the subscriber should know of; null if none
   */
  public boolean isSettled(String commit, String failure) {
    return status == SubscriptionStatus.SYNCED
        && nextRunAt == null
        && commit.equals(deliveredCommit)
        && Objects.equals(failure, toldFailure);
  }

  /** Whether something waits to be compared, sent or pulled, for as long as it may stand still. */
  public boolean isBehind() {
    boolean arrived =
        nextRunAt == null
            && counts.open() == 0
            && counts.refused() == 0
            && targetCommit != null
            && targetCommit.equals(deliveredCommit);
    return status != SubscriptionStatus.SYNCED && !(status.isStill() && arrived);
  }

  /**
   * Numbers of files of the target.
   *
   * @param total files that it has, as far as the globs let them through
   * @param delivered those that have arrived as they should be
   * @param open messages that wait for an attempt
   * @param refused messages that are quarantined or failed
   */
  public record Counts(int total, int delivered, int open, int refused) {

    /** Of a subscription that nothing was done for. */
    public static final Counts NONE = new Counts(0, 0, 0, 0);
  }
}
