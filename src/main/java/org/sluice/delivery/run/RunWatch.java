package org.sluice.delivery.run;

import org.sluice.delivery.row.Delivery;
import org.sluice.delivery.row.DeliveryEvent;
import org.sluice.platform.Inside;

/** Sees how far a run is, while it is under way. Its methods are quick. */
@Inside
public interface RunWatch {

  /** Nobody watches. */
  RunWatch NOBODY =
      new RunWatch() {
        @Override
        public void counted(int files, int arrived, int toSend) {
          // Nobody watches.
        }

        @Override
        public void taken(String path, boolean arrived, long bytes) {
          // Nobody watches.
        }
      };

  /**
   * It was counted what there is.
   *
   * @param files of the target
   * @param arrived those that the subscriber has as they should be
   * @param toSend messages about files that have to be sent
   */
  void counted(int files, int arrived, int toSend);

  /**
   * The receiver has taken the message about a file.
   *
   * @param path of the file
   * @param arrived whether it has one file more as it should be, and not one less
   * @param bytes of content that were sent
   */
  void taken(String path, boolean arrived, long bytes);

  /** The receiver has taken a message, about whatever it is. */
  default void taken(Delivery message) {
    if (message.event().isOfFile()) {
      boolean deleted = message.event() == DeliveryEvent.FILE_DELETED;
      taken(message.path().text(), !deleted, deleted ? 0 : message.subject().size());
    }
  }
}
