package org.sluice.identity.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationException;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpSession;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.platform.network.Client;

/**
 * The one way in: decides by the path whether a request needs a token, a session or nothing.
 *
 * <p>Programs that bring wrong credentials are refused with a problem; those that bring none go on
 * as nobody, and what they ask for decides. Pages of the console lead to the sign-in.
 */
@ApplicationScoped
public class SignInMechanism implements HttpAuthenticationMechanism {

  private static final Logger LOG = Logger.getLogger(SignInMechanism.class.getName());
  private static final Duration RETRY = Duration.ofSeconds(10);
  private static final int MAX_HEADER = 4096;

  @Inject private CredentialCheck credentials;

  @Override
  public AuthenticationStatus validateRequest(
      HttpServletRequest request, HttpServletResponse response, HttpMessageContext context)
      throws AuthenticationException {
    try {
      return switch (RequestKind.of(request)) {
        case PROGRAM -> program(request, context);
        case NOWHERE ->
            refuse(
                request,
                context,
                new DomainException(
                    FailureKind.INVALID,
                    "invalid-path",
                    "The path holds an empty part, a dot segment or a control character."));
        case STATIC -> context.doNothing();
        case OPEN, CONSOLE -> console(request, response, context);
      };
    } catch (IOException gone) {
      throw new AuthenticationException("The answer could not be written", gone);
    } catch (RuntimeException failed) {
      LOG.log(Level.SEVERE, "nobody can sign in now", failed);
      return refuse(
          request,
          context,
          DomainException.retryLater(
              FailureKind.UNAVAILABLE,
              "sign-in-unavailable",
              "Nobody can be signed in now. Try again later.",
              RETRY));
    }
  }

  private AuthenticationStatus program(HttpServletRequest request, HttpMessageContext context) {
    String header = request.getHeader("Authorization");
    if (header == null) {
      return context.doNothing();
    }
    if (!SameOrigin.permitsProgram(request)) {
      return refuse(
          request, context, DomainException.forbidden("This request comes from another site."));
    }
    try {
      SignedIn caller = signIn(request, header);
      return context.notifyContainerAboutLogin(caller, caller.roles());
    } catch (DomainException refused) {
      return refuse(request, context, refused);
    }
  }

  private SignedIn signIn(HttpServletRequest request, String header) {
    String address = Client.of(request).address();
    int space = header.indexOf(' ');
    String scheme = space < 0 ? header : header.substring(0, space);
    String rest = space < 0 ? "" : header.substring(space + 1).strip();
    if (header.length() <= MAX_HEADER && scheme.equalsIgnoreCase("Bearer")) {
      return credentials.token(null, rest, address);
    }
    if (header.length() <= MAX_HEADER && scheme.equalsIgnoreCase("Basic")) {
      String pair = decode(rest);
      int colon = pair.indexOf(':');
      if (colon >= 0) {
        String name = pair.substring(0, colon);
        String password = pair.substring(colon + 1);
        return RequestKind.readsConfiguration(request)
            ? credentials.basicUnderAnyName(name, password, address)
            : credentials.basic(name, password, address);
      }
    }
    throw new DomainException(
        FailureKind.UNAUTHENTICATED,
        "bad-credentials",
        "The Authorization header must hold a Bearer token, or Basic with user and password.");
  }

  private static String decode(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException notBase64) {
      return "";
    }
  }

  private AuthenticationStatus console(
      HttpServletRequest request, HttpServletResponse response, HttpMessageContext context)
      throws IOException {
    if (!SameOrigin.permits(request)) {
      return refuse(
          request,
          context,
          DomainException.forbidden("This request does not come from a page of Sluice."));
    }
    Optional<SignedIn> caller = session(request);
    if (caller.isPresent()) {
      return context.notifyContainerAboutLogin(caller.get(), caller.get().roles());
    }
    return RequestKind.of(request) == RequestKind.OPEN
        ? context.doNothing()
        : leadToSignIn(request, response);
  }

  private Optional<SignedIn> session(HttpServletRequest request) {
    HttpSession session = request.getSession(false);
    if (session == null) {
      return Optional.empty();
    }
    if (SignIn.of(session).isPresent() && Idleness.isOver(request, session, Instant.now())) {
      session.invalidate();
      return Optional.empty();
    }
    return SignIn.of(session).flatMap(user -> credentials.session(user.id(), user.epoch()));
  }

  private static AuthenticationStatus leadToSignIn(
      HttpServletRequest request, HttpServletResponse response) throws IOException {
    SecurityHeaders.set(request, response);
    String page = request.getContextPath() + SignIn.PAGE + "?next=" + encoded(wanted(request));
    String mode = request.getHeader("Sec-Fetch-Mode");
    if ("partial/ajax".equals(request.getHeader("Faces-Request"))) {
      // Faces' script follows only this form; a redirect it would take for the answer.
      response.setContentType("text/xml;charset=UTF-8");
      response
          .getWriter()
          .write(
              "<?xml version=\"1.0\" encoding=\"UTF-8\"?><partial-response><redirect url=\""
                  + page.replace("&", "&amp;")
                  + "\"/></partial-response>");
      response.flushBuffer();
    } else if (mode != null && !mode.equals("navigate")) {
      // A script, an event source or a socket of a page whose session ended.
      response.setStatus(HttpServletResponse.SC_UNAUTHORIZED);
    } else {
      response.setStatus(HttpServletResponse.SC_SEE_OTHER);
      response.setHeader("Location", page);
    }
    return AuthenticationStatus.SEND_CONTINUE;
  }

  /** Path and query to come back to, as the browser wrote them. */
  private static String wanted(HttpServletRequest request) {
    // A form is posted to the address of its page, which is where it is filled in again.
    String query = request.getQueryString();
    String wanted = request.getRequestURI() + (query == null ? "" : "?" + query);
    return SignIn.localPath(wanted).orElse(SignIn.HOME);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8);
  }

  /** Lets the request go on as nobody's; {@link RefusedSignIn} answers it. */
  private static AuthenticationStatus refuse(
      HttpServletRequest request, HttpMessageContext context, DomainException refused) {
    RefusedSignIn.leave(request, refused);
    return context.doNothing();
  }
}
