package org.sluice.egress.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.sluice.egress.api.ScriptedApi.answer;

import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.egress.Outbound;
import org.sluice.egress.budget.BudgetView;
import org.sluice.egress.budget.Errand;
import org.sluice.egress.budget.RateBudget;
import org.sluice.platform.Cancellation;
import org.sluice.testing.Aside;
import org.sluice.testing.Waiting;

/** How budgets are kept, against a server on loopback and by a clock that only waits move. */
@Timeout(60)
class ApiLimitsTest {

  @TempDir Path answers;

  private final WaitingErrand errands = new WaitingErrand();
  private final Queue<ScriptedApi.Script> scripts = new ConcurrentLinkedQueue<>();
  private ScriptedApi api;
  private Outbound outbound;
  private ApiClient client;

  @BeforeEach
  void start() throws IOException {
    api = new ScriptedApi();
    api.on(
        "/api/x",
        exchange -> {
          ScriptedApi.Script next = scripts.poll();
          if (next == null) {
            answer(exchange, 200, "well");
          } else {
            next.play(exchange);
          }
        });
    outbound = Outbound.allowing(List.of("127.0.0.1/32"));
    client = ApiClient.through(outbound, answers, errands, "Sluice", Duration.ofSeconds(30));
  }

  @AfterEach
  void stop() {
    outbound.close();
    api.close();
  }

  private ApiAnswer get(Errand errand) throws IOException {
    return get("a", errand);
  }

  private ApiAnswer get(String budget, Errand errand) throws IOException {
    return client.send(api.account(budget), ApiRequest.get("/x"), errand);
  }

  private static ScriptedApi.Script of(int status, String... fields) {
    return exchange -> {
      for (int i = 0; i < fields.length; i += 2) {
        exchange.getResponseHeaders().set(fields[i], fields[i + 1]);
      }
      answer(exchange, status, "");
    };
  }

  private static ScriptedApi.Script window(int status, long limit, long remaining, long seconds) {
    return of(
        status,
        "X-Limit",
        String.valueOf(limit),
        "X-Remaining",
        String.valueOf(remaining),
        "X-In",
        String.valueOf(seconds));
  }

  private static String http(Instant at) {
    return DateTimeFormatter.RFC_1123_DATE_TIME.format(at.atOffset(ZoneOffset.UTC));
  }

  @Test
  void aWindowThatIsUsedUpIsWaitedForAndTheSameRequestGoesOutAgain() throws Exception {
    scripts.add(window(429, 60, 0, 100));
    assertThat(get(errands.background()).status()).isEqualTo(200);
    assertThat(errands.waits()).containsExactly(Duration.ofSeconds(100));
    assertThat(api.came()).hasSize(2);
  }

  @Test
  void backgroundLeavesTheLastTenthToPeople() throws Exception {
    scripts.add(window(200, 60, 6, 100));
    get(errands.background());
    get(errands.person());
    assertThat(errands.waits()).isEmpty();
    get(errands.background());
    assertThat(errands.waits()).containsExactly(Duration.ofSeconds(100));
  }

  @Test
  void backgroundTakesWhatIsAboveTheLastTenth() throws Exception {
    scripts.add(window(200, 60, 7, 100));
    get(errands.background());
    get(errands.background());
    assertThat(errands.waits()).isEmpty();
  }

  @Test
  void peopleWaitWhenNothingIsLeft() throws Exception {
    scripts.add(window(200, 60, 0, 100));
    get(errands.person());
    get(errands.person());
    assertThat(errands.waits()).containsExactly(Duration.ofSeconds(100));
  }

  @Test
  void whoDoesNotWaitLearnsUntilWhenAndNothingIsSent() throws Exception {
    scripts.add(window(200, 60, 0, 100));
    get(errands.person());
    Instant until = errands.instant().plusSeconds(100);
    assertThatThrownBy(() -> get(Errand.ofPerson()))
        .isInstanceOfSatisfying(
            ApiLimited.class, limited -> assertThat(limited.until()).isEqualTo(until));
    assertThat(api.came()).hasSize(1);
  }

  @Test
  void answersThatOvertakeEachOtherDoNotRaiseWhatIsLeft() throws Exception {
    scripts.add(window(200, 60, 6, 100));
    scripts.add(window(200, 60, 8, 101));
    get(errands.person());
    get(errands.person());
    assertThat(client.budgets().views("a").get(0).remaining()).isEqualTo(6);
    scripts.add(window(200, 60, 59, 3_600));
    get(errands.person());
    assertThat(client.budgets().views("a").get(0).remaining()).isEqualTo(59);
  }

