package org.sluice.intake.work;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sluice.forge.ForgeKind;
import org.sluice.identity.Caller;
import org.sluice.intake.ImportOptions;
import org.sluice.intake.Reason;
import org.sluice.intake.Verdict;
import org.sluice.intake.plan.PlannedLine;
import org.sluice.job.item.NewItem;
import org.sluice.job.item.SubjectType;
import org.sluice.platform.Ids;
import org.sluice.platform.Inside;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.Statements;

/** Keeps the lines of lists, in the transaction of whoever calls. */
@ApplicationScoped
@Inside
public class ImportLines {

  private static final int MOST_DETAIL = 500;

  @Inject private Database database;

  /** For the container. */
  public ImportLines() {
    // The database is injected.
  }

  /** The lines of a database outside a container. */
  public ImportLines(Database database) {
    this.database = database;
  }

  /** Begins a list; its lines follow. */
  public UUID begin(Caller requestedBy, ImportOptions options) {
    UUID id = Ids.next();
    database.execute(
        "insert into import_list (id, requested_by, requested_by_id, forge, forge_account_id,"
            + " created_at) values (?, ?, ?, ?, ?, ?)",
        id,
        requestedBy.username(),
        requestedBy.userId(),
        options.forge() == null ? null : options.forge().name(),
        options.forgeAccountId() == null ? null : options.forgeAccountId().toString(),
        Instant.now());
    return id;
  }

  /**
   * Keeps lines of a list.
   *
   * @return an item of a job for each, in order
   */
  public List<NewItem> keep(UUID list, List<PlannedLine> lines) {
    List<NewItem> items = new ArrayList<>();
    for (PlannedLine line : lines) {
      items.add(
          new NewItem(
              SubjectType.IMPORT_LINE,
              Ids.next(),
              subject(line),
              line.namespace().id(),
              "",
              line.verdict() == Verdict.ADD ? exclusive(line) : null));
    }
    List<Integer> places = new ArrayList<>();
    for (int i = 0; i < lines.size(); i++) {
      places.add(i);
    }
    database.run(
        connection -> {
          Statements.batch(
              connection,
              "insert into import_line (id, list_id, entry, line, reason, detail, url,"
                  + " upstream_key, namespace_id, name, tags, sync_interval, mirror, mirror_place)"
                  + " values "
                  + Statements.marks(14),
              places,
              i -> values(items.get(i).subjectId(), list, lines.get(i)));
          return null;
        });
    return items;
  }

  /** Within a namespace alone: that somebody else adds the same to another one is not told. */
  private static String exclusive(PlannedLine line) {
    return "IMPORT:" + line.namespace().id() + ":" + line.key();
  }

  private static String subject(PlannedLine line) {
    return switch (line.verdict()) {
      case ADD -> line.namespace().name() + "/" + line.name();
      case DUPLICATE -> line.url();
      case REFUSED -> "line " + line.line();
    };
  }

  private static Object[] values(UUID id, UUID list, PlannedLine line) {
    boolean refused = line.verdict() == Verdict.REFUSED;
    String detail = line.sentence();
    return new Object[] {
      id,
      list,
      line.entry(),
      line.line(),
      line.fault() == null ? null : line.fault().reason().name(),
      detail == null || detail.length() <= MOST_DETAIL ? detail : detail.substring(0, MOST_DETAIL),
      refused ? null : line.url(),
      line.key(),
      line.namespace().id(),
      line.name(),
      line.tags().isEmpty() ? null : String.join(";", line.tags()),
      line.interval(),
      line.mirror(),
      line.mirrorPlace()
    };
  }

  /** A line; empty if it is no longer kept. */
  Optional<StoredLine> find(UUID id) {
    return database
        .query(
            "select i.id, l.requested_by_id, i.line, i.reason, i.detail, i.url, i.upstream_key,"
                + " i.namespace_id, i.name, i.tags, i.sync_interval, i.mirror, i.mirror_place,"
                + " i.repository_id, l.forge, l.forge_account_id from import_line i join"
                + " import_list l on l.id = i.list_id where i.id = ?",
            List.of(id),
            ImportLines::line)
        .stream()
        .findFirst();
  }

  private static StoredLine line(ResultSet row) throws SQLException {
    String reason = row.getString(4);
    String tags = row.getString(10);
    String repository = row.getString(14);
    String forge = row.getString(15);
    String account = row.getString(16);
    return new StoredLine(
        row.getObject(1, UUID.class),
        row.getObject(2, UUID.class),
        forge == null ? null : ForgeKind.valueOf(forge),
        account == null ? null : UUID.fromString(account),
        row.getInt(3),
        reason == null ? null : Reason.valueOf(reason),
        row.getString(5),
        row.getString(6),
        row.getString(7),
        row.getObject(8, UUID.class),
        row.getString(9),
        tags == null ? List.of() : List.of(tags.split(";")),
        row.getString(11),
        row.getBoolean(12),
        row.getInt(13),
        repository == null ? null : UUID.fromString(repository));
  }

  /** Notes what a line has become, and by which job. */
  void become(UUID id, UUID repositoryId, UUID jobId) {
    database.execute(
        "update import_line set repository_id = ?, job_id = ? where id = ?",
        repositoryId.toString(),
        jobId.toString(),
        id);
  }

  /** Repositories that a job has made, in the order of their ids after the given one. */
  List<UUID> madeBy(UUID jobId, UUID after, int most) {
    return database.query(
        "select repository_id from import_line where job_id = ? and repository_id > ?"
            + " order by repository_id fetch first ? rows only",
        List.of(jobId.toString(), after.toString(), most),
        row -> UUID.fromString(row.getString(1)));
  }

  /** Who brought the list of which a job has made repositories; empty if it has made none. */
  Optional<UUID> requesterOf(UUID jobId) {
    return database
        .query(
            "select l.requested_by_id from import_line i join import_list l on l.id = i.list_id"
                + " where i.job_id = ? fetch first 1 rows only",
            List.of(jobId.toString()),
            row -> row.getObject(1, UUID.class))
        .stream()
        .findFirst();
  }

  /** Notes that a check is to follow a job, unless that is noted already. */
  void expectFollowUp(UUID jobId) {
    int noted =
        database
            .query(
                "select job_id from import_follow_up where job_id = ?",
                List.of(jobId),
                row -> row.getObject(1, UUID.class))
            .size();
    if (noted == 0) {
      database.execute(
          "insert into import_follow_up (job_id, created_at) values (?, ?)", jobId, Instant.now());
    }
  }

  /** Jobs that a check is to follow, the oldest first. */
  List<UUID> awaitingFollowUp() {
    return database.query(
        "select job_id from import_follow_up order by created_at fetch first 100 rows only",
        List.of(),
        row -> row.getObject(1, UUID.class));
  }

  /** Notes that a check has followed, or that there is nothing to check. */
  void followedUp(UUID jobId) {
    database.execute("delete from import_follow_up where job_id = ?", jobId);
  }

  /**
   * Forgets the oldest list that was brought before a time.
   *
   * @return false if there is none
   */
  boolean forgetOne(Instant before) {
    return database.execute(
            "delete from import_list where id in (select id from import_list where created_at < ?"
                + " order by created_at fetch first 1 rows only)",
            before.atOffset(ZoneOffset.UTC))
        > 0;
  }
}
