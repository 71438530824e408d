package org.sluice.mirror.upstream;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.registry.status.MirrorColumns;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** Shows the hosts that are not well to administrators. */
@Stateless
public class UpstreamHosts {

  /** Sort keys of the list. */
  public static final Set<String> SORT_KEYS = HostStore.SORT_KEYS.keySet();

  /** Filters of the list. */
  public static final Set<String> FILTERS = HostStore.FILTERS;

  @Inject private HostStore store;
  @Inject private MirrorColumns columns;

  /**
   * One page of them.
   *
   * @throws DomainException FORBIDDEN unless the caller is an administrator
   */
  public Page<UpstreamHostView> list(Caller caller, PageQuery query) {
    if (!caller.administers()) {
      throw DomainException.forbidden("Only administrators may see this.");
    }
    Instant now = Instant.now();
    List<UpstreamHost> rows = store.page(query, now);
    Map<String, Long> mirrors =
        columns.countOnHosts(rows.stream().map(UpstreamHost::host).toList());
    return Page.of(
        query,
        rows.stream()
            .map(
                row ->
                    UpstreamHostView.of(
                        row.host(), row.health(), mirrors.getOrDefault(row.host(), 0L), now))
            .toList(),
        store.count(query, now));
  }
}
