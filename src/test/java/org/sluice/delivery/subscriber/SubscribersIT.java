package org.sluice.delivery.subscriber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.FreePort;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Team;
import org.sluice.testing.WebhookReceiver;
import org.sluice.testing.WebhookReceiver.Post;

/** Subscribers through the API. */
@Tag("portable")
class SubscribersIT {

  private static RunningSluice sluice;
  private static WebhookReceiver receiver;
  private static Team team;
  private static Api maintainer;

  private String name;
  private String hook;

  @BeforeAll
  static void start() {
    sluice = RunningSluice.shared();
    receiver = WebhookReceiver.start();
    team = Team.on(sluice);
    maintainer = team.maintainer();
  }

  @AfterAll
  static void stop() {
    receiver.close();
  }

  @BeforeEach
  void name() {
    name = fresh("app");
    hook = "/" + name;
  }

  private JsonNode add() {
    return add(Map.of("endpointUrl", receiver.url(hook)));
  }

  private JsonNode add(Map<String, Object> more) {
    Map<String, Object> body = new HashMap<>(Map.of("namespace", team.name(), "name", name));
    body.putAll(more);
    return maintainer.post("/subscribers", body).expect(201).json();
  }

  private static String path(JsonNode subscriber) {
    return "/subscribers/" + subscriber.path("id").asText();
  }

  private static String secret(JsonNode subscriber) {
    return subscriber.path("secret").asText();
  }

  private static JsonNode read(JsonNode subscriber) {
    return maintainer.get(path(subscriber)).expect(200).json();
  }

  private String lastAct(String action) {
    return sluice
        .admin()
        .get("/audit?action=" + action + "&q=" + name)
        .expect(200)
        .json()
        .at("/items/0/detail")
        .asText();
  }

  // Keeping them

