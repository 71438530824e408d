package org.sluice.console.guide;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An operation of the API with holes that the parameters of a page fill.
 *
 * @param only parameter of the page that chooses it; null if every page of the name does
 * @param value what that parameter must be
 * @param method of HTTP
 * @param path below the base, such as {@code /jobs/{id}}
 * @param query parameters that page and operation both know
 * @param body what is sent, for example; null if nothing
 */
record ApiAddress(
    String only, String value, String method, String path, List<String> query, String body) {

  private static final Pattern WRITTEN =
      Pattern.compile(
          "(?:\\[(\\w+)=([\\w-]+)] )?(GET|POST) (/[^\\s?]+)(?:\\?([\\w,]+))?(?: ([\\[{].*))?");

  private static final Pattern HOLE = Pattern.compile("\\{(\\w+)}");
  private static final int LONGEST = 200;

  /**
   * Reads one, such as {@code [show=kept] GET /repositories/{owner}/{name}/kept-refs?page,size}.
   *
   * @throws IllegalArgumentException if it is none
   */
  static ApiAddress parse(String written) {
    Matcher parts = WRITTEN.matcher(written.strip());
    if (!parts.matches()) {
      throw new IllegalArgumentException("Not an address of the API: " + written);
    }
    return new ApiAddress(
        parts.group(1),
        parts.group(2),
        parts.group(3),
        parts.group(4),
        parts.group(5) == null ? List.of() : List.of(parts.group(5).split(",")),
        parts.group(6));
  }

  /** The path with its query for a page; empty if this page does not fill its holes. */
  Optional<String> filled(Map<String, String> page) {
    if (only != null && !value.equals(page.get(only))) {
      return Optional.empty();
    }
    if (HOLE.matcher(path).results().anyMatch(hole -> blank(page.get(hole.group(1))))) {
      return Optional.empty();
    }
    List<String> pairs = new ArrayList<>();
    for (String name : query) {
      String given = page.get(name);
      if (!blank(given) && given.length() <= LONGEST) {
        pairs.add(name + "=" + encoded(given));
      }
    }
    String at =
        HOLE.matcher(path)
            .replaceAll(
                (MatchResult hole) ->
                    Matcher.quoteReplacement(encoded(page.get(hole.group(1))).replace("+", "%20")));
    return Optional.of(pairs.isEmpty() ? at : at + "?" + String.join("&", pairs));
  }

  private static boolean blank(String text) {
    return text == null || text.isBlank();
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }
}
