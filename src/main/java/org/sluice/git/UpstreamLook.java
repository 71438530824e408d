package org.sluice.git;

/**
 * What an upstream shows to whoever may read it, without anything being fetched.
 *
 * @param branches number of its branches
 * @param head full name of the branch that HEAD names; null if there is none
 * @param movedTo where the upstream says for good that it is now; null if nowhere else
 */
public record UpstreamLook(int branches, String head, String movedTo) {

  /** Whether it has no branch yet. */
  public boolean isEmpty() {
    return branches == 0;
  }
}
