package org.sluice.egress.budget;

import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The budgets of all accounts that were asked for lately, on this node. Thread-safe.
 *
 * <p>One that nobody uses may be forgotten: the next answer tells it again.
 */
@ApplicationScoped
public class RateBudgets {

  private static final int MOST = 1_000;

  private final InstantSource clock;
  private final Map<String, Entry> entries = new LinkedHashMap<>(16, 0.75f, true);

  /** Budgets by the system's clock. */
  public RateBudgets() {
    this(Clock.systemUTC());
  }

  /**
   * Budgets by another clock.
   *
   * @param clock what windows and waits are measured by
   */
  public RateBudgets(InstantSource clock) {
    this.clock = clock;
  }

  /**
   * How an account's requests stand.
   *
   * @param budget its name, which accounts that share their limits have in common
   * @return one for each part of it; none if it was not asked for lately
   */
  public List<BudgetView> views(String budget) {
    RateBudget known;
    synchronized (entries) {
      Entry entry = entries.get(budget);
      if (entry == null) {
        return List.of();
      }
      known = entry.budget;
    }
    return known.views();
  }

  /** The budget of that name; {@link #giveBack} must follow. */
  public RateBudget borrow(String name) {
    synchronized (entries) {
      Entry entry = entries.computeIfAbsent(name, each -> new Entry(new RateBudget(each, clock)));
      entry.users++;
      forget();
      return entry.budget;
    }
  }

  /** Ends the use of a budget. */
  public void giveBack(RateBudget budget) {
    synchronized (entries) {
      entries.get(budget.name()).users--;
    }
  }

  private void forget() {
    Iterator<Entry> oldest = entries.values().iterator();
    while (entries.size() > MOST && oldest.hasNext()) {
      if (oldest.next().users == 0) {
        oldest.remove();
      }
    }
  }

  int size() {
    synchronized (entries) {
      return entries.size();
    }
  }

  private static final class Entry {
    private final RateBudget budget;
    private int users;

    Entry(RateBudget budget) {
      this.budget = budget;
    }
  }
}
