package org.sluice.pullrequest;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.sluice.identity.Caller;
import org.sluice.platform.database.Statements;

/**
 * Which rows of repositories a caller sees, as a condition on the table {@code r}.
 *
 * @param text begins with {@code and}; empty if he sees all
 * @param values what its question marks stand for
 */
record Visible(String text, List<Object> values) {

  static Visible to(Caller caller) {
    if (caller.seesEverything()) {
      return new Visible("", List.of());
    }
    StringBuilder text = new StringBuilder();
    List<Object> values = new ArrayList<>();
    if (caller.limitedTo() != null) {
      text.append(" and r.namespace_id in ").append(in(caller.limitedTo(), values));
    }
    text.append(" and (r.namespace_id in ")
        .append(in(caller.namespacesSeen(), values))
        .append(" or r.visibility in ('INTERNAL', 'PUBLIC'))");
    return new Visible(text.toString(), values);
  }

  private static String in(Collection<UUID> ids, List<Object> values) {
    Collection<UUID> some = ids.isEmpty() ? Set.of(new UUID(0, 0)) : ids;
    values.addAll(some);
    return Statements.marks(some.size());
  }
}
