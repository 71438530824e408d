package org.sluice.egress.api;

import java.io.IOException;

/** A link or redirect leads out of the API's root; it is not followed. */
public class LeadsAway extends IOException {

  private static final long serialVersionUID = 1L;

  /**
   * It leads elsewhere.
   *
   * @param host where to; shown
   */
  public LeadsAway(String host) {
    super("the answer leads to " + host + ", which is not the account's own address");
  }
}
