package org.sluice.delivery.plan;

import java.time.Instant;
import org.sluice.delivery.row.DeliveredFile;
import org.sluice.delivery.row.Delivery;
import org.sluice.delivery.row.DeliveryEvent;
import org.sluice.delivery.row.DeliveryStatus;
import org.sluice.delivery.row.FilePath;
import org.sluice.git.tree.TreeEntry;

/**
 * One path, as the commit has it, as the subscriber has it, and what is open of it.
 *
 * @param path the path
 * @param wanted what the commit has there; null if nothing
 * @param has what the subscriber has there; null if nothing
 * @param open the message about it that waits or was refused; null if none
 */
record Step(FilePath path, TreeEntry wanted, DeliveredFile has, Delivery open) {

  /**
   * What must be sent; null if nothing.
   *
   * @param floor what the subscriber has of an older generation is sent again
   */
  DeliveryEvent need(int floor) {
    if (wanted == null) {
      return has == null ? null : DeliveryEvent.FILE_DELETED;
    }
    if (has == null || has.generation() < floor) {
      return DeliveryEvent.FILE_CREATED;
    }
    return has.blobId().equals(wanted.objectId()) && has.mode().equals(wanted.mode())
        ? null
        : DeliveryEvent.FILE_UPDATED;
  }

  /** Whether the open message is the one that must be sent. */
  boolean isOpenRight(int floor) {
    return open.event() == need(floor)
        && open.generation() >= floor
        && (wanted == null
            || wanted.objectId().equals(open.subject().blobId())
                && wanted.mode().equals(open.subject().mode()));
  }

  /**
   * Whether the subscriber may have by now what its row does not say, since the open message may
   * have been taken: an answer is lost where a connection breaks, a receiver fails after the deed,
   * or our process ends before it is recorded. Only of one that was refused to the end it is known.
   */
  boolean leavesDoubt() {
    boolean refused =
        open.status() == DeliveryStatus.QUARANTINED && open.refusals() == open.attempts();
    if (refused || !path.isText()) {
      return false;
    }
    if (open.event() == DeliveryEvent.FILE_DELETED) {
      return has != null;
    }
    return has == null
        || !has.blobId().equals(open.subject().blobId())
        || !has.mode().equals(open.subject().mode());
  }

  /** The same once the open message has been given up. */
  Step doubted(Instant now) {
    return new Step(
        path, wanted, has == null ? DeliveredFile.unknown(path, now) : has.doubted(), null);
  }
}