  @Test
  void aSubscriberIsRegisteredListedShownAndDeleted() {
    Answer added =
        maintainer
            .post(
                "/subscribers",
                Map.of(
                    "namespace",
                    team.name(),
                    "name",
                    name,
                    "endpointUrl",
                    receiver.url(hook),
                    "contact",
                    " ops@example.org ",
                    "rateLimit",
                    20))
            .expect(201);
    JsonNode subscriber = added.json();
    assertThat(added.header("Location")).endsWith("/api/v1" + path(subscriber));
    assertThat(added.header("Cache-Control")).isEqualTo("no-store");
    assertThat(secret(subscriber)).matches("whsec_[A-Za-z0-9+/]{43}=");
    assertThat(subscriber.path("namespace").asText()).isEqualTo(team.name());
    assertThat(subscriber.path("name").asText()).isEqualTo(name);
    assertThat(subscriber.path("endpointUrl").asText()).isEqualTo(receiver.url(hook));
    assertThat(subscriber.path("contact").asText()).isEqualTo("ops@example.org");
    assertThat(subscriber.path("rateLimit").asInt()).isEqualTo(20);
    assertThat(subscriber.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(subscriber.path("statusReason").isNull()).isTrue();
    assertThat(subscriber.path("breaker").toString())
        .isEqualTo("{\"state\":\"CLOSED\",\"openUntil\":null,\"reason\":null}");
    assertThat(subscriber.path("restingUntil").isNull()).isTrue();
    assertThat(subscriber.path("secretRotation").isNull()).isTrue();
    assertThat(subscriber.at("/subscriptions/SYNCED").asLong(-1)).isZero();
    ObjectNode without = subscriber.deepCopy();
    without.remove("secret");
    Answer shown = team.viewer().get(path(subscriber)).expect(200);
    assertThat(shown.json()).isEqualTo(without);
    team.viewer().with("If-None-Match", shown.header("ETag")).get(path(subscriber)).expect(304);
    JsonNode list = team.viewer().get("/subscribers?q=" + name.toUpperCase()).expect(200).json();
    assertThat(list.path("total").asInt()).isEqualTo(1);
    assertThat(list.path("items").get(0)).isEqualTo(without);
    assertThat(lastAct("subscriber-created")).isEqualTo("at 127.0.0.1");

    maintainer.delete(path(subscriber)).expect(204);
    for (Answer gone :
        List.of(maintainer.get(path(subscriber)), maintainer.delete(path(subscriber)))) {
      gone.expectProblem(
          404, "Not Found", "not-found", "There is no such subscriber.", path(subscriber));
    }
    assertThat(lastAct("subscriber-deleted"))
        .isEqualTo("0 subscriptions and 0 records went with it");
  }

  @Test
  void withoutANamespaceItBelongsToTheOneWhoRegistersIt() {
    JsonNode subscriber =
        team.stranger().post("/subscribers", Map.of("name", name)).expect(201).json();
    assertThat(subscriber.path("endpointUrl").isNull()).isTrue();
    assertThat(subscriber.path("namespace").asText()).isNotEqualTo(team.name());
    team.stranger().get(path(subscriber)).expect(200);
    maintainer.get(path(subscriber)).expect(404);
  }

  @Test
  void aNameIsThereOnceInANamespaceInWhateverCase() {
    JsonNode first = add();
    Answer taken =
        maintainer.post(
            "/subscribers", Map.of("namespace", team.name(), "name", name.toUpperCase()));
    taken.expectProblem(
        409,
        "Conflict",
        "name-taken",
        "The namespace has a subscriber " + name + " already.",
        "/subscribers");
    assertThat(taken.header("Location")).endsWith("/api/v1" + path(first));
    String former = name;
    name = fresh("app");
    JsonNode second = add();
    maintainer
        .patch(path(second), Map.of("name", former))
        .expectProblem(
            409,
            "Conflict",
            "name-taken",
            "The namespace has a subscriber " + former + " already.",
            path(second));
    maintainer.patch(path(first), Map.of("name", former.toUpperCase())).expect(200);
    sluice.admin().post("/subscribers", Map.of("name", former)).expect(201);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,''",
    "PATCH,''",
    "DELETE,''",
    "POST,/rotate-secret",
    "POST,/ping",
    "POST,/pause",
    "POST,/resume"
  })
  void membersSeeOneAndMaintainersKeepIt(String method, String rest) {
    JsonNode subscriber = add();
    String path = path(subscriber) + rest;
    Object body = method.equals("PATCH") ? Map.of("contact", "x") : null;
    sluice
        .api()
        .send(method, path, body)
        .expectProblem(
            401,
            "Unauthorized",
            "not-signed-in",
            "Sign in with a token or with user and password.",
            path);
    if (method.equals("GET")) {
      team.viewer().get(path).expect(200);
    } else {
      team.viewer()
          .send(method, path, body)
          .expectProblem(
              403,
              "Forbidden",
              "forbidden",
              "Only maintainers of the namespace may do this.",
              path);
    }
    team.stranger()
        .send(method, path, body)
        .expectProblem(404, "Not Found", "not-found", "There is no such subscriber.", path);
    String unknown = "/subscribers/" + new UUID(0, 1) + rest;
    sluice
        .admin()
        .send(method, unknown, body)
        .expectProblem(404, "Not Found", "not-found", "There is no such subscriber.", unknown);
    assertThat(receiver.posts(hook)).isEmpty();
  }

  @Test
  void whoSeesNoNamespaceRegistersNothingInIt() {
    Map<String, String> body = Map.of("namespace", team.name(), "name", name);
    sluice
        .api()
        .post("/subscribers", body)
        .expectProblem(
            401,
            "Unauthorized",
            "not-signed-in",
            "Sign in with a token or with user and password.",
            "/subscribers");
    team.viewer()
        .post("/subscribers", body)
        .expectProblem(
            403,
            "Forbidden",
            "forbidden",
            "Only maintainers of the namespace may do this.",
            "/subscribers");
    team.stranger()
        .post("/subscribers", body)
        .expectInvalid("namespace", "there is no such namespace", "/subscribers");
    sluice
        .api()
        .get("/subscribers")
        .expectProblem(
            401,
            "Unauthorized",
            "not-signed-in",
            "Sign in with a token or with user and password.",
            "/subscribers");
  }

  @Test
  void aTokenThatMayOnlyReadChangesNothing() {
    JsonNode subscriber = add();
    String token =
        maintainer
            .post("/tokens", Map.of("name", name, "scopes", List.of("read")))
            .expect(201)
            .json()
            .path("token")
            .asText();
    Api reader = sluice.api().bearer(token);
    reader.get(path(subscriber)).expect(200);
    reader.post(path(subscriber) + "/rotate-secret", null).expect(403);
    reader.delete(path(subscriber)).expect(403);
  }

