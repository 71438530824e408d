package org.sluice.registry.upstream;

import jakarta.enterprise.context.Dependent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Map;
import java.util.UUID;
import org.sluice.egress.UpstreamUrl;
import org.sluice.failure.DomainException;
import org.sluice.platform.database.Statements;
import org.sluice.registry.RepositoryFill;

/** Gives their key to all repositories that were added before upstreams had one. */
@Dependent
public class UpstreamKeyFill extends RepositoryFill {

  /** For the migration. */
  public UpstreamKeyFill() {
    super("202611260021", "registry keys of the upstreams that there are", "clone_url");
  }

  @Override
  protected void fill(Connection connection, Map<UUID, String> chunk) throws SQLException {
    Statements.batch(
        connection,
        "update repository set upstream_key = ? where id = ?",
        chunk.entrySet(),
        each -> new Object[] {key(each.getValue()), each.getKey()});
  }

  private static String key(String cloneUrl) {
    try {
      return UpstreamKey.of(UpstreamUrl.ofKnown(cloneUrl));
    } catch (DomainException olderRules) {
      // It is found by no key; whoever edits its upstream gives it one.
      return "";
    }
  }
}
