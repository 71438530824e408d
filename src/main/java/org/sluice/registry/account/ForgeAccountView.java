package org.sluice.registry.account;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.forge.ForgeKind;

/**
 * An account at a forge as the API shows it: never its token.
 *
 * @param id the account
 * @param label what people call it
 * @param forge which software it is at
 * @param baseUrl root of the forge's API
 * @param cloneHost host, and port if one was named, of the clone URLs of its repositories
 * @param login its name at the forge
 * @param scopes what its token may do, in the forge's words; empty if the forge does not tell
 * @param status whether the forge takes its token
 * @param statusDetail why not; null if it does
 * @param isDefault whether it is asked for repositories of its host that name no account
 * @param expiresAt when its token ends; null if never or not known
 * @param lastValidatedAt when the forge last said whose token it is; null if never
 * @param usedBy number of repositories that name it
 * @param createdAt when it was made
 * @param updatedAt when it was last changed
 * @param version number of its changes, as in the entity tag
 */
@Schema(name = "ForgeAccount")
public record ForgeAccountView(
    UUID id,
    String label,
    ForgeKind forge,
    String baseUrl,
    String cloneHost,
    String login,
    List<String> scopes,
    ForgeAccountStatus status,
    String statusDetail,
    boolean isDefault,
    Instant expiresAt,
    Instant lastValidatedAt,
    long usedBy,
    Instant createdAt,
    Instant updatedAt,
    long version) {}
