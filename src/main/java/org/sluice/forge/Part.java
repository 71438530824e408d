package org.sluice.forge;

import java.util.Objects;

/**
 * Something that was read, or why it could not be.
 *
 * @param value what was read; null if it failed
 * @param failure why not; null if it was read
 */
public record Part<T>(T value, ForgeFailure failure) {

  /** It was read. */
  public static <T> Part<T> read(T value) {
    return new Part<>(Objects.requireNonNull(value, "value"), null);
  }

  /** It could not be read. */
  public static <T> Part<T> failed(ForgeFailure failure) {
    return new Part<>(null, Objects.requireNonNull(failure, "failure"));
  }

  /** Whether it was read. */
  public boolean isRead() {
    return failure == null;
  }
}
