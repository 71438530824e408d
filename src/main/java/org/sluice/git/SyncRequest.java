package org.sluice.git;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * One sync that is asked for.
 *
 * @param folder the mirror's bare repository; made if it is not there
 * @param url clone URL of the upstream, without credentials
 * @param credential for the URL's own host; null if none
 * @param idleTimeout longest silence on the connection
 * @param deadline total time of a sync
 * @param firstDeadline total time of a first clone
 */
public record SyncRequest(
    Path folder,
    String url,
    GitCredential credential,
    Duration idleTimeout,
    Duration deadline,
    Duration firstDeadline) {

  /** Checks what is required. */
  public SyncRequest {
    Objects.requireNonNull(folder, "folder");
    Objects.requireNonNull(url, "url");
    Objects.requireNonNull(idleTimeout, "idleTimeout");
    Objects.requireNonNull(deadline, "deadline");
    Objects.requireNonNull(firstDeadline, "firstDeadline");
  }

  /** The credential, if there is one. */
  public Optional<GitCredential> credentials() {
    return Optional.ofNullable(credential);
  }
}
