package org.sluice.job;

import jakarta.annotation.security.DeclareRoles;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.security.enterprise.AuthenticationStatus;
import jakarta.security.enterprise.authentication.mechanism.http.HttpAuthenticationMechanism;
import jakarta.security.enterprise.authentication.mechanism.http.HttpMessageContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;

/** Lets in whoever a header names, where the real sign-in is not deployed. */
@ApplicationScoped
@DeclareRoles({Scope.READ_ROLE, Scope.WRITE_ROLE})
public class HeaderSignIn implements HttpAuthenticationMechanism {

  /** Name of the header. */
  static final String HEADER = "X-Rehearsed-User";

  @Inject private HttpServletRequest current;

  /** The caller with that name: {@code ana} administers, nobody is a member of anything. */
  static Caller named(String name) {
    UUID id = UUID.nameUUIDFromBytes(name.getBytes(StandardCharsets.UTF_8));
    return new Caller(
        id, name, name.equals("ana"), Set.of(Scope.READ, Scope.WRITE), Map.of(), null);
  }

  @Produces
  @Dependent
  Caller caller() {
    return named(current.getHeader(HEADER));
  }

  @Override
  public AuthenticationStatus validateRequest(
      HttpServletRequest request, HttpServletResponse response, HttpMessageContext context) {
    String name = request.getHeader(HEADER);
    return name == null
        ? context.doNothing()
        : context.notifyContainerAboutLogin(name, Set.of(Scope.READ_ROLE, Scope.WRITE_ROLE));
  }
}
