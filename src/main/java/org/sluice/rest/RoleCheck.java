package org.sluice.rest;

import jakarta.annotation.Priority;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerRequestFilter;
import jakarta.ws.rs.container.DynamicFeature;
import jakarta.ws.rs.container.ResourceInfo;
import jakarta.ws.rs.core.FeatureContext;
import jakarta.ws.rs.core.SecurityContext;
import jakarta.ws.rs.ext.Provider;
import java.lang.reflect.Method;
import java.util.Arrays;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;

/**
 * Holds every endpoint to the roles that it declares, alike on both servers; an endpoint that
 * declares none is closed.
 */
@Provider
public class RoleCheck implements DynamicFeature {

  @Override
  public void configure(ResourceInfo resource, FeatureContext context) {
    Method method = resource.getResourceMethod();
    if (!resource.getResourceClass().getName().startsWith("org.sluice.")
        || method.isAnnotationPresent(PermitAll.class)) {
      return;
    }
    RolesAllowed allowed = method.getAnnotation(RolesAllowed.class);
    if (allowed == null && !method.isAnnotationPresent(DenyAll.class)) {
      if (resource.getResourceClass().isAnnotationPresent(PermitAll.class)) {
        return;
      }
      allowed = resource.getResourceClass().getAnnotation(RolesAllowed.class);
    }
    context.register(new Check(allowed == null ? new String[0] : allowed.value()));
  }

  /** Refuses a caller who has none of the roles; before the server's own check, to say why. */
  @Priority(Priorities.AUTHORIZATION - 1)
  static final class Check implements ContainerRequestFilter {

    private final String[] roles;

    Check(String... roles) {
      this.roles = roles;
    }

    @Override
    public void filter(ContainerRequestContext request) {
      SecurityContext security = request.getSecurityContext();
      if (security == null || security.getUserPrincipal() == null) {
        throw new DomainException(
            FailureKind.UNAUTHENTICATED,
            "not-signed-in",
            "Sign in with a token or with user and password.");
      }
      if (Arrays.stream(roles).noneMatch(security::isUserInRole)) {
        throw DomainException.forbidden(
            "This needs the role or token scope " + String.join(" or ", roles) + ".");
      }
    }
  }
}
