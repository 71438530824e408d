package org.sluice.console.forge;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;
import org.omnifaces.util.Faces;
import org.omnifaces.util.Messages;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.intake.standing.StandingImportService;
import org.sluice.intake.standing.StandingImportView;
import org.sluice.job.JobView;
import org.sluice.registry.account.ForgeAccountService;
import org.sluice.registry.account.ForgeAccountView;
import org.sluice.rest.Patch;

/** Behind the page of one standing import, kept or about to be. */
@Named
@RequestScoped
public class StandingImportBacking {

  private static final String PAGE = "ui/standing-import.xhtml?account=%s&id=%s";
  private static final List<Duration> USUAL =
      List.of(
          Duration.ofHours(1),
          Duration.ofHours(6),
          Duration.ofHours(12),
          Duration.ofDays(1),
          Duration.ofDays(2),
          Duration.ofDays(7));

  @Inject private Caller caller;
  @Inject private StandingImportService imports;
  @Inject private ForgeAccountService accounts;
  @Inject private NamespaceService namespaces;
  @Inject private StandingImportFace face;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private ForgeAccountView account;
  private StandingImportView standing;
  private StandingImportForm form = new StandingImportForm();
  private boolean fresh;
  private long version;

  @PostConstruct
  void open() {
    String id = Faces.getRequestParameter("id");
    fresh = id == null || id.isBlank();
    if (!caller.administers()) {
      return;
    }
    try {
      account = accounts.get(caller, id(Faces.getRequestParameter("account")));
      if (!fresh) {
        standing = imports.get(caller, account.id(), id(id));
        form = StandingImportForm.of(standing);
        version = standing.version();
      }
    } catch (DomainException refused) {
      if (refused.kind() != FailureKind.NOT_FOUND) {
        throw refused;
      }
    }
  }

  private static UUID id(String text) {
    try {
      return UUID.fromString(text == null ? "" : text);
    } catch (IllegalArgumentException notAnId) {
      throw DomainException.notFound("standing import");
    }
  }

  /** Answers 403 to whoever does not administer, and 404 where there is no such thing. */
  public void check() {
    if (!caller.administers()) {
      refusals.answer(DomainException.forbidden("Only an administrator may do this."));
    } else if (account == null || !fresh && standing == null) {
      refusals.answer(DomainException.notFound("standing import"));
    }
  }

  /** Keeps a new one; its first run is shown. */
  public void make() {
    try {
      StandingImportView made = imports.create(caller, account.id(), form.wanted());
      Messages.addFlashGlobalInfo("{0}", language.text("standing.made"));
      show(made.id(), made.lastJob());
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  /** Saves what was entered. */
  public void save() {
    try {
      imports.change(
          caller,
          account.id(),
          standing.id(),
          Patch.of(form.patch(), StandingImportService.PATCHABLE),
          Long.toString(version));
      Messages.addFlashGlobalInfo("{0}", language.text("standing.saved"));
      show(standing.id(), null);
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  /** Looks now, and shows how far that is. */
  public void run() {
    try {
      JobView job = imports.run(caller, account.id(), standing.id());
      show(standing.id(), job.id());
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  /** Deletes it, and no repository. */
  public void delete() {
    try {
      imports.delete(caller, account.id(), standing.id(), null);
    } catch (DomainException refused) {
      refusals.show(refused);
      return;
    }
    Messages.addFlashGlobalInfo("{0}", language.text("standing.deleted", face.name(standing)));
    Faces.redirect("ui/forge-account.xhtml?id=%s", account.id().toString());
  }

  private void show(UUID id, UUID job) {
    if (job == null) {
      Faces.redirect(PAGE, account.id().toString(), id.toString());
    } else {
      Faces.redirect(PAGE + "&job=%s", account.id().toString(), id.toString(), job.toString());
    }
  }

  /** The account that looks; null if there is none. */
  public ForgeAccountView getAccount() {
    return account;
  }

  /** The standing import; null if it is about to be made, or if there is none. */
  public StandingImportView getStanding() {
    return standing;
  }

  /** Whether one is about to be made. */
  public boolean isFresh() {
    return fresh;
  }

  /** What is entered. */
  public StandingImportForm getForm() {
    return form;
  }

  /** Namespaces to choose from. */
  public List<NamespaceRef> getOwners() {
    return namespaces.maintained(caller);
  }

  /** Times between two looks to choose from, the present one among them. */
  public List<Duration> getIntervals() {
    return standing == null
        ? USUAL
        : Stream.concat(USUAL.stream(), Stream.of(standing.interval()))
            .distinct()
            .sorted()
            .toList();
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
