package org.sluice.delivery.subscription;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.delivery.row.Subscription;
import org.sluice.delivery.row.SubscriptionStatus;

/**
 * A subscription as the API shows it.
 *
 * @param id the subscription
 * @param subscriberId who receives
 * @param subscriber name of that subscriber
 * @param repository {@code owner/name}
 * @param branch short name; null for the branch that HEAD names
 * @param include patterns of the paths that are sent
 * @param exclude patterns of those that are not, after all
 * @param status how it stands
 * @param behind whether something waits to be compared, sent or pulled, even while it is paused
 * @param generation number of its snapshots; 0 before the first
 * @param targetCommit commit that is, or was last, delivered; null if none was chosen yet
 * @param deliveredCommit commit of which everything has arrived; null if there was none
 * @param counts files of the target
 * @param retryCount attempts that failed since everything had arrived
 * @param lastError why it does not go on; null if it does
 * @param resyncJobId job that sends everything again; null if none does
 * @param nextRunAt when it goes on by itself; null if nothing is known to do
 * @param lastDeliveredAt when something last arrived; null if never
 * @param createdAt when it was made
 * @param updatedAt when somebody last changed it
 * @param version number of such changes
 */
@Schema(name = "Subscription")
public record SubscriptionView(
    UUID id,
    UUID subscriberId,
    String subscriber,
    String repository,
    String branch,
    List<String> include,
    List<String> exclude,
    SubscriptionStatus status,
    boolean behind,
    int generation,
    String targetCommit,
    String deliveredCommit,
    CountsView counts,
    int retryCount,
    ErrorView lastError,
    UUID resyncJobId,
    Instant nextRunAt,
    Instant lastDeliveredAt,
    Instant createdAt,
    Instant updatedAt,
    long version) {

  /**
   * Numbers of files.
   *
   * @param total files of the target that are to be sent
   * @param delivered those that have arrived as they should be
   * @param waiting messages that wait for an attempt
   * @param refused messages that nothing tries again by itself
   */
  @Schema(name = "SubscriptionCounts")
  public record CountsView(int total, int delivered, int waiting, int refused) {}

  /**
   * Why a subscription does not go on.
   *
   * @param kind its kind
   * @param detail one sentence
   */
  @Schema(name = "SubscriptionError")
  public record ErrorView(String kind, String detail) {}

  static SubscriptionView of(KnownSubscription known) {
    Subscription row = known.row();
    return new SubscriptionView(
        row.id(),
        row.subscriberId(),
        known.subscriber(),
        known.repository(),
        row.branch(),
        row.include(),
        row.exclude(),
        row.status(),
        row.isBehind(),
        row.generation(),
        row.targetCommit(),
        row.deliveredCommit(),
        new CountsView(
            row.counts().total(),
            row.counts().delivered(),
            row.counts().open(),
            row.counts().refused()),
        row.retryCount(),
        row.errorKind() == null ? null : new ErrorView(row.errorKind(), row.errorDetail()),
        row.resyncJob(),
        row.nextRunAt(),
        row.lastDeliveredAt(),
        row.createdAt(),
        row.updatedAt(),
        row.version());
  }

  /** Version of what is shown; its part before the dot is that of what people edit. */
  String tag() {
    // Of its words: a constant of an enum has another hash in each process.
    return version + "." + Integer.toHexString(toString().hashCode());
  }
}
