package org.sluice.mirror.upstream;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import java.util.logging.Logger;
import org.sluice.platform.Notice;
import org.sluice.registry.status.MirrorColumns;

/** Writes how hosts stand, each change in a transaction of its own with what follows from it. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class HostRecord {

  private static final Logger LOG = Logger.getLogger(HostRecord.class.getName());

  /** Time over which the mirrors of a host that is back are spread, for each of them, at most. */
  private static final Duration SPREAD_EACH = Duration.ofSeconds(2);

  private static final Duration LONGEST_SPREAD = Duration.ofMinutes(10);

  @Inject private HostStore store;
  @Inject private MirrorColumns columns;
  @Inject private Event<Notice> notices;

  /**
   * A change of a host.
   *
   * @param before how it stood
   * @param after how it stands now
   */
  public record Change(HostHealth before, HostHealth after) {

    /** Whether its circuit opened by it. */
    boolean opened() {
      return after.isOpen() && !before.isOpen();
    }

    private boolean closed() {
      return before.isOpen() && !after.isOpen();
    }
  }

  /**
   * Changes a host.
   *
   * @param change of how it stands; a host that nothing was known of is GOOD
   * @throws jakarta.ejb.EJBException if two have begun to know of it at once: try again
   */
  public Change change(String host, Instant now, UnaryOperator<HostHealth> change) {
    UpstreamHost row = store.lock(host).orElse(null);
    HostHealth before = row == null ? HostHealth.GOOD : row.health();
    HostHealth after = change.apply(before);
    if (row != null && after.isGood()) {
      store.delete(row);
    } else if (row != null) {
      row.become(after);
    } else if (!after.isGood()) {
      store.insert(new UpstreamHost(host, after));
    }
    Change made = new Change(before, after);
    if (made.opened() || made.closed()) {
      announce(host, made, now);
    }
    return made;
  }

  private void announce(String host, Change change, Instant now) {
    long mirrors = columns.countOnHosts(List.of(host)).getOrDefault(host, 0L);
    if (mirrors == 0) {
      // Its mirrors were deleted: nobody is concerned, and nobody knows whether it answers.
      return;
    }
    String many = mirrors == 1 ? "1 mirror" : mirrors + " mirrors";
    String text;
    if (change.opened()) {
      text =
          host
              + " has not answered since "
              + change.after().silentSince()
              + "; "
              + many
              + (mirrors == 1 ? " waits: " : " wait: ")
              + change.after().failureMessage();
    } else {
      columns.spread(host, now, spread(mirrors));
      text = host + " answers again; " + many + (mirrors == 1 ? " goes on." : " go on.");
    }
    String topic = change.opened() ? "host-unreachable" : "host-recovered";
    LOG.info(() -> "notice=" + topic + " host=" + host + " " + text);
    notices.fire(
        change.opened() ? Notice.error(topic, host, text) : Notice.info(topic, host, text));
  }

  private static Duration spread(long mirrors) {
    Duration all = SPREAD_EACH.multipliedBy(mirrors);
    return all.compareTo(LONGEST_SPREAD) > 0 ? LONGEST_SPREAD : all;
  }

  /** How all hosts stand that are not well, by name. */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS)
  public Map<String, HostHealth> all() {
    Map<String, HostHealth> all = new LinkedHashMap<>();
    store.all().forEach(row -> all.put(row.host(), row.health()));
    return all;
  }
}
