package org.sluice.filter;

import java.net.URLDecoder;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** The part of a list's address that is kept: what narrows and orders it, and not which page. */
final class FilterQuery {

  /** Most characters of it. */
  static final int MOST = 2000;

  private static final int MOST_PARTS = 20;
  private static final String PAGE = "page";

  private FilterQuery() {}

  /**
   * The same in the form in which it is kept.
   *
   * @param query pairs as a form writes them; a question mark may stand before them
   * @return empty if it is no such thing, or too long
   */
  static Optional<String> kept(String query) {
    String bare = query.startsWith("?") ? query.substring(1) : query;
    if (bare.length() > MOST) {
      return Optional.empty();
    }
    Map<String, String> parts = new LinkedHashMap<>();
    for (String part : bare.split("&")) {
      String[] pair = part.split("=", 2);
      if (part.isEmpty() || pair.length == 2 && pair[1].isEmpty()) {
        continue;
      }
      Optional<String> value = pair.length < 2 ? Optional.empty() : decoded(pair[1]);
      if (!pair[0].matches("[A-Za-z]{1,40}") || value.isEmpty()) {
        return Optional.empty();
      }
      parts.put(pair[0], value.get());
    }
    parts.remove(PAGE);
    if (parts.size() > MOST_PARTS) {
      return Optional.empty();
    }
    String written =
        parts.entrySet().stream()
            .map(
                each ->
                    each.getKey()
                        + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return written.length() > MOST ? Optional.empty() : Optional.of(written);
  }

  private static Optional<String> decoded(String text) {
    try {
      String value = URLDecoder.decode(text, StandardCharsets.UTF_8);
      return value.chars().anyMatch(Character::isISOControl)
          ? Optional.empty()
          : Optional.of(value);
    } catch (IllegalArgumentException notEncoded) {
      return Optional.empty();
    }
  }
}
