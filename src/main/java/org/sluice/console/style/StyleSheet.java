package org.sluice.console.style;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.sluice.console.style.StyleBacking.Token;

/** The tokens of a style sheet: what its first block gives names to, and its dark one again. */
final class StyleSheet {

  private static final Pattern TOKEN = Pattern.compile("--([\\w-]+):\\s*([^;]+);");
  private static final Pattern DARK = Pattern.compile("\\[data-theme=\"dark\"] \\{([^}]*)}");
  private static final Pattern LIGHT = Pattern.compile(":root \\{([^}]*)}");

  private final List<Token> tokens;
  private final Set<String> colours;

  private StyleSheet(List<Token> tokens, Set<String> colours) {
    this.tokens = tokens;
    this.colours = colours;
  }

  /** The tokens of a sheet. */
  static StyleSheet of(String css) {
    Set<String> colours = new TreeSet<>();
    in(css, DARK).forEach(each -> colours.add(each.name()));
    return new StyleSheet(in(css, LIGHT), colours);
  }

  private static List<Token> in(String css, Pattern block) {
    List<Token> found = new ArrayList<>();
    Matcher at = block.matcher(css);
    if (at.find()) {
      Matcher token = TOKEN.matcher(at.group(1));
      while (token.find()) {
        found.add(new Token(token.group(1), token.group(2)));
      }
    }
    return found;
  }

  /** All tokens, in the order of the sheet. */
  List<Token> tokens() {
    return tokens;
  }

  /** Those that the dark theme gives another value, except shadows. */
  List<Token> colours() {
    return tokens.stream()
        .filter(each -> colours.contains(each.name()) && !each.name().startsWith("shadow"))
        .toList();
  }

  /** Those whose name is this and a number or a size, such as {@code s1} or {@code text-lg}. */
  List<Token> named(String begin) {
    return tokens.stream().filter(each -> each.name().matches(begin + "(\\d|-\\w+)")).toList();
  }
}
