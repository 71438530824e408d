package org.sluice.registry.account;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sluice.egress.UpstreamUrl;
import org.sluice.egress.budget.BudgetView;
import org.sluice.egress.budget.Errand;
import org.sluice.egress.budget.RateBudgets;
import org.sluice.failure.DomainException;
import org.sluice.forge.Forge;
import org.sluice.forge.ForgeAccess;
import org.sluice.forge.ForgeFailure;
import org.sluice.forge.ForgeKind;
import org.sluice.forge.ForgeLogin;
import org.sluice.forge.Forges;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;
import org.sluice.platform.settings.Settings;
import org.sluice.rest.Answers;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;
import org.sluice.rest.Patch;
import org.sluice.vault.Vault;

/**
 * The door of accounts at forges.
 *
 * <p>Administrators keep them and say which repository names which: with an account, whoever names
 * a clone URL reads what the account's owner does. A default account is asked for all repositories
 * of its host, for their pull requests and metadata; to clone with an account, a repository must
 * name it.
 *
 * <p>What waits for a forge has no transaction; what then is recorded, {@link KeptForgeAccounts}
 * does in one.
 */
@Stateless
public class ForgeAccountService {

  /** Sort keys that lists know. */
  public static final Set<String> SORT_KEYS = ForgeAccountStore.SORT_KEYS.keySet();

  /** Filters that lists know. */
  public static final Set<String> FILTERS = ForgeAccountStore.FILTERS;

  /** Fields that a patch may name. */
  public static final Set<String> PATCHABLE =
      Set.of("label", "baseUrl", "cloneHost", "login", "token", "expiresAt", "isDefault");

  @Inject private ForgeAccountStore store;
  @Inject private KeptForgeAccounts kept;
  @Inject private Forges forges;
  @Inject private Vault vault;
  @Inject private Settings settings;
  @Inject private RateBudgets budgets;
  @Inject private Event<ForgeAccountUsable> usable;

  static DomainException unknown() {
    return DomainException.notFound("forge account");
  }

  /** One page of all accounts; for administrators. */
  public Page<ForgeAccountView> list(Caller caller, PageQuery query) {
    requireSees(caller);
    return Page.of(query, views(store.page(query)), store.count(query));
  }

  /**
   * One account.
   *
   * @throws DomainException NOT_FOUND, FORBIDDEN
   */
  public ForgeAccountView get(Caller caller, UUID id) {
    requireSees(caller);
    return views(List.of(store.byId(id).orElseThrow(ForgeAccountService::unknown))).get(0);
  }

  private List<ForgeAccountView> views(List<ForgeAccount> accounts) {
    Map<UUID, Long> uses = store.uses(accounts.stream().map(ForgeAccount::id).toList());
    return accounts.stream().map(each -> each.view(uses.getOrDefault(each.id(), 0L))).toList();
  }

  private static void requireSees(Caller caller) {
    if (!caller.administers()) {
      throw DomainException.forbidden("Only administrators see accounts at forges.");
    }
  }

  private static void requireKeeps(Caller caller) {
    if (!caller.administers() || !caller.scopes().contains(Scope.WRITE)) {
      throw DomainException.forbidden("Only administrators keep accounts at forges.");
    }
  }

