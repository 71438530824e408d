package org.sluice.forge.bitbucket;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.sluice.forge.ForgeKind;
import org.sluice.forge.ForgeStub;
import org.sluice.forge.Pull;
import org.sluice.forge.Review;
import org.sluice.forge.StubPull;
import org.sluice.forge.StubRepository;

/** A Bitbucket Cloud that tests fill. */
public final class BitbucketStub extends ForgeStub {

  private static final String PULLS = "pullrequests";
  private static final int USUAL_PAGE = 10;
  private static final int SHORT_HASH = 12;

  private volatile boolean withoutWorkspaces;
  private volatile boolean ofResource;

  /** Starts one. */
  public BitbucketStub() {
    super("/2.0", 50);
  }

  /** Answers as it did before it could list the workspaces of a person. */
  public BitbucketStub withoutWorkspaces() {
    withoutWorkspaces = true;
    return this;
  }

  /** The token is that of a workspace, which is nobody. */
  public BitbucketStub tokenOfWorkspace() {
    ofResource = true;
    return this;
  }

  @Override
  public ForgeKind kind() {
    return ForgeKind.BITBUCKET;
  }

  @Override
  protected String tokenOf(Asked asked) {
    String field = asked.headers().getFirst("Authorization");
    if (field == null || !field.startsWith("Basic ")) {
      return field == null ? null : field.replaceFirst("^Bearer ", "");
    }
    byte[] pair = Base64.getDecoder().decode(field.substring("Basic ".length()));
    String text = new String(pair, StandardCharsets.UTF_8);
    return text.substring(text.indexOf(':') + 1);
  }

  @Override
  protected Subject subject(Asked asked) {
    if (asked.is("user")) {
      return Subject.LOGIN;
    }
    if (asked.is("repositories", "", "")) {
      return Subject.REPOSITORY;
    }
    if (asked.is("repositories", "", "", PULLS)) {
      return Subject.PULLS;
    }
    if (asked.is("repositories", "", "", PULLS, "")) {
      return Subject.PULL;
    }
    if (asked.is("repositories", "", "", PULLS, "", "statuses")) {
      return Subject.CHECKS;
    }
    boolean list = asked.is("repositories") || asked.is("repositories", "");
    return list ? Subject.REPOSITORIES : Subject.OTHER;
  }

  @Override
  public ObjectNode error(String message) {
    ObjectNode error = object().put("type", "error");
    error.putObject("error").put("message", message);
    return error;
  }

  @Override
  public Reply pageBefore(String next) {
    ObjectNode page = object().put("pagelen", 50).put("next", next);
    page.putArray("values");
    return Reply.json(200, page);
  }

  @Override
  protected Reply reply(Asked asked) {
    if (asked.is("user", "workspaces")) {
      return workspaces(asked);
    }
    return switch (asked.subject()) {
      case LOGIN -> login(asked);
      case REPOSITORIES -> repositories(asked);
      case OTHER -> null;
      default -> inRepository(asked);
    };
  }

  private Reply login(Asked asked) {
    if (!isSignedIn(asked)) {
      return Reply.json(401, error("Token is invalid, expired, or not supported."));
    }
    return ofResource
        ? Reply.json(403, error("Your credentials lack one or more required privilege scopes."))
        : Reply.json(200, person(login()).put("username", login()))
            .with("X-OAuth-Scopes", "account, repository, pullrequest");
  }

  private Reply workspaces(Asked asked) {
    if (withoutWorkspaces) {
      return null;
    }
    if (ofResource) {
      return Reply.json(403, error("Your credentials lack one or more required privilege scopes."));
    }
    List<String> owners = all().stream().map(StubRepository::owner).distinct().toList();
    return list(
        cut(owners, asked, "pagelen", USUAL_PAGE),
        asked,
        slug -> {
          ObjectNode access = object().put("type", "workspace_access");
          access.putObject("workspace").put("type", "workspace_base").put("slug", slug);
          return access;
        });
  }

  private Reply repositories(Asked asked) {
    List<StubRepository> seen = all().stream().filter(each -> isSeen(each, asked)).toList();
    if (asked.path().size() > 1) {
      String workspace = asked.path().get(1);
      if (!isOwner(workspace)) {
        return null;
      }
      seen = seen.stream().filter(each -> each.owner().equals(workspace)).toList();
    }
    return list(cut(seen, asked, "pagelen", USUAL_PAGE), asked, this::repository);
  }

  private <T> Reply list(Page<T> page, Asked asked, Function<T, ObjectNode> form) {
    ObjectNode answer = object().put("pagelen", page.items().size()).put("page", page.number());
    answer.put("size", page.total());
    ArrayNode values = answer.putArray("values");
    page.items().forEach(each -> values.add(form.apply(each)));
    return Reply.json(
        200, page.hasNext() ? answer.put("next", pageAt(asked, page.number() + 1)) : answer);
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
    if (asked.subject() == Subject.REPOSITORY) {
      return Reply.json(200, repository(repository));
    }
    if (asked.subject() == Subject.PULLS) {
      boolean open = "OPEN".equals(asked.query().get("state"));
      boolean told = "+values.participants".equals(asked.query().get("fields"));
      List<StubPull> pulls = open ? repository.openPulls() : repository.pulls();
      return list(
          cut(newestFirst(pulls), asked, "pagelen", USUAL_PAGE),
          asked,
          each -> told ? withParticipants(each) : pull(each));
    }
    StubPull pull = repository.pull(Long.parseLong(asked.path().get(4)));
    if (pull == null) {
      return null;
    }
    return asked.subject() == Subject.PULL
        ? Reply.json(200, withParticipants(pull))
        : list(cut(statuses(pull), asked, "pagelen", USUAL_PAGE), asked, run -> status(pull, run));
  }

