package org.sluice.delivery;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import org.sluice.mirror.Mirrors;
import org.sluice.testing.Api;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** What tests of a running Sluice do with the administrator's subscribers and subscriptions. */
public final class Deliveries {

  /** Longest that anything but a deliberate stall takes, on a slow machine. */
  public static final Duration PATIENCE = Duration.ofSeconds(120);

  private final RunningSluice sluice;
  private final Mirrors mirrors;

  /** Deliveries of that Sluice. */
  public Deliveries(RunningSluice sluice) {
    this.sluice = sluice;
    this.mirrors = new Mirrors(sluice);
  }

  /** Asked for anew each time, since a restart moves the server to another port. */
  private Api api() {
    return sluice.admin();
  }

  /** Registers a subscriber whose secret the receiver accepts, and gives it with the secret. */
  public JsonNode subscriber(String name, Receiver receiver) {
    return subscriber(name, receiver, Map.of());
  }

  /** Registers one with more fields. */
  public JsonNode subscriber(String name, Receiver receiver, Map<String, Object> more) {
    Map<String, Object> body = new HashMap<>(Map.of("name", name, "endpointUrl", receiver.url()));
    body.putAll(more);
    JsonNode subscriber = api().post("/subscribers", body).expect(201).json();
    receiver.accept(subscriber.path("secret").asText());
    return subscriber;
  }

  /** Imports an upstream under that name, and waits until it was cloned. */
  public void repository(String name, String url) {
    mirrors.add(name, url);
    mirrors.settled(name);
  }

  /** Imports several, by name, and waits until all were cloned. */
  public void repositories(Map<String, String> urls) {
    urls.forEach(mirrors::add);
    urls.keySet().forEach(mirrors::settled);
  }

  /** Has a mirror synced now. */
  public void sync(String name) {
    mirrors.settled(name);
    JsonNode job = mirrors.sync(name);
    if (!job.path("status").asText().equals("SUCCEEDED")) {
      throw new AssertionError("The sync of " + name + " ended otherwise: " + job);
    }
  }

  /** Subscribes to a repository, and gives the subscription's id. */
  public String subscribe(JsonNode subscriber, String name) {
    return api()
        .post(
            "/subscriptions",
            Map.of("subscriberId", subscriber.path("id").asText(), "repository", "admin/" + name))
        .expect(201)
        .json()
        .path("id")
        .asText();
  }

  /** A subscription. */
  public JsonNode subscription(String id) {
    return api().get("/subscriptions/" + id).expect(200).json();
  }

  /** Waits until a subscription is as it should be, and gives it. */
  public JsonNode await(String what, String id, Predicate<JsonNode> fits) {
    return Waiting.until(what, PATIENCE, () -> subscription(id), fits);
  }

  /** Waits until all of a commit has arrived, and gives the subscription. */
  public JsonNode synced(String id, String commit) {
    return await(
        "all of " + commit + " has arrived",
        id,
        seen ->
            seen.path("status").asText().equals("SYNCED")
                && seen.path("deliveredCommit").asText().equals(commit));
  }

  /** Starts a job by a POST to that path, and gives its id. */
  public String start(String path) {
    return api().post(path, null).expect(202).locationId();
  }

  /** A job. */
  public JsonNode job(String id) {
    return api().get("/jobs/" + id).expect(200).json();
  }

  /** Waits for a job's end, and gives it. */
  public JsonNode ended(String job) {
    return Waiting.until(
        "job " + job + " has ended", PATIENCE, () -> job(job), Deliveries::hasEnded);
  }

  /** Whether a job has ended. */
  public static boolean hasEnded(JsonNode job) {
    return !job.path("completedAt").isNull();
  }

  /** Messages of a subscription, at most a hundred of those that the query finds. */
  public List<JsonNode> messages(String id, String query) {
    List<JsonNode> messages = new ArrayList<>();
    api()
        .get("/subscriptions/" + id + "/deliveries?size=100" + query)
        .expect(200)
        .json()
        .path("items")
        .forEach(messages::add);
    return messages;
  }
}