  @Test
  void aServerThatDoesNotSayHowLongIsLeftAloneForLongerEachTime() throws Exception {
    for (int i = 0; i < 6; i++) {
      scripts.add(of(429));
    }
    assertThat(get(errands.background()).status()).isEqualTo(200);
    assertThat(errands.waits())
        .extracting(Duration::toSeconds)
        .containsExactly(60L, 120L, 240L, 480L, 900L, 900L);
    scripts.add(of(429));
    get(errands.background());
    assertThat(errands.waits()).last().isEqualTo(Duration.ofSeconds(60));
  }

  @Test
  void aServerThatSaysHowLongIsHeard() throws Exception {
    scripts.add(of(429, "Retry-After", "8"));
    get(errands.person());
    assertThat(errands.waits()).containsExactly(Duration.ofSeconds(8));
  }

  @Test
  void waitsAreNeitherNegativeNorEndless() throws Exception {
    for (String told : List.of("0", "Sun, 06 Nov 1994 08:49:37 GMT")) {
      scripts.add(of(429, "Retry-After", told));
      get(errands.background());
      assertThat(errands.waits()).last().isEqualTo(Duration.ofSeconds(1));
    }
    for (String told : List.of("99999999999999", "Thu, 31 Dec 2099 23:59:59 GMT")) {
      scripts.add(of(429, "Retry-After", told));
      get(errands.background());
      assertThat(errands.waits()).last().isEqualTo(Duration.ofMinutes(65));
    }
    for (String told : List.of("-5", "soon")) {
      scripts.add(of(429, "Retry-After", told));
      get(errands.background());
      assertThat(errands.waits()).last().isEqualTo(Duration.ofSeconds(60));
    }
  }

  @Test
  void aDateIsMeasuredAgainstTheAnswersOwn() throws Exception {
    // The JDK's server dates its answers by the system's clock, far from the errands'.
    scripts.add(
        exchange -> {
          exchange.getResponseHeaders().set("Retry-After", http(Instant.now().plusSeconds(300)));
          answer(exchange, 429, "");
        });
    get(errands.background());
    assertThat(errands.waits().get(0)).isBetween(Duration.ofSeconds(298), Duration.ofSeconds(300));
  }

  @Test
  void aServerThatRefusesForEverIsGivenUp() {
    for (int i = 0; i < 100; i++) {
      scripts.add(of(429, "Retry-After", "5"));
    }
    assertThatThrownBy(() -> get(errands.background())).isInstanceOf(ApiLimited.class);
    assertThat(errands.waits()).hasSize(20);
  }

  @Test
  void aWaitOfOneBudgetHoldsNoOther() throws Exception {
    scripts.add(window(200, 60, 0, 100));
    get("a", errands.person());
    get("b", errands.background());
    assertThat(errands.waits()).isEmpty();
  }

  @Test
  void aWaitOfOneResourceHoldsNoOther() throws Exception {
    scripts.add(of(429, "X-Remaining", "0", "X-Limit", "60", "X-Resource", "graphql"));
    ApiRequest graphql =
        new ApiRequest("GET", "/x", "application/json", null, "graphql", false, true);
    assertThatThrownBy(() -> client.send(api.account("a"), graphql, Errand.ofPerson()))
        .isInstanceOf(ApiLimited.class);
    get(errands.background());
    assertThat(errands.waits()).isEmpty();
    assertThatThrownBy(() -> client.send(api.account("a"), graphql, Errand.ofPerson()))
        .isInstanceOf(ApiLimited.class);
    assertThat(api.came()).hasSize(2);
  }

  @Test
  void aBudgetTellsHowItStands() throws Exception {
    assertThat(client.budgets().views("a")).isEmpty();
    scripts.add(window(200, 60, 0, 100));
    get(errands.person());
    assertThat(client.budgets().views("a"))
        .containsExactly(
            new BudgetView(
                "a",
                "",
                60L,
                0L,
                errands.instant().plusSeconds(100),
                errands.instant().plusSeconds(100),
                0,
                errands.instant()));
    errands.pass(Duration.ofSeconds(101));
    assertThat(client.budgets().views("a").get(0).waitingUntil()).isNull();
    assertThat(client.budgets().views("a").get(0).remaining()).isNull();
  }

  private CompletableFuture<Integer> aside(Errand errand) {
    return Aside.supply(
        () -> {
          try {
            return get(errand).status();
          } catch (IOException failed) {
            throw new CompletionException(failed);
          }
        });
  }

