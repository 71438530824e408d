package org.sluice.delivery.subscription;

import java.util.UUID;
import org.sluice.delivery.row.Subscription;
import org.sluice.identity.Caller;
import org.sluice.platform.Inside;

/**
 * A subscription with the names of both its ends.
 *
 * @param row the subscription
 * @param repository {@code owner/name}
 * @param repositoryNamespace namespace of the repository
 * @param subscriber name of the subscriber
 * @param subscriberNamespace namespace of the subscriber
 */
@Inside
public record KnownSubscription(
    Subscription row,
    String repository,
    UUID repositoryNamespace,
    String subscriber,
    UUID subscriberNamespace) {

  /** Whether a caller sees it: a member of either side, since the receiver has the files anyway. */
  boolean isSeenBy(Caller caller) {
    return caller.sees(repositoryNamespace) || caller.sees(subscriberNamespace);
  }

  /** Whether a caller may have it delivered again, or put still: a keeper of either side. */
  boolean isMovedBy(Caller caller) {
    return caller.maintains(repositoryNamespace) || caller.maintains(subscriberNamespace);
  }

  /** Whether a caller may change what is sent: a keeper of both sides. */
  boolean isKeptBy(Caller caller) {
    return caller.maintains(repositoryNamespace) && caller.maintains(subscriberNamespace);
  }

  /** Where files come from and who gets them, in the words of a job's selection. */
  String ends() {
    return repository + " to " + subscriber;
  }

  /** What it is called in a record of acts. */
  public String words() {
    return "subscription of " + subscriber + " to " + repository;
  }
}
