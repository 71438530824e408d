package org.sluice.registry.account;

import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.forge.ForgeFailure;

/** How a forge's failure is told to whoever waits for its answer. */
public final class ForgeRefusal {

  private ForgeRefusal() {}

  /** REFUSED_UPSTREAM, UPSTREAM_TIMEOUT or UPSTREAM_FAILED, with what the failure says. */
  public static DomainException of(ForgeFailure failure) {
    return switch (failure.kind()) {
      case AUTH, FORBIDDEN, NOT_FOUND, BLOCKED, LEADS_AWAY, ADDRESS_REFUSED ->
          new DomainException(
              FailureKind.REFUSED_UPSTREAM,
              failure.kind() == ForgeFailure.Kind.AUTH ? "token-refused" : "forge-refused",
              failure.getMessage());
      case TIMEOUT ->
          new DomainException(FailureKind.UPSTREAM_TIMEOUT, "forge-timeout", failure.getMessage());
      case LIMITED, UNAVAILABLE, UNREACHABLE, MALFORMED, CANCELLED ->
          new DomainException(FailureKind.UPSTREAM_FAILED, "forge-failed", failure.getMessage());
    };
  }
}
