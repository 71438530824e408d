package org.sluice.delivery.row;

import java.util.Arrays;

/** What a message tells. */
public enum DeliveryEvent {
  /** A generation begins. */
  SNAPSHOT_STARTED("snapshot.started"),
  /** A file that the receiver has not, or is to have again. */
  FILE_CREATED("file.created"),
  /** A file of which the content or the mode is another. */
  FILE_UPDATED("file.updated"),
  /** A file that is gone. */
  FILE_DELETED("file.deleted"),
  /** All files of a generation have arrived. */
  SNAPSHOT_COMPLETED("snapshot.completed"),
  /** The repository cannot be synced, so that what the receiver has grows old. */
  REPOSITORY_SYNC_FAILED("repository.sync_failed"),
  /** Nothing but that messages come through. */
  PING("ping");

  private final String type;

  DeliveryEvent(String type) {
    this.type = type;
  }

  /** The message's {@code type}. */
  public String type() {
    return type;
  }

  /** Whether it is about one file. */
  public boolean isOfFile() {
    return this == FILE_CREATED || this == FILE_UPDATED || this == FILE_DELETED;
  }

  /** The event of that type. */
  public static DeliveryEvent ofType(String type) {
    return Arrays.stream(values())
        .filter(each -> each.type.equals(type))
        .findFirst()
        .orElseThrow(() -> new IllegalArgumentException("no event is called " + type));
  }
}
