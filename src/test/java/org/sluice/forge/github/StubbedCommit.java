package org.sluice.forge.github;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What CI has told a {@link GitHubStub} of one commit. */
public final class StubbedCommit {

  /**
   * A run of a check.
   *
   * @param workflow that it is a job of; null for an app's own check
   * @param event that set the workflow off
   * @param suite of the workflow's run
   */
  private record Run(
      long id,
      String name,
      String status,
      String conclusion,
      Instant at,
      String workflow,
      String event,
      long suite) {

    /** Null while it waits. */
    String startedAt() {
      return status.equals("queued") ? null : at.toString();
    }
  }

  private record Status(long id, String context, String state, Instant at) {}

  private final StubbedRepository repository;
  private final GitHubStub stub;
  private final String sha;
  private final List<Run> runs = new CopyOnWriteArrayList<>();
  private final List<Status> statuses = new CopyOnWriteArrayList<>();
  private final Map<String, Long> suites = new ConcurrentHashMap<>();

  StubbedCommit(StubbedRepository repository, GitHubStub stub, String sha) {
    this.repository = repository;
    this.stub = stub;
    this.sha = sha;
  }

  /**
   * A check of the workflow CI, set off by a push.
   *
   * @param state a conclusion such as {@code success}, or a status such as {@code in_progress}
   */
  public StubbedCommit check(String name, String state) {
    return check(name, state, "CI", "push");
  }

  /** A check of a workflow, set off by an event. */
  public StubbedCommit check(String name, String state, String workflow, String event) {
    boolean open =
        List.of("queued", "in_progress", "waiting", "requested", "pending").contains(state);
    String key = workflow + "/" + event;
    runs.add(
        new Run(
            stub.next(),
            name,
            open ? state : "completed",
            open ? null : state,
            stub.tick(),
            workflow,
            event,
            suites.computeIfAbsent(key, each -> stub.next())));
    return this;
  }

  /** Sets the workflow CI off anew, as closing and opening a pull request does. */
  public StubbedCommit anotherSuite() {
    suites.clear();
    return this;
  }

  /** A check of an app that is no workflow. */
  public StubbedCommit appCheck(String name, String state) {
    runs.add(new Run(stub.next(), name, "completed", state, stub.tick(), null, null, 7));
    return this;
  }

  /** A status, such as {@code pending} and later {@code success}. */
  public StubbedCommit status(String context, String state) {
    statuses.add(new Status(stub.next(), context, state, stub.tick()));
    return this;
  }

  List<ObjectNode> runs() {
    List<ObjectNode> all = new ArrayList<>();
    for (Run run : runs) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("id", run.id)
          .put("head_sha", sha)
          .put("html_url", stub.web() + "/runs/" + run.id)
          .put("status", run.status)
          .put("conclusion", run.conclusion)
          .put("started_at", run.startedAt())
          .put("name", run.name);
      json.putObject("check_suite").put("id", run.suite);
      json.putObject("app").put("slug", run.workflow == null ? "some-app" : "github-actions");
      all.add(stub.form().run(json, sha));
    }
    Collections.reverse(all);
    return all;
  }

  List<ObjectNode> workflowRuns() {
    List<ObjectNode> all = new ArrayList<>();
    for (Run run : runs) {
      if (run.workflow != null
          && all.stream().noneMatch(each -> each.get("check_suite_id").asLong() == run.suite)) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("id", run.suite + 1_000_000)
            .put("name", run.workflow)
            .put("workflow_id", workflowId(run))
            .put("event", run.event)
            .put("check_suite_id", run.suite)
            .put("head_sha", sha);
        all.add(stub.form().workflowRun(json, repository.fullName()));
      }
    }
    return all;
  }

  private static long workflowId(Run run) {
    return 5_000 + run.workflow.hashCode() % 1_000;
  }

  List<ObjectNode> statuses() {
    List<ObjectNode> all = new ArrayList<>();
    for (Status status : statuses) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("id", status.id)
          .put("context", status.context)
          .put("state", status.state)
          .put("target_url", "https://ci.example/" + status.id)
          .put("created_at", status.at.toString())
          .put("updated_at", status.at.toString());
      all.add(stub.form().status(json, sha));
    }
    Collections.reverse(all);
    return all;
  }

  /** Runs and the newest status of each context, as GraphQL tells them. */
  List<ObjectNode> contexts() {
    List<ObjectNode> all = new ArrayList<>();
    for (Run run : runs) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("__typename", "CheckRun")
          .put("databaseId", run.id)
          .put("name", run.name)
          .put("status", run.status.toUpperCase(Locale.ROOT))
          .put(
              "conclusion", run.conclusion == null ? null : run.conclusion.toUpperCase(Locale.ROOT))
          .put("startedAt", run.startedAt())
          .put("url", stub.web() + "/runs/" + run.id);
      ObjectNode suite = json.putObject("checkSuite");
      suite.putObject("app").put("slug", run.workflow == null ? "some-app" : "github-actions");
      if (run.workflow == null) {
        suite.putNull("workflowRun");
      } else {
        suite
            .putObject("workflowRun")
            .put("event", run.event)
            .putObject("workflow")
            .put("databaseId", workflowId(run));
      }
      all.add(json);
    }
    for (int i = 0; i < statuses.size(); i++) {
      Status status = statuses.get(i);
      if (statuses.stream().skip(i + 1).noneMatch(later -> later.context.equals(status.context))) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("__typename", "StatusContext")
            .put("context", status.context)
            .put("state", status.state.toUpperCase(Locale.ROOT))
            .put("targetUrl", "https://ci.example/" + status.id)
            .put("createdAt", status.at.toString());
        all.add(json);
      }
    }
    return all;
  }
}
