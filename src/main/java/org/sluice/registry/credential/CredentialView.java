package org.sluice.registry.credential;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A credential as the API shows it: never its secret.
 *
 * @param id the credential
 * @param namespace name of the namespace that owns it; null for the whole installation
 * @param label what people call it
 * @param kind what it consists of
 * @param host host, and port if one was named, that it is for
 * @param username whom it lets in; empty if the upstream or its URL says it
 * @param publicKey public half of an SSH key, as a line of {@code authorized_keys}; null for others
 * @param fingerprint digest of that, as OpenSSH prints it; null for others
 * @param expiresAt when it ends; null if never
 * @param usedBy number of repositories and push targets that use it
 * @param createdAt when it was made
 * @param updatedAt when it was last changed
 * @param version number of its changes, as in the entity tag
 */
@Schema(name = "Credential")
public record CredentialView(
    UUID id,
    String namespace,
    String label,
    CredentialKind kind,
    String host,
    String username,
    String publicKey,
    String fingerprint,
    Instant expiresAt,
    long usedBy,
    Instant createdAt,
    Instant updatedAt,
    long version) {}
