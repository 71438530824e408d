package org.sluice.registry.hostkey;

/**
 * A host key that an administrator knows.
 *
 * @param entry one line of {@code known_hosts} about one host, not hashed
 */
public record NewHostKey(String entry) {}
