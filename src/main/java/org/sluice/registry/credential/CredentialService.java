package org.sluice.registry.credential;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.egress.UpstreamUrl;
import org.sluice.egress.ssh.SshPrivateKey;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.identity.Scope;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;
import org.sluice.rest.Patch;
import org.sluice.vault.Vault;

/**
 * The door of credentials.
 *
 * <p>Members of a namespace see what belongs to it, its maintainers keep and attach it. What
 * belongs to the installation only administrators see, keep and attach: with it, whoever names a
 * clone URL reads as the installation does.
 */
@Stateless
public class CredentialService {

  /** Sort keys that lists know. */
  public static final Set<String> SORT_KEYS = CredentialStore.SORT_KEYS.keySet();

  /** Filters that lists know. */
  public static final Set<String> FILTERS = CredentialStore.FILTERS;

  /** Fields that a patch may name. */
  public static final Set<String> PATCHABLE =
      Set.of(
          "label",
          "host",
          "username",
          "secret",
          "privateKey",
          "passphrase",
          "generate",
          "expiresAt");

  @Inject private CredentialStore store;
  @Inject private CredentialUses uses;
  @Inject private KeptCredentials kept;
  @Inject private NamespaceService namespaces;
  @Inject private Vault vault;
  @Inject private Event<CredentialChanged> changed;

  static DomainException unknown() {
    return DomainException.notFound("credential");
  }

  /** One page of the credentials that the caller sees. */
  public Page<CredentialView> list(Caller caller, PageQuery query) {
    Collection<String> owners = owners(caller, query.filter("namespace").orElse(null));
    if (owners != null && owners.isEmpty()) {
      return Page.of(query, List.of(), 0);
    }
    return Page.of(query, views(store.page(owners, query)), store.count(owners, query));
  }

  /** Owners that a list is about; null for all there are. */
  private Collection<String> owners(Caller caller, String namespace) {
    if (namespace != null) {
      return namespaces
          .find(namespace)
          .filter(each -> caller.sees(each.id()))
          .map(each -> Set.of(Credential.ownerKey(each.id())))
          .orElse(Set.of());
    }
    if (caller.seesEverything()) {
      return null;
    }
    return caller.namespacesSeen().stream().map(Credential::ownerKey).collect(Collectors.toSet());
  }

  private List<CredentialView> views(List<Credential> credentials) {
    Set<UUID> owners = new HashSet<>();
    credentials.stream().map(Credential::namespaceId).filter(Objects::nonNull).forEach(owners::add);
    Map<UUID, String> names = namespaces.names(owners);
    Map<UUID, Long> counts = uses.of(credentials.stream().map(Credential::id).toList());
    return credentials.stream()
        .map(
            each ->
                each.view(
                    each.namespaceId() == null ? null : names.get(each.namespaceId()),
                    counts.getOrDefault(each.id(), 0L)))
        .toList();
  }

  /**
   * One credential.
   *
   * @throws DomainException NOT_FOUND if there is none that the caller sees
   */
  public CredentialView get(Caller caller, UUID id) {
    return views(List.of(visible(caller, id))).get(0);
  }

  private Credential visible(Caller caller, UUID id) {
    return store
        .byId(id)
        .filter(each -> sees(caller, each))
        .orElseThrow(CredentialService::unknown);
  }

  private static boolean sees(Caller caller, Credential credential) {
    return credential.namespaceId() == null
        ? caller.seesEverything()
        : caller.sees(credential.namespaceId());
  }

  private static boolean keeps(Caller caller, UUID namespaceId) {
    return namespaceId == null
        ? caller.administers() && caller.scopes().contains(Scope.WRITE)
        : caller.maintains(namespaceId);
  }

  private Credential maintained(Caller caller, UUID id) {
    Credential credential = visible(caller, id);
    requireKeeps(caller, credential.namespaceId());
    return credential;
  }

  private static void requireKeeps(Caller caller, UUID namespaceId) {
    if (!keeps(caller, namespaceId)) {
      throw DomainException.forbidden(
          namespaceId == null
              ? "Only administrators keep credentials of the whole installation."
              : "Only maintainers of the namespace may do this.");
    }
  }

