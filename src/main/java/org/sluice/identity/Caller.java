package org.sluice.identity;

import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Who asks, and what he may do: the one argument by which every door knows its caller.
 *
 * @param userId the user; null for Sluice itself
 * @param username the user's name, or {@code sluice} for Sluice itself
 * @param admin whether he administers this installation, and the sign-in or token lets him
 * @param scopes what the sign-in or token may be used for
 * @param memberships his role by namespace id
 * @param limitedTo namespaces that the token is limited to; null if it is not limited
 * @param tokenId the API token that he came with; null if he came with his password
 * @param configuration served configuration that the token is bound to; null if it is not bound
 */
public record Caller(
    UUID userId,
    String username,
    boolean admin,
    Set<Scope> scopes,
    Map<UUID, NamespaceRole> memberships,
    Set<UUID> limitedTo,
    UUID tokenId,
    ConfigurationBounds configuration) {

  private static final Caller SLUICE =
      new Caller(null, "sluice", true, Set.of(Scope.values()), Map.of(), null);

  private static final Caller ANONYMOUS =
      new Caller(null, "anonymous", false, Set.of(), Map.of(), Set.of());

  /** Copies the collections. */
  public Caller {
    scopes = Set.copyOf(scopes);
    memberships = Map.copyOf(memberships);
    limitedTo = limitedTo == null ? null : Set.copyOf(limitedTo);
  }

  /** Somebody who came without a token. */
  public Caller(
      UUID userId,
      String username,
      boolean admin,
      Set<Scope> scopes,
      Map<UUID, NamespaceRole> memberships,
      Set<UUID> limitedTo) {
    this(userId, username, admin, scopes, memberships, limitedTo, null, null);
  }

  /** Somebody who has not signed in: he sees no namespace at all. */
  public static Caller anonymous() {
    return ANONYMOUS;
  }

  /** Sluice itself: timers and recovery. */
  public static Caller sluice() {
    return SLUICE;
  }

  /** Whether he sees what is private to the namespace. */
  public boolean sees(UUID namespaceId) {
    return within(namespaceId) && (admin || memberships.containsKey(namespaceId));
  }

  /** Whether he sees a repository of the namespace with the given visibility. */
  public boolean sees(UUID namespaceId, Visibility visibility) {
    return sees(namespaceId) || (visibility != Visibility.PRIVATE && within(namespaceId));
  }

  /** Whether he may track, sync and edit in the namespace. */
  public boolean maintains(UUID namespaceId) {
    return within(namespaceId)
        && scopes.contains(Scope.WRITE)
        && (admin || memberships.get(namespaceId) == NamespaceRole.MAINTAINER);
  }

  /**
   * Whether he may be served the configuration of an application from a source, if he sees the
   * source.
   *
   * @param source name of the source
   * @param application name of one application
   */
  public boolean mayReadConfiguration(String source, String application) {
    return (scopes.contains(Scope.READ) || scopes.contains(Scope.CONFIG_READ))
        && (configuration == null || configuration.permits(source, application));
  }

  /**
   * Whether he may also be served files by their path, whichever application they are for; none of
   * his own is told from those of others.
   */
  public boolean mayReadPlainFiles() {
    return configuration == null || configuration.applications() == null;
  }

  /** Whether he administers the installation: users, teams, settings. */
  public boolean administers() {
    return admin && limitedTo == null;
  }

  /** Whether he sees every namespace there is. */
  public boolean seesEverything() {
    return admin && limitedTo == null;
  }

  /** Namespaces whose private repositories he sees; of no meaning if he sees everything. */
  public Set<UUID> namespacesSeen() {
    return admin && limitedTo != null
        ? limitedTo
        : memberships.keySet().stream().filter(this::within).collect(Collectors.toSet());
  }

  /** Namespaces that he maintains; of no meaning if he sees everything. */
  public Set<UUID> namespacesMaintained() {
    return namespacesSeen().stream().filter(this::maintains).collect(Collectors.toSet());
  }

  private boolean within(UUID namespaceId) {
    return limitedTo == null || limitedTo.contains(namespaceId);
  }
}
