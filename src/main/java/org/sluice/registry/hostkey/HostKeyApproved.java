package org.sluice.registry.hostkey;

/**
 * A host key is trusted; fired after the commit, so that what waits for it goes on.
 *
 * @param host host, with the port unless it is 22
 */
public record HostKeyApproved(String host) {}
