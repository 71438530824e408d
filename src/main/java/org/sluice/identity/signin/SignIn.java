package org.sluice.identity.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.servlet.SessionCookieConfig;
import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.sluice.audit.AuditLog;
import org.sluice.audit.AuditOutcome;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.UserService;
import org.sluice.identity.account.Account;
import org.sluice.identity.account.AccountService;
import org.sluice.platform.network.Client;

/** The door of the console's sign-in and sign-out. */
@ApplicationScoped
public class SignIn {

  /** The page where people sign in; everybody may see it. */
  public static final String PAGE = "/ui/sign-in.xhtml";

  /** Where people sign out, also those whose session is over by then. */
  public static final String OUT = "/ui/sign-out";

  /** Where people land who did not ask for a page. */
  public static final String HOME = "/ui/index.xhtml";

  private static final String USER = "sluice.user";
  private static final String EPOCH = "sluice.epoch";
  private static final int MAX_NEXT = 2000;

  @Inject private CredentialCheck credentials;
  @Inject private AccountService accounts;
  @Inject private UserService users;
  @Inject private AuditLog audit;

  /**
   * What a session knows of its user.
   *
   * @param id the user
   * @param epoch his session epoch when he signed in
   */
  record SessionUser(UUID id, long epoch) {}

  /**
   * Signs a user in to the console: checks the password, changes the session's id (so that a
   * planted one is of no use) and remembers the user in it.
   *
   * @param username name as typed
   * @param password password as typed
   * @param request the present request; its client is who is held back after failures
   * @param response the present answer, which brings the session's cookie
   * @throws DomainException UNAUTHENTICATED if anything of it is wrong; TOO_MANY with the time to
   *     wait after a few failures
   */
  public void signIn(
      String username, String password, HttpServletRequest request, HttpServletResponse response) {
    String address = Client.of(request).address();
    Account account =
        credentials.password(
            username == null ? "" : username.strip(), password == null ? "" : password, address);
    if (request.getSession(false) == null) {
      request.getSession(true);
    } else {
      request.changeSessionId();
    }
    HttpSession session = request.getSession();
    if (Client.of(request).secure() && !request.isSecure()) {
      response.addCookie(secured(session));
    }
    session.setAttribute(USER, account.id());
    session.setAttribute(EPOCH, account.sessionEpoch());
    Idleness.begin(session, Instant.now());
    accounts.signedIn(account.id());
    audit.record(account.name(), "sign-in", null, address, AuditOutcome.DONE, "to the console");
  }

  /**
   * The session's cookie once more, for TLS only: the server itself knows no more than that a proxy
   * asked in the clear. Browsers keep the last one.
   */
  private static Cookie secured(HttpSession session) {
    SessionCookieConfig config = session.getServletContext().getSessionCookieConfig();
    String path = session.getServletContext().getContextPath();
    Cookie cookie = new Cookie(config.getName(), session.getId());
    cookie.setPath(path.isEmpty() ? "/" : path);
    cookie.setHttpOnly(true);
    cookie.setSecure(true);
    cookie.setAttribute("SameSite", "Lax");
    return cookie;
  }

  /** Ends the session of the request, if there is one. */
  public void signOut(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session != null) {
      String name =
          request.getUserPrincipal() == null ? null : request.getUserPrincipal().getName();
      session.invalidate();
      if (name != null) {
        audit.record(name, "sign-out", null, Client.of(request).address(), AuditOutcome.DONE, null);
      }
    }
  }

  /** Ends every session of the caller, that of the request included. */
  public void signOutEverywhere(Caller caller, HttpServletRequest request) {
    users.signOutEverywhere(caller);
    HttpSession session = request.getSession(false);
    if (session != null) {
      session.invalidate();
    }
  }

  /**
   * A path of this installation that it is safe to send a browser to.
   *
   * @param next what came as {@code next}; may be null
   * @return empty for other hosts, the sign-in itself, and anything odd
   */
  public static Optional<String> localPath(String next) {
    if (next == null
        || next.length() > MAX_NEXT
        || !next.startsWith("/")
        || next.startsWith("//")
        || next.contains("\\")
        || next.startsWith(PAGE)
        || next.chars().anyMatch(each -> each <= ' ' || each == 0x7F)) {
      return Optional.empty();
    }
    return Optional.of(next);
  }

  /** The user that a session remembers, if somebody has signed in with it. */
  static Optional<SessionUser> of(HttpSession session) {
    return session.getAttribute(USER) instanceof UUID id
            && session.getAttribute(EPOCH) instanceof Long epoch
        ? Optional.of(new SessionUser(id, epoch))
        : Optional.empty();
  }
}
