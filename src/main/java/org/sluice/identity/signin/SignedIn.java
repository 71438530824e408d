package org.sluice.identity.signin;

import jakarta.security.enterprise.CallerPrincipal;
import java.util.Set;
import java.util.stream.Collectors;
import org.sluice.identity.Caller;
import org.sluice.identity.Scope;

/** The principal that the server knows a caller by; it carries what the caller may do. */
public final class SignedIn extends CallerPrincipal {

  private static final long serialVersionUID = 1L;

  private final transient Caller caller;

  SignedIn(Caller caller) {
    super(caller.username());
    this.caller = caller;
  }

  /** Who he is and what he may do; null after a serialization, which no server needs. */
  public Caller caller() {
    return caller;
  }

  /** Names of the server's roles: the labels of his scopes. */
  Set<String> roles() {
    return caller.scopes().stream().map(Scope::label).collect(Collectors.toSet());
  }
}
