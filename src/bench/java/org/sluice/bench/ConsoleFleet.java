package org.sluice.bench;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import org.sluice.registry.Fleet;
import org.sluice.testing.SharedDatabase;

/** Rows for every list of the console, in the database of a server. */
final class ConsoleFleet {

  /** The one subscription, subscriber, job and source whose pages are asked. */
  static final String ONE = id(9, "1").replace("'", "");

  private static final String NOW = "current_timestamp";
  private static final String TOMORROW = "dateadd('DAY', 1, current_timestamp)";
  private static final String AGO = "dateadd('SECOND', -x, current_timestamp)";
  private static final String NAMESPACE = "'00000000-0000-0001-0000-000000000001'";

  private final SharedDatabase database;

  private ConsoleFleet(SharedDatabase database) {
    this.database = database;
  }

  /**
   * Fills the database of a server that has just started.
   *
   * @param database that the server has open
   * @param size rows of each kind
   */
  static ConsoleFleet fill(SharedDatabase database, Size size) throws SQLException {
    ConsoleFleet fleet = new ConsoleFleet(database);
    Fleet.fill(database.connection(), size.repositories());
    fleet.execute(
        "update repository set next_refresh_at = "
            + TOMORROW
            + ", health_checked_at = "
            + NOW
            + ", next_sync_at = case when mirror_enabled then "
            + TOMORROW
            + " end");
    // So that both pages of those at GitHub are as full in a small fleet as in a large one.
    fleet.execute(
        "update repository set forge = 'GITHUB' where mod(ascii(right(name, 1)), 2) = 0"
            + " or full_name_lower in (select full_name_lower from repository order by"
            + " full_name_lower fetch first 50 rows only)");
    fleet.execute(
        "insert into mirror (repository_id, consecutive_failures, size_bytes, ref_count, digest)"
            + " select id, 0, 4096, 12, 'digest' from repository where mirror_enabled");
    fleet.insert(size);
    // As it does by itself some time after so many rows have come.
    fleet.execute("analyze");
    return fleet;
  }

  /**
   * How many rows there are of each kind.
   *
   * @param repositories also subscriptions of one subscriber, items of one job, messages of one
   *     subscription, notices and audited acts
   * @param pulls open pull requests
   * @param jobs ended jobs
   * @param people users, members of one namespace, subscribers, credentials, host keys, hosts,
   *     namespaces
   * @param kept forge accounts, channels, configuration sources
   */
  record Size(int repositories, int pulls, int jobs, int people, int kept) {}

