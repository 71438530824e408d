package org.sluice.egress.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sluice.egress.Outbound;
import org.sluice.egress.WebhookSignature;
import org.sluice.egress.webhook.Answered.Outcome;
import org.sluice.failure.FailureKind;
import org.sluice.platform.Cancellation;
import org.sluice.testing.FreePort;

/** What is told of an exchange with an endpoint that behaves in its own way. */
@Timeout(60)
class AnsweredTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:01Z");
  private static final PostLimits LONG =
      new PostLimits(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofSeconds(30));
  private static final PostLimits SHORT =
      new PostLimits(Duration.ofSeconds(30), Duration.ofSeconds(30), Duration.ofMillis(200));

  private final Cancellation cancellation = new Cancellation();
  private Outbound outbound;
  private WebhookPost post;

  @BeforeEach
  void start() {
    outbound = Outbound.allowing(List.of("127.0.0.1/32"));
    post = new WebhookPost(outbound, () -> Set.of("https", "http"));
  }

  @AfterEach
  void stop() {
    post.stop();
    outbound.close();
  }

  private static WebhookMessage message(String url, byte[] body) {
    return new WebhookMessage(
        url, "0190-message", NOW, body, List.of(WebhookSignature.newSecret()));
  }

  private Answered post(String url, PostLimits limits) {
    byte[] body = "{\"type\":\"x\"}".getBytes(StandardCharsets.UTF_8);
    return post.post(message(url, body), limits, cancellation);
  }

  private Answered said(String answer) throws IOException {
    try (RawEndpoint endpoint = RawEndpoint.thatSays(answer)) {
      return post(endpoint.url(), LONG);
    }
  }

  private static String answer(String head, String type, String body) {
    return "HTTP/1.1 "
        + head
        + (type.isEmpty() ? "" : "\r\nContent-Type: " + type)
        + "\r\nContent-Length: "
        + body.getBytes(StandardCharsets.UTF_8).length
        + "\r\n\r\n"
        + body;
  }

  @Test
  void whatTheEndpointSaysIsTold() throws IOException {
    Answered taken = said(answer("202 Accepted", "application/json; charset=utf-8", "{\"n\": 1}"));
    assertThat(taken.outcome()).isEqualTo(Outcome.ANSWERED);
    assertThat(taken.isTaken()).isTrue();
    assertThat(taken.status()).isEqualTo(202);
    assertThat(taken.type()).isEqualTo("application/json");
    assertThat(taken.text()).isEqualTo("{\"n\": 1}");
    assertThat(taken.kind()).isNull();
    assertThat(taken.detail()).isEqualTo("The endpoint answered 202.");
    assertThat(taken.latency()).isPositive();

    Answered refused = said(answer("422 No", "text/html", "<b>no</b>\r\n\u0007\u202e\tw\u00e4y\0"));
    assertThat(refused.isTaken()).isFalse();
    assertThat(refused.status()).isEqualTo(422);
    assertThat(refused.text()).isEqualTo("<b>no</b> w\u00e4y");
    assertThat(refused.kind()).isEqualTo(FailureKind.REFUSED_UPSTREAM);

    Answered failed = said(answer("503 Busy\r\nRetry-After: 120", "", "busy"));
    assertThat(failed.kind()).isEqualTo(FailureKind.UPSTREAM_FAILED);
    assertThat(failed.retryAfter()).isEqualTo(Duration.ofMinutes(2));
    assertThat(failed.text()).isEqualTo("busy");
  }

  @Test
  void ofALongAnswerTheBeginningIsTold() throws IOException {
    // The last byte that is read is the first half of a character.
    String text = "x".repeat(Answered.MAX_TEXT - 1) + "\u00e4" + "y".repeat(5000);
    assertThat(said(answer("500 No", "text/plain", text)).text())
        .isEqualTo("x".repeat(Answered.MAX_TEXT - 1));
    assertThat(said(answer("500 No", "image/png", "PNG")).text()).isEmpty();
  }

  @Test
  void aShortAnswerLeavesTheConnectionForTheNextMessage() throws IOException {
    try (RawEndpoint endpoint =
        RawEndpoint.thatSays(answer("200 OK", "text/plain", "x".repeat(9000)))) {
      for (int i = 0; i < 5; i++) {
        assertThat(post(endpoint.url(), LONG).isTaken()).isTrue();
      }
      assertThat(endpoint.messages()).isEqualTo(5);
      assertThat(endpoint.connections()).isEqualTo(1);
    }
  }

  @Test
  void anAnswerWithoutAnEndCountsAndEndsTheConnection() throws IOException {
    String forever = "HTTP/1.1 200 OK\r\nContent-Length: 99999999\r\n\r\n" + "x".repeat(30_000);
    try (RawEndpoint endpoint = RawEndpoint.thatSays(forever)) {
      for (int i = 0; i < 2; i++) {
        assertThat(post(endpoint.url(), LONG).isTaken()).isTrue();
      }
      assertThat(endpoint.connections()).isEqualTo(2);
    }
  }

  @Test
  void anAnswerThatStallsAfterItsHeadCounts() throws IOException {
    try (RawEndpoint endpoint =
        RawEndpoint.thatSays("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf")) {
      assertThat(post(endpoint.url(), SHORT).isTaken()).isTrue();
    }
  }

  @Test
  void silenceEndsAtTheDeadline() throws IOException {
    try (RawEndpoint silent = RawEndpoint.that((in, out) -> RawEndpoint.readMessage(in))) {
      Answered answered = post(silent.url(), SHORT);
      assertThat(answered.outcome()).isEqualTo(Outcome.TIMED_OUT);
      assertThat(answered.kind()).isEqualTo(FailureKind.UPSTREAM_TIMEOUT);
      assertThat(answered.status()).isZero();
      assertThat(answered.detail()).isEqualTo("127.0.0.1 did not answer in time.");
    }
  }

  @Test
  void aHeadThatTricklesEndsAtTheDeadline() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    try (RawEndpoint trickling =
        RawEndpoint.that(
            (in, out) -> {
              RawEndpoint.readMessage(in);
              out.write("HTTP/1.1 200 OK\r\nX: ".getBytes(StandardCharsets.US_ASCII));
              do {
                out.write('x');
              } while (!end.await(20, TimeUnit.MILLISECONDS));
            })) {
      assertThat(post(trickling.url(), SHORT).outcome()).isEqualTo(Outcome.TIMED_OUT);
    } finally {
      end.countDown();
    }
  }

  @Test
  void aBodyThatNobodyTakesEndsAtTheDeadline() throws IOException {
    CountDownLatch end = new CountDownLatch(1);
    try (RawEndpoint full = RawEndpoint.that((in, out) -> end.await())) {
      Answered answered = post.post(message(full.url(), new byte[32 << 20]), SHORT, cancellation);
      assertThat(answered.outcome()).isEqualTo(Outcome.TIMED_OUT);
    } finally {
      end.countDown();
    }
  }

  @Test
  void theCallerEndsItAtOnce() throws Exception {
    CountDownLatch read = new CountDownLatch(1);
    try (RawEndpoint silent =
        RawEndpoint.that(
            (in, out) -> {
              RawEndpoint.readMessage(in);
              read.countDown();
            })) {
      CompletableFuture<Answered> posting =
          CompletableFuture.supplyAsync(() -> post(silent.url(), LONG));
      read.await();
      cancellation.cancel(Cancellation.Cause.SHUTDOWN);
      assertThat(posting.get().outcome()).isEqualTo(Outcome.CANCELLED);
      assertThat(post(silent.url(), LONG).outcome())
          .as("nor does another one begin")
          .isEqualTo(Outcome.CANCELLED);
      assertThat(silent.messages()).isEqualTo(1);
    }
  }

  @Test
  void aConnectionThatBreaksIsToldFromOneThatCannotBeMade() throws IOException {
    try (RawEndpoint rude =
        RawEndpoint.that(
            (in, out) -> {
              throw new IOException("enough");
            })) {
      assertThat(post(rude.url(), LONG).outcome()).isEqualTo(Outcome.BROKEN_OFF);
    }
    int port = FreePort.next();
    Answered answered = post("http://127.0.0.1:" + port + "/", LONG);
    assertThat(answered.outcome()).isEqualTo(Outcome.NOT_CONNECTED);
    assertThat(answered.kind()).isEqualTo(FailureKind.UPSTREAM_FAILED);
  }

  @Test
  void whatIsNotAllowedDoesNotGoOut() throws IOException {
    try (RawEndpoint endpoint = RawEndpoint.thatSays(answer("200 OK", "", ""));
        Outbound guarded = Outbound.allowing(List.of())) {
      WebhookPost strict = new WebhookPost(outbound, () -> Set.of("https"));
      WebhookPost behindGuard = new WebhookPost(guarded, () -> Set.of("https", "http"));
      for (WebhookPost each : List.of(strict, behindGuard)) {
        Answered answered = each.post(message(endpoint.url(), new byte[0]), LONG, cancellation);
        assertThat(answered.outcome()).isEqualTo(Outcome.NOT_ALLOWED);
        assertThat(answered.kind()).isEqualTo(FailureKind.REFUSED_UPSTREAM);
        each.stop();
      }
      assertThat(endpoint.connections()).isZero();
    }
  }

  @Test
  void nothingIsPostedAfterTheStop() throws IOException {
    try (RawEndpoint endpoint = RawEndpoint.thatSays(answer("200 OK", "", ""))) {
      post(endpoint.url(), LONG);
      post.stop();
      assertThatThrownBy(() -> post(endpoint.url(), LONG))
          .isInstanceOf(RejectedExecutionException.class);
      assertThat(endpoint.messages()).isEqualTo(1);
    }
  }

  @Test
  void aMessageTellsNothingOfItself() {
    assertThat(message("http://127.0.0.1/hook?key=1", new byte[] {1}))
        .hasToString("message 0190-message");
  }
}
