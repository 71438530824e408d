package org.sluice.configsource.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.git.GitCommand.git;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
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
import org.sluice.testing.FreePort;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Team;
import org.sluice.testing.Waiting;
import org.sluice.testing.WebhookReceiver;
import org.sluice.testing.WebhookReceiver.Post;

/** Listeners of configuration through the API, told over HTTP by a source that is followed. */
@Tag("portable")
class ListenersIT {

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  @TempDir private static Path temporary;
  private static StockGitServer server;
  private static WebhookReceiver receiver;
  private static RunningSluice sluice;
  private static Team team;
  private static Api maintainer;

  private String source;
  private String hook;
  private ConfigUpstream upstream;
  private String first;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    sluice = RunningSluice.shared();
    receiver = WebhookReceiver.start();
    team = Team.on(sluice);
    maintainer = team.maintainer();
    server = StockGitServer.start(Files.createDirectory(temporary.resolve("served")));
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
      receiver.close();
    }
  }

  /** A source that has been followed once, and a path of its own at the receiver. */
  @BeforeEach
  void follow() throws IOException {
    source = fresh("told");
    hook = "/" + source;
    upstream = ConfigUpstream.create(temporary.resolve("served").resolve(source + ".git"));
    first = upstream.push("main", Map.of("application.yml", "a: 1\n", "shop.yml", "b: 1\n"));
    maintainer
        .post(
            "/repositories",
            Map.of(
                "namespace",
                team.name(),
                "name",
                source,
                "cloneUrl",
                server.url(source + ".git"),
                "mirror",
                true))
        .expect(201);
    sluice
        .admin()
        .post(
            "/config-sources",
            Map.of("name", source, "repository", team.name() + "/" + source, "interval", "PT24H"))
        .expect(201);
    Waiting.until(
        "it was refreshed",
        PATIENCE,
        () -> maintainer.get("/config-sources/" + source + "/state").expect(200).json(),
        state -> first.equals(state.path("currentCommit").asText()));
  }

  @AfterEach
  void forget() {
    sluice.admin().delete("/config-sources/" + source).expect(204);
  }

  private String path() {
    return "/config-sources/" + source + "/listeners";
  }

  private String path(JsonNode listener) {
    return path() + "/" + listener.path("id").asText();
  }

  private JsonNode add() {
    return maintainer.post(path(), Map.of("url", receiver.url(hook))).expect(201).json();
  }

  private String push(Map<String, String> files) throws IOException {
    String commit = upstream.push("main", files);
    maintainer.post("/config-sources/" + source + "/refresh", null).expect(200);
    return commit;
  }

  private JsonNode wait(String what, JsonNode listener, Predicate<JsonNode> fits) {
    return Waiting.until(
        what, PATIENCE, () -> maintainer.get(path(listener)).expect(200).json(), fits);
  }

  private List<Post> posts(int count) {
    return Waiting.until(
        count + " posts came",
        PATIENCE,
        () -> receiver.posts(hook),
        posts -> posts.size() >= count);
  }

  private String newestChange() {
    return maintainer
        .get("/config-sources/" + source + "/history")
        .expect(200)
        .json()
        .at("/items/0/id")
        .asText();
  }

  @Test
  void itIsToldThatTheLabelIsGoneAndThatItIsBack() throws IOException {
    String live = upstream.push("live", "main", Map.of("shop.yml", "b: 2\n"));
    sluice.admin().patch("/config-sources/" + source, Map.of("defaultLabel", "live")).expect(200);
    maintainer.post("/config-sources/" + source + "/refresh", null).expect(200);
    JsonNode listener = add();
    git(upstream.folder(), "branch", "-D", "live");
    maintainer.post("/config-sources/" + source + "/refresh", null).expect(409);
    JsonNode gone = posts(1).get(0).json().path("data");
    assertThat(gone.path("oldCommit").asText()).isEqualTo(live);
    assertThat(gone.path("newCommit").isNull()).isTrue();
    wait("that is remembered", listener, now -> now.path("toldCommit").isNull());
    git(upstream.folder(), "branch", "live", live);
    maintainer.post("/config-sources/" + source + "/refresh", null).expect(200);
    JsonNode back = posts(2).get(1).json().path("data");
    assertThat(back.path("oldCommit").isNull()).isTrue();
    assertThat(back.path("newCommit").asText()).isEqualTo(live);
    wait("that too", listener, now -> live.equals(now.path("toldCommit").asText()));
  }

  // Keeping them

  @Test
  void aListenerIsAddedListedShownAndDeleted() {
    Answer added = maintainer.post(path(), Map.of("url", receiver.url(hook))).expect(201);
    JsonNode listener = added.json();
    assertThat(added.header("Location")).endsWith("/api/v1" + path(listener));
    assertThat(added.header("Cache-Control")).isEqualTo("no-store");
    assertThat(listener.path("secret").asText()).matches("whsec_[A-Za-z0-9+/]{43}=");
    assertThat(listener.path("toldCommit").asText()).isEqualTo(first);
    assertThat(listener.path("enabled").asBoolean()).isTrue();
    assertThat(listener.path("pending").asBoolean(true)).isFalse();
    assertThat(listener.path("lastAttempt").isNull()).isTrue();
    ObjectNode without = listener.deepCopy();
    without.remove("secret");
    assertThat(maintainer.get(path(listener)).expect(200).json()).isEqualTo(without);
    JsonNode list = maintainer.get(path() + "?sort=-createdAt&size=1").expect(200).json();
    assertThat(list.path("total").asInt()).isEqualTo(1);
    assertThat(list.path("items").get(0)).isEqualTo(without);
    maintainer
        .post(path(), Map.of("url", receiver.url(hook)))
        .expectProblem(
            409, "Conflict", "listener-there", "There is a listener of that URL already.", path());
    maintainer.delete(path(listener)).expect(204);
    for (Answer gone : List.of(maintainer.get(path(listener)), maintainer.delete(path(listener)))) {
      gone.expectProblem(
          404, "Not Found", "not-found", "There is no such listener.", path(listener));
    }
    maintainer
        .post(path(listener) + "/ping", null)
        .expectProblem(
            404, "Not Found", "not-found", "There is no such listener.", path(listener) + "/ping");
    assertThat(
            sluice
                .admin()
                .get("/audit?action=config-listener-added&q=" + source)
                .json()
                .at("/items/0/detail")
                .asText())
        .isEqualTo("at 127.0.0.1");
  }

  @ParameterizedTest
  @CsvSource({"GET,", "POST,", "GET,/{id}", "DELETE,/{id}", "POST,/{id}/ping"})
  void onlyMaintainersOfTheRepositoryKeepThem(String method, String rest) {
    String path = path() + (rest == null ? "" : rest.replace("{id}", new UUID(0, 1).toString()));
    Object body = method.equals("POST") && rest == null ? Map.of("url", "https://x.example") : null;
    sluice
        .api()
        .send(method, path, body)
        .expectProblem(
            401,
            "Unauthorized",
            "not-signed-in",
            "Sign in with a token or with user and password.",
            path);
    team.viewer()
        .send(method, path, body)
        .expectProblem(
            403,
            "Forbidden",
            "forbidden",
            "Only maintainers of its repository keep its listeners.",
            path);
    team.stranger()
        .send(method, path, body)
        .expectProblem(
            404, "Not Found", "not-found", "There is no such configuration source.", path);
  }

  @Test
  void aUrlThatNothingCanBePostedToIsRefused() {
    maintainer.post(path(), Map.of()).expectInvalid("url", "is required", path());
    maintainer
        .post(path(), Map.of("url", "ftp://example.org/"))
        .expectInvalid("url", "must begin with https:// or http://", path());
    maintainer
        .post(path(), Map.of("url", "https://ana:secret@example.org/"))
        .expectInvalid("url", "must not hold a user or a password", path());
    maintainer
        .post(path(), Map.of("url", "https:///hook"))
        .expectInvalid("url", "must name a host", path());
    maintainer
        .post(path(), Map.of("url", "https://example.org/", "secret", "mine"))
        .expectInvalid("secret", "is not a field of this request", path());
    maintainer.get(path() + "?sort=url").expectInvalid("sort", "must be of createdAt", path());
    assertThat(maintainer.get(path()).expect(200).json().path("total").asInt()).isZero();
  }

  // Telling them

  @Test
  void aChangeIsToldSignedFromTheOldCommitToTheNew() throws IOException {
    JsonNode listener = add();
    String commit = push(Map.of("shop.yml", "b: 2\n", "x/y.txt", "z"));
    Post post = posts(1).get(0);
    assertThat(post.signedBy(listener.path("secret").asText())).isEqualTo(1);
    assertThat(post.id()).isEqualTo(newestChange());
    assertThat(post.json().path("type").asText()).isEqualTo("configuration.changed");
    JsonNode data = post.json().path("data");
    assertThat(data.path("source").asText()).isEqualTo(source);
    assertThat(data.path("label").asText()).isEqualTo("main");
    assertThat(data.path("oldCommit").asText()).isEqualTo(first);
    assertThat(data.path("newCommit").asText()).isEqualTo(commit);
    assertThat(data.path("forced").asBoolean(true)).isFalse();
    assertThat(data.path("changedPaths").toString()).isEqualTo("[\"shop.yml\",\"x/y.txt\"]");
    assertThat(data.path("changedPathCount").asInt()).isEqualTo(2);
    assertThat(data.path("applications").toString()).isEqualTo("[\"shop\"]");
    JsonNode told =
        wait("it was noted", listener, seen -> seen.path("toldCommit").asText().equals(commit));
    assertThat(told.path("pending").asBoolean(true)).isFalse();
    assertThat(told.at("/lastAttempt/detail").asText()).isEqualTo("The endpoint answered 204.");
    assertThat(sluice.logText()).doesNotContain(listener.path("secret").asText());
  }

  @Test
  void whileAListenerFailsTheNewestCommitWins() throws IOException {
    JsonNode listener = add();
    receiver.answer(hook, 503, Map.of(), "");
    String second = push(Map.of("shop.yml", "b: 2\n"));
    JsonNode waiting = wait("it has failed", listener, seen -> seen.path("failures").asInt() > 0);
    assertThat(waiting.path("pending").asBoolean()).isTrue();
    assertThat(waiting.at("/lastAttempt/detail").asText()).isEqualTo("The endpoint answered 503.");
    String third = push(Map.of("bank.yml", "c: 1\n"));
    receiver.answer(hook, 204, Map.of(), "");
    wait("it was told", listener, seen -> seen.path("toldCommit").asText().equals(third));
    List<Post> posts = receiver.posts(hook);
    assertThat(posts.get(0).json().at("/data/newCommit").asText()).isEqualTo(second);
    Post last = posts.get(posts.size() - 1);
    assertThat(last.id()).isEqualTo(newestChange()).isNotEqualTo(posts.get(0).id());
    assertThat(last.json().at("/data/oldCommit").asText()).isEqualTo(first);
    assertThat(last.json().at("/data/newCommit").asText()).isEqualTo(third);
    assertThat(last.json().at("/data/changedPaths").toString())
        .isEqualTo("[\"bank.yml\",\"shop.yml\"]");
    assertThat(last.json().at("/data/applications").toString()).isEqualTo("[\"bank\",\"shop\"]");
  }

  @Test
  void whatCameBackToWhatAListenerKnowsIsNotTold() throws IOException {
    JsonNode listener = add();
    receiver.answer(hook, 503, Map.of(), "");
    push(Map.of("shop.yml", "b: 2\n"));
    wait("it has failed", listener, seen -> seen.path("failures").asInt() > 0);
    git(upstream.folder(), "update-ref", "refs/heads/main", first);
    maintainer.post("/config-sources/" + source + "/refresh", null).expect(200);
    wait("nothing is left to tell", listener, seen -> !seen.path("pending").asBoolean());
    assertThat(receiver.posts(hook))
        .allSatisfy(
            post -> assertThat(post.json().at("/data/newCommit").asText()).isNotEqualTo(first));
  }

  @Test
  void aUrlHasNeverTwoPostsAtOnce() throws IOException {
    JsonNode listener = add();
    CountDownLatch held = receiver.hold(hook);
    push(Map.of("shop.yml", "b: 2\n"));
    posts(1);
    String ping = path(listener) + "/ping";
    Answer busy = maintainer.post(ping, null);
    busy.expectProblem(
        503,
        "Service Unavailable",
        "listener-busy",
        "Something is being posted to it right now.",
        ping);
    assertThat(busy.header("Retry-After")).isEqualTo("5");
    String third = push(Map.of("shop.yml", "b: 3\n"));
    assertThat(receiver.posts(hook)).hasSize(1);
    held.countDown();
    wait("it was told", listener, seen -> seen.path("toldCommit").asText().equals(third));
    assertThat(receiver.posts(hook)).hasSize(2);
  }

  // Pings

  @Test
  void aPingIsPostedSignedAndItsOutcomeAnswered() throws IOException {
    JsonNode listener = add();
    String ping = path(listener) + "/ping";
    JsonNode taken = maintainer.post(ping, null).expect(200).json();
    assertThat(taken.path("detail").asText()).isEqualTo("The endpoint answered 204.");
    Post post = receiver.posts(hook).get(0);
    assertThat(post.signedBy(listener.path("secret").asText())).isEqualTo(1);
    assertThat(post.json().path("type").asText()).isEqualTo("ping");
    assertThat(post.json().at("/data/source").asText()).isEqualTo(source);
    receiver.answer(hook, 500, Map.of(), "");
    maintainer
        .post(ping, null)
        .expectProblem(
            422, "Unprocessable Content", "listener-refused", "The endpoint answered 500.", ping);
    int port = FreePort.next();
    JsonNode away =
        maintainer.post(path(), Map.of("url", "http://127.0.0.1:" + port + "/")).expect(201).json();
    Answer unreached = maintainer.post(path(away) + "/ping", null).expect(502);
    assertThat(unreached.json().path("type").asText()).isEqualTo("/problems/listener-unreachable");
  }

  @Test
  void oneThatIsGoneIsOffAndOnAgainByAPing() throws IOException {
    JsonNode listener = add();
    receiver.answer(hook, 410, Map.of(), "");
    push(Map.of("shop.yml", "b: 2\n"));
    JsonNode off = wait("it is off", listener, seen -> !seen.path("enabled").asBoolean());
    assertThat(off.path("pending").asBoolean(true)).isFalse();
    Waiting.until(
        "people hear of it",
        PATIENCE,
        () -> maintainer.get("/notifications?q=" + source).expect(200).json().path("items"),
        notices -> notices.toString().contains("config-listener-disabled"));
    String third = push(Map.of("shop.yml", "b: 3\n"));
    receiver.answer(hook, 204, Map.of(), "");
    maintainer.post(path(listener) + "/ping", null).expect(200);
    wait("it was told", listener, seen -> seen.path("toldCommit").asText().equals(third));
  }
}
