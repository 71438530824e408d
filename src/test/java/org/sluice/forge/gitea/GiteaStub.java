package org.sluice.forge.gitea;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import org.sluice.forge.ForgeKind;
import org.sluice.forge.ForgeStub;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.Review;
import org.sluice.forge.StubPull;
import org.sluice.forge.StubRepository;
import org.sluice.rest.Json;

/** A Gitea or Forgejo that tests fill. */
public final class GiteaStub extends ForgeStub {

  private static final int USUAL_PAGE = 30;

  private final Map<Long, Integer> looks = new ConcurrentHashMap<>();
  private volatile boolean countsReviews = true;

  /** Starts one. */
  public GiteaStub() {
    super("/api/v1", 50);
  }

  /** Does not tell how many reviews there are. */
  public GiteaStub withoutCountOfReviews() {
    countsReviews = false;
    return this;
  }

  @Override
  public ForgeKind kind() {
    return ForgeKind.GITEA;
  }

  @Override
  protected String tokenOf(Asked asked) {
    String field = asked.headers().getFirst("Authorization");
    return field == null ? null : field.replaceFirst("^token ", "");
  }

  @Override
  protected Subject subject(Asked asked) {
    if (asked.is("user")) {
      return Subject.LOGIN;
    }
    if (asked.is("repos", "", "")) {
      return Subject.REPOSITORY;
    }
    if (asked.is("repos", "", "", "pulls")) {
      return Subject.PULLS;
    }
    if (asked.is("repos", "", "", "pulls", "")) {
      return Subject.PULL;
    }
    if (asked.is("repos", "", "", "commits", "", "statuses")) {
      return Subject.CHECKS;
    }
    if (asked.is("repos", "", "", "pulls", "", "reviews")) {
      return Subject.REVIEWS;
    }
    boolean list =
        asked.is("user", "repos")
            || asked.is("orgs", "", "repos")
            || asked.is("users", "", "repos");
    return list ? Subject.REPOSITORIES : Subject.OTHER;
  }

  @Override
  public ObjectNode error(String message) {
    return object().put("message", message).put("url", web() + "/api/swagger");
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
    if (asked.is("orgs", "")) {
      String name = asked.path().get(1);
      return isOrganisation(name) ? Reply.json(200, object().put("name", name)) : null;
    }
    return switch (asked.subject()) {
      case LOGIN ->
          isSignedIn(asked)
              ? Reply.json(200, user(login()))
              : Reply.json(401, error("token is required"));
      case REPOSITORIES -> repositories(asked);
      case OTHER -> null;
      default -> inRepository(asked);
    };
  }

  private Reply repositories(Asked asked) {
    List<StubRepository> seen = all().stream().filter(each -> isSeen(each, asked)).toList();
    if (!asked.is("user", "repos")) {
      String owner = asked.path().get(1);
      boolean organisation = asked.path().get(0).equals("orgs");
      if (organisation != isOrganisation(owner) || !isOwner(owner)) {
        return null;
      }
      seen = seen.stream().filter(each -> each.owner().equals(owner)).toList();
    }
    return list(seen, asked, this::repository);
  }

  private <T> Reply list(List<T> items, Asked asked, Function<T, ObjectNode> form) {
    Page<T> page = cut(items, asked, "limit", USUAL_PAGE);
    return linked(page, asked, form).with("X-Total-Count", Integer.toString(page.total()));
  }

  private boolean isSeen(StubRepository repository, Asked asked) {
    return !repository.isHidden() || isSignedIn(asked);
  }

  private Reply inRepository(Asked asked) {
    String fullName = asked.path().get(1) + "/" + asked.path().get(2);
    StubRepository repository = find(fullName);
    if (repository == null) {
      StubRepository moved = formerly(fullName);
      return moved == null ? null : movedTo(asked, moved);
    }
    if (!isSeen(repository, asked)) {
      return null;
    }
    return switch (asked.subject()) {
      case REPOSITORY -> Reply.json(200, repository(repository));
      case CHECKS -> list(statuses(repository, asked.path().get(4)), asked, this::status);
      default -> repository.isWithoutPulls() ? null : pulls(repository, asked);
    };
  }

  private Reply movedTo(Asked asked, StubRepository moved) {
    String path = asked.rawPath().replaceFirst("^/api/v1/repos/[^/]+/[^/]+", "");
    return Reply.json(307, object()).with("Location", "/api/v1/repos/" + moved.fullName() + path);
  }

  private Reply pulls(StubRepository repository, Asked asked) {
    if (asked.subject() == Subject.PULLS) {
      boolean open = "open".equals(asked.query().get("state"));
      List<StubPull> pulls = open ? repository.openPulls() : repository.pulls();
      boolean oldest = "oldest".equals(asked.query().get("sort"));
      return list(oldest ? pulls : newestFirst(pulls), asked, this::pull);
    }
    StubPull pull = repository.pull(Long.parseLong(asked.path().get(4)));
    if (pull == null) {
      return null;
    }
    return asked.subject() == Subject.PULL ? Reply.json(200, pull(pull)) : reviews(pull, asked);
  }

