package org.sluice.identity.account;

import java.time.Instant;
import java.util.EnumSet;
import java.util.Set;
import java.util.UUID;
import org.sluice.identity.Caller;
import org.sluice.identity.ConfigurationBounds;
import org.sluice.identity.Scope;
import org.sluice.platform.Inside;

/**
 * What a valid API token permits its holder.
 *
 * @param account whose token it is
 * @param tokenId the token
 * @param scopes what it may be used for
 * @param limitedTo ids of the namespaces that it is limited to; null if it is not limited
 * @param configuration served configuration that it is bound to; null if it is not bound
 * @param expiresAt when it ends; null if never
 */
@Inside
public record TokenGrant(
    Account account,
    UUID tokenId,
    Set<Scope> scopes,
    Set<UUID> limitedTo,
    ConfigurationBounds configuration,
    Instant expiresAt) {

  /** Copies the collections. */
  public TokenGrant {
    scopes = Set.copyOf(scopes);
    limitedTo = limitedTo == null ? null : Set.copyOf(limitedTo);
  }

  /** What the token and its user both may do. */
  public Caller caller() {
    Set<Scope> usable = EnumSet.noneOf(Scope.class);
    usable.addAll(scopes);
    usable.retainAll(account.caller().scopes());
    boolean admin = usable.contains(Scope.ADMIN);
    if (limitedTo != null) {
      // In its namespaces it may all that an administrator may; the installation is not its own.
      usable.remove(Scope.ADMIN);
    }
    return new Caller(
        account.id(),
        account.name(),
        admin,
        usable,
        account.memberships(),
        limitedTo,
        tokenId,
        configuration);
  }
}
