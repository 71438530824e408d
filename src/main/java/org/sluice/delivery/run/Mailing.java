package org.sluice.delivery.run;

import java.util.List;
import org.sluice.delivery.gate.Subscriber;

/**
 * To whom a run sends.
 *
 * @param subscriber as it was read
 * @param secrets by which messages are signed, the newest first
 */
record Mailing(Subscriber subscriber, List<String> secrets) {

  /** Where messages go to. */
  String endpoint() {
    return subscriber.endpointUrl();
  }

  /** Leaves out the secrets. */
  @Override
  public String toString() {
    return "Mailing[" + subscriber + "]";
  }
}
