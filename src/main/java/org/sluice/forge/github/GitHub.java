package org.sluice.forge.github;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.sluice.egress.api.ApiAccount;
import org.sluice.egress.api.ApiAnswer;
import org.sluice.egress.api.ApiClient;
import org.sluice.forge.Forge;
import org.sluice.forge.ForgeAccess;
import org.sluice.forge.ForgeAnswer;
import org.sluice.forge.ForgeApi;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.ForgeKind;
import org.sluice.forge.ForgeLogin;
import org.sluice.forge.Pull;
import org.sluice.forge.PullDetails;
import org.sluice.forge.RemoteRepository;
import org.sluice.forge.RepositoryPath;
import org.sluice.forge.Told;

/** GitHub and GitHub Enterprise Server. */
@ApplicationScoped
public class GitHub implements Forge {

  private static final String FORM = "application/vnd.github+json";
  private static final String VERSION = "2022-11-28";
  private static final int HAS_NO_COMMIT = 409;
  private static final GitHubLimits LIMITS = new GitHubLimits();
  private static final DateTimeFormatter EXPIRY =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss [Z][z]", Locale.ENGLISH);

  private final ApiClient client;
  private final GraphQlRoots graphQl;

  /** Only for the container's proxy. */
  protected GitHub() {
    client = null;
    graphQl = null;
  }

  /** GitHub, asked by a client. */
  @Inject
  public GitHub(ApiClient client) {
    this(client, Clock.systemUTC());
  }

  GitHub(ApiClient client, InstantSource clock) {
    this.client = client;
    this.graphQl = new GraphQlRoots(clock);
  }

  @Override
  public ForgeKind kind() {
    return ForgeKind.GITHUB;
  }

  private ForgeApi api(ForgeAccess access) {
    URI questions = GraphQlRoots.of(access.root());
    ApiAccount account =
        ApiAccount.open(access.budget(), access.root(), LIMITS)
            .andBelow(questions)
            .bearing("X-GitHub-Api-Version", VERSION);
    if (access.token() != null) {
      account = account.letInBy("Authorization", "Bearer " + access.token());
    }
    return ForgeApi.of(client, account, access.errand()).accepting(FORM);
  }

  /** A place below a repository. */
  static String below(RepositoryPath path, String place) {
    return "/repos/" + ForgeApi.encoded(path.owner()) + "/" + ForgeApi.encoded(path.name()) + place;
  }

  @Override
  public ForgeLogin login(ForgeAccess access) throws ForgeFailure {
    ForgeApi api = api(access);
    ForgeAnswer answer = api.ask(api.reading("/user").fresh());
    Set<String> scopes = new TreeSet<>();
    for (String field : answer.raw().all("X-OAuth-Scopes")) {
      Arrays.stream(field.split(","))
          .map(String::strip)
          .filter(scope -> !scope.isEmpty())
          .forEach(scopes::add);
    }
    Instant expiresAt =
        answer
            .raw()
            .header("GitHub-Authentication-Token-Expiration")
            .flatMap(GitHub::expiry)
            .orElse(null);
    return new ForgeLogin(answer.told().text("login"), scopes, expiresAt);
  }

  /** Told as {@code 2026-12-31 10:00:00 UTC}, and to some with an offset in place of the zone. */
  private static Optional<Instant> expiry(String text) {
    try {
      return Optional.of(EXPIRY.parse(text.strip(), Instant::from));
    } catch (DateTimeParseException unknown) {
      return Optional.empty();
    }
  }

  @Override
  public RemoteRepository repository(ForgeAccess access, RepositoryPath path) throws ForgeFailure {
    ForgeApi api = api(access);
    Told told = api.get(below(path, ""));
    // Only what is this small can be without a commit, so only that is worth a request.
    boolean maybeEmpty = Long.valueOf(0).equals(told.numberOrNull("size"));
    return RepositoryReader.read(told, maybeEmpty ? isEmpty(api, path) : null);
  }

  private static Boolean isEmpty(ForgeApi api, RepositoryPath path) throws ForgeFailure {
    ApiAnswer answer = api.send(api.reading(below(path, "/commits?per_page=1")));
    return switch (answer.status()) {
      case 200 -> Boolean.FALSE;
      case HAS_NO_COMMIT -> Boolean.TRUE;
      default -> null;
    };
  }

  @Override
  public List<Pull> openPulls(ForgeAccess access, RepositoryPath path) throws ForgeFailure {
    // While pages are read others open and close pull requests, which moves them between pages.
    Map<Long, Pull> pulls = new LinkedHashMap<>();
    for (Pull pull :
        api(access).list(below(path, "/pulls?state=open&per_page=100"), null, PullReader::read)) {
      pulls.put(pull.number(), pull);
    }
    return List.copyOf(pulls.values());
  }

  @Override
  public Optional<Pull> pull(ForgeAccess access, RepositoryPath path, long number)
      throws ForgeFailure {
    ForgeApi api = api(access);
    ApiAnswer answer = api.send(api.reading(below(path, "/pulls/" + number)));
    if (answer.status() == 404) {
      api.get(below(path, ""));
      return Optional.empty();
    }
    return Optional.of(PullReader.read(api.told(answer)));
  }

  @Override
  public List<PullDetails> details(ForgeAccess access, RepositoryPath path, List<Pull> pulls)
      throws ForgeFailure {
    return new DetailsReading(api(access), access.root(), path, graphQl, access.token() != null)
        .details(pulls);
  }

  @Override
  public void repositories(ForgeAccess access, String owner, Consumer<List<RemoteRepository>> each)
      throws ForgeFailure {
    ForgeApi api = api(access);
    api.pages(
        owner == null ? "/user/repos?per_page=100" : repositoriesOf(access, api, owner),
        page -> {
          List<RemoteRepository> read = new ArrayList<>();
          for (Told told : page.items()) {
            read.add(RepositoryReader.read(told, null));
          }
          each.accept(read);
        });
  }

  /** Private repositories are only in the list of an organisation and in one's own. */
  private String repositoriesOf(ForgeAccess access, ForgeApi api, String owner)
      throws ForgeFailure {
    String name = ForgeApi.encoded(owner);
    if (api.get("/users/" + name).text("type").equals("Organization")) {
      return "/orgs/" + name + "/repos?per_page=100";
    }
    boolean own = access.token() != null && login(access).name().equalsIgnoreCase(owner);
    return own
        ? "/user/repos?affiliation=owner&per_page=100"
        : "/users/" + name + "/repos?per_page=100";
  }
}
