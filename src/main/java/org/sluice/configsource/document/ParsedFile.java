package org.sluice.configsource.document;

import java.util.List;
import java.util.Optional;

/**
 * What a file of configuration says, or why it cannot be read. Immutable, and the same for the same
 * bytes and format wherever they lie.
 *
 * @param documents in the order of the file; none if it cannot be read
 * @param fault safe reason why it cannot be read, in words that follow the file's name; empty if it
 *     can
 * @param weight bytes that it takes in memory, about
 */
public record ParsedFile(List<Document> documents, Optional<String> fault, long weight) {

  /** Most bytes of a file. */
  public static final int MOST_BYTES = 5 << 20;

  /** Keeps a copy of the list. */
  public ParsedFile {
    documents = List.copyOf(documents);
  }

  /** A file that cannot be read. */
  public static ParsedFile unreadable(String reason) {
    return new ParsedFile(List.of(), Optional.of(reason), 200);
  }

  /** Reads a file; never fails, whatever the bytes are. */
  public static ParsedFile parse(FileFormat format, byte[] bytes) {
    if (bytes.length > MOST_BYTES) {
      return unreadable("has more than " + MOST_BYTES + " bytes");
    }
    try {
      Entries entries =
          switch (format) {
            case PROPERTIES -> PropertiesReader.read(bytes);
            case YML, YAML -> YamlReader.read(bytes);
            case JSON -> JsonReader.read(bytes);
          };
      return new ParsedFile(entries.documents(), Optional.empty(), entries.weight());
    } catch (Unreadable unreadable) {
      return unreadable(unreadable.getMessage());
    }
  }
}
