package org.sluice.configsource.hook;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sluice.egress.webhook.Attempt;
import org.sluice.failure.DomainException;
import org.sluice.platform.Inside;
import org.sluice.platform.Notice;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;
import org.sluice.rest.PageQuery;

/** Every statement about listeners, each in a transaction of its own unless there is one. */
@Stateless
@Inside
@TransactionAttribute(TransactionAttributeType.REQUIRED)
public class ListenerStore {

  /** Most listeners of one source. */
  static final int MOST = 20;

  /** After this time an attempt of which nothing was recorded is taken for lost. */
  static final Duration LEASE = Duration.ofMinutes(1);

  // The time of a source's last change is compared as it is stored, never as an event has it: a
  // column holds microseconds, and what is cut off would look like another change.
  private static final String HEAR =
      "update config_listener set heard_at ="
          + " (select s.last_change_at from config_source s where s.id = config_listener.source_id),"
          + " next_attempt_at = coalesce(next_attempt_at, ?) where enabled = ? and exists"
          + " (select 1 from config_source s where s.id = config_listener.source_id"
          + " and s.last_change_at > config_listener.heard_at)";

  @Inject private Database database;
  @Inject private Event<Notice> notices;

  /** For the container. */
  public ListenerStore() {
    // The database is injected.
  }

  /** The statements on a database outside a container. */
  ListenerStore(Database database) {
    this.database = database;
  }

  /**
   * What is due, with the listener as it was found.
   *
   * @param id the listener
   * @param url where it is told
   */
  public record Due(UUID id, String url) {}

  /**
   * Adds a listener that knows the present commit of its source.
   *
   * @return the listener
   * @throws DomainException NOT_FOUND if the source is gone; CONFLICT if it has that URL already,
   *     or too many
   */
  public Listener add(
      UUID id, UUID sourceId, String sourceName, String url, String secret, Instant now) {
    return database.run(
        connection -> {
          // The lock lets two who add at once count past each other no more.
          List<Listener> known =
              Statements.read(
                  connection,
                  "select s.current_commit, s.last_change_at from config_source s where s.id = ?"
                      + " for update",
                  List.of(sourceId),
                  row -> {
                    OffsetDateTime changed = row.getObject(2, OffsetDateTime.class);
                    return new Listener(
                        id,
                        sourceId,
                        url,
                        secret,
                        true,
                        row.getString(1),
                        changed == null ? Instant.EPOCH : changed.toInstant(),
                        null,
                        0,
                        null,
                        false,
                        null,
                        now);
                  });
          if (known.isEmpty()) {
            throw DomainException.notFound("configuration source");
          }
          List<Listener> others = of(connection, sourceId);
          for (Listener other : others) {
            if (other.url().equals(url)) {
              throw DomainException.conflict(
                  "listener-there",
                  "There is a listener of that URL already.",
                  "/config-sources/" + sourceName + "/listeners/" + other.id());
            }
          }
          if (others.size() >= MOST) {
            throw DomainException.conflict(
                "too-many-listeners", "A source may have " + MOST + " listeners.");
          }
          Listener listener = known.get(0);
          Statements.execute(
              connection,
              "insert into config_listener (id, source_id, url, secret, enabled, told_commit,"
                  + " heard_at, failures, last_taken, created_at)"
                  + " values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
              listener.id(),
              listener.sourceId(),
              listener.url(),
              listener.secret(),
              listener.enabled(),
              listener.toldCommit(),
              listener.heardAt(),
              listener.failures(),
              listener.lastTaken(),
              listener.createdAt());
          return listener;
        });
  }

  private static List<Listener> of(Connection connection, UUID sourceId) throws SQLException {
    return Statements.read(
        connection,
        "select " + Listener.COLUMNS + " from config_listener l where l.source_id = ?",
        List.of(sourceId),
        Listener::read);
  }

  /** One page of a source's listeners, in the order of their adding unless turned round. */
  public List<Listener> page(UUID sourceId, PageQuery query) {
    boolean descending = query.sort().stream().anyMatch(PageQuery.Sort::descending);
    String direction = descending ? " desc" : "";
    return database.query(
        "select "
            + Listener.COLUMNS
            + " from config_listener l where l.source_id = ? order by l.created_at"
            + direction
            + ", l.id"
            + direction
            + " offset ? rows fetch next ? rows only",
        List.of(sourceId, query.offset(), query.size()),
        Listener::read);
  }

  /** Number of a source's listeners. */
  public long count(UUID sourceId) {
    return database
        .query(
            "select count(*) from config_listener l where l.source_id = ?",
            List.of(sourceId),
            row -> row.getLong(1))
        .get(0);
  }

