package org.sluice.registry;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.sluice.registry.ListCondition.Look;

/**
 * Remembers for a minute which conditions many repositories meet, and how far the first thousand of
 * each reach.
 *
 * <p>Where several conditions meet, this only chooses among ways to the same list, so that it may
 * be a minute old. What few meet is asked anew, which costs little.
 */
@ApplicationScoped
class MetByMany {

  private static final long KEPT = Duration.ofMinutes(1).toNanos();
  private static final int MOST = 1000;

  private final Map<Met, Known> known = new ConcurrentHashMap<>();
  private final LongSupplier clock;

  /** By the clock of the process. */
  MetByMany() {
    this(System::nanoTime);
  }

  /** By a clock in nanoseconds. */
  MetByMany(LongSupplier clock) {
    this.clock = clock;
  }

  private record Met(String text, Map<String, Object> values) {}

  private record Known(Look look, long since) {}

  /** The look at one of several conditions. */
  Look look(ListCondition condition) {
    if (!condition.lasting()) {
      return condition.looking().get();
    }
    Met met = new Met(condition.text(), condition.values());
    long now = clock.getAsLong();
    Known before = known.get(met);
    if (before != null && now - before.since() < KEPT) {
      return before.look();
    }
    Look look = condition.looking().get();
    if (look.lead() != null) {
      known.remove(met);
    } else {
      if (known.size() >= MOST) {
        known.clear();
      }
      known.put(met, new Known(look, now));
    }
    return look;
  }
}
