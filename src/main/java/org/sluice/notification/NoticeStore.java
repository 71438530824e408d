package org.sluice.notification;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.notification.channel.MessageStore;
import org.sluice.platform.Notice.Severity;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;
import org.sluice.rest.PageQuery;

/** Every statement about notices: announced, told, listed, read. */
@Stateless
public class NoticeStore {

  /** Column by sort key of the list. */
  static final Map<String, String> SORTS =
      Map.of("happenedAt", "n.happened_at", "topic", "n.topic", "subject", "n.subject");

  /** Filters of the list. */
  static final Set<String> FILTERS = Set.of("topic", "severity", "unread", "namespace");

  /** Most rows that one transaction tells or deletes. */
  static final int PORTION = 200;

  /** Most topics to choose from. */
  private static final int MOST_TOPICS = 100;

  private static final UUID NONE = new UUID(0, 0);

  @Inject private Database database;
  @Inject private MessageStore messages;

  /** For the container. */
  public NoticeStore() {
    // Both are injected.
  }

  /** The statements on a database outside a container. */
  NoticeStore(Database database, MessageStore messages) {
    this.database = database;
    this.messages = messages;
  }

  /** Keeps what is announced, in the caller's transaction or else in one of its own. */
  public void announce(StoredNotice notice) {
    database.execute(
        "insert into notice_announced (id, topic, severity, subject, detail, link, namespace_id,"
            + " transition_key, happened_at) values (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        notice.values());
  }

  /** What was announced and is not told yet, in the order of its announcement; one portion. */
  public List<StoredNotice> announced() {
    return database.query(
        "select " + StoredNotice.COLUMNS + " from notice_announced n order by n.id limit ?",
        List.of(PORTION),
        StoredNotice::read);
  }

  /**
   * Tells what was announced: stores each transition that was not told before, with a message for
   * each channel that wants it, and lets go of the announcements.
   *
   * @return those that were told
   * @throws org.sluice.platform.database.DatabaseFailed also if somebody else tells one of them at
   *     this moment
   */
  public List<StoredNotice> tell(List<StoredNotice> announced) {
    return database.run(
        connection -> {
          Map<String, StoredNotice> fresh = new LinkedHashMap<>();
          Set<String> known = known(connection, announced);
          for (StoredNotice each : announced) {
            if (!known.contains(each.transition())) {
              fresh.putIfAbsent(each.transition(), each.told());
            }
          }
          List<StoredNotice> told = List.copyOf(fresh.values());
          Statements.batch(
              connection,
              "insert into notice (id, topic, severity, subject, detail, link, namespace_id,"
                  + " transition_key, happened_at, search_text)"
                  + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              told,
              NoticeStore::withSearched);
          messages.enqueue(connection, told);
          Statements.batch(
              connection,
              "delete from notice_announced where id = ?",
              announced,
              each -> new Object[] {each.id()});
          return told;
        });
  }

  private static Set<String> known(Connection connection, List<StoredNotice> announced)
      throws SQLException {
    if (announced.isEmpty()) {
      return Set.of();
    }
    return new HashSet<>(
        Statements.read(
            connection,
            "select transition_key from notice where transition_key in "
                + Statements.marks(announced.size()),
            announced.stream().map(StoredNotice::transition).toList(),
            row -> row.getString(1)));
  }

  private static Object[] withSearched(StoredNotice notice) {
    List<Object> values = new ArrayList<>(java.util.Arrays.asList(notice.values()));
    values.add(notice.searched());
    return values.toArray();
  }

  /**
   * Part of the list.
   *
   * @param rows the notices of the page
   * @param read ids of those that the caller has read
   * @param total all that fit
   */
  public record Slice(List<StoredNotice> rows, Set<UUID> read, long total) {}

  /**
   * A page of the notices that a caller sees.
   *
   * @param query sorted by {@link #SORTS}, filtered by {@link #FILTERS}
   * @param namespaceId the namespace that the filter names; null if it names none
   */
  public Slice page(Caller caller, PageQuery query, UUID namespaceId) {
    return database.run(
        connection -> {
          UUID through = readThrough(connection, reader(caller));
          Where where = new Where(caller);
          query.filter("topic").ifPresent(topic -> where.add("n.topic = ?", topic));
          query
              .filter("severity", Severity.class)
              .ifPresent(severity -> where.add("n.severity = ?", severity));
          if (query.filter("namespace").isPresent()) {
            where.add("n.namespace_id = ?", namespaceId == null ? NONE : namespaceId);
          }
          if (query.text() != null) {
            where.add("n.search_text like ? escape '!'", like(query.text()));
          }
          query.filter("unread").ifPresent(flag -> where.unread(flag, through, reader(caller)));
          long total =
              Statements.read(
                      connection,
                      "select count(*) from notice n" + where.text(),
                      where.values,
                      row -> row.getLong(1))
                  .get(0);
          if (query.offset() >= total) {
            return new Slice(List.of(), Set.of(), total);
          }
          List<Object> paged = new ArrayList<>(where.values);
          paged.add(query.size());
          paged.add(query.offset());
          List<StoredNotice> rows =
              Statements.read(
                  connection,
                  "select "
                      + StoredNotice.COLUMNS
                      + " from notice n"
                      + where.text()
                      + order(query)
                      + " limit ? offset ?",
                  paged,
                  StoredNotice::read);
          return new Slice(rows, read(connection, reader(caller), through, rows), total);
        });
  }

  private static String order(PageQuery query) {
    return query.sort().stream()
        .map(sort -> SORTS.get(sort.key()) + (sort.descending() ? " desc" : ""))
        .collect(
            Collectors.joining(
                ", ", " order by ", ", n.id" + (query.sort().get(0).descending() ? " desc" : "")));
  }

  private static Set<UUID> read(
      Connection connection, UUID user, UUID through, List<StoredNotice> rows) throws SQLException {
    Set<UUID> read = new HashSet<>();
    if (rows.isEmpty()) {
      return read;
    }
    List<Object> values = new ArrayList<>(List.of(user, through));
    rows.forEach(row -> values.add(row.id()));
    read.addAll(
        Statements.read(
            connection,
            "select n.id from notice n left join notice_read r"
                + " on r.notice_id = n.id and r.user_id = ?"
                + " where (n.id <= ? or r.notice_id is not null) and n.id in "
                + Statements.marks(rows.size()),
            values,
            row -> row.getObject(1, UUID.class)));
    return read;
  }

  /**
   * How many notices a caller has not read.
   *
   * @param most where counting ends
   */
  public long unread(Caller caller, int most) {
    return database.run(
        connection -> {
          Where where = new Where(caller);
          where.unread("true", readThrough(connection, reader(caller)), reader(caller));
          List<Object> values = new ArrayList<>(where.values);
          values.add(most);
          return Statements.read(
                  connection,
                  "select count(*) from (select n.id from notice n" + where.text() + " limit ?) u",
                  values,
                  row -> row.getLong(1))
              .get(0);
        });
  }

  /** Ids of those of the notices that the caller sees. */
  public Set<UUID> seen(Caller caller, Collection<UUID> ids) {
    if (ids.isEmpty()) {
      return Set.of();
    }
    Where where = new Where(caller);
    where.conditions.add("n.id in " + Statements.marks(ids.size()));
    where.values.addAll(ids);
    return new HashSet<>(
        database.query(
            "select n.id from notice n" + where.text(),
            where.values,
            row -> row.getObject(1, UUID.class)));
  }

  /**
   * Notes that a user has read some notices; once more does no harm.
   *
   * @throws org.sluice.platform.database.DatabaseFailed also if the user notes one of them at this
   *     moment
   */
  public void markRead(UUID user, Collection<UUID> ids) {
    database.run(
        connection -> {
          for (UUID id : ids) {
            Statements.execute(
                connection,
                "insert into notice_read (user_id, notice_id) select ?, n.id from notice n"
                    + " where n.id = ? and not exists (select 1 from notice_read r"
                    + " where r.user_id = ? and r.notice_id = n.id)",
                user,
                id,
                user);
          }
          return null;
        });
  }

  /**
   * Notes that a user has read every notice that there is.
   *
   * @throws org.sluice.platform.database.DatabaseFailed also if the user does so twice at this
   *     moment
   */
  public void markAllRead(UUID user) {
    database.run(
        connection -> {
          List<UUID> newest =
              Statements.read(
                  connection,
                  "select n.id from notice n order by n.id desc limit 1",
                  List.of(),
                  row -> row.getObject(1, UUID.class));
          if (newest.isEmpty()) {
            return null;
          }
          int met =
              Statements.execute(
                  connection,
                  "update notice_reader set read_through = ? where user_id = ?",
                  newest.get(0),
                  user);
          if (met == 0) {
            Statements.execute(
                connection,
                "insert into notice_reader (user_id, read_through) values (?, ?)",
                user,
                newest.get(0));
          }
          Statements.execute(connection, "delete from notice_read where user_id = ?", user);
          return null;
        });
  }

  /** Topics that there are notices of, in alphabetical order. */
  public List<String> topics() {
    return database.query(
        "select distinct n.topic from notice n order by n.topic limit ?",
        List.of(MOST_TOPICS),
        row -> row.getString(1));
  }

  /**
   * Deletes one portion of the notices that happened before a time, with their messages.
   *
   * @return how many
   */
  public int deleteBefore(Instant time) {
    return database.execute(
        "delete from notice where id in"
            + " (select n.id from notice n where n.happened_at < ? order by n.happened_at limit ?)",
        time,
        PORTION);
  }

  /** How many announcements wait to be told. */
  public long countAnnounced() {
    return database
        .query("select count(*) from notice_announced", List.of(), row -> row.getLong(1))
        .get(0);
  }

  private static UUID readThrough(Connection connection, UUID user) throws SQLException {
    List<UUID> found =
        Statements.read(
            connection,
            "select read_through from notice_reader where user_id = ?",
            List.of(user),
            row -> row.getObject(1, UUID.class));
    return found.isEmpty() ? NONE : found.get(0);
  }

  private static UUID reader(Caller caller) {
    return caller.userId() == null ? NONE : caller.userId();
  }

  private static String like(String text) {
    String escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    return "%" + escaped.toLowerCase(Locale.ROOT) + "%";
  }

  /** The condition of a list: what the caller sees, and what he filters by. */
  private static final class Where {

    private final List<String> conditions = new ArrayList<>();
    private final List<Object> values = new ArrayList<>();

    Where(Caller caller) {
      if (caller.seesEverything()) {
        return;
      }
      Set<UUID> namespaces = caller.namespacesSeen();
      if (namespaces.isEmpty()) {
        conditions.add("1 = 0");
      } else {
        conditions.add("n.namespace_id in " + Statements.marks(namespaces.size()));
        values.addAll(namespaces);
      }
    }

    void add(String condition, Object value) {
      conditions.add(condition);
      values.add(value);
    }

    void unread(String flag, UUID through, UUID user) {
      String read =
          "exists (select 1 from notice_read r where r.user_id = ? and r.notice_id = n.id)";
      switch (flag) {
        case "true" -> {
          add("n.id > ?", through);
          add("not " + read, user);
        }
        case "false" -> {
          conditions.add("(n.id <= ? or " + read + ")");
          values.add(through);
          values.add(user);
        }
        default -> throw DomainException.invalid("unread", "must be true or false");
      }
    }

    String text() {
      return conditions.isEmpty() ? "" : " where " + String.join(" and ", conditions);
    }
  }
}
