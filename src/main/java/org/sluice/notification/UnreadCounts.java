package org.sluice.notification;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.sluice.identity.Caller;

/**
 * Numbers of unread notices by reader, remembered until something changes, so that open pages which
 * ask again and again cost no database read.
 *
 * <p>What another node changes is seen within {@link #FRESH}.
 */
@ApplicationScoped
public class UnreadCounts {

  /** Where counting ends: more is a number to nobody. */
  public static final int MOST = 100;

  private static final Duration FRESH = Duration.ofSeconds(15);
  private static final int MOST_READERS = 2000;

  @Inject private NoticeStore store;

  private final AtomicLong generation = new AtomicLong();
  private final Map<Reader, Count> counts = new ConcurrentHashMap<>();

  /** A reader with his rights, so that other rights are another reader. */
  private record Reader(UUID userId, boolean everything, Set<UUID> namespaces) {}

  private record Count(long unread, long generation, Instant at) {}

  /** How many notices the caller has not read, at most {@link #MOST}. */
  public long of(Caller caller) {
    Reader reader = new Reader(caller.userId(), caller.seesEverything(), caller.namespacesSeen());
    // Read before the rows, so that a change meanwhile makes this count old at once.
    long now = generation.get();
    Count known = counts.get(reader);
    if (known == null
        || known.generation() != now
        || known.at().plus(FRESH).isBefore(Instant.now())) {
      known = new Count(store.unread(caller, MOST), now, Instant.now());
      if (counts.size() >= MOST_READERS) {
        counts.clear();
      }
      counts.put(reader, known);
    }
    return known.unread();
  }

  /** Notices came or were read. */
  public void changed() {
    generation.incrementAndGet();
  }
}
