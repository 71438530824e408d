package org.sluice.egress.budget;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class RateBudgetsTest {

  @Test
  void budgetsThatNobodyUsesAreForgotten() {
    RateBudgets budgets = new RateBudgets();
    RateBudget used = budgets.borrow("used");
    for (int i = 0; i < 1_500; i++) {
      budgets.giveBack(budgets.borrow("b" + i));
    }
    assertThat(budgets.size()).isEqualTo(1_000);
    assertThat(budgets.borrow("used")).isSameAs(used);
  }
}
