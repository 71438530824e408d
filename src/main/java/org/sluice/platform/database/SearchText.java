package org.sluice.platform.database;

import java.util.Locale;

/** The form in which texts are stored to be searched, and in which they are searched for. */
public final class SearchText {

  private SearchText() {}

  /**
   * A text in lower case, without what LIKE takes for a wildcard. (LIKE with ESCAPE would make
   * EclipseLink write all values of a query as literals.)
   */
  public static String of(String text) {
    return text.toLowerCase(Locale.ROOT).replaceAll("[\\\\%_]", " ");
  }
}
