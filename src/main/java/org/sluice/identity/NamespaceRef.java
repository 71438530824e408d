package org.sluice.identity;

import java.util.UUID;

/**
 * A namespace as other rooms hold on to it.
 *
 * @param id the namespace, for ever
 * @param name its present name
 */
public record NamespaceRef(UUID id, String name) {}
