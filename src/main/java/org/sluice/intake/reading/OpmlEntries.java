package org.sluice.intake.reading;

import java.io.StringReader;
import java.util.Objects;
import java.util.stream.Stream;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;
import org.sluice.failure.DomainException;

/**
 * Entries of OPML: outlines that name an address; those that only hold others are folders.
 *
 * <p>A document type is refused before anything of it is read, so there are no entities to expand.
 */
final class OpmlEntries extends Entries {

  private static final int DEEPEST = 64;

  private final XMLStreamReader reader;
  private int depth;

  /** Line of an outline without an address, until it proves to be a folder; 0 if there is none. */
  private int nameless;

  OpmlEntries(String text) {
    // The JDK's own, since a server may bring another one with other habits.
    XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
    factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
    factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
    factory.setProperty(XMLInputFactory.IS_VALIDATING, false);
    factory.setXMLResolver(
        (publicId, systemId, base, namespace) -> {
          throw new XMLStreamException("nothing is read from elsewhere");
        });
    try {
      reader = factory.createXMLStreamReader(new StringReader(text));
    } catch (XMLStreamException broken) {
      throw unreadable(1, "is not XML");
    }
  }

  @Override
  Entry advance() {
    try {
      while (reader.hasNext()) {
        Entry found = step(reader.next());
        if (found != null) {
          return found;
        }
      }
      return null;
    } catch (XMLStreamException broken) {
      throw unreadable(line(), "is not well-formed XML");
    }
  }

  private Entry step(int event) {
    switch (event) {
      case XMLStreamConstants.DTD ->
          throw unreadable(line(), "declares a document type, which no list needs");
      case XMLStreamConstants.ENTITY_REFERENCE ->
          throw unreadable(line(), "refers to an entity that XML does not know by itself");
      case XMLStreamConstants.START_ELEMENT -> {
        if (++depth > DEEPEST) {
          throw unreadable(line(), "is nested too deep");
        }
        if (depth == 1 && !reader.getLocalName().equals("opml")) {
          throw DomainException.invalid("file", "is XML of another kind than OPML");
        }
        return reader.getLocalName().equals("outline") ? outline() : null;
      }
      case XMLStreamConstants.END_ELEMENT -> {
        depth--;
        int leaf = nameless;
        nameless = 0;
        return leaf == 0 ? null : Entry.of(leaf, null);
      }
      default -> {
        return null;
      }
    }
  }

  private Entry outline() {
    String url =
        Stream.of("url", "htmlUrl", "xmlUrl")
            .map(name -> Value.of(reader.getAttributeValue(null, name)))
            .filter(Objects::nonNull)
            .findFirst()
            .orElse(null);
    nameless = url == null ? line() : 0;
    return url == null ? null : Entry.of(line(), url);
  }

  private int line() {
    return Math.max(1, reader.getLocation().getLineNumber());
  }

  @Override
  public void close() {
    try {
      reader.close();
    } catch (XMLStreamException nothingIsOpen) {
      // It reads from memory.
    }
  }
}
