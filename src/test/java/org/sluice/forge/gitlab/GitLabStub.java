package org.sluice.forge.gitlab;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.sluice.forge.ForgeKind;
import org.sluice.forge.ForgeStub;
import org.sluice.forge.Pull;
import org.sluice.forge.Review;
import org.sluice.forge.StubPull;
import org.sluice.forge.StubRepository;

/** A GitLab that tests fill. */
public final class GitLabStub extends ForgeStub {

  private static final String PULLS = "merge_requests";
  private static final int USUAL_PAGE = 20;

  private final Map<String, String> expiry = new ConcurrentHashMap<>();
  private volatile boolean old;

  /** Starts one. */
  public GitLabStub() {
    super("/api/v4", 100);
  }

  /** Answers as servers did that knew no approvals and no reviewers. */
  public GitLabStub old() {
    old = true;
    return this;
  }

  /** The token ends on a day, such as {@code 2026-12-31}. */
  public GitLabStub tokenEnds(String day) {
    expiry.put("expires_at", day);
    return this;
  }

  @Override
  public ForgeKind kind() {
    return ForgeKind.GITLAB;
  }

  @Override
  protected String tokenOf(Asked asked) {
    String own = asked.headers().getFirst("PRIVATE-TOKEN");
    String bearer = asked.headers().getFirst("Authorization");
    return own != null || bearer == null ? own : bearer.replaceFirst("^Bearer ", "");
  }

  @Override
  protected Subject subject(Asked asked) {
    if (asked.is("user")) {
      return Subject.LOGIN;
    }
    if (asked.is("personal_access_tokens", "self")) {
      return Subject.TOKEN;
    }
    if (asked.is("projects", "")) {
      return Subject.REPOSITORY;
    }
    if (asked.is("projects", "", "languages")) {
      return Subject.LANGUAGES;
    }
    if (asked.is("projects", "", PULLS)) {
      return Subject.PULLS;
    }
    if (asked.is("projects", "", PULLS, "")) {
      return Subject.PULL;
    }
    if (asked.is("projects", "", "repository", "commits", "", "statuses")) {
      return Subject.CHECKS;
    }
    if (asked.is("projects", "", PULLS, "", "approvals")
        || asked.is("projects", "", PULLS, "", "reviewers")) {
      return Subject.REVIEWS;
    }
    boolean list =
        asked.is("projects")
            || asked.is("groups", "", "projects")
            || asked.is("users", "", "projects");
    return list ? Subject.REPOSITORIES : Subject.OTHER;
  }

  @Override
  public Reply pageBefore(String next) {
    return new Reply(
        200,
        Map.of("Content-Type", "application/json", "Link", "<" + next + ">; rel=\"next\""),
        "[]");
  }

  @Override
  protected Reply reply(Asked asked) {
    if (asked.is("groups", "")) {
      String path = asked.path().get(1);
      return isOrganisation(path) ? Reply.json(200, object().put("full_path", path)) : null;
    }
    return switch (asked.subject()) {
      case LOGIN -> isSignedIn(asked) ? Reply.json(200, user(login())) : unauthorized();
      case TOKEN -> isSignedIn(asked) ? Reply.json(200, tokenItself()) : unauthorized();
      case REPOSITORIES -> repositories(asked);
      case OTHER -> null;
      default -> inProject(asked);
    };
  }

  private Reply unauthorized() {
    return Reply.json(401, error("401 Unauthorized"));
  }

  private ObjectNode tokenItself() {
    ObjectNode token = object().put("id", 7).put("name", "sluice").put("active", true);
    token.putArray("scopes").add("read_api").add("read_repository");
    return token.put("expires_at", expiry.get("expires_at"));
  }

  private Reply repositories(Asked asked) {
    List<StubRepository> seen = all().stream().filter(each -> isSeen(each, asked)).toList();
    if (!asked.is("projects")) {
      String owner = asked.path().get(1);
      boolean groups = asked.path().get(0).equals("groups");
      if (groups != isOrganisation(owner) || !isOwner(owner)) {
        return null;
      }
      boolean below = "true".equals(asked.query().get("include_subgroups"));
      seen =
          seen.stream()
              .filter(
                  each ->
                      each.owner().equals(owner)
                          || groups && below && each.owner().startsWith(owner + "/"))
              .toList();
    }
    return list(cut(seen, asked, "per_page", USUAL_PAGE), asked, this::project);
  }

  private <T> Reply list(Page<T> page, Asked asked, Function<T, ObjectNode> of) {
    return linked(page, asked, of)
        .with("X-Total", Integer.toString(page.total()))
        .with("X-Page", Integer.toString(page.number()))
        .with("X-Next-Page", page.hasNext() ? Integer.toString(page.number() + 1) : "");
  }

  private boolean isSeen(StubRepository repository, Asked asked) {
    return !repository.isHidden() || isSignedIn(asked);
  }

