package org.sluice.pullrequest;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.sluice.identity.Caller;

/**
 * Keeps the dashboard's figures for those who watch them, so that open dashboards cost the database
 * no more because they are many. Those who see the same share them.
 *
 * <p>They are counted anew once a look was recorded on this node, but not more often than each
 * second; and after ten seconds anyhow, for what another node or an editor did.
 */
@ApplicationScoped
class LiveFigures {

  private static final long SHORTEST = 1_000_000_000L;
  private static final long LONGEST = 10 * SHORTEST;
  private static final int MOST = 500;

  private final LongSupplier nanos;
  private final AtomicLong looks = new AtomicLong();
  private final Map<Sight, Kept> kept =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Sight, Kept> eldest) {
          return size() > MOST;
        }
      };

  /** What decides which repositories somebody sees. */
  private record Sight(boolean everything, Set<UUID> seen, Set<UUID> limitedTo) {}

  private record Kept(DashboardSummary figures, long looks, long at) {}

  LiveFigures() {
    this(System::nanoTime);
  }

  LiveFigures(LongSupplier nanos) {
    this.nanos = nanos;
  }

  void recorded(@Observes(during = TransactionPhase.AFTER_SUCCESS) LookRecorded look) {
    looks.incrementAndGet();
  }

  /**
   * The figures of what a caller sees.
   *
   * @param count counts them; called without a lock, perhaps by several at once
   */
  DashboardSummary of(Caller caller, Supplier<DashboardSummary> count) {
    Sight sight =
        caller.seesEverything()
            ? new Sight(true, Set.of(), Set.of())
            : new Sight(
                false,
                Set.copyOf(caller.namespacesSeen()),
                caller.limitedTo() == null ? null : Set.copyOf(caller.limitedTo()));
    // Both are taken before the count: what comes meanwhile is counted next time.
    long seen = looks.get();
    long now = nanos.getAsLong();
    Kept known;
    synchronized (kept) {
      known = kept.get(sight);
    }
    if (known != null) {
      long age = now - known.at();
      if (age < SHORTEST || age < LONGEST && known.looks() == seen) {
        return known.figures();
      }
    }
    DashboardSummary figures = count.get();
    synchronized (kept) {
      kept.put(sight, new Kept(figures, seen, now));
    }
    return figures;
  }
}
