package org.sluice.registry.hostkey;

import java.time.Instant;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A host key as the API shows it.
 *
 * @param id the key
 * @param host host, with the port unless it is 22
 * @param algorithm kind of key, such as {@code ssh-ed25519}
 * @param key the key in base64, as {@code known_hosts} has it
 * @param fingerprint its digest, as OpenSSH prints it
 * @param status what is held of it
 * @param firstSeenAt when the host first showed it, or somebody entered it
 * @param approvedBy who approved it; null if nobody did
 * @param approvedAt when; null if nobody did
 * @param revokedBy who revoked it; null if nobody did
 * @param revokedAt when; null if nobody did
 * @param version number of its changes, as in the entity tag
 */
@Schema(name = "HostKey")
public record HostKeyView(
    UUID id,
    String host,
    String algorithm,
    String key,
    String fingerprint,
    HostKeyStatus status,
    Instant firstSeenAt,
    String approvedBy,
    Instant approvedAt,
    String revokedBy,
    Instant revokedAt,
    long version) {}
