package org.sluice.registry.status;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sluice.forge.ForgeKind;
import org.sluice.identity.Caller;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;
import org.sluice.registry.RepositoryRef;

/**
 * Lets the room of pull requests write what lists tell of them, and find out which repositories are
 * due.
 *
 * <p>A repository is due when its time has come and no job has it. Every change is one statement by
 * an index; none touches {@code version}, so that an editor is not disturbed.
 */
@Stateless
public class RefreshColumns {

  private static final String REF = "select id, namespace_id, owner, name, host from repository";

  @Inject private Database database;

  /** For the container. */
  public RefreshColumns() {
    // The database is injected.
  }

  /** The columns of a database outside a container. */
  public RefreshColumns(Database database) {
    this.database = database;
  }

  private static RepositoryRef ref(ResultSet row) throws SQLException {
    return new RepositoryRef(
        row.getObject(1, UUID.class),
        row.getObject(2, UUID.class),
        row.getString(3) + "/" + row.getString(4),
        row.getString(5));
  }

  /** Repositories whose time has come and that no job has, the longest due first. */
  public List<RepositoryRef> due(Instant now, int most) {
    return database.query(
        REF
            + " where next_refresh_at <= ? and coalesce(refresh_job, '') = ''"
            + " order by next_refresh_at fetch first ? rows only",
        List.of(now.atOffset(java.time.ZoneOffset.UTC), most),
        RefreshColumns::ref);
  }

  /** Repositories at forges in the order of their ids, after the given one, that he maintains. */
  public List<RepositoryRef> maintained(Caller caller, UUID after, int most) {
    Collection<UUID> namespaces = caller.namespacesMaintained();
    if (!caller.seesEverything() && namespaces.isEmpty()) {
      return List.of();
    }
    List<Object> values = new ArrayList<>(List.of(ForgeKind.PLAIN.name(), after));
    String where = " where forge <> ? and id > ?";
    if (!caller.seesEverything()) {
      where += " and namespace_id in " + Statements.marks(namespaces.size());
      values.addAll(namespaces);
    }
    values.add(most);
    return database.query(
        REF + where + " order by id fetch first ? rows only", values, RefreshColumns::ref);
  }

  /** Marks repositories as waiting for a job, in the caller's transaction; marked ones stay. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void mark(Collection<UUID> ids, UUID job) {
    List<Object> values = new ArrayList<>(List.of(job.toString()));
    values.addAll(ids);
    database.execute(
        "update repository set refresh_job = ? where id in "
            + Statements.marks(ids.size())
            + " and refresh_job is null",
        values.toArray());
  }

  /** Takes back all marks of a job. */
  public void release(UUID job) {
    database.execute(
        "update repository set refresh_job = null where refresh_job = ?", job.toString());
  }

  /** Takes back the mark of one repository, if that job still has it. */
  public void release(UUID id, UUID job) {
    database.execute(
        "update repository set refresh_job = null where id = ? and refresh_job = ?",
        id,
        job.toString());
  }

  /** Jobs that repositories are marked with; a handful. */
  public List<UUID> markingJobs() {
    return database.query(
        "select distinct refresh_job from repository where refresh_job is not null",
        List.of(),
        row -> UUID.fromString(row.getString(1)));
  }

  /** Puts off what a job has marked, so that the timer does not take it up at once. */
  public void postpone(UUID job, Instant next) {
    database.execute(
        "update repository set next_refresh_at = ?"
            + " where refresh_job = ? and next_refresh_at < ?",
        next,
        job.toString(),
        next);
  }

  /**
   * Records that a look begins.
   *
   * @return false if the repository is gone
   */
  public boolean begin(UUID id, Instant now) {
    return database.execute(
            "update repository set last_refresh_attempt_at = ? where id = ?", now, id)
        == 1;
  }

  /**
   * Records what a look found, in the caller's transaction.
   *
   * @param whole whether everything could be read
   * @param next when the timer looks next; null if never
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void found(
      UUID id, Light light, String reason, Instant at, boolean whole, Optional<Instant> next) {
    database.run(
        connection -> {
          change(connection, id, light, reason, at, next);
          return whole
              ? Statements.execute(
                  connection, "update repository set last_refreshed_at = ? where id = ?", at, id)
              : 0;
        });
  }

  private static void change(
      Connection connection,
      UUID id,
      Light light,
      String reason,
      Instant at,
      Optional<Instant> next)
      throws SQLException {
    Statements.execute(
        connection,
        "update repository set light = ?, light_rank = ?, light_reason = ?, light_at = ?, next_refresh_at = "
            + (next.isPresent() ? "?" : "null")
            + ", refresh_job = null where id = ?",
        next.isPresent()
            ? new Object[] {light, light.ordinal(), reason, at, next.get(), id}
            : new Object[] {light, light.ordinal(), reason, at, id});
  }

  /** Sets when the timer looks next; nothing else changes. */
  public void plan(UUID id, Optional<Instant> next) {
    if (next.isPresent()) {
      database.execute(
          "update repository set next_refresh_at = ?, refresh_job = null where id = ?",
          next.get(),
          id);
    } else {
      database.execute(
          "update repository set next_refresh_at = null, refresh_job = null where id = ?", id);
    }
  }

  /** Makes due at once what names an account, or is at a host that it is the default of. */
  public void wake(UUID account, ForgeKind forge, String host, Instant now) {
    database.execute(
        "update repository set next_refresh_at = ? where forge_account_id = ?"
            + " and (next_refresh_at is null or next_refresh_at > ?)",
        now,
        account.toString(),
        now);
    if (host != null) {
      database.execute(
          "update repository set next_refresh_at = ? where forge = ? and host = ?"
              + " and forge_account_id is null"
              + " and (next_refresh_at is null or next_refresh_at > ?)",
          now,
          forge,
          host,
          now);
    }
  }
}
