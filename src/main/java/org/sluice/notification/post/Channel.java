package org.sluice.notification.post;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import java.util.regex.Pattern;
import org.sluice.notification.StoredNotice;
import org.sluice.platform.Notice.Severity;

/**
 * A way by which people hear of notices.
 *
 * <p>Its life: an administrator makes it, edits it, switches it off and on, and deletes it; Sluice
 * writes how the last attempt ended, which is no edit, and switches it off when its endpoint says
 * that it is gone.
 *
 * @param id the channel
 * @param name unique but for case
 * @param kind way of its messages
 * @param enabled whether it gets messages
 * @param topics globs of the topics that it wants; all if there are none
 * @param minimumSeverity the least that it wants
 * @param namespaceId the only namespace whose notices it wants; null for all there is
 * @param recipients addresses of a MAIL channel
 * @param url endpoint of a WEBHOOK channel; null for the other kind
 * @param secret sealed secret of a WEBHOOK channel; null for the other kind
 * @param previousSecret sealed secret before it; null if there is none
 * @param previousSecretUntil until when messages are signed by that one too
 * @param lastAttemptAt when something was last sent to it; null if never
 * @param lastOutcome how that ended
 * @param lastDetail and why, in one sentence
 * @param createdAt when it was made
 * @param updatedAt when it was last edited
 * @param version number of edits
 */
public record Channel(
    UUID id,
    String name,
    ChannelKind kind,
    boolean enabled,
    List<String> topics,
    Severity minimumSeverity,
    UUID namespaceId,
    List<String> recipients,
    String url,
    String secret,
    String previousSecret,
    Instant previousSecretUntil,
    Instant lastAttemptAt,
    AttemptOutcome lastOutcome,
    String lastDetail,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  /** Columns of {@code notification_channel c}, as {@link #read} reads them. */
  public static final String COLUMNS =
      "c.id, c.name, c.kind, c.enabled, c.topics, c.minimum_severity, c.namespace_id,"
          + " c.recipients, c.url, c.secret, c.previous_secret, c.previous_secret_until,"
          + " c.last_attempt_at, c.last_outcome, c.last_detail, c.created_at, c.updated_at,"
          + " c.version";

  /** Copies the collections. */
  public Channel {
    topics = List.copyOf(topics);
    recipients = List.copyOf(recipients);
  }

  /** Reads {@link #COLUMNS}. */
  public static Channel read(ResultSet row) throws SQLException {
    String outcome = row.getString(14);
    return new Channel(
        row.getObject(1, UUID.class),
        row.getString(2),
        ChannelKind.valueOf(row.getString(3)),
        row.getBoolean(4),
        list(row.getString(5)),
        Severity.valueOf(row.getString(6)),
        row.getObject(7, UUID.class),
        list(row.getString(8)),
        row.getString(9),
        row.getString(10),
        row.getString(11),
        instant(row, 12),
        instant(row, 13),
        outcome == null ? null : AttemptOutcome.valueOf(outcome),
        row.getString(15),
        instant(row, 16),
        instant(row, 17),
        row.getLong(18));
  }

  private static Instant instant(ResultSet row, int column) throws SQLException {
    OffsetDateTime stored = row.getObject(column, OffsetDateTime.class);
    return stored == null ? null : stored.toInstant();
  }

  private static List<String> list(String joined) {
    return joined.isEmpty() ? List.of() : Arrays.asList(joined.split(","));
  }

  /** Whether it gets a message about the notice. */
  public boolean wants(StoredNotice notice) {
    return notice.severity().compareTo(minimumSeverity) >= 0
        && (namespaceId == null || namespaceId.equals(notice.namespaceId()))
        && (topics.isEmpty() || topics.stream().anyMatch(glob -> fits(glob, notice.topic())));
  }

  private static boolean fits(String glob, String topic) {
    return Pattern.matches(Pattern.quote(glob).replace("*", "\\E.*\\Q"), topic);
  }

  /** The same as it is to be stored after the rules were applied. */
  public Channel tidied(
      String tidyName, List<String> tidyTopics, List<String> tidyRecipients, String tidyUrl) {
    return new Channel(
        id,
        tidyName,
        kind,
        enabled,
        tidyTopics,
        minimumSeverity,
        namespaceId,
        tidyRecipients,
        tidyUrl,
        secret,
        previousSecret,
        previousSecretUntil,
        lastAttemptAt,
        lastOutcome,
        lastDetail,
        createdAt,
        updatedAt,
        version);
  }

  /** The next edit of it: another secret, the old one good until a time. */
  public Channel withSecret(String sealed, String sealedPrevious, Instant until, Instant now) {
    return new Channel(
        id,
        name,
        kind,
        enabled,
        topics,
        minimumSeverity,
        namespaceId,
        recipients,
        url,
        sealed,
        sealedPrevious,
        until,
        lastAttemptAt,
        lastOutcome,
        lastDetail,
        createdAt,
        now,
        version + 1);
  }

  /** The next edit of it: switched off. */
  public Channel switchedOff(Instant now) {
    return new Channel(
        id,
        name,
        kind,
        false,
        topics,
        minimumSeverity,
        namespaceId,
        recipients,
        url,
        secret,
        previousSecret,
        previousSecretUntil,
        lastAttemptAt,
        lastOutcome,
        lastDetail,
        createdAt,
        now,
        version + 1);
  }

  /** Without secrets, sealed as they are. */
  @Override
  public String toString() {
    return "channel " + name + " (" + kind + ", " + id + ")";
  }
}