  private Reply movedTo(Asked asked, StubRepository moved) {
    String path = asked.rawPath().replaceFirst("/repositories/[^/]+/[^/]+", "");
    String place = "/2.0/repositories/" + moved.fullName();
    return Reply.json(301, object())
        .with("Location", web() + place + path.substring("/2.0".length()));
  }

  /** One for each key and commit, of all commits of the pull request. */
  private static List<StubPull.Run> statuses(StubPull pull) {
    Map<String, StubPull.Run> runs = new LinkedHashMap<>();
    pull.runs().forEach(run -> runs.put(run.sha() + run.name(), run));
    return runs.values().stream().sorted(Comparator.comparing(StubPull.Run::id)).toList();
  }

  private ObjectNode person(String name) {
    return object()
        .put("type", name.endsWith("[bot]") ? "app_user" : "user")
        .put("uuid", uuid(name.hashCode()))
        .put("nickname", name)
        .put("display_name", name);
  }

  private static String uuid(long number) {
    return "{00000000-0000-4000-8000-%012x}".formatted(number & 0xffffffffL);
  }

  private ObjectNode repository(StubRepository repository) {
    ObjectNode node =
        object()
            .put("type", "repository")
            .put("scm", "git")
            .put("uuid", uuid(repository.id()))
            .put("full_name", repository.fullName())
            .put("name", repository.name())
            .put("slug", repository.name())
            .put("description", repository.description())
            .put("is_private", repository.isHidden())
            .put("language", "java")
            .put("size", 1_116_345)
            .put("created_on", "2013-04-15T03:05:05.595458+00:00")
            .put("updated_on", "2018-04-01T16:36:35.970175+00:00");
    if (repository.isEmpty()) {
      node.putNull("mainbranch");
    } else {
      node.putObject("mainbranch").put("type", "branch").put("name", "main");
    }
    if (repository.forkOf() != null) {
      node.putObject("parent").put("full_name", repository.forkOf());
    }
    ObjectNode links = node.putObject("links");
    links.putObject("html").put("href", web() + "/" + repository.fullName());
    String host = web().substring("http://".length());
    ArrayNode clone = links.putArray("clone");
    clone
        .addObject()
        .put("name", "https")
        .put("href", "http://" + login() + "@" + host + "/" + repository.fullName() + ".git");
    clone.addObject().put("name", "ssh").put("href", "git@127.0.0.1:x.git");
    return node;
  }

  private ObjectNode pull(StubPull pull) {
    ObjectNode node =
        object()
            .put("type", "pullrequest")
            .put("id", pull.number())
            .put("title", pull.title())
            .put("state", state(pull.state()))
            .put("draft", pull.isDraft())
            .put("created_on", pull.createdAt().toString())
            .put("updated_on", pull.updatedAt().toString());
    node.set("author", person(pull.author()));
    ObjectNode source = node.putObject("source");
    source.putObject("branch").put("name", pull.sourceBranch());
    source.putObject("commit").put("hash", pull.headSha().substring(0, SHORT_HASH));
    StubRepository from = find(pull.sourceRepository());
    if (from == null) {
      source.putNull("repository");
    } else {
      source.putObject("repository").put("full_name", from.fullName());
    }
    ObjectNode destination = node.putObject("destination");
    destination.putObject("branch").put("name", "main");
    destination.putObject("repository").put("full_name", pull.repository().fullName());
    String page = web() + "/" + pull.repository().fullName() + "/pull-requests/" + pull.number();
    node.putObject("links").putObject("html").put("href", page);
    return node;
  }

  private ObjectNode withParticipants(StubPull pull) {
    ObjectNode node = pull(pull);
    ArrayNode participants = node.putArray("participants");
    Map<String, StubPull.Given> standing = new LinkedHashMap<>();
    pull.reviews().stream()
        .filter(given -> given.opinion() != Review.Opinion.COMMENTED)
        .forEach(given -> standing.put(given.reviewer(), given));
    for (StubPull.Given given : standing.values()) {
      ObjectNode participant =
          participants
              .addObject()
              .put("type", "participant")
              .put("role", "REVIEWER")
              .put("approved", given.opinion() == Review.Opinion.APPROVED)
              .put("participated_on", given.at().toString());
      participant.set("user", person(given.reviewer()));
      switch (given.opinion()) {
        case APPROVED -> participant.put("state", "approved");
        case CHANGES_REQUESTED -> participant.put("state", "changes_requested");
        default -> participant.putNull("state");
      }
    }
    return node;
  }

  private static String state(Pull.State state) {
    return switch (state) {
      case OPEN -> "OPEN";
      case MERGED -> "MERGED";
      case CLOSED -> "DECLINED";
    };
  }

  private ObjectNode status(StubPull pull, StubPull.Run run) {
    ObjectNode status =
        object()
            .put("type", "build")
            .put("key", run.name())
            .put("name", "")
            .put("state", outcome(run.outcome()))
            .put("url", web() + "/builds/" + run.id())
            .put("created_on", run.at().toString())
            .put("updated_on", run.at().toString());
    status.putObject("commit").put("type", "commit").put("hash", run.sha());
    status.putObject("repository").put("full_name", pull.repository().fullName());
    return status;
  }

  private static String outcome(StubPull.Outcome outcome) {
    return switch (outcome) {
      case PASSED -> "SUCCESSFUL";
      case FAILED -> "FAILED";
      case RUNNING -> "INPROGRESS";
    };
  }
}
