package org.sluice.forge;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.sluice.egress.Outbound;
import org.sluice.egress.api.ApiClient;
import org.sluice.egress.budget.Errand;

/**
 * A forge whose server is a stub, asked by a client of its own.
 *
 * @param <S> the stub
 */
public final class StubbedForge<S extends ForgeStub> implements AutoCloseable {

  private final S stub;
  private final Outbound outbound;
  private final Forge forge;

  /**
   * Puts the two together.
   *
   * @param forge makes the forge from its client
   * @param answers where the client keeps answers
   */
  public StubbedForge(S stub, Function<ApiClient, Forge> forge, Path answers) {
    this.stub = stub;
    this.outbound = Outbound.allowing(List.of("127.0.0.1/32"));
    this.forge =
        forge.apply(
            ApiClient.through(
                outbound, answers, Clock.systemUTC(), "Sluice", Duration.ofSeconds(20)));
  }

  /** The server. */
  public S stub() {
    return stub;
  }

  /** What asks it. */
  public Forge forge() {
    return forge;
  }

  /** Of a person with the token that the server takes. */
  public ForgeAccess access() {
    return access("", stub.token(), Errand.ofPerson());
  }

  /** With another login, token or errand. */
  public ForgeAccess access(String login, String token, Errand errand) {
    return new ForgeAccess(stub.root(), "stub", login, token, errand);
  }

  /** Open pull requests. */
  public List<Pull> openPulls(String fullName) throws ForgeFailure {
    return forge.openPulls(access(), path(fullName));
  }

  /** Details of all open pull requests, which are listed for it. */
  public List<PullDetails> details(String fullName) throws ForgeFailure {
    return forge.details(access(), path(fullName), openPulls(fullName));
  }

  /** Details of the one open pull request of a number. */
  public PullDetails details(String fullName, long number) throws ForgeFailure {
    return details(fullName).stream()
        .filter(each -> each.number() == number)
        .findFirst()
        .orElseThrow();
  }

  /** Full names of what a listing gave. */
  public List<String> repositories(String owner) throws ForgeFailure {
    List<String> names = new ArrayList<>();
    forge.repositories(access(), owner, page -> page.forEach(each -> names.add(each.fullName())));
    return names;
  }

  /** A path from a full name. */
  public static RepositoryPath path(String fullName) {
    int slash = fullName.lastIndexOf('/');
    return new RepositoryPath(fullName.substring(0, slash), fullName.substring(slash + 1));
  }

  @Override
  public void close() {
    outbound.close();
    stub.close();
  }
}
