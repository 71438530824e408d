package org.sluice.console;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import java.text.MessageFormat;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.MissingResourceException;
import java.util.ResourceBundle;
import java.util.TreeSet;

/**
 * The language of one request: the one that was switched to, else the browser's first that there
 * is, else English.
 */
@Named
@RequestScoped
public class Language {

  /** Languages that the console speaks, the default first. */
  static final List<Locale> SPOKEN = List.of(Locale.ENGLISH, Locale.forLanguageTag("es"));

  /** Cookie that remembers the switch. */
  static final String COOKIE = "sluice-language";

  /** Base name of the bundles. */
  static final String TEXTS = "org.sluice.console.messages";

  private static final List<String> BYTES = List.of("B", "KiB", "MiB", "GiB", "TiB");
  private static final String FOR_SCRIPT = "script.";

  private Locale locale;
  private ResourceBundle texts;

  /** For the container only. */
  protected Language() {}

  /** Reads what the browser sent. */
  @Inject
  public Language(HttpServletRequest request) {
    this(chosen(request));
  }

  /** One language, whoever reads. */
  public Language(Locale locale) {
    this.locale = locale;
    this.texts =
        ResourceBundle.getBundle(
            TEXTS,
            locale,
            ResourceBundle.Control.getNoFallbackControl(ResourceBundle.Control.FORMAT_PROPERTIES));
  }

  private static Locale chosen(HttpServletRequest request) {
    if (request.getCookies() != null) {
      for (Cookie cookie : request.getCookies()) {
        if (cookie.getName().equals(COOKIE)) {
          for (Locale spoken : SPOKEN) {
            if (spoken.getLanguage().equals(cookie.getValue())) {
              return spoken;
            }
          }
        }
      }
    }
    for (Locale wanted : Collections.list(request.getLocales())) {
      for (Locale spoken : SPOKEN) {
        if (spoken.getLanguage().equals(wanted.getLanguage())) {
          return spoken;
        }
      }
    }
    return SPOKEN.get(0);
  }

  /** The locale of the page. */
  public Locale getLocale() {
    return locale;
  }

  /** The language as {@code lang} attributes want it, such as {@code es}. */
  public String getTag() {
    return locale.toLanguageTag();
  }

  /** Short name for the switch, such as {@code ES}. */
  public String getLabel() {
    return locale.getLanguage().toUpperCase(Locale.ROOT);
  }

  /**
   * A text of the bundle.
   *
   * @param key its key; if it is unknown the key itself comes back, so that a page still stands
   * @param values for {0}, {1}, …; without any the text is taken as it is
   */
  public String text(String key, Object... values) {
    String pattern;
    try {
      pattern = texts.getString(key);
    } catch (MissingResourceException unknown) {
      return key;
    }
    return values.length == 0 ? pattern : new MessageFormat(pattern, locale).format(values);
  }

  /**
   * What a door said of input, or why it refused, as far as that is known in this language.
   *
   * @param english in the door's own words
   */
  public String said(String english) {
    return DoorWords.in(locale).say(english);
  }

  /** Whether there is such a text. */
  public boolean has(String key) {
    return texts.containsKey(key);
  }

  /** A length of time in at most two units, such as {@code 1.4 s} or {@code 3 min 20 s}. */
  public String span(Duration time) {
    long seconds = time.toSeconds();
    if (seconds < 1) {
      return Math.max(0, time.toMillis()) + " ms";
    }
    if (seconds < 60) {
      return new MessageFormat("{0,number,0.#} s", locale)
          .format(new Object[] {time.toMillis() / 1000.0});
    }
    if (seconds < 3600) {
      return two(seconds / 60, "min", seconds % 60, "s");
    }
    if (seconds < 86_400) {
      return two(seconds / 3600, "h", seconds % 3600 / 60, "min");
    }
    return two(seconds / 86_400, "d", seconds % 86_400 / 3600, "h");
  }

  private static String two(long most, String unit, long rest, String part) {
    return most + " " + unit + (rest == 0 ? "" : " " + rest + " " + part);
  }

  /** A number as the reader writes it, such as {@code 1,284}. */
  public String number(long count) {
    return new MessageFormat("{0,number,#,##0}", locale).format(new Object[] {count});
  }

  /** A number of bytes in the unit that fits, such as {@code 1.4 MiB}; as the script says it. */
  public String bytes(long count) {
    double left = count;
    int unit = 0;
    while (left >= 1024 && unit < BYTES.size() - 1) {
      left /= 1024;
      unit++;
    }
    String pattern = left < 10 && unit > 0 ? "{0,number,#,##0.#} " : "{0,number,#,##0} ";
    return new MessageFormat(pattern, locale).format(new Object[] {left}) + BYTES.get(unit);
  }

  /** All texts that the script speaks, as one JSON object. */
  public String getScriptTexts() {
    ObjectNode object = JsonNodeFactory.instance.objectNode();
    for (String key : new TreeSet<>(texts.keySet())) {
      if (key.startsWith(FOR_SCRIPT) || key.startsWith("unit.")) {
        object.put(key, texts.getString(key));
      }
    }
    return object.toString();
  }
}
