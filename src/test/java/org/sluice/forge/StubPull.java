package org.sluice.forge;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.sluice.forge.PullDetails.Mergeable;

/** A pull request of a {@link StubRepository}, as tests make it. */
public final class StubPull {

  /** How a run of a check ended, or that it has not. */
  public enum Outcome {
    PASSED,
    FAILED,
    RUNNING
  }

  /**
   * One run of a check.
   *
   * @param optional whether its failure is allowed, where the forge knows that
   */
  public record Run(
      long id, String sha, String name, Outcome outcome, boolean optional, Instant at) {}

  /** One review. */
  public record Given(long id, String reviewer, Review.Opinion opinion, Instant at) {}

  private final StubRepository repository;
  private final long number;
  private final Instant createdAt;
  private final List<Run> runs = new CopyOnWriteArrayList<>();
  private final List<Given> reviews = new CopyOnWriteArrayList<>();
  private final List<String> labels = new CopyOnWriteArrayList<>();
  private volatile String title;
  private volatile String author = "mona";
  private volatile String sourceRepository;
  private volatile String sourceBranch;
  private volatile boolean draft;
  private volatile Pull.State state = Pull.State.OPEN;
  private volatile Mergeable mergeable = Mergeable.YES;
  private volatile int pushes;
  private volatile Instant updatedAt;

  StubPull(StubRepository repository, long number, String title) {
    this.repository = repository;
    this.number = number;
    this.title = title;
    this.sourceRepository = repository.fullName();
    this.sourceBranch = "topic-" + number;
    this.createdAt = repository.tick();
    this.updatedAt = createdAt;
  }

  /** Opened by somebody else than mona. */
  public StubPull by(String login) {
    author = login;
    return changed();
  }

  /** Its branch is in another repository. */
  public StubPull from(String fork) {
    sourceRepository = fork;
    return changed();
  }

  /** Not ready yet. */
  public StubPull draft() {
    draft = true;
    return changed();
  }

  /** Ready again. */
  public StubPull ready() {
    draft = false;
    return changed();
  }

  /** Gets another title. */
  public StubPull titled(String text) {
    title = text;
    return changed();
  }

  /** Gets a label. */
  public StubPull labelled(String label) {
    labels.add(label);
    return changed();
  }

  /** Is merged. */
  public StubPull merge() {
    state = Pull.State.MERGED;
    return changed();
  }

  /** Ends without a merge. */
  public StubPull close() {
    state = Pull.State.CLOSED;
    return changed();
  }

  /** Is found to be mergeable, or not. */
  public StubPull mergeable(Mergeable found) {
    mergeable = found;
    return changed();
  }

  /** Gets a new head without any checks. */
  public StubPull push() {
    pushes++;
    return changed();
  }

  /** A check of the head has run. */
  public StubPull run(String name, Outcome outcome) {
    return run(name, outcome, false);
  }

  /** A check of the head has run whose failure is allowed. */
  public StubPull runAllowed(String name, Outcome outcome) {
    return run(name, outcome, true);
  }

  /** A check of what the merge would make has run. */
  public StubPull runOfResult(String name, Outcome outcome) {
    return run(resultSha(), name, outcome, false);
  }

  private StubPull run(String name, Outcome outcome, boolean optional) {
    return run(headSha(), name, outcome, optional);
  }

  private StubPull run(String sha, String name, Outcome outcome, boolean optional) {
    runs.add(new Run(repository.next(), sha, name, outcome, optional, repository.tick()));
    return this;
  }

  /** Somebody has given a review. */
  public StubPull review(String reviewer, Review.Opinion opinion) {
    reviews.add(new Given(repository.next(), reviewer, opinion, repository.tick()));
    return changed();
  }

  private StubPull changed() {
    updatedAt = repository.tick();
    return this;
  }

  /** Its number. */
  public long number() {
    return number;
  }

  /** The repository that it wants to be merged into. */
  public StubRepository repository() {
    return repository;
  }

  /** The commit that its checks are about. */
  public String headSha() {
    return sha(repository.id() + "#" + number + "@" + pushes);
  }

  /** The commit that the merge would make. */
  public String resultSha() {
    return sha(repository.id() + "#" + number + "@" + pushes + " merged");
  }

  private static String sha(String text) {
    try {
      byte[] sha = MessageDigest.getInstance("SHA-1").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(sha);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** All runs of all checks, of former heads too, oldest first. */
  public List<Run> runs() {
    return runs;
  }

  /** All reviews, oldest first. */
  public List<Given> reviews() {
    return reviews;
  }

  /** Its labels. */
  public List<String> labels() {
    return labels;
  }

  /** One line. */
  public String title() {
    return title;
  }

  /** Who opened it. */
  public String author() {
    return author;
  }

  /** Full name of the repository that its branch is in. */
  public String sourceRepository() {
    return sourceRepository;
  }

  /** Its branch. */
  public String sourceBranch() {
    return sourceBranch;
  }

  /** Whether it is not ready yet. */
  public boolean isDraft() {
    return draft;
  }

  /** What has become of it. */
  public Pull.State state() {
    return state;
  }

  /** What was found. */
  public Mergeable mergeable() {
    return mergeable;
  }

  /** When it was opened. */
  public Instant createdAt() {
    return createdAt;
  }

  /** When it last changed. */
  public Instant updatedAt() {
    return updatedAt;
  }
}
