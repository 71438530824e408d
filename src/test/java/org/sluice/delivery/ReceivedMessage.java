package org.sluice.delivery;

import com.fasterxml.jackson.databind.JsonNode;

/**
 * A message as a receiver remembers it.
 *
 * @param id its {@code webhook-id}
 * @param verified whether a secret of the receiver has signed it
 * @param secret number of that secret among the receiver's, from 0; -1 for none
 * @param signatures how many it bore
 * @param type its type; null if it was not verified
 * @param repository {@code owner/name}; null if it is about none
 * @param generation of the subscription; null if it bore none
 * @param commit that it is of; null if it bore none
 * @param path of its file; null if it is about none
 * @param sha256 of its file; null if it bore none
 * @param duplicate whether one of this id had been taken before
 * @param taken whether the receiver took it, whatever it answered
 * @param whole whether a file was whole, or gone, by it
 * @param broken whether size or digest did not fit the content
 * @param displaced whether something stood where its file was to be
 * @param previousWrong whether it updates what the receiver had not
 * @param fault what the receiver did instead of answering 200; null for nothing
 * @param data all that it told but the content; null if it was not verified
 */
public record ReceivedMessage(
    String id,
    boolean verified,
    int secret,
    int signatures,
    String type,
    String repository,
    Integer generation,
    String commit,
    String path,
    String sha256,
    boolean duplicate,
    boolean taken,
    boolean whole,
    boolean broken,
    boolean displaced,
    boolean previousWrong,
    Fault.Kind fault,
    JsonNode data) {

  /** One as the receivers write them down. */
  static ReceivedMessage of(JsonNode entry) {
    return new ReceivedMessage(
        text(entry, "id"),
        entry.path("verified").asBoolean(),
        entry.path("secret").asInt(),
        entry.path("signatures").asInt(),
        text(entry, "type"),
        text(entry, "repository"),
        entry.hasNonNull("generation") ? entry.path("generation").asInt() : null,
        text(entry, "commit"),
        text(entry, "path"),
        text(entry, "sha256"),
        entry.path("duplicate").asBoolean(),
        entry.path("taken").asBoolean(),
        entry.path("whole").asBoolean(),
        entry.path("broken").asBoolean(),
        entry.path("displaced").asBoolean(),
        entry.path("previousWrong").asBoolean(),
        entry.hasNonNull("fault") ? Fault.Kind.valueOf(entry.path("fault").asText()) : null,
        entry.get("data"));
  }

  private static String text(JsonNode entry, String field) {
    return entry.hasNonNull(field) ? entry.path(field).asText() : null;
  }
}
