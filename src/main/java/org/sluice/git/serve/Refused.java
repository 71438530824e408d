package org.sluice.git.serve;

import org.eclipse.jgit.transport.ServiceMayNotContinueException;
import org.sluice.failure.DomainException;

/**
 * Carries a refusal through JGit before anything was answered. It has no message of its own, so
 * JGit answers nothing in its place.
 */
final class Refused extends ServiceMayNotContinueException {

  private static final long serialVersionUID = 1L;

  private final transient DomainException refusal;

  Refused(DomainException refusal) {
    super(null, refusal);
    this.refusal = refusal;
  }

  DomainException refusal() {
    return refusal;
  }
}
