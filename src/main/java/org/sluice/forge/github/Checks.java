package org.sluice.forge.github;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.sluice.forge.Check;
import org.sluice.forge.ForgeApi;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.RepositoryPath;
import org.sluice.forge.Told;

/**
 * Reads the checks and the statuses of commits.
 *
 * <p>Runs of the same check are those of the same name, app, workflow and event. A run that REST
 * tells names its suite alone; the workflow is asked for only where runs of one name are in several
 * suites. Where that is not shown, each suite is a series of its own: a failure may then outlive
 * its re-run, but one workflow's success never hides the failure of another.
 */
final class Checks {

  private static final String ACTIONS = "github-actions";

  /** What of a run is wanted; the rest of it, its output above all, may be large. */
  private record Run(
      long id, String name, String app, long suite, String state, String url, Instant at) {

    static Run ofRest(Told run) throws ForgeFailure {
      String app = run.objectOrNull("app", each -> each.textOrNull("slug"));
      Long suite = run.objectOrNull("check_suite", each -> each.number("id"));
      return new Run(
          run.number("id"),
          run.text("name"),
          app == null ? "" : app,
          suite == null ? 0 : suite,
          Checks.state(run.text("status"), run.textOrNull("conclusion")),
          run.textOrNull("html_url"),
          run.timeOrNull("started_at"));
    }

    boolean isJob() {
      return app.equals(ACTIONS);
    }

    Check check(Map<Long, String> workflows) {
      String workflow = isJob() ? workflows.getOrDefault(suite, "suite " + suite) : "";
      return new Check(name, series(name, app, workflow), state, false, url, at, id);
    }
  }

  private Checks() {}

  private static String series(String name, String app, String workflow) {
    return String.join("\n", "run", name, app, workflow);
  }

  /** All runs and statuses of a commit, over REST. */
  static List<Check> ofRest(ForgeApi api, RepositoryPath path, String sha) throws ForgeFailure {
    String commit = GitHub.below(path, "/commits/" + ForgeApi.encoded(sha));
    // Without the filter GitHub leaves out older runs, and it is not told by which rule.
    List<Run> runs =
        api.list(commit + "/check-runs?filter=all&per_page=100", "check_runs", Run::ofRest);
    Map<Long, String> workflows = isAmbiguous(runs) ? workflows(api, path, sha) : Map.of();
    List<Check> checks = new ArrayList<>();
    for (Run run : runs) {
      checks.add(run.check(workflows));
    }
    checks.addAll(api.list(commit + "/statuses?per_page=100", null, Checks::statusOfRest));
    return ordered(checks);
  }

  /** A run that has not started is newer than those that have; of its series the ids tell that. */
  private static List<Check> ordered(List<Check> checks) {
    Set<String> waiting =
        checks.stream()
            .filter(check -> check.at() == null)
            .map(Check::series)
            .collect(Collectors.toSet());
    return checks.stream()
        .map(check -> waiting.contains(check.series()) ? withoutTime(check) : check)
        .toList();
  }

  private static Check withoutTime(Check check) {
    return new Check(
        check.name(),
        check.series(),
        check.state(),
        check.optional(),
        check.url(),
        null,
        check.id());
  }

  private static boolean isAmbiguous(List<Run> runs) {
    Map<String, Long> suites = new HashMap<>();
    for (Run run : runs) {
      Long other = run.isJob() ? suites.putIfAbsent(run.name, run.suite) : null;
      if (other != null && other != run.suite) {
        return true;
      }
    }
    return false;
  }

  /** Workflow and event of each suite; none if they are not shown. */
  private static Map<Long, String> workflows(ForgeApi api, RepositoryPath path, String sha)
      throws ForgeFailure {
    Map<Long, String> workflows = new HashMap<>();
    try {
      for (Map.Entry<Long, String> each :
          api.list(
              GitHub.below(
                  path, "/actions/runs?head_sha=" + ForgeApi.encoded(sha) + "&per_page=100"),
              "workflow_runs",
              run ->
                  Map.entry(
                      run.number("check_suite_id"),
                      run.number("workflow_id") + "\n" + run.text("event")))) {
        workflows.put(each.getKey(), each.getValue());
      }
    } catch (ForgeFailure hidden) {
      switch (hidden.kind()) {
        case FORBIDDEN, NOT_FOUND -> workflows.clear();
        default -> throw hidden;
      }
    }
    return workflows;
  }

  private static String state(String status, String conclusion) {
    return (conclusion == null ? status : conclusion).toLowerCase(Locale.ROOT);
  }

  private static Check statusOfRest(Told status) throws ForgeFailure {
    return status(
        status.text("context"),
        status.text("state"),
        status.textOrNull("target_url"),
        status.timeOrNull("created_at"),
        status.number("id"));
  }

  private static Check status(String context, String state, String url, Instant at, long id) {
    return new Check(
        context, "status\n" + context, state.toLowerCase(Locale.ROOT), false, url, at, id);
  }

  /** Runs and statuses as GraphQL tells them. */
  static List<Check> ofGraphQl(List<Told> told) throws ForgeFailure {
    List<Check> checks = new ArrayList<>();
    for (Told each : told) {
      checks.add(ofGraphQl(each));
    }
    return ordered(checks);
  }

  private static Check ofGraphQl(Told told) throws ForgeFailure {
    return switch (told.text("__typename")) {
      case "CheckRun" -> runOfGraphQl(told);
      // Of a context it tells the newest alone.
      case "StatusContext" ->
          status(
              told.text("context"),
              told.text("state"),
              told.textOrNull("targetUrl"),
              told.timeOrNull("createdAt"),
              0);
      default -> throw told.malformed("is neither a run nor a status");
    };
  }

  private static Check runOfGraphQl(Told run) throws ForgeFailure {
    String name = run.text("name");
    Told suite = run.object("checkSuite");
    String app = suite.objectOrNull("app", each -> each.textOrNull("slug"));
    String workflow =
        suite.objectOrNull(
            "workflowRun",
            each -> each.object("workflow").number("databaseId") + "\n" + each.text("event"));
    return new Check(
        name,
        series(name, app == null ? "" : app, workflow == null ? "" : workflow),
        state(run.text("status"), run.textOrNull("conclusion")),
        false,
        run.textOrNull("url"),
        run.timeOrNull("startedAt"),
        run.number("databaseId"));
  }
}
