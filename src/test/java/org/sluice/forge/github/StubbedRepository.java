package org.sluice.forge.github;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** A repository of a {@link GitHubStub}; whatever a test changes is told with the next answer. */
public final class StubbedRepository {

  static final Instant BEGINNING = Instant.parse("2026-01-05T08:00:00Z");

  private final GitHubStub stub;
  private final long id;
  private final AtomicLong numbers = new AtomicLong();
  private final Map<Long, StubbedPull> pulls = new ConcurrentSkipListMap<>();
  private final Map<String, StubbedCommit> commits = new ConcurrentHashMap<>();
  private final List<String> topics = new CopyOnWriteArrayList<>();
  private volatile String fullName;
  private volatile String parent;
  private volatile boolean archived;
  private volatile boolean disabled;
  private volatile boolean secret;
  private volatile long size = 108;
  private volatile boolean empty;

  StubbedRepository(GitHubStub stub, long id, String fullName) {
    this.stub = stub;
    this.id = id;
    this.fullName = fullName;
  }

  /** The number that never changes. */
  public long id() {
    return id;
  }

  /** {@code owner/name} as of now. */
  public String fullName() {
    return fullName;
  }

  String owner() {
    return fullName.substring(0, fullName.indexOf('/'));
  }

  /** Gives it another name; the old one leads here for good. */
  public StubbedRepository renameTo(String name) {
    stub.moved(fullName, id);
    fullName = name;
    return this;
  }

  /** Is read-only for good. */
  public StubbedRepository archived() {
    archived = true;
    return this;
  }

  /** Is shut by the forge. */
  public StubbedRepository disabled() {
    disabled = true;
    return this;
  }

  /** Is seen only with a token. */
  public StubbedRepository secret() {
    secret = true;
    return this;
  }

  boolean isSecret() {
    return secret;
  }

  /** Has no commit. */
  public StubbedRepository empty() {
    empty = true;
    size = 0;
    return this;
  }

  /** So many KiB. */
  public StubbedRepository size(long kibibytes) {
    size = kibibytes;
    return this;
  }

  boolean isEmpty() {
    return empty;
  }

  /** Was forked. */
  public StubbedRepository forkOf(String other) {
    parent = other;
    return this;
  }

  /** Bears a topic more. */
  public StubbedRepository topic(String topic) {
    topics.add(topic);
    return this;
  }

  /** Opens a pull request with a head of its own. */
  public StubbedPull open(String title) {
    long number = numbers.incrementAndGet();
    StubbedPull pull = new StubbedPull(this, stub, number, title);
    pulls.put(number, pull);
    return pull;
  }

  /** The pull request of a number; null if there is none. */
  public StubbedPull pull(long number) {
    return pulls.get(number);
  }

  /** All of them, the newest first, as GitHub lists them. */
  List<StubbedPull> pulls() {
    return pulls.values().stream()
        .sorted((one, other) -> Long.compare(other.number(), one.number()))
        .toList();
  }

  /** What CI has told of a commit. */
  public StubbedCommit commit(String sha) {
    return commits.computeIfAbsent(sha, each -> new StubbedCommit(this, stub, each));
  }

  /** As the list tells it, and with what only the repository alone tells. */
  ObjectNode json(boolean alone) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("id", id)
        .put("name", fullName.substring(fullName.indexOf('/') + 1))
        .put("full_name", fullName)
        .put("private", secret)
        .put("html_url", stub.web() + "/" + fullName)
        .put("clone_url", stub.web() + "/" + fullName + ".git")
        .put("description", "What " + fullName + " is for")
        .put("fork", parent != null)
        .put("language", "Java")
        .put("stargazers_count", 80)
        .put("watchers_count", 80)
        .put("forks_count", 9)
        .put("open_issues_count", 3)
        .put("size", size)
        .put("default_branch", "main")
        .put("visibility", secret ? "private" : "public")
        .put("archived", archived)
        .put("disabled", disabled)
        .put("created_at", "2024-01-26T19:01:12Z")
        .put("updated_at", "2026-01-02T19:14:43Z")
        .put("pushed_at", "2026-01-03T19:06:43Z");
    json.putObject("owner").put("login", owner()).put("type", "User");
    json.putObject("license").put("key", "mit").put("name", "MIT License").put("spdx_id", "MIT");
    topics.forEach(json.putArray("topics")::add);
    if (alone) {
      json.put("subscribers_count", 42);
      if (parent != null) {
        json.putObject("parent").put("full_name", parent);
      }
    }
    return alone ? stub.form().repositoryAlone(json) : stub.form().repository(json);
  }
}
