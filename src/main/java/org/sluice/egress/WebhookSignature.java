package org.sluice.egress;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.stream.Collectors;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Signs messages to webhooks as the Standard Webhooks specification (1.0.0) says: HMAC-SHA256 over
 * {@code id.timestamp.body}, in the header {@code webhook-signature}.
 *
 * <p>While a secret is being replaced there are two, and a signature by each of them, so that the
 * receiver may change over whenever he likes.
 */
public final class WebhookSignature {

  /** How every secret begins; base64 of its bytes follows. */
  public static final String SECRET_PREFIX = "whsec_";

  private static final int SECRET_BYTES = 32;
  private static final SecureRandom RANDOM = new SecureRandom();

  private WebhookSignature() {}

  /** A new secret of 32 random bytes. */
  public static String newSecret() {
    byte[] bytes = new byte[SECRET_BYTES];
    RANDOM.nextBytes(bytes);
    return SECRET_PREFIX + Base64.getEncoder().encodeToString(bytes);
  }

  /**
   * Puts a body with its id, its time and its signatures on a request.
   *
   * @param id the same in every attempt to send the same message; no dot in it
   * @param at the time of this attempt
   * @param secrets as {@link #newSecret} makes them, the newest first; at least one
   * @return the same request
   */
  public static OutboundRequest sign(
      OutboundRequest request, String id, Instant at, byte[] body, List<String> secrets) {
    return request
        .header("webhook-id", id)
        .header("webhook-timestamp", Long.toString(at.getEpochSecond()))
        .header("webhook-signature", of(id, at, body, secrets))
        .body(body)
        .repeatable();
  }

  /** The value of {@code webhook-signature}: one signature by each secret, apart by a blank. */
  static String of(String id, Instant at, byte[] body, List<String> secrets) {
    if (secrets.isEmpty() || id.indexOf('.') >= 0) {
      throw new IllegalArgumentException("a signature needs a secret and an id without dots");
    }
    byte[] head = (id + "." + at.getEpochSecond() + ".").getBytes(StandardCharsets.UTF_8);
    return secrets.stream()
        .map(secret -> "v1," + hmac(secret, head, body))
        .collect(Collectors.joining(" "));
  }

  private static String hmac(String secret, byte[] head, byte[] body) {
    if (!secret.startsWith(SECRET_PREFIX)) {
      // The exception's own message would quote the secret.
      throw new IllegalArgumentException("a secret begins with " + SECRET_PREFIX);
    }
    byte[] key = Base64.getDecoder().decode(secret.substring(SECRET_PREFIX.length()));
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update(head);
      return Base64.getEncoder().encodeToString(mac.doFinal(body));
    } catch (GeneralSecurityException everyJdkHasIt) {
      throw new IllegalStateException("HMAC-SHA256 is not to be had", everyJdkHasIt);
    }
  }
}
