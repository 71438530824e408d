package org.sluice.identity.namespace;

import org.sluice.identity.Name;

/**
 * A team namespace that is about to be made.
 *
 * @param name its name, see {@link Name}
 * @param description what it is for; may be null
 */
public record NewNamespace(String name, String description) {}
