package org.sluice.forge.github;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import org.sluice.rest.Json;
import org.sluice.testing.NodeServer;
import org.sluice.testing.Relay;

/**
 * GitHub as the emulator {@code emulate} plays it: a server of others, to which all is done over
 * GitHub's API. It knows no statuses of commits; a relay before it says that there are none.
 */
final class EmulatedGitHub implements AutoCloseable {

  /** Token of octavia, who owns the organisation team. */
  static final String OCTAVIA = "ghp_octavia";

  /** Token of ben, who is in that organisation too. */
  static final String BEN = "ghp_ben";

  /** Another token of octavia. */
  static final String SPENT = "ghp_spent";

  /** How many repositories are octavia's own. */
  static final int OWN = 130;

  private static final String STATUSES = "/repos/[^/]+/[^/]+/commits/[0-9a-f]+/statuses";

  private final HttpClient client =
      HttpClient.newBuilder()
          .version(HttpClient.Version.HTTP_1_1)
          .connectTimeout(Duration.ofSeconds(10))
          .build();
  private final Path seed;
  private final NodeServer server;

  /** What lies before it. */
  final Relay relay = Relay.start();

  private EmulatedGitHub() throws IOException {
    seed = Files.createTempFile("emulated", ".json");
    Files.writeString(seed, seed().toString());
    server =
        NodeServer.start(
            "emulate/dist/index.js",
            port ->
                List.of(
                    "start",
                    "--service",
                    "github",
                    "--host",
                    "127.0.0.1",
                    "--port",
                    Integer.toString(port),
                    "--base-url",
                    relay.root().toString(),
                    "--seed",
                    seed.toString()));
    relay.to(server.address());
    tellStatuses();
  }

  /** Starts one; the test is skipped where it is not installed. */
  static EmulatedGitHub start() {
    NodeServer.assumeInstalled();
    try {
      return new EmulatedGitHub();
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  private static ObjectNode seed() {
    ObjectNode seed = Json.mapper().createObjectNode();
    ObjectNode tokens = seed.putObject("tokens");
    tokens.putObject(OCTAVIA).put("login", "octavia").putArray("scopes").add("repo");
    tokens.putObject(SPENT).put("login", "octavia").putArray("scopes").add("repo");
    tokens.putObject(BEN).put("login", "ben").putArray("scopes").add("repo");
    ObjectNode github = seed.putObject("github");
    ArrayNode users = github.putArray("users");
    users.addObject().put("login", "octavia");
    users.addObject().put("login", "ben");
    ArrayNode members =
        github.putArray("orgs").addObject().put("login", "team").putArray("members");
    members.addObject().put("login", "octavia").put("role", "admin");
    members.addObject().put("login", "ben").put("role", "admin");
    ArrayNode repositories = github.putArray("repos");
    for (String name : List.of("app", "many", "web")) {
      repositories
          .addObject()
          .put("owner", "team")
          .put("name", name)
          .put("description", "What it is for")
          .put("language", "Java")
          .putArray("topics")
          .add("flow");
    }
    repositories.addObject().put("owner", "team").put("name", "empty").put("auto_init", false);
    repositories.addObject().put("owner", "team").put("name", "secret").put("private", true);
    for (int i = 0; i < OWN; i++) {
      repositories.addObject().put("owner", "octavia").put("name", "r" + i).put("auto_init", false);
    }
    return seed;
  }

  /** Where Sluice asks it. */
  URI root() {
    return relay.root();
  }

  /** Says of every commit that it has no status. */
  void tellStatuses() {
    relay.answer(STATUSES, "[]");
  }

  /** Does something over its API, and expects that it was done. */
  JsonNode send(String token, String method, String path, Map<String, ?> body) {
    try {
      HttpResponse<String> answer =
          client.send(request(token, method, path, body), BodyHandlers.ofString());
      if (answer.statusCode() / 100 != 2) {
        throw new AssertionError(method + " " + path + ": " + answer.statusCode() + answer.body());
      }
      return answer.body().isEmpty()
          ? Json.mapper().nullNode()
          : Json.mapper().readTree(answer.body());
    } catch (IOException failed) {
      throw new UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private HttpRequest request(String token, String method, String path, Map<String, ?> body)
      throws IOException {
    return HttpRequest.newBuilder(URI.create(server.address() + path))
        .timeout(Duration.ofSeconds(60))
        .header("Authorization", "Bearer " + token)
        .header("Content-Type", "application/json")
        .method(
            method,
            body == null
                ? BodyPublishers.noBody()
                : BodyPublishers.ofString(Json.mapper().writeValueAsString(body)))
        .build();
  }

  /** Uses up requests of a token. */
  void spend(String token, int requests) {
    try {
      HttpRequest cheap = request(token, "GET", "/meta", null);
      for (int sent = 0; sent < requests; sent += 100) {
        IntStream.range(0, Math.min(100, requests - sent))
            .mapToObj(i -> client.sendAsync(cheap, BodyHandlers.discarding()))
            .toList()
            .forEach(CompletableFuture::join);
      }
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }

  /**
   * Opens a pull request.
   *
   * @param token whose it is
   * @param from branch, perhaps after an owner and a colon; made at the main branch's commit if it
   *     is not there
   * @return what is told of it
   */
  JsonNode open(String token, String repository, String from, boolean draft) {
    return send(
        token,
        "POST",
        "/repos/" + repository + "/pulls",
        Map.of("title", "From " + from, "head", from, "base", "main", "draft", draft));
  }

  /** Makes a branch with a commit of its own. */
  void branch(String repository, String branch) {
    String main =
        send(OCTAVIA, "GET", "/repos/" + repository + "/git/ref/heads/main", null)
            .at("/object/sha")
            .asText();
    send(
        OCTAVIA,
        "POST",
        "/repos/" + repository + "/git/refs",
        Map.of("ref", "refs/heads/" + branch, "sha", main));
    push(repository, branch);
  }

  /** Pushes a commit to a branch. */
  void push(String repository, String branch) {
    send(
        OCTAVIA,
        "PUT",
        "/repos/" + repository + "/contents/" + branch + "-" + System.nanoTime() + ".txt",
        Map.of(
            "message",
            "Change " + branch,
            "content",
            Base64.getEncoder().encodeToString(branch.getBytes(StandardCharsets.UTF_8)),
            "branch",
            branch));
  }

  /** A check of a commit has this conclusion. */
  void check(String repository, String sha, String name, String conclusion) {
    send(
        OCTAVIA,
        "POST",
        "/repos/" + repository + "/check-runs",
        Map.of("name", name, "head_sha", sha, "status", "completed", "conclusion", conclusion));
  }

  /** Ben reviews: APPROVE, REQUEST_CHANGES or COMMENT. */
  void review(String repository, long number, String event) {
    send(
        BEN,
        "POST",
        "/repos/" + repository + "/pulls/" + number + "/reviews",
        Map.of("event", event, "body", "As I see it"));
  }

  @Override
  public void close() {
    relay.close();
    server.close();
    try {
      Files.deleteIfExists(seed);
    } catch (IOException cannot) {
      throw new UncheckedIOException(cannot);
    }
  }
}
