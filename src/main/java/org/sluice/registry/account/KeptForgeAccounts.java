package org.sluice.registry.account;

import jakarta.ejb.Stateless;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.sluice.audit.AuditLog;
import org.sluice.failure.DomainException;
import org.sluice.forge.ForgeLogin;
import org.sluice.identity.Caller;
import org.sluice.platform.Notice;
import org.sluice.rest.Answers;
import org.sluice.vault.Vault;

/**
 * Makes, changes and deletes accounts at forges, in one transaction each; rights and fields have
 * been checked, and the forge has been asked.
 */
@Stateless
public class KeptForgeAccounts {

  /** How long before its end a token is warned of. */
  static final Duration WARNING = Duration.ofDays(14);

  @Inject private ForgeAccountStore store;
  @Inject private Vault vault;
  @Inject private AuditLog audit;
  @Inject private Event<Notice> notices;
  @Inject private Event<ForgeAccountDeleted> deleted;

  /**
   * Makes one.
   *
   * @return its id
   */
  public UUID create(Caller caller, EnteredAccount entered, ForgeLogin taken) {
    ForgeAccount account = new ForgeAccount(entered.forge());
    describe(account, entered);
    keepToken(account, entered, taken);
    store.add(account);
    audit.done(
        caller.username(),
        "forge-account-created",
        "forge account " + entered.label(),
        entered.forge() + " at " + entered.root());
    return account.id();
  }

  private static void describe(ForgeAccount account, EnteredAccount entered) {
    account.describe(entered.label(), entered.root(), entered.cloneHost(), entered.isDefault());
  }

  private void keepToken(ForgeAccount account, EnteredAccount entered, ForgeLogin taken) {
    account.keep(
        vault.seal(account.id(), ForgeAccount.TOKEN, entered.token()),
        entered.login(),
        entered.expiresAt(),
        taken);
  }

  /**
   * Changes one.
   *
   * @param seen version that the forge was asked for
   * @param taken what the forge said of it; null if it was not asked, since nothing that it is
   *     shown changes
   */
  public void change(Caller caller, UUID id, EnteredAccount entered, long seen, ForgeLogin taken) {
    ForgeAccount account = store.lock(id).orElseThrow(ForgeAccountService::unknown);
    if (account.version() != seen) {
      throw DomainException.changedMeanwhile();
    }
    describe(account, entered);
    if (taken != null) {
      keepToken(account, entered, taken);
    }
    store.flush();
    audit.done(
        caller.username(),
        "forge-account-changed",
        "forge account " + entered.label(),
        taken == null ? null : "with a token that the forge took");
  }

  /**
   * Deletes one that no repository names.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   */
  public void delete(Caller caller, UUID id, String ifMatch) {
    ForgeAccount account = store.lock(id).orElseThrow(ForgeAccountService::unknown);
    Answers.requireMatch(ifMatch, Long.toString(account.version()));
    long used = store.uses(java.util.List.of(id)).getOrDefault(id, 0L);
    if (used > 0) {
      throw DomainException.conflict(
          "forge-account-in-use",
          used == 1
              ? "A repository names it. Give that another one first."
              : used + " repositories name it. Give them another one first.");
    }
    deleted.fire(new ForgeAccountDeleted(id));
    store.remove(account);
    audit.done(
        caller.username(), "forge-account-deleted", "forge account " + account.label(), null);
  }

  /**
   * Records that the forge took an account's token.
   *
   * @param tokenNumber which of its tokens that was; another one changes nothing
   */
  public void taken(UUID id, long tokenNumber, ForgeLogin login) {
    store
        .lock(id)
        .filter(account -> account.tokenNumber() == tokenNumber)
        .ifPresent(account -> account.confirm(account.enteredLogin(), login, Instant.now()));
  }

  /**
   * Records that the forge refused an account's token, and tells it once.
   *
   * @param tokenNumber which of its tokens that was; another one changes nothing
   * @param detail one safe sentence
   * @return whether it is this that turned the account INVALID
   */
  public boolean refused(UUID id, long tokenNumber, String detail) {
    return store
        .lock(id)
        .filter(account -> account.tokenNumber() == tokenNumber && account.status().usable())
        .map(
            account -> {
              account.refuse(ForgeAccountStatus.INVALID, detail);
              notices.fire(
                  Notice.error(
                          "forge-account-invalid",
                          account.label(),
                          "The forge does not take the account's token any more: " + detail)
                      .at("/forge-accounts/" + id)
                      .once("forge-account-invalid:" + id + ":" + tokenNumber));
              return true;
            })
        .orElse(false);
  }

  /** Ends what has expired, and warns of what soon will; each once. */
  public void lookAtEnds(Instant now) {
    for (ForgeAccount each : store.endingBefore(now.plus(WARNING))) {
      String transition = each.id() + ":" + each.tokenNumber();
      if (each.expiresAt().isAfter(now)) {
        notices.fire(
            Notice.warning(
                    "forge-account-expiring",
                    each.label(),
                    "The account's token ends on " + each.expiresAt() + ". Enter another one.")
                .at("/forge-accounts/" + each.id())
                .once("forge-account-expiring:" + transition));
      } else {
        each.refuse(
            ForgeAccountStatus.EXPIRED, "The token's time was over at " + each.expiresAt() + ".");
        notices.fire(
            Notice.error(
                    "forge-account-invalid",
                    each.label(),
                    "The account's token has expired. Enter another one.")
                .at("/forge-accounts/" + each.id())
                .once("forge-account-invalid:" + transition));
      }
    }
  }
}
