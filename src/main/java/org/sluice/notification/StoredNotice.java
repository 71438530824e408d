package org.sluice.notification;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Locale;
import java.util.UUID;
import org.sluice.platform.Ids;
import org.sluice.platform.Notice;
import org.sluice.platform.Notice.Severity;

/**
 * A notice as it is stored: announced in the transaction that it is about, then told, and deleted
 * when it is older than notices are kept. Nothing of it changes.
 *
 * @param id the row; sorts by the time of its making
 * @param topic kind of transition
 * @param severity how much it matters
 * @param subject what it is about
 * @param text one safe sentence
 * @param link path below the API base; null if none
 * @param namespaceId who sees it; null for administrators alone
 * @param transition what makes it one
 * @param happenedAt when it happened
 */
public record StoredNotice(
    UUID id,
    String topic,
    Severity severity,
    String subject,
    String text,
    String link,
    UUID namespaceId,
    String transition,
    Instant happenedAt) {

  /** Columns of both tables of notices, called {@code n}, as {@link #read} reads them. */
  public static final String COLUMNS =
      "n.id, n.topic, n.severity, n.subject, n.detail, n.link, n.namespace_id,"
          + " n.transition_key, n.happened_at";

  private static final int MAX_SUBJECT = 300;
  private static final int MAX_TEXT = 1000;
  private static final int MAX_LINK = 600;
  private static final int MAX_SEARCHED = 1400;

  /** The row for what is announced: in one line each, and no longer than its columns. */
  static StoredNotice of(Notice notice) {
    return new StoredNotice(
        Ids.next(),
        notice.topic(),
        notice.severity(),
        line(notice.subject(), MAX_SUBJECT),
        line(notice.text(), MAX_TEXT),
        notice.link() == null || notice.link().length() > MAX_LINK ? null : notice.link(),
        notice.namespaceId(),
        notice.transition(),
        notice.happenedAt());
  }

  /** The same as a row that is told now. */
  StoredNotice told() {
    return new StoredNotice(
        Ids.next(), topic, severity, subject, text, link, namespaceId, transition, happenedAt);
  }

  /** Subject and text in the form in which they are searched. */
  String searched() {
    return line((subject + " " + text).toLowerCase(Locale.ROOT), MAX_SEARCHED);
  }

  /** Reads {@link #COLUMNS} from the first column on. */
  public static StoredNotice read(ResultSet row) throws SQLException {
    return new StoredNotice(
        row.getObject(1, UUID.class),
        row.getString(2),
        Severity.valueOf(row.getString(3)),
        row.getString(4),
        row.getString(5),
        row.getString(6),
        row.getObject(7, UUID.class),
        row.getString(8),
        row.getObject(9, OffsetDateTime.class).toInstant());
  }

  /** The values of {@link #COLUMNS} in their order. */
  Object[] values() {
    return new Object[] {
      id, topic, severity, subject, text, link, namespaceId, transition, happenedAt
    };
  }

  // Line ends would break the subject of a mail, and one database refuses the character NUL.
  private static String line(String text, int most) {
    String line = text.replaceAll("[\\p{Cntrl}\\s]+", " ").strip();
    return line.length() <= most ? line : line.substring(0, most - 1) + "…";
  }
}
