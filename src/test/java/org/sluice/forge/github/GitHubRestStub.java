package org.sluice.forge.github;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.sluice.forge.ForgeKind;
import org.sluice.forge.ForgeStub;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.StubPull;
import org.sluice.forge.StubRepository;

/** A server with GitHub's API of REST and without GraphQL, as compatible ones are. */
public final class GitHubRestStub extends ForgeStub {

  private static final int USUAL_PAGE = 30;

  /** Starts one. */
  public GitHubRestStub() {
    super("/api/v3", 100);
  }

  @Override
  public ForgeKind kind() {
    return ForgeKind.GITHUB;
  }

  @Override
  protected String tokenOf(Asked asked) {
    String field = asked.headers().getFirst("Authorization");
    return field == null ? null : field.replaceFirst("^Bearer ", "");
  }

  @Override
  protected Subject subject(Asked asked) {
    if (asked.is("user")) {
      return Subject.LOGIN;
    }
    if (asked.is("repos", "", "") || asked.is("repositories", "")) {
      return Subject.REPOSITORY;
    }
    if (asked.is("repos", "", "", "pulls")) {
      return Subject.PULLS;
    }
    if (asked.is("repos", "", "", "pulls", "")) {
      return Subject.PULL;
    }
    if (asked.is("repos", "", "", "pulls", "", "reviews")) {
      return Subject.REVIEWS;
    }
    if (asked.is("repos", "", "", "commits", "", "check-runs")
        || asked.is("repos", "", "", "commits", "", "statuses")) {
      return Subject.CHECKS;
    }
    boolean list =
        asked.is("user", "repos")
            || asked.is("orgs", "", "repos")
            || asked.is("users", "", "repos");
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
    if (asked.is("users", "")) {
      return owner(asked.path().get(1));
    }
    return switch (asked.subject()) {
      case LOGIN ->
          isSignedIn(asked)
              ? Reply.json(200, form().userAlone(user(login())))
              : Reply.json(401, error("Requires authentication"));
      case REPOSITORIES -> repositories(asked);
      default -> asked.path().size() > 1 ? inRepository(asked) : null;
    };
  }

  private Reply owner(String name) {
    String type = isOrganisation(name) ? "Organization" : "User";
    return isOwner(name) ? Reply.json(200, form().userAlone(user(name)).put("type", type)) : null;
  }

  private Reply repositories(Asked asked) {
    List<StubRepository> seen = all().stream().filter(each -> isSeen(each, asked)).toList();
    boolean own = "owner".equals(asked.query().get("affiliation"));
    if (own || !asked.is("user", "repos")) {
      String owner = own ? login() : asked.path().get(1);
      seen = seen.stream().filter(each -> each.owner().equals(owner)).toList();
    }
    return list(seen, asked, this::repository);
  }

  private <T> Reply list(List<T> items, Asked asked, Function<T, ObjectNode> form) {
    return linked(cut(items, asked, "per_page", USUAL_PAGE), asked, form);
  }

  private boolean isSeen(StubRepository repository, Asked asked) {
    return !repository.isHidden() || isSignedIn(asked);
  }

  private Reply inRepository(Asked asked) {
    if (asked.is("repositories", "")) {
      return Reply.json(200, repository(find(Long.parseLong(asked.path().get(1)))));
    }
    if (!asked.path().get(0).equals("repos") || asked.path().size() < 3) {
      return null;
    }
    String fullName = asked.path().get(1) + "/" + asked.path().get(2);
    StubRepository repository = find(fullName);
    if (repository == null) {
      StubRepository moved = formerly(fullName);
      return moved == null
          ? null
          : Reply.json(301, object()).with("Location", root() + "/repositories/" + moved.id());
    }
    if (!isSeen(repository, asked)) {
      return null;
    }
    if (asked.is("repos", "", "", "commits")) {
      return repository.isEmpty()
          ? Reply.json(409, error("Git Repository is empty."))
          : Reply.json(200, object().arrayNode());
    }
    return switch (asked.subject()) {
      case REPOSITORY -> Reply.json(200, repository(repository));
      case CHECKS -> checks(repository, asked);
      case PULLS -> {
        boolean open = "open".equals(asked.query().get("state"));
        yield list(
            newestFirst(open ? repository.openPulls() : repository.pulls()), asked, this::pull);
      }
      case PULL, REVIEWS -> pull(repository, asked);
      default -> null;
    };
  }

