package org.sluice.mirror.upstream;

/** State of a host that is not well. */
public enum HostState {
  /** It does not answer: its mirrors wait, and one at a time tries. */
  UNREACHABLE,
  /** It asked to wait: its mirrors do. */
  WAITING,
  /** Runs against it got no answer, too few to make the others wait. */
  FAILING
}
