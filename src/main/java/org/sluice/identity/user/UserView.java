package org.sluice.identity.user;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A user as others see him.
 *
 * @param id the user
 * @param name his name, which is also that of his own namespace; never changes
 * @param displayName how he is called; null if not given
 * @param email his address; null if not given
 * @param role what he may do in the whole installation
 * @param status whether he may come in
 * @param createdAt when he was made
 * @param updatedAt when he was last changed
 * @param lastSignedInAt when he last signed in to the console; null if never
 * @param version stored version, for entity tags
 */
public record UserView(
    UUID id,
    String name,
    String displayName,
    String email,
    UserRole role,
    UserStatus status,
    Instant createdAt,
    Instant updatedAt,
    Instant lastSignedInAt,
    @JsonIgnore @Schema(hidden = true) String version) {}
