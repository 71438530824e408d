package org.sluice.pullrequest.refresh;

import java.util.List;

/**
 * How the refreshes of a repository went.
 *
 * @param failures how many in a row failed, the last one included; 0 after a success
 * @param failureKind kind of the last failure; null after a success
 * @param failureDetail one safe sentence; null after a success
 * @param missing what the last success could not read, such as {@code checks}
 */
public record Standing(
    int failures, String failureKind, String failureDetail, List<String> missing) {

  /** Nothing was tried. */
  public static final Standing NEW = new Standing(0, null, null, List.of());

  /** The list is copied. */
  public Standing {
    missing = List.copyOf(missing);
  }
}
