package org.sluice.identity;

import java.util.stream.Collectors;
import org.sluice.platform.Inside;
import org.sluice.rest.PageQuery;

/** Writes the order of a list, and what is searched for, in the words of queries. */
@Inside
public final class Order {

  private Order() {}

  /**
   * The {@code order by} part of a query, made unambiguous by the id.
   *
   * @param query keys that were checked against those that the list knows
   * @param alias of the entity
   * @param nameKey the one key whose stored name differs, here the API's name
   * @param storedNameKey and here the entity's
   */
  public static String by(PageQuery query, String alias, String nameKey, String storedNameKey) {
    return query.sort().stream()
        .map(
            sort ->
                alias
                    + "."
                    + (sort.key().equals(nameKey) ? storedNameKey : sort.key())
                    + (sort.descending() ? " desc" : ""))
        .collect(Collectors.joining(", ", " order by ", ", " + alias + ".id"));
  }

  /** A pattern for {@code like … escape '!'} that finds the text anywhere. */
  public static String like(String text) {
    return "%" + text.replaceAll("([!%_])", "!$1") + "%";
  }
}
