package org.sluice.health;

import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a forge last told of a repository. What it does not tell is null, or empty where it is a
 * list.
 *
 * @param webUrl its page at the forge
 * @param description free text
 * @param topics labels
 * @param languages the most used first
 * @param licence SPDX identifier, or the forge's name of it
 * @param stars people who starred it
 * @param forks how many there are
 * @param watchers people who watch it
 * @param openIssues as the forge counts them
 * @param sizeBytes as the forge counts it
 * @param defaultBranch short name
 * @param visibility at the forge: public, internal or private
 * @param archived whether it is read-only for good
 * @param forkOf full name of what it was forked from
 * @param createdAt when it was made
 * @param updatedAt when its description last changed
 * @param pushedAt when a commit last came in
 * @param toldAt when the forge told this
 */
@Schema(name = "RepositoryMetadata")
public record RepositoryMetadata(
    String webUrl,
    String description,
    List<String> topics,
    List<String> languages,
    String licence,
    Long stars,
    Long forks,
    Long watchers,
    Long openIssues,
    Long sizeBytes,
    String defaultBranch,
    String visibility,
    boolean archived,
    String forkOf,
    Instant createdAt,
    Instant updatedAt,
    Instant pushedAt,
    Instant toldAt) {}
