package org.sluice.configsource.hook;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.UUID;
import org.sluice.platform.Inside;

/**
 * A URL that is told of the changes of one source.
 *
 * <p>Its life: a maintainer adds it and deletes it. A change makes it due; each attempt moves the
 * next one, and one that is taken moves {@code toldCommit}. It is switched off when its endpoint
 * says that it is gone, and on again by a ping that is taken.
 *
 * @param id the listener
 * @param sourceId the source
 * @param url where it is told
 * @param secret sealed
 * @param enabled whether it is told
 * @param toldCommit the commit that it was told last, or that the source had when it was added;
 *     null if there was none, or it was told that the label is gone
 * @param heardAt time of the newest change that it has been told, or is to be told
 * @param nextAttemptAt when it is told next, or when an attempt counts as lost; null if there is
 *     nothing to tell
 * @param failures attempts in a row that were not taken
 * @param lastAttemptAt when something was last sent to it; null if never
 * @param lastTaken whether it was taken
 * @param lastDetail and why not, in one sentence
 * @param createdAt when it was added
 */
@Inside
public record Listener(
    UUID id,
    UUID sourceId,
    String url,
    String secret,
    boolean enabled,
    String toldCommit,
    Instant heardAt,
    Instant nextAttemptAt,
    int failures,
    Instant lastAttemptAt,
    boolean lastTaken,
    String lastDetail,
    Instant createdAt) {

  /** Columns of {@code config_listener l}, as {@link #read} reads them. */
  static final String COLUMNS =
      "l.id, l.source_id, l.url, l.secret, l.enabled, l.told_commit, l.heard_at,"
          + " l.next_attempt_at, l.failures, l.last_attempt_at, l.last_taken, l.last_detail,"
          + " l.created_at";

  static Listener read(ResultSet row) throws SQLException {
    return new Listener(
        row.getObject(1, UUID.class),
        row.getObject(2, UUID.class),
        row.getString(3),
        row.getString(4),
        row.getBoolean(5),
        row.getString(6),
        instant(row, 7),
        instant(row, 8),
        row.getInt(9),
        instant(row, 10),
        row.getBoolean(11),
        row.getString(12),
        instant(row, 13));
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime stored = row.getObject(column, OffsetDateTime.class);
    return stored == null ? null : stored.toInstant();
  }

  /** Leaves out the secret and the URL, which may be one. */
  @Override
  public String toString() {
    return "Listener[id=" + id + ", sourceId=" + sourceId + "]";
  }
}
