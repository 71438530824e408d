package org.sluice.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.sluice.forge.github.GitHubStub;
import org.sluice.rest.Json;
import org.sluice.testing.Api;
import org.sluice.testing.Aside;
import org.sluice.testing.ForgeFleet;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** Webhooks of forges over HTTP: who is believed, what follows, and what does not. */
@Tag("portable")
class HookIT {

  private static final String TOKEN = "ghp_hooks";
  private static final int PUSHES = 500;
  private static final int SENDERS = 100;

  private static RunningSluice sluice;
  private static Api admin;
  private static HttpClient http;

  private GitHubStub github;
  private ForgeFleet fleet;

  @BeforeAll
  static void server() {
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
  }

  @BeforeEach
  void forge() {
    github = GitHubStub.start().token(TOKEN, "octo", "repo");
    github.repository("team/app");
    fleet = ForgeFleet.at(admin, "GITHUB", github.web()).account(github.root(), TOKEN);
  }

  @AfterEach
  void stop() {
    github.close();
  }

  private String body(String fullName) {
    return "{\"ref\":\"refs/heads/main\",\"repository\":{\"id\":1,\"clone_url\":\""
        + github.web()
        + "/"
        + fullName
        + ".git\"}}";
  }

  private static String signature(String secret, String body) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
      return "sha256="
          + HexFormat.of().formatHex(mac.doFinal(body.getBytes(StandardCharsets.UTF_8)));
    } catch (java.security.GeneralSecurityException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  private static URI hooks(String forge) {
    return sluice.address().resolve("/hooks/" + forge);
  }

  private static HttpRequest delivery(String event, String id, String signature, String body) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(hooks("github"))
            .header("Content-Type", "application/json")
            .header("X-GitHub-Event", event)
            .timeout(Duration.ofSeconds(60))
            .POST(BodyPublishers.ofString(body));
    if (id != null) {
      request.header("X-GitHub-Delivery", id);
    }
    if (signature != null) {
      request.header("X-Hub-Signature-256", signature);
    }
    return request.build();
  }

  private static HttpResponse<String> send(HttpRequest request) {
    try {
      return http.send(request, HttpResponse.BodyHandlers.ofString());
    } catch (java.io.IOException failed) {
      throw new java.io.UncheckedIOException(failed);
    } catch (InterruptedException stopped) {
      throw new IllegalStateException(stopped);
    }
  }

  private HttpResponse<String> push(String secret) {
    String body = body("team/app");
    return send(delivery("push", UUID.randomUUID().toString(), signature(secret, body), body));
  }

  private static void assertProblem(
      HttpResponse<String> answer, int status, String title, String slug, String detail)
      throws Exception {
    JsonNode expected =
        Json.mapper()
            .createObjectNode()
            .put("type", "/problems/" + slug)
            .put("title", title)
            .put("status", status)
            .put("detail", detail)
            .put("instance", "/hooks/github");
    assertThat(Json.mapper().readTree(answer.body())).isEqualTo(expected);
    assertThat(answer.statusCode()).isEqualTo(status);
    assertThat(answer.headers().firstValue("Content-Type").orElseThrow())
        .startsWith("application/problem+json");
  }

  private String secret(String path) {
    JsonNode made = admin.post(path + "/hook-secret", null).expect(200).json();
    assertThat(made.path("path").asText()).isEqualTo("/hooks/github");
    return made.path("secret").asText();
  }

  private List<JsonNode> jobs(String kind, String fullName) {
    JsonNode items = admin.get("/jobs?size=200&kind=" + kind).expect(200).json().path("items");
    return StreamSupport.stream(items.spliterator(), false)
        .filter(each -> each.path("trigger").asText().equals("WEBHOOK"))
        .filter(each -> each.path("selection").asText().equals("repository:" + fullName))
        .toList();
  }

  private static String fullName(String path) {
    return path.substring("/repositories/".length());
  }

  @Test
  void aPushThatIsBelievedStartsASync() {
    String path = fleet.track("team/app", Map.of("mirror", true));
    HttpResponse<String> answer = push(secret(path));
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    assertThat(answer.body()).isEqualTo("{\"accepted\":1}");
    Waiting.until(
        "the push has become a sync",
        Duration.ofSeconds(60),
        () -> !jobs("SYNC", fullName(path)).isEmpty());
  }

  @Test
  void anEventOfAPullRequestStartsARefreshAndOneOfTheRepositoryACheck() {
    String path = fleet.track("team/app");
    String secret = secret("/forge-accounts/" + fleet.account());
    String body = body("team/app");
    for (String event : List.of("pull_request", "repository", "ping", "issues")) {
      HttpResponse<String> answer =
          send(delivery(event, UUID.randomUUID().toString(), signature(secret, body), body));
      assertThat(answer.statusCode()).as(answer.body()).isEqualTo(202);
    }
    Waiting.until(
        "a refresh and a check came of it",
        Duration.ofSeconds(60),
        () ->
            jobs("REFRESH", fullName(path)).size() == 1
                && jobs("HEALTH_CHECK", fullName(path)).size() == 1);
    assertThat(jobs("SYNC", fullName(path))).isEmpty();
  }

  @Test
  void whatIsNotSignedByWhoKnowsTheSecretIsRefused() throws Exception {
    String path = fleet.track("team/app", Map.of("mirror", true));
    String secret = secret(path);
    String body = body("team/app");
    String unknown = "Its signature is of no repository or account that is known here.";
    assertProblem(push("wrong"), 401, "Unauthorized", "hook-refused", unknown);
    assertProblem(
        send(delivery("push", UUID.randomUUID().toString(), null, body)),
        401,
        "Unauthorized",
        "hook-refused",
        unknown);
    String other = body("team/other");
    assertProblem(
        send(delivery("push", UUID.randomUUID().toString(), signature(secret, other), other)),
        401,
        "Unauthorized",
        "hook-refused",
        unknown);
    admin.delete(path + "/hook-secret").expect(204);
    assertProblem(push(secret), 401, "Unauthorized", "hook-refused", unknown);
    assertThat(jobs("SYNC", fullName(path))).isEmpty();
    assertThat(sluice.logText()).contains("hook-refused").doesNotContain(secret);
  }

  @Test
  void aSecretOfOneRepositoryMovesNoOtherOfTheSameUpstream() {
    String mine = fleet.track("team/app", Map.of("mirror", true));
    String theirs = fleet.track("team/app", Map.of("mirror", true, "name", "theirs"));
    assertThat(push(secret(mine)).body()).isEqualTo("{\"accepted\":1}");
    Waiting.until(
        "the push has become a sync",
        Duration.ofSeconds(60),
        () -> !jobs("SYNC", fullName(mine)).isEmpty());
    assertThat(jobs("SYNC", fullName(theirs))).isEmpty();
  }

  @Test
  void aReplayedDeliveryIsRefused() throws Exception {
    String path = fleet.track("team/app");
    String body = body("team/app");
    String signature = signature(secret(path), body);
    String id = UUID.randomUUID().toString();
    assertThat(send(delivery("ping", id, signature, body)).statusCode()).isEqualTo(202);
    assertProblem(
        send(delivery("ping", id, signature, body)),
        409,
        "Conflict",
        "already-delivered",
        "This delivery came before.");
  }

  /** Servers that count their deliveries give the same ids as others that do. */
  @Test
  void theSameIdFromElsewhereIsNoReplay() {
    String id = UUID.randomUUID().toString();
    String mine = fleet.track("team/app");
    github.repository("team/web");
    String other = fleet.track("team/web");
    String body = body("team/app");
    String otherBody = body("team/web");
    assertThat(send(delivery("ping", id, signature(secret(mine), body), body)).statusCode())
        .isEqualTo(202);
    HttpRequest elsewhere = delivery("ping", id, signature(secret(other), otherBody), otherBody);
    assertThat(send(elsewhere).statusCode()).isEqualTo(202);
    assertThat(send(elsewhere).statusCode()).isEqualTo(409);
  }

  @Test
  void whatIsMalformedOrTooLargeIsRefused() throws Exception {
    String id = UUID.randomUUID().toString();
    assertProblem(
        send(delivery("push", id, "sha256=00", "[1,2]")),
        400,
        "Bad Request",
        "malformed-hook",
        "Its body is no JSON object.");
    assertProblem(
        send(delivery("push", null, "sha256=00", "{}")),
        400,
        "Bad Request",
        "malformed-hook",
        "It has no delivery id.");
    assertProblem(
        send(delivery(" ", id, "sha256=00", "{}")),
        400,
        "Bad Request",
        "malformed-hook",
        "It names no event.");
    assertThat(statusOfHead(HookServlet.MOST_BYTES + 1)).isEqualTo("413");
    assertThat(send(HttpRequest.newBuilder(hooks("github")).GET().build()).statusCode())
        .isEqualTo(405);
    assertThat(
            send(HttpRequest.newBuilder(hooks("svn")).POST(BodyPublishers.noBody()).build())
                .statusCode())
        .isEqualTo(404);
  }

  /** The status that is answered to a head which announces a body, before any of that is sent. */
  private static String statusOfHead(long announced) throws java.io.IOException {
    URI server = sluice.address();
    try (Socket socket = new Socket(server.getHost(), server.getPort())) {
      socket.setSoTimeout(60_000);
      String head =
          "POST /hooks/github HTTP/1.1\r\nHost: localhost\r\nX-GitHub-Event: push\r\n"
              + "X-GitHub-Delivery: 1\r\nContent-Length: "
              + announced
              + "\r\nConnection: close\r\n\r\n";
      socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
      byte[] line = socket.getInputStream().readNBytes("HTTP/1.1 413".length());
      return new String(line, StandardCharsets.US_ASCII).substring("HTTP/1.1 ".length());
    }
  }

  @Test
  void fiveHundredPushesAtOnceBecomeAFewSyncs() {
    String path = fleet.track("team/app", Map.of("mirror", true));
    String secret = secret(path);
    String body = body("team/app");
    String signature = signature(secret, body);
    Map<Integer, Long> statuses =
        IntStream.range(0, SENDERS)
            .mapToObj(
                sender ->
                    Aside.supply(
                        () ->
                            IntStream.range(0, PUSHES / SENDERS)
                                .mapToObj(i -> UUID.randomUUID().toString())
                                .map(id -> send(delivery("push", id, signature, body)))
                                .map(HttpResponse::statusCode)
                                .toList()))
            .toList()
            .stream()
            .flatMap(sent -> sent.join().stream())
            .collect(Collectors.groupingBy(status -> status, Collectors.counting()));
    assertThat(statuses).isEqualTo(Map.of(202, (long) PUSHES));
    Waiting.until(
        "all syncs have ended",
        Duration.ofSeconds(90),
        () -> {
          List<JsonNode> jobs = jobs("SYNC", fullName(path));
          return !jobs.isEmpty()
              && jobs.stream().noneMatch(each -> each.path("completedAt").isNull());
        });
    assertThat(jobs("SYNC", fullName(path)).size()).isBetween(1, PUSHES / 25);
  }

  @Test
  void onlyMaintainersAndAdministratorsKeepSecrets() {
    String path = fleet.track("team/app");
    String name = ForgeFleet.fresh("viewer");
    admin.post("/users", Map.of("name", name, "password", "a password of theirs")).expect(201);
    admin
        .put("/namespaces/" + fleet.namespace() + "/members/" + name, Map.of("role", "VIEWER"))
        .expect(201);
    Api viewer = sluice.api().as(name, "a password of theirs");
    viewer
        .post(path + "/hook-secret", null)
        .expectProblem(
            403,
            "Forbidden",
            "forbidden",
            "Only maintainers of " + fleet.namespace() + " may do this.",
            path + "/hook-secret");
    String account = "/forge-accounts/" + fleet.account() + "/hook-secret";
    assertThat(viewer.get(account).status()).isEqualTo(403);
    assertThat(sluice.api().get(account).status()).isEqualTo(401);
    assertThat(sluice.api().get(path + "/hook-secret").status()).isEqualTo(401);
    assertThat(admin.get(account).expect(200).json().path("createdAt").isNull()).isTrue();
    admin
        .delete(account)
        .expectProblem(404, "Not Found", "not-found", "There is no such webhook secret.", account);
    secret("/forge-accounts/" + fleet.account());
    JsonNode shown = admin.get(account).expect(200).json();
    assertThat(shown.path("secret").isNull()).isTrue();
    assertThat(shown.path("createdAt").isNull()).isFalse();
    String plain = fleet.track("team/plain", Map.of("forge", "PLAIN"));
    assertThat(admin.post(plain + "/hook-secret", null).expect(400).json().path("type").asText())
        .isEqualTo("/problems/no-forge");
  }
}
