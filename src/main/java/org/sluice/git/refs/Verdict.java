package org.sluice.git.refs;

import java.util.Objects;

/**
 * What somebody decided on one change of one ref; it holds for exactly that change.
 *
 * @param oldId object that the mirror had when it was decided; null if none
 * @param newId object that the upstream had; null if none
 * @param approved whether it is to be taken; otherwise it never is
 */
public record Verdict(String oldId, String newId, boolean approved) {

  /** Whether this is about the change. */
  boolean concerns(RefChange change) {
    return Objects.equals(oldId, change.oldId()) && Objects.equals(newId, change.newId());
  }
}
