package org.sluice.forge.hook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.function.UnaryOperator;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.sluice.forge.ForgeKind;

/**
 * How the webhooks of one kind of forge are signed and told apart, as its documentation says. Pure.
 *
 * <p>GitHub signs with HMAC-SHA-256 in {@code X-Hub-Signature-256}, Bitbucket in {@code
 * X-Hub-Signature}, Gitea and Forgejo without a prefix in {@code X-Gitea-Signature}; GitLab sends
 * the secret itself in {@code X-Gitlab-Token}.
 */
public enum HookFormat {
  GITHUB("X-GitHub-Event", "X-GitHub-Delivery", "X-Hub-Signature-256", "sha256="),
  GITLAB("X-Gitlab-Event", "X-Gitlab-Event-UUID", "X-Gitlab-Token", null),
  BITBUCKET("X-Event-Key", "X-Request-UUID", "X-Hub-Signature", "sha256="),
  GITEA("X-Gitea-Event", "X-Gitea-Delivery", "X-Gitea-Signature", "");

  private final String eventHeader;
  private final String deliveryHeader;
  private final String signatureHeader;
  private final String prefix;

  HookFormat(String eventHeader, String deliveryHeader, String signatureHeader, String prefix) {
    this.eventHeader = eventHeader;
    this.deliveryHeader = deliveryHeader;
    this.signatureHeader = signatureHeader;
    this.prefix = prefix;
  }

  /** The format behind a name in a path, such as {@code github}. */
  public static Optional<HookFormat> named(String name) {
    for (HookFormat each : values()) {
      if (each.name().toLowerCase(Locale.ROOT).equals(name)) {
        return Optional.of(each);
      }
    }
    return Optional.empty();
  }

  /** The kind of forge that sends it. */
  public ForgeKind forge() {
    return ForgeKind.valueOf(name());
  }

  /**
   * The forge's name of the event.
   *
   * @param header gives a header field by its name; null if it is absent
   */
  public Optional<String> event(UnaryOperator<String> header) {
    return Optional.ofNullable(header.apply(eventHeader)).filter(text -> !text.isBlank());
  }

  /** The id by which a delivery is known again; GitLab's older servers send none. */
  public Optional<String> delivery(UnaryOperator<String> header) {
    return Optional.ofNullable(header.apply(deliveryHeader)).filter(text -> !text.isBlank());
  }

  /** Whether every delivery has an id. */
  public boolean alwaysHasDelivery() {
    return this != GITLAB;
  }

  /**
   * Whether a delivery was sent by who knows a secret; takes the same time wherever they differ.
   *
   * @param body as it came
   */
  public boolean isSignedWith(String secret, UnaryOperator<String> header, byte[] body) {
    String given = header.apply(signatureHeader);
    if (given == null) {
      return false;
    }
    if (prefix == null) {
      return MessageDigest.isEqual(bytes(given), bytes(secret));
    }
    return given.startsWith(prefix)
        && MessageDigest.isEqual(
            bytes(given.substring(prefix.length()).toLowerCase(Locale.ROOT)),
            bytes(hmac(secret, body)));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  private static String hmac(String secret, byte[] body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(bytes(secret), "HmacSHA256"));
      return HexFormat.of().formatHex(mac.doFinal(body));
    } catch (GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What an event is about. */
  public HookTopic topic(String event) {
    return switch (this) {
      case GITHUB -> github(event);
      case GITLAB -> gitlab(event);
      case BITBUCKET -> bitbucket(event);
      case GITEA -> gitea(event);
    };
  }

  private static HookTopic github(String event) {
    return switch (event) {
      case "push", "create", "delete" -> HookTopic.PUSH;
      case "pull_request",
          "pull_request_review",
          "check_run",
          "check_suite",
          "status",
          "workflow_run" ->
          HookTopic.PULL_REQUEST;
      case "repository", "public" -> HookTopic.REPOSITORY;
      default -> HookTopic.OTHER;
    };
  }

  private static HookTopic gitlab(String event) {
    return switch (event) {
      case "Push Hook", "Tag Push Hook" -> HookTopic.PUSH;
      case "Merge Request Hook", "Pipeline Hook", "Job Hook", "Note Hook" -> HookTopic.PULL_REQUEST;
      case "Project Hook", "System Hook" -> HookTopic.REPOSITORY;
      default -> HookTopic.OTHER;
    };
  }

  private static HookTopic bitbucket(String event) {
    if (event.equals("repo:push")) {
      return HookTopic.PUSH;
    }
    if (event.startsWith("pullrequest:") || event.startsWith("repo:commit_status_")) {
      return HookTopic.PULL_REQUEST;
    }
    return switch (event) {
      case "repo:updated", "repo:transfer", "repo:imported", "repo:deleted" -> HookTopic.REPOSITORY;
      default -> HookTopic.OTHER;
    };
  }

  private static HookTopic gitea(String event) {
    return switch (event) {
      case "push", "create", "delete" -> HookTopic.PUSH;
      case "repository" -> HookTopic.REPOSITORY;
      case "status" -> HookTopic.PULL_REQUEST;
      default -> event.startsWith("pull_request") ? HookTopic.PULL_REQUEST : HookTopic.OTHER;
    };
  }
}
