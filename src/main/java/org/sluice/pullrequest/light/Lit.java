package org.sluice.pullrequest.light;

import java.util.Objects;
import org.sluice.registry.status.Light;

/**
 * A light and why it is lit.
 *
 * @param light never null
 * @param reason one safe line, such as {@code 2 checks failed: build, lint}; at most {@value
 *     #MAX_REASON} characters
 */
public record Lit(Light light, String reason) {

  /** Most characters of a reason. */
  public static final int MAX_REASON = 500;

  /** A reason that is too long is cut. */
  public Lit {
    Objects.requireNonNull(light, "light");
    Objects.requireNonNull(reason, "reason");
    reason = reason.length() <= MAX_REASON ? reason : reason.substring(0, MAX_REASON - 1) + "…";
  }
}
