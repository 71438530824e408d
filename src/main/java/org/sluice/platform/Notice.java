package org.sluice.platform;

import java.time.Instant;
import java.util.Objects;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * Something that people should hear of, fired as a CDI event by any room.
 *
 * <p>Fire it in the transaction that records the transition: it is then kept or lost together with
 * it, and told after the commit. Whoever fires it never waits for a network and never fails because
 * a channel does. {@code Notice.error("mirror-failed", "team/app", "…").in(namespaceId)
 * .at("/repositories/team/app").once("mirror-failed:" + id + ":" + since)}
 *
 * @param topic stable name of the kind of transition, in lower-case words joined by hyphens, such
 *     as {@code mirror-failed}
 * @param severity how much it matters
 * @param subject what it is about, such as {@code team/app}
 * @param text one safe sentence
 * @param link path below the API base of what it is about, such as {@code /repositories/team/app};
 *     null if there is none
 * @param namespaceId only who sees this namespace sees the notice; null for administrators alone
 * @param transition what makes it one: of several notices of the same transition one is told, for
 *     as long as it is kept; at most {@value #MAX_TRANSITION} characters
 * @param happenedAt when it happened
 */
public record Notice(
    String topic,
    Severity severity,
    String subject,
    String text,
    String link,
    UUID namespaceId,
    String transition,
    Instant happenedAt) {

  /** Most characters of what tells transitions apart. */
  public static final int MAX_TRANSITION = 200;

  private static final Pattern TOPIC = Pattern.compile("[a-z][a-z0-9]*(-[a-z0-9]+)*");
  private static final int MAX_TOPIC = 60;

  /** How much a notice matters, the least first. */
  public enum Severity {
    /** Good to know, such as a recovery. */
    INFO,
    /** Somebody should look at it. */
    WARNING,
    /** Something does not work. */
    ERROR
  }

  /** Link and namespace may be null. */
  public Notice {
    Objects.requireNonNull(severity, "severity");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(happenedAt, "happenedAt");
    if (topic.length() > MAX_TOPIC || !TOPIC.matcher(topic).matches()) {
      throw new IllegalArgumentException("topic");
    }
    if (transition.isEmpty() || transition.length() > MAX_TRANSITION) {
      throw new IllegalArgumentException("transition");
    }
  }

  /** Something good to know that happened now; a transition of its own. */
  public static Notice info(String topic, String subject, String text) {
    return now(topic, Severity.INFO, subject, text);
  }

  /** Something to look at that happened now; a transition of its own. */
  public static Notice warning(String topic, String subject, String text) {
    return now(topic, Severity.WARNING, subject, text);
  }

  /** Something that does not work since now; a transition of its own. */
  public static Notice error(String topic, String subject, String text) {
    return now(topic, Severity.ERROR, subject, text);
  }

  private static Notice now(String topic, Severity severity, String subject, String text) {
    return new Notice(
        topic, severity, subject, text, null, null, topic + ":" + UUID.randomUUID(), Instant.now());
  }

  /** The same, seen by those who see the namespace. */
  public Notice in(UUID seenInNamespace) {
    return new Notice(
        topic, severity, subject, text, link, seenInNamespace, transition, happenedAt);
  }

  /** The same, leading to a path below the API base. */
  public Notice at(String path) {
    return new Notice(topic, severity, subject, text, path, namespaceId, transition, happenedAt);
  }

  /** The same, told once however often the transition is announced. */
  public Notice once(String ofTransition) {
    return new Notice(topic, severity, subject, text, link, namespaceId, ofTransition, happenedAt);
  }
}
