package org.sluice.registry;

import java.util.Set;
import org.sluice.identity.Visibility;

/**
 * A repository that is to be tracked; fields as the API names them.
 *
 * @param namespace name of the namespace; null for the caller's own
 * @param name name within the namespace
 * @param cloneUrl the upstream
 * @param mirror whether Sluice keeps a mirror of it; null means yes
 * @param forge what hosts the upstream; null to tell by the host
 * @param description free text; null if none
 * @param visibility who sees it; null means private
 * @param syncInterval ISO 8601 duration between two syncs; null for the installation's
 * @param tags labels; null if none
 */
public record NewRepository(
    String namespace,
    String name,
    String cloneUrl,
    Boolean mirror,
    ForgeKind forge,
    String description,
    Visibility visibility,
    String syncInterval,
    Set<String> tags) {

  /** Whether a mirror is wanted. */
  public boolean wantsMirror() {
    return mirror == null || mirror;
  }
}
