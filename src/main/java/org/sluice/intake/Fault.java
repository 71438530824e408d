package org.sluice.intake;

import java.util.Objects;

/**
 * What keeps an entry from becoming a repository.
 *
 * @param reason its kind
 * @param detail in words that follow the name of what is meant; never holds the value
 */
public record Fault(Reason reason, String detail) {

  /** Both parts are required. */
  public Fault {
    Objects.requireNonNull(reason, "reason");
    Objects.requireNonNull(detail, "detail");
  }
}
