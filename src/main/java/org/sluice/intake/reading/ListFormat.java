package org.sluice.intake.reading;

/** How a list is written. */
public enum ListFormat {
  /** RFC 4180, with a header that names a column {@code url}, or with addresses first. */
  CSV,
  /** An array of texts or objects, or an object that holds one. */
  JSON,
  /** Outlines with addresses. */
  OPML,
  /** Links of a page, as browsers export bookmarks. */
  BOOKMARKS,
  /** One address on a line. */
  TEXT
}
