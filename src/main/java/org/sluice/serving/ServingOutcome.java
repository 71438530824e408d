package org.sluice.serving;

import java.util.Locale;

/** How a request of a Git client ended. */
enum ServingOutcome {
  /** It got what it asked for. */
  SERVED,
  /** It asked for what is not to be had. */
  REFUSED,
  /** There was no place for it. */
  BUSY,
  /** It neither sent nor took anything for too long, or took too long altogether. */
  STALLED,
  /** It went away. */
  GONE,
  /** The mirror could not be read. */
  FAILED;

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
