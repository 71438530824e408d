package org.sluice.egress.api;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Supplier;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLPeerUnverifiedException;
import org.sluice.egress.AddressRefused;
import org.sluice.egress.Outbound;
import org.sluice.egress.budget.Errand;
import org.sluice.egress.budget.LimitReport;
import org.sluice.egress.budget.RateBudget;
import org.sluice.egress.budget.RateBudgets;
import org.sluice.platform.Release;
import org.sluice.platform.SluiceHome;
import org.sluice.platform.settings.Settings;

/**
 * Asks APIs: within their budgets, by the tags of what is kept, again after a fault that may pass,
 * and never outside of their own roots. Thread-safe.
 */
@ApplicationScoped
public class ApiClient {

  private static final int MOST_REDIRECTS = 5;
  private static final int MOST_PAGES = 1_000;
  private static final int MOST_WAITS = 20;
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

  private final Exchange exchange;
  private final RateBudgets budgets;
  private final KeptAnswers keptAnswers;
  private final InstantSource clock;
  private final Supplier<String> agent;
  private final Supplier<List<Duration>> retryDelays;

  /** Only for the container's proxy. */
  protected ApiClient() {
    exchange = null;
    budgets = null;
    keptAnswers = null;
    clock = null;
    agent = null;
    retryDelays = null;
  }

  @Inject
  ApiClient(Outbound outbound, RateBudgets budgets, Release release, Settings settings) {
    this(
        new Exchange(outbound, settings::forgeIdleTimeout),
        budgets,
        new KeptAnswers(() -> SluiceHome.folder("answers")),
        Clock.systemUTC(),
        () -> release.name().isEmpty() ? "Sluice" : "Sluice/" + release.name(),
        settings::forgeRetryDelays);
  }

  private ApiClient(
      Exchange exchange,
      RateBudgets budgets,
      KeptAnswers keptAnswers,
      InstantSource clock,
      Supplier<String> agent,
      Supplier<List<Duration>> retryDelays) {
    this.exchange = exchange;
    this.budgets = budgets;
    this.keptAnswers = keptAnswers;
    this.clock = clock;
    this.agent = agent;
    this.retryDelays = retryDelays;
  }

  /**
   * A client outside of the container.
   *
   * @param answers where answers are kept
   * @param clock what limits are measured by
   * @param agent its {@code User-Agent}
   * @param idle longest silence of a server
   */
  public static ApiClient through(
      Outbound outbound, Path answers, InstantSource clock, String agent, Duration idle) {
    return new ApiClient(
        new Exchange(outbound, () -> idle),
        new RateBudgets(clock),
        new KeptAnswers(() -> answers),
        clock,
        () -> agent,
        () -> List.of(Duration.ofSeconds(1), Duration.ofSeconds(4)));
  }

  /** What it knows of budgets. */
  RateBudgets budgets() {
    return budgets;
  }

  /**
   * Sends a request and reads the whole answer, whatever its status is. It waits for a slot of the
   * budget; for anything longer it asks the errand, holding no slot.
   *
   * <p>A refusal for a limit is not answered: the same request goes out again after the wait.
   *
   * @throws ApiLimited if the server asks to wait and the errand does not
   * @throws LeadsAway if the target or a redirect is not below the account's roots
   * @throws AnswerUnusable if the answer is too large, not decodable, or leads in a circle
   * @throws InterruptedIOException if the errand is cancelled
   * @throws IOException if no answer came
   */
  public ApiAnswer send(ApiAccount account, ApiRequest request, Errand errand) throws IOException {
    URI uri = account.locate(request.target());
    URI movedTo = null;
    boolean forGood = request.isGet();
    for (int redirects = 0; redirects <= MOST_REDIRECTS; redirects++) {
      ApiAnswer answer = ask(account, request, uri, errand);
      if (!isFollowed(request, answer.status())) {
        return answer.movedTo(movedTo);
      }
      Optional<String> location = answer.header("Location");
      if (location.isEmpty()) {
        throw new AnswerUnusable("the answer is a redirect to nowhere");
      }
      uri = account.locate(uri, location.get());
      forGood &= answer.status() == 301 || answer.status() == 308;
      movedTo = forGood ? uri : movedTo;
    }
    throw new AnswerUnusable("the answer is a redirect for the sixth time");
  }

  private static boolean isFollowed(ApiRequest request, int status) {
    return switch (status) {
      case 301, 302, 303 -> request.isGet();
      case 307, 308 -> request.isGet() || request.repeatable();
      default -> false;
    };
  }

