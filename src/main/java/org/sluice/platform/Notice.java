package org.sluice.platform;

import java.time.Instant;
import java.util.Objects;

/**
 * Something that people should hear of, announced as a CDI event by any room.
 *
 * @param topic stable name of the transition, such as {@code mirror-failed}
 * @param subject what it is about, such as {@code team/app}
 * @param text one safe sentence
 * @param at when it happened
 */
public record Notice(String topic, String subject, String text, Instant at) {

  /** All parts are required. */
  public Notice {
    Objects.requireNonNull(topic, "topic");
    Objects.requireNonNull(subject, "subject");
    Objects.requireNonNull(text, "text");
    Objects.requireNonNull(at, "at");
  }
}
