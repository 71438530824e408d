package org.sluice.identity.namespace;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.identity.NamespaceRole;

/**
 * A namespace as a caller sees it.
 *
 * @param id the namespace
 * @param name its name
 * @param kind whose it is
 * @param description what it is for; null if not given
 * @param role the caller's role in it; null for an administrator who is no member
 * @param createdAt when it was made
 * @param updatedAt when it was last changed
 * @param version stored version, for entity tags
 */
public record NamespaceView(
    UUID id,
    String name,
    NamespaceKind kind,
    String description,
    NamespaceRole role,
    Instant createdAt,
    Instant updatedAt,
    @JsonIgnore @Schema(hidden = true) String version) {}
