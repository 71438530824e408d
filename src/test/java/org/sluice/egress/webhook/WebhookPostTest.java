package org.sluice.egress.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sluice.egress.Outbound;
import org.sluice.egress.WebhookSignature;
import org.sluice.failure.FailureKind;
import org.sluice.testing.FreePort;
import org.sluice.testing.WebhookReceiver;

/** Posts to a real endpoint on loopback. */
@Timeout(60)
class WebhookPostTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:01Z");
  private static final String ID = "0190-message";
  private static final byte[] BODY = "{\"type\":\"x\"}".getBytes(StandardCharsets.UTF_8);

  private WebhookReceiver hooks;
  private Outbound outbound;

  @BeforeEach
  void start() {
    hooks = WebhookReceiver.start();
    outbound = Outbound.allowing(List.of("127.0.0.1/32"));
  }

  @AfterEach
  void stop() {
    outbound.close();
    hooks.close();
  }

  private Attempt post(String url, String... secrets) {
    WebhookPost post = new WebhookPost(outbound, () -> Set.of("https", "http"));
    try {
      return post.send(url, ID, NOW, BODY, List.of(secrets));
    } finally {
      post.stop();
    }
  }

  @Test
  void aPostBearsItsIdItsTimeAndASignatureByEachSecret() {
    String secret = WebhookSignature.newSecret();
    String older = WebhookSignature.newSecret();
    assertThat(post(hooks.url("/hook?key=1"), secret, older))
        .isEqualTo(Attempt.sent("The endpoint answered 204."));
    WebhookReceiver.Post post = hooks.posts("/hook").get(0);
    assertThat(post.id()).isEqualTo(ID);
    assertThat(post.timestamp()).isEqualTo("1769860801");
    assertThat(post.body()).isEqualTo("{\"type\":\"x\"}");
    assertThat(post.signedBy(secret)).isEqualTo(1);
    assertThat(post.signedBy(older)).isEqualTo(1);
    assertThat(post.signedBy(WebhookSignature.newSecret())).isZero();
  }

  @Test
  void whatTheEndpointAnswersDecides() {
    String secret = WebhookSignature.newSecret();
    hooks.answer(
        "/500", 500, Map.of("Content-Type", "text/plain"), "no\r\n\u0007 way " + "x".repeat(500));
    hooks.answer("/html", 500, Map.of("Content-Type", "text/html"), "<script>");
    hooks.answer("/302", 302, Map.of("Location", hooks.url("/elsewhere")), "");
    hooks.answer("/410", 410, Map.of(), "");
    hooks.answer("/503", 503, Map.of("Retry-After", "120"), "");
    hooks.answer("/429", 429, Map.of("Retry-After", "Fri, 31 Dec 2100 23:59:59 GMT"), "");
    hooks.answer("/odd", 429, Map.of("Retry-After", "soon"), "");

    Attempt failed = post(hooks.url("/500"), secret);
    assertThat(failed.verdict()).isEqualTo(Attempt.Verdict.AGAIN);
    assertThat(failed.detail()).startsWith("The endpoint answered 500: no way xxx");
    assertThat(failed.detail().length()).isLessThan(120);
    assertThat(post(hooks.url("/html"), secret).detail()).isEqualTo("The endpoint answered 500.");
    assertThat(post(hooks.url("/302"), secret).detail())
        .isEqualTo("The endpoint answered 302, a redirect; redirects are not followed.");
    assertThat(hooks.posts("/elsewhere")).isEmpty();
    assertThat(post(hooks.url("/410"), secret).verdict()).isEqualTo(Attempt.Verdict.GONE);
    assertThat(post(hooks.url("/503"), secret).retryAfter()).isEqualTo(Duration.ofMinutes(2));
    assertThat(post(hooks.url("/429"), secret).retryAfter()).isGreaterThan(Duration.ofDays(365));
    assertThat(post(hooks.url("/odd"), secret).retryAfter()).isNull();
  }

  @Test
  void anEndpointOnAnAddressThatIsNotAllowedIsNeverReached() {
    try (Outbound guarded = Outbound.allowing(List.of())) {
      WebhookPost post = new WebhookPost(guarded, () -> Set.of("https", "http"));
      Attempt attempt =
          post.send(hooks.url("/hook"), ID, NOW, BODY, List.of(WebhookSignature.newSecret()));
      post.stop();
      assertThat(attempt.verdict()).isEqualTo(Attempt.Verdict.FAILED);
      assertThat(attempt.detail()).contains("127.0.0.1 is a loopback address");
      assertThat(hooks.posts("/hook")).isEmpty();
    }
  }

  @Test
  void plainHttpIsRefusedAlsoWhenItWasAllowedOnce() {
    WebhookPost post = new WebhookPost(outbound, () -> Set.of("https"));
    Attempt attempt =
        post.send(hooks.url("/hook"), ID, NOW, BODY, List.of(WebhookSignature.newSecret()));
    post.stop();
    assertThat(attempt.verdict()).isEqualTo(Attempt.Verdict.FAILED);
    assertThat(hooks.posts("/hook")).isEmpty();
  }

  @Test
  void anEndpointThatIsNotThereIsTriedAgain() throws IOException {
    int port = FreePort.next();
    Attempt attempt = post("http://127.0.0.1:" + port + "/", WebhookSignature.newSecret());
    assertThat(attempt.verdict()).isEqualTo(Attempt.Verdict.AGAIN);
    assertThat(attempt.kind()).isEqualTo(FailureKind.UPSTREAM_FAILED);
    assertThat(attempt.detail()).startsWith("127.0.0.1 cannot be reached");
  }
}
