package org.sluice.console.upstream;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.omnifaces.util.Faces;
import org.omnifaces.util.Messages;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.console.Rows;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.registry.credential.CredentialKind;
import org.sluice.registry.credential.CredentialService;
import org.sluice.registry.credential.CredentialView;

/** Behind the page of all credentials: a page of them at a time, a new one, the end of one. */
@Named
@RequestScoped
public class CredentialsBacking {

  @Inject private Caller caller;
  @Inject private CredentialService credentials;
  @Inject private NamespaceService namespaces;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private final CredentialForm form = new CredentialForm();
  private Rows<CredentialView> rows;
  private List<NamespaceRef> owners;

  @PostConstruct
  void open() {
    form.setNamespace(caller.username());
    rows =
        new Rows<>(
            Faces.getRequestParameterMap(),
            CredentialService.SORT_KEYS,
            "label",
            CredentialService.FILTERS,
            Set.of(),
            credential -> credential.id().toString(),
            query -> credentials.list(caller, query));
  }

  /** Keeps a new one and leads to its page, where the public half of a key can be copied. */
  public void make() {
    try {
      CredentialView made = credentials.create(caller, form.wanted());
      Messages.addFlashGlobalInfo("{0}", language.text("credentials.made", made.label()));
      Faces.redirect("ui/credential.xhtml?id=%s", made.id());
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  /** Deletes the one whose id was sent along. */
  public void delete() {
    try {
      credentials.delete(caller, UUID.fromString(Faces.getRequestParameter("id")), null);
    } catch (IllegalArgumentException notAnId) {
      refusals.show(DomainException.notFound("credential"));
      return;
    } catch (DomainException refused) {
      refusals.show(refused);
      return;
    }
    Messages.addFlashGlobalInfo("{0}", language.text("credentials.deleted"));
    Faces.redirect("ui/credentials.xhtml");
  }

  /** The credentials that the caller sees. */
  public Rows<CredentialView> getRows() {
    return rows;
  }

  /** What is entered. */
  public CredentialForm getForm() {
    return form;
  }

  /** Namespaces that the caller maintains. */
  public List<NamespaceRef> getOwners() {
    if (owners == null) {
      owners = namespaces.maintained(caller);
    }
    return owners;
  }

  /** What a credential can consist of. */
  public CredentialKind[] getKinds() {
    return CredentialKind.values();
  }
}
