package org.sluice.console.forge;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Set;
import java.util.UUID;
import org.omnifaces.util.Faces;
import org.sluice.console.Rows;
import org.sluice.identity.Caller;
import org.sluice.intake.standing.StandingImportService;
import org.sluice.intake.standing.StandingImportView;

/** Behind the list of standing imports on the page of their account. */
@Named
@RequestScoped
public class StandingImportsBacking {

  @Inject private Caller caller;
  @Inject private StandingImportService standing;

  private Rows<StandingImportView> rows;

  @PostConstruct
  void open() {
    rows =
        new Rows<>(
            Faces.getRequestParameterMap(),
            StandingImportService.SORT_KEYS,
            "createdAt",
            Set.of(),
            Set.of("id"),
            each -> each.id().toString(),
            query ->
                standing.list(caller, UUID.fromString(Faces.getRequestParameter("id")), query));
  }

  /** Those of the account, a page at a time. */
  public Rows<StandingImportView> getRows() {
    return rows;
  }
}
