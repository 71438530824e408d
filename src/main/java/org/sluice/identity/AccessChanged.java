package org.sluice.identity;

import java.util.UUID;

/**
 * A user's rights or credentials changed, or a token of his expired: whoever remembers them must
 * forget them once the change is committed.
 *
 * @param userId the user; null for all of them
 */
public record AccessChanged(UUID userId) {}
