package org.sluice.notification.post;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.sluice.notification.StoredNotice;
import org.sluice.platform.Inside;
import org.sluice.rest.Json;
import org.sluice.rest.RestApplication;

/**
 * How a message reads: as a mail, and as the JSON body of a webhook.
 *
 * @param subject one line
 * @param text plain text with line feeds
 * @param json type, timestamp and data, as the Standard Webhooks specification recommends
 */
@Inside
public record Letter(String subject, String text, byte[] json) {

  /** Type of a message that tells of several notices. */
  static final String DIGEST = "digest";

  /** Type of a message that an administrator asked for. */
  static final String TEST = "test";

  private static final String BEGIN = "[Sluice] ";

  /**
   * The message of a delivery.
   *
   * @param publicUrl where people reach this installation, if that is set
   */
  public static Letter of(Delivery delivery, Optional<String> publicUrl) {
    StoredNotice first = delivery.notices().get(0);
    return delivery.isDigest()
        ? new Letter(digestSubject(delivery), digestText(delivery, publicUrl), digestJson(delivery))
        : new Letter(
            BEGIN + title(first),
            singleText(delivery.channel(), first, publicUrl),
            bytes(envelope(first.topic(), first.happenedAt(), json(first))));
  }

  /** A message that only shows that the channel works. */
  public static Letter test(Channel channel, String asker, Instant now) {
    String words =
        "This is a test of the channel " + channel.name() + ", asked for by " + asker + ".";
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("channel", channel.name()).put("text", words);
    return new Letter(
        BEGIN + "Test of the channel " + channel.name(),
        words + "\n\nNothing happened; no notice is behind it.\n",
        bytes(envelope(TEST, now, data)));
  }

  private static String title(StoredNotice notice) {
    return words(notice.topic()) + ": " + notice.subject();
  }

  /** A topic as people read it: {@code mirror-failed} is "Mirror failed". */
  static String words(String topic) {
    String words = topic.replace('-', ' ');
    return Character.toUpperCase(words.charAt(0)) + words.substring(1);
  }

  private static String singleText(
      Channel channel, StoredNotice notice, Optional<String> publicUrl) {
    return title(notice)
        + "\n\n"
        + notice.text()
        + "\n\nWhen:     "
        + time(notice)
        + "\nSeverity: "
        + notice.severity()
        + "\nTopic:    "
        + notice.topic()
        + foot(channel, publicUrl);
  }

  private static String digestSubject(Delivery delivery) {
    Map.Entry<String, Long> most = counts(delivery).get(0);
    return BEGIN
        + delivery.total()
        + " notices, most of all: "
        + words(most.getKey()).toLowerCase(java.util.Locale.ROOT)
        + " ("
        + most.getValue()
        + ")";
  }

  private static String digestText(Delivery delivery, Optional<String> publicUrl) {
    StringBuilder text = new StringBuilder();
    text.append(delivery.total()).append(" notices came at once:\n\n");
    counts(delivery)
        .forEach(
            each ->
                text.append("  ")
                    .append(words(each.getKey()))
                    .append(": ")
                    .append(each.getValue())
                    .append('\n'));
    text.append('\n');
    for (StoredNotice notice : delivery.notices()) {
      text.append(time(notice))
          .append("  ")
          .append(title(notice))
          .append("\n    ")
          .append(notice.text())
          .append('\n');
    }
    long left = delivery.total() - delivery.notices().size();
    if (left > 0) {
      text.append("… and ").append(left).append(" more\n");
    }
    return text + foot(delivery.channel(), publicUrl);
  }

  private static String foot(Channel channel, Optional<String> publicUrl) {
    return publicUrl.map(url -> "\n\n" + url + "/ui/notifications.xhtml").orElse("")
        + "\n\n-- \nSent by Sluice to the channel "
        + channel.name()
        + ".\n";
  }

  private static List<Map.Entry<String, Long>> counts(Delivery delivery) {
    return delivery.byTopic().entrySet().stream()
        .sorted(
            Comparator.comparing(Map.Entry<String, Long>::getValue)
                .reversed()
                .thenComparing(Map.Entry::getKey))
        .toList();
  }

  private static byte[] digestJson(Delivery delivery) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("total", delivery.total());
    ObjectNode byTopic = data.putObject("byTopic");
    counts(delivery).forEach(each -> byTopic.put(each.getKey(), each.getValue()));
    ArrayNode notices = data.putArray("notices");
    for (StoredNotice notice : delivery.notices()) {
      notices.add(json(notice).put("topic", notice.topic()));
    }
    StoredNotice last = delivery.notices().get(delivery.notices().size() - 1);
    return bytes(envelope(DIGEST, last.happenedAt(), data));
  }

  private static ObjectNode json(StoredNotice notice) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("id", notice.id().toString());
    data.put("severity", notice.severity().name());
    data.put("subject", notice.subject());
    data.put("text", notice.text());
    data.put("link", notice.link() == null ? null : RestApplication.BASE + notice.link());
    data.put("happenedAt", time(notice));
    return data;
  }

  private static ObjectNode envelope(String type, Instant at, ObjectNode data) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", type).put("timestamp", at.truncatedTo(ChronoUnit.MILLIS).toString());
    body.set("data", data);
    return body;
  }

  private static String time(StoredNotice notice) {
    return notice.happenedAt().truncatedTo(ChronoUnit.SECONDS).toString();
  }

  private static byte[] bytes(ObjectNode body) {
    try {
      return Json.mapper().writeValueAsBytes(body);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
