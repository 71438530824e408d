package org.sluice.git.remote;

/** What lets a sync in at an upstream; never any part of it is shown. */
public sealed interface UpstreamCredential permits GitCredential, GitKey {

  /** Whom it lets in; may be empty, where the upstream or its URL says it. */
  String username();
}
