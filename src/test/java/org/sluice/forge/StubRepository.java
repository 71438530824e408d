package org.sluice.forge;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicLong;

/** A repository of a {@link ForgeStub}, as tests make it. */
public final class StubRepository {

  private static final Instant BEGINNING = Instant.parse("2026-01-05T08:00:00Z");

  private final long id;
  private final AtomicLong counter;
  private final ConcurrentSkipListMap<Long, StubPull> pulls = new ConcurrentSkipListMap<>();
  private final AtomicLong numbers = new AtomicLong();
  private volatile String fullName;
  private volatile String description = "";
  private volatile String forkOf;
  private volatile boolean archived;
  private volatile boolean empty;
  private volatile boolean hidden;
  private volatile boolean withoutPulls;

  StubRepository(long id, String fullName, AtomicLong counter) {
    this.id = id;
    this.fullName = fullName;
    this.counter = counter;
  }

  /** Opens a pull request. */
  public StubPull open(String title) {
    StubPull pull = new StubPull(this, numbers.incrementAndGet(), title);
    pulls.put(pull.number(), pull);
    return pull;
  }

  /** The pull request of a number; null if there is none. */
  public StubPull pull(long number) {
    return pulls.get(number);
  }

  /** All pull requests, oldest first. */
  public List<StubPull> pulls() {
    return List.copyOf(pulls.values());
  }

  /** Open pull requests, oldest first. */
  public List<StubPull> openPulls() {
    return pulls.values().stream().filter(each -> each.state() == Pull.State.OPEN).toList();
  }

  /** Says something of itself. */
  public StubRepository described(String text) {
    description = text;
    return this;
  }

  /** Is a fork. */
  public StubRepository forkOf(String parent) {
    forkOf = parent;
    return this;
  }

  /** Is read-only for good. */
  public StubRepository archived() {
    archived = true;
    return this;
  }

  /** Has no commit. */
  public StubRepository empty() {
    empty = true;
    return this;
  }

  /** Is seen only with the token. */
  public StubRepository hidden() {
    hidden = true;
    return this;
  }

  /** Has its pull requests switched off. */
  public StubRepository withoutPulls() {
    withoutPulls = true;
    return this;
  }

  void rename(String name) {
    fullName = name;
  }

  /** A number that nothing of this forge has yet. */
  long next() {
    return counter.incrementAndGet();
  }

  /** A time after all that it has told. */
  Instant tick() {
    return BEGINNING.plusSeconds(next());
  }

  /** The number that never changes. */
  public long id() {
    return id;
  }

  /** {@code owner/name} as of now. */
  public String fullName() {
    return fullName;
  }

  /** Everything before the last slash. */
  public String owner() {
    return fullName.substring(0, fullName.lastIndexOf('/'));
  }

  /** What stands after the last slash. */
  public String name() {
    return fullName.substring(fullName.lastIndexOf('/') + 1);
  }

  /** Free text. */
  public String description() {
    return description;
  }

  /** Full name of what it was forked from; null if it is no fork. */
  public String forkOf() {
    return forkOf;
  }

  /** Whether it is read-only for good. */
  public boolean isArchived() {
    return archived;
  }

  /** Whether it has no commit. */
  public boolean isEmpty() {
    return empty;
  }

  /** Whether it is seen only with the token. */
  public boolean isHidden() {
    return hidden;
  }

  /** Whether its pull requests are switched off. */
  public boolean isWithoutPulls() {
    return withoutPulls;
  }
}
