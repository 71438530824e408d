package org.sluice.delivery.gate;

import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.UUID;
import org.sluice.platform.Inside;
import org.sluice.platform.Notice;

/** Writes what becomes of gates, in one transaction each, and says when a breaker turns. */
@Stateless
@Inside
public class GateRecord {

  @Inject private SubscriberStore store;
  @Inject private Event<Notice> notices;

  /** For the container. */
  public GateRecord() {
    // What it works on is injected.
  }

  /** The record of a store outside a container, where nobody is told. */
  public GateRecord(SubscriberStore store) {
    this.store = store;
  }

  /** Writes how a gate stands; does nothing if its subscriber is gone. */
  public void keep(UUID id, SubscriberGate.State state) {
    SubscriberStore.Turn turn = store.breaker(id, state.breaker());
    store.resting(id, state.restingUntil());
    if (turn != SubscriberStore.Turn.NONE && notices != null) {
      store.find(id).map(each -> notice(each, turn)).ifPresent(notices::fire);
    }
  }

  private static Notice notice(Subscriber subscriber, SubscriberStore.Turn turn) {
    String name = subscriber.name();
    Notice notice =
        turn == SubscriberStore.Turn.OPENED
            ? Notice.error(
                "subscriber-unreachable",
                name,
                "The subscriber "
                    + name
                    + " cannot be reached, so nothing is sent to it for a while: "
                    + subscriber.breaker().reason())
            : Notice.info(
                "subscriber-back",
                name,
                "The subscriber " + name + " can be reached again; what it missed is sent.");
    return notice.in(subscriber.namespaceId()).at("/subscribers/" + subscriber.id());
  }
}
