package org.sluice.registry;

import java.time.Duration;
import java.util.Set;
import java.util.UUID;
import org.sluice.forge.ForgeKind;
import org.sluice.identity.Visibility;

/**
 * What is to be changed of a repository; null leaves a field as it is.
 *
 * @param name new name within its namespace
 * @param cloneUrl new upstream
 * @param forge what hosts the upstream
 * @param credentialId credential for the upstream from now on
 * @param clearsCredential whether it has no credential from now on
 * @param forgeAccountId account through which its forge is asked from now on
 * @param clearsForgeAccount whether its host's default account is asked from now on
 * @param refreshInterval time between two looks at its pull requests from now on
 * @param clearsRefreshInterval whether that is the installation's from now on
 * @param description new text; blank clears it
 * @param visibility who sees it
 * @param mirror whether Sluice keeps a mirror of it
 * @param tags its labels from now on
 */
public record RepositoryEdit(
    String name,
    String cloneUrl,
    ForgeKind forge,
    UUID credentialId,
    boolean clearsCredential,
    UUID forgeAccountId,
    boolean clearsForgeAccount,
    Duration refreshInterval,
    boolean clearsRefreshInterval,
    String description,
    Visibility visibility,
    Boolean mirror,
    Set<String> tags) {}
