package org.sluice.planted.attic;

import jakarta.inject.Inject;
import org.sluice.identity.Caller;

/**
 * Planted: calls two methods of a bean, of which the container refuses one, and holds who came
 * first.
 */
class Rope {

  private final Hatch hatch = new Hatch();

  @Inject private Caller caller;

  void pull() {
    if (caller != null) {
      hatch.open();
      hatch.lift();
    }
  }
}
