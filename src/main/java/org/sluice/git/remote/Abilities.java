package org.sluice.git.remote;

import java.net.URI;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * What an upstream said of itself before it was asked for its refs, in Git's protocol v2: the same
 * each time as long as nobody changes the server.
 *
 * @param uri that was asked
 * @param contentType of the answer
 * @param bytes of the answer
 */
@SuppressWarnings("ArrayRecordComponent") // Nobody outside of this room has one.
record Abilities(URI uri, String contentType, byte[] bytes) {

  /** Longest that is kept, in bytes; those of forges have some 300. */
  private static final int LONGEST = 2048;

  /** Those of an answer; null if they are too long to be kept. */
  static Abilities of(URI uri, Told told, byte[] bytes) {
    return bytes.length > LONGEST
        ? null
        : new Abilities(uri, told.headers("Content-Type").stream().findFirst().orElse(""), bytes);
  }

  /** Whether they are what is asked for. */
  boolean answer(String method, URI asked) {
    return method.equals("GET") && uri.equals(asked);
  }

  /** The answer as it came. */
  Told told() {
    return new Told(200, "OK", Map.of("Content-Type", List.of(contentType)));
  }

  /** The same with the bytes of another where they are equal, so that both share them. */
  Abilities sharing(Abilities other) {
    return other != null
            && contentType.equals(other.contentType)
            && Arrays.equals(bytes, other.bytes)
        ? new Abilities(uri, other.contentType, other.bytes)
        : this;
  }
}
