package org.sluice.forge.gitlab;

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
import org.sluice.forge.Told;

/** GitLab, gitlab.com or a server of one's own, over its API of version 4. */
@ApplicationScoped
public class GitLab implements Forge {

  private static final LimitRule LIMITS = new GitLabLimits();

  // The list sets the server to find out what can be merged, so that it is known when it is asked
  // for; by itself it leaves that be.
  private static final String OPEN =
      "?state=opened&scope=all&order_by=created_at&sort=asc&with_merge_status_recheck=true"
          + "&per_page=100";

  private static final Duration TO_COMPUTE = Duration.ofSeconds(2);
  private static final String COMPUTES =
      "GitLab finds out whether the merge requests can be merged.";

  private final ApiClient client;

  /** Only for the container's proxy. */
  protected GitLab() {
    client = null;
  }

  /** GitLab asked through a client. */
  @Inject
  public GitLab(ApiClient client) {
    this.client = client;
  }

  @Override
  public ForgeKind kind() {
    return ForgeKind.GITLAB;
  }

  @Override
  public ForgeLogin login(ForgeAccess access) throws ForgeFailure {
    ForgeApi api = api(access);
    Told user = api.ask(api.reading("/user").fresh()).told();
    return GitLabLogin.of(user, token(api));
  }

  /** Tokens of OAuth are taken, and not told of. */
  private static Told token(ForgeApi api) throws ForgeFailure {
    try {
      return api.ask(api.reading("/personal_access_tokens/self").fresh()).told();
    } catch (ForgeFailure failure) {
      return switch (failure.kind()) {
        case AUTH, FORBIDDEN, NOT_FOUND -> null;
        default -> throw failure;
      };
    }
  }

  @Override
  public RemoteRepository repository(ForgeAccess access, RepositoryPath path) throws ForgeFailure {
    ForgeApi api = api(access);
    Told project = api.get(project(path) + "?license=true&statistics=true");
    return GitLabProjects.one(project, languages(api, project.number("id")));
  }

  private static List<String> languages(ForgeApi api, long project) throws ForgeFailure {
    try {
      return GitLabProjects.languages(api.get("/projects/" + project + "/languages"));
    } catch (ForgeFailure failure) {
      if (isUnseen(failure)) {
        // Whoever may see the project need not be allowed to see its code.
        return List.of();
      }
      throw failure;
    }
  }

  @Override
  public List<Pull> openPulls(ForgeAccess access, RepositoryPath path) throws ForgeFailure {
    ForgeApi api = api(access);
    Map<Long, String> forks = new HashMap<>();
    List<Pull> pulls = new ArrayList<>();
    for (MergeRequest merge : open(api, path)) {
      pulls.add(named(api, merge, forks));
    }
    return pulls;
  }