  @Test
  void theListShowsWhatTheCallerSees() {
    JsonNode first = add();
    String one = name;
    name = fresh("app");
    JsonNode second = add();
    maintainer.post(path(second) + "/pause", null).expect(200);
    String filter = "/subscribers?size=200&namespace=" + team.name();
    assertThat(names(maintainer, filter)).contains(one, name);
    assertThat(names(maintainer, filter + "&sort=-createdAt").get(0)).isEqualTo(name);
    assertThat(names(maintainer, filter + "&status=PAUSED")).contains(name).doesNotContain(one);
    assertThat(names(team.stranger(), filter)).isEmpty();
    assertThat(names(team.stranger(), "/subscribers?size=200")).doesNotContain(one, name);
    assertThat(names(sluice.admin(), filter)).contains(one, name);
    maintainer
        .get("/subscribers?sort=endpointUrl")
        .expectInvalid("sort", "must be of createdAt, name", "/subscribers");
    maintainer
        .get("/subscribers?contact=x")
        .expectInvalid("contact", "is not a filter of this list", "/subscribers");
    maintainer
        .get("/subscribers?status=ILL")
        .expectInvalid("status", "must be one of ACTIVE, PAUSED, DISABLED", "/subscribers");
    assertThat(first.path("id")).isNotEqualTo(second.path("id"));
  }

  private static List<String> names(Api who, String path) {
    return StreamSupport.stream(who.get(path).expect(200).json().path("items").spliterator(), false)
        .map(each -> each.path("name").asText())
        .toList();
  }

  @Test
  void whatBreaksARuleIsRefusedByField() {
    String path = "/subscribers";
    invalid(
        Map.of("name", "a b"),
        "name",
        "may have 1 to 100 of the characters A-Z, a-z, 0-9, dot, _ and -");
    invalid(
        Map.of("endpointUrl", "ftp://example.org/"),
        "endpointUrl",
        "must begin with https:// or http://");
    invalid(
        Map.of("endpointUrl", "https://ana:secret@example.org/"),
        "endpointUrl",
        "must not hold a user or a password");
    invalid(
        Map.of("endpointUrl", "https://169.254.169.254/latest"),
        "endpointUrl",
        "must not lead to a cloud metadata address that sluice.egress.allow does not name");
    invalid(
        Map.of("endpointUrl", "https://[fd00::1]/"),
        "endpointUrl",
        "must not lead to a unique local address that sluice.egress.allow does not name");
    invalid(Map.of("endpointUrl", "https://0x7f.1/"), "endpointUrl", "must name a host");
    invalid(Map.of("contact", "x".repeat(201)), "contact", "may have 200 characters");
    invalid(Map.of("contact", "a\nb"), "contact", "may not hold control characters");
    invalid(Map.of("rateLimit", 0), "rateLimit", "must be a whole number from 1 to 1000");
    invalid(Map.of("secret", "mine"), "secret", "is not a field of this request");
    Answer both =
        maintainer
            .post(path, Map.of("namespace", team.name(), "name", "", "rateLimit", 1001))
            .expect(400);
    assertThat(both.json().path("errors").findValuesAsText("field"))
        .containsExactly("name", "rateLimit");
    JsonNode subscriber = add();
    maintainer
        .patch(path(subscriber), Map.of("status", "PAUSED"))
        .expectInvalid("status", "is not a field that can be changed", path(subscriber));
    maintainer
        .delete(path(subscriber) + "?confirm=yes")
        .expectInvalid("confirm", "must be true or false", path(subscriber));
    maintainer
        .post(path(subscriber) + "/pause?dryRun=true", null)
        .expectInvalid(
            "dryRun", "is not a parameter of this operation", path(subscriber) + "/pause");
  }

  private void invalid(Map<String, Object> more, String field, String message) {
    Map<String, Object> body = new HashMap<>(Map.of("namespace", team.name(), "name", name));
    body.putAll(more);
    maintainer.post("/subscribers", body).expectInvalid(field, message, "/subscribers");
  }

