package org.sluice.delivery.subscriber;

import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * A subscriber that is about to be registered.
 *
 * @param namespace name of the namespace that it belongs to; the caller's own if none is given
 * @param name unique in its namespace; as names of repositories are
 * @param endpointUrl where messages are posted to: https, without a user or a fragment; null for
 *     one that only pulls
 * @param contact who looks after it; null if that is not said
 * @param rateLimit most messages a second, 1 to 1,000; null for no limit
 */
public record NewSubscriber(
    @Schema(maxLength = 100) String namespace,
    @Schema(required = true, maxLength = 100) String name,
    @Schema(maxLength = 2048) String endpointUrl,
    @Schema(maxLength = 200) String contact,
    @Schema(minimum = "1", maximum = "1000") Integer rateLimit) {

  /** Leaves out the URL, which may be a secret. */
  @Override
  public String toString() {
    return "NewSubscriber[" + name + "]";
  }
}
