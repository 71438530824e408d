package org.sluice.registry;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Ticker;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Map;
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

  private static final Duration KEPT = Duration.ofMinutes(1);
  private static final int MOST = 1000;

  private final Cache<Met, Look> known;

  /** By the clock of the process. */
  MetByMany() {
    this(Ticker.systemTicker());
  }

  /** By another clock. */
  MetByMany(Ticker clock) {
    known =
        Caffeine.newBuilder()
            .executor(Runnable::run)
            .ticker(clock)
            .expireAfterWrite(KEPT)
            .maximumSize(MOST)
            .build();
  }

  private record Met(String text, Map<String, Object> values) {}

  /** The look at one of several conditions. */
  Look look(ListCondition condition) {
    if (!condition.lasting()) {
      return condition.looking().get();
    }
    Met met = new Met(condition.text(), condition.values());
    Look before = known.getIfPresent(met);
    if (before != null) {
      return before;
    }
    // Outside of the cache: a look asks the database.
    Look look = condition.looking().get();
    if (look.lead() == null) {
      known.put(met, look.kept());
    }
    return look;
  }
}
