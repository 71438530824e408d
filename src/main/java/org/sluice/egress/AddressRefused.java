package org.sluice.egress;

import java.net.UnknownHostException;

/**
 * The address guard let no address of a host through, so nothing was connected to.
 *
 * <p>It is an {@link UnknownHostException} because that is what a resolver may throw: for the
 * client a refused host has no addresses. The message is safe to show.
 */
public class AddressRefused extends UnknownHostException {

  private static final long serialVersionUID = 1L;

  private final String host;

  /**
   * A refusal.
   *
   * @param host as it was asked for
   * @param reason what kind of address it is, such as {@code a loopback address}
   */
  public AddressRefused(String host, String reason) {
    super(
        host + " is " + reason + ", which Sluice connects to only if sluice.egress.allow names it");
    this.host = host;
  }

  /** The host that was asked for. */
  public String host() {
    return host;
  }
}
