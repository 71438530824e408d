package org.sluice.git;

import java.util.Objects;

/**
 * Which refs a sync takes, and which changes of them.
 *
 * @param filter which refs are mirrored
 * @param policy what happens to destructive changes
 */
public record RefRules(RefFilter filter, ChangePolicy policy) {

  /** Every ref and every change. */
  public static final RefRules ALL = new RefRules(RefFilter.ALL, ChangePolicy.FOLLOW);

  /** Both are required. */
  public RefRules {
    Objects.requireNonNull(filter, "filter");
    Objects.requireNonNull(policy, "policy");
  }
}
