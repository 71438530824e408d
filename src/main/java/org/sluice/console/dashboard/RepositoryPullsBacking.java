package org.sluice.console.dashboard;

import jakarta.annotation.PostConstruct;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.omnifaces.util.Faces;
import org.sluice.console.Rows;
import org.sluice.forge.Pull;
import org.sluice.identity.Caller;
import org.sluice.pullrequest.PullRequestService;
import org.sluice.pullrequest.PullRequestView;
import org.sluice.pullrequest.refresh.Standing;
import org.sluice.pullrequest.refresh.StandingRows;

/** Behind the pull requests on the page of their repository. */
@Named
@RequestScoped
public class RepositoryPullsBacking {

  /** What names in the address which of them are shown. */
  private static final String STATE = "pulls";

  @Inject private Caller caller;
  @Inject private PullRequestService pulls;
  @Inject private StandingRows standings;

  private Map<String, String> address;
  private Pull.State state;
  private Rows<PullRequestView> rows;
  private Standing standing;

  @PostConstruct
  void open() {
    address = Faces.getRequestParameterMap();
    state =
        Stream.of(Pull.State.values())
            .filter(each -> each.name().equals(address.get(STATE)))
            .findFirst()
            .orElse(Pull.State.OPEN);
    String owner = address.getOrDefault("owner", "");
    String name = address.getOrDefault("name", "");
    rows =
        new Rows<>(
            // Page and order in the address are those of the history, which is on the same page.
            Map.of("state", state.name()),
            PullRequestService.SORT_KEYS,
            state == Pull.State.OPEN ? "light" : "-endedAt",
            Set.of("state"),
            Set.of(),
            pull -> Long.toString(pull.number()),
            query -> pulls.list(caller, owner, name, query));
  }

  /** Which of them are shown. */
  public Pull.State getState() {
    return state;
  }

  /** What can have become of them. */
  public Pull.State[] getStates() {
    return Pull.State.values();
  }

  /** Part of the address behind the question mark, of the same page with others of them. */
  public String to(Pull.State other) {
    return Stream.of("owner", "name")
            .map(each -> each + "=" + encoded(address.getOrDefault(each, "")))
            .collect(Collectors.joining("&", "", "&"))
        + STATE
        + "="
        + other;
  }

  private static String encoded(String value) {
    return URLEncoder.encode(value, StandardCharsets.UTF_8);
  }

  /** Those that are open, the worst first; or those that have ended, the last first. */
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
