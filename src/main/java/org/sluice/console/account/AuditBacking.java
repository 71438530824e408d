package org.sluice.console.account;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Set;
import org.omnifaces.util.Faces;
import org.sluice.audit.AuditLog;
import org.sluice.audit.AuditOutcome;
import org.sluice.audit.AuditView;
import org.sluice.console.Refusals;
import org.sluice.console.Rows;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** Behind the page of the record of who did what, which administrators see. */
@Named
@RequestScoped
public class AuditBacking {

  @Inject private Caller caller;
  @Inject private AuditLog audit;
  @Inject private Refusals refusals;

  private Rows<AuditView> rows;

  @PostConstruct
  void open() {
    rows =
        new Rows<>(
            Faces.getRequestParameterMap(),
            AuditLog.SORT_KEYS,
            "-at",
            AuditLog.FILTERS,
            Set.of(),
            entry -> entry.id().toString(),
            this::list);
  }

  private Page<AuditView> list(PageQuery query) {
    if (!caller.administers()) {
      throw administratorsOnly();
    }
    return audit.list(query);
  }

  static DomainException administratorsOnly() {
    return DomainException.forbidden("Only an administrator sees the record.");
  }

  /** Answers 403 to whoever does not administer. */
  public void check() {
    if (!caller.administers()) {
      refusals.answer(administratorsOnly());
    }
  }

  /** The entries. */
  public Rows<AuditView> getRows() {
    return rows;
  }

  /** How an act can have ended, to filter by. */
  public AuditOutcome[] getOutcomes() {
    return AuditOutcome.values();
  }

  /** The class of the badge of an entry. */
  public String tone(AuditView entry) {
    return switch (entry.outcome()) {
      case DONE -> "ok";
      case REFUSED -> "warn";
      case FAILED -> "bad";
    };
  }
}