  /**
   * Keeps a credential.
   *
   * @return the credential, without its secret
   * @throws DomainException INVALID with every field that breaks a rule, FORBIDDEN, CONFLICT if the
   *     label is taken
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public CredentialView create(Caller caller, NewCredential wanted) {
    UUID owner = null;
    if (wanted.namespace() != null && !wanted.namespace().isBlank()) {
      owner =
          namespaces
              .find(wanted.namespace())
              .filter(each -> caller.sees(each.id()))
              .map(NamespaceRef::id)
              .orElseThrow(
                  () -> DomainException.invalid("namespace", "there is no such namespace"));
    }
    requireKeeps(caller, owner);
    return get(caller, kept.create(caller, owner, wanted));
  }

  /**
   * Changes a credential; a secret that is absent or blank stays.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @return the credential as it is now
   * @throws DomainException NOT_FOUND, FORBIDDEN, INVALID, STALE, CONFLICT if the label is taken or
   *     the host of one in use would change
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public CredentialView change(Caller caller, UUID id, Patch patch, String ifMatch) {
    maintained(caller, id);
    if (kept.change(caller, id, patch, ifMatch)) {
      changed.fire(new CredentialChanged(id));
    }
    return get(caller, id);
  }

  /**
   * Whether a credential was changed after a time. Changes of it wait until the caller's
   * transaction ends, so that none is missed.
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public boolean isChangedSince(UUID id, Instant time) {
    return store.lock(id).filter(each -> each.isChangedSince(time)).isPresent();
  }

  /**
   * Deletes a credential.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException NOT_FOUND, FORBIDDEN, STALE, CONFLICT ({@code credential-in-use})
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void delete(Caller caller, UUID id, String ifMatch) {
    maintained(caller, id);
    kept.delete(caller, id, ifMatch);
  }

  /**
   * Lets a credential be attached to an upstream, and keeps it from being deleted until the
   * caller's transaction ends.
   *
   * @param field name of the input's field that names the credential
   * @param namespaceId namespace of the repository
   * @throws DomainException INVALID, naming the field, if it is not there, or for another
   *     namespace, host or transport
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void requireAttachable(
      Caller caller, String field, UUID namespaceId, UUID id, UpstreamUrl upstream) {
    Credential credential =
        store
            .lock(id)
            .filter(each -> sees(caller, each))
            .orElseThrow(() -> DomainException.invalid(field, "there is no such credential"));
    if (credential.namespaceId() != null && !credential.namespaceId().equals(namespaceId)) {
      throw DomainException.invalid(field, "belongs to another namespace");
    }
    if (!keeps(caller, credential.namespaceId())) {
      throw DomainException.invalid(field, "is not yours to attach");
    }
    if (!upstream.isAt(credential.host())) {
      throw DomainException.invalid(
          field, "is for " + credential.host() + ", not for " + upstream.hostAndPort());
    }
    if (!suits(credential.kind(), upstream)) {
      throw DomainException.invalid(
          field, "is a " + credential.kind() + ", which is of no use over " + upstream.scheme());
    }
  }

  private static boolean suits(CredentialKind kind, UpstreamUrl upstream) {
    return switch (kind) {
      case PASSWORD -> true;
      case TOKEN -> !upstream.isSsh();
      case SSH_KEY -> upstream.isSsh();
    };
  }

  /**
   * Opens a credential for Sluice's own work.
   *
   * @param upstream that it is to be shown to
   * @return empty if it is gone, or for another host
   * @throws DomainException INTERNAL if its secret does not open
   */
  public Optional<OpenCredential> open(UUID id, UpstreamUrl upstream) {
    return store
        .byId(id)
        .filter(each -> upstream.isAt(each.host()) && suits(each.kind(), upstream))
        .map(
            each -> {
              String secret = vault.open(each.id(), Credential.SECRET, each.sealedSecret());
              return each.kind() == CredentialKind.SSH_KEY
                  ? new OpenCredential(
                      each.kind(), each.username(), null, SshPrivateKey.ofStored(secret))
                  : new OpenCredential(each.kind(), each.username(), secret, null);
            });
  }
}