  private Reply inProject(Asked asked) {
    String place = asked.path().get(1);
    StubRepository project = place.matches("[0-9]+") ? find(Long.parseLong(place)) : find(place);
    if (project == null) {
      StubRepository moved = formerly(place);
      return moved == null ? null : movedTo(asked, moved);
    }
    if (!isSeen(project, asked)) {
      return null;
    }
    return switch (asked.subject()) {
      case REPOSITORY -> Reply.json(200, project(project));
      case LANGUAGES -> Reply.json(200, object().put("Ruby", 12.5).put("Java", 87.5));
      case CHECKS -> checks(project, asked);
      default -> mergeRequests(project, asked);
    };
  }

  private Reply movedTo(Asked asked, StubRepository moved) {
    String path = asked.rawPath().replaceFirst("/projects/[^/]+", "/projects/" + moved.id());
    return Reply.json(301, object().put("message", "Moved")).with("Location", web() + path);
  }

  private Reply mergeRequests(StubRepository project, Asked asked) {
    if (project.isWithoutPulls()) {
      return Reply.json(403, error("403 Forbidden"));
    }
    if (asked.subject() == Subject.PULLS) {
      boolean open = "opened".equals(asked.query().get("state"));
      List<StubPull> pulls = open ? project.openPulls() : project.pulls();
      if (!"asc".equals(asked.query().get("sort"))) {
        pulls = newestFirst(pulls);
      }
      return list(cut(pulls, asked, "per_page", USUAL_PAGE), asked, this::mergeRequest);
    }
    StubPull pull = project.pull(Long.parseLong(asked.path().get(3)));
    if (pull == null) {
      return null;
    }
    if (asked.subject() == Subject.PULL) {
      ObjectNode single = mergeRequest(pull);
      single.set("head_pipeline", pipeline(pull));
      return Reply.json(200, single);
    }
    if (old) {
      return null;
    }
    return asked.path().get(4).equals("approvals")
        ? Reply.json(200, approvals(pull))
        : list(cut(standing(pull).values(), asked, "per_page", USUAL_PAGE), asked, this::reviewer);
  }

  /** That of what the merge would make, else that of the head; null without jobs. */
  private ObjectNode pipeline(StubPull pull) {
    List<StubPull.Run> ofHead = runs(pull, pull.headSha());
    List<StubPull.Run> ofResult = runs(pull, pull.resultSha());
    List<StubPull.Run> runs = ofResult.isEmpty() ? ofHead : ofResult;
    if (runs.isEmpty()) {
      return null;
    }
    StubPull.Run last = runs.get(runs.size() - 1);
    StubRepository source = find(pull.sourceRepository());
    StubRepository runsIn = source == null ? pull.repository() : source;
    String ref = "refs/merge-requests/" + pull.number() + "/merge";
    return object()
        .put("id", 100_000 + last.id())
        .put("project_id", ofResult.isEmpty() ? runsIn.id() : pull.repository().id())
        .put("sha", last.sha())
        .put("ref", ofResult.isEmpty() ? pull.sourceBranch() : ref)
        .put("status", outcome(last.outcome()))
        .put("source", "push")
        .put("web_url", web() + "/pipelines/" + last.id())
        .put("created_at", last.at().toString());
  }

  private static List<StubPull.Run> runs(StubPull pull, String sha) {
    return pull.runs().stream().filter(run -> run.sha().equals(sha)).toList();
  }

  /** Jobs that ran again within a pipeline are left out, unless all are asked for. */
  private Reply checks(StubRepository project, Asked asked) {
    String sha = asked.path().get(4);
    boolean all = "true".equals(asked.query().get("all"));
    Map<Object, StubPull.Run> runs = new LinkedHashMap<>();
    for (StubPull pull : all().stream().flatMap(each -> each.pulls().stream()).toList()) {
      for (StubPull.Run run : pull.runs()) {
        if (run.sha().equals(sha) && project == home(pull, run)) {
          runs.put(all ? run.id() : run.name(), run);
        }
      }
    }
    List<StubPull.Run> list =
        runs.values().stream().sorted(Comparator.comparing(StubPull.Run::id)).toList();
    return list(cut(list, asked, "per_page", USUAL_PAGE), asked, this::status);
  }

  /** Jobs of a fork's branch run in the fork, as long as it is there. */
  private StubRepository home(StubPull pull, StubPull.Run run) {
    StubRepository source = find(pull.sourceRepository());
    boolean ofHead = run.sha().equals(pull.headSha());
    return source != null && ofHead ? source : pull.repository();
  }

  private ObjectNode user(String name) {
    return object()
        .put("id", Math.abs(name.hashCode()))
        .put("name", name)
        .put("username", name)
        .put("state", "active")
        .put("web_url", web() + "/" + name);
  }

