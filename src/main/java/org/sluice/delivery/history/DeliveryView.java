package org.sluice.delivery.history;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.delivery.row.Delivery;
import org.sluice.delivery.row.DeliveryAttempt;
import org.sluice.delivery.row.DeliveryStatus;

/**
 * A message to a subscriber as the API shows it.
 *
 * @param id the message, as in its {@code webhook-id}
 * @param subscriptionId whose it is
 * @param sequence its number among the subscription's messages
 * @param generation in which it was planned
 * @param event what it tells, such as {@code file.updated}
 * @param path of its file; null if it is about none
 * @param commit that it is of; null if of none
 * @param mode of the file; null if no content is sent
 * @param size of the content in bytes; null until it was read
 * @param sha256 of the content; null until it was read
 * @param previousSha256 of what the receiver had there; null if nothing
 * @param status how far it came
 * @param attemptCount attempts that were made
 * @param nextAttemptAt before which it is not tried again; null if nothing says so
 * @param lastAttempt what became of the last attempt; null if there was none
 * @param attempts all of them in order: only in the answer about one message
 * @param createdAt when it was planned
 * @param endedAt when it ended; null if it has not
 */
@Schema(name = "Delivery")
public record DeliveryView(
    UUID id,
    UUID subscriptionId,
    long sequence,
    int generation,
    String event,
    String path,
    String commit,
    String mode,
    Long size,
    String sha256,
    String previousSha256,
    DeliveryStatus status,
    int attemptCount,
    Instant nextAttemptAt,
    AttemptView lastAttempt,
    @JsonInclude(JsonInclude.Include.NON_NULL) List<AttemptView> attempts,
    Instant createdAt,
    Instant endedAt) {

  /**
   * One attempt to have a message taken.
   *
   * @param number from 1
   * @param at when it was made
   * @param httpStatus what the receiver answered; null if nothing
   * @param latencyMs milliseconds until the answer, or until it was given up
   * @param failureKind why it was not taken; null if it was
   * @param answer the beginning of the answer, or why there was none; null if it was empty
   */
  @Schema(name = "DeliveryAttempt")
  public record AttemptView(
      int number,
      Instant at,
      Integer httpStatus,
      int latencyMs,
      String failureKind,
      String answer) {

    static AttemptView of(DeliveryAttempt attempt) {
      return attempt == null
          ? null
          : new AttemptView(
              attempt.number(),
              attempt.at(),
              attempt.httpStatus(),
              attempt.latencyMs(),
              attempt.failureKind(),
              attempt.answer());
    }
  }

  static DeliveryView of(Delivery row, List<AttemptView> attempts) {
    return new DeliveryView(
        row.id(),
        row.subscriptionId(),
        row.sequence(),
        row.generation(),
        row.event().type(),
        row.path() == null ? null : row.path().text(),
        row.commitId(),
        row.subject().mode(),
        row.subject().size(),
        row.subject().sha256(),
        row.subject().previousSha256(),
        row.status(),
        row.attempts(),
        row.progress().nextAttemptAt(),
        AttemptView.of(row.last()),
        attempts,
        row.createdAt(),
        row.progress().endedAt());
  }
}
