package org.sluice.intake.work;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.sluice.identity.Account;
import org.sluice.identity.AccountService;
import org.sluice.identity.Caller;

/** Who asked for imports, with the rights that he has now, or had seconds ago. */
@ApplicationScoped
class Requesters {

  private static final long FRESH = Duration.ofSeconds(10).toNanos();
  private static final int MOST = 100;

  private final Map<UUID, Seen> seen = new ConcurrentHashMap<>();

  @Inject private AccountService accounts;

  private record Seen(Optional<Caller> caller, long at) {}

  /** The user as a caller; empty if he has no account any more. */
  Optional<Caller> find(UUID userId) {
    Seen last = seen.get(userId);
    long now = System.nanoTime();
    if (last == null || now - last.at() > FRESH) {
      if (seen.size() >= MOST) {
        seen.clear();
      }
      last = new Seen(accounts.byId(userId).map(Account::caller), now);
      seen.put(userId, last);
    }
    return last.caller();
  }
}