  private Reply pull(StubRepository repository, Asked asked) {
    StubPull pull = repository.pull(Long.parseLong(asked.path().get(4)));
    if (pull == null) {
      return null;
    }
    if (asked.subject() == Subject.REVIEWS) {
      return list(
          pull.reviews(),
          asked,
          given -> form().review(review(given), repository.fullName(), pull.number()));
    }
    ObjectNode single = pull(pull);
    switch (pull.mergeable()) {
      case YES, CONFLICTS -> single.put("mergeable", pull.mergeable() == Mergeable.YES);
      default -> single.putNull("mergeable");
    }
    return Reply.json(200, form().pullAlone(single, pull.repository().fullName()));
  }

  private Reply checks(StubRepository repository, Asked asked) {
    String sha = asked.path().get(4);
    List<StubPull.Run> runs =
        repository.pulls().stream()
            .flatMap(pull -> pull.runs().stream())
            .filter(run -> run.sha().equals(sha))
            .toList();
    if (asked.path().get(5).equals("statuses")) {
      return list(List.<StubPull.Run>of(), asked, this::run);
    }
    Page<StubPull.Run> page = cut(newestFirst(runs), asked, "per_page", USUAL_PAGE);
    ObjectNode answer = object().put("total_count", page.total());
    ArrayNode array = answer.putArray("check_runs");
    page.items().forEach(run -> array.add(run(run)));
    Reply reply = Reply.json(200, answer);
    return page.hasNext()
        ? reply.with("Link", "<" + pageAt(asked, page.number() + 1) + ">; rel=\"next\"")
        : reply;
  }

  private GitHubForm form() {
    return new GitHubForm(root().toString(), web());
  }

  private ObjectNode user(String name) {
    return form().user(object().put("login", name));
  }

  private ObjectNode repository(StubRepository repository) {
    ObjectNode node =
        object()
            .put("id", repository.id())
            .put("name", repository.name())
            .put("full_name", repository.fullName())
            .put("description", repository.description())
            .put("private", repository.isHidden())
            .put("visibility", repository.isHidden() ? "private" : "public")
            .put("fork", repository.forkOf() != null)
            .put("archived", repository.isArchived())
            .put("disabled", false)
            .put("size", repository.isEmpty() ? 0 : 32)
            .put("html_url", web() + "/" + repository.fullName())
            .put("clone_url", web() + "/" + repository.fullName() + ".git")
            .put("default_branch", "main")
            .put("created_at", "2018-07-06T00:08:02Z")
            .put("updated_at", "2018-07-06T00:37:22Z")
            .put("pushed_at", "2018-07-06T00:37:22Z");
    if (repository.forkOf() != null) {
      node.putObject("parent").put("full_name", repository.forkOf());
    }
    return form().repositoryAlone(node);
  }

  private ObjectNode pull(StubPull pull) {
    ObjectNode node =
        object()
            .put("id", 400 + pull.number())
            .put("number", pull.number())
            .put("title", pull.title())
            .put("state", pull.state() == Pull.State.OPEN ? "open" : "closed")
            .put("draft", pull.isDraft())
            .put("html_url", web() + "/" + pull.repository().fullName() + "/pull/" + pull.number())
            .put("created_at", pull.createdAt().toString())
            .put("updated_at", pull.updatedAt().toString())
            .put(
                "merged_at",
                pull.state() == Pull.State.MERGED ? pull.updatedAt().toString() : null);
    node.set("user", user(pull.author()));
    ArrayNode labels = node.putArray("labels");
    pull.labels().forEach(label -> labels.addObject().put("name", label));
    node.putObject("base").put("ref", "main");
    StubRepository source = find(pull.sourceRepository());
    node.putObject("head")
        .put("ref", pull.sourceBranch())
        .put("sha", pull.headSha())
        .set("repo", source == null ? null : repository(source));
    return form().pull(node, pull.repository().fullName());
  }

  private ObjectNode review(StubPull.Given given) {
    ObjectNode review =
        object()
            .put("id", given.id())
            .put("state", given.opinion().name())
            .put("submitted_at", given.at().toString());
    review.set("user", user(given.reviewer()));
    return review;
  }

  private ObjectNode run(StubPull.Run run) {
    boolean done = run.outcome() != StubPull.Outcome.RUNNING;
    ObjectNode node =
        object()
            .put("id", run.id())
            .put("name", run.name())
            .put("status", done ? "completed" : "in_progress")
            .put("html_url", web() + "/runs/" + run.id())
            .put("started_at", run.at().toString());
    String failed = run.outcome() == StubPull.Outcome.FAILED ? "failure" : "success";
    node.put("conclusion", done ? failed : null);
    node.putObject("app").put("slug", "ci");
    node.putObject("check_suite").put("id", 1);
    return form().run(node, run.sha());
  }
}
