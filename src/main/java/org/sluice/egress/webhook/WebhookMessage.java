package org.sluice.egress.webhook;

import java.time.Instant;
import java.util.List;

/**
 * A message on its way to an endpoint. What it says and its secrets are no part of {@link
 * #toString}.
 *
 * @param url where to, as it was checked when it came in
 * @param id the same in every attempt; no dot in it
 * @param at the time of this attempt
 * @param json its body; not copied
 * @param secrets by which it is signed, the newest first; at least one
 */
public record WebhookMessage(String url, String id, Instant at, byte[] json, List<String> secrets) {

  /** Keeps a copy of the list. */
  public WebhookMessage {
    secrets = List.copyOf(secrets);
  }

  @Override
  public String toString() {
    return "message " + id;
  }
}
