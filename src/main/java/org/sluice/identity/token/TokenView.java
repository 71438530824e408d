package org.sluice.identity.token;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.sluice.identity.ConfigurationBounds;

/**
 * An API token as its owner sees it.
 *
 * @param id the token's id, by which it is revoked
 * @param name what it is for
 * @param hint its first characters
 * @param scopes what it may be used for
 * @param namespaces names of the namespaces that it is limited to; null if it is not limited
 * @param configuration which served configuration it may read; null if it is not bound
 * @param createdAt when it was made
 * @param expiresAt when it ends; null if never
 * @param lastUsedAt when it was last used, to the minute; null if never
 * @param token the token itself: only in the answer that makes it, absent ever after
 */
public record TokenView(
    UUID id,
    String name,
    String hint,
    List<String> scopes,
    List<String> namespaces,
    ConfigurationBounds configuration,
    Instant createdAt,
    Instant expiresAt,
    Instant lastUsedAt,
    @JsonInclude(JsonInclude.Include.NON_NULL) String token) {

  /** Leaves out the token. */
  @Override
  public String toString() {
    return "TokenView[id=" + id + ", name=" + name + "]";
  }
}
