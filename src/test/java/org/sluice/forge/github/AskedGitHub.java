package org.sluice.forge.github;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;
import org.sluice.egress.Outbound;
import org.sluice.egress.api.ApiClient;
import org.sluice.egress.budget.Errand;
import org.sluice.forge.ForgeAccess;
import org.sluice.forge.RepositoryPath;
import org.sluice.platform.Cancellation;

/**
 * GitHub as Sluice asks it, with a server of the test and errands that wait no longer than told.
 */
final class AskedGitHub implements AutoCloseable {

  static final RepositoryPath APP = new RepositoryPath("team", "app");

  private final Path answers;
  private final Outbound outbound = Outbound.allowing(List.of("127.0.0.1/32"));
  private final List<Duration> waits = new CopyOnWriteArrayList<>();
  private volatile Duration passed = Duration.ZERO;

  private final URI root;
  private final Runnable stop;

  final GitHub gitHub;
  final Cancellation cancellation = new Cancellation();

  /** The server is a stub, which is closed with this. */
  AskedGitHub(GitHubStub stub) {
    this(stub.root(), stub::close);
  }

  /** The server is another one, which stays. */
  AskedGitHub(URI root) {
    this(root, () -> {});
  }

  private AskedGitHub(URI root, Runnable stop) {
    this.root = root;
    this.stop = stop;
    try {
      this.answers = Files.createTempDirectory("answers");
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
    InstantSource clock = () -> Clock.systemUTC().instant().plus(passed);
    this.gitHub =
        new GitHub(
            ApiClient.through(outbound, answers, clock, "Sluice/9", Duration.ofSeconds(20)), clock);
  }

  /** Lets time pass. */
  void pass(Duration time) {
    passed = passed.plus(time);
  }

  /** How long errands have waited, each. */
  List<Duration> waits() {
    return waits;
  }

  /** With a token, by an errand that waits. */
  ForgeAccess access() {
    return access("t0ken");
  }

  ForgeAccess access(String token) {
    return new ForgeAccess(
        root,
        "account",
        "",
        token,
        new Errand(
            Errand.Urgency.BACKGROUND,
            cancellation,
            (wait, why) -> {
              waits.add(wait);
              pass(wait);
              return !cancellation.isCancelled();
            }));
  }

  @Override
  public void close() {
    outbound.close();
    stop.run();
    try (Stream<Path> files = Files.walk(answers)) {
      for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.delete(each);
      }
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }
}
