package org.sluice.identity.account;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.sluice.identity.Name;
import org.sluice.identity.namespace.NamespaceStore;
import org.sluice.identity.token.TokenStore;
import org.sluice.identity.token.TokenText;
import org.sluice.identity.user.Passwords;
import org.sluice.identity.user.User;
import org.sluice.identity.user.UserRole;
import org.sluice.identity.user.UserStore;

/**
 * Tells who credentials belong to. It answers without remembering and without counting failures;
 * that is done by the sign-in that asks it.
 */
@Stateless
public class AccountService {

  private static final Duration USE_IS_NOTED_EVERY = Duration.ofMinutes(1);

  @Inject private UserStore users;
  @Inject private NamespaceStore namespaces;
  @Inject private TokenStore tokens;
  @Inject private Passwords passwords;

  /**
   * The active user with this name and password; takes as long for a name that does not exist.
   *
   * @return empty if anything of it is wrong
   */
  // No transaction: hashing takes a tenth of a second, and no connection is held meanwhile.
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public Optional<Account> byPassword(String name, String password) {
    Optional<User> user = Name.problem(name).isPresent() ? Optional.empty() : users.byName(name);
    boolean same = passwords.matches(password, user.map(User::passwordHash).orElse(null));
    return same ? user.filter(User::isActive).map(this::account) : Optional.empty();
  }

  /**
   * What a token grants, if it is valid and its user active; notes the use, at most once a minute.
   *
   * @param token the text that came
   * @return empty if it is malformed, unknown, revoked or expired
   */
  public Optional<TokenGrant> byToken(String token) {
    if (!TokenText.isWellFormed(token)) {
      return Optional.empty();
    }
    Instant now = Instant.now();
    String hash = TokenText.hash(token);
    Optional<TokenGrant> grant =
        tokens
            .byHash(hash)
            .filter(found -> same(found.tokenHash(), hash) && !found.isExpired(now))
            .flatMap(
                found ->
                    byId(found.userId())
                        .map(
                            account ->
                                new TokenGrant(
                                    account,
                                    found.id(),
                                    found.scopes(),
                                    found.limitedTo(),
                                    found.configuration(),
                                    found.expiresAt())));
    grant.ifPresent(valid -> tokens.used(valid.tokenId(), now, now.minus(USE_IS_NOTED_EVERY)));
    return grant;
  }

  /** The active user with this id. */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS)
  public Optional<Account> byId(UUID id) {
    return users.byId(id).filter(User::isActive).map(this::account);
  }

  /** Notes that a user has signed in to the console. */
  public void signedIn(UUID id) {
    users.signedIn(id, Instant.now());
  }

  private Account account(User user) {
    return new Account(
        user.id(),
        user.name(),
        user.role() == UserRole.ADMIN,
        user.sessionEpoch(),
        namespaces.memberships(user.id()));
  }

  private static boolean same(String one, String other) {
    return MessageDigest.isEqual(
        one.getBytes(StandardCharsets.US_ASCII), other.getBytes(StandardCharsets.US_ASCII));
  }
}
