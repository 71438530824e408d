package org.sluice.delivery.row;

import java.time.Instant;
import org.sluice.platform.Inside;

/**
 * A file as a subscriber has it, or may have it.
 *
 * <p>It is in doubt if a message was sent of which nobody knows whether it was taken, and which is
 * not sent again since something newer took its place. Whatever comes next then tells all of it
 * anew.
 *
 * @param path where
 * @param blobId of its content, or the commit of a submodule; 40 hex digits
 * @param mode of Git, such as {@code 100644}
 * @param size in bytes
 * @param sha256 of its content, 64 hex digits
 * @param generation in which it arrived last; {@link #IN_DOUBT} while it is in doubt
 * @param at when that was
 */
@Inside
public record DeliveredFile(
    FilePath path,
    String blobId,
    String mode,
    long size,
    String sha256,
    int generation,
    Instant at) {

  /** A generation older than all: below every floor, so that the file is sent again. */
  public static final int IN_DOUBT = 0;

  /** Something that nobody knows at a path where there was nothing. */
  public static DeliveredFile unknown(FilePath path, Instant now) {
    return new DeliveredFile(path, "", "", 0, "", IN_DOUBT, now);
  }

  /** The same in doubt. */
  public DeliveredFile doubted() {
    return new DeliveredFile(path, blobId, mode, size, sha256, IN_DOUBT, at);
  }

  /** Whether the subscriber may have something else there, or nothing. */
  public boolean isInDoubt() {
    return generation == IN_DOUBT;
  }

  /** Whether anything ever arrived there, so that there is a content to name. */
  public boolean isKnown() {
    return !blobId.isEmpty();
  }
}
