package org.sluice.forge.gitea;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.sluice.egress.api.ApiAccount;
import org.sluice.egress.api.ApiClient;
import org.sluice.egress.api.LimitRule;
import org.sluice.forge.Check;
import org.sluice.forge.Forge;
import org.sluice.forge.ForgeAccess;
import org.sluice.forge.ForgeApi;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.ForgeKind;
import org.sluice.forge.ForgeLogin;
import org.sluice.forge.Part;
import org.sluice.forge.Parts;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails;
import org.sluice.forge.PullDetails.Mergeable;
import org.sluice.forge.RemoteRepository;
import org.sluice.forge.RepositoryPath;
import org.sluice.forge.Review;

/** Gitea and Forgejo, public ones or a server of one's own, over their API of version 1. */
@ApplicationScoped
public class Gitea implements Forge {

  private static final LimitRule LIMITS = new GiteaLimits();
  private static final String OPEN = "/pulls?state=open&sort=oldest&limit=50";

  private static final Duration TO_COMPUTE = Duration.ofSeconds(2);

  private final ApiClient client;

  /** Only for the container's proxy. */
  protected Gitea() {
    client = null;
  }

  /** Gitea asked through a client. */
  @Inject
  public Gitea(ApiClient client) {
    this.client = client;
  }

  @Override
  public ForgeKind kind() {
    return ForgeKind.GITEA;
  }

  @Override
  public ForgeLogin login(ForgeAccess access) throws ForgeFailure {
    ForgeApi api = api(access);
    String name = api.ask(api.reading("/user").fresh()).told().words("login");
    return new ForgeLogin(name, Set.of(), null);
  }

  @Override
  public RemoteRepository repository(ForgeAccess access, RepositoryPath path) throws ForgeFailure {
    return GiteaRepositories.one(api(access).get(repository(path)));
  }

  @Override
  public List<Pull> openPulls(ForgeAccess access, RepositoryPath path) throws ForgeFailure {
    return open(api(access), path).stream().map(PullRequest::pull).toList();
  }

  private static Collection<PullRequest> open(ForgeApi api, RepositoryPath path)
      throws ForgeFailure {
    Map<Long, PullRequest> byNumber = new LinkedHashMap<>();
    try {
      for (PullRequest pull : api.list(repository(path) + OPEN, null, PullRequest::of)) {
        byNumber.put(pull.pull().number(), pull);
      }
    } catch (ForgeFailure failure) {
      boolean unseen =
          failure.kind() == ForgeFailure.Kind.NOT_FOUND
              || failure.kind() == ForgeFailure.Kind.FORBIDDEN;
      if (!unseen || GiteaRepositories.hasPullRequests(api.get(repository(path)))) {
        throw failure;
      }
    }
    return byNumber.values();
  }

  @Override
  public Optional<Pull> pull(ForgeAccess access, RepositoryPath path, long number)
      throws ForgeFailure {
    ForgeApi api = api(access);
    try {
      return Optional.of(PullRequest.of(api.get(pullRequest(path, number))).pull());
    } catch (ForgeFailure failure) {
      if (failure.kind() != ForgeFailure.Kind.NOT_FOUND) {
        throw failure;
      }
      api.get(repository(path));
      return Optional.empty();
    }
  }

  @Override
  public List<PullDetails> details(ForgeAccess access, RepositoryPath path, List<Pull> pulls)
      throws ForgeFailure {
    if (pulls.isEmpty()) {
      return List.of();
    }
    ForgeApi api = api(access);
    Parts<List<Check>> checks = new Parts<>();
    Parts<List<Review>> reviews = new Parts<>();
    Part<Map<Long, PullRequest>> now =
        new Parts<Map<Long, PullRequest>>().read(() -> now(api, path, pulls));
    List<PullDetails> read = new ArrayList<>();
    for (Pull pull : pulls) {
      read.add(
          new PullDetails(
              pull.number(),
              checks.read(() -> checks(api, path, pull)),
              reviews.read(() -> reviews(api, path, pull)),
              Part.read(Mergeable.UNTOLD)));
    }
    // The last of all, so that the server has had time to find out.
    if (now.isRead() && now.value().values().stream().anyMatch(PullRequest::isInDoubt)) {
      api.rest(TO_COMPUTE, "The server finds out whether the pull requests can be merged.");
    }
    Parts<Mergeable> mergeable = new Parts<>();
    List<PullDetails> details = new ArrayList<>();
    for (PullDetails each : read) {
      Part<Mergeable> part =
          now.isRead()
              ? mergeable.read(() -> mergeable(api, path, now.value().get(each.number())))
              : Part.failed(now.failure());
      details.add(new PullDetails(each.number(), each.checks(), each.reviews(), part));
    }
    return details;
  }