  /** Tells how many there are, and not where the next page is. */
  private Reply reviews(StubPull pull, Asked asked) {
    Page<StubPull.Given> page = cut(pull.reviews(), asked, "limit", USUAL_PAGE);
    ArrayNode array = Json.mapper().createArrayNode();
    page.items().forEach(given -> array.add(review(given)));
    Reply reply = Reply.json(200, array);
    return countsReviews ? reply.with("X-Total-Count", "" + page.total()) : reply;
  }

  /** Newest first, each run of a context for itself. */
  private static List<StubPull.Run> statuses(StubRepository repository, String sha) {
    List<StubPull.Run> runs = new ArrayList<>();
    repository.pulls().forEach(pull -> runs.addAll(pull.runs()));
    return newestFirst(runs.stream().filter(run -> run.sha().equals(sha)).toList());
  }

  private ObjectNode user(String name) {
    return object()
        .put("id", Math.abs((long) name.hashCode()))
        .put("login", name)
        .put("full_name", "")
        .put("username", name);
  }

  private ObjectNode repository(StubRepository repository) {
    ObjectNode node =
        object()
            .put("id", repository.id())
            .put("name", repository.name())
            .put("full_name", repository.fullName())
            .put("description", repository.description())
            .put("empty", repository.isEmpty())
            .put("private", repository.isHidden())
            .put("fork", repository.forkOf() != null)
            .put("mirror", false)
            .put("archived", repository.isArchived())
            .put("has_pull_requests", !repository.isWithoutPulls())
            .put("size", 32)
            .put("html_url", web() + "/" + repository.fullName())
            .put("clone_url", web() + "/" + repository.fullName() + ".git")
            .put("stars_count", 2)
            .put("forks_count", 0)
            .put("watchers_count", 1)
            .put("open_issues_count", 0)
            .put("default_branch", "main")
            .put("created_at", "2018-07-06T00:08:02Z")
            .put("updated_at", "2018-07-06T00:37:22Z")
            .put("archived_at", "1970-01-01T00:00:00Z");
    node.set("owner", user(repository.owner()));
    node.putArray("topics");
    if (repository.forkOf() != null) {
      node.putObject("parent").put("full_name", repository.forkOf());
    }
    return node;
  }

  private ObjectNode pull(StubPull pull) {
    ObjectNode node =
        object()
            .put("id", 400 + pull.number())
            .put("number", pull.number())
            .put("title", pull.isDraft() ? "WIP: " + pull.title() : pull.title())
            .put("state", pull.state() == Pull.State.OPEN ? "open" : "closed")
            .put("merged", pull.state() == Pull.State.MERGED)
            .put("mergeable", isMergeable(pull))
            .put("html_url", web() + "/" + pull.repository().fullName() + "/pulls/" + pull.number())
            .put("created_at", pull.createdAt().toString())
            .put("updated_at", pull.updatedAt().toString());
    node.set("user", user(pull.author()));
    ArrayNode labels = node.putArray("labels");
    pull.labels().forEach(label -> labels.addObject().put("name", label));
    node.putObject("base").put("label", "main").put("ref", "main");
    ObjectNode head =
        node.putObject("head")
            .put("label", pull.sourceBranch())
            .put("ref", pull.sourceBranch())
            .put("sha", pull.headSha());
    StubRepository source = find(pull.sourceRepository());
    head.set("repo", source == null ? null : repository(source));
    return node;
  }

  /** What is being computed is found to be good when it is looked at for the third time. */
  private boolean isMergeable(StubPull pull) {
    if (pull.isDraft() || pull.mergeable() == Mergeable.CONFLICTS) {
      return false;
    }
    return pull.mergeable() == Mergeable.YES
        || looks.merge(pull.repository().id() << 20 | pull.number(), 1, Integer::sum) > 2;
  }

  private ObjectNode review(StubPull.Given given) {
    String state =
        switch (given.opinion()) {
          case APPROVED, DISMISSED -> "APPROVED";
          case CHANGES_REQUESTED -> "REQUEST_CHANGES";
          case COMMENTED -> "COMMENT";
        };
    ObjectNode review =
        object()
            .put("id", given.id())
            .put("state", state)
            .put("stale", false)
            .put("official", true)
            .put("dismissed", given.opinion() == Review.Opinion.DISMISSED)
            .put("submitted_at", given.at().toString());
    review.set("user", user(given.reviewer()));
    return review;
  }

  private ObjectNode status(StubPull.Run run) {
    return object()
        .put("id", run.id())
        .put("status", outcome(run.outcome()))
        .put("context", run.name())
        .put("description", "")
        .put("target_url", web() + "/actions/" + run.id())
        .put("created_at", run.at().toString())
        .put("updated_at", run.at().toString());
  }

  private static String outcome(StubPull.Outcome outcome) {
    return switch (outcome) {
      case PASSED -> "success";
      case FAILED -> "failure";
      case RUNNING -> "pending";
    };
  }
}
