package org.sluice.identity.user;

import java.util.List;
import java.util.UUID;
import org.sluice.identity.NamespaceRole;

/**
 * The caller as he may know himself.
 *
 * @param id the user
 * @param name his name
 * @param displayName how he is called; null if not given
 * @param role what he may do in the whole installation
 * @param scopes what this sign-in or token may be used for
 * @param namespaces the namespaces that he is a member of, as far as the token reaches, by name
 */
public record MeView(
    UUID id,
    String name,
    String displayName,
    UserRole role,
    List<String> scopes,
    List<Membership> namespaces) {

  /**
   * A place in a namespace.
   *
   * @param id the namespace
   * @param name its name
   * @param role what he may do there
   */
  public record Membership(UUID id, String name, NamespaceRole role) {}
}
