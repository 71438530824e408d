package org.sluice.delivery.run;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.sluice.delivery.gate.SubscriberStore;
import org.sluice.delivery.row.DeliveredFile;
import org.sluice.delivery.row.DeliveredFiles;
import org.sluice.delivery.row.Delivery;
import org.sluice.delivery.row.DeliveryEvent;
import org.sluice.delivery.row.DeliveryStore;
import org.sluice.delivery.row.FilePath;
import org.sluice.delivery.row.PortionStore;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.delivery.row.SubscriptionStore;
import org.sluice.platform.Inside;

/** Records what runs did; each method is one transaction. */
@Stateless
@Inside
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class RunRecord {

  @Inject private SubscriptionStore subscriptions;
  @Inject private DeliveryStore deliveries;
  @Inject private PortionStore portions;
  @Inject private DeliveredFiles files;
  @Inject private SubscriberStore subscribers;

  /** For the container. */
  public RunRecord() {
    // The stores are injected.
  }

  /** The record on stores outside a container. */
  public RunRecord(
      SubscriptionStore subscriptions,
      DeliveryStore deliveries,
      PortionStore portions,
      DeliveredFiles files,
      SubscriberStore subscribers) {
    this.subscriptions = subscriptions;
    this.deliveries = deliveries;
    this.portions = portions;
    this.files = files;
    this.subscribers = subscribers;
  }

  /**
   * Records what became of the next messages of a subscription's portions, each for the first time
   * and in their order: the messages and what arrived together.
   */
  public void recordFirst(UUID subscription, List<Outcome> found) {
    List<Outcome> outcomes = atPresent(subscription, found);
    deliveries.add(outcomes.stream().map(Outcome::after).toList());
    portions.end(subscription, outcomes.get(outcomes.size() - 1).after().sequence());
    arrive(subscription, outcomes);
  }

  /**
   * Records what became of messages of one subscription that have rows: the messages and what
   * arrived together.
   */
  public void record(UUID subscription, List<Outcome> found) {
    List<Outcome> outcomes = atPresent(subscription, found);
    List<Delivery> after = new ArrayList<>();
    List<DeliveryStore.Earlier> earlier = new ArrayList<>();
    for (Outcome outcome : outcomes) {
      after.add(outcome.after());
      if (outcome.before() != null && outcome.isAttempt()) {
        earlier.add(new DeliveryStore.Earlier(outcome.after().id(), outcome.before()));
      }
    }
    deliveries.record(after, earlier);
    arrive(subscription, outcomes);
  }

  /**
   * What the outcomes say of the endpoint at which the receiver is now: of a message of which a
   * part went to a former one nothing has arrived.
   */
  private List<Outcome> atPresent(UUID subscription, List<Outcome> outcomes) {
    if (outcomes.stream().noneMatch(Outcome::isPartly)) {
      return outcomes;
    }
    // Locked, so that who changes it waits for this, and then has it forgotten.
    String endpoint = subscribers.lockEndpoint(subscription).orElse(null);
    return outcomes.stream().map(each -> each.at(endpoint)).toList();
  }

  private void arrive(UUID subscription, List<Outcome> outcomes) {
    List<DeliveredFile> arrived = new ArrayList<>();
    List<FilePath> gone = new ArrayList<>();
    int failures = 0;
    Instant lastTaken = null;
    for (Outcome outcome : outcomes) {
      Delivery message = outcome.after();
      if (!outcome.isAttempt()) {
        continue;
      }
      if (!outcome.isTaken()) {
        failures += PullRun.OFFERED.equals(message.last().failureKind()) ? 0 : 1;
        continue;
      }
      lastTaken = outcome.at();
      if (message.event() == DeliveryEvent.SNAPSHOT_COMPLETED) {
        subscriptions.completed(subscription, message.generation(), message.commitId());
      } else if (message.event() == DeliveryEvent.FILE_DELETED) {
        gone.add(message.path());
      } else if (message.event().isOfFile()) {
        arrived.add(
            new DeliveredFile(
                message.path(),
                message.subject().blobId(),
                message.subject().mode(),
                message.subject().size(),
                message.subject().sha256(),
                message.generation(),
                outcome.at()));
      }
    }
    files.remove(subscription, gone);
    files.put(subscription, arrived);
    subscriptions.moved(subscription, arrived.size(), failures, lastTaken != null, lastTaken);
  }

  /** Switches a subscription off whose receiver wants nothing any more. */
  public void disable(UUID subscription, String detail) {
    subscriptions.become(subscription, SubscriptionStatus.DISABLED, "GONE", detail);
  }
}
