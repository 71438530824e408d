package org.sluice.console.upstream;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;
import org.sluice.console.Language;
import org.sluice.identity.Caller;
import org.sluice.registry.credential.CredentialService;
import org.sluice.registry.credential.CredentialView;
import org.sluice.rest.PageQuery;

/** Credentials to choose from in the forms of repositories. */
@Named
@RequestScoped
public class CredentialChoice {

  @Inject private Caller caller;
  @Inject private CredentialService credentials;
  @Inject private Language language;

  private List<CredentialView> all;

  /** The first 200 that the caller sees, by host. */
  public List<CredentialView> getAll() {
    if (all == null) {
      PageQuery query =
          new PageQuery(
              1,
              PageQuery.MAX_SIZE,
              List.of(new PageQuery.Sort("host", false), new PageQuery.Sort("label", false)),
              null,
              Map.of());
      all = credentials.list(caller, query).items();
    }
    return all;
  }

  /** How one reads in a list. */
  public String text(CredentialView credential) {
    String owner =
        credential.namespace() == null
            ? language.text("credentials.installation")
            : credential.namespace();
    return credential.host() + " – " + credential.label() + " (" + owner + ")";
  }

  /** Whether the chosen one is one that the caller does not see, so that it must be offered too. */
  public boolean isHidden(String chosen) {
    return chosen != null
        && !chosen.isEmpty()
        && getAll().stream().noneMatch(each -> each.id().toString().equals(chosen));
  }
}
