package org.sluice.console.repository;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.omnifaces.util.Faces;
import org.sluice.console.Refusals;
import org.sluice.console.Rows;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.health.HealthChange;
import org.sluice.health.HealthService;
import org.sluice.health.HealthView;
import org.sluice.identity.Caller;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** Behind what is said of a repository's health: how it is, how it was, what its forge tells. */
@Named
@RequestScoped
public class HealthBacking {

  private static final String TIME = "at";
  private static final PageQuery LAST =
      new PageQuery(1, 1, List.of(new PageQuery.Sort(TIME, true)), null, Map.of());

  @Inject private Caller caller;
  @Inject private RegistryService registry;
  @Inject private HealthService health;
  @Inject private Refusals refusals;

  private RepositoryRecord repository;
  private HealthView found;
  private Rows<HealthChange> changes;

  @PostConstruct
  void open() {
    Map<String, String> address = Faces.getRequestParameterMap();
    try {
      repository =
          registry.require(
              caller, address.getOrDefault("owner", ""), address.getOrDefault("name", ""));
    } catch (DomainException refused) {
      if (refused.kind() != FailureKind.NOT_FOUND) {
        throw refused;
      }
      return;
    }
    changes =
        new Rows<>(
            address,
            Set.of(TIME),
            "-" + TIME,
            Set.of(),
            Set.of("owner", "name"),
            change -> change.at().toString(),
            this::changes);
  }

  private Page<HealthChange> changes(PageQuery query) {
    HealthView view = health(query);
    return Page.of(query, view.history(), view.changes());
  }

  private HealthView health(PageQuery query) {
    return health.health(caller, repository.owner(), repository.name(), query);
  }

  /** Answers 404 where there is no such repository. */
  public void check() {
    if (repository == null) {
      refusals.answer(DomainException.notFound("repository"));
    }
  }

  /** The repository; null if there is none that the caller sees. */
  public RepositoryRecord getRepository() {
    return repository;
  }

  /** Whether the caller may have it checked. */
  public boolean isMaintained() {
    return caller.maintains(repository.namespaceId());
  }

  /** What the last check found, and what its forge last told. */
  public HealthView getFound() {
    if (found == null) {
      found = health(LAST);
    }
    return found;
  }

  /** Changes of its state, the latest first. */
  public Rows<HealthChange> getChanges() {
    return changes;
  }
}
