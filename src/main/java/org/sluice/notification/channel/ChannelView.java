package org.sluice.notification.channel;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.notification.post.AttemptOutcome;
import org.sluice.notification.post.ChannelKind;
import org.sluice.platform.Notice.Severity;

/**
 * A channel as administrators see it.
 *
 * @param id the channel
 * @param name its name
 * @param kind way of its messages
 * @param enabled whether it gets messages
 * @param topics globs of topics that it gets; empty for all
 * @param minimumSeverity the least that it gets
 * @param namespace the only namespace whose notices it gets; null for all
 * @param recipients addresses of a MAIL channel; empty for the other kind
 * @param url endpoint of a WEBHOOK channel; null for the other kind
 * @param secret what messages are signed with, this once after it was made; null otherwise
 * @param previousSecretUntil until when messages are signed with the secret before it too; null if
 *     they are not
 * @param problem why nothing can be sent at all; null if it can
 * @param pending messages still to be sent
 * @param lastAttempt how the last attempt to send ended; null if there was none
 * @param createdAt when it was made
 * @param updatedAt when it was last edited
 * @param version stored version, for entity tags
 */
public record ChannelView(
    UUID id,
    String name,
    ChannelKind kind,
    boolean enabled,
    List<String> topics,
    Severity minimumSeverity,
    String namespace,
    List<String> recipients,
    String url,
    String secret,
    Instant previousSecretUntil,
    String problem,
    long pending,
    LastAttempt lastAttempt,
    Instant createdAt,
    Instant updatedAt,
    @JsonIgnore @Schema(hidden = true) long version) {

  /** Copies the collections. */
  public ChannelView {
    topics = List.copyOf(topics);
    recipients = List.copyOf(recipients);
  }

  /**
   * How an attempt ended.
   *
   * @param attemptedAt when
   * @param outcome how
   * @param detail and why, in one sentence
   */
  @Schema(name = "ChannelLastAttempt")
  public record LastAttempt(Instant attemptedAt, AttemptOutcome outcome, String detail) {}

  /** The entity tag: its edits, and what Sluice itself wrote since. */
  @JsonIgnore
  @Schema(hidden = true)
  public String tag() {
    return version + "." + Integer.toHexString(hashCode());
  }

  /** Without the secret. */
  @Override
  public String toString() {
    return "channel " + name + " (" + kind + ", " + id + ")";
  }
}
