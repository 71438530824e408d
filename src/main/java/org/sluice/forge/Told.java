package org.sluice.forge;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.sluice.platform.Inside;

/**
 * A value of a forge's answer, read strictly: what is missing or of another type than asked for is
 * a {@link ForgeFailure} MALFORMED that names the place, never a default.
 */
@Inside
public final class Told {

  /** Makes something of a value. */
  @FunctionalInterface
  public interface Reader<T> {
    /**
     * Reads it.
     *
     * @throws ForgeFailure MALFORMED if it is not as documented
     */
    T read(Told value) throws ForgeFailure;
  }

  /** Is given values one at a time. */
  @FunctionalInterface
  public interface Taker {
    /** Takes one. */
    void take(Told value) throws ForgeFailure;
  }

  private final JsonNode value;
  private final String place;

  private Told(JsonNode value, String place) {
    this.value = value;
    this.place = place;
  }

  /**
   * A whole answer.
   *
   * @param value not null
   * @param what names it in failures, such as the path that was asked for
   */
  public static Told of(JsonNode value, String what) {
    return new Told(value, what);
  }

  /** The value as it is. */
  public JsonNode json() {
    return value;
  }

  /** Whether a field is there and not null. */
  public boolean has(String field) {
    return value.hasNonNull(field);
  }

  /** A text. */
  public String text(String field) throws ForgeFailure {
    return required(field, textOrNull(field));
  }

  /** A text; null if there is none. */
  public String textOrNull(String field) throws ForgeFailure {
    JsonNode node = node(field);
    if (node == null) {
      return null;
    }
    if (!node.isTextual()) {
      throw malformed(field, "is no text");
    }
    return node.textValue();
  }

  /** A text that says something. */
  public String words(String field) throws ForgeFailure {
    return required(field, wordsOrNull(field));
  }

  /** A text that says something; null if there is none or it is empty. */
  public String wordsOrNull(String field) throws ForgeFailure {
    String text = textOrNull(field);
    return text == null || text.isEmpty() ? null : text;
  }

  /** A whole number. */
  public long number(String field) throws ForgeFailure {
    return required(field, numberOrNull(field));
  }

  /** A whole number; null if there is none. */
  public Long numberOrNull(String field) throws ForgeFailure {
    JsonNode node = node(field);
    if (node == null) {
      return null;
    }
    if (!node.isIntegralNumber() || !node.canConvertToLong()) {
      throw malformed(field, "is no whole number");
    }
    return node.longValue();
  }

  /** A truth value. */
  public boolean flag(String field) throws ForgeFailure {
    return required(field, flagOrNull(field));
  }

  /** A truth value; null if there is none. */
  public Boolean flagOrNull(String field) throws ForgeFailure {
    JsonNode node = node(field);
    if (node == null) {
      return null;
    }
    if (!node.isBoolean()) {
      throw malformed(field, "is neither true nor false");
    }
    return node.booleanValue();
  }

  /** Whether a truth value is there and true. */
  public boolean isSet(String field) throws ForgeFailure {
    return Boolean.TRUE.equals(flagOrNull(field));
  }

  /** A time (RFC 3339). */
  public Instant time(String field) throws ForgeFailure {
    return required(field, timeOrNull(field));
  }

  /** A time (RFC 3339); null if there is none. */
  public Instant timeOrNull(String field) throws ForgeFailure {
    String text = textOrNull(field);
    if (text == null) {
      return null;
    }
    try {
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeParseException none) {
      throw malformed(field, "is no time");
    }
  }

  /** An object. */
  public Told object(String field) throws ForgeFailure {
    return required(field, objectOrNull(field));
  }

  /** An object; null if there is none. */
  public Told objectOrNull(String field) throws ForgeFailure {
    JsonNode node = node(field);
    if (node == null) {
      return null;
    }
    if (!node.isObject()) {
      throw malformed(field, "is no object");
    }
    return new Told(node, place + "." + field);
  }

  /** What an object makes; null if there is none. */
  public <T> T objectOrNull(String field, Reader<T> reader) throws ForgeFailure {
    Told object = objectOrNull(field);
    return object == null ? null : reader.read(object);
  }

  /** A list, which may be empty. */
  public List<Told> items(String field) throws ForgeFailure {
    return new Told(required(field, node(field)), place + "." + field).items();
  }

  /** What each entry of a list makes. */
  public <T> List<T> items(String field, Reader<T> reader) throws ForgeFailure {
    List<T> made = new ArrayList<>();
    for (Told item : items(field)) {
      made.add(reader.read(item));
    }
    return made;
  }

  /** The entries of this value, which is a list. */
  public List<Told> items() throws ForgeFailure {
    if (!value.isArray()) {
      throw malformed("is no list");
    }
    List<Told> items = new ArrayList<>(value.size());
    for (JsonNode item : value) {
      items.add(new Told(item, place + "[" + items.size() + "]"));
    }
    return items;
  }

  /** A list of texts; empty if there is none. */
  public List<String> textsOrNone(String field) throws ForgeFailure {
    List<String> texts = new ArrayList<>();
    if (has(field)) {
      for (Told item : items(field)) {
        if (!item.value.isTextual()) {
          throw item.malformed("is no text");
        }
        texts.add(item.value.textValue());
      }
    }
    return texts;
  }

  /** The failure that this value is not as documented; also for what only one forge can tell. */
  public ForgeFailure malformed(String how) {
    return new ForgeFailure(
        ForgeFailure.Kind.MALFORMED,
        "The forge's answer is not as documented: " + place + " " + how + ".",
        null);
  }

  private ForgeFailure malformed(String field, String how) {
    return new Told(value, place + "." + field).malformed(how);
  }

  private JsonNode node(String field) throws ForgeFailure {
    if (!value.isObject()) {
      throw malformed("is no object");
    }
    JsonNode node = value.get(field);
    return node == null || node.isNull() ? null : node;
  }

  private <T> T required(String field, T found) throws ForgeFailure {
    if (found == null) {
      throw malformed(field, "is missing");
    }
    return found;
  }

  @Override
  public String toString() {
    return place;
  }
}