  private void insert(Size size) throws SQLException {
    int many = size.repositories();
    execute(
        "insert into pull_request (id, repository_id, number, state, title, search_text, author,"
            + " bot, web_url, source_branch, target_branch, head_sha, draft, mergeable, light,"
            + " light_reason, light_sha, checks, checks_at, reviews, reviews_at, labels, digest,"
            + " created_at, updated_at, observed_at) select "
            + id(3, "n")
            + ", id, n, 'OPEN', 'Change ' || n, 'change ' || n, 'ana', false,"
            + " 'https://forge.example/' || n, 'topic', 'main', 'sha', false, 'YES', 'GREEN',"
            + " 'checks passed', 'sha', '[]', current_timestamp, '[]', current_timestamp, '[]',"
            + " 'digest', dateadd('MINUTE', -n, current_timestamp), dateadd('SECOND', -n, current_timestamp),"
            + " current_timestamp from (select id, row_number() over (order by full_name_lower) n"
            + " from repository) where n <= "
            + size.pulls());
    String job =
        "insert into job (id, kind, status, set_off_by, requested_by, selection, bulk, total,"
            + " pending, running, succeeded, failed, skipped, cancelled, folded, counters,"
            + " created_at, started_at, completed_at, version) select ";
    String ended =
        ", 0, 0, 0, 0, '{}', " + AGO + ", " + AGO + ", " + AGO + ", 1 from system_range(1, ";
    execute(
        job
            + id(4, "x")
            + ", 'SYNC', 'SUCCEEDED', 'MANUAL', 'admin', 'all', true, 1, 0, 0, 1"
            + ended
            + (size.jobs() - 1)
            + ")");
    execute(
        job
            + id(9, "1")
            + ", 'SYNC', 'SUCCEEDED', 'MANUAL', 'admin', 'all', true, "
            + many
            + ", 0, 0, "
            + many
            + ended
            + "1)");
    execute(
        "insert into job_item (id, job_id, position, subject_type, subject_id, subject_name,"
            + " namespace_id, host, status, attempts, started_at, completed_at) select "
            + id(5, "n")
            + ", "
            + id(9, "1")
            + ", n, 'REPOSITORY', id, owner || '/' || name, namespace_id, host, 'SUCCEEDED', 1,"
            + " current_timestamp, current_timestamp from (select id, owner, name, namespace_id,"
            + " host, row_number() over (order by id) n from repository)");
    rows(
        "subscriber (id, namespace_id, name, name_key, endpoint_url, secret, status,"
            + " breaker_failures, created_at, updated_at, version)",
        id(9, "x")
            + ", "
            + NAMESPACE
            + ", 'app-' || x, 'app-' || x, 'http://127.0.0.1:9/', 'x', 'ACTIVE', 0,"
            + " current_timestamp, current_timestamp, 1",
        size.people());
    execute(
        "insert into subscription (id, subscriber_id, repository_id, include_globs, status,"
            + " generation, floor_generation, former_floor, snapshot_open, next_sequence,"
            + " seen_digest, files_total, files_delivered, files_open, files_refused, retry_count,"
            + " created_at, updated_at, version) select "
            + id(9, "n")
            + ", "
            + id(9, "1")
            + ", id, '**', 'SYNCED', 1, 0, 0, false, 20000, 'digest', 1, 1, 0, 0, 0, current_timestamp,"
            + " current_timestamp, 1 from (select id, row_number() over (order by full_name_lower)"
            + " n from repository)");
    rows(
        "delivery (id, subscription_id, sequence, generation, event, status, attempts, refusals,"
            + " chunks_taken, created_at, ended_at)",
        id(6, "x")
            + ", "
            + id(9, "1")
            + ", x, 1, 'snapshot.started', 'DELIVERED', 0, 0, 0, current_timestamp,"
            + " current_timestamp",
        many);
    rows(
        "notice (id, topic, severity, subject, detail, transition_key, happened_at, search_text)",
        id(7, "x")
            + ", 'mirror.failed', 'WARNING', 'team/app' || x, 'It failed.', 'key' || x, "
            + AGO
            + ", 'team/app' || x",
        many);
    rows(
        "audit_entries (id, recorded_at, actor, action, subject, origin, outcome)",
        id(7, "x") + ", " + AGO + ", 'ana', 'repository-added', 'team/app' || x, '::1', 'DONE'",
        many);
    rows(
        "credential (id, owner_key, label, label_key, search_text, kind, host, username,"
            + " sealed_secret, created_at, updated_at, version)",
        id(8, "x")
            + ", '00000000-0000-0001-0000-000000000001', 'key ' || x, 'key ' || x, 'key ' || x,"
            + " 'TOKEN', 'forge.example', 'ana', 'x', current_timestamp, current_timestamp, 1",
        size.people());
    rows(
        "host_key (id, host, algorithm, key_text, fingerprint, status, first_seen_at, version)",
        id(8, "x")
            + ", 'host' || x || '.example', 'ssh-ed25519', 'x', 'SHA256:' || x, 'PENDING',"
            + " current_timestamp, 1",
        size.people());
    rows(
        "upstream_host (host, failed_runs, failed_mirrors, probes, waits)",
        "'host' || x || '.example', 1, '', 0, 0",
        size.people());
    rows(
        "forge_account (id, label, label_key, forge, base_url, clone_host, login, entered_login,"
            + " sealed_token, token_number, scopes, status, last_validated_at, created_at,"
            + " updated_at, version)",
        id(8, "x")
            + ", 'account ' || x, 'account ' || x, 'GITHUB', 'https://api.github.com',"
            + " 'github.com', 'ana', '', 'x', 1, '', 'VALID', current_timestamp,"
            + " current_timestamp, current_timestamp, 1",
        size.kept());
    rows(
        "notification_channel (id, name, name_key, kind, enabled, topics, minimum_severity,"
            + " recipients, url, created_at, updated_at, version)",
        id(8, "x")
            + ", 'channel-' || x, 'channel-' || x, 'WEBHOOK', false, '', 'ERROR', '',"
            + " 'http://127.0.0.1:9/', current_timestamp, current_timestamp, 1",
        size.kept());
    execute(
        "insert into config_source (id, name, name_key, repository_id, applications, source_rank,"
            + " interval_s, max_staleness_s, retry_on_error, max_retries, created_at, updated_at,"
            + " version, refresh_count, failures, next_refresh_at) select "
            + id(8, "n")
            + ", 'source-' || n, 'source-' || n, id, 'app-' || n, n, 8640000, 86400000, false, 0,"
            + " current_timestamp, current_timestamp, 1, 0, 0,"
            + " dateadd('DAY', 50, current_timestamp) from (select id, row_number() over (order by"
            + " id) n from repository) where n <= "
            + size.kept());
    rows(
        "namespaces (id, name, name_key, kind, created_at, updated_at, version)",
        id(8, "x")
            + ", 'group-' || x, 'group-' || x, 'TEAM', current_timestamp, current_timestamp, 1",
        size.people());
    rows(
        "users (id, name, name_key, admin_role, status, password_hash, session_epoch, created_at,"
            + " updated_at, version)",
        id(8, "x")
            + ", 'person-' || x, 'person-' || x, 'USER', 'ACTIVE', 'x', 0, current_timestamp,"
            + " current_timestamp, 1",
        size.people());
    rows(
        "members (id, namespace_id, user_id, member_role, created_at, version)",
        id(8, "x") + ", " + NAMESPACE + ", " + id(8, "x") + ", 'VIEWER', current_timestamp, 1",
        size.people());
  }

  /** A repository that has a pull request, as owner and name. */
  List<String> repository() throws SQLException {
    try (Statement statement = database.connection().createStatement();
        ResultSet row =
            statement.executeQuery(
                "select owner, name from repository order by full_name_lower limit 1")) {
      row.next();
      return List.of(row.getString(1), row.getString(2));
    }
  }

  private void rows(String table, String values, int count) throws SQLException {
    execute("insert into " + table + " select " + values + " from system_range(1, " + count + ")");
  }

  private void execute(String sql) throws SQLException {
    database.execute(sql);
  }

  /** An id of its own for each number, as SQL. */
  private static String id(int kind, String number) {
    return number.equals("1")
        ? "'00000000-0000-000" + kind + "-8000-000000000001'"
        : "cast('00000000-0000-000"
            + kind
            + "-8000-' || lpad(cast("
            + number
            + " as varchar), 12, '0') as uuid)";
  }
}
