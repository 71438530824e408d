package org.sluice.delivery.resync;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sluice.identity.Caller;
import org.sluice.job.JobKind;
import org.sluice.job.JobService;
import org.sluice.job.JobTrigger;
import org.sluice.job.JobView;
import org.sluice.job.NewJob;

/** Starts jobs about deliveries; rights have been checked. */
@ApplicationScoped
public class DeliveryJobs {

  @Inject private JobService jobs;
  @Inject private DeliveryItems items;

  /**
   * Starts a job over one subscription.
   *
   * @param ends its repository and its subscriber, as {@code team/app to billing}
   * @throws org.sluice.failure.DomainException CONFLICT with the job that is at it already
   */
  public JobView one(Caller caller, JobKind kind, UUID subscription, String ends) {
    return start(
        caller,
        kind,
        "subscription:" + ends,
        false,
        new DeliveryItems.Choice(subscription, null, false, null));
  }

  /**
   * Starts a job over subscriptions of one subscriber.
   *
   * @param name the subscriber's, as {@code namespace/name}
   * @param namespaces of the repositories that the job may be about; null for all
   * @throws org.sluice.failure.DomainException CONFLICT with the same job; TOO_MANY
   */
  public JobView ofSubscriber(
      Caller caller, JobKind kind, UUID subscriber, String name, Collection<UUID> namespaces) {
    return start(
        caller,
        kind,
        "subscriber:" + name,
        true,
        new DeliveryItems.Choice(null, subscriber, kind == JobKind.DELIVERY_RETRY, namespaces));
  }

  /**
   * Starts a re-sync of all who receive some repositories.
   *
   * @param words which repositories these are, the same for the same ones
   * @param repositories gives portions of at most 1000 ids, anew each time
   * @throws org.sluice.failure.DomainException CONFLICT with the same job; TOO_MANY
   */
  public JobView ofRepositories(
      Caller caller, String words, Supplier<Stream<List<UUID>>> repositories) {
    return jobs.start(
        new NewJob(JobKind.RESYNC, JobTrigger.MANUAL, caller, words, true, true, null),
        () -> items.of(repositories.get()),
        id -> {});
  }

  /**
   * Starts a retry of everything that failed.
   *
   * @param namespaces of the repositories that the job may be about; null for all
   * @throws org.sluice.failure.DomainException CONFLICT with the same job; TOO_MANY
   */
  public JobView retryAll(Caller caller, Collection<UUID> namespaces) {
    return start(
        caller,
        JobKind.DELIVERY_RETRY,
        "all",
        true,
        new DeliveryItems.Choice(null, null, true, namespaces));
  }

  private JobView start(
      Caller caller, JobKind kind, String selection, boolean many, DeliveryItems.Choice choice) {
    return jobs.start(
        new NewJob(kind, JobTrigger.MANUAL, caller, selection, many, many, null),
        () -> items.of(choice),
        id -> {});
  }
}
