package org.sluice.configsource.placeholder;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.platform.Inside;

/**
 * Puts values in the place of placeholders, as Spring Cloud Config Server does: in running text
 * leniently, in single values so that what they name must be complete. Of one answer, used by one
 * thread; all that it resolves counts against one limit.
 */
@Inside
public final class Placeholders {

  /** Most characters that all placeholders of an answer may become, with those of their names. */
  private static final long MOST_CHARACTERS = 8L << 20;

  /** Most values that may lie within each other. */
  private static final int MOST_DEPTH = 50;

  private static final Pattern ESCAPED = Pattern.compile("\\\\{1,2}\\$\\{");
  private static final String MASK = "$_{";
  private static final String OPEN = "${";

  private static final PartReader PLAIN = new PartReader(false);
  private static final PartReader ESCAPING = new PartReader(true);

  private final Function<String, Object> values;
  private long characters;

  /**
   * Placeholders of one answer.
   *
   * @param values the value of a name; null if there is none
   */
  public Placeholders(Function<String, Object> values) {
    this.values = values;
  }

  /**
   * A text with values in it; what names none stays, and an escaped placeholder becomes one.
   *
   * @throws DomainException INVALID if a value holds itself, TOO_LARGE
   */
  public String inText(String text) {
    String masked = ESCAPED.matcher(text).replaceAll("\\$_{");
    return resolved(masked, ESCAPING, true, this::raw).replace(MASK, OPEN);
  }

  /**
   * A value with values in it; what names none stays, but a value that is named must itself be
   * complete.
   *
   * @throws DomainException INVALID if a value holds itself or a value that it names is incomplete,
   *     TOO_LARGE
   */
  public String inValue(String value) {
    if (!holdsPlaceholder(value)) {
      return value;
    }
    String masked = ESCAPED.matcher(value).replaceAll("\\$_{");
    return resolved(masked, PLAIN, true, this::complete).replace(MASK, OPEN);
  }

  /**
   * A setting with values in it; what names none stays.
   *
   * @throws DomainException INVALID if a value holds itself, TOO_LARGE
   */
  public String inSetting(String setting) {
    return resolved(setting, ESCAPING, true, this::raw);
  }

  private String strictly(String text) {
    return resolved(text, ESCAPING, false, this::raw);
  }

  private static boolean holdsPlaceholder(String value) {
    int last = value.lastIndexOf('}');
    int open = value.indexOf(OPEN);
    while (open >= 0 && open + 2 < last) {
      if (value.charAt(open + 2) != '}') {
        return true;
      }
      open = value.indexOf(OPEN, open + 2);
    }
    return false;
  }

  private String raw(String name) {
    Object value = values.apply(name);
    return value == null ? null : text(value);
  }

  private String complete(String name) {
    String value = raw(name.strip());
    return value == null ? null : strictly(value);
  }

  private static String text(Object value) {
    if (!(value instanceof byte[])) {
      return value.toString();
    }
    StringBuilder joined = new StringBuilder();
    for (byte each : (byte[]) value) {
      joined.append(joined.length() == 0 ? "" : ",").append(each);
    }
    return joined.toString();
  }

  private String resolved(
      String text, PartReader reader, boolean lenient, Function<String, String> lookup) {
    List<Part> parts = reader.parts(text);
    return parts == null
        ? text
        : new Resolution(reader, lenient, lookup).resolved(parts, new StringBuilder());
  }

  private static DomainException tooLarge() {
    return new DomainException(
        FailureKind.TOO_LARGE,
        "configuration-too-large",
        "The configuration grows too large when its placeholders are resolved.");
  }

  private static DomainException broken(String detail) {
    return new DomainException(FailureKind.INVALID, "placeholder-broken", detail);
  }

  /** One text on its way to be resolved. */
  private final class Resolution {

    private final PartReader reader;
    private final boolean lenient;
    private final Function<String, String> lookup;
    private final Set<String> within = new HashSet<>();

    Resolution(PartReader reader, boolean lenient, Function<String, String> lookup) {
      this.reader = reader;
      this.lenient = lenient;
      this.lookup = lookup;
    }

    String resolved(List<Part> parts, StringBuilder into) {
      for (Part part : parts) {
        String piece = part.isLetters() ? part.text() : value(part);
        characters += piece.length();
        if (characters > MOST_CHARACTERS) {
          throw tooLarge();
        }
        into.append(piece);
      }
      return into.toString();
    }

    private String value(Part part) {
      String name = resolved(part.name(), new StringBuilder());
      boolean simple = !part.text().contains(OPEN);
      String value = simple && !part.text().equals(name) ? named(part.text()) : null;
      if (value == null) {
        value = named(name);
      }
      if (value != null) {
        return value;
      }
      if (part.otherwise() != null) {
        return resolved(part.otherwise(), new StringBuilder());
      }
      if (lenient) {
        return OPEN + name + "}";
      }
      throw broken("A placeholder names a value that is not there.");
    }

    private String named(String name) {
      String value = lookup.apply(name);
      List<Part> parts = value == null ? null : reader.parts(value);
      if (parts == null) {
        return value;
      }
      if (!within.add(name)) {
        throw broken("A placeholder leads back to itself.");
      }
      if (within.size() > MOST_DEPTH) {
        throw broken("Placeholders are nested too deep.");
      }
      String resolved = resolved(parts, new StringBuilder());
      within.remove(name);
      return resolved;
    }
  }
}