  @Test
  void aHundredErrandsAreNeverMoreThanEightRequests() {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch allAsked = new CountDownLatch(1);
    api.on(
        "/api/x",
        exchange -> {
          most.accumulateAndGet(running.incrementAndGet(), Math::max);
          await(allAsked);
          running.decrementAndGet();
          ScriptedApi.Script next = scripts.poll();
          if (next == null) {
            answer(exchange, 200, "well");
          } else {
            next.play(exchange);
          }
        });
    for (int i = 0; i < 20; i++) {
      scripts.add(of(429, "Retry-After", "5"));
    }
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      all.add(aside(errands.background()));
    }
    Waiting.until(
        "eight run and all others wait",
        Duration.ofSeconds(30),
        () -> running.get() == 8 && budget().waiting() == 92);
    allAsked.countDown();
    assertThat(all).allSatisfy(each -> assertThat(each.join()).isEqualTo(200));
    assertThat(most.get()).isEqualTo(8);
    assertThat(api.came()).hasSize(120);
  }

  @Test
  void whatRanWhenTheServerRefusedCountsOnce() {
    CountDownLatch eight = new CountDownLatch(8);
    for (int i = 0; i < 8; i++) {
      scripts.add(
          exchange -> {
            eight.countDown();
            await(eight);
            answer(exchange, 429, "");
          });
    }
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(aside(errands.background()));
    }
    assertThat(all).allSatisfy(each -> assertThat(each.join()).isEqualTo(200));
    assertThat(errands.waits())
        .isNotEmpty()
        .allSatisfy(wait -> assertThat(wait).isLessThanOrEqualTo(Duration.ofSeconds(60)));
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(50, TimeUnit.SECONDS);
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    }
  }

  private Semaphore blocked(List<String> order) {
    Semaphore gate = new Semaphore(0);
    api.on(
        "/api/x",
        exchange -> {
          order.add("ran");
          gate.acquireUninterruptibly();
          answer(exchange, 200, "");
        });
    return gate;
  }

  @Test
  void peopleOvertake() throws Exception {
    List<String> order = new CopyOnWriteArrayList<>();
    Semaphore gate = blocked(order);
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(aside(errands.background()));
    }
    Waiting.until("eight run", Duration.ofSeconds(20), () -> order.size() == 8);
    api.on(
        "/api/background",
        exchange -> {
          order.add("background");
          answer(exchange, 200, "");
        });
    api.on(
        "/api/person",
        exchange -> {
          order.add("person");
          answer(exchange, 200, "");
        });
    RateBudget budget = budget();
    all.add(to("/background", errands.background()));
    Waiting.until("one waits", Duration.ofSeconds(20), () -> budget.waiting() == 1);
    all.add(to("/person", errands.person()));
    Waiting.until("two wait", Duration.ofSeconds(20), () -> budget.waiting() == 2);
    gate.release(1);
    Waiting.until("both ran", Duration.ofSeconds(20), () -> order.size() == 10);
    gate.release(8);
    all.forEach(CompletableFuture::join);
    assertThat(order.subList(8, 10)).containsExactly("person", "background");
  }

  private RateBudget budget() {
    RateBudget budget = client.budgets().borrow("a");
    client.budgets().giveBack(budget);
    return budget;
  }

  private CompletableFuture<Integer> to(String target, Errand errand) {
    return Aside.supply(
        () -> {
          try {
            return client.send(api.account("a"), ApiRequest.get(target), errand).status();
          } catch (IOException failed) {
            throw new CompletionException(failed);
          }
        });
  }

  @Test
  void cancellingEndsTheWaitForASlot() {
    List<String> order = new CopyOnWriteArrayList<>();
    Semaphore gate = blocked(order);
    List<CompletableFuture<Integer>> all = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      all.add(aside(errands.background()));
    }
    Waiting.until("eight run", Duration.ofSeconds(20), () -> order.size() == 8);
    Errand errand = errands.background();
    RateBudget budget = budget();
    CompletableFuture<Integer> late = aside(errand);
    Waiting.until("one waits", Duration.ofSeconds(20), () -> budget.waiting() == 1);
    errand.cancellation().cancel(Cancellation.Cause.SHUTDOWN);
    assertThatThrownBy(late::join).hasRootCauseInstanceOf(InterruptedIOException.class);
    gate.release(8);
    all.forEach(CompletableFuture::join);
    assertThat(api.came()).hasSize(8);
    assertThat(budget.running()).isZero();
  }
}
