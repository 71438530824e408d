package org.sluice.console.dashboard;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.omnifaces.util.Faces;
import org.sluice.console.Rows;
import org.sluice.fleet.FleetService;
import org.sluice.fleet.RepositoryView;
import org.sluice.forge.ForgeKind;
import org.sluice.forge.Pull;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.pullrequest.DashboardSummary;
import org.sluice.pullrequest.PullRequestService;
import org.sluice.pullrequest.PullRequestView;
import org.sluice.pullrequest.refresh.StandingRows;
import org.sluice.registry.RegistryService;
import org.sluice.registry.account.ForgeAccountService;
import org.sluice.registry.status.Light;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** Behind the dashboard: the figures, and one of its three views. */
@Named
@RequestScoped
public class DashboardBacking {

  private static final String VIEW = "view";

  /** Filters that mean the same to repositories and to pull requests. */
  private static final Set<String> SHARED = Set.of("light", "forge", "namespace");

  private static final List<PageQuery.Sort> BY_LABEL = List.of(new PageQuery.Sort("label", false));

  @Inject private Caller caller;
  @Inject private FleetService fleet;
  @Inject private RegistryService registry;
  @Inject private PullRequestService pulls;
  @Inject private StandingRows standings;
  @Inject private NamespaceService namespaces;
  @Inject private ForgeAccountService accounts;

  private DashboardView view;
  private Rows<BoardRow> repositories;
  private Rows<PullRequestView> requests;
  private DashboardSummary summary;
  private List<NamespaceRef> owners;
  private Boolean forgeless;
  private Boolean anyAccount;

  @PostConstruct
  void open() {
    Map<String, String> address = Faces.getRequestParameterMap();
    view = DashboardView.named(address.get(VIEW));
    repositories =
        new Rows<>(
            address,
            RegistryService.SORT_KEYS,
            "name",
            SHARED,
            Set.of(VIEW),
            row -> row.repository().id().toString(),
            this::repositories);
    requests =
        new Rows<>(
            address,
            PullRequestService.SORT_KEYS,
            isEnded() ? "-endedAt" : "-updatedAt",
            PullRequestService.FILTERS,
            Set.of(VIEW),
            pull -> pull.repositoryId() + "/" + pull.number(),
            query -> pulls.list(caller, query));
  }

  private Page<BoardRow> repositories(PageQuery query) {
    Page<RepositoryView> page = fleet.list(caller, query);
    boolean all = caller.seesEverything() && isMaintainer();
    Set<String> maintained =
        all
            ? Set.of()
            : namespaces.maintained(caller).stream()
                .map(NamespaceRef::name)
                .collect(Collectors.toSet());
    return page.translate(
        seen ->
            BoardRow.of(
                seen,
                standings.of(seen.stream().map(RepositoryView::id).toList()),
                owner -> all || maintained.contains(owner)));
  }

  /** The view that the address asks for. */
  public DashboardView getView() {
    return view;
  }

  /** All views. */
  public DashboardView[] getViews() {
    return DashboardView.values();
  }

  /** Part of the address behind the question mark, of another view with what both can filter by. */
  public String to(DashboardView other) {
    return getRows().other(VIEW, other.word(), SHARED);
  }

  /** Part of the address behind the question mark, of the repositories of one light. */
  public String ofLight(Light light) {
    DashboardView shown = view == DashboardView.PULLS ? DashboardView.GRID : view;
    return VIEW + "=" + shown.word() + "&light=" + light;
  }

  /** What is listed, whichever it is. */
  public Rows<?> getRows() {
    return view == DashboardView.PULLS ? requests : repositories;
  }

  /** The repositories. */
  public Rows<BoardRow> getRepositories() {
    return repositories;
  }

  /** Whether the address asks for pull requests that have ended. */
  public boolean isEnded() {
    String state = Faces.getRequestParameter("state");
    return Stream.of(Pull.State.MERGED, Pull.State.CLOSED)
        .anyMatch(each -> each.name().equals(state));
  }

  /** What can have become of pull requests, to filter by. */
  public Pull.State[] getStates() {
    return Pull.State.values();
  }

  /** The pull requests; open ones unless the address asks for others. */
  public Rows<PullRequestView> getRequests() {
    return requests;
  }

  /** The figures of all that the caller sees. */
  public DashboardSummary getSummary() {
    if (summary == null) {
      summary = pulls.summary(caller);
    }
    return summary;
  }

  /** How old the open pull requests are, drawn against the age that most have. */
  public List<AgeBar> getAges() {
    return AgeBar.of(getSummary().ages());
  }

  /** Whether the caller sees no repository at all. */
  public boolean isBare() {
    return getSummary().repositoryCount() == 0;
  }

  /** Whether none of the repositories is at a forge that has pull requests. */
  public boolean isForgeless() {
    if (forgeless == null) {
      forgeless =
          getSummary().lastRefreshedAt() == null
              && getSummary().openCount() == 0
              && getForges().stream().noneMatch(this::isUsed);
    }
    return forgeless;
  }

  private boolean isUsed(ForgeKind forge) {
    return registry.count(caller, Map.of("forge", forge.name())).number() > 0;
  }

  /** Whether an administrator looks who keeps no account at any forge yet. */
  public boolean isAccountless() {
    return caller.administers() && !isForgeless() && !isAnyAccount();
  }

  /** Whether there is an account at any forge; for administrators. */
  public boolean isAnyAccount() {
    if (anyAccount == null) {
      PageQuery one = new PageQuery(1, 1, BY_LABEL, null, Map.of());
      anyAccount = !accounts.list(caller, one).items().isEmpty();
    }
    return anyAccount;
  }

  /** Forges that have pull requests. */
  public List<ForgeKind> getForges() {
    return Stream.of(ForgeKind.values()).filter(each -> each != ForgeKind.PLAIN).toList();
  }

  /** Lights to filter by. */
  public Light[] getLights() {
    return Light.values();
  }

  /** Namespaces to filter by. */
  public List<NamespaceRef> getOwners() {
    if (owners == null) {
      owners = namespaces.maintained(caller, Rows.OFFERED + 1);
    }
    return owners;
  }

  /** Whether the caller may refresh anything. */
  public boolean isMaintainer() {
    return !getOwners().isEmpty();
  }
}
