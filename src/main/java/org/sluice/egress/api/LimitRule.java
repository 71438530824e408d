package org.sluice.egress.api;

import java.time.Instant;
import org.sluice.egress.budget.LimitReport;

/** How one kind of API tells of its limits. Pure. */
@FunctionalInterface
public interface LimitRule {

  /**
   * What an answer says of the budget.
   *
   * @param answer any answer, refusals included
   * @param now when it came
   */
  LimitReport read(ApiAnswer answer, Instant now);
}