  /**
   * Keeps an account once its forge has taken the token.
   *
   * @return the account, without its token
   * @throws DomainException INVALID with every field that breaks a rule, FORBIDDEN, CONFLICT if the
   *     label is taken or the host has a default; REFUSED_UPSTREAM if the forge does not take the
   *     token, UPSTREAM_FAILED or UPSTREAM_TIMEOUT if it could not be asked
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public ForgeAccountView create(Caller caller, NewForgeAccount wanted) {
    requireKeeps(caller);
    EnteredAccount entered = EnteredAccount.of(wanted, settings.transports());
    ForgeLogin taken = ask(entered);
    UUID id = kept.create(caller, entered, taken);
    tellUsable(id);
    return get(caller, id);
  }

  /**
   * Changes an account; a token that is absent or blank stays, but is entered again where it would
   * be shown elsewhere.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException as {@link #create}, and NOT_FOUND, STALE
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public ForgeAccountView change(Caller caller, UUID id, Patch patch, String ifMatch) {
    requireKeeps(caller);
    ForgeAccount before = store.byId(id).orElseThrow(ForgeAccountService::unknown);
    Answers.requireMatch(ifMatch, Long.toString(before.version()));
    for (String required : List.of("label", "baseUrl", "cloneHost", "isDefault")) {
      if (patch.clears(required)) {
        throw DomainException.invalid(required, "cannot be cleared");
      }
    }
    String token = patch.value("token", String.class).filter(text -> !text.isBlank()).orElse(null);
    EnteredAccount entered =
        EnteredAccount.of(
            new NewForgeAccount(
                patch.value("label", String.class).orElse(before.label()),
                before.forge(),
                patch.value("baseUrl", String.class).orElse(before.root().toString()),
                patch.value("cloneHost", String.class).orElse(before.cloneHost()),
                patch.has("login")
                    ? patch.value("login", String.class).orElse("")
                    : before.enteredLogin(),
                token == null ? open(before) : token,
                patch.has("expiresAt")
                    ? patch.value("expiresAt", Instant.class).orElse(null)
                    : null,
                patch.value("isDefault", Boolean.class).orElse(before.isDefault())),
            settings.transports());
    if (token == null && !entered.root().equals(before.root())) {
      throw DomainException.invalid("token", "is required again when baseUrl changes");
    }
    boolean shown = token != null || !entered.asksAs(before) || patch.has("expiresAt");
    kept.change(caller, id, entered, before.version(), shown ? ask(entered) : null);
    tellUsable(id);
    return get(caller, id);
  }

  /**
   * Asks the forge whether it takes an account's token, and records the answer.
   *
   * @return the account, VALID or INVALID now
   * @throws DomainException NOT_FOUND, FORBIDDEN; UPSTREAM_FAILED or UPSTREAM_TIMEOUT if the forge
   *     could not be asked, which changes nothing
   */
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public ForgeAccountView validate(Caller caller, UUID id) {
    requireKeeps(caller);
    ForgeAccount account = store.byId(id).orElseThrow(ForgeAccountService::unknown);
    OpenAccount open = open(account, Errand.ofPerson());
    try {
      kept.taken(id, open.tokenNumber(), forge(account.forge()).login(open.access()));
      tellUsable(id);
    } catch (ForgeFailure failure) {
      if (failure.kind() != ForgeFailure.Kind.AUTH) {
        throw ForgeRefusal.of(failure);
      }
      kept.refused(id, open.tokenNumber(), failure.getMessage());
    }
    return get(caller, id);
  }

  /**
   * How many requests an account has left, as its forge last told this node.
   *
   * @return one for each part of its budget; none if the forge was not asked lately
   * @throws DomainException NOT_FOUND, FORBIDDEN
   */
  public List<BudgetView> budget(Caller caller, UUID id) {
    get(caller, id);
    return budgets.views(id.toString());
  }

  /**
   * Deletes an account that no repository names.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException NOT_FOUND, FORBIDDEN, STALE, CONFLICT ({@code forge-account-in-use})
   */
  public void delete(Caller caller, UUID id, String ifMatch) {
    requireKeeps(caller);
    kept.delete(caller, id, ifMatch);
  }

  private ForgeLogin ask(EnteredAccount entered) {
    try {
      // A budget of its own: what a wrong token is told must not hold up the account's work.
      return forge(entered.forge())
          .login(
              new ForgeAccess(
                  entered.root(),
                  "trial " + entered.root(),
                  entered.login(),
                  entered.token(),
                  Errand.ofPerson()));
    } catch (ForgeFailure failure) {
      throw ForgeRefusal.of(failure);
    }
  }

  private Forge forge(ForgeKind kind) {
    return forges
        .of(kind)
        .orElseThrow(() -> DomainException.invalid("forge", kind + " has no API"));
  }

  private void tellUsable(UUID id) {
    store
        .byId(id)
        .filter(account -> account.status().usable())
        .ifPresent(
            account ->
                usable.fire(
                    new ForgeAccountUsable(
                        id, account.forge(), account.isDefault() ? account.cloneHost() : null)));
  }

