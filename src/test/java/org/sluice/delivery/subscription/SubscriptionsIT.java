package org.sluice.delivery.subscription;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.configsource.ConfigUpstream;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Team;
import org.sluice.testing.Waiting;
import org.sluice.testing.WebhookReceiver;
import org.sluice.testing.WebhookReceiver.Post;

/** Subscriptions through the API, delivered over HTTP from a mirror that is synced. */
@Tag("portable")
class SubscriptionsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private static Path temporary;
  private static StockGitServer server;
  private static WebhookReceiver receiver;
  private static RunningSluice sluice;
  private static Team team;
  private static Team apps;
  private static Api both;

  private String name;
  private String hook;
  private String repository;
  private String subscriber;
  private ConfigUpstream upstream;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    sluice = RunningSluice.shared();
    receiver = WebhookReceiver.start();
    team = Team.on(sluice);
    apps = Team.on(sluice);
    String user = fresh("user");
    sluice.admin().post("/users", Map.of("name", user, "password", "a long password")).expect(201);
    for (Team each : List.of(team, apps)) {
      sluice
          .admin()
          .put("/namespaces/" + each.name() + "/members/" + user, Map.of("role", "MAINTAINER"))
          .expect(201);
    }
    both = sluice.api().as(user, "a long password");
    server = StockGitServer.start(Files.createDirectory(temporary.resolve("served")));
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
      receiver.close();
    }
  }

  /** A mirror of three files, and a subscriber of another namespace with a path of its own. */
  @BeforeEach
  void prepare() throws IOException {
    name = fresh("app");
    hook = "/" + name;
    repository = team.name() + "/" + name;
    upstream = ConfigUpstream.create(temporary.resolve("served").resolve(name + ".git"));
    upstream.push("main", Map.of("a.txt", "one", "b/c d.txt", "two", "b/é.md", "three"));
    mirror(name);
    subscriber = subscriber(name);
  }

  private static void mirror(String name) {
    both.post(
            "/repositories",
            Map.of(
                "namespace",
                team.name(),
                "name",
                name,
                "cloneUrl",
                server.url(name + ".git"),
                "mirror",
                true))
        .expect(201);
    Waiting.until(
        "it was synced",
        PATIENCE,
        () -> both.get("/repositories/" + team.name() + "/" + name + "/mirror").expect(200).json(),
        mirror -> !mirror.path("lastSyncedAt").isNull());
  }

  private String subscriber(String called) {
    return both.post(
            "/subscribers",
            Map.of("namespace", apps.name(), "name", called, "endpointUrl", receiver.url(hook)))
        .expect(201)
        .json()
        .path("id")
        .asText();
  }

  private Map<String, Object> body(Map<String, Object> more) {
    Map<String, Object> body =
        new HashMap<>(Map.of("subscriberId", subscriber, "repository", repository));
    body.putAll(more);
    return body;
  }

  private JsonNode subscribe(Map<String, Object> more) {
    return both.post("/subscriptions", body(more)).expect(201).json();
  }

  private JsonNode synced() {
    return synced(subscribe(Map.of()));
  }

  private static JsonNode synced(JsonNode subscription) {
    return wait("it is synced", subscription, now -> status(now).equals("SYNCED"));
  }

  private static JsonNode wait(String what, JsonNode subscription, Predicate<JsonNode> fits) {
    return Waiting.until(
        what, PATIENCE, () -> both.get(path(subscription)).expect(200).json(), fits);
  }

  private static JsonNode job(Answer started) {
    String job = "/jobs/" + started.json().path("jobId").asText();
    assertThat(started.header("Location")).endsWith("/api/v1" + job);
    return Waiting.until(
        "the job has ended",
        PATIENCE,
        () -> both.get(job).expect(200).json(),
        now -> !now.path("completedAt").isNull());
  }

  private static String path(JsonNode subscription) {
    return "/subscriptions/" + subscription.path("id").asText();
  }

  private static String status(JsonNode subscription) {
    return subscription.path("status").asText();
  }

  private void sync() {
    job(both.post("/repositories/" + repository + "/sync", null).expect(202));
  }

  /** What came in of a type, as the paths of its files, oldest first. */
  private List<String> told(String type) {
    return receiver.posts(hook).stream()
        .map(Post::json)
        .filter(each -> each.path("type").asText().equals(type))
        .map(each -> each.at("/data/file/path").asText())
        .toList();
  }

  private static List<String> texts(JsonNode items, String field) {
    return StreamSupport.stream(items.spliterator(), false)
        .map(each -> each.path(field).asText())
        .toList();
  }

  // Keeping them

  @Test
  void aSubscriptionIsMadeDeliveredListedShownAndDeleted() {
    Answer made = both.post("/subscriptions", body(Map.of())).expect(201);
    assertThat(made.header("Location")).endsWith("/api/v1" + path(made.json()));
    assertThat(made.json().path("include").toString()).isEqualTo("[\"**\"]");
    assertThat(made.json().path("exclude").toString()).isEqualTo("[]");
    assertThat(made.json().path("branch").isNull()).isTrue();
    JsonNode subscription = synced(made.json());
    assertThat(subscription.path("subscriberId").asText()).isEqualTo(subscriber);
    assertThat(subscription.path("subscriber").asText()).isEqualTo(name);
    assertThat(subscription.path("repository").asText()).isEqualTo(repository);
    assertThat(subscription.path("generation").asInt()).isEqualTo(1);
    assertThat(subscription.path("deliveredCommit").asText()).hasSize(40);
    assertThat(subscription.path("counts").toString())
        .isEqualTo("{\"total\":3,\"delivered\":3,\"waiting\":0,\"refused\":0}");
    assertThat(subscription.path("lastError").isNull()).isTrue();
    assertThat(subscription.path("lastDeliveredAt").isNull()).isFalse();
    assertThat(told("file.created")).containsExactly("a.txt", "b/c d.txt", "b/é.md");

    Answer shown = team.viewer().get(path(subscription)).expect(200);
    assertThat(shown.json()).isEqualTo(subscription);
    team.viewer().with("If-None-Match", shown.header("ETag")).get(path(subscription)).expect(304);
    JsonNode counts =
        both.get("/subscribers/" + subscriber).expect(200).json().path("subscriptions");
    assertThat(counts.path("SYNCED").asInt()).isEqualTo(1);

    both.delete(path(subscription)).expect(204);
    for (Answer gone : List.of(both.get(path(subscription)), both.delete(path(subscription)))) {
      gone.expectProblem(
          404, "Not Found", "not-found", "There is no such subscription.", path(subscription));
    }
    assertThat(
            sluice
                .admin()
                .get("/audit?action=subscription-deleted&q=" + name)
                .json()
                .at("/items/0/subject")
                .asText())
        .isEqualTo("subscription of " + name + " to " + repository);
  }

  @Test
  void aRepositoryIsReceivedOnceByASubscriber() {
    JsonNode subscription = synced();
    Answer again = both.post("/subscriptions", body(Map.of()));
    again.expectProblem(
        409,
        "Conflict",
        "already-subscribed",
        "The subscriber receives that repository already.",
        "/subscriptions");
    assertThat(again.header("Location")).endsWith("/api/v1" + path(subscription));
  }

  @Test
  void aRepositoryThatIsReceivedIsNotDeleted() {
    synced();
    String path = "/repositories/" + repository;
    Answer kept = both.delete(path).expect(409);
    assertThat(kept.json().path("detail").asText())
        .contains("1 subscriber receives it. Delete its subscription first.");
    String first = subscriber;
    subscriber = subscriber(fresh("app"));
    subscribe(Map.of());
    assertThat(both.delete(path).expect(409).json().path("detail").asText())
        .contains("2 subscribers receive it. Delete their subscriptions first.");
    both.delete("/subscribers/" + first + "?confirm=true").expect(204);
    both.delete("/subscribers/" + subscriber + "?confirm=true").expect(204);
    both.delete(path).expect(204);
  }

  @Test
  void aSubscriberSaysWhatGoesWithItBeforeItGoes() {
    JsonNode subscription = synced();
    String path = "/subscribers/" + subscriber;
    int messages =
        both.get(path(subscription) + "/deliveries").expect(200).json().path("total").asInt();
    Answer kept = both.delete(path);
    kept.expectProblem(
        409,
        "Conflict",
        "subscriber-in-use",
        "With it go 1 subscriptions and "
            + (3 + messages)
            + " records of what arrived. Ask again with confirm=true.",
        path);
    assertThat(both.get(kept.header("Location")).expect(200).json().path("total").asInt())
        .isEqualTo(1);
    both.delete(path + "?confirm=false").expect(409);
    both.delete(path + "?confirm=true").expect(204);
    both.get(path).expect(404);
    both.get(path(subscription)).expect(404);
    both.get("/repositories/" + repository).expect(200);
  }

  @ParameterizedTest
  @CsvSource({
    "GET,''",
    "GET,/files",
    "GET,/deliveries",
    "PATCH,''",
    "DELETE,''",
    "POST,/pause",
    "POST,/resume",
    "POST,/resync",
    "POST,/retry"
  })
  void membersOfBothSidesSeeOneAndMaintainersKeepIt(String method, String rest) {
    JsonNode subscription = synced();
    String path = path(subscription) + rest;
    Object body = method.equals("PATCH") ? Map.of("exclude", List.of("b")) : null;
    sluice
        .api()
        .send(method, path, body)
        .expectProblem(
            401,
            "Unauthorized",
            "not-signed-in",
            "Sign in with a token or with user and password.",
            path);
    boolean keeps = method.equals("PATCH") || method.equals("DELETE");
    String refusal =
        keeps
            ? "Only who maintains both the repository and the subscriber may do this."
            : "Only who maintains the repository or the subscriber may do this.";
    if (method.equals("GET")) {
      team.viewer().get(path).expect(200);
      apps.viewer().get(path).expect(200);
    } else {
      for (Api viewer : List.of(team.viewer(), apps.viewer())) {
        viewer.send(method, path, body).expectProblem(403, "Forbidden", "forbidden", refusal, path);
      }
    }
    if (keeps) {
      for (Api one : List.of(team.maintainer(), apps.maintainer())) {
        one.send(method, path, body).expectProblem(403, "Forbidden", "forbidden", refusal, path);
      }
    }
    for (Api other : List.of(team.stranger(), apps.stranger())) {
      other
          .send(method, path, body)
          .expectProblem(404, "Not Found", "not-found", "There is no such subscription.", path);
    }
    String unknown = "/subscriptions/" + new UUID(0, 1) + rest;
    sluice
        .admin()
        .send(method, unknown, body)
        .expectProblem(404, "Not Found", "not-found", "There is no such subscription.", unknown);
    assertThat(status(both.get(path(subscription)).expect(200).json())).isEqualTo("SYNCED");
  }

  @ParameterizedTest
  @CsvSource({"GET,''", "POST,/redeliver"})
  void aMessageIsSeenWithItsSubscription(String method, String rest) {
    JsonNode subscription = synced();
    String path =
        "/deliveries/"
            + both.get(path(subscription) + "/deliveries").json().at("/items/0/id").asText()
            + rest;
    sluice
        .api()
        .send(method, path, null)
        .expectProblem(
            401,
            "Unauthorized",
            "not-signed-in",
            "Sign in with a token or with user and password.",
            path);
    if (rest.isEmpty()) {
      team.viewer().get(path).expect(200);
    } else {
      team.viewer()
          .post(path, null)
          .expectProblem(
              403,
              "Forbidden",
              "forbidden",
              "Only who maintains the repository or the subscriber may do this.",
              path);
    }
    team.stranger()
        .send(method, path, null)
        .expectProblem(404, "Not Found", "not-found", "There is no such delivery.", path);
    String unknown = "/deliveries/" + new UUID(0, 1) + rest;
    sluice
        .admin()
        .send(method, unknown, null)
        .expectProblem(404, "Not Found", "not-found", "There is no such delivery.", unknown);
  }

  @Test
  void whoMaintainsOneSideAloneLetsNothingOut() {
    String path = "/subscriptions";
    String refusal = "Only who maintains both the repository and the subscriber may do this.";
    sluice
        .api()
        .post(path, body(Map.of()))
        .expectProblem(
            401,
            "Unauthorized",
            "not-signed-in",
            "Sign in with a token or with user and password.",
            path);
    team.maintainer()
        .post(path, body(Map.of()))
        .expectInvalid("subscriberId", "there is no such subscriber", path);
    apps.maintainer()
        .post(path, body(Map.of()))
        .expectInvalid("repository", "there is no such repository", path);
    both.patch("/repositories/" + repository, Map.of("visibility", "INTERNAL")).expect(200);
    apps.maintainer()
        .post(path, body(Map.of()))
        .expectProblem(403, "Forbidden", "forbidden", refusal, path);
    assertThat(receiver.posts(hook)).isEmpty();
  }

  @Test
  void whatBreaksARuleIsRefusedByField() {
    invalid(Map.of("subscriberId", new UUID(0, 1)), "subscriberId", "there is no such subscriber");
    invalid(
        Map.of("repository", "app"),
        "repository",
        "must be the owner and the name, as in team/app");
    invalid(Map.of("branch", "refs/heads/main"), "branch", "must be the short name of a branch");
    invalid(Map.of("branch", "a..b"), "branch", "must be the short name of a branch");
    invalid(Map.of("include", List.of(" ")), "include", "holds an empty pattern");
    invalid(
        Map.of("exclude", List.of("!keep")),
        "exclude",
        "holds a pattern that begins with ! or # or meets nothing: !keep");
    invalid(Map.of("secret", "mine"), "secret", "is not a field of this request");
    Answer empty = both.post("/subscriptions", Map.of()).expect(400);
    assertThat(empty.json().path("errors").findValuesAsText("field"))
        .containsExactly("subscriberId", "repository");
    String still = fresh("still");
    both.post(
            "/repositories",
            Map.of(
                "namespace",
                team.name(),
                "name",
                still,
                "cloneUrl",
                server.url(name + ".git"),
                "mirror",
                false))
        .expect(201);
    invalid(Map.of("repository", team.name() + "/" + still), "repository", "is not mirrored");
    JsonNode subscription = synced();
    both.patch(path(subscription), Map.of("repository", "a/b"))
        .expectInvalid("repository", "is not a field that can be changed", path(subscription));
    both.get(path(subscription) + "/files?size=0")
        .expectInvalid(
            "size", "must be a whole number from 1 to 1000", path(subscription) + "/files");
    both.get(path(subscription) + "/files?page=2")
        .expectInvalid(
            "page", "is not a parameter of this operation", path(subscription) + "/files");
    both.get(path(subscription) + "/deliveries?event=moved")
        .expectInvalid(
            "event",
            "must be one of snapshot.started, file.created, file.updated, file.deleted,"
                + " snapshot.completed, repository.sync_failed, ping",
            path(subscription) + "/deliveries");
    both.get("/subscriptions?subscriber=app")
        .expectInvalid("subscriber", "must be an id", "/subscriptions");
    both.post(path(subscription) + "/resync?dryRun=true", null)
        .expectInvalid(
            "dryRun", "is not a parameter of this operation", path(subscription) + "/resync");
  }

  private void invalid(Map<String, Object> more, String field, String message) {
    both.post("/subscriptions", body(more)).expectInvalid(field, message, "/subscriptions");
  }

  @Test
  void theListShowsWhatTheCallerSees() {
    JsonNode one = synced();
    String first = name;
    subscriber = subscriber("z" + fresh("app"));
    JsonNode two = synced();
    both.post(path(two) + "/pause", null).expect(200);
    String of = "/subscriptions?repository=" + repository.toUpperCase();
    assertThat(ids(both, of)).containsExactly(id(one), id(two));
    assertThat(ids(both, of + "&sort=-subscriber")).containsExactly(id(two), id(one));
    assertThat(ids(both, of + "&sort=-createdAt&size=1")).containsExactly(id(two));
    assertThat(ids(both, of + "&sort=lastDeliveredAt")).containsExactly(id(one), id(two));
    assertThat(ids(both, of + "&status=PAUSED")).containsExactly(id(two));
    assertThat(ids(both, of + "&subscriber=" + subscriber)).containsExactly(id(two));
    assertThat(ids(both, of + "&q=" + first.toUpperCase())).contains(id(one));
    assertThat(ids(both, "/subscriptions?size=200&namespace=" + team.name()))
        .contains(id(one), id(two));
    assertThat(ids(both, of + "&namespace=" + apps.name())).isEmpty();
    assertThat(ids(team.viewer(), of)).containsExactly(id(one), id(two));
    assertThat(ids(apps.maintainer(), of)).containsExactly(id(one), id(two));
    assertThat(ids(sluice.admin(), of)).containsExactly(id(one), id(two));
    assertThat(ids(apps.viewer(), of)).containsExactly(id(one), id(two));
    assertThat(ids(team.stranger(), of)).isEmpty();
    both.get("/subscriptions?sort=branch")
        .expectInvalid(
            "sort",
            "must be of createdAt, lastDeliveredAt, repository, status, subscriber",
            "/subscriptions");
  }

  private static String id(JsonNode subscription) {
    return subscription.path("id").asText();
  }

  private static List<String> ids(Api who, String path) {
    JsonNode page = who.get(path).expect(200).json();
    if (!path.contains("size=1")) {
      assertThat(page.path("total").asInt()).isEqualTo(page.path("items").size());
    }
    return texts(page.path("items"), "id");
  }

  // Changing what is sent

  @Test
  void whatIsExcludedIsTakenBackAndAnEditMeetsTheVersionThatWasSeen() {
    JsonNode subscription = synced();
    String seen = both.get(path(subscription)).header("ETag");
    JsonNode changed =
        both.with("If-Match", seen)
            .patch(path(subscription), Map.of("exclude", List.of("*.md")))
            .expect(200)
            .json();
    assertThat(changed.path("exclude").toString()).isEqualTo("[\"*.md\"]");
    assertThat(changed.path("include").toString()).isEqualTo("[\"**\"]");
    wait(
        "two files are left",
        subscription,
        now -> status(now).equals("SYNCED") && now.at("/counts/total").asInt() == 2);
    assertThat(told("file.deleted")).containsExactly("b/é.md");
    for (String method : List.of("PATCH", "DELETE")) {
      both.with("If-Match", seen)
          .send(method, path(subscription), method.equals("PATCH") ? Map.of() : null)
          .expectProblem(
              412,
              "Precondition Failed",
              "changed-meanwhile",
              "Somebody changed this meanwhile. Read it again.",
              path(subscription));
    }
  }

  @Test
  void aBranchThatIsNotThereFailsAndDeletesNothing() {
    JsonNode subscription = synced();
    both.patch(path(subscription), Map.of("branch", "gone")).expect(200);
    JsonNode failed = wait("it fails", subscription, now -> status(now).equals("FAILED"));
    assertThat(failed.path("lastError").toString())
        .isEqualTo("{\"kind\":\"NO_BRANCH\",\"detail\":\"There is no branch gone.\"}");
    assertThat(both.get(path(subscription) + "/files").expect(200).json().path("items")).hasSize(3);
    assertThat(told("file.deleted")).isEmpty();
  }

  @Test
  void whatAPausedOneMissesIsSentWhenItIsResumed() throws IOException {
    JsonNode subscription = synced();
    JsonNode paused = both.post(path(subscription) + "/pause", null).expect(200).json();
    assertThat(status(paused)).isEqualTo("PAUSED");
    both.post(path(subscription) + "/pause", null).expect(200);
    upstream.push("main", Map.of("new.txt", "four"));
    sync();
    JsonNode retried = job(both.post(path(subscription) + "/retry", null).expect(202));
    assertThat(retried.path("skipped").asInt()).isEqualTo(1);
    assertThat(told("file.created")).doesNotContain("new.txt");
    team.maintainer().post(path(subscription) + "/resume", null).expect(200);
    wait("it is synced", subscription, now -> now.at("/counts/delivered").asInt() == 4);
    assertThat(told("file.created")).contains("new.txt");
  }

  // Delivering again

  @Test
  void aReSyncSendsAllFilesAgainAndIsNotAskedForTwice() {
    JsonNode subscription = synced();
    CountDownLatch held = receiver.hold(hook);
    Answer started = both.post(path(subscription) + "/resync", null).expect(202);
    assertThat(started.json().path("kind").asText()).isEqualTo("RESYNC");
    wait("it runs", subscription, now -> now.path("generation").asInt() == 2);
    Answer second = both.post(path(subscription) + "/resync", null).expect(409);
    assertThat(second.header("Location")).isEqualTo(started.header("Location"));
    Answer retry = both.post(path(subscription) + "/retry", null).expect(409);
    assertThat(retry.header("Location")).isEqualTo(started.header("Location"));
    Answer edit = both.patch(path(subscription), Map.of("exclude", List.of("b")));
    edit.expectProblem(
        409,
        "Conflict",
        "resync-running",
        "It is being re-synced. Wait for that, or cancel it.",
        path(subscription));
    assertThat(edit.header("Location")).isEqualTo(started.header("Location"));
    held.countDown();
    JsonNode job = job(started);
    assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(job.path("selection").asText())
        .isEqualTo(
            "subscription:" + repository + " to " + subscription.path("subscriber").asText());
    assertThat(job.at("/counters/filesTotal").asInt()).isEqualTo(3);
    assertThat(job.at("/counters/filesDelivered").asInt()).isEqualTo(3);
    JsonNode after = synced(subscription);
    assertThat(after.path("generation").asInt()).isEqualTo(2);
    assertThat(after.path("resyncJobId").isNull()).isTrue();
    assertThat(told("file.created"))
        .containsExactly("a.txt", "b/c d.txt", "b/é.md", "a.txt", "b/c d.txt", "b/é.md");
  }

  @Test
  void aRefusedFileIsNamedAndSentWhenItIsRedelivered() {
    receiver.answer(hook, 422, Map.of("Content-Type", "text/plain"), "no room");
    // The announcement of the snapshot is refused first, and then tried no more.
    JsonNode subscription = subscribe(Map.of());
    JsonNode refused =
        wait(
            "something was refused for good",
            subscription,
            now -> now.at("/counts/refused").asInt() > 0 && status(now).equals("FAILED"));
    assertThat(refused.at("/lastError/detail").asText()).isNotEmpty();
    JsonNode page =
        both.get(path(subscription) + "/deliveries?status=QUARANTINED&sort=sequence")
            .expect(200)
            .json();
    String id = page.at("/items/0/id").asText();
    JsonNode message = both.get("/deliveries/" + id).expect(200).json();
    assertThat(message.path("attemptCount").asInt()).isEqualTo(3);
    assertThat(texts(message.path("attempts"), "number")).containsExactly("1", "2", "3");
    assertThat(texts(message.path("attempts"), "httpStatus")).containsOnly("422");
    assertThat(texts(message.path("attempts"), "answer")).containsOnly("no room");
    assertThat(message.path("lastAttempt")).isEqualTo(message.path("attempts").get(2));
    assertThat(page.at("/items/0").has("attempts")).isFalse();

    receiver.answer(hook, 204, Map.of(), "");
    JsonNode again = both.post("/deliveries/" + id + "/redeliver", null).expect(202).json();
    assertThat(again.path("id").asText()).isEqualTo(id);
    Waiting.until(
        "it arrived",
        PATIENCE,
        () -> both.get("/deliveries/" + id).expect(200).json(),
        now -> now.path("status").asText().equals("DELIVERED"));
    assertThat(receiver.posts(hook).stream().filter(post -> post.id().equals(id))).hasSize(4);
    JsonNode job = job(both.post(path(subscription) + "/retry", null).expect(202));
    assertThat(job.path("kind").asText()).isEqualTo("DELIVERY_RETRY");
    synced(subscription);
  }

  @Test
  void aFileThatArrivedIsRedeliveredUnderAnotherId() {
    JsonNode subscription = synced();
    String file = "?path=b/c%20d.txt";
    JsonNode sent = both.get(path(subscription) + "/deliveries" + file).expect(200).json();
    assertThat(sent.path("total").asInt()).isEqualTo(1);
    String id = sent.at("/items/0/id").asText();
    both.post("/deliveries/" + id + "/redeliver", null).expect(202);
    JsonNode now =
        Waiting.until(
            "it was sent again",
            PATIENCE,
            () -> both.get(path(subscription) + "/deliveries" + file).expect(200).json(),
            page ->
                page.path("total").asInt() == 2
                    && page.at("/items/0/status").asText().equals("DELIVERED"));
    assertThat(texts(now.path("items"), "event")).containsOnly("file.created");
    assertThat(texts(now.path("items"), "id")).doesNotHaveDuplicates().contains(id);
    assertThat(told("file.created").stream().filter("b/c d.txt"::equals)).hasSize(2);
    JsonNode others =
        both.get(path(subscription) + "/deliveries?event=snapshot.completed").expect(200).json();
    String over = "/deliveries/" + others.at("/items/0/id").asText() + "/redeliver";
    both.post(over, null)
        .expectProblem(
            409,
            "Conflict",
            "nothing-to-redeliver",
            "What it told is over: only a message that is open, or about a file that the subscriber"
                + " has, can be sent again.",
            over);
    both.post(path(subscription) + "/pause", null).expect(200);
    both.post("/deliveries/" + id + "/redeliver", null)
        .expectProblem(
            409,
            "Conflict",
            "subscription-still",
            "Nothing is sent of a subscription that is paused or disabled.",
            "/deliveries/" + id + "/redeliver");
  }

  @Test
  void allOfASubscriberAreSentAgain() throws IOException {
    JsonNode one = synced();
    String other = fresh("app");
    ConfigUpstream.create(temporary.resolve("served").resolve(other + ".git"))
        .push("main", Map.of("x.txt", "x"));
    mirror(other);
    repository = team.name() + "/" + other;
    JsonNode two = synced();
    String path = "/subscribers/" + subscriber;
    for (String rest : List.of("/resync", "/retry")) {
      sluice.api().post(path + rest, null).expect(401);
      apps.viewer()
          .post(path + rest, null)
          .expectProblem(
              403,
              "Forbidden",
              "forbidden",
              "Only who maintains the repository or the subscriber may do this.",
              path + rest);
      team.maintainer()
          .post(path + rest, null)
          .expectProblem(
              404, "Not Found", "not-found", "There is no such subscriber.", path + rest);
    }
    JsonNode job = job(apps.maintainer().post(path + "/resync", null).expect(202));
    assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(job.path("selection").asText())
        .isEqualTo("subscriber:" + apps.name() + "/" + one.path("subscriber").asText());
    assertThat(job.path("total").asInt()).isEqualTo(2);
    assertThat(job.at("/counters/filesTotal").asInt()).isEqualTo(4);
    assertThat(job.at("/counters/filesDelivered").asInt()).isEqualTo(4);
    for (JsonNode each : List.of(one, two)) {
      assertThat(synced(each).path("generation").asInt()).isEqualTo(2);
    }
    JsonNode nothing = job(both.post(path + "/retry", null).expect(202));
    assertThat(nothing.path("total").asInt()).isZero();
  }

  @Test
  void allThatFailedIsRetriedAtOnce() {
    receiver.answer(hook, 422, Map.of(), "");
    JsonNode subscription = subscribe(Map.of());
    wait("it has failed", subscription, now -> status(now).equals("FAILED"));
    receiver.answer(hook, 204, Map.of(), "");
    sluice
        .api()
        .post("/subscriptions/retry", null)
        .expectProblem(
            401,
            "Unauthorized",
            "not-signed-in",
            "Sign in with a token or with user and password.",
            "/subscriptions/retry");
    assertThat(
            team.viewer()
                .post("/subscriptions/retry", null)
                .expect(202)
                .json()
                .path("total")
                .asInt())
        .as("he maintains nothing that failed")
        .isZero();
    JsonNode job = job(team.maintainer().post("/subscriptions/retry", null).expect(202));
    assertThat(job.path("kind").asText()).isEqualTo("DELIVERY_RETRY");
    assertThat(job.path("total").asInt()).isPositive();
    synced(subscription);
  }

  @Test
  void whoCannotBeReachedIsLeftAloneUntilSomebodyRetries() {
    receiver.answer(hook, 500, Map.of(), "");
    JsonNode subscription = subscribe(Map.of());
    JsonNode failed =
        wait(
            "the breaker holds it",
            subscription,
            now -> now.at("/lastError/kind").asText().equals("BREAKER"));
    assertThat(status(failed)).isEqualTo("FAILED");
    String path = "/subscribers/" + subscriber;
    JsonNode open = both.get(path).expect(200).json().path("breaker");
    assertThat(open.path("state").asText()).isEqualTo("OPEN");
    assertThat(open.path("openUntil").asText()).isEqualTo(failed.path("nextRunAt").asText());
    assertThat(open.path("reason").asText()).contains("500");
    assertThat(receiver.posts(hook)).hasSize(5);
    assertThat(receiver.posts(hook).stream().map(Post::id).distinct()).hasSize(1);

    receiver.answer(hook, 204, Map.of(), "");
    JsonNode job = job(both.post(path + "/retry", null).expect(202));
    assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
    synced(subscription);
    assertThat(both.get(path).expect(200).json().at("/breaker/state").asText()).isEqualTo("CLOSED");
    JsonNode notices =
        Waiting.until(
            "people hear of both",
            PATIENCE,
            () -> both.get("/notifications?q=" + name).expect(200).json().path("items"),
            items -> items.size() >= 2);
    assertThat(texts(notices, "topic"))
        .containsExactlyInAnyOrder("subscriber-unreachable", "subscriber-back");
  }

  /** A subscription that waits for half an hour, since its subscriber failed too often. */
  private JsonNode shutOut() throws IOException {
    JsonNode subscription = synced();
    receiver.answer(hook, 500, Map.of(), "");
    Map<String, String> more = new HashMap<>();
    for (int i = 0; i < 7; i++) {
      more.put("more" + i, "content " + i);
    }
    upstream.push("main", more);
    sync();
    return wait("its breaker is open", subscription, now -> error(now).equals("BREAKER"));
  }

  private static String error(JsonNode subscription) {
    return subscription.at("/lastError/kind").asText();
  }

  @Test
  void aPingThatIsTakenHasWhatWaitsSent() throws IOException {
    JsonNode subscription = shutOut();
    receiver.answer(hook, 204, Map.of(), "");
    both.post("/subscribers/" + subscriber + "/ping", null).expect(200);
    synced(subscription);
  }

  @Test
  void aSubscriberThatIsResumedIsSentWhatWaits() throws IOException {
    JsonNode subscription = shutOut();
    both.post("/subscribers/" + subscriber + "/pause", null).expect(200);
    receiver.answer(hook, 204, Map.of(), "");
    both.post("/subscribers/" + subscriber + "/resume", null).expect(200);
    synced(subscription);
  }

  @Test
  void anotherEndpointIsSentWhatTheFormerOneDidNotTake() {
    receiver.answer(hook, 503, Map.of("Retry-After", "3600"), "");
    JsonNode subscription = subscribe(Map.of());
    wait("it waits", subscription, now -> !now.path("lastError").isNull());
    hook = "/" + fresh("app");
    both.patch("/subscribers/" + subscriber, Map.of("endpointUrl", receiver.url(hook))).expect(200);
    synced(subscription);
    assertThat(told("file.created")).hasSize(3);
  }

  @Test
  void aRedeliveryThatIsTakenHasOthersGoOn() throws IOException {
    JsonNode first = shutOut();
    String other = fresh("app");
    ConfigUpstream.create(temporary.resolve("served").resolve(other + ".git"))
        .push("main", Map.of("a", "1"));
    mirror(other);
    JsonNode second = subscribe(Map.of("repository", team.name() + "/" + other));
    wait("it was turned away", second, now -> error(now).equals("BREAKER"));
    receiver.answer(hook, 204, Map.of(), "");
    redeliverOneThatWaits(first);
    synced(first);
    synced(second);
  }

  private static void redeliverOneThatWaits(JsonNode subscription) {
    String message =
        both.get(path(subscription) + "/deliveries?status=PENDING")
            .expect(200)
            .json()
            .at("/items/0/id")
            .asText();
    both.post("/deliveries/" + message + "/redeliver", null).expect(202);
  }

  @Test
  void whoAsksToBeLeftAloneIsSentNothingUntilAPingIsTaken() {
    receiver.answer(hook, 503, Map.of("Retry-After", "3600"), "");
    JsonNode subscription = subscribe(Map.of());
    wait("it waits", subscription, now -> !now.path("lastError").isNull());
    receiver.answer(hook, 204, Map.of(), "");
    redeliverOneThatWaits(subscription);
    wait("it is left alone", subscription, now -> error(now).equals("RESTING"));
    JsonNode job = job(both.post(path(subscription) + "/retry", null).expect(202));
    assertThat(job.path("status").asText()).isEqualTo("FAILED");
    assertThat(receiver.posts(hook)).hasSize(1);
    both.post("/subscribers/" + subscriber + "/ping", null).expect(200);
    synced(subscription);
  }

  @Test
  void whatIsDeletedUnderADeliveryEndsIt() {
    JsonNode subscription = synced();
    String before = sluice.logText();
    CountDownLatch held = receiver.hold(hook);
    int posts = receiver.posts(hook).size();
    Answer started = both.post(path(subscription) + "/resync", null).expect(202);
    Waiting.until(
        "something is under way",
        PATIENCE,
        () -> receiver.posts(hook).size(),
        count -> count > posts);
    both.delete("/subscribers/" + subscriber + "?confirm=true").expect(204);
    held.countDown();
    job(started);
    assertThat(sluice.logText().substring(before.length()))
        .doesNotContain("subscription=" + id(subscription) + " incident=");
    assertThat(receiver.posts(hook)).hasSize(posts + 1);
  }

  // What arrived

  @Test
  void theManifestIsPagedByPath() throws Exception {
    JsonNode subscription = synced();
    List<String> paths = new ArrayList<>();
    String next = path(subscription) + "/files?size=1";
    while (next != null) {
      Answer part = team.viewer().get(next).expect(200);
      assertThat(part.json().path("generation").asInt()).isEqualTo(1);
      assertThat(part.json().path("deliveredCommit").asText())
          .isEqualTo(subscription.path("deliveredCommit").asText());
      JsonNode file = part.json().at("/items/0");
      paths.add(file.path("path").asText());
      assertThat(file.path("mode").asText()).isEqualTo("100644");
      assertThat(file.path("sha256").asText()).hasSize(64);
      assertThat(file.path("generation").asInt()).isEqualTo(1);
      String link = part.header("Link");
      assertThat(link == null).isEqualTo(part.json().path("next").isNull());
      next = link == null ? null : link.replaceFirst("^<([^>]*)>.*$", "$1");
    }
    assertThat(paths).containsExactly("a.txt", "b/c d.txt", "b/é.md");
    JsonNode all = both.get(path(subscription) + "/files").expect(200).json();
    assertThat(all.path("items")).hasSize(3);
    assertThat(all.path("next").isNull()).isTrue();
    assertThat(all.at("/items/0/size").asInt()).isEqualTo(3);
  }

  // Pulling

  /** A subscription of somebody who has no endpoint. */
  private JsonNode pulledOnly() {
    subscriber =
        both.post("/subscribers", Map.of("namespace", apps.name(), "name", fresh("pulls")))
            .expect(201)
            .json()
            .path("id")
            .asText();
    return subscribe(Map.of());
  }

  private JsonNode pull(JsonNode subscription, String after) {
    return both.get(path(subscription) + "/events?size=3&after=" + after).expect(200).json();
  }

  private static List<String> types(JsonNode pulled) {
    return StreamSupport.stream(pulled.path("events").spliterator(), false)
        .map(each -> each.at("/message/type").asText())
        .toList();
  }

  @Test
  void whoCannotBePostedToPullsTheSameMessages() throws IOException {
    JsonNode subscription = pulledOnly();
    JsonNode first = pull(subscription, "");
    assertThat(types(first)).containsExactly("snapshot.started", "file.created", "file.created");
    assertThat(pull(subscription, "").path("events")).isEqualTo(first.path("events"));
    JsonNode second = pull(subscription, first.path("next").asText());
    assertThat(types(second)).containsExactly("file.created");
    assertThat(both.get(path(subscription)).json().at("/counts/delivered").asInt()).isEqualTo(2);
    JsonNode third = pull(subscription, second.path("next").asText());
    assertThat(types(third)).containsExactly("snapshot.completed");
    JsonNode none = pull(subscription, third.path("next").asText());
    assertThat(none.path("events")).isEmpty();
    assertThat(status(none)).isEqualTo("SYNCED");

    upstream.push("main", Map.of("large.txt", "x".repeat(1_200_000)));
    sync();
    JsonNode chunks = pull(subscription, none.path("next").asText());
    assertThat(texts(chunks.path("events"), "key"))
        .hasSize(3)
        .allMatch(key -> key.matches("[0-9a-f-]{36}-[012]"));
    String half = chunks.at("/events/1/cursor").asText();
    JsonNode rest = pull(subscription, half);
    assertThat(rest.path("events")).hasSize(1);
    assertThat(rest.at("/events/0")).isEqualTo(chunks.at("/events/2"));
    assertThat(status(pull(subscription, rest.path("next").asText()))).isEqualTo("SYNCED");

    JsonNode job = job(both.post(path(subscription) + "/resync", null).expect(202));
    assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
    JsonNode anew = pull(subscription, rest.path("next").asText());
    assertThat(types(anew)).startsWith("snapshot.started");
    assertThat(anew.at("/events/0/message/data/generation").asInt()).isEqualTo(2);
  }

  /** Pulls until nothing more comes. */
  private JsonNode pulledUp(JsonNode subscription) {
    JsonNode answer = pull(subscription, "");
    while (!answer.path("events").isEmpty()) {
      answer = pull(subscription, answer.path("next").asText());
    }
    assertThat(status(answer)).isEqualTo("SYNCED");
    return both.get(path(subscription)).expect(200).json();
  }

  @Test
  void whatIsOnlyPulledSaysThatSomethingWaits() throws IOException {
    JsonNode subscription = pulledUp(pulledOnly());
    assertThat(status(subscription)).isEqualTo("SYNCED");
    assertThat(subscription.path("behind").asBoolean(true)).isFalse();
    upstream.push("main", Map.of("new.txt", "new"));
    sync();
    JsonNode waits =
        wait("it has heard of it", subscription, now -> status(now).equals("DELIVERING"));
    assertThat(waits.path("behind").asBoolean()).isTrue();
    assertThat(pulledUp(subscription).at("/counts/delivered").asInt()).isEqualTo(4);
  }

  @Test
  void nothingIsPulledOfASubscriberWhoIsPausedAndNothingFails() throws IOException {
    JsonNode subscription = pulledUp(pulledOnly());
    both.post("/subscribers/" + subscriber + "/pause", null).expect(200);
    String events = path(subscription) + "/events";
    Runnable refused =
        () ->
            both.get(events)
                .expectProblem(
                    409,
                    "Conflict",
                    "subscription-still",
                    "The subscriber is paused or disabled.",
                    events);
    refused.run();
    assertThat(status(both.get(path(subscription)).expect(200).json())).isEqualTo("SYNCED");
    upstream.push("main", Map.of("new.txt", "new"));
    sync();
    wait("it has heard of it", subscription, now -> status(now).equals("DELIVERING"));
    refused.run();
    JsonNode waits = both.get(path(subscription)).expect(200).json();
    assertThat(status(waits)).isEqualTo("DELIVERING");
    assertThat(waits.path("lastError").isNull()).isTrue();
    JsonNode job = job(both.post(path(subscription) + "/retry", null).expect(202));
    assertThat(job.path("status").asText()).as(job.toString()).isEqualTo("SUCCEEDED");
    assertThat(job.path("skipped").asInt()).as(job.toString()).isEqualTo(1);
    both.post("/subscribers/" + subscriber + "/resume", null).expect(200);
    assertThat(pulledUp(subscription).at("/counts/delivered").asInt()).isEqualTo(4);
  }

  @Test
  void whatIsPausedSaysThatSomethingWaits() throws IOException {
    JsonNode subscription = synced();
    JsonNode paused = both.post(path(subscription) + "/pause", null).expect(200).json();
    assertThat(paused.path("behind").asBoolean(true)).isFalse();
    upstream.push("main", Map.of("new.txt", "new"));
    sync();
    JsonNode waits =
        wait("it has heard of it", subscription, now -> now.path("behind").asBoolean());
    assertThat(status(waits)).isEqualTo("PAUSED");
    both.post(path(subscription) + "/resume", null).expect(200);
    assertThat(synced(subscription).path("behind").asBoolean(true)).isFalse();
  }

  @Test
  void aMirrorThatCannotBeReadIsTriedLessAndLessOften() throws IOException {
    JsonNode subscription = synced();
    String id = both.get("/repositories/" + repository).expect(200).json().path("id").asText();
    String folder = id.substring(id.lastIndexOf('-') + 1).substring(0, 2);
    Path ref =
        sluice
            .home()
            .resolve("mirrors")
            .resolve(folder)
            .resolve(id + ".git")
            .resolve("refs/heads/main");
    byte[] before = Files.exists(ref) ? Files.readAllBytes(ref) : null;
    Files.createDirectories(ref.getParent());
    Files.writeString(ref, "0123456789".repeat(4) + "\n");
    both.post(path(subscription) + "/pause", null).expect(200);
    both.post(path(subscription) + "/resume", null).expect(200);
    JsonNode failed =
        wait("each time counts", subscription, now -> now.path("retryCount").asInt() > 2);
    assertThat(failed.at("/lastError/kind").asText()).isEqualTo("UNREADABLE");
    if (before == null) {
      Files.delete(ref);
    } else {
      Files.write(ref, before);
    }
    assertThat(synced(subscription).path("retryCount").asInt()).isZero();
  }

  @Test
  void onlyWhoKeepsOneSidePullsAndAsksAsHeWasTold() {
    JsonNode subscription = pulledOnly();
    String path = path(subscription) + "/events";
    sluice.api().get(path).expect(401);
    team.viewer()
        .get(path)
        .expectProblem(
            403,
            "Forbidden",
            "forbidden",
            "Only who maintains the repository or the subscriber may do this.",
            path);
    team.stranger()
        .get(path)
        .expectProblem(404, "Not Found", "not-found", "There is no such subscription.", path);
    both.get(path + "?after=x")
        .expectInvalid("after", "is no cursor that was answered before", path);
    both.get(path + "?after=1")
        .expectInvalid("after", "is no cursor that was answered before", path);
    both.get(path + "?size=0").expectInvalid("size", "must be a whole number from 1 to 200", path);
    both.post(path(subscription) + "/pause", null).expect(200);
    both.get(path)
        .expectProblem(
            409,
            "Conflict",
            "subscription-still",
            "The subscription is paused, disabled, or gone.",
            path);
  }
}
