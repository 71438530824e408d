package org.sluice.identity.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.Optional;
import java.util.UUID;
import org.sluice.audit.AuditLog;
import org.sluice.audit.AuditOutcome;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.identity.account.Account;
import org.sluice.identity.account.AccountService;
import org.sluice.identity.account.TokenGrant;
import org.sluice.identity.signin.VerifiedCallers.Verified;
import org.sluice.identity.token.TokenText;

/**
 * Verifies credentials: remembered ones at once, others against the database, held back by the
 * throttle, failures recorded.
 */
@ApplicationScoped
public class CredentialCheck {

  @Inject private AccountService accounts;
  @Inject private VerifiedCallers verified;
  @Inject private SignInThrottle throttle;
  @Inject private AuditLog audit;

  /**
   * Verifies an API token.
   *
   * @param username name that it came with; null for a Bearer token
   * @param token the text that came
   * @param address where it came from
   * @throws DomainException UNAUTHENTICATED if it is of no use; TOO_MANY after many failures
   */
  SignedIn token(String username, String token, String address) {
    String fingerprint = verified.fingerprint("token", username == null ? "" : username, token);
    return verified
        .share(
            fingerprint,
            () -> {
              long changes = verified.changes();
              Optional<TokenGrant> grant =
                  accounts
                      .byToken(token)
                      .filter(
                          valid ->
                              username == null
                                  || username.isEmpty()
                                  || username.equalsIgnoreCase(valid.account().name()));
              if (grant.isEmpty()) {
                // A valid token never waits, and a wrong one says nothing about its account.
                throttle.begin(null, address);
                throw refused(username == null ? "token" : username, address, "token");
              }
              TokenGrant valid = grant.get();
              return verified.put(
                  fingerprint,
                  new SignedIn(valid.caller()),
                  valid.account().sessionEpoch(),
                  valid.expiresAt(),
                  changes);
            })
        .principal();
  }

  /**
   * Verifies a name with a password, or with an API token in its place.
   *
   * @param username name that was given
   * @param password password or token
   * @param address where it came from
   * @throws DomainException UNAUTHENTICATED if anything of it is wrong; TOO_MANY after a few
   *     failures
   */
  SignedIn basic(String username, String password, String address) {
    if (TokenText.isWellFormed(password)) {
      return token(username, password, address);
    }
    String fingerprint = verified.fingerprint("password", username, password);
    return verified
        .share(
            fingerprint,
            () -> {
              long changes = verified.changes();
              Account account = password(username, password, address);
              return verified.put(
                  fingerprint,
                  new SignedIn(account.caller()),
                  account.sessionEpoch(),
                  null,
                  changes);
            })
        .principal();
  }

  /**
   * Verifies as {@link #basic} does, but takes a token under any name. Clients of configuration
   * give a name of their own where they are told nothing but a password: Spring's says {@code
   * user}.
   *
   * @throws DomainException UNAUTHENTICATED or TOO_MANY, as there
   */
  SignedIn basicUnderAnyName(String username, String password, String address) {
    return TokenText.isWellFormed(password)
        ? token(null, password, address)
        : basic(username, password, address);
  }

  /**
   * Verifies a name and a password against the database, remembered or not.
   *
   * @throws DomainException UNAUTHENTICATED if anything of it is wrong; TOO_MANY after a few
   *     failures
   */
  Account password(String username, String password, String address) {
    throttle.begin(username, address);
    Optional<Account> account = accounts.byPassword(username, password);
    if (account.isEmpty()) {
      throw refused(username, address, "password");
    }
    throttle.succeeded(username, address);
    return account.get();
  }

  /**
   * Verifies the present password of somebody who has signed in already and is about to change it:
   * whoever got hold of his session or token learns no more here than at the sign-in.
   *
   * @param username his name
   * @param password what he says is his password
   * @param address where it came from
   * @return his session epoch, which counts up when the password changes
   * @throws DomainException INVALID {@code currentPassword}; TOO_MANY after a few failures
   */
  public long confirm(String username, String password, String address) {
    throttle.begin(username, address);
    Optional<Account> account = accounts.byPassword(username, password);
    if (account.isEmpty()) {
      audit.record(
          username,
          "password-changed",
          "user " + username,
          address,
          AuditOutcome.REFUSED,
          "not the current password");
      throw DomainException.invalid("currentPassword", "is not the current password");
    }
    throttle.succeeded(username, address);
    return account.get().sessionEpoch();
  }

  /**
   * The user of a console session, if he is active and the session has not been ended meanwhile.
   *
   * @param userId the user
   * @param epoch his session epoch when he signed in
   */
  Optional<SignedIn> session(UUID userId, long epoch) {
    String fingerprint = verified.fingerprint("session", userId.toString());
    Optional<Verified> remembered =
        verified.get(fingerprint).filter(each -> each.sessionEpoch() >= epoch);
    if (remembered.isEmpty()) {
      long changes = verified.changes();
      remembered =
          accounts
              .byId(userId)
              .map(
                  account ->
                      verified.put(
                          fingerprint,
                          new SignedIn(account.caller()),
                          account.sessionEpoch(),
                          null,
                          changes));
    }
    return remembered.filter(each -> each.sessionEpoch() == epoch).map(Verified::principal);
  }

  private DomainException refused(String claimed, String address, String means) {
    audit.record(
        claimed.isBlank() ? "nobody" : printable(claimed),
        "sign-in",
        null,
        address,
        AuditOutcome.REFUSED,
        "by " + means);
    return new DomainException(
        FailureKind.UNAUTHENTICATED, "bad-credentials", "The user, password or token is wrong.");
  }

  /** A claimed name, short and without control characters. */
  private static String printable(String claimed) {
    String name = claimed.replaceAll("[^\\x20-\\x7E]", "?");
    return name.length() > 100 ? name.substring(0, 100) : name;
  }
}
