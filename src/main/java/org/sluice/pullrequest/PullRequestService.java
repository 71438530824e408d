package org.sluice.pullrequest;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** The door of pull requests for whoever looks at them. */
@Stateless
public class PullRequestService {

  /** Sort keys that lists know. */
  public static final Set<String> SORT_KEYS = PullLists.SORT_KEYS.keySet();

  /** Filters that lists know. */
  public static final Set<String> FILTERS = PullLists.FILTERS;

  /** Filters of the list of one repository. */
  public static final Set<String> REPOSITORY_FILTERS =
      Set.of("state", "light", "author", "label", "minAge", "bots", "draft", "ready");

  @Inject private PullLists lists;
  @Inject private PullRows rows;
  @Inject private LiveFigures figures;
  @Inject private RegistryService registry;

  /** One page of the pull requests that the caller sees; open ones unless a filter asks others. */
  public Page<PullRequestView> list(Caller caller, PageQuery query) {
    return lists.page(caller, query);
  }

  /**
   * One page of the pull requests of a repository.
   *
   * @throws DomainException NOT_FOUND if there is none that the caller sees
   */
  public Page<PullRequestView> list(Caller caller, String owner, String name, PageQuery query) {
    RepositoryRecord repository = registry.require(caller, owner, name);
    Map<String, String> filters = new HashMap<>(query.filters());
    filters.put("repository", repository.fullName());
    return lists.page(
        caller, new PageQuery(query.page(), query.size(), query.sort(), query.text(), filters));
  }

  /** The same for whoever watches: perhaps a second old, and not counted for each who does. */
  public DashboardSummary watched(Caller caller) {
    return figures.of(caller, () -> lists.summary(caller));
  }

  /** The figures of what the caller sees. */
  public DashboardSummary summary(Caller caller) {
    return lists.summary(caller);
  }

  /** Forgets the pull requests of a repository that has another upstream, in his transaction. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void forget(UUID repositoryId) {
    rows.forget(repositoryId);
  }
}