  /**
   * Reads all pages of a list, each as it comes. Returns only after the last one; a list that an
   * exception ends is no whole.
   *
   * @param first asks for the first page; the others are asked for in the same way
   * @throws AnswerUnusable if a page is reached twice, there are more than 1,000, or one was not
   *     answered with 200 and the reader took it all the same
   * @throws IOException as of {@link #send}
   * @throws X what the reader throws
   */
  public <X extends Exception> void pages(
      ApiAccount account, ApiRequest first, NextPage next, PageReader<X> reader, Errand errand)
      throws IOException, X {
    Set<URI> seen = new HashSet<>();
    ApiRequest request = first;
    for (int page = 1; page <= MOST_PAGES; page++) {
      if (!seen.add(account.locate(request.target()))) {
        throw new AnswerUnusable("the pages of the list lead in a circle");
      }
      ApiAnswer answer = send(account, request, errand);
      reader.read(answer);
      if (answer.status() != 200) {
        throw new AnswerUnusable("a page of the list was answered with " + answer.status());
      }
      Optional<String> target = next.next(answer);
      if (target.isEmpty()) {
        return;
      }
      request = first.at(target.get());
    }
    throw new AnswerUnusable("the list has more than 1,000 pages");
  }

  private ApiAnswer ask(ApiAccount account, ApiRequest request, URI uri, Errand errand)
      throws IOException {
    KeptAnswer kept =
        request.isGet() && request.conditional()
            ? keptAnswers.find(account, uri, request.accept()).orElse(null)
            : null;
    RateBudget budget = budgets.borrow(account.budget());
    ApiAnswer answer;
    try {
      answer = patiently(account, request, uri, kept, budget, errand);
    } finally {
      budgets.giveBack(budget);
    }
    if (answer.status() == 304 && kept != null) {
      return kept.confirmedBy(answer);
    }
    if (request.isGet() && request.conditional()) {
      keptAnswers.keep(account, uri, request.accept(), answer);
    }
    return answer;
  }

  private ApiAnswer patiently(
      ApiAccount account,
      ApiRequest request,
      URI uri,
      KeptAnswer kept,
      RateBudget budget,
      Errand errand)
      throws IOException {
    int waits = 0;
    int faults = 0;
    while (true) {
      Optional<RateBudget.Hold> hold = budget.enter(request.resource(), errand);
      if (hold.isPresent()) {
        waits++;
        if (waits > MOST_WAITS || !errand.rest().rest(hold.get().length(), hold.get().why())) {
          throw ended(errand, new ApiLimited(hold.get().until()));
        }
        continue;
      }
      ApiAnswer answer = null;
      IOException fault = null;
      boolean refused = false;
      try {
        long mark = budget.mark();
        answer = exchange.send(account, request, uri, agent.get(), kept, errand);
        LimitReport report = account.limits().read(answer, clock.instant());
        budget.observe(request.resource(), report, answer.status() < 500, mark);
        refused = report.refusal() != LimitReport.Refusal.NONE;
      } catch (IOException failed) {
        fault = failed;
      } finally {
        budget.leave();
      }
      if (refused) {
        continue;
      }
      Optional<Duration> pause = pause(request, answer, fault, faults++);
      if (pause.isEmpty()
          || errand.cancellation().isCancelled()
          || !errand.rest().rest(pause.get(), "The server failed; it is asked again.")) {
        if (fault != null) {
          throw ended(errand, fault);
        }
        return answer;
      }
    }
  }

  /** How long to wait before the same request is worth a try; empty if it is not. */
  private Optional<Duration> pause(
      ApiRequest request, ApiAnswer answer, IOException fault, int faults) {
    boolean passing = fault == null ? isPassing(answer.status()) : isPassing(fault);
    List<Duration> delays = retryDelays.get();
    if (!passing || !request.repeatable() || faults >= delays.size()) {
      return Optional.empty();
    }
    if (answer != null && answer.status() == 503) {
      Instant now = clock.instant();
      Optional<Duration> told = answer.retryAt(now).map(at -> Duration.between(now, at));
      if (told.isPresent() && told.get().compareTo(LONGEST_PAUSE) > 0) {
        return Optional.empty();
      }
      if (told.isPresent() && !told.get().isZero()) {
        return told;
      }
    }
    Duration least = delays.get(faults);
    return Optional.of(
        least.plusMillis(ThreadLocalRandom.current().nextLong(least.toMillis() / 4 + 1)));
  }

  private static boolean isPassing(int status) {
    return status == 500 || status == 502 || status == 503 || status == 504;
  }

  private static boolean isPassing(IOException fault) {
    return !(fault instanceof AddressRefused
        || fault instanceof AnswerUnusable
        || fault instanceof SSLHandshakeException
        || fault instanceof SSLPeerUnverifiedException);
  }

  private static IOException ended(Errand errand, IOException otherwise) {
    if (!errand.cancellation().isCancelled() || otherwise instanceof InterruptedIOException) {
      return otherwise;
    }
    InterruptedIOException cancelled = new InterruptedIOException("cancelled");
    cancelled.initCause(otherwise);
    return cancelled;
  }
}
