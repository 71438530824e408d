package org.sluice.job.watch;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.job.JobHour;
import org.sluice.job.JobKind;
import org.sluice.job.JobStatus;
import org.sluice.job.item.ItemStatus;
import org.sluice.job.row.Job;
import org.sluice.job.row.JobItem;
import org.sluice.job.row.JobRows;
import org.sluice.job.row.SeenJob;
import org.sluice.platform.database.Statements;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** Looks jobs and items up; each method reads in a transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class JobLookup {

  /** Column by sort key of the list of jobs. */
  public static final Map<String, String> JOB_SORTS =
      Map.of(
          "createdAt", "j.created_at",
          "completedAt", "j.completed_at",
          "kind", "j.kind",
          "status", "j.status");

  /** The states of items in their order, what failed first. */
  private static final List<ItemStatus> WORST_FIRST =
      List.of(
          ItemStatus.FAILED,
          ItemStatus.RUNNING,
          ItemStatus.CANCELLED,
          ItemStatus.SKIPPED,
          ItemStatus.PENDING,
          ItemStatus.SUCCEEDED);

  private static final List<PageQuery.Sort> BY_STATUS =
      List.of(new PageQuery.Sort("status", false));

  /** Column by sort key of a job's items; by status, what failed comes first. */
  public static final Map<String, String> ITEM_SORTS =
      Map.of(
          "position",
          "i.position",
          "name",
          "i.subject_name",
          "completedAt",
          "i.completed_at",
          "status",
          WORST_FIRST.stream()
              .map(status -> "when '" + status + "' then " + WORST_FIRST.indexOf(status))
              .collect(Collectors.joining(" ", "case i.status ", " end")));

  private static final String ACTIVE = "('QUEUED', 'RUNNING', 'PAUSED', 'CANCELLING')";

  /** Beginning and end of an hour. */
  private static final String HOUR =
      "(cast(? as timestamp with time zone), cast(? as timestamp with time zone))";

  @Inject private JobRows rows;

  /** For the container. */
  public JobLookup() {}

  /** The look-up in these rows, outside a container. */
  public JobLookup(JobRows rows) {
    this.rows = rows;
  }

  /** One job with its namespaces. */
  public Optional<SeenJob> find(UUID jobId) {
    return rows
        .query(
            "select " + JobRows.JOB_COLUMNS + " from job j where j.id = ?",
            List.of(jobId),
            JobRows::job)
        .stream()
        .findFirst()
        .map(job -> new SeenJob(job, namespaces(jobId)));
  }

  private Set<UUID> namespaces(UUID jobId) {
    return new HashSet<>(
        rows.query(
            "select namespace_id from job_namespace where job_id = ?",
            List.of(jobId),
            JobRows::id));
  }

  /** Every job that has not ended, oldest first. */
  public List<SeenJob> active() {
    Map<UUID, Set<UUID>> namespaces = new HashMap<>();
    rows.query(
        "select n.job_id, n.namespace_id from job_namespace n join job j on j.id = n.job_id"
            + " where j.status in "
            + ACTIVE,
        List.of(),
        row ->
            namespaces
                .computeIfAbsent(row.getObject(1, UUID.class), job -> new HashSet<>())
                .add(row.getObject(2, UUID.class)));
    return rows
        .query(
            "select "
                + JobRows.JOB_COLUMNS
                + " from job j where j.status in "
                + ACTIVE
                + " order by j.created_at, j.id",
            List.of(),
            JobRows::job)
        .stream()
        .map(job -> new SeenJob(job, namespaces.getOrDefault(job.id(), Set.of())))
        .toList();
  }

  /** Ids of all jobs that have not ended. */
  public Set<UUID> activeIds() {
    return new HashSet<>(
        rows.query("select id from job where status in " + ACTIVE, List.of(), JobRows::id));
  }

  /**
   * A page of the jobs that a caller sees.
   *
   * @param query sorted by {@link #JOB_SORTS}, filtered by {@code kind, status, requestedBy, since}
   */
  public Page<Job> jobs(Caller caller, PageQuery query) {
    List<String> where = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    seen(caller, where, values);
    query.filter("kind", JobKind.class).ifPresent(kind -> add(where, values, "j.kind = ?", kind));
    query
        .filter("status", JobStatus.class)
        .ifPresent(status -> add(where, values, "j.status = ?", status));
    query.filter("requestedBy").ifPresent(name -> add(where, values, "j.requested_by = ?", name));
    query
        .filter("since")
        .ifPresent(time -> add(where, values, "j.created_at >= ?", time("since", time)));
    if (query.text() != null) {
      add(where, values, "lower(j.selection) like ? escape '!'", like(query.text()));
    }
    String from = " from job j" + (where.isEmpty() ? "" : " where " + String.join(" and ", where));
    return Page.of(
        query,
        rows.query(
            "select "
                + JobRows.JOB_COLUMNS
                + from
                + " order by "
                + order(query, JOB_SORTS)
                + "j.id desc offset ? rows fetch next ? rows only",
            and(values, query.offset(), query.size() + 1),
            JobRows::job),
        () -> Page.Total.upTo(rows.count(Page.COUNTED, "select j.id" + from, values)));
  }

  /** The condition for {@link JobRights#sees}, in the database. */
  private static void seen(Caller caller, List<String> where, List<Object> values) {
    if (caller.seesEverything()) {
      return;
    }
    List<String> either = new ArrayList<>();
    if (caller.userId() != null) {
      String own = "j.requested_by_id = ?";
      values.add(caller.userId());
      if (caller.limitedTo() != null) {
        own += " and " + within(caller.limitedTo(), values);
      }
      either.add("(" + own + ")");
    }
    Set<UUID> namespaces = caller.namespacesSeen();
    if (!namespaces.isEmpty()) {
      either.add(
          "(exists (select 1 from job_namespace n where n.job_id = j.id) and "
              + within(namespaces, values)
              + ")");
    }
    where.add(either.isEmpty() ? "1 = 0" : "(" + String.join(" or ", either) + ")");
  }

  private static String within(Set<UUID> namespaces, List<Object> values) {
    if (namespaces.isEmpty()) {
      return "not exists (select 1 from job_namespace n where n.job_id = j.id)";
    }
    values.addAll(namespaces);
    return "not exists (select 1 from job_namespace n where n.job_id = j.id"
        + " and n.namespace_id not in "
        + Statements.marks(namespaces.size())
        + ")";
  }

  /**
   * What the jobs that a caller sees came to, by the hour in which they ended, the earliest first;
   * hours in which none did are left out.
   *
   * @param since beginning of the first hour
   * @param hours how many there are
   */
  public List<JobHour> hours(Caller caller, Instant since, int hours) {
    List<Object> values = new ArrayList<>();
    for (int i = 0; i < hours; i++) {
      values.add(since.plus(i, ChronoUnit.HOURS));
      values.add(since.plus(i + 1L, ChronoUnit.HOURS));
    }
    List<String> where = new ArrayList<>();
    seen(caller, where, values);
    // Each hour is a range of an index; to compute the hour of each job takes H2 ten times as long.
    return rows.query(
        "select h.begins, count(*), sum(j.succeeded), sum(j.failed) from (values "
            + String.join(", ", Collections.nCopies(hours, HOUR))
            + ") h (begins, ends) join job j"
            + " on j.completed_at >= h.begins and j.completed_at < h.ends"
            + (where.isEmpty() ? "" : " where " + String.join(" and ", where))
            + " group by h.begins order by h.begins",
        values,
        row ->
            new JobHour(
                row.getObject(1, OffsetDateTime.class).toInstant(),
                row.getLong(2),
                row.getLong(3),
                row.getLong(4)));
  }

  /**
   * A page of a job's items.
   *
   * @param query sorted by {@link #ITEM_SORTS}, filtered by {@code status}
   */
  public Page<JobItem> items(UUID jobId, PageQuery query) {
    List<String> where = new ArrayList<>();
    List<Object> values = new ArrayList<>();
    add(where, values, "i.job_id = ?", jobId);
    query
        .filter("status", ItemStatus.class)
        .ifPresent(status -> add(where, values, "i.status = ?", status));
    if (query.text() != null) {
      add(where, values, "lower(i.subject_name) like ? escape '!'", like(query.text()));
    }
    String from = " from job_item i where " + String.join(" and ", where);
    return Page.of(
        query,
        query.sort().equals(BY_STATUS)
            ? worstFirst(from, values, query)
            : rows.query(
                "select "
                    + JobRows.ITEM_COLUMNS
                    + from
                    + " order by "
                    + order(query, ITEM_SORTS)
                    + "i.position offset ? rows fetch next ? rows only",
                and(values, query.offset(), query.size() + 1),
                JobRows::item),
        () -> Page.Total.upTo(rows.count(Page.COUNTED, "select i.id" + from, values)));
  }

  /** Of each state no more are read than lie up to the page's end; an index has them in order. */
  private List<JobItem> worstFirst(String from, List<Object> values, PageQuery query) {
    List<String> parts = new ArrayList<>();
    List<Object> all = new ArrayList<>();
    for (ItemStatus status : WORST_FIRST) {
      parts.add(
          "(select i.id, "
              + WORST_FIRST.indexOf(status)
              + " as place"
              + from
              + " and i.status = ? order by i.job_id, i.status, i.position"
              + " fetch first ? rows only)");
      all.addAll(and(values, status, query.offset() + query.size() + 1));
    }
    return rows.query(
        "select "
            + JobRows.ITEM_COLUMNS
            + " from ("
            + String.join(" union all ", parts)
            + ") found join job_item i on i.id = found.id order by found.place, i.position"
            + " offset ? rows fetch next ? rows only",
        and(all, query.offset(), query.size() + 1),
        JobRows::item);
  }

  private static List<Object> and(List<Object> values, Object... more) {
    List<Object> all = new ArrayList<>(values);
    Collections.addAll(all, more);
    return all;
  }

  private static void add(List<String> where, List<Object> values, String condition, Object value) {
    where.add(condition);
    values.add(value);
  }

  private static String like(String text) {
    String escaped = text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
    return "%" + escaped.toLowerCase(Locale.ROOT) + "%";
  }

  private static Instant time(String field, String text) {
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException notATime) {
      throw DomainException.invalid(field, "must be a time such as 2026-01-31T12:00:00Z");
    }
  }

  private static String order(PageQuery query, Map<String, String> columns) {
    StringBuilder order = new StringBuilder();
    for (PageQuery.Sort sort : query.sort()) {
      order.append(columns.get(sort.key())).append(sort.descending() ? " desc" : "");
      if (sort.key().equals("completedAt")) {
        // What has not ended comes last either way; the databases differ where nothing is said.
        order.append(" nulls last");
      }
      order.append(", ");
    }
    return order.toString();
  }

  /** Items about the given subjects that have not ended, in jobs of a kind. */
  public List<JobItem> activeItems(JobKind kind, Collection<UUID> subjectIds) {
    List<JobItem> found = new ArrayList<>();
    List<UUID> ids = List.copyOf(new HashSet<>(subjectIds));
    for (int from = 0; from < ids.size(); from += JobRows.BATCH) {
      List<Object> values =
          new ArrayList<>(ids.subList(from, Math.min(ids.size(), from + JobRows.BATCH)));
      String marks = Statements.marks(values.size());
      values.add(kind);
      found.addAll(
          rows.query(
              "select "
                  + JobRows.ITEM_COLUMNS
                  + " from job_item i join job j on j.id = i.job_id where i.subject_id in "
                  + marks
                  + " and i.status in ('PENDING', 'RUNNING') and j.kind = ?"
                  + " order by j.created_at",
              values,
              JobRows::item));
    }
    return found;
  }
}
