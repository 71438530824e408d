package org.sluice.failure;

import java.util.Objects;

/**
 * One rule that one field of the input breaks.
 *
 * @param field name of the field as the caller wrote it, dotted for nested ones; never null
 * @param message what is expected, in words; never holds the rejected value
 */
public record FieldError(String field, String message) {

  /** Both parts are required. */
  public FieldError {
    Objects.requireNonNull(field, "field");
    Objects.requireNonNull(message, "message");
  }
}
