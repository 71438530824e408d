package org.sluice.configsource.follow;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sluice.configsource.ConfigSourceStore;
import org.sluice.configsource.ConfigurationChanged;
import org.sluice.configsource.board.ConfigSource;
import org.sluice.configsource.board.SourceSnapshot;
import org.sluice.configsource.board.SourceState;
import org.sluice.platform.Notice;

/** Writes what a round came to, in a transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class FollowRecord {

  /** Failures in a row of which people are told. */
  private static final int TOLD_AFTER = 3;

  @Inject private ConfigSourceStore store;
  @Inject private Event<Notice> notices;

  /** All sources as they are stored. */
  public List<ConfigSource> all() {
    return store.all();
  }

  /** One source as it is stored; empty if it is gone. */
  public Optional<ConfigSource> find(UUID id) {
    return store.byId(id);
  }

  /**
   * Writes how following a source stands, and what changed.
   *
   * @param before the source until now
   * @param change what goes into the history; null if nothing changed
   * @return false if the source is gone
   */
  public boolean settled(SourceSnapshot before, SourceState after, ConfigurationChanged change) {
    if (!store.record(before.source().id(), after)) {
      return false;
    }
    if (change != null) {
      store.add(change);
    }
    tell(before, after);
    return true;
  }

  private void tell(SourceSnapshot before, SourceState after) {
    String name = before.source().name();
    int failed = before.source().state().failures();
    Notice notice = null;
    if (after.failures() == TOLD_AFTER) {
      notice =
          Notice.error(
              "config-source-failing",
              name,
              "The configuration source " + name + " cannot be refreshed: " + after.errorDetail());
    } else if (after.failures() == 0 && failed >= TOLD_AFTER) {
      notice =
          Notice.info(
              "config-source-recovered",
              name,
              "The configuration source " + name + " is refreshed again.");
    }
    if (notice != null) {
      notices.fire(notice.in(before.namespaceId()).at("/config-sources/" + name));
    }
  }

  /** Whether the latest that the history tells is that the source's label is gone. */
  public boolean isGone(UUID source) {
    return store.latestChange(source).filter(each -> each.newCommit() == null).isPresent();
  }

  /** Forgets history that is older than that. */
  public int forget(Duration age) {
    return store.deleteChangesBefore(Instant.now().minus(age));
  }
}
