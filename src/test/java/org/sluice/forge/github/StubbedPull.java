package org.sluice.forge.github;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A pull request of a {@link StubbedRepository}. */
public final class StubbedPull {

  private record Given(long id, String reviewer, String state, Instant at) {}

  private final StubbedRepository repository;
  private final GitHubStub stub;
  private final long number;
  private final String title;
  private final Instant createdAt;
  private final List<String> labels = new CopyOnWriteArrayList<>();
  private final List<Given> reviews = new CopyOnWriteArrayList<>();
  private final AtomicInteger asksToCompute = new AtomicInteger();
  private volatile String author = "ann";
  private volatile String headSha;
  private volatile String headRepository;
  private volatile boolean draft;
  private volatile boolean conflicting;
  private volatile String state = "open";
  private volatile Instant mergedAt;
  private volatile Instant updatedAt;

  StubbedPull(StubbedRepository repository, GitHubStub stub, long number, String title) {
    this.repository = repository;
    this.stub = stub;
    this.number = number;
    this.title = title;
    this.headRepository = repository.fullName();
    this.createdAt = stub.tick();
    this.updatedAt = createdAt;
    push();
  }

  /** By which people name it. */
  public long number() {
    return number;
  }

  /** The commit that checks are about. */
  public String headSha() {
    return headSha;
  }

  /** What CI has told of its head. */
  public StubbedCommit head() {
    return repository.commit(headSha);
  }

  /** Gets a new head, of which nothing is known. */
  public StubbedPull push() {
    headSha = String.format("%040x", repository.id() * 1_000_000 + stub.next());
    return changed();
  }

  private StubbedPull changed() {
    updatedAt = stub.tick();
    return this;
  }

  /** Is not ready yet. */
  public StubbedPull draft() {
    draft = true;
    return changed();
  }

  /** Is ready. */
  public StubbedPull ready() {
    draft = false;
    return changed();
  }

  /** Was opened by somebody; a name that ends with {@code [bot]} is a bot, null is gone. */
  public StubbedPull by(String login) {
    author = login;
    return this;
  }

  /** Comes from a fork; null for one that is gone. */
  public StubbedPull from(String fork) {
    headRepository = fork;
    return this;
  }

  /** Bears a label more. */
  public StubbedPull label(String label) {
    labels.add(label);
    return changed();
  }

  /** Cannot be merged. */
  public StubbedPull conflicting() {
    conflicting = true;
    return this;
  }

  /** Is found out to be mergeable or not only after having been asked so many times. */
  public StubbedPull computing(int asks) {
    asksToCompute.set(asks);
    return this;
  }

  /** Somebody gives an opinion, such as {@code APPROVED}. */
  public StubbedPull review(String reviewer, String opinion) {
    reviews.add(new Given(stub.next(), reviewer, opinion, stub.tick()));
    return changed();
  }

  /** Is merged. */
  public StubbedPull merge() {
    state = "closed";
    mergedAt = stub.tick();
    return changed();
  }

  /** Ends without being merged. */
  public StubbedPull close() {
    state = "closed";
    return changed();
  }

  /** Is open again. */
  public StubbedPull reopen() {
    state = "open";
    return changed();
  }

  boolean isOpen() {
    return state.equals("open");
  }

  /** Whether it can be merged, as of this time of asking; null while it is computed. */
  private Boolean askMergeable() {
    return asksToCompute.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? null : !conflicting;
  }

  /** As the list tells it, and with what only the pull request alone tells. */
  ObjectNode json(boolean alone) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", 1_000 + number)
        .put("number", number)
        .put("html_url", stub.web() + "/" + repository.fullName() + "/pull/" + number)
        .put("state", state)
        .put("title", title)
        .put("draft", draft)
        .put("created_at", createdAt.toString())
        .put("updated_at", updatedAt.toString())
        .put("closed_at", isOpen() ? null : updatedAt.toString())
        .put("merged_at", mergedAt == null ? null : mergedAt.toString());
    if (author == null) {
      json.putNull("user");
    } else {
      json.putObject("user")
          .put("login", author)
          .put("type", author.endsWith("[bot]") ? "Bot" : "User");
    }
    json.putArray("labels");
    for (String label : labels) {
      json.withArray("labels").addObject().put("name", label);
    }
    ObjectNode head = json.putObject("head").put("ref", "topic-" + number).put("sha", headSha);
    if (headRepository == null) {
      head.putNull("repo");
    } else {
      head.putObject("repo").put("full_name", headRepository);
    }
    json.putObject("base").put("ref", "main").put("sha", "0".repeat(40));
    if (alone) {
      Boolean mergeable = isOpen() ? askMergeable() : null;
      json.put("merged", mergedAt != null)
          .put("mergeable", mergeable)
          .put("mergeable_state", mergeable == null ? "unknown" : mergeable ? "clean" : "dirty");
    }
    return alone
        ? stub.form().pullAlone(json, repository.fullName())
        : stub.form().pull(json, repository.fullName());
  }

  List<ObjectNode> reviews() {
    List<ObjectNode> all = new ArrayList<>();
    for (Given given : reviews) {
      ObjectNode json = JsonNodeFactory.instance.objectNode();
      json.put("id", given.id).put("state", given.state);
      if (given.reviewer == null) {
        json.putNull("user");
      } else {
        json.putObject("user").put("login", given.reviewer).put("type", "User");
      }
      if (!given.state.equals("PENDING")) {
        json.put("submitted_at", given.at.toString());
      }
      all.add(stub.form().review(json, repository.fullName(), number));
    }
    return all;
  }

  /** As GraphQL tells it. */
  ObjectNode answer(boolean details) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    Boolean mergeable = askMergeable();
    json.put("mergeable", mergeable == null ? "UNKNOWN" : mergeable ? "MERGEABLE" : "CONFLICTING");
    if (!details) {
      return json;
    }
    ObjectNode given = json.putObject("reviews");
    given.putObject("pageInfo").put("hasNextPage", reviews.size() > 100);
    given.putArray("nodes");
    for (Given review : reviews.subList(0, Math.min(100, reviews.size()))) {
      ObjectNode node =
          given
              .withArray("nodes")
              .addObject()
              .put("state", review.state)
              .put("submittedAt", review.at.toString());
      if (review.reviewer == null) {
        node.putNull("author");
      } else {
        boolean bot = review.reviewer.endsWith("[bot]");
        node.putObject("author")
            .put("__typename", bot ? "Bot" : "User")
            .put("login", review.reviewer.replace("[bot]", ""));
      }
    }
    ObjectNode commit = json.putObject("commits").putArray("nodes").addObject().putObject("commit");
    commit.put("oid", headSha);
    List<ObjectNode> contexts = head().contexts();
    if (contexts.isEmpty()) {
      commit.putNull("statusCheckRollup");
    } else {
      ObjectNode told = commit.putObject("statusCheckRollup").putObject("contexts");
      told.putObject("pageInfo").put("hasNextPage", contexts.size() > 100);
      told.putArray("nodes").addAll(contexts.subList(0, Math.min(100, contexts.size())));
    }
    return json;
  }
}
