package org.sluice.console.forge;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Set;
import org.omnifaces.util.Faces;
import org.sluice.console.Refusals;
import org.sluice.console.Rows;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.registry.account.ForgeAccountService;
import org.sluice.registry.account.ForgeAccountStatus;
import org.sluice.registry.account.ForgeAccountView;

/** Behind the page of all accounts at forges. */
@Named
@RequestScoped
public class ForgeAccountsBacking {

  @Inject private Caller caller;
  @Inject private ForgeAccountService accounts;
  @Inject private Refusals refusals;

  private Rows<ForgeAccountView> rows;

  @PostConstruct
  void open() {
    rows =
        new Rows<>(
            Faces.getRequestParameterMap(),
            ForgeAccountService.SORT_KEYS,
            "label",
            ForgeAccountService.FILTERS,
            Set.of(),
            account -> account.id().toString(),
            query -> accounts.list(caller, query));
  }

  /** Answers 403 to whoever does not administer. */
  public void check() {
    if (!caller.administers()) {
      refusals.answer(DomainException.forbidden("Only an administrator may do this."));
    }
  }

  /** The accounts. */
  public Rows<ForgeAccountView> getRows() {
    return rows;
  }

  /** States to filter by. */
  public ForgeAccountStatus[] getStatuses() {
    return ForgeAccountStatus.values();
  }
}
