package org.sluice.registry.search;

import jakarta.enterprise.context.Dependent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.sluice.registry.RepositoryFill;

/** Keeps the words of all repositories that were added before words were kept. */
@Dependent
public class SearchWordsFill extends RepositoryFill {

  /** For the migration. */
  public SearchWordsFill() {
    super("202611251931", "registry search words of what there is", "search_text");
  }

  @Override
  protected void fill(Connection connection, Map<UUID, String> chunk) throws SQLException {
    SearchWords.addUnnamed(connection, chunk);
  }
}