  private ObjectNode project(StubRepository repository) {
    ObjectNode project =
        object()
            .put("id", repository.id())
            .put("description", repository.description())
            .put("default_branch", repository.isEmpty() ? null : "main")
            .put("http_url_to_repo", web() + "/" + repository.fullName() + ".git")
            .put("web_url", web() + "/" + repository.fullName())
            .put("name", repository.name())
            .put("path", repository.name())
            .put("path_with_namespace", repository.fullName())
            .put("star_count", 3)
            .put("forks_count", 1)
            .put("created_at", "2025-03-03T18:37:05.387Z")
            .put("last_activity_at", "2026-01-03T18:37:20.795Z")
            .put("archived", repository.isArchived())
            .put("empty_repo", repository.isEmpty())
            .put("visibility", repository.isHidden() ? "private" : "public")
            .put("merge_requests_enabled", !repository.isWithoutPulls())
            .put("open_issues_count", 0);
    project.putArray("topics").add("stub");
    if (repository.forkOf() != null) {
      project.putObject("forked_from_project").put("path_with_namespace", repository.forkOf());
    }
    return project;
  }

  private ObjectNode mergeRequest(StubPull pull) {
    StubRepository source = find(pull.sourceRepository());
    String path = pull.repository().fullName();
    ObjectNode merge =
        object()
            .put("id", 9000 + pull.number())
            .put("iid", pull.number())
            .put("project_id", pull.repository().id())
            .put("title", pull.isDraft() ? "Draft: " + pull.title() : pull.title())
            .put("state", state(pull.state()))
            .put("created_at", pull.createdAt().toString())
            .put("updated_at", pull.updatedAt().toString())
            .put("target_branch", "main")
            .put("source_branch", pull.sourceBranch())
            .put("source_project_id", source == null ? null : source.id())
            .put("target_project_id", pull.repository().id())
            .put("draft", pull.isDraft())
            .put("work_in_progress", pull.isDraft())
            .put("sha", pull.headSha())
            .put("web_url", web() + "/" + path + "/-/merge_requests/" + pull.number());
    merge.set("author", user(pull.author()));
    pull.labels().forEach(merge.putArray("labels")::add);
    merge.putObject("references").put("full", path + "!" + pull.number());
    if (!old) {
      var reviewers = merge.putArray("reviewers");
      standing(pull).keySet().forEach(person -> reviewers.add(user(person)));
    }
    return mergeability(pull, merge);
  }

  private ObjectNode mergeability(StubPull pull, ObjectNode merge) {
    String status =
        switch (pull.mergeable()) {
          case YES -> "can_be_merged";
          case CONFLICTS -> "cannot_be_merged";
          default -> "checking";
        };
    String detailed =
        switch (pull.mergeable()) {
          case YES -> pull.isDraft() ? "draft_status" : "mergeable";
          case CONFLICTS -> pull.isDraft() ? "draft_status" : "conflict";
          default -> "checking";
        };
    merge.put("has_conflicts", status.equals("cannot_be_merged")).put("merge_status", status);
    return old ? merge : merge.put("detailed_merge_status", detailed);
  }

  private static String state(Pull.State state) {
    return switch (state) {
      case OPEN -> "opened";
      case MERGED -> "merged";
      case CLOSED -> "closed";
    };
  }

  private ObjectNode status(StubPull.Run run) {
    return object()
        .put("id", run.id())
        .put("sha", run.sha())
        .put("ref", "topic")
        .put("name", run.name())
        .put("status", outcome(run.outcome()))
        .put("allow_failure", run.optional())
        .put("created_at", run.at().toString())
        .put("target_url", web() + "/jobs/" + run.id());
  }

  private static String outcome(StubPull.Outcome outcome) {
    return switch (outcome) {
      case PASSED -> "success";
      case FAILED -> "failed";
      case RUNNING -> "running";
    };
  }

  /** How each reviewer stands now. */
  private static Map<String, StubPull.Given> standing(StubPull pull) {
    Map<String, StubPull.Given> byPerson = new LinkedHashMap<>();
    for (StubPull.Given given : pull.reviews()) {
      byPerson.put(given.reviewer(), given);
    }
    return byPerson;
  }

  private ObjectNode approvals(StubPull pull) {
    ObjectNode answer = object().put("user_has_approved", false);
    var approvedBy = answer.putArray("approved_by");
    for (StubPull.Given given : standing(pull).values()) {
      if (given.opinion() == Review.Opinion.APPROVED) {
        ObjectNode approval = object().put("approved_at", given.at().toString());
        approval.set("user", user(given.reviewer()));
        approvedBy.add(approval);
      }
    }
    return answer;
  }

  private ObjectNode reviewer(StubPull.Given given) {
    String state =
        switch (given.opinion()) {
          case APPROVED -> "approved";
          case CHANGES_REQUESTED -> "requested_changes";
          case COMMENTED -> "reviewed";
          case DISMISSED -> "unapproved";
        };
    ObjectNode reviewer = object().put("state", state).put("created_at", given.at().toString());
    reviewer.set("user", user(given.reviewer()));
    return reviewer;
  }
}
