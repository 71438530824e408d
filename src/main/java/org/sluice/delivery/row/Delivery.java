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
 * @param sequence its number among the subscription's messages, from 1: its place in the order in
 *     which they are sent
 * @param generation in which it was planned
 * @param event what it tells
 * @param commitId the commit that it is of; null if of none
 * @param createdAt when it was planned; also the message's timestamp
 * @param subject what it is about
 * @param progress how far it came
 */
@Inside
public record Delivery(
    UUID id,
    UUID subscriptionId,
    long sequence,
    int generation,
    DeliveryEvent event,
    String commitId,
    Instant createdAt,
    Subject subject,
    Progress progress) {

  /** Columns of {@code delivery d}, as {@link #read} reads them. */
  public static final String COLUMNS =
      "d.id, d.subscription_id, d.sequence, d.generation, d.event, d.commit_id, d.created_at,"
          + " d.path_key, d.blob_id, d.mode, d.size_bytes, d.sha256, d.previous_sha256,"
          + " d.file_count, d.status, d.refusals, d.chunks_taken, d.next_attempt_at, d.attempts,"
          + " d.attempted_at, d.http_status, d.latency_ms, d.failure_kind, d.answer, d.ended_at";

  /** The row of {@link #COLUMNS} at which a result stands. */
  public static Delivery read(ResultSet row) throws SQLException {
    return new Delivery(
        Columns.id(row, 1),
        Columns.id(row, 2),
        row.getLong(3),
        row.getInt(4),
        DeliveryEvent.ofType(row.getString(5)),
        row.getString(6),
        Columns.instant(row, 7),
        new Subject(
            Columns.path(row, 8),
            row.getString(9),
            row.getString(10),
            Columns.size(row, 11),
            row.getString(12),
            row.getString(13),
            Columns.number(row, 14)),
        new Progress(
            DeliveryStatus.valueOf(row.getString(15)),
            row.getInt(16),
            row.getInt(17),
            Columns.instant(row, 18),
            attempt(row, Columns.instant(row, 20)),
            Columns.instant(row, 25)));
  }

  private static DeliveryAttempt attempt(ResultSet row, Instant at) throws SQLException {
    return at == null
        ? null
        : new DeliveryAttempt(
            row.getInt(19),
            at,
            Columns.number(row, 21),
            row.getInt(22),
            row.getString(23),
            row.getString(24));
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
        commitId,
        now,
        Subject.NOTHING,
        Progress.NONE);
  }

  private Delivery with(long number, Subject what, Progress far) {
    return new Delivery(
        id, subscriptionId, number, generation, event, commitId, createdAt, what, far);
  }

  private Delivery with(Subject what) {
    return with(sequence, what, progress);
  }

  private Delivery with(Progress far) {
    return with(sequence, subject, far);
  }

  /** The same under another number. */
  public Delivery numbered(long number) {
    return with(number, subject, progress);
  }

  /** The same about a file; content is sent unless it is gone. */
  public Delivery of(FilePath file, String blob, String fileMode, String previous) {
    return with(Subject.file(file, blob, fileMode, previous));
  }

  /** The same about so many files. */
  public Delivery of(int files) {
    return with(Subject.files(files));
  }

  /** The same, once its content was read. */
  public Delivery read(long bytes, String digest) {
    return with(subject.read(bytes, digest));
  }

  /** The same after an attempt that was taken. */
  public Delivery taken(DeliveryAttempt attempt) {
    return with(progress.taken(attempt));
  }

  /**
   * The same after an attempt that was not taken and is followed by another one.
   *
   * @param chunks how many of its chunks have arrived for good
   */
  public Delivery waiting(DeliveryAttempt attempt, boolean refused, int chunks, Instant until) {
    return with(progress.waiting(attempt, refused, chunks, until));
  }

  /** The same without another attempt, once so many of its chunks have arrived. */
  public Delivery arrivedUpTo(int chunks) {
    return with(progress.arrivedUpTo(chunks));
  }

  /** The same after an attempt that no other one follows. */
  public Delivery refused(DeliveryAttempt attempt) {
    return with(progress.ended(DeliveryStatus.QUARANTINED, attempt));
  }

  /** The same after an attempt that failed and of which nothing depends. */
  public Delivery failed(DeliveryAttempt attempt) {
    return with(progress.ended(DeliveryStatus.FAILED, attempt));
  }

  /** Whether it waits, or was refused and nothing newer took its place. */
  public boolean isOpen() {
    return status() == DeliveryStatus.PENDING || status() == DeliveryStatus.QUARANTINED;
  }

  /** Path of its file; null if it is about none. */
  public FilePath path() {
    return subject.path();
  }

  /** What became of it so far. */
  public DeliveryStatus status() {
    return progress.status();
  }

  /** Number of attempts that were made. */
  public int attempts() {
    return progress.attempts();
  }

  /** Attempts that the receiver refused as such. */
  public int refusals() {
    return progress.refusals();
  }

  /** The last attempt; null if there was none. */
  public DeliveryAttempt last() {
    return progress.last();
  }
}
