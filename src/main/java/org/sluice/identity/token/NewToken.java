package org.sluice.identity.token;

import java.time.Instant;
import java.util.List;
import org.sluice.identity.ConfigurationBounds;

/**
 * An API token that is about to be made.
 *
 * @param name what it is for; unique among its owner's
 * @param scopes labels of scopes, at least one
 * @param namespaces names of the namespaces to limit it to; null to leave it unlimited
 * @param configuration which served configuration it may read, for a token of the scope {@code
 *     config:read} and no other; null to leave it unbound
 * @param expiresAt when it ends; null for never
 */
public record NewToken(
    String name,
    List<String> scopes,
    List<String> namespaces,
    ConfigurationBounds configuration,
    Instant expiresAt) {}
