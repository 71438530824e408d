package org.sluice.console.upstream;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Set;
import java.util.UUID;
import org.omnifaces.util.Faces;
import org.omnifaces.util.Messages;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.console.Rows;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.registry.hostkey.HostKeyService;
import org.sluice.registry.hostkey.HostKeyStatus;
import org.sluice.registry.hostkey.HostKeyView;

/** Behind the page of host keys: who is known by which, and what administrators decide. */
@Named
@RequestScoped
public class HostKeysBacking {

  @Inject private Caller caller;
  @Inject private HostKeyService hostKeys;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private Rows<HostKeyView> rows;
  private String entry;

  @PostConstruct
  void open() {
    rows =
        new Rows<>(
            Faces.getRequestParameterMap(),
            HostKeyService.SORT_KEYS,
            "host",
            HostKeyService.FILTERS,
            Set.of(),
            key -> key.id().toString(),
            hostKeys::list);
  }

  /** Trusts the key whose id was sent along. */
  public void approve() {
    decide("hostKeys.approved", id -> hostKeys.approve(caller, id, null));
  }

  /** Trusts the key no longer whose id was sent along. */
  public void revoke() {
    decide("hostKeys.revoked", id -> hostKeys.revoke(caller, id, null));
  }

  private interface Decision {
    HostKeyView on(UUID id);
  }

  private void decide(String said, Decision decision) {
    try {
      HostKeyView decided = decision.on(UUID.fromString(Faces.getRequestParameter("id")));
      done(said, decided.host());
    } catch (IllegalArgumentException notAnId) {
      refusals.show(DomainException.notFound("host key"));
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  /** Trusts a key that was entered. */
  public void enter() {
    try {
      done("hostKeys.approved", hostKeys.enter(caller, entry).host());
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  private void done(String said, String host) {
    Messages.addFlashGlobalInfo("{0}", language.text(said, host));
    Faces.redirect("ui/host-keys.xhtml");
  }

  /** The keys. */
  public Rows<HostKeyView> getRows() {
    return rows;
  }

  /** The class of a status's badge. */
  public String tone(HostKeyStatus status) {
    return switch (status) {
      case PENDING -> "warn";
      case TRUSTED -> "ok";
      case REVOKED -> "off";
    };
  }

  /** States to filter by. */
  public HostKeyStatus[] getStatuses() {
    return HostKeyStatus.values();
  }

  /** A line of known_hosts. */
  public String getEntry() {
    return entry;
  }

  /** Takes a line of known_hosts. */
  public void setEntry(String entry) {
    this.entry = entry;
  }
}
