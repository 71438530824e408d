package org.sluice.console.repository;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Map;
import java.util.Set;
import org.omnifaces.util.Faces;
import org.omnifaces.util.Messages;
import org.sluice.console.Language;
import org.sluice.console.PublicAddress;
import org.sluice.console.Refusals;
import org.sluice.console.Rows;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.fleet.FleetService;
import org.sluice.fleet.RepositoryView;
import org.sluice.identity.Caller;
import org.sluice.identity.Visibility;
import org.sluice.mirror.MirrorService;
import org.sluice.mirror.history.SyncRunView;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.RegistryService;
import org.sluice.rest.Patch;

/** Behind the page of one repository: how it stands, its history, its settings, its end. */
@Named
@RequestScoped
public class RepositoryBacking {

  private static final Set<String> FIELDS =
      Set.of(
          "name",
          "cloneUrl",
          "mirror",
          "credentialId",
          "description",
          "visibility",
          "syncInterval",
          "direction",
          "pushUrl",
          "pushCredentialId",
          "cron",
          "timeZone",
          "adaptive",
          "tags");

  @Inject private Caller caller;
  @Inject private FleetService fleet;
  @Inject private MirrorService mirrors;
  @Inject private RegistryService registry;
  @Inject private Settings settings;
  @Inject private PublicAddress installation;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private RepositoryView repository;
  private RepositoryForm form;
  private Rows<SyncRunView> history;
  private String typed;
  private long version;
  private boolean maintained;

  @PostConstruct
  void open() {
    Map<String, String> address = Faces.getRequestParameterMap();
    String owner = address.getOrDefault("owner", "");
    String name = address.getOrDefault("name", "");
    try {
      repository = fleet.get(caller, owner, name);
    } catch (DomainException refused) {
      if (refused.kind() != FailureKind.NOT_FOUND) {
        throw refused;
      }
      return;
    }
    version = repository.version();
    form = RepositoryForm.of(repository);
    maintained =
        registry
            .find(repository.id())
            .filter(each -> caller.maintains(each.namespaceId()))
            .isPresent();
    history =
        new Rows<>(
            address,
            MirrorService.HISTORY_SORT_KEYS,
            "-startedAt",
            MirrorService.HISTORY_FILTERS,
            Set.of("owner", "name", "pulls"),
            run -> run.id().toString(),
            query -> mirrors.history(caller, owner, name, query));
  }

  /** Answers 404 where there is no such repository. */
  public void check() {
    if (repository == null) {
      refusals.answer(DomainException.notFound("repository"));
    }
  }

  /** Saves the settings. */
  public void save() {
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("name", form.getName() == null ? "" : form.getName());
    fields.put("cloneUrl", form.getCloneUrl() == null ? "" : form.getCloneUrl());
    fields.put("mirror", form.isMirror());
    fields.put("credentialId", form.getCredential());
    fields.put("description", form.getDescription());
    fields.put("visibility", form.getVisibility().name());
    fields.put("direction", form.getDirection().name());
    fields.put("pushUrl", form.getPushUrl());
    fields.put("pushCredentialId", form.getPushCredential());
    if (form.isMirror()) {
      fields.put("syncInterval", form.ownInterval());
      fields.put("cron", form.ownCron());
      fields.put("timeZone", form.ownTimeZone());
      fields.put("adaptive", form.isAdaptive());
    }
    ArrayNode tags = fields.putArray("tags");
    form.labels().forEach(tags::add);
    try {
      RepositoryView changed =
          fleet.change(
              caller, repository.owner(), repository.name(), Patch.of(fields, FIELDS), version);
      Messages.addFlashGlobalInfo("{0}", language.text("repository.saved"));
      Faces.redirect("ui/repository.xhtml?owner=%s&name=%s", changed.owner(), changed.name());
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  /** Follows the upstream to where it says that it has moved. */
  public void takeProposedUrl() {
    String proposed = repository.mirror().proposedUrl();
    if (proposed == null) {
      return;
    }
    ObjectNode fields = JsonNodeFactory.instance.objectNode();
    fields.put("cloneUrl", proposed);
    try {
      fleet.change(
          caller, repository.owner(), repository.name(), Patch.of(fields, FIELDS), version);
      Messages.addFlashGlobalInfo("{0}", language.text("repository.saved"));
      Faces.redirect("ui/repository.xhtml?owner=%s&name=%s", repository.owner(), repository.name());
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  /** Deletes the repository, if its name was typed. */
  public void delete() {
    if (typed == null || !typed.strip().equals(repository.fullName())) {
      refusals.show("typed", language.text("repository.delete.typed.wrong"));
      return;
    }
    try {
      fleet.delete(caller, repository.owner(), repository.name(), null);
      Messages.addFlashGlobalInfo(
          "{0}", language.text("repository.deleted", repository.fullName()));
      Faces.redirect("ui/repositories.xhtml");
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  /** The repository; null if there is none that the caller sees. */
  public RepositoryView getRepository() {
    return repository;
  }

  /** Whether the caller may sync and change it. */
  public boolean isMaintained() {
    return maintained;
  }

  /** The command that clones it from here. */
  public String getCloneCommand() {
    return "git clone " + installation.of(repository.gitUrl());
  }

  /** Its runs, the latest first. */
  public Rows<SyncRunView> getHistory() {
    return history;
  }

  /** Its settings as they are entered. */
  public RepositoryForm getForm() {
    return form;
  }

  /** Who may see a repository. */
  public Visibility[] getVisibilities() {
    return Visibility.values();
  }

  /** The interval of mirrors that name none, in words. */
  public String getStandardInterval() {
    return language.span(settings.mirrorSyncInterval());
  }

  /** The version that the editor saw. */
  public long getVersion() {
    return version;
  }

  /** Takes the version that the editor saw. */
  public void setVersion(long version) {
    this.version = version;
  }

  /** The name as typed before deleting. */
  public String getTyped() {
    return typed;
  }

  /** Takes the name as typed before deleting. */
  public void setTyped(String typed) {
    this.typed = typed;
  }
}
