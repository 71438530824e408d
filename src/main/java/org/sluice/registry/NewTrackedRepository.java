package org.sluice.registry;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.sluice.forge.ForgeKind;
import org.sluice.identity.Visibility;

/**
 * A repository that is to be tracked, as far as the registry keeps it.
 *
 * @param name name within its namespace
 * @param cloneUrl the upstream
 * @param mirror whether Sluice keeps a mirror of it
 * @param forge what hosts the upstream; null to tell by the host
 * @param description free text; null if none
 * @param visibility who sees it; null means private
 * @param credentialId credential for the upstream; null for none
 * @param forgeAccountId account through which its forge is asked; null for the default of its host
 * @param refreshInterval time between two looks at its pull requests; null for the installation's
 * @param tags labels; null if none
 */
public record NewTrackedRepository(
    String name,
    String cloneUrl,
    boolean mirror,
    ForgeKind forge,
    String description,
    Visibility visibility,
    UUID credentialId,
    UUID forgeAccountId,
    Duration refreshInterval,
    Set<String> tags) {}