  private static Collection<MergeRequest> open(ForgeApi api, RepositoryPath path)
      throws ForgeFailure {
    Map<Long, MergeRequest> byNumber = new LinkedHashMap<>();
    try {
      String list = project(path) + "/merge_requests" + OPEN;
      for (MergeRequest merge :
          api.list(list, null, each -> MergeRequest.of(each, path.fullName()))) {
        byNumber.put(merge.pull().number(), merge);
      }
    } catch (ForgeFailure failure) {
      if (!isUnseen(failure) || GitLabProjects.hasMergeRequests(api.get(project(path)))) {
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
      return Optional.of(named(api, one(api, path, number), new HashMap<>()));
    } catch (ForgeFailure failure) {
      if (failure.kind() != ForgeFailure.Kind.NOT_FOUND) {
        throw failure;
      }
      api.get(project(path));
      return Optional.empty();
    }
  }

  private static MergeRequest one(ForgeApi api, RepositoryPath path, long number)
      throws ForgeFailure {
    return MergeRequest.of(api.get(mergeRequest(path, number)), path.fullName());
  }

  /** A merge request tells only the number of the fork that it comes from. */
  private static Pull named(ForgeApi api, MergeRequest merge, Map<Long, String> forks)
      throws ForgeFailure {
    Long source = merge.sourceProject();
    if (!merge.fromFork() || source == null) {
      return merge.pull();
    }
    if (!forks.containsKey(source)) {
      forks.put(source, name(api, source));
    }
    return merge.pullFrom(forks.get(source));
  }

  private static String name(ForgeApi api, long project) throws ForgeFailure {
    try {
      return GitLabProjects.name(api.get("/projects/" + project));
    } catch (ForgeFailure failure) {
      if (isUnseen(failure)) {
        return null;
      }
      throw failure;
    }
  }

  @Override
  public List<PullDetails> details(ForgeAccess access, RepositoryPath path, List<Pull> pulls)
      throws ForgeFailure {
    ForgeApi api = api(access);
    Parts<MergeRequest> now = new Parts<>();
    Parts<List<Check>> checks = new Parts<>();
    Parts<List<Review>> reviews = new Parts<>();
    List<PullDetails> details = new ArrayList<>();
    for (Pull pull : pulls) {
      // Lists tell neither pipelines nor, for sure, whether it can be merged.
      Part<MergeRequest> merge = now.read(() -> one(api, path, pull.number()));
      details.add(
          merge.isRead()
              ? new PullDetails(
                  pull.number(),
                  checks.read(() -> GitLabChecks.read(api, path, pull, merge.value())),
                  reviews.read(() -> reviews(api, path, merge.value())),
                  Part.read(merge.value().mergeable()))
              : PullDetails.failed(pull.number(), merge.failure()));
    }
    return settled(api, path, details);
  }

  /** Asks once more about what the server was still finding out. */
  private static List<PullDetails> settled(
      ForgeApi api, RepositoryPath path, List<PullDetails> details) throws ForgeFailure {
    if (details.stream().noneMatch(GitLab::isComputing) || !api.rest(TO_COMPUTE, COMPUTES)) {
      return details;
    }
    Parts<Mergeable> again = new Parts<>();
    List<PullDetails> settled = new ArrayList<>();
    for (PullDetails each : details) {
      settled.add(
          isComputing(each)
              ? new PullDetails(
                  each.number(),
                  each.checks(),
                  each.reviews(),
                  again.read(() -> fresh(api, path, each.number()).mergeable()))
              : each);
    }
    return settled;
  }

  private static boolean isComputing(PullDetails details) {
    return details.mergeable().value() == Mergeable.COMPUTING;
  }

  private static MergeRequest fresh(ForgeApi api, RepositoryPath path, long number)
      throws ForgeFailure {
    String place = mergeRequest(path, number);
    return MergeRequest.of(api.ask(api.reading(place).fresh()).told(), path.fullName());
  }

  /** Servers of old know neither approvals nor reviewers; there is nothing to know of them then. */
  private static List<Review> reviews(ForgeApi api, RepositoryPath path, MergeRequest now)
      throws ForgeFailure {
    String merge = mergeRequest(path, now.pull().number());
    GitLabReviews reviews = new GitLabReviews();
    try {
      reviews.approvals(api.get(merge + "/approvals"));
      if (now.reviewed()) {
        api.pages(merge + "/reviewers?per_page=100", reviews::reviewers);
      }
    } catch (ForgeFailure failure) {
      if (failure.kind() != ForgeFailure.Kind.NOT_FOUND) {
        throw failure;
      }
    }
    return reviews.all();
  }

  @Override
  public void repositories(ForgeAccess access, String owner, Consumer<List<RemoteRepository>> each)
      throws ForgeFailure {
    ForgeApi api = api(access);
    String sorted = "order_by=id&sort=asc&per_page=100";
    if (owner == null) {
      // Without membership it would be every public project of the server.
      list(api, "/projects?membership=true&pagination=keyset&" + sorted, each);
      return;
    }
    String place = ForgeApi.encoded(owner);
    if (isThere(api, "/groups/" + place + "?with_projects=false")) {
      String whole = "/projects?include_subgroups=true&with_shared=false&";
      list(api, "/groups/" + place + whole + sorted, each);
    } else {
      list(api, "/users/" + place + "/projects?" + sorted, each);
    }
  }

  private static boolean isThere(ForgeApi api, String place) throws ForgeFailure {
    try {
      api.get(place);
      return true;
    } catch (ForgeFailure failure) {
      if (failure.kind() != ForgeFailure.Kind.NOT_FOUND) {
        throw failure;
      }
      return false;
    }
  }

  private static void list(ForgeApi api, String list, Consumer<List<RemoteRepository>> each)
      throws ForgeFailure {
    api.pages(list, page -> each.accept(GitLabProjects.all(page)));
  }

  private static boolean isUnseen(ForgeFailure failure) {
    return switch (failure.kind()) {
      case FORBIDDEN, NOT_FOUND -> true;
      default -> false;
    };
  }

  private static String project(RepositoryPath path) {
    return "/projects/" + ForgeApi.encoded(path.fullName());
  }

  private static String mergeRequest(RepositoryPath path, long number) {
    return project(path) + "/merge_requests/" + number;
  }

  private ForgeApi api(ForgeAccess access) {
    ApiAccount open = ApiAccount.open(access.budget(), access.root(), LIMITS);
    return ForgeApi.of(client, GitLabToken.letIn(open, access.token()), access.errand());
  }
}