  // ---- for Sluice's own work ----

  /**
   * Lets an account be named by a repository, and keeps it from being deleted until the caller's
   * transaction ends.
   *
   * @param field name of the input's field that names the account
   * @throws DomainException INVALID, naming the field, if it is not there, at another forge or for
   *     another host, or the caller may not name one
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void requireAttachable(
      Caller caller, String field, UUID id, ForgeKind forge, UpstreamUrl upstream) {
    if (!caller.administers()) {
      throw DomainException.invalid(field, "only administrators name an account");
    }
    ForgeAccount account =
        store
            .lock(id)
            .orElseThrow(() -> DomainException.invalid(field, "there is no such account"));
    if (account.forge() != forge) {
      throw DomainException.invalid(field, "is at " + account.forge() + ", not at " + forge);
    }
    if (!upstream.isAt(account.cloneHost())) {
      throw DomainException.invalid(
          field, "is for " + account.cloneHost() + ", not for " + upstream.hostAndPort());
    }
  }

  /**
   * The account through which a repository's forge is asked: the one that it names, else the
   * default of its host, else none.
   *
   * @param named the account that the repository names; null if none
   * @param upstream its clone URL
   * @param errand what the forge is asked for
   * @return empty if the forge has no API at that host
   * @throws ForgeFailure AUTH if the account's token is known to be refused or over
   */
  public Optional<OpenAccount> open(
      UUID named, ForgeKind forge, UpstreamUrl upstream, Errand errand) throws ForgeFailure {
    Optional<ForgeAccount> account =
        named == null ? store.ofHost(forge, upstream.hostAndPort()) : store.byId(named);
    if (account.isPresent()) {
      ForgeAccount found = account.get();
      if (!found.status().usable()) {
        throw new ForgeFailure(
            ForgeFailure.Kind.AUTH,
            "The account " + found.label() + " is not let in: " + found.statusDetail(),
            null);
      }
      return Optional.of(open(found, errand));
    }
    String scheme = upstream.scheme().equals("http") ? "http" : "https";
    String host = upstream.isSsh() ? upstream.host() : upstream.hostAndPort();
    return forge
        .rootAt(scheme, host)
        .map(
            root ->
                new OpenAccount(
                    null, null, 0, new ForgeAccess(root, "anonymous " + root, "", null, errand)));
  }

  /** The account through which a repository's forge is asked, as {@link #open} finds it. */
  public Optional<UUID> askedFor(UUID named, ForgeKind forge, UpstreamUrl upstream) {
    return named == null
        ? store.ofHost(forge, upstream.hostAndPort()).map(ForgeAccount::id)
        : Optional.of(named);
  }

  /**
   * An account that somebody names, with its token.
   *
   * @throws DomainException NOT_FOUND
   */
  public OpenAccount open(UUID id, Errand errand) {
    return open(store.byId(id).orElseThrow(ForgeAccountService::unknown), errand);
  }

  private OpenAccount open(ForgeAccount account, Errand errand) {
    return new OpenAccount(
        account.id(),
        account.login(),
        account.tokenNumber(),
        new ForgeAccess(
            account.root(),
            account.id().toString(),
            account.enteredLogin(),
            open(account),
            errand));
  }

  private String open(ForgeAccount account) {
    return vault.open(account.id(), ForgeAccount.TOKEN, account.sealedToken());
  }

  /**
   * The token of an account, to clone with at its own clone host over HTTP.
   *
   * @param upstream that it is to be shown to
   * @return empty if the account is gone, not let in, or for another host
   */
  public Optional<CloneToken> cloneToken(UUID id, UpstreamUrl upstream) {
    return store
        .byId(id)
        .filter(account -> account.status().usable() && !upstream.isSsh())
        .filter(account -> upstream.isAt(account.cloneHost()))
        .map(account -> new CloneToken(account.forge().tokenUser(), open(account)));
  }

  /** Records that the forge refused the token with which an account was opened. */
  public void refused(OpenAccount account, ForgeFailure failure) {
    if (account.id() != null && failure.kind() == ForgeFailure.Kind.AUTH) {
      kept.refused(account.id(), account.tokenNumber(), failure.getMessage());
    }
  }
}
