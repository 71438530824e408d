package org.sluice.git.refs;

import java.util.Map;
import java.util.Objects;

/**
 * Which refs a sync takes, and which changes of them.
 *
 * @param filter which refs are mirrored
 * @param policy what happens to destructive changes
 * @param verdicts what somebody decided on single changes, by the full name of the ref
 */
public record RefRules(RefFilter filter, ChangePolicy policy, Map<String, Verdict> verdicts) {

  /** Every ref and every change, as a mirror is kept that nobody has set anything for. */
  public static final RefRules ALL = new RefRules(RefFilter.ALL, ChangePolicy.FOLLOW, Map.of());

  /** All are required. */
  public RefRules {
    Objects.requireNonNull(filter, "filter");
    Objects.requireNonNull(policy, "policy");
    verdicts = Map.copyOf(verdicts);
  }
}
