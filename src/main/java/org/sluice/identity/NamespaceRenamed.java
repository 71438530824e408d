package org.sluice.identity;

import java.util.UUID;

/**
 * A namespace has another name; fired in the transaction of the change, for rooms that keep the
 * name beside the id.
 *
 * @param id the namespace
 * @param name its new name
 */
public record NamespaceRenamed(UUID id, String name) {}
