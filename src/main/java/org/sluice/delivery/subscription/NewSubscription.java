package org.sluice.delivery.subscription;

import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A subscription that is about to be made.
 *
 * @param subscriberId who receives
 * @param repository {@code owner/name} of a mirrored repository
 * @param branch short name; null for the branch that HEAD names
 * @param include patterns of the paths that are sent, as {@code gitignore} has them, at most 50;
 *     all paths if none are given
 * @param exclude patterns of those that are not, after all, at most 50
 */
public record NewSubscription(
    @Schema(required = true) UUID subscriberId,
    @Schema(required = true) String repository,
    @Schema(maxLength = 255) String branch,
    List<String> include,
    List<String> exclude) {}
