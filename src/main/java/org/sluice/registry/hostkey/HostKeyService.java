package org.sluice.registry.hostkey;

import jakarta.ejb.EJBException;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.sluice.egress.ssh.SshHostKey;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.platform.database.UniqueViolation;
import org.sluice.platform.settings.Settings;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/**
 * The door of host keys: everybody who is signed in sees them, administrators decide on them, syncs
 * ask which are trusted and tell which were shown.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class HostKeyService {

  /** Sort keys that lists know. */
  public static final Set<String> SORT_KEYS = HostKeyStore.SORT_KEYS.keySet();

  /** Filters that lists know. */
  public static final Set<String> FILTERS = HostKeyStore.FILTERS;

  @Inject private HostKeyStore store;
  @Inject private KeptHostKeys kept;
  @Inject private Settings settings;
  @Inject private Event<HostKeyApproved> approved;

  static DomainException unknown() {
    return DomainException.notFound("host key");
  }

  /** One page of the keys. */
  public Page<HostKeyView> list(PageQuery query) {
    return Page.of(
        query, store.page(query).stream().map(HostKey::view).toList(), store.count(query));
  }

  /**
   * One key.
   *
   * @throws DomainException NOT_FOUND
   */
  public HostKeyView get(UUID id) {
    return store.byId(id).map(HostKey::view).orElseThrow(HostKeyService::unknown);
  }

  /**
   * Trusts a key that an administrator knows from elsewhere.
   *
   * @param entry one line of {@code known_hosts}
   * @throws DomainException FORBIDDEN, INVALID, or CONFLICT if the key is known
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public HostKeyView enter(Caller caller, String entry) {
    requireAdministrator(caller);
    SshHostKey.KnownHost entered = SshHostKey.knownHost("entry", entry);
    UUID id = kept.enter(caller, entered);
    approved.fire(new HostKeyApproved(entered.host()));
    return get(id);
  }

  /**
   * Trusts a key; the mirrors that wait for it are due at once. Done again, it does that again.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException FORBIDDEN, NOT_FOUND or STALE
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public HostKeyView approve(Caller caller, UUID id, String ifMatch) {
    requireAdministrator(caller);
    approved.fire(new HostKeyApproved(kept.approve(caller, id, ifMatch)));
    return get(id);
  }

  /**
   * Trusts a key no longer, from the next connection on.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException FORBIDDEN, NOT_FOUND or STALE
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public HostKeyView revoke(Caller caller, UUID id, String ifMatch) {
    requireAdministrator(caller);
    kept.revoke(caller, id, ifMatch);
    return get(id);
  }

  private static void requireAdministrator(Caller caller) {
    if (!caller.administers() || !caller.scopes().contains(Scope.ADMIN)) {
      throw DomainException.forbidden("Only administrators may do this.");
    }
  }

  /** What is known of a host. */
  public KnownKeys known(String host) {
    List<HostKey> keys = store.ofHost(host);
    return new KnownKeys(keys(keys, HostKeyStatus.TRUSTED), keys(keys, HostKeyStatus.PENDING));
  }

  private static List<SshHostKey> keys(List<HostKey> keys, HostKeyStatus status) {
    return keys.stream().filter(each -> each.status() == status).map(HostKey::key).toList();
  }

  /** Remembers that a host showed a key that is not trusted. */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public void presented(String host, SshHostKey key) {
    try {
      kept.presented(host, key);
    } catch (EJBException otherWasFaster) {
      if (!UniqueViolation.isCauseOf(otherWasFaster)) {
        throw otherWasFaster;
      }
    }
  }

  /**
   * Trusts the first key of a host that nothing is known of, if the installation is set so.
   *
   * @return whether the key is trusted now
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public boolean pinFirst(String host, SshHostKey key) {
    if (!settings.sshAcceptsFirstKey()) {
      return false;
    }
    try {
      return kept.pinFirst(host, key);
    } catch (EJBException otherWasFaster) {
      if (!UniqueViolation.isCauseOf(otherWasFaster)) {
        throw otherWasFaster;
      }
      return known(host).trusted().contains(key);
    }
  }

  /**
   * Whether what a sync of the host waited for has come meanwhile. Approvals of its keys wait until
   * the caller's transaction ends, so that none is missed.
   *
   * @param presented key that the host showed; null if it was not asked
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public boolean isApprovedMeanwhile(String host, SshHostKey presented) {
    return store.lockOfHost(host).stream()
        .filter(each -> each.status() == HostKeyStatus.TRUSTED)
        .anyMatch(each -> presented == null || each.key().equals(presented));
  }
}
