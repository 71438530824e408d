package org.sluice.forge.bitbucket;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.sluice.egress.api.ApiAccount;
import org.sluice.egress.api.ApiAnswer;
import org.sluice.egress.api.ApiClient;
import org.sluice.egress.api.LimitRule;
import org.sluice.forge.Check;
import org.sluice.forge.Forge;
import org.sluice.forge.ForgeAccess;
import org.sluice.forge.ForgeAnswer;
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

/** Bitbucket Cloud over its API of version 2.0. */
@ApplicationScoped
public class Bitbucket implements Forge {

  private static final String OF_RESOURCE = "ATCT";
  private static final LimitRule LIMITS = new BitbucketLimits();

  // Lists leave participants out unless they are asked for them: one request less for each.
  private static final String OPEN = "?state=OPEN&fields=%2Bvalues.participants&pagelen=50";

  private static final Told.Reader<Optional<String>> NEXT =
      page -> Optional.ofNullable(page.wordsOrNull("next"));

  private final ApiClient client;

  /** Only for the container's proxy. */
  protected Bitbucket() {
    client = null;
  }

  /** Bitbucket asked through a client. */
  @Inject
  public Bitbucket(ApiClient client) {
    this.client = client;
  }

  @Override
  public ForgeKind kind() {
    return ForgeKind.BITBUCKET;
  }

  @Override
  public ForgeLogin login(ForgeAccess access) throws ForgeFailure {
    ForgeApi api = api(access);
    try {
      ForgeAnswer user = api.ask(api.reading("/user").fresh());
      String name = user.told().wordsOrNull("username");
      return new ForgeLogin(
          name == null ? Participants.name(user.told()) : name, scopes(user.raw()), null);
    } catch (ForgeFailure failure) {
      if (failure.kind() != ForgeFailure.Kind.FORBIDDEN) {
        throw failure;
      }
      return ofResource(api, access);
    }
  }

  /** The access token of a repository, project or workspace belongs to nobody. */
  private static ForgeLogin ofResource(ForgeApi api, ForgeAccess access) throws ForgeFailure {
    String any = "/repositories?role=member&pagelen=1";
    ApiAnswer answer = api.ask(api.reading(any).fresh()).raw();
    boolean named = access.login() != null && !access.login().isEmpty();
    String name = named ? access.login() : ForgeKind.BITBUCKET.tokenUser();
    return new ForgeLogin(name, scopes(answer), null);
  }

  private static Set<String> scopes(ApiAnswer answer) {
    Set<String> scopes = new TreeSet<>();
    for (String field : answer.all("X-OAuth-Scopes")) {
      for (String scope : field.split(",")) {
        scopes.add(scope.strip());
      }
    }
    scopes.remove("");
    return scopes;
  }

  @Override
  public RemoteRepository repository(ForgeAccess access, RepositoryPath path) throws ForgeFailure {
    return BitbucketRepositories.one(api(access).get(repository(path)));
  }

  @Override
  public List<Pull> openPulls(ForgeAccess access, RepositoryPath path) throws ForgeFailure {
    List<Pull> pulls = new ArrayList<>();
    open(api(access), path).values().forEach(each -> pulls.add(each.pull()));
    return pulls;
  }

  private static Map<Long, PullRequest> open(ForgeApi api, RepositoryPath path)
      throws ForgeFailure {
    Map<Long, PullRequest> byNumber = new LinkedHashMap<>();
    api.pages(
        repository(path) + "/pullrequests" + OPEN,
        NEXT,
        page -> {
          for (PullRequest pull : page.items("values", PullRequest::of)) {
            byNumber.put(pull.pull().number(), pull);
          }
        });
    return byNumber;
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
    ForgeApi api = api(access);
    Parts<List<Check>> checks = new Parts<>();
    Parts<List<Review>> reviews = new Parts<>();
    Part<Map<Long, PullRequest>> now =
        pulls.size() < 2
            ? Part.read(Map.of())
            : new Parts<Map<Long, PullRequest>>().read(() -> open(api, path));
    List<PullDetails> details = new ArrayList<>();
    for (Pull pull : pulls) {
      details.add(
          new PullDetails(
              pull.number(),
              checks.read(() -> checks(api, path, pull)),
              now.isRead()
                  ? reviews.read(() -> reviews(api, path, now.value().get(pull.number()), pull))
                  : Part.failed(now.failure()),
              Part.read(Mergeable.UNTOLD)));
    }
    return details;
  }

