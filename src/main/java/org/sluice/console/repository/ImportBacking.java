package org.sluice.console.repository;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import org.omnifaces.util.Faces;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.failure.DomainException;
import org.sluice.fleet.FleetService;
import org.sluice.fleet.NewRepository;
import org.sluice.fleet.RepositoryView;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.identity.Visibility;
import org.sluice.platform.settings.Settings;

/** Behind the form that imports one repository. */
@Named
@RequestScoped
public class ImportBacking {

  @Inject private Caller caller;
  @Inject private FleetService fleet;
  @Inject private NamespaceService namespaces;
  @Inject private Refusals refusals;
  @Inject private Language language;
  @Inject private Settings settings;

  private final RepositoryForm form = new RepositoryForm();
  private List<NamespaceRef> owners;

  @PostConstruct
  void open() {
    form.setNamespace(caller.username());
  }

  /** Imports the repository and leads to its page, where the first sync is watched. */
  public void submit() {
    try {
      RepositoryView added =
          fleet.add(
              caller,
              new NewRepository(
                  form.getNamespace(),
                  form.getName(),
                  form.getCloneUrl(),
                  form.isMirror(),
                  null,
                  form.getDescription(),
                  form.getVisibility(),
                  form.credentialId(),
                  null,
                  null,
                  form.ownInterval(),
                  form.ownCron(),
                  form.ownTimeZone(),
                  form.isAdaptive() ? true : null,
                  form.getDirection(),
                  form.getPushUrl(),
                  form.pushCredentialId(),
                  null,
                  null,
                  null,
                  form.labels()));
      Faces.redirect(
          "ui/repository.xhtml?owner=%s&name=%s&job=%s",
          added.owner(), added.name(), added.lastJob() == null ? "" : added.lastJob());
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  /** What is entered. */
  public RepositoryForm getForm() {
    return form;
  }

  /** Namespaces that the caller maintains. */
  public List<NamespaceRef> getOwners() {
    if (owners == null) {
      owners = namespaces.maintained(caller);
    }
    return owners;
  }

  /** Who may see a repository. */
  public Visibility[] getVisibilities() {
    return Visibility.values();
  }

  /** The interval of mirrors that name none, in words. */
  public String getStandardInterval() {
    return language.span(settings.mirrorSyncInterval());
  }

  /** Schemes that a clone URL may have, in words. */
  public String getSchemes() {
    return String.join(", ", settings.transports());
  }
}
