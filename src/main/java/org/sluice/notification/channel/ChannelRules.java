package org.sluice.notification.channel;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import org.sluice.egress.EndpointUrl;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.notification.post.Channel;
import org.sluice.notification.post.ChannelKind;

/** The rules of what people enter about a channel. */
final class ChannelRules {

  private static final int MAX_NAME = 100;
  private static final int MOST_TOPICS = 30;
  private static final int MOST_RECIPIENTS = 20;
  private static final int MAX_ADDRESS = 254;
  private static final Pattern TOPIC = Pattern.compile("[a-z0-9*-]{1,60}");

  // Plain addresses only: no names, comments, quotes or lists, and nothing beyond ASCII.
  private static final Pattern ADDRESS =
      Pattern.compile("[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\\.[A-Za-z0-9-]+)*");

  private ChannelRules() {}

  /** A list as it came; none if it was left out. */
  static List<String> orNone(String field, List<String> given) {
    if (given == null) {
      return List.of();
    }
    if (given.stream().anyMatch(Objects::isNull)) {
      throw DomainException.invalid(field, "must be a list of texts");
    }
    return given;
  }

  /**
   * Checks a channel as it is to be stored.
   *
   * @param transports schemes that are allowed, in lower case
   * @return the same without blanks around its texts
   * @throws DomainException INVALID with every rule that is broken
   */
  static Channel checked(Channel wanted, Collection<String> transports) {
    List<FieldError> errors = new ArrayList<>();
    String name = wanted.name() == null ? "" : wanted.name().strip();
    if (name.isEmpty()) {
      errors.add(new FieldError("name", "is required"));
    } else if (name.length() > MAX_NAME) {
      errors.add(new FieldError("name", "may have " + MAX_NAME + " characters"));
    } else if (name.chars().anyMatch(Character::isISOControl)) {
      errors.add(new FieldError("name", "may not hold control characters"));
    }
    List<String> topics = stripped(wanted.topics());
    if (topics.size() > MOST_TOPICS || !topics.stream().allMatch(ChannelRules::isTopic)) {
      errors.add(
          new FieldError(
              "topics",
              "may hold " + MOST_TOPICS + " patterns of a-z, 0-9, - and *, such as mirror-*"));
    }
    List<String> recipients = stripped(wanted.recipients());
    String url = wanted.url();
    if (wanted.kind() == ChannelKind.MAIL) {
      if (recipients.isEmpty()
          || recipients.size() > MOST_RECIPIENTS
          || !recipients.stream().allMatch(ChannelRules::isAddress)) {
        errors.add(
            new FieldError(
                "recipients",
                "must hold 1 to " + MOST_RECIPIENTS + " addresses such as ana@example.org"));
      }
      if (url != null) {
        errors.add(new FieldError("url", "is for webhooks only"));
      }
    } else {
      if (!recipients.isEmpty()) {
        errors.add(new FieldError("recipients", "are for mail only"));
      }
      try {
        url = EndpointUrl.parse("url", url, transports).toString();
      } catch (DomainException refused) {
        errors.addAll(refused.errors());
      }
    }
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    return wanted.tidied(name, topics, recipients, url);
  }

  private static List<String> stripped(List<String> texts) {
    return texts.stream().map(String::strip).distinct().toList();
  }

  private static boolean isTopic(String text) {
    return TOPIC.matcher(text).matches();
  }

  private static boolean isAddress(String text) {
    return text.length() <= MAX_ADDRESS && ADDRESS.matcher(text).matches();
  }
}
