package org.sluice.intake.work;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.sluice.identity.AccessChanged;
import org.sluice.identity.Caller;
import org.sluice.identity.account.Account;
import org.sluice.identity.account.AccountService;

/**
 * Who asked for imports, with the rights that he has now; another node may know them seconds later.
 */
@ApplicationScoped
class Requesters {

  private static final long FRESH = Duration.ofSeconds(10).toNanos();
  private static final int MOST = 100;

  private final Map<UUID, Seen> seen = new ConcurrentHashMap<>();
  private final AtomicLong changes = new AtomicLong();

  @Inject private AccountService accounts;

  private record Seen(Optional<Caller> caller, long at) {}

  /** The user as a caller; empty if he has no account any more. */
  Optional<Caller> find(UUID userId) {
    Seen last = seen.get(userId);
    long now = System.nanoTime();
    if (last != null && now - last.at() <= FRESH) {
      return last.caller();
    }
    if (seen.size() >= MOST) {
      seen.clear();
    }
    long before = changes.get();
    Seen fresh = new Seen(accounts.byId(userId).map(Account::caller), now);
    if (before == changes.get()) {
      // What was read before a change may be what stood before it.
      seen.put(userId, fresh);
    }
    return fresh.caller();
  }

  void accessChanged(@Observes(during = TransactionPhase.AFTER_SUCCESS) AccessChanged changed) {
    changes.incrementAndGet();
    seen.clear();
  }
}
