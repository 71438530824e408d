package org.sluice.identity.namespace;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.identity.NamespaceRole;

/**
 * A member of a namespace.
 *
 * @param user his name
 * @param displayName how he is called; null if not given
 * @param role what he may do there
 * @param createdAt since when he is a member
 * @param version stored version, for entity tags
 */
public record MemberView(
    String user,
    String displayName,
    NamespaceRole role,
    Instant createdAt,
    @JsonIgnore @Schema(hidden = true) String version) {}
