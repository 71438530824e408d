package org.sluice.notification.post;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.sluice.notification.StoredNotice;
import org.sluice.platform.Ids;
import org.sluice.platform.Notice.Severity;

/** Channels and notices for tests. */
public final class Samples {

  static final Instant AT = Instant.parse("2026-01-31T12:00:00.123456Z");

  private Samples() {}

  public static Channel mail(String... recipients) {
    return channel(ChannelKind.MAIL, List.of(), Severity.INFO, null, List.of(recipients), null);
  }

  public static Channel webhook(String url) {
    return channel(ChannelKind.WEBHOOK, List.of(), Severity.INFO, null, List.of(), url);
  }

  public static Channel channel(
      ChannelKind kind,
      List<String> topics,
      Severity least,
      UUID namespace,
      List<String> recipients,
      String url) {
    return new Channel(
        Ids.next(),
        "channel-" + Ids.next(),
        kind,
        true,
        topics,
        least,
        namespace,
        recipients,
        url,
        kind == ChannelKind.WEBHOOK ? "sealed-secret" : null,
        null,
        null,
        null,
        null,
        null,
        AT,
        AT,
        1);
  }

  public static StoredNotice notice(
      String topic, Severity severity, String subject, UUID namespace) {
    return new StoredNotice(
        Ids.next(),
        topic,
        severity,
        subject,
        "Something happened to it.",
        "/repositories/" + subject,
        namespace,
        topic + ":" + Ids.next(),
        AT);
  }
}
