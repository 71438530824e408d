package org.sluice.registry.account;

import java.time.Instant;
import org.sluice.forge.ForgeKind;

/**
 * An account at a forge that is to be kept; flat fields as the API names them. Never shown as a
 * whole.
 *
 * @param label what people call it, unique
 * @param forge which software it is at; all but PLAIN
 * @param baseUrl root of the forge's API; null for that of the public one
 * @param cloneHost {@code host} or {@code host:port} of clone URLs; null for that of the API
 * @param login its name at the forge; null to take what the forge says. Bitbucket wants it beside a
 *     token of a person
 * @param token what lets in
 * @param expiresAt when the token ends, as its owner knows; null if never or if the forge tells
 * @param isDefault whether it is asked for repositories of its host that name no account; null
 *     means no
 */
public record NewForgeAccount(
    String label,
    ForgeKind forge,
    String baseUrl,
    String cloneHost,
    String login,
    String token,
    Instant expiresAt,
    Boolean isDefault) {

  @Override
  public String toString() {
    return "NewForgeAccount[" + label + "]";
  }
}
