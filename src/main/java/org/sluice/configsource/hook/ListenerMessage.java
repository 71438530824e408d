package org.sluice.configsource.hook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.UUID;
import org.sluice.configsource.ConfigurationChanged;
import org.sluice.platform.Ids;
import org.sluice.rest.Json;

/**
 * What is posted to a listener: {@code {"type","timestamp","data"}}, as Standard Webhooks
 * recommends.
 *
 * @param id the same in every attempt, by which the receiver knows it again
 * @param json its body
 */
record ListenerMessage(String id, byte[] json) {

  /**
   * Tells a change.
   *
   * @param change from the commit that the listener knows to the newest
   */
  static ListenerMessage of(ConfigurationChanged change) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("source", change.source());
    data.put("label", change.label());
    data.put("oldCommit", change.oldCommit());
    data.put("newCommit", change.newCommit());
    data.put("forced", change.forced());
    put(data.putArray("changedPaths"), change.paths());
    data.put("changedPathCount", change.pathCount());
    put(data.putArray("applications"), change.applications());
    return message(change.changeId(), "configuration.changed", change.at(), data);
  }

  /** Tells nothing but that messages come through. */
  static ListenerMessage ping(String source, UUID listener, Instant now) {
    ObjectNode data = JsonNodeFactory.instance.objectNode();
    data.put("source", source);
    data.put("listener", listener.toString());
    return message(Ids.next(), "ping", now, data);
  }

  private static void put(ArrayNode array, List<String> texts) {
    texts.forEach(array::add);
  }

  private static ListenerMessage message(UUID id, String type, Instant at, ObjectNode data) {
    ObjectNode body = JsonNodeFactory.instance.objectNode();
    body.put("type", type).put("timestamp", at.truncatedTo(ChronoUnit.MILLIS).toString());
    body.set("data", data);
    try {
      return new ListenerMessage(id.toString(), Json.mapper().writeValueAsBytes(body));
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
