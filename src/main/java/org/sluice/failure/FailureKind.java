package org.sluice.failure;

/** Why a request was refused, in the words of the domain; {@code rest} maps each to a status. */
public enum FailureKind {
  /** The input breaks a rule; field errors say which. */
  INVALID,
  /** Nobody has signed in, or the credentials are wrong. */
  UNAUTHENTICATED,
  /** The caller sees the thing but may not do this with it. */
  FORBIDDEN,
  /** There is no such thing, or the caller may not know of it. */
  NOT_FOUND,
  /** Something is in the way: a name that is taken, work that runs already. */
  CONFLICT,
  /** The caller's copy is older than the stored one. */
  STALE,
  /** A size limit was passed. */
  TOO_LARGE,
  /** The input is of a media type that is not understood. */
  UNSUPPORTED,
  /** The input is well formed, but the upstream refuses it. */
  REFUSED_UPSTREAM,
  /** The caller asks too often. */
  TOO_MANY,
  /** The upstream answered with a failure. */
  UPSTREAM_FAILED,
  /** The upstream did not answer in time. */
  UPSTREAM_TIMEOUT,
  /** Sluice cannot do this now; later it may. */
  UNAVAILABLE,
  /** A defect; the detail carries only an incident id. */
  INTERNAL
}