  @Test
  void aChangeLeavesWhatItDoesNotNameAndMeetsTheVersionThatWasSeen() {
    JsonNode subscriber = add(Map.of("endpointUrl", receiver.url(hook), "contact", "ops"));
    String seen = maintainer.get(path(subscriber)).header("ETag");
    JsonNode changed =
        maintainer
            .with("If-Match", seen)
            .patch(path(subscriber), Map.of("rateLimit", 5))
            .expect(200)
            .json();
    assertThat(changed.path("rateLimit").asInt()).isEqualTo(5);
    assertThat(changed.path("contact").asText()).isEqualTo("ops");
    assertThat(changed.has("secret")).isFalse();
    for (String method : List.of("PATCH", "DELETE")) {
      maintainer
          .with("If-Match", seen)
          .send(method, path(subscriber), method.equals("PATCH") ? Map.of("rateLimit", 6) : null)
          .expectProblem(
              412,
              "Precondition Failed",
              "changed-meanwhile",
              "Somebody changed this meanwhile. Read it again.",
              path(subscriber));
    }
    Map<String, Object> cleared = new HashMap<>();
    cleared.put("contact", null);
    cleared.put("endpointUrl", null);
    cleared.put("rateLimit", null);
    JsonNode after = maintainer.patch(path(subscriber), cleared).expect(200).json();
    assertThat(after.path("contact").isNull()).isTrue();
    assertThat(after.path("endpointUrl").isNull()).isTrue();
    assertThat(after.path("rateLimit").isNull()).isTrue();
    assertThat(lastAct("subscriber-changed")).isEqualTo("now it only pulls");
  }

  @Test
  void aNamespaceWithSubscribersCanBeRenamedAndNotDeleted() {
    String namespace = fresh("team");
    Api admin = sluice.admin();
    admin.post("/namespaces", Map.of("name", namespace)).expect(201);
    JsonNode subscriber =
        admin.post("/subscribers", Map.of("namespace", namespace, "name", name)).expect(201).json();
    admin
        .delete("/namespaces/" + namespace)
        .expectProblem(
            409,
            "Conflict",
            "namespace-in-use",
            "The namespace is not empty.",
            "/namespaces/" + namespace);
    String renamed = fresh("team");
    admin.patch("/namespaces/" + namespace, Map.of("name", renamed)).expect(200);
    assertThat(admin.get(path(subscriber)).expect(200).json().path("namespace").asText())
        .isEqualTo(renamed);
    admin.delete(path(subscriber)).expect(204);
    admin.delete("/namespaces/" + renamed).expect(204);
  }

  // Pausing

  @Test
  void oneIsPausedAndResumedOnce() {
    JsonNode subscriber = add();
    JsonNode paused = maintainer.post(path(subscriber) + "/pause", null).expect(200).json();
    assertThat(paused.path("status").asText()).isEqualTo("PAUSED");
    JsonNode again = maintainer.post(path(subscriber) + "/pause", null).expect(200).json();
    assertThat(again).isEqualTo(paused);
    JsonNode resumed = maintainer.post(path(subscriber) + "/resume", null).expect(200).json();
    assertThat(resumed.path("status").asText()).isEqualTo("ACTIVE");
    assertThat(
            sluice
                .admin()
                .get("/audit?action=subscriber-paused&q=" + name)
                .json()
                .path("total")
                .asInt())
        .isEqualTo(1);
  }

  // Secrets and pings

  @Test
  void aSecretIsShownOnceAndIsNowhereElse() {
    JsonNode subscriber = add();
    maintainer.post(path(subscriber) + "/ping", null).expect(200);
    Answer rotated = maintainer.post(path(subscriber) + "/rotate-secret", null).expect(200);
    for (String secret : List.of(secret(subscriber), secret(rotated.json()))) {
      assertThat(secret).startsWith("whsec_");
      for (String where :
          List.of(
              path(subscriber),
              "/subscribers?q=" + name,
              "/audit?q=" + name,
              "/notifications?q=" + name)) {
        assertThat(sluice.admin().get(where).expect(200).text())
            .doesNotContain(secret, secret.substring("whsec_".length()));
      }
      assertThat(sluice.logText()).doesNotContain(secret.substring("whsec_".length()));
    }
    assertThat(read(subscriber).has("secret")).isFalse();
  }

