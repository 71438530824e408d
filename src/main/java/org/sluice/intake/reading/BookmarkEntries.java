package org.sluice.intake.reading;

import java.util.Iterator;
import org.jsoup.nodes.Element;
import org.jsoup.parser.Parser;
import org.jsoup.parser.StreamParser;

/**
 * Entries of bookmarks, or of any page: its links.
 *
 * <p>Whatever element is complete is taken out at once, so a page takes no more room than the way
 * from its root to where it is read.
 */
final class BookmarkEntries extends Entries {

  /** Markup may make a reader repeat elements that were left open; that ends here. */
  private static final int MOST_ELEMENTS = 20 * MOST;

  private final StreamParser parser;
  private final Iterator<Element> elements;
  private int seen;
  private int line = 1;

  BookmarkEntries(String text) {
    parser = new StreamParser(Parser.htmlParser().setTrackPosition(true)).parse(text, "");
    elements = parser.iterator();
  }

  @Override
  Entry advance() {
    while (elements.hasNext()) {
      Element element = elements.next();
      if (++seen > MOST_ELEMENTS) {
        throw unreadable(line, "is reached after too much markup");
      }
      if (element.sourceRange().isTracked()) {
        line = Math.max(1, element.sourceRange().start().lineNumber());
      }
      boolean link = element.nameIs("a") && element.hasAttr("href");
      String url = link ? element.attr("href") : null;
      if (element.parent() != null && !element.nameIs("body") && !element.nameIs("html")) {
        element.remove();
      }
      if (link) {
        return Entry.of(line, url);
      }
    }
    return null;
  }

  @Override
  public void close() {
    parser.close();
  }
}
