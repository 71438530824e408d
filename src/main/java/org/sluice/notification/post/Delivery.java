package org.sluice.notification.post;

import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.sluice.notification.StoredNotice;

/**
 * One message on its way: what it says, to whom.
 *
 * @param id the same in every attempt
 * @param attempt number of this attempt, from 1
 * @param channel where to
 * @param notices what it tells, oldest first, at most {@link #MOST_TOLD}
 * @param total how many notices it stands for
 * @param byTopic how many of each topic
 */
public record Delivery(
    UUID id,
    int attempt,
    Channel channel,
    List<StoredNotice> notices,
    long total,
    Map<String, Long> byTopic) {

  /** Most notices that one message tells in full. */
  public static final int MOST_TOLD = 100;

  /** Copies the collections. */
  public Delivery {
    notices = List.copyOf(notices);
    byTopic = Map.copyOf(byTopic);
  }

  /** Whether it tells of several notices at once. */
  public boolean isDigest() {
    return total > 1;
  }
}
