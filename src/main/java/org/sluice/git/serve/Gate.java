package org.sluice.git.serve;

import org.sluice.failure.DomainException;

/** Lets a client through to the costly part of a request, or not. */
@FunctionalInterface
public interface Gate {

  /**
   * Called once, when it is known that objects are to be looked for.
   *
   * @throws DomainException if they may not be now
   */
  void pass();
}
