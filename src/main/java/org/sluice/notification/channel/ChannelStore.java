package org.sluice.notification.channel;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.egress.webhook.Attempt;
import org.sluice.notification.post.AttemptOutcome;
import org.sluice.notification.post.Channel;
import org.sluice.notification.post.ChannelKind;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;
import org.sluice.rest.PageQuery;

/**
 * Every statement about channels, in the transaction of whoever calls. It is no session bean: one
 * server would log a name that is taken as a defect, with its value.
 */
@ApplicationScoped
public class ChannelStore {

  /** Column by sort key of the list. */
  static final Map<String, String> SORTS =
      Map.of("name", "c.name_key", "kind", "c.kind", "createdAt", "c.created_at");

  /** Filters of the list. */
  static final Set<String> FILTERS = Set.of("kind");

  @Inject private Database database;

  /** For the container. */
  public ChannelStore() {
    // The database is injected.
  }

  /** The statements on a database outside a container. */
  ChannelStore(Database database) {
    this.database = database;
  }

  /**
   * Part of the list.
   *
   * @param rows the channels of the page
   * @param total all that fit
   */
  public record Slice(List<Channel> rows, long total) {}

  /** A page of the channels. */
  public Slice page(PageQuery query) {
    List<String> conditions = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    query
        .filter("kind", ChannelKind.class)
        .ifPresent(
            kind -> {
              conditions.add("c.kind = ?");
              values.add(kind);
            });
    if (query.text() != null) {
      conditions.add("c.name_key like ? escape '!'");
      String escaped = query.text().replace("!", "!!").replace("%", "!%").replace("_", "!_");
      values.add("%" + escaped.toLowerCase(Locale.ROOT) + "%");
    }
    String where = conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    String order =
        query.sort().stream()
            .map(sort -> SORTS.get(sort.key()) + (sort.descending() ? " desc" : ""))
            .collect(Collectors.joining(", ", " order by ", ", c.id"));
    return database.run(
        connection -> {
          long total =
              Statements.read(
                      connection,
                      "select count(*) from notification_channel c" + where,
                      values,
                      row -> row.getLong(1))
                  .get(0);
          List<Object> paged = new ArrayList<>(values);
          paged.add(query.size());
          paged.add(query.offset());
          return new Slice(
              Statements.read(
                  connection,
                  "select "
                      + Channel.COLUMNS
                      + " from notification_channel c"
                      + where
                      + order
                      + " limit ? offset ?",
                  paged,
                  Channel::read),
              total);
        });
  }

  /** How many channels there are. */
  public long count() {
    return database
        .query("select count(*) from notification_channel", List.of(), row -> row.getLong(1))
        .get(0);
  }

  /** One channel. */
  public Optional<Channel> find(UUID id) {
    return database
        .query(
            "select " + Channel.COLUMNS + " from notification_channel c where c.id = ?",
            List.of(id),
            Channel::read)
        .stream()
        .findFirst();
  }

  /** One channel, locked until the end of the transaction. */
  public Optional<Channel> lock(UUID id) {
    return database.run(connection -> lock(connection, id));
  }

  static Optional<Channel> lock(Connection connection, UUID id) throws SQLException {
    return Statements.read(
            connection,
            "select " + Channel.COLUMNS + " from notification_channel c where c.id = ? for update",
            List.of(id),
            Channel::read)
        .stream()
        .findFirst();
  }

  /** Whether a channel wants the notices of a namespace only. */
  public boolean anyLimitedTo(UUID namespaceId) {
    return !database
        .query(
            "select c.id from notification_channel c where c.namespace_id = ? limit 1",
            List.of(namespaceId),
            row -> row.getObject(1, UUID.class))
        .isEmpty();
  }

  /**
   * Stores a new channel.
   *
   * @throws org.sluice.platform.database.DatabaseFailed also if the name is taken
   */
  public void insert(Channel channel) {
    database.execute(
        "insert into notification_channel (name, name_key, enabled, topics, minimum_severity,"
            + " namespace_id, recipients, url, secret, previous_secret, previous_secret_until,"
            + " updated_at, version, id, kind, created_at)"
            + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        values(channel, channel.id(), channel.kind(), channel.createdAt()));
  }

  /**
   * Stores all of a channel that is edited; what Sluice writes of attempts is left alone.
   *
   * @throws org.sluice.platform.database.DatabaseFailed also if the name is taken
   */
  public void update(Channel channel) {
    database.execute(
        "update notification_channel set name = ?, name_key = ?, enabled = ?, topics = ?,"
            + " minimum_severity = ?, namespace_id = ?, recipients = ?, url = ?, secret = ?,"
            + " previous_secret = ?, previous_secret_until = ?, updated_at = ?, version = ?"
            + " where id = ?",
        values(channel, channel.id()));
  }

  private static Object[] values(Channel channel, Object... more) {
    List<Object> values = new ArrayList<>();
    values.add(channel.name());
    values.add(channel.name().toLowerCase(Locale.ROOT));
    values.add(channel.enabled());
    values.add(String.join(",", channel.topics()));
    values.add(channel.minimumSeverity());
    values.add(channel.namespaceId());
    values.add(String.join(",", channel.recipients()));
    values.add(channel.url());
    values.add(channel.secret());
    values.add(channel.previousSecret());
    values.add(channel.previousSecretUntil());
    values.add(channel.updatedAt());
    values.add(channel.version());
    values.addAll(java.util.Arrays.asList(more));
    return values.toArray();
  }

  /** Gives up what a channel that was switched off has not sent. */
  public void drop(UUID id) {
    database.run(
        connection -> {
          MessageStore.drop(connection, id);
          return null;
        });
  }

  /** Deletes a channel with its messages. */
  public void delete(UUID id) {
    database.execute("delete from notification_channel where id = ?", id);
  }

  /** Notes how an attempt ended that no message stands for. */
  public void attempted(UUID id, Attempt attempt, Instant at) {
    database.run(
        connection -> {
          attempted(connection, id, attempt, at);
          return null;
        });
  }

  static void attempted(Connection connection, UUID id, Attempt attempt, Instant at)
      throws SQLException {
    Statements.execute(
        connection,
        "update notification_channel set last_attempt_at = ?, last_outcome = ?, last_detail = ?"
            + " where id = ?",
        at,
        AttemptOutcome.of(attempt),
        attempt.detail(),
        id);
  }
}
