package org.sluice.console.upstream;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.UUID;
import org.omnifaces.util.Faces;
import org.omnifaces.util.Messages;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceService;
import org.sluice.registry.credential.CredentialService;
import org.sluice.registry.credential.CredentialView;
import org.sluice.rest.Patch;

/** Behind the page of one credential: what may be shown of it, and its change. */
@Named
@RequestScoped
public class CredentialBacking {

  @Inject private Caller caller;
  @Inject private CredentialService credentials;
  @Inject private NamespaceService namespaces;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private CredentialView credential;
  private CredentialForm form;
  private long version;

  @PostConstruct
  void open() {
    try {
      credential = credentials.get(caller, UUID.fromString(Faces.getRequestParameter("id")));
      form = CredentialForm.of(credential);
      version = credential.version();
    } catch (IllegalArgumentException | NullPointerException notAnId) {
      // There is none then, which check() answers.
    } catch (DomainException refused) {
      if (refused.kind() != FailureKind.NOT_FOUND) {
        throw refused;
      }
    }
  }

  /** Answers 404 where there is no such credential. */
  public void check() {
    if (credential == null) {
      refusals.answer(DomainException.notFound("credential"));
    }
  }

  /** Saves what was entered; a blank secret stays. */
  public void save() {
    try {
      credentials.change(
          caller,
          credential.id(),
          Patch.of(form.patch(), CredentialService.PATCHABLE),
          Long.toString(version));
      Messages.addFlashGlobalInfo("{0}", language.text("credentials.saved"));
      Faces.redirect("ui/credential.xhtml?id=%s", credential.id());
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  /** The credential; null if there is none that the caller sees. */
  public CredentialView getCredential() {
    return credential;
  }

  /** Whether the caller may change it. */
  public boolean isMaintained() {
    return credential.namespace() == null
        ? caller.administers()
        : namespaces.maintained(caller).stream()
            .anyMatch(each -> each.name().equals(credential.namespace()));
  }

  /** What is entered. */
  public CredentialForm getForm() {
    return form;
  }

  /** The version that the editor saw. */
  public long getVersion() {
    return version;
  }

  /** Takes the version that the editor saw. */
  public void setVersion(long version) {
    this.version = version;
  }
}
