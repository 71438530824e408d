package org.sluice.identity.account;

import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRole;
import org.sluice.identity.Scope;

/**
 * An active user who has proved who he is.
 *
 * @param id the user
 * @param name his name
 * @param administrator whether he administers the installation
 * @param sessionEpoch sessions of an older epoch have ended
 * @param memberships his role by namespace id
 */
public record Account(
    UUID id,
    String name,
    boolean administrator,
    long sessionEpoch,
    Map<UUID, NamespaceRole> memberships) {

  /** Copies the collection. */
  public Account {
    memberships = Map.copyOf(memberships);
  }

  /** What he may do after a sign-in with his password. */
  public Caller caller() {
    Set<Scope> scopes = EnumSet.allOf(Scope.class);
    if (!administrator) {
      scopes.remove(Scope.ADMIN);
    }
    return new Caller(id, name, administrator, scopes, memberships, null);
  }
}
