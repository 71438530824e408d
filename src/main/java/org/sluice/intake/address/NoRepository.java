package org.sluice.intake.address;

import org.sluice.intake.Fault;
import org.sluice.intake.Reason;
import org.sluice.platform.Inside;

/** An address that names no repository. */
@Inside
public final class NoRepository extends Exception {

  private static final long serialVersionUID = 1L;

  private final transient Fault fault;

  NoRepository(Reason reason, String detail) {
    super(detail, null, false, false);
    this.fault = new Fault(reason, detail);
  }

  /** What is wrong with it. */
  public Fault fault() {
    return fault;
  }
}