  private static Map<Long, PullRequest> now(ForgeApi api, RepositoryPath path, List<Pull> pulls)
      throws ForgeFailure {
    Collection<PullRequest> all =
        pulls.size() == 1
            ? List.of(PullRequest.of(api.get(pullRequest(path, pulls.get(0).number()))))
            : open(api, path);
    Map<Long, PullRequest> byNumber = new HashMap<>();
    all.forEach(each -> byNumber.put(each.pull().number(), each));
    return byNumber;
  }

  /**
   * What a server says once is no conflict yet: it says the same while it finds out, which it does
   * after each push to either branch and in moments. Of drafts it always says that.
   */
  private static Mergeable mergeable(ForgeApi api, RepositoryPath path, PullRequest first)
      throws ForgeFailure {
    if (first == null || !first.isInDoubt()) {
      return first != null && first.mergeable() ? Mergeable.YES : Mergeable.UNTOLD;
    }
    String place = pullRequest(path, first.pull().number());
    PullRequest again = PullRequest.of(api.ask(api.reading(place).fresh()).told());
    return again.mergeable() ? Mergeable.YES : Mergeable.CONFLICTS;
  }

  private static List<Check> checks(ForgeApi api, RepositoryPath path, Pull pull)
      throws ForgeFailure {
    if (pull.headSha() == null) {
      throw new ForgeFailure(
          ForgeFailure.Kind.MALFORMED, "The server tells no commit of this pull request.", null);
    }
    String list =
        repository(path) + "/commits/" + ForgeApi.encoded(pull.headSha()) + "/statuses?limit=50";
    return api.list(list, null, GiteaStatuses::one);
  }

  /**
   * The one list that tells no next page: many servers tell only how many there are, and some not
   * even that. So the pages are counted, until all are there or one brings nothing new.
   */
  private static List<Review> reviews(ForgeApi api, RepositoryPath path, Pull pull)
      throws ForgeFailure {
    GiteaReviews reviews = new GiteaReviews();
    String list = pullRequest(path, pull.number()) + "/reviews?limit=50&page=";
    for (int page = 1; page <= GiteaReviews.MOST_PAGES; page++) {
      var answer = api.ask(api.reading(list + page));
      if (!reviews.add(answer.told()) || reviews.isAll(answer.raw().header("X-Total-Count"))) {
        return reviews.all();
      }
    }
    throw new ForgeFailure(
        ForgeFailure.Kind.MALFORMED, "The list of reviews comes to no end.", null);
  }

  @Override
  public void repositories(ForgeAccess access, String owner, Consumer<List<RemoteRepository>> each)
      throws ForgeFailure {
    ForgeApi api = api(access);
    if (owner == null) {
      list(api, "/user/repos?limit=50", each);
      return;
    }
    String place = ForgeApi.encoded(owner);
    String kind = isOrganisation(api, place) ? "/orgs/" : "/users/";
    list(api, kind + place + "/repos?limit=50", each);
  }

  private static boolean isOrganisation(ForgeApi api, String owner) throws ForgeFailure {
    try {
      api.get("/orgs/" + owner);
      return true;
    } catch (ForgeFailure failure) {
      return switch (failure.kind()) {
        // A token may be good for repositories and not for organisations.
        case NOT_FOUND, FORBIDDEN -> false;
        default -> throw failure;
      };
    }
  }

  private static void list(ForgeApi api, String list, Consumer<List<RemoteRepository>> each)
      throws ForgeFailure {
    api.pages(list, page -> each.accept(GiteaRepositories.all(page)));
  }

  private static String repository(RepositoryPath path) {
    return "/repos/" + ForgeApi.encoded(path.owner()) + "/" + ForgeApi.encoded(path.name());
  }

  private static String pullRequest(RepositoryPath path, long number) {
    return repository(path) + "/pulls/" + number;
  }

  private ForgeApi api(ForgeAccess access) {
    ApiAccount account = ApiAccount.open(access.budget(), access.root(), LIMITS);
    if (access.token() != null) {
      account = account.letInBy("Authorization", "token " + access.token());
    }
    return ForgeApi.of(client, account, access.errand());
  }
}
