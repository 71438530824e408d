package org.sluice.registry.hostkey;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sluice.audit.AuditLog;
import org.sluice.egress.ssh.SshHostKey;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.platform.Notice;
import org.sluice.rest.Answers;

/** Writes host keys, in a transaction of its own each; rights have been checked. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class KeptHostKeys {

  @Inject private HostKeyStore store;
  @Inject private AuditLog audit;
  @Inject private Event<Notice> notices;

  /**
   * Remembers that a host showed a key; once for each key, with a notice.
   *
   * @throws jakarta.ejb.EJBException if another node did so at this moment
   */
  public void presented(String host, SshHostKey key) {
    List<HostKey> known = store.ofHost(host);
    if (find(known, key).isPresent()) {
      return;
    }
    HostKey shown = new HostKey(host, key);
    store.add(shown);
    String what = key.algorithm() + " " + key.fingerprint() + ".";
    String then =
        " Mirrors of it, and those pushed to it, wait until an administrator approves it.";
    boolean changes = known.stream().anyMatch(each -> each.status() == HostKeyStatus.TRUSTED);
    Notice notice =
        changes
            ? Notice.error(
                "host-key-changed",
                host,
                "The SSH host shows another key than the known ones: " + what + then)
            : Notice.warning(
                "host-key-unknown", host, "The SSH host is not known yet; it shows " + what + then);
    notices.fire(notice.at("/host-keys/" + shown.id()).once("host-key-shown:" + shown.id()));
  }

  /**
   * Trusts the first key of a host that nothing is known of.
   *
   * @return whether the key is trusted now
   * @throws jakarta.ejb.EJBException if another node did so at this moment
   */
  public boolean pinFirst(String host, SshHostKey key) {
    List<HostKey> known = store.ofHost(host);
    if (!known.isEmpty()) {
      return find(known, key).filter(each -> each.status() == HostKeyStatus.TRUSTED).isPresent();
    }
    HostKey first = new HostKey(host, key);
    first.approve(Caller.sluice().username());
    store.add(first);
    String text = "Trusted by its first use: " + key.algorithm() + " " + key.fingerprint() + ".";
    notices.fire(Notice.info("host-key-pinned", host, text).at("/host-keys/" + first.id()));
    audit.done(Caller.sluice().username(), "host-key-approved", "host " + host, text);
    return true;
  }

  private static Optional<HostKey> find(List<HostKey> known, SshHostKey key) {
    return known.stream().filter(each -> each.key().equals(key)).findFirst();
  }

  /**
   * Trusts a key that an administrator entered.
   *
   * @return its id
   * @throws DomainException CONFLICT if it is known
   */
  public UUID enter(Caller caller, SshHostKey.KnownHost entered) {
    Optional<HostKey> known = find(store.ofHost(entered.host()), entered.key());
    if (known.isPresent()) {
      throw DomainException.conflict(
          "host-key-known",
          "The key is known already; approve or revoke it.",
          "/host-keys/" + known.get().id());
    }
    HostKey key = new HostKey(entered.host(), entered.key());
    key.approve(caller.username());
    store.add(key);
    record(caller, "host-key-entered", key);
    return key.id();
  }

  /** Trusts a key; nothing changes if it is trusted already. */
  public String approve(Caller caller, UUID id, String ifMatch) {
    HostKey key = require(id, ifMatch);
    if (key.status() != HostKeyStatus.TRUSTED) {
      key.approve(caller.username());
      store.flush();
      record(caller, "host-key-approved", key);
    }
    return key.host();
  }

  /** Trusts a key no longer; nothing changes if it is revoked already. */
  public void revoke(Caller caller, UUID id, String ifMatch) {
    HostKey key = require(id, ifMatch);
    if (key.status() != HostKeyStatus.REVOKED) {
      key.revoke(caller.username());
      store.flush();
      record(caller, "host-key-revoked", key);
    }
  }

  private HostKey require(UUID id, String ifMatch) {
    HostKey key = store.lock(id).orElseThrow(HostKeyService::unknown);
    Answers.requireMatch(ifMatch, Long.toString(key.version()));
    return key;
  }

  private void record(Caller caller, String action, HostKey key) {
    audit.done(
        caller.username(),
        action,
        "host " + key.host(),
        key.key().algorithm() + " " + key.fingerprint());
  }
}
