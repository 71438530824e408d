package org.sluice.egress.api;

import java.io.IOException;

/** A link or redirect leads out of the API's root; it is not followed. */
public class LeadsAway extends IOException {

  private static final long serialVersionUID = 1L;

  private static final int LONGEST_NAME = 253;

  /**
   * It leads elsewhere.
   *
   * @param host where to; shown, as far as it can be a name
   */
  public LeadsAway(String host) {
    super(
        "the answer leads to "
            + host.substring(0, Math.min(LONGEST_NAME, host.length()))
            + ", which is not the account's own address");
  }
}
