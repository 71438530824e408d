package org.sluice.console.forge;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.sluice.console.Language;
import org.sluice.egress.budget.BudgetView;
import org.sluice.forge.ForgeKind;
import org.sluice.registry.account.ForgeAccountStatus;
import org.sluice.registry.account.ForgeAccountView;

/** How an account at a forge looks and reads. */
@Named
@RequestScoped
public class ForgeAccountFace {

  /** Time before the end of a token in which its end is pointed out. */
  private static final Duration SOON = Duration.ofDays(14);

  @Inject private Language language;

  /** The class of a state's badge. */
  public String tone(ForgeAccountStatus status) {
    return switch (status) {
      case PENDING -> "wait";
      case VALID -> "ok";
      case INVALID, EXPIRED -> "bad";
    };
  }

  /** A state in words. */
  public String text(ForgeAccountStatus status) {
    return language.text("account.status." + status);
  }

  /** Whether the token of an account that works ends soon. */
  public boolean isEndingSoon(ForgeAccountView account) {
    return account.status().usable()
        && account.expiresAt() != null
        && account.expiresAt().isBefore(Instant.now().plus(SOON));
  }

  /** Forges at which there are accounts. */
  public List<ForgeKind> getForges() {
    return Stream.of(ForgeKind.values()).filter(each -> each != ForgeKind.PLAIN).toList();
  }

  /** Part of a window's requests that is left, in percent; null if that is not known. */
  public Long left(BudgetView budget) {
    return budget.remaining() == null || budget.limit() == null || budget.limit() <= 0
        ? null
        : Math.max(0, Math.min(100, 100 * budget.remaining() / budget.limit()));
  }
}