  private static List<Check> checks(ForgeApi api, RepositoryPath path, Pull pull)
      throws ForgeFailure {
    if (pull.headSha() == null) {
      throw new ForgeFailure(
          ForgeFailure.Kind.MALFORMED, "Bitbucket tells no commit of this pull request.", null);
    }
    List<Check> checks = new ArrayList<>();
    api.pages(
        pullRequest(path, pull.number()) + "/statuses?pagelen=100",
        NEXT,
        page -> {
          for (Told status : page.items("values")) {
            if (BitbucketStatuses.isAbout(pull.headSha(), status)) {
              checks.add(BitbucketStatuses.one(status));
            }
          }
        });
    return checks;
  }

  private static List<Review> reviews(ForgeApi api, RepositoryPath path, PullRequest now, Pull pull)
      throws ForgeFailure {
    if (now != null && now.reviews() != null) {
      return now.reviews();
    }
    Told one = api.get(pullRequest(path, pull.number()));
    return Participants.reviews(one.items("participants"));
  }

  @Override
  public void repositories(ForgeAccess access, String owner, Consumer<List<RemoteRepository>> each)
      throws ForgeFailure {
    ForgeApi api = api(access);
    if (owner != null) {
      list(api, "/repositories/" + ForgeApi.encoded(owner) + "?pagelen=100", each);
      return;
    }
    Optional<List<String>> workspaces = workspaces(api);
    if (workspaces.isEmpty()) {
      list(api, "/repositories?role=member&pagelen=100", each);
      return;
    }
    for (String workspace : workspaces.get()) {
      String own = "/repositories/" + ForgeApi.encoded(workspace);
      list(api, own + "?role=member&pagelen=100", each);
    }
  }

  /** Empty where there is no such list: it is newer than what it replaces, and only for people. */
  private static Optional<List<String>> workspaces(ForgeApi api) throws ForgeFailure {
    List<String> slugs = new ArrayList<>();
    try {
      api.pages(
          "/user/workspaces?pagelen=100",
          NEXT,
          page -> {
            for (Told one : page.items("values")) {
              slugs.add((one.has("workspace") ? one.object("workspace") : one).words("slug"));
            }
          });
      return Optional.of(slugs);
    } catch (ForgeFailure failure) {
      return switch (failure.kind()) {
        case NOT_FOUND, FORBIDDEN -> Optional.empty();
        default -> throw failure;
      };
    }
  }

  private static void list(ForgeApi api, String list, Consumer<List<RemoteRepository>> each)
      throws ForgeFailure {
    api.pages(list, NEXT, page -> each.accept(BitbucketRepositories.all(page)));
  }

  private static String repository(RepositoryPath path) {
    return "/repositories/" + ForgeApi.encoded(path.owner()) + "/" + ForgeApi.encoded(path.name());
  }

  private static String pullRequest(RepositoryPath path, long number) {
    return repository(path) + "/pullrequests/" + number;
  }

  private ForgeApi api(ForgeAccess access) {
    ApiAccount open = ApiAccount.open(access.budget(), access.root(), LIMITS);
    return ForgeApi.of(client, letIn(open, access), access.errand());
  }

  /**
   * What belongs to a person is a password with a login. The tokens of repositories, projects and
   * workspaces have none, and are a bearer's even where a login stands beside them.
   */
  private static ApiAccount letIn(ApiAccount account, ForgeAccess access) {
    String login = access.login() == null ? "" : access.login();
    if (access.token() == null) {
      return account;
    }
    if (login.isEmpty()
        || login.equals(ForgeKind.BITBUCKET.tokenUser())
        || access.token().startsWith(OF_RESOURCE)) {
      return account.letInBy("Authorization", "Bearer " + access.token());
    }
    String pair = login + ":" + access.token();
    String basic = Base64.getEncoder().encodeToString(pair.getBytes(StandardCharsets.UTF_8));
    return account.letInBy("Authorization", "Basic " + basic);
  }
}
