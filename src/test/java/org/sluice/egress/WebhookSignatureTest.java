package org.sluice.egress;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;

class WebhookSignatureTest {

  // The vector that the reference libraries of the Standard Webhooks project test with.
  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String ID = "msg_p5jXN8AQM9LWM0D4loKWxJek";
  private static final Instant AT = Instant.ofEpochSecond(1614265330);
  private static final byte[] BODY = "{\"test\": 2432232314}".getBytes(StandardCharsets.UTF_8);
  private static final String SIGNATURE = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";

  @Test
  void publishedVectorIsSignedAsPublished() {
    assertThat(WebhookSignature.of(ID, AT, BODY, List.of(SECRET))).isEqualTo(SIGNATURE);
  }

  @Test
  void fractionsOfASecondDoNotCount() {
    assertThat(WebhookSignature.of(ID, AT.plusNanos(999_999_999), BODY, List.of(SECRET)))
        .isEqualTo(SIGNATURE);
  }

  @Test
  void eachSecretSignsAndTheNewestComesFirst() {
    String newer = WebhookSignature.newSecret();
    String both = WebhookSignature.of(ID, AT, BODY, List.of(newer, SECRET));
    assertThat(both.split(" "))
        .containsExactly(WebhookSignature.of(ID, AT, BODY, List.of(newer)), SIGNATURE);
  }

  @Test
  void requestBearsIdTimeAndSignature() {
    OutboundRequest request =
        WebhookSignature.sign(
            new OutboundRequest("POST", URI.create("https://example.org/hook")),
            ID,
            AT,
            BODY,
            List.of(SECRET));
    assertThat(request.headers())
        .containsExactly(
            new OutboundRequest.Header("webhook-id", ID),
            new OutboundRequest.Header("webhook-timestamp", "1614265330"),
            new OutboundRequest.Header("webhook-signature", SIGNATURE));
    assertThat(request.body()).isEqualTo(BODY);
    assertThat(request.isRepeatable()).as("its id makes it safe to send twice").isTrue();
  }

  @Test
  void newSecretsAre32BytesAndDiffer() {
    String secret = WebhookSignature.newSecret();
    assertThat(secret).startsWith("whsec_").isNotEqualTo(WebhookSignature.newSecret());
    assertThat(Base64.getDecoder().decode(secret.substring(6))).hasSize(32);
  }

  @Test
  void whatCannotBeSignedIsRefusedWithoutNamingTheSecret() {
    assertThatThrownBy(() -> WebhookSignature.of(ID, AT, BODY, List.of()))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WebhookSignature.of("a.b", AT, BODY, List.of(SECRET)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> WebhookSignature.of(ID, AT, BODY, List.of("hunter2")))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageNotContaining("hunter2");
  }
}
