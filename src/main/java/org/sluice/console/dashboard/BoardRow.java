package org.sluice.console.dashboard;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.Predicate;
import org.sluice.fleet.RepositoryView;
import org.sluice.pullrequest.refresh.Standing;

/**
 * A repository as the dashboard shows it.
 *
 * @param repository the repository
 * @param standing how its refreshes went
 * @param maintained whether the reader may refresh it
 */
public record BoardRow(RepositoryView repository, Standing standing, boolean maintained) {

  static List<BoardRow> of(
      List<RepositoryView> repositories,
      Map<UUID, Standing> standings,
      Predicate<String> maintained) {
    return repositories.stream()
        .map(
            each ->
                new BoardRow(
                    each,
                    standings.getOrDefault(each.id(), Standing.NEW),
                    maintained.test(each.owner())))
        .toList();
  }
}
