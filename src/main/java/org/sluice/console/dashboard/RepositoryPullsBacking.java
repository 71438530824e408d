package org.sluice.console.dashboard;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.omnifaces.util.Faces;
import org.sluice.console.Rows;
import org.sluice.identity.Caller;
import org.sluice.pullrequest.PullRequestService;
import org.sluice.pullrequest.PullRequestView;
import org.sluice.pullrequest.refresh.Standing;
import org.sluice.pullrequest.refresh.StandingRows;

/** Behind the pull requests on the page of their repository. */
@Named
@RequestScoped
public class RepositoryPullsBacking {

  @Inject private Caller caller;
  @Inject private PullRequestService pulls;
  @Inject private StandingRows standings;

  private Rows<PullRequestView> rows;
  private Standing standing;

  @PostConstruct
  void open() {
    Map<String, String> address = Faces.getRequestParameterMap();
    String owner = address.getOrDefault("owner", "");
    String name = address.getOrDefault("name", "");
    rows =
        new Rows<>(
            // Page and order in the address are those of the history, which is on the same page.
            Map.of(),
            PullRequestService.SORT_KEYS,
            "light",
            Set.of(),
            Set.of(),
            pull -> Long.toString(pull.number()),
            query -> pulls.list(caller, owner, name, query));
  }

  /** The open ones, the worst first. */
  public Rows<PullRequestView> getRows() {
    return rows;
  }

  /**
   * How the refreshes of the repository went.
   *
   * @param repository its id, of one that the caller sees
   */
  public Standing standing(UUID repository) {
    if (standing == null) {
      standing = standings.of(List.of(repository)).getOrDefault(repository, Standing.NEW);
    }
    return standing;
  }
}
