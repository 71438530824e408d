package org.sluice.console.forge;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.UUID;
import org.omnifaces.util.Faces;
import org.omnifaces.util.Messages;
import org.sluice.console.Language;
import org.sluice.console.Refusals;
import org.sluice.egress.budget.BudgetView;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.Caller;
import org.sluice.registry.account.ForgeAccountService;
import org.sluice.registry.account.ForgeAccountView;
import org.sluice.rest.Patch;

/** Behind the page of one account at a forge, kept or about to be. */
@Named
@RequestScoped
public class ForgeAccountBacking {

  private static final String PAGE = "ui/forge-account.xhtml?id=%s";

  @Inject private Caller caller;
  @Inject private ForgeAccountService accounts;
  @Inject private Refusals refusals;
  @Inject private Language language;

  private ForgeAccountView account;
  private ForgeAccountForm form = new ForgeAccountForm();
  private boolean fresh;
  private long version;

  @PostConstruct
  void open() {
    String id = Faces.getRequestParameter("id");
    fresh = id == null || id.isBlank();
    if (fresh || !caller.administers()) {
      return;
    }
    try {
      account = accounts.get(caller, UUID.fromString(id));
      form = ForgeAccountForm.of(account);
      version = account.version();
    } catch (IllegalArgumentException notAnId) {
      // There is none then, which check() answers.
    } catch (DomainException refused) {
      if (refused.kind() != FailureKind.NOT_FOUND) {
        throw refused;
      }
    }
  }

  /** Answers 403 to whoever does not administer, and 404 where there is no such account. */
  public void check() {
    if (!caller.administers()) {
      refusals.answer(DomainException.forbidden("Only an administrator may do this."));
    } else if (!fresh && account == null) {
      refusals.answer(DomainException.notFound("forge account"));
    }
  }

  /** Keeps a new one, once its forge has taken the token. */
  public void make() {
    try {
      ForgeAccountView made = accounts.create(caller, form.wanted());
      done(made, "accounts.made", made.label(), made.login());
    } catch (DomainException refused) {
      show(refused);
    }
  }

  /** Saves what was entered; a blank token stays. */
  public void save() {
    try {
      ForgeAccountView changed =
          accounts.change(
              caller,
              account.id(),
              Patch.of(form.patch(), ForgeAccountService.PATCHABLE),
              Long.toString(version));
      done(changed, "accounts.saved");
    } catch (DomainException refused) {
      show(refused);
    }
  }

  /** Asks the forge whether it takes the token. */
  public void tryToken() {
    try {
      ForgeAccountView tried = accounts.validate(caller, account.id());
      if (tried.status().usable()) {
        done(tried, "accounts.tried", tried.login());
      } else {
        account = tried;
        version = tried.version();
        refusals.tell(language.text("accounts.tried.refused"));
      }
    } catch (DomainException refused) {
      refusals.show(refused);
    }
  }

  /** Deletes it. */
  public void delete() {
    try {
      accounts.delete(caller, account.id(), null);
    } catch (DomainException refused) {
      refusals.show(refused);
      return;
    }
    Messages.addFlashGlobalInfo("{0}", language.text("accounts.deleted", account.label()));
    Faces.redirect("ui/accounts.xhtml");
  }

  private void done(ForgeAccountView at, String said, Object... values) {
    Messages.addFlashGlobalInfo("{0}", language.text(said, values));
    Faces.redirect(PAGE, at.id().toString());
  }

  /** What the forge says of a token stands beside it; where the forge is not, beside its URL. */
  private void show(DomainException refused) {
    switch (refused.kind()) {
      case REFUSED_UPSTREAM -> refusals.show("token", refused.getMessage());
      case UPSTREAM_FAILED, UPSTREAM_TIMEOUT -> refusals.show("baseUrl", refused.getMessage());
      default -> refusals.show(refused);
    }
  }

  /** The account; null if it is about to be made, or if there is none. */
  public ForgeAccountView getAccount() {
    return account;
  }

  /** How many requests the account has left, as its forge last told. */
  public List<BudgetView> getBudget() {
    return accounts.budget(caller, account.id());
  }

  /** Whether one is about to be made. */
  public boolean isFresh() {
    return fresh;
  }

  /** What is entered. */
  public ForgeAccountForm getForm() {
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
