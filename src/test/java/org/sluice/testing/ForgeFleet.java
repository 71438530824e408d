package org.sluice.testing;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.sluice.testing.Api.Answer;

/** A namespace of a running Sluice whose repositories are at a forge of the test. */
public final class ForgeFleet {

  private static final AtomicInteger NUMBER = new AtomicInteger();
  private static final Duration LONG = Duration.ofSeconds(120);

  private final Api admin;
  private final String forge;
  private final String clones;
  private final String namespace;
  private String account;

  private ForgeFleet(Api admin, String forge, String clones) {
    this.admin = admin;
    this.forge = forge;
    this.clones = clones;
    this.namespace = fresh("fleet");
    admin.post("/namespaces", Map.of("name", namespace)).expect(201);
  }

  /**
   * An empty namespace.
   *
   * @param forge kind of the forge, such as {@code GITHUB}
   * @param clones begin of clone URLs, such as {@code http://127.0.0.1:4711}
   */
  public static ForgeFleet at(Api admin, String forge, String clones) {
    return new ForgeFleet(admin, forge, clones);
  }

  /** A name that nobody has had. */
  public static String fresh(String begin) {
    return begin + "-" + NUMBER.incrementAndGet() + "-" + Long.toString(System.nanoTime(), 36);
  }

  /** What an account at the forge is entered with. */
  public Map<String, Object> entered(URI root, String token, Object... more) {
    Map<String, Object> wanted = new HashMap<>();
    wanted.put("label", fresh("account"));
    wanted.put("forge", forge);
    wanted.put("baseUrl", root.toString());
    wanted.put("token", token);
    for (int i = 0; i < more.length; i += 2) {
      wanted.put((String) more[i], more[i + 1]);
    }
    return wanted;
  }

  /**
   * Makes the default account of the forge's host.
   *
   * <p>A port comes round again: what another test left at the same host is deleted first.
   */
  public ForgeFleet account(URI root, String token) {
    for (JsonNode left : admin.get("/forge-accounts?size=200").expect(200).json().path("items")) {
      if (URI.create(left.path("baseUrl").asText()).getAuthority().equals(root.getAuthority())) {
        admin.delete("/forge-accounts/" + left.path("id").asText()).expect(204);
      }
    }
    account =
        admin
            .post("/forge-accounts", entered(root, token, "isDefault", true))
            .expect(201)
            .locationId();
    return this;
  }

  /** Id of the account. */
  public String account() {
    return account;
  }

  /** The namespace. */
  public String namespace() {
    return namespace;
  }

  /**
   * Tracks a repository.
   *
   * @param fullName at the forge
   * @return its path below the API
   */
  public String track(String fullName) {
    return track(fullName, Map.of());
  }

  /** Tracks a repository with more fields. */
  public String track(String fullName, Map<String, Object> more) {
    String name = more.getOrDefault("name", fullName.replace('/', '-')).toString();
    Map<String, Object> wanted = new HashMap<>(more);
    wanted.putIfAbsent("namespace", namespace);
    wanted.putIfAbsent("name", name);
    wanted.putIfAbsent("cloneUrl", clones + "/" + fullName + ".git");
    wanted.putIfAbsent("mirror", false);
    wanted.putIfAbsent("forge", forge);
    admin.post("/repositories", wanted).expect(201);
    return "/repositories/" + namespace + "/" + name;
  }

  /** Starts a job, and waits for one that is in the way first. */
  public JsonNode start(String path, Object body) {
    Answer answer = admin.post(path, body);
    while (answer.status() == 409) {
      await(answer.locationId());
      answer = admin.post(path, body);
    }
    return answer.expect(202).json();
  }

  /** Starts a job and waits for its end. */
  public JsonNode run(String path, Object body) {
    return await(start(path, body).path("id").asText());
  }

  /** The job once it has ended. */
  public JsonNode await(String job) {
    return Waiting.until(
        "job " + job + " has ended",
        LONG,
        () -> admin.get("/jobs/" + job).expect(200).json(),
        seen -> !seen.path("completedAt").isNull());
  }

  /** The only item of a job. */
  public JsonNode item(JsonNode job) {
    JsonNode items = admin.get("/jobs/" + job.path("id").asText() + "/items").expect(200).json();
    if (items.path("items").size() != 1) {
      throw new AssertionError("One item expected: " + items);
    }
    return items.path("items").get(0);
  }
}
