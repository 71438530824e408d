package org.sluice.delivery.plan;

import org.sluice.delivery.row.DeliveryEvent;
import org.sluice.delivery.row.FilePath;
import org.sluice.platform.Inside;

/**
 * What differs, in numbers.
 *
 * @param files that the commit has
 * @param arrived those of them that the subscriber has as they should be
 * @param deletes files that are to be taken away and are not planned yet
 * @param creates files that are new to the subscriber, or sent again, and not planned yet
 * @param updates files that have changed and are not planned yet
 * @param open messages that are planned already and still right
 * @param waiting those of them that are tried again by themselves
 * @param tooLong paths that are too long to be stored; no part of the other numbers
 * @param firstTooLong the first of them; null if there is none
 */
@Inside
public record Survey(
    int files,
    int arrived,
    int deletes,
    int creates,
    int updates,
    int open,
    int waiting,
    int tooLong,
    FilePath firstTooLong) {

  /** Number of messages of a kind that are to be planned. */
  public int of(DeliveryEvent event) {
    return switch (event) {
      case FILE_DELETED -> deletes;
      case FILE_CREATED -> creates;
      case FILE_UPDATED -> updates;
      default -> 0;
    };
  }

  /** Number of messages that are to be sent, those too that are planned already. */
  public int toSend() {
    return deletes + creates + updates + open;
  }
}