  @Test
  void whileASecretIsReplacedBothSignAndTheOldestOneEndsAtTheNext() {
    JsonNode subscriber = add();
    String ping = path(subscriber) + "/ping";
    Answer answer = maintainer.post(path(subscriber) + "/rotate-secret", null).expect(200);
    assertThat(answer.header("Cache-Control")).isEqualTo("no-store");
    String second = secret(answer.json());
    assertThat(second).isNotEqualTo(secret(subscriber));
    Instant until = Instant.parse(read(subscriber).at("/secretRotation/until").asText());
    assertThat(Duration.between(Instant.now(), until))
        .isBetween(Duration.ofHours(23), Duration.ofHours(24));
    maintainer.post(ping, null).expect(200);
    String third =
        secret(maintainer.post(path(subscriber) + "/rotate-secret", null).expect(200).json());
    maintainer.post(ping, null).expect(200);
    List<Post> posts = receiver.posts(hook);
    assertThat(posts.get(0).signatures().split(" ")).hasSize(2);
    assertThat(posts.get(0).signedBy(secret(subscriber))).isEqualTo(1);
    assertThat(posts.get(0).signedBy(second)).isEqualTo(1);
    assertThat(posts.get(1).signatures().split(" ")).hasSize(2);
    assertThat(posts.get(1).signedBy(second)).isEqualTo(1);
    assertThat(posts.get(1).signedBy(third)).isEqualTo(1);
    assertThat(lastAct("subscriber-secret-rotated")).startsWith("the former one signs until ");
  }

  @Test
  void aPingIsPostedSignedAndItsOutcomeAnswered() throws IOException {
    JsonNode subscriber = add();
    String ping = path(subscriber) + "/ping";
    JsonNode taken = maintainer.post(ping, null).expect(200).json();
    assertThat(taken.path("detail").asText()).isEqualTo("The endpoint answered 204.");
    Post post = receiver.posts(hook).get(0);
    assertThat(post.signatures().split(" ")).hasSize(1);
    assertThat(post.signedBy(secret(subscriber))).isEqualTo(1);
    assertThat(post.json().path("type").asText()).isEqualTo("ping");
    assertThat(post.json().path("timestamp").asText()).endsWith("Z");
    assertThat(post.json().at("/data/subscriber/id")).isEqualTo(subscriber.path("id"));
    assertThat(post.json().at("/data/subscriber/name").asText()).isEqualTo(name);
    receiver.answer(hook, 500, Map.of(), "");
    maintainer
        .post(ping, null)
        .expectProblem(
            422, "Unprocessable Content", "subscriber-refused", "The endpoint answered 500.", ping);
    receiver.answer(hook, 302, Map.of("Location", receiver.url("/elsewhere" + name)), "");
    maintainer
        .post(ping, null)
        .expectProblem(
            422,
            "Unprocessable Content",
            "subscriber-refused",
            "The endpoint answered 302, a redirect; redirects are not followed.",
            ping);
    assertThat(receiver.posts("/elsewhere" + name)).isEmpty();
    int port = FreePort.next();
    maintainer
        .patch(path(subscriber), Map.of("endpointUrl", "http://127.0.0.1:" + port + "/"))
        .expect(200);
    Answer unreached = maintainer.post(ping, null).expect(502);
    assertThat(unreached.json().path("type").asText())
        .isEqualTo("/problems/subscriber-unreachable");
    assertThat(read(subscriber).at("/breaker/state").asText())
        .as("what people try out does not count")
        .isEqualTo("CLOSED");
  }

  @Test
  void oneWithoutAnEndpointIsNotPinged() {
    JsonNode subscriber = add(Map.of());
    maintainer
        .post(path(subscriber) + "/ping", null)
        .expectProblem(
            409,
            "Conflict",
            "no-endpoint",
            "It has no endpoint: nothing is sent to it, it comes and asks.",
            path(subscriber) + "/ping");
  }

  @Test
  void oneThatIsGoneIsDisabledUntilAPingIsTaken() {
    JsonNode subscriber = add();
    String ping = path(subscriber) + "/ping";
    receiver.answer(hook, 410, Map.of(), "");
    String why = "The endpoint answered 410: it wants nothing any more.";
    maintainer
        .post(ping, null)
        .expectProblem(422, "Unprocessable Content", "subscriber-refused", why, ping);
    JsonNode off = read(subscriber);
    assertThat(off.path("status").asText()).isEqualTo("DISABLED");
    assertThat(off.path("statusReason").asText()).isEqualTo(why);
    maintainer
        .post(path(subscriber) + "/pause", null)
        .expectProblem(
            409,
            "Conflict",
            "subscriber-disabled",
            "It is disabled, so nothing is sent to it anyway.",
            path(subscriber) + "/pause");
    receiver.answer(hook, 204, Map.of(), "");
    maintainer.post(ping, null).expect(200);
    assertThat(read(subscriber).path("status").asText()).isEqualTo("ACTIVE");
    assertThat(read(subscriber).path("statusReason").isNull()).isTrue();
  }
}