  /** One listener of a source. */
  public Optional<Listener> find(UUID sourceId, UUID id) {
    return database
        .query(
            "select "
                + Listener.COLUMNS
                + " from config_listener l where l.id = ? and l.source_id = ?",
            List.of(id, sourceId),
            Listener::read)
        .stream()
        .findFirst();
  }

  /** Deletes a listener; does nothing if it is gone. */
  public void delete(UUID id) {
    database.execute("delete from config_listener where id = ?", id);
  }

  /** Makes those due whose source has changed since they heard of it; who waits goes on waiting. */
  public void hear(UUID sourceId, Instant now) {
    database.execute(HEAR + " and source_id = ?", now, true, sourceId);
  }

  /** The same for all sources, whatever event was missed. */
  public void hearAll(Instant now) {
    database.execute(HEAR, now, true);
  }

  /** Listeners that have to be told by now, the longest due first. */
  public List<Due> due(Instant now, int most) {
    return database.query(
        "select l.id, l.url from config_listener l where l.next_attempt_at <= ?"
            + " order by l.next_attempt_at, l.id fetch first ? rows only",
        List.of(now, most),
        row -> new Due(row.getObject(1, UUID.class), row.getString(2)));
  }

  /**
   * Begins an attempt, unless another node has begun it or nothing is due any more. Until {@link
   * #record} or the end of the lease nobody else begins it.
   */
  public Optional<Listener> take(UUID id, Instant now) {
    return database.run(
        connection -> {
          int taken =
              Statements.execute(
                  connection,
                  "update config_listener set next_attempt_at = ?, last_attempt_at = ?"
                      + " where id = ? and enabled = ? and next_attempt_at <= ?",
                  now.plus(LEASE),
                  now,
                  id,
                  true,
                  now);
          return taken == 0
              ? Optional.empty()
              : Statements.read(
                      connection,
                      "select " + Listener.COLUMNS + " from config_listener l where l.id = ?",
                      List.of(id),
                      Listener::read)
                  .stream()
                  .findFirst();
        });
  }

  /**
   * Records that a listener knows of a change.
   *
   * @param changedAt time of the change, as it is stored; one that was heard of since is told at
   *     once
   * @param commit that it now knows
   * @param attempt what was sent; null if there was no need
   */
  public void told(UUID id, Instant changedAt, String commit, Attempt attempt, Instant now) {
    List<Object> values = new ArrayList<>();
    values.add(commit);
    values.add(changedAt);
    values.add(changedAt);
    values.add(changedAt);
    values.add(now);
    if (attempt != null) {
      values.add(true);
      values.add(attempt.detail());
    }
    values.add(id);
    database.execute(
        "update config_listener set told_commit = ?,"
            + " heard_at = case when heard_at > ? then heard_at else ? end,"
            + " next_attempt_at = case when heard_at > ? then cast(? as timestamp with time zone)"
            + " else null end, failures = 0"
            + (attempt == null ? "" : ", last_taken = ?, last_detail = ?")
            + " where id = ?",
        values.toArray());
  }

  /**
   * Records that a message was not taken.
   *
   * @param wait until the next attempt
   */
  public void refused(Listener listener, Attempt attempt, Duration wait, Instant now) {
    database.execute(
        "update config_listener set next_attempt_at = ?, failures = ?, last_taken = ?,"
            + " last_detail = ? where id = ?",
        now.plus(wait),
        listener.failures() + 1,
        false,
        attempt.detail(),
        listener.id());
  }

  /**
   * Switches off a listener whose endpoint wants nothing any more, and says so.
   *
   * @param notice to those who look after the source
   */
  public void switchOff(Listener listener, Attempt attempt, Notice notice) {
    database.execute(
        "update config_listener set enabled = ?, next_attempt_at = null, failures = ?,"
            + " last_taken = ?, last_detail = ? where id = ?",
        false,
        listener.failures() + 1,
        false,
        attempt.detail(),
        listener.id());
    notices.fire(notice);
  }

  /**
   * Records what became of a ping; one that was taken switches the listener on, which is then told
   * what it was not told.
   */
  public void pinged(UUID id, Attempt attempt, Instant now) {
    boolean taken = attempt.verdict() == Attempt.Verdict.SENT;
    database.execute(
        "update config_listener set last_attempt_at = ?, last_taken = ?, last_detail = ?"
            + (taken
                ? ", next_attempt_at = case when enabled = ? then next_attempt_at else ? end,"
                    + " enabled = ?"
                : "")
            + " where id = ?",
        taken
            ? new Object[] {now, true, attempt.detail(), true, now, true, id}
            : new Object[] {now, false, attempt.detail(), id});
  }
}
