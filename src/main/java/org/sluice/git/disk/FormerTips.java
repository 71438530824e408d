package org.sluice.git.disk;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import org.eclipse.jgit.lib.ObjectId;

/**
 * Remembers for a minute the tips that refs of mirrors were moved away from.
 *
 * <p>Over HTTP a client lists the refs in one request and fetches in another; a tip that a sync
 * took away in between is still given to it, so that a clone never fails for its moment. It is a
 * memory of this process and of a bounded number of tips, the latest.
 */
public final class FormerTips {

  /** How long a tip is remembered. */
  public static final Duration REMEMBERED = Duration.ofMinutes(1);

  private static final int MOST = 100_000;
  private static final FormerTips ALL = new FormerTips(Clock.systemUTC());

  private final Clock clock;
  private final Map<Tip, Instant> until = new LinkedHashMap<>();

  private record Tip(Path folder, ObjectId id) {}

  /** None yet; a clock for tests. */
  public FormerTips(Clock clock) {
    this.clock = clock;
  }

  /** Those of this process. */
  public static FormerTips all() {
    return ALL;
  }

  /** Takes note of tips that are about to go. */
  public synchronized void left(Path folder, Collection<ObjectId> tips) {
    Instant now = clock.instant();
    until.values().removeIf(end -> !end.isAfter(now));
    Path mirror = folder.toAbsolutePath().normalize();
    for (ObjectId tip : tips) {
      Tip left = new Tip(mirror, tip.copy());
      until.remove(left);
      until.put(left, now.plus(REMEMBERED));
    }
    var oldest = until.keySet().iterator();
    for (int surplus = until.size() - MOST; surplus > 0; surplus--) {
      oldest.next();
      oldest.remove();
    }
  }

  /** Whether a ref of the mirror in that folder pointed there a moment ago. */
  public synchronized boolean knows(Path folder, ObjectId tip) {
    Instant end = until.get(new Tip(folder.toAbsolutePath().normalize(), tip.copy()));
    return end != null && end.isAfter(clock.instant());
  }
}
