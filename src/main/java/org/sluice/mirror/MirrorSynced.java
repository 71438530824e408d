package org.sluice.mirror;

import java.util.List;
import java.util.UUID;
import org.sluice.git.refs.RefChange;

/**
 * Refs of a mirror have moved; fired as a CDI event once that is recorded, outside any transaction.
 *
 * <p>A crash may swallow it: whoever depends on it also looks by itself.
 *
 * @param repositoryId the repository
 * @param changes what moved, with the old and the new tip of each ref; empty if only HEAD did
 */
public record MirrorSynced(UUID repositoryId, List<RefChange> changes) {}
