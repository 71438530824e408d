package org.sluice.delivery.row;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.UUID;
import org.sluice.platform.Inside;

/**
 * A message to a subscriber: what it is about, and how far it came.
 *
 * <p>Its life: it is planned, PENDING, in a transaction, before anything of it is sent; attempts
 * follow until it is DELIVERED, QUARANTINED or FAILED; or something newer takes its place.
 *
 * @param id the message's id, the same in every attempt
 * @param subscriptionId whose it is
 * @param sequence its number among the subscription's messages, from 1
 * @param generation in which it was planned
 * @param event what it tells
 * @param path of its file; null if it is about none
 * @param commitId the commit that it is of; null if of none
 * @param blobId of the content that is sent; null if none is
 * @param mode of the file; null if no content is sent
 * @param size of the content in bytes; null until it was read
 * @param sha256 of the content; null until it was read
 * @param previousSha256 of what the receiver had at that path; null if nothing
 * @param fileCount number of files that the commit has, in snapshot events; else null
 * @param status how far it came
 * @param attempts that were made
 * @param refusals attempts that the receiver refused as such
 * @param chunksTaken how many of its chunks have arrived
 * @param nextAttemptAt before which it is not tried again; null if at once
 * @param last the last attempt; null if there was none
 * @param createdAt when it was planned; also the message's timestamp
 * @param endedAt when it ended; null if it has not
 */
@Inside
public record Delivery(
    UUID id,
    UUID subscriptionId,
    long sequence,
    int generation,
    DeliveryEvent event,
    FilePath path,
    String commitId,
    String blobId,
    String mode,
    Long size,
    String sha256,
    String previousSha256,
    Integer fileCount,
    DeliveryStatus status,
    int attempts,
    int refusals,
    int chunksTaken,
    Instant nextAttemptAt,
    DeliveryAttempt last,
    Instant createdAt,
    Instant endedAt) {

  /** Columns of {@code delivery d}, as {@link #read} reads them. */
  public static final String COLUMNS =
      "d.id, d.subscription_id, d.sequence, d.generation, d.event, d.path_key, d.commit_id,"
          + " d.blob_id, d.mode, d.size_bytes, d.sha256, d.previous_sha256, d.file_count, d.status,"
          + " d.attempts, d.refusals, d.chunks_taken, d.next_attempt_at, d.attempted_at,"
          + " d.http_status, d.latency_ms, d.failure_kind, d.answer, d.created_at, d.ended_at";

  /** The row of {@link #COLUMNS} at which a result stands. */
  public static Delivery read(ResultSet row) throws SQLException {
    int attempts = row.getInt(15);
    Instant attemptedAt = Columns.instant(row, 19);
    return new Delivery(
        Columns.id(row, 1),
        Columns.id(row, 2),
        row.getLong(3),
        row.getInt(4),
        DeliveryEvent.ofType(row.getString(5)),
        Columns.path(row, 6),
        row.getString(7),
        row.getString(8),
        row.getString(9),
        Columns.size(row, 10),
        row.getString(11),
        row.getString(12),
        Columns.number(row, 13),
        DeliveryStatus.valueOf(row.getString(14)),
        attempts,
        row.getInt(16),
        row.getInt(17),
        Columns.instant(row, 18),
        attemptedAt == null
            ? null
            : new DeliveryAttempt(
                attempts,
                attemptedAt,
                Columns.number(row, 20),
                row.getInt(21),
                row.getString(22),
                row.getString(23)),
        Columns.instant(row, 24),
        Columns.instant(row, 25));
  }

  /** A message that was not sent yet. */
  public static Delivery planned(
      UUID id,
      UUID subscriptionId,
      long sequence,
      int generation,
      DeliveryEvent event,
      String commitId,
      Instant now) {
    return new Delivery(
        id,
        subscriptionId,
        sequence,
        generation,
        event,
        null,
        commitId,
        null,
        null,
        null,
        null,
        null,
        null,
        DeliveryStatus.PENDING,
        0,
        0,
        0,
        null,
        null,
        now,
        null);
  }

  /** The same about a file; content is sent unless it is gone. */
  public Delivery of(FilePath file, String blob, String fileMode, String previous) {
    return new Delivery(
        id,
        subscriptionId,
        sequence,
        generation,
        event,
        file,
        commitId,
        blob,
        fileMode,
        null,
        null,
        previous,
        null,
        status,
        attempts,
        refusals,
        chunksTaken,
        nextAttemptAt,
        last,
        createdAt,
        endedAt);
  }

  /** The same about so many files. */
  public Delivery of(int files) {
    return new Delivery(
        id,
        subscriptionId,
        sequence,
        generation,
        event,
        path,
        commitId,
        blobId,
        mode,
        size,
        sha256,
        previousSha256,
        files,
        status,
        attempts,
        refusals,
        chunksTaken,
        nextAttemptAt,
        last,
        createdAt,
        endedAt);
  }

  /** The same, once its content was read. */
  public Delivery read(long bytes, String digest) {
    return new Delivery(
        id,
        subscriptionId,
        sequence,
        generation,
        event,
        path,
        commitId,
        blobId,
        mode,
        bytes,
        digest,
        previousSha256,
        fileCount,
        status,
        attempts,
        refusals,
        chunksTaken,
        nextAttemptAt,
        last,
        createdAt,
        endedAt);
  }

  /** The same after an attempt that was taken. */
  public Delivery taken(DeliveryAttempt attempt) {
    return after(attempt, DeliveryStatus.DELIVERED, refusals, 0, null, attempt.at());
  }

  /**
   * The same after an attempt that was not taken and is followed by another one.
   *
   * @param chunks how many of its chunks have arrived for good
   */
  public Delivery waiting(DeliveryAttempt attempt, boolean refused, int chunks, Instant until) {
    return after(
        attempt, DeliveryStatus.PENDING, refusals + (refused ? 1 : 0), chunks, until, null);
  }

  /** The same after an attempt that no other one follows. */
  public Delivery refused(DeliveryAttempt attempt) {
    return after(attempt, DeliveryStatus.QUARANTINED, refusals + 1, 0, null, attempt.at());
  }

  /** The same after an attempt that failed and of which nothing depends. */
  public Delivery failed(DeliveryAttempt attempt) {
    return after(attempt, DeliveryStatus.FAILED, refusals + 1, 0, null, attempt.at());
  }

  private Delivery after(
      DeliveryAttempt attempt,
      DeliveryStatus now,
      int refusedSoFar,
      int chunks,
      Instant until,
      Instant end) {
    return new Delivery(
        id,
        subscriptionId,
        sequence,
        generation,
        event,
        path,
        commitId,
        blobId,
        mode,
        size,
        sha256,
        previousSha256,
        fileCount,
        now,
        attempt.number(),
        refusedSoFar,
        chunks,
        until,
        attempt,
        createdAt,
        end);
  }

  /** Whether it waits, or was refused and nothing newer took its place. */
  public boolean isOpen() {
    return status == DeliveryStatus.PENDING || status == DeliveryStatus.QUARANTINED;
  }
}
