package org.sluice.configsource.hook;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.UUID;

/**
 * A listener as maintainers see it.
 *
 * @param id the listener
 * @param url where it is told
 * @param secret by which messages are signed: only in the answer that adds it, absent ever after
 * @param enabled whether it is told; false after its endpoint answered 410, until a ping is taken
 * @param toldCommit the commit that it was told last; null if none
 * @param pending whether there is something to tell that it has not taken
 * @param failures attempts in a row that were not taken
 * @param nextAttemptAt when it is told next; null if nothing is pending
 * @param lastAttempt how the last attempt ended; null if there was none
 * @param createdAt when it was added
 */
public record ListenerView(
    UUID id,
    String url,
    @JsonInclude(JsonInclude.Include.NON_NULL) String secret,
    boolean enabled,
    String toldCommit,
    boolean pending,
    int failures,
    Instant nextAttemptAt,
    LastAttempt lastAttempt,
    Instant createdAt) {

  /**
   * How the last attempt ended.
   *
   * @param at when it was made
   * @param taken whether the endpoint took the message
   * @param detail what it answered, or why it was not reached
   */
  public record LastAttempt(Instant at, boolean taken, String detail) {}

  static ListenerView of(Listener listener, String secret) {
    return new ListenerView(
        listener.id(),
        listener.url(),
        secret,
        listener.enabled(),
        listener.toldCommit(),
        listener.nextAttemptAt() != null,
        listener.failures(),
        listener.nextAttemptAt(),
        listener.lastAttemptAt() == null
            ? null
            : new LastAttempt(
                listener.lastAttemptAt(), listener.lastTaken(), listener.lastDetail()),
        listener.createdAt());
  }

  /** Leaves out the secret and the URL, which may be one. */
  @Override
  public String toString() {
    return "ListenerView[id=" + id + "]";
  }
}
