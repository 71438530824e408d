package org.sluice.forge.github;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/** Where GraphQL is, and on which servers it was found missing in the last hour. Thread-safe. */
final class GraphQlRoots {

  private static final String OF_ENTERPRISE = "/api/v3";
  private static final Duration REMEMBERED = Duration.ofHours(1);
  private static final int MOST = 1_000;

  private final InstantSource clock;
  private final Map<URI, Instant> missing =
      new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<URI, Instant> eldest) {
          return size() > MOST;
        }
      };

  GraphQlRoots(InstantSource clock) {
    this.clock = clock;
  }

  /** Where questions go: beside the REST API of Enterprise Server, below that of GitHub. */
  static URI of(URI root) {
    String address = root.toString();
    return URI.create(
        address.endsWith(OF_ENTERPRISE)
            ? address.substring(0, address.length() - OF_ENTERPRISE.length()) + "/api/graphql"
            : address + "/graphql");
  }

  synchronized boolean isMissing(URI root) {
    Instant found = missing.get(root);
    return found != null && clock.instant().isBefore(found.plus(REMEMBERED));
  }

  synchronized void miss(URI root) {
    missing.remove(root);
    missing.put(root, clock.instant());
  }
}
