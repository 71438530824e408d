package org.sluice.pullrequest;

import java.util.UUID;

/**
 * A look at a repository's pull requests was recorded; fired in the transaction that does so.
 *
 * @param repositoryId the repository
 */
public record LookRecorded(UUID repositoryId) {}
