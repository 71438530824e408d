package org.sluice.identity.signin;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Dependent;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Inject;
import jakarta.security.enterprise.SecurityContext;
import org.sluice.identity.Caller;

/** Gives resources and pages the caller of the present request. */
@ApplicationScoped
public class CallerProducer {

  @Inject private SecurityContext security;

  /** Who asks; the anonymous caller if nobody has signed in. */
  @Produces
  @Dependent
  public Caller caller() {
    return security.getPrincipalsByType(SignedIn.class).stream()
        .findFirst()
        .map(SignedIn::caller)
        .orElse(Caller.anonymous());
  }
}
