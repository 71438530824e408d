package org.sluice.configsource.document;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Collects the keys and values of a file, document by document, within its limits. */
final class Entries {

  /** Most keys of a file. */
  static final int MOST_KEYS = 50_000;

  /** Most documents of a file. */
  static final int MOST_DOCUMENTS = 1_000;

  /** Most characters of all keys and values of a file together. */
  static final int MOST_CHARACTERS = 16 << 20;

  /** Most elements of a list that says something about a document's use. */
  private static final int MOST_DIRECTIVES = 200;

  /** Most characters of such an element. */
  private static final int LONGEST_DIRECTIVE = 2_000;

  /** What an entry takes besides its characters. */
  private static final int WEIGHT_OF_ENTRY = 160;

  private final List<Document> documents = new ArrayList<>();
  private Map<String, Value> values = new LinkedHashMap<>();
  private int keys;
  private long characters;

  /** Sets a key of the document; a key that was there before keeps its place. */
  void put(String key, Value value) throws Unreadable {
    characters += key.length() + length(value.value());
    if (++keys > MOST_KEYS) {
      throw new Unreadable("has more than " + MOST_KEYS + " keys");
    }
    if (characters > MOST_CHARACTERS) {
      throw new Unreadable("grows beyond " + MOST_CHARACTERS + " characters when it is read");
    }
    values.put(key, value);
  }

  /** Whether the document has no key yet. */
  boolean isEmpty() {
    return values.isEmpty();
  }

  /** Ends the document; the next key begins another. */
  void endDocument() throws Unreadable {
    if (documents.size() == MOST_DOCUMENTS) {
      throw new Unreadable("has more than " + MOST_DOCUMENTS + " documents");
    }
    Document document = new Document(values);
    judge(document.directives());
    documents.add(document);
    values = new LinkedHashMap<>();
  }

  private static void judge(Directives directives) throws Unreadable {
    for (List<String> each :
        List.of(
            directives.onProfile(),
            directives.formerProfiles(),
            directives.imports(),
            directives.includes())) {
      if (each.size() > MOST_DIRECTIVES
          || each.stream().anyMatch(element -> element.length() > LONGEST_DIRECTIVE)) {
        throw new Unreadable("says too much about profiles or imports");
      }
    }
  }

  /** Goes back into the document that was ended last, if this one is empty and there is one. */
  void resumeDocument() {
    if (values.isEmpty() && !documents.isEmpty()) {
      values = new LinkedHashMap<>(documents.remove(documents.size() - 1).values());
    }
  }

  List<Document> documents() {
    return documents;
  }

  /** Bytes that all of it takes in memory, about. */
  long weight() {
    return 2 * characters + (long) WEIGHT_OF_ENTRY * (keys + documents.size() + 1);
  }

  private static int length(Object value) {
    return value instanceof CharSequence
        ? ((CharSequence) value).length()
        : value instanceof byte[] ? ((byte[]) value).length : 8;
  }
}
