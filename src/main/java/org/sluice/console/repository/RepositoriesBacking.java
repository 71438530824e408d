package org.sluice.console.repository;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.omnifaces.util.Faces;
import org.sluice.console.Language;
import org.sluice.console.Rows;
import org.sluice.delivery.subscription.SubscriptionService;
import org.sluice.fleet.FleetService;
import org.sluice.fleet.RepositoryView;
import org.sluice.forge.ForgeKind;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.registry.RegistryService;
import org.sluice.registry.status.HealthState;
import org.sluice.registry.status.Light;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** Behind the page of all repositories: a page of them at a time, and how the fleet stands. */
@Named
@RequestScoped
public class RepositoriesBacking {

  @Inject private Caller caller;
  @Inject private RegistryService registry;
  @Inject private FleetService fleet;
  @Inject private SubscriptionService subscriptions;
  @Inject private NamespaceService namespaces;
  @Inject private Language language;

  private final Map<Map<String, String>, Page.Total> figures = new HashMap<>();

  private Rows<RepositoryView> rows;
  private Map<UUID, Long> receivers = Map.of();
  private List<NamespaceRef> owners;

  @PostConstruct
  void open() {
    rows =
        new Rows<>(
            Faces.getRequestParameterMap(),
            RegistryService.SORT_KEYS,
            "name",
            RegistryService.FILTERS,
            Set.of(),
            repository -> repository.id().toString(),
            this::list);
  }

  private Page<RepositoryView> list(PageQuery query) {
    Page<RepositoryView> page = fleet.list(caller, query);
    receivers =
        subscriptions.ofRepositories(
            caller, page.items().stream().map(RepositoryView::id).toList());
    return page;
  }

  /** Number of subscribers that receive a repository of the page, as far as the caller sees. */
  public long receivers(RepositoryView repository) {
    return receivers.getOrDefault(repository.id(), 0L);
  }

  /** The repositories. */
  public Rows<RepositoryView> getRows() {
    return rows;
  }

  /** Whether the caller sees no repository at all. */
  public boolean isBare() {
    return rows.isBare();
  }

  /** How many repositories the caller sees. */
  public String getTracked() {
    return shown(counted(Map.of()));
  }

  /** How many of them are mirrored. */
  public String getMirrored() {
    return shown(mirrored());
  }

  /** How many of them failed when they were last synced. */
  public String getFailed() {
    return shown(counted(Map.of("mirrorStatus", "FAILED")));
  }

  /** How many of them are longer without a sync than they should be. */
  public String getStale() {
    return shown(counted(Map.of("stale", "true")));
  }

  /** What a sync of all mirrors does. */
  public String getSyncOfAll() {
    Page.Total all = mirrored();
    return all.isExact()
        ? language.text("repositories.sync.all.text", all.number())
        : language.text("repositories.sync.all.more", shown(all));
  }

  private Page.Total mirrored() {
    return counted(Map.of("mirror", "true"));
  }

  /** Pages ask for each figure several times. */
  private Page.Total counted(Map<String, String> filters) {
    return figures.computeIfAbsent(filters, asked -> registry.count(caller, asked));
  }

  private String shown(Page.Total total) {
    return language.number(total.number()) + (total.isExact() ? "" : "+");
  }

  /** What can be done with a repository besides a check of its health, as the script names it. */
  public String able(RepositoryView repository) {
    return (repository.mirror().enabled() ? "sync " : "")
        + (repository.forge() == ForgeKind.PLAIN ? "" : "refresh ")
        + "health-check";
  }

  /** The filters that are set, as a selection for jobs over all that they let through. */
  public String getSelection() {
    ObjectNode selection = JsonNodeFactory.instance.objectNode();
    rows.getFilters().forEach(selection::put);
    if (rows.getText() != null) {
      selection.put("q", rows.getText());
    }
    return selection.toString();
  }

  /** That everything is selected that the filters let through, and how much that is. */
  public String getEvery() {
    String shown = language.number(rows.getTotal()) + (rows.isCounted() ? "" : "+");
    return language.text("repositories.selected.every", shown);
  }

  /** Forges to filter by. */
  public List<ForgeKind> getForges() {
    return List.of(ForgeKind.values());
  }

  /** Lights to filter by. */
  public Light[] getLights() {
    return Light.values();
  }

  /** What health checks can find, to filter by. */
  public HealthState[] getHealths() {
    return HealthState.values();
  }

  /** Namespaces to filter by. */
  public List<NamespaceRef> getOwners() {
    if (owners == null) {
      owners = namespaces.maintained(caller, Rows.OFFERED + 1);
    }
    return owners;
  }

  /** Whether the caller may add repositories anywhere. */
  public boolean isMaintainer() {
    return !getOwners().isEmpty();
  }
}
