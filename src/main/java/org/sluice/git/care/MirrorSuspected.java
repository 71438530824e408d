package org.sluice.git.care;

import java.util.Objects;
import java.util.UUID;

/**
 * Somebody met something in a mirror that could not be read; fired as a CDI event. Whether the
 * mirror is damaged is found out by whoever hears it.
 *
 * @param repositoryId of the mirror
 */
public record MirrorSuspected(UUID repositoryId) {

  /** It names one. */
  public MirrorSuspected {
    Objects.requireNonNull(repositoryId, "repositoryId");
  }
}
