package org.sluice.egress;

import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * Looks up the addresses of hosts; the only place where {@link Outbound} learns an address.
 *
 * <p>It is asked once for each connection that is made. Nothing that it answers is believed: the
 * guard decides on each address, and the connection is made to what was decided on.
 */
@FunctionalInterface
public interface Names {

  /**
   * All addresses of a host, the preferred one first.
   *
   * @param host a name, or an address in its plain form without brackets
   * @return at least one
   * @throws UnknownHostException if there are none
   */
  InetAddress[] addresses(String host) throws UnknownHostException;
}
