package org.sluice.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.identity.token.TokenText;
import org.sluice.rest.Json;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

@Tag("portable")
class AccountsIT {

  private static final String PASSWORD = "a password of nobody's";
  private static final AtomicInteger NUMBER = new AtomicInteger();

  private static RunningSluice sluice;
  private static Api admin;

  @BeforeAll
  static void start() {
    sluice = RunningSluice.shared();
    admin = sluice.admin();
  }

  private static String user() {
    String name = fresh("user");
    admin.post("/users", Map.of("name", name, "password", PASSWORD)).expect(201);
    return name;
  }

  private static Api as(String user) {
    return sluice.api().as(user, PASSWORD);
  }

  /** A client at an address of its own, so that its guesses hold back nobody else. */
  private static Api elsewhere() {
    return sluice.api().with("X-Forwarded-For", "2001:db8:0:" + NUMBER.incrementAndGet() + "::1");
  }

  private static String team(String user, NamespaceRole role) {
    String name = fresh("team");
    admin.post("/namespaces", Map.of("name", name)).expect(201);
    if (user != null) {
      admin.put("/namespaces/" + name + "/members/" + user, Map.of("role", role)).expect(201);
    }
    return name;
  }

  private static String token(Api owner, Object... scopes) {
    return owner
        .post("/tokens", Map.of("name", fresh("token"), "scopes", List.of(scopes)))
        .expect(201)
        .json()
        .path("token")
        .textValue();
  }

  /** Holds a whole problem body against what is expected, down to its last field. */
  private static void problem(
      Answer answer, int status, String slug, String title, String detail, Object... errors) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(status);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    ObjectNode expected = Json.mapper().createObjectNode();
    expected.put("type", "/problems/" + slug).put("title", title).put("status", status);
    expected.put("detail", detail);
    expected.put("instance", answer.json().path("instance").textValue());
    if (errors.length > 0) {
      ArrayNode list = expected.putArray("errors");
      for (int i = 0; i < errors.length; i += 2) {
        list.addObject()
            .put("field", errors[i].toString())
            .put("message", errors[i + 1].toString());
      }
    }
    assertThat(answer.json()).isEqualTo(expected);
    assertThat(answer.json().path("instance").textValue()).startsWith("/api/v1/");
  }

  private static void notSignedIn(Answer answer) {
    problem(
        answer,
        401,
        "not-signed-in",
        "Unauthorized",
        "Sign in with a token or with user and password.");
    assertThat(answer.header("WWW-Authenticate")).startsWith("Basic ");
  }

  private static void badCredentials(Answer answer) {
    problem(
        answer, 401, "bad-credentials", "Unauthorized", "The user, password or token is wrong.");
  }

  private static void notFound(Answer answer, String what) {
    problem(answer, 404, "not-found", "Not Found", "There is no such " + what + ".");
  }

  private static void forbidden(Answer answer, String detail) {
    problem(answer, 403, "forbidden", "Forbidden", detail);
  }

  private static void invalid(Answer answer, String field, String message) {
    problem(answer, 400, "invalid-input", "Bad Request", field + ": " + message, field, message);
  }

  private static List<String> names(JsonNode items, String field) {
    return StreamSupport.stream(items.spliterator(), false)
        .map(item -> item.path(field).textValue())
        .toList();
  }

  // Every endpoint: nobody, and somebody who may not

  @ParameterizedTest
  @CsvSource({
    "GET,/me",
    "GET,/users",
    "POST,/users",
    "GET,/users/admin",
    "PATCH,/users/admin",
    "DELETE,/users/admin",
    "GET,/namespaces",
    "POST,/namespaces",
    "GET,/namespaces/admin",
    "PATCH,/namespaces/admin",
    "DELETE,/namespaces/admin",
    "GET,/namespaces/admin/members",
    "GET,/namespaces/admin/members/admin",
    "PUT,/namespaces/admin/members/admin",
    "PATCH,/namespaces/admin/members/admin",
    "DELETE,/namespaces/admin/members/admin",
    "GET,/tokens",
    "POST,/tokens",
    "GET,/tokens/00000000-0000-0000-0000-000000000001",
    "DELETE,/tokens/00000000-0000-0000-0000-000000000001",
    "GET,/audit",
  })
  void nobodyIsAskedToSignIn(String method, String path) {
    Object body = method.startsWith("P") ? Map.of() : null;
    notSignedIn(sluice.api().send(method, path, body));
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/users",
    "POST,/users",
    "DELETE,/users/{me}",
    "POST,/namespaces",
    "DELETE,/namespaces/{me}",
    "GET,/audit",
  })
  void onlyAdministratorsAdminister(String method, String path) {
    String user = user();
    Object body = method.startsWith("P") ? Map.of("name", "x") : null;
    forbidden(
        as(user).send(method, path.replace("{me}", user), body),
        "This needs the role or token scope admin.");
  }

  @ParameterizedTest
  @CsvSource({
    "PATCH,/users/{me}",
    "PATCH,/namespaces/{me}",
    "PUT,/namespaces/{me}/members/{me}",
    "PATCH,/namespaces/{me}/members/{me}",
    "DELETE,/namespaces/{me}/members/{me}",
    "POST,/tokens",
    "DELETE,/tokens/00000000-0000-0000-0000-000000000001",
  })
  void aTokenThatReadsCannotWrite(String method, String path) {
    String user = user();
    Api reader = sluice.api().bearer(token(as(user), "read"));
    Object body = method.startsWith("P") ? Map.of() : null;
    forbidden(
        reader.send(method, path.replace("{me}", user), body),
        "This needs the role or token scope write.");
  }

  @ParameterizedTest
  @CsvSource({
    "/users/{me}",
    "/namespaces",
    "/namespaces/{me}",
    "/namespaces/{me}/members",
    "/tokens",
  })
  void aTokenForConfigurationReadsNothingElse(String path) {
    String user = user();
    Api client = sluice.api().bearer(token(as(user), "config:read", "git:read"));
    forbidden(client.get(path.replace("{me}", user)), "This needs the role or token scope read.");
    assertThat(names(client.get("/me").expect(200).json().path("namespaces"), "name"))
        .containsExactly(user);
  }

  // Credentials

  @Test
  void wrongCredentialsAreRefusedAlikeWhateverIsWrong() {
    String user = user();
    badCredentials(sluice.api().as(user, "something else").get("/me"));
    badCredentials(sluice.api().as("nobody-of-this-name", PASSWORD).get("/me"));
    badCredentials(sluice.api().as(user, TokenText.make()).get("/me"));
    badCredentials(sluice.api().bearer(TokenText.make()).get("/me"));
    badCredentials(sluice.api().bearer("slc_rubbish").get("/me"));
    badCredentials(sluice.api().bearer("").get("/me"));
  }

  @ParameterizedTest
  @CsvSource({"Digest x", "Basic", "Basic ***", "Basic bm9jb2xvbg==", "Basic", "x"})
  void anAuthorizationThatCannotBeReadIsRefused(String header) {
    problem(
        sluice.api().with("Authorization", header).get("/me"),
        401,
        "bad-credentials",
        "Unauthorized",
        "The Authorization header must hold a Bearer token, or Basic with user and password.");
  }

  @Test
  void aTokenPassesAsBearerAndAsPasswordOfItsUserOnly() {
    String user = user();
    String token = token(as(user), "read");
    for (Api way :
        List.of(
            sluice.api().bearer(token), sluice.api().as(user, token), sluice.api().as("", token))) {
      JsonNode me = way.get("/me").expect(200).json();
      assertThat(me.path("name").textValue()).isEqualTo(user);
      assertThat(me.path("scopes")).hasSize(1);
      assertThat(me.path("scopes").get(0).textValue()).isEqualTo("read");
    }
    badCredentials(sluice.api().as("admin", token).get("/me"));
  }

  @Test
  void aSignInWithThePasswordGivesEveryScopeThatTheUserMayHave() {
    String user = user();
    assertThat(as(user).get("/me").expect(200).json().path("scopes").toString())
        .isEqualTo("[\"read\",\"write\",\"config:read\",\"git:read\"]");
    assertThat(admin.get("/me").expect(200).json().path("scopes").toString())
        .isEqualTo("[\"read\",\"write\",\"admin\",\"config:read\",\"git:read\"]");
  }

  @Test
  void afterFiveFailuresAnAccountHasToWaitEvenWithTheRightPassword() {
    String user = user();
    Api known = as(user);
    known.get("/me").expect(200);
    String token = token(known, "read");
    Api guessing = elsewhere();
    for (int i = 0; i < 5; i++) {
      badCredentials(guessing.as(user, "guess " + i).get("/me"));
    }
    Answer sixth = guessing.as(user.toUpperCase(Locale.ROOT), PASSWORD).get("/me");
    problem(
        sixth,
        429,
        "too-many-sign-ins",
        "Too Many Requests",
        "Too many sign-ins have failed. Wait a while.");
    assertThat(Integer.parseInt(sixth.header("Retry-After"))).isBetween(55, 62);
    // Who was in already, or comes with a token, is not shut out by somebody else's guesses.
    known.get("/me").expect(200);
    sluice.api().as(user, token).get("/me").expect(200);
  }

  @Test
  void requestsAtOnceWithTheRightPasswordAllPass() throws Exception {
    String user = user();
    ExecutorService clients = Executors.newFixedThreadPool(12);
    try {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        answers.add(clients.submit(() -> as(user).get("/me").status()));
      }
      for (Future<Integer> answer : answers) {
        assertThat(answer.get()).isEqualTo(200);
      }
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void guessesAtOnceGetNoFurtherThanOneAfterTheOther() throws Exception {
    String user = user();
    Api guessing = elsewhere();
    ExecutorService clients = Executors.newFixedThreadPool(12);
    try {
      List<Future<Integer>> answers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        Api guess = guessing.as(user, "parallel guess " + i);
        answers.add(clients.submit(() -> guess.get("/me").status()));
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> answer : answers) {
        statuses.add(answer.get());
      }
      assertThat(statuses).containsOnly(401, 429);
      assertThat(statuses.stream().filter(status -> status == 401)).hasSize(5);
    } finally {
      clients.shutdownNow();
    }
  }

  // Tokens

  @Test
  void aTokenIsShownOnceAndListedWithoutItsText() {
    Api owner = as(user());
    Answer made =
        owner.post(
            "/tokens",
            Map.of("name", "ci", "scopes", List.of("write", "read"), "expiresAt", soon()));
    made.expect(201);
    String token = made.json().path("token").textValue();
    assertThat(TokenText.isWellFormed(token)).isTrue();
    assertThat(made.header("Cache-Control")).isEqualTo("no-store");
    Answer one = owner.get(made.header("Location")).expect(200);
    ObjectNode expected = made.json().deepCopy();
    expected.remove("token");
    assertThat(one.json()).isEqualTo(expected);
    assertThat(one.json().path("scopes").toString()).isEqualTo("[\"read\",\"write\"]");
    assertThat(one.text()).doesNotContain(token);
    Answer list = owner.get("/tokens").expect(200);
    assertThat(list.json().path("total").intValue()).isEqualTo(1);
    assertThat(list.json().path("items").get(0)).isEqualTo(expected);
  }

  private static String soon() {
    return Instant.now().plus(Duration.ofDays(1)).toString();
  }

  @Test
  void theUseOfATokenIsNoted() {
    Api owner = as(user());
    String token = token(owner, "read");
    assertThat(owner.get("/tokens").json().at("/items/0/lastUsedAt").isNull()).isTrue();
    sluice.api().bearer(token).get("/me").expect(200);
    String used = owner.get("/tokens").json().at("/items/0/lastUsedAt").textValue();
    assertThat(Instant.parse(used)).isBetween(Instant.now().minusSeconds(60), Instant.now());
    sluice.api().bearer(token).get("/namespaces").expect(200);
    assertThat(owner.get("/tokens").json().at("/items/0/lastUsedAt").textValue()).isEqualTo(used);
  }

  @Test
  void aRevokedTokenIsOfNoUseAtOnce() {
    Api owner = as(user());
    Answer made = owner.post("/tokens", Map.of("name", "ci", "scopes", List.of("read")));
    Api program = sluice.api().bearer(made.json().path("token").textValue());
    program.get("/me").expect(200);
    owner.delete("/tokens/" + made.locationId()).expect(204);
    badCredentials(program.get("/me"));
    notFound(owner.delete("/tokens/" + made.locationId()), "token");
    notFound(owner.get("/tokens/" + made.locationId()), "token");
  }

  @Test
  void anExpiredTokenIsOfNoUse() {
    Api owner = as(user());
    Instant end = Instant.now().plusSeconds(2);
    Answer made =
        owner.post(
            "/tokens",
            Map.of("name", "ci", "scopes", List.of("read"), "expiresAt", end.toString()));
    made.expect(201);
    Api program = sluice.api().bearer(made.json().path("token").textValue());
    program.get("/me").expect(200);
    Waiting.until(
        "the token has ended", Duration.ofSeconds(10), () -> program.get("/me").status() == 401);
    assertThat(Instant.now()).isAfterOrEqualTo(end);
  }

  @Test
  void anothersTokenIsNotToBeFound() {
    String id =
        as(user()).post("/tokens", Map.of("name", "ci", "scopes", List.of("read"))).locationId();
    Api other = as(user());
    notFound(other.get("/tokens/" + id), "token");
    notFound(other.delete("/tokens/" + id), "token");
    assertThat(other.get("/tokens").json().path("total").intValue()).isZero();
  }

  @Test
  void aTokenCannotMakeTokens() {
    Api program = sluice.api().bearer(token(as(user()), "read", "write"));
    forbidden(
        program.post("/tokens", Map.of("name", "child", "scopes", List.of("read"))),
        "A token cannot make tokens: sign in with the password.");
  }

  @Test
  void twoTokensOfOneUserHaveTwoNames() {
    Api owner = as(user());
    owner.post("/tokens", Map.of("name", "CI", "scopes", List.of("read"))).expect(201);
    problem(
        owner.post("/tokens", Map.of("name", "ci", "scopes", List.of("read"))),
        409,
        "name-taken",
        "Conflict",
        "You have a token of this name already.");
  }

  @Test
  void aTokenThatIsNotWellDescribedIsRefusedFieldByField() {
    Api owner = as(user());
    problem(
        owner.post(
            "/tokens",
            Map.of(
                "scopes",
                List.of("admin"),
                "namespaces",
                List.of("admin"),
                "expiresAt",
                "2020-01-01T00:00:00Z")),
        400,
        "invalid-input",
        "Bad Request",
        "4 fields are not valid.",
        "name",
        "is required",
        "scopes",
        "may not hold admin, which you do not have",
        "namespaces",
        "holds a name that is none of your namespaces",
        "expiresAt",
        "must be in the future");
    invalid(
        owner.post("/tokens", Map.of("name", "ci", "scopes", List.of("all"))),
        "scopes",
        "must be of [read, write, admin, config:read, git:read]");
    invalid(
        owner.post("/tokens", Map.of("name", "ci", "scopes", List.of())),
        "scopes",
        "at least one is required");
    invalid(
        owner.post("/tokens", Map.of("name", "ci", "scopes", "read")), "scopes", "must be a list");
    invalid(
        owner.post("/tokens", Map.of("name", "ci", "scope", List.of("read"))),
        "scope",
        "is not a field of this request");
    invalid(
        owner.post(
            "/tokens", Map.of("name", "ci", "scopes", List.of("read"), "expiresAt", "tomorrow")),
        "expiresAt",
        "must be a time such as 2026-01-31T12:00:00Z");
    invalid(owner.post("/tokens", "{"), "body", "is not JSON (line 1, column 2)");
    assertThat(owner.get("/tokens").json().path("total").intValue()).isZero();
    notFound(owner.get("/tokens/" + UUID.randomUUID()), "token");
    assertThat(owner.get("/tokens/no-uuid").status()).isEqualTo(404);
    invalid(
        owner.get("/tokens?sort=hash"),
        "sort",
        "must be of createdAt, expiresAt, lastUsedAt, name");
  }

  @Test
  void aTokenLimitedToANamespaceSeesNoOther() {
    String user = user();
    String near = team(user, NamespaceRole.MAINTAINER);
    String far = team(user, NamespaceRole.MAINTAINER);
    Answer made =
        as(user)
            .post(
                "/tokens",
                Map.of(
                    "name",
                    "ci",
                    "scopes",
                    List.of("read", "write"),
                    "namespaces",
                    List.of(near.toUpperCase(Locale.ROOT))));
    made.expect(201);
    assertThat(made.json().path("namespaces").toString()).isEqualTo("[\"" + near + "\"]");
    Api program = sluice.api().bearer(made.json().path("token").textValue());
    assertThat(names(program.get("/namespaces").expect(200).json().path("items"), "name"))
        .containsExactly(near);
    notFound(program.get("/namespaces/" + far), "namespace");
    notFound(program.patch("/namespaces/" + far, Map.of("description", "x")), "namespace");
    program.patch("/namespaces/" + near, Map.of("description", "x")).expect(200);
    admin.delete("/namespaces/" + near).expect(204);
    assertThat(program.get("/namespaces").expect(200).json().path("total").intValue()).isZero();
  }

  @Test
  void aTokenForConfigurationIsBoundToSourcesAndApplications() {
    Api owner = as(user());
    Map<String, Object> bounds =
        Map.of("sources", List.of("shop-*"), "applications", List.of("web", "billing-*"));
    Answer made = bound(owner, bounds, "config:read").expect(201);
    assertThat(made.json().path("configuration")).isEqualTo(Json.mapper().valueToTree(bounds));
    Answer read = owner.get(made.header("Location")).expect(200);
    assertThat(read.json().path("configuration")).isEqualTo(made.json().path("configuration"));
    JsonNode half = bound(owner, Map.of("sources", List.of("*")), "config:read").expect(201).json();
    assertThat(half.path("configuration").path("applications").isNull()).isTrue();
    token(owner, "config:read");
    JsonNode items = owner.get("/tokens?sort=-createdAt").expect(200).json().path("items");
    assertThat(items.get(0).path("configuration").isNull()).isTrue();
    assertThat(items.get(1).path("configuration")).isEqualTo(half.path("configuration"));
    forbidden(
        sluice.api().bearer(made.json().path("token").textValue()).get("/repositories"),
        "This needs the role or token scope read.");
    assertThat(admin.get("/audit?action=token-created&actor=" + nameOf(owner)).json().toString())
        .contains("scopes [config:read], bound to configuration");
  }

  private static String nameOf(Api owner) {
    return owner.get("/me").expect(200).json().path("name").textValue();
  }

  private static Answer bound(Api owner, Object bounds, String... scopes) {
    return owner.post(
        "/tokens",
        Map.of("name", fresh("token"), "scopes", List.of(scopes), "configuration", bounds));
  }

  @Test
  void boundsThatPromiseWhatNothingKeepsAreRefused() {
    Api owner = as(user());
    Map<String, Object> bounds = Map.of("sources", List.of("shop"));
    for (String other : List.of("read", "git:read", "write")) {
      invalid(
          bound(owner, bounds, "config:read", other),
          "configuration",
          "needs config:read as the only scope: any other sees configuration in other ways");
    }
    invalid(
        bound(owner, Map.of(), "config:read"),
        "configuration",
        "must name sources, applications or both");
    String rule =
        "must be 1 to 50 names of up to 100 letters, digits and -_.+@, in which * stands for any";
    problem(
        bound(
            owner,
            Map.of("sources", List.of("shop/web"), "applications", List.of()),
            "config:read"),
        400,
        "invalid-input",
        "Bad Request",
        "2 fields are not valid.",
        "configuration.sources",
        rule,
        "configuration.applications",
        rule);
    invalid(
        bound(owner, Map.of("source", List.of("a")), "config:read"),
        "configuration.source",
        "is not a field of this request");
    invalid(
        bound(owner, Map.of("sources", "shop"), "config:read"),
        "configuration.sources",
        "must be a list");
    invalid(
        owner.post(
            "/tokens",
            "{\"name\":\"ci\",\"scopes\":[\"config:read\"],\"configuration\":{\"sources\":[null]}}"),
        "configuration.sources",
        rule);
    assertThat(owner.get("/tokens").json().path("total").intValue()).isZero();
  }

  // Served configuration: how programs get in

  @Test
  void aTokenOpensConfigurationUnderAnyNameAndNothingElse() {
    String user = user();
    Answer made = bound(as(user), Map.of("sources", List.of("shop")), "config:read").expect(201);
    String token = made.json().path("token").textValue();
    for (Api way :
        List.of(
            sluice.api().bearer(token),
            sluice.api().as(user, token),
            sluice.api().as("", token),
            sluice.api().as("user", token))) {
      Answer answer = way.root().get("/config/web/dev");
      assertThat(answer.status()).as(answer.text()).isEqualTo(404);
      assertThat(answer.header("Set-Cookie")).isNull();
    }
    badCredentials(sluice.api().as("user", token).get("/me"));
    as(user).delete("/tokens/" + made.locationId()).expect(204);
    for (Api way : List.of(sluice.api().bearer(token), sluice.api().as("user", token))) {
      configurationRefused(way.root().get("/config/web/dev"));
    }
  }

  private static void configurationRefused(Answer answer) {
    assertThat(answer.status()).as(answer.text()).isEqualTo(401);
    assertThat(answer.header("WWW-Authenticate"))
        .isEqualTo("Basic realm=\"Sluice\", charset=\"UTF-8\"");
    assertThat(answer.header("Set-Cookie")).isNull();
    assertThat(answer.json().path("type").textValue()).isEqualTo("/problems/bad-credentials");
    assertThat(answer.json().path("instance").textValue()).isEqualTo("/config/web/dev");
  }

  @Test
  void wrongCredentialsAreRefusedByConfigurationWithoutASession() {
    configurationRefused(sluice.api().as("user", TokenText.make()).root().get("/config/web/dev"));
    configurationRefused(elsewhere().as(user(), "a wrong guess").root().get("/config/web/dev"));
    configurationRefused(sluice.api().bearer("slc_x").root().get("/config/web/dev"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/config/web/dev/..%2fsecret",
        "/config/web/..;/dev",
        "/config/web/dev/main/%2e%2e%2fsecret",
        "/config/web/dev/..%252Fsecret",
        "/config/web/%2e%2e/dev",
        "/git/team/..%2fapp.git/info/refs"
      })
  void aDetourIsRefusedWhateverIsThere(String path) {
    Answer answer = admin.root().get(path);
    assertThat(answer.status()).as(answer.text()).isEqualTo(400);
    assertThat(answer.header("Content-Type")).startsWith("application/problem+json");
    assertThat(answer.header("Set-Cookie")).isNull();
    ObjectNode expected = Json.mapper().createObjectNode();
    expected.put("type", "/problems/invalid-path").put("title", "Bad Request").put("status", 400);
    expected.put("detail", "The path holds an empty part, a dot segment or a control character.");
    expected.put("instance", path);
    assertThat(answer.json()).isEqualTo(expected);
  }

  // Users

  @Test
  void anAdministratorMakesReadsChangesAndDeletesAUser() {
    String name = fresh("Grace");
    Answer made =
        admin.post(
            "/users",
            Map.of(
                "name",
                name,
                "password",
                PASSWORD,
                "displayName",
                "Grace H.",
                "email",
                "grace@example.org"));
    made.expect(201);
    assertThat(made.header("Location")).endsWith("/api/v1/users/" + name);
    assertThat(made.json().path("role").textValue()).isEqualTo("USER");
    assertThat(made.json().path("status").textValue()).isEqualTo("ACTIVE");
    assertThat(made.json().has("password")).isFalse();
    Answer read = admin.get("/users/" + name.toLowerCase(Locale.ROOT)).expect(200);
    assertThat(read.json()).isEqualTo(made.json());
    assertThat(read.header("ETag")).isEqualTo(made.header("ETag"));
    admin.with("If-None-Match", read.header("ETag")).get("/users/" + name).expect(304);
    Answer changed =
        admin.patch("/users/" + name, "{\"email\":null,\"role\":\"ADMIN\"}").expect(200);
    assertThat(changed.json().path("email").isNull()).isTrue();
    assertThat(changed.json().path("displayName").textValue()).isEqualTo("Grace H.");
    assertThat(changed.json().path("role").textValue()).isEqualTo("ADMIN");
    problem(
        admin
            .with("If-Match", read.header("ETag"))
            .patch("/users/" + name, Map.of("displayName", "late")),
        412,
        "changed-meanwhile",
        "Precondition Failed",
        "Somebody changed this meanwhile. Read it again.");
    problem(
        admin.with("If-Match", read.header("ETag")).delete("/users/" + name),
        412,
        "changed-meanwhile",
        "Precondition Failed",
        "Somebody changed this meanwhile. Read it again.");
    admin.with("If-Match", changed.header("ETag")).delete("/users/" + name).expect(204);
    notFound(admin.get("/users/" + name), "user");
    notFound(admin.get("/namespaces/" + name), "namespace");
  }

  @Test
  void aUserHasHisOwnNamespaceFromTheFirst() {
    String user = user();
    JsonNode own = as(user).get("/namespaces/" + user).expect(200).json();
    assertThat(own.path("kind").textValue()).isEqualTo("USER");
    assertThat(own.path("role").textValue()).isEqualTo("MAINTAINER");
  }

  @Test
  void namesOfUsersAndNamespacesShareOneSpace() {
    String user = user();
    Answer again =
        admin.post("/users", Map.of("name", user.toUpperCase(Locale.ROOT), "password", PASSWORD));
    problem(again, 409, "name-taken", "Conflict", "This name is taken.");
    assertThat(again.header("Location")).endsWith("/api/v1/users/" + user);
    String team = team(null, null);
    Answer asTeam = admin.post("/users", Map.of("name", team, "password", PASSWORD));
    problem(asTeam, 409, "name-taken", "Conflict", "A namespace has this name.");
    assertThat(asTeam.header("Location")).endsWith("/api/v1/namespaces/" + team);
    Answer asUser = admin.post("/namespaces", Map.of("name", user));
    problem(asUser, 409, "name-taken", "Conflict", "This name is taken.");
  }

  @Test
  void ofTwoThatTakeANameAtOnceOneIsRefused() throws Exception {
    ExecutorService clients = Executors.newFixedThreadPool(6);
    try {
      for (int round = 0; round < 3; round++) {
        String name = fresh("race");
        List<Future<Answer>> answers = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
          answers.add(clients.submit(() -> admin.post("/namespaces", Map.of("name", name))));
        }
        List<Integer> statuses = new ArrayList<>();
        for (Future<Answer> answer : answers) {
          statuses.add(answer.get().status());
        }
        assertThat(statuses).containsOnlyOnce(201).containsOnly(201, 409);
      }
    } finally {
      clients.shutdownNow();
    }
  }

  @Test
  void aUserWhoIsNotWellDescribedIsRefusedFieldByField() {
    problem(
        admin.post(
            "/users",
            Map.of(
                "name", "a..b", "password", "short", "email", "no address", "displayName", "a\nb")),
        400,
        "invalid-input",
        "Bad Request",
        "4 fields are not valid.",
        "name",
        "may not begin with a dot nor hold two dots in a row",
        "password",
        "must have 10 to 200 characters",
        "displayName",
        "may not hold control characters",
        "email",
        "must be an address such as ana@example.org");
    invalid(
        admin.post("/users", Map.of("name", "sluice", "password", PASSWORD)),
        "name",
        "is reserved");
    invalid(
        admin.post("/users", Map.of("name", "same-as-name", "password", "SAME-as-name")),
        "password",
        "may not be the name");
    invalid(
        admin.post("/users", Map.of("name", "x", "password", PASSWORD, "role", "ROOT")),
        "role",
        "must be one of USER, ADMIN");
    invalid(
        admin.patch("/users/" + user(), Map.of("name", "other")),
        "name",
        "is not a field that can be changed");
    invalid(admin.patch("/users/" + user(), "{\"role\":null}"), "role", "may not be null");
    invalid(admin.patch("/users/" + user(), "[]"), "body", "a JSON object is expected");
    notFound(admin.get("/users/x"), "user");
    notFound(admin.patch("/users/x", Map.of("email", "")), "user");
    notFound(admin.delete("/users/x"), "user");
  }

  @Test
  void usersAreListedSortedFilteredAndSearched() {
    String mark = fresh("list");
    for (String letter : List.of("c", "a", "b")) {
      admin.post("/users", Map.of("name", mark + letter, "password", PASSWORD)).expect(201);
    }
    admin.patch("/users/" + mark + "b", Map.of("status", "DISABLED")).expect(200);
    Answer first = admin.get("/users?q=" + mark + "&size=2&sort=-name").expect(200);
    assertThat(names(first.json().path("items"), "name")).containsExactly(mark + "c", mark + "b");
    assertThat(first.json().path("total").intValue()).isEqualTo(3);
    assertThat(first.headers().allValues("Link")).anyMatch(link -> link.contains("rel=\"next\""));
    assertThat(
            names(
                admin.get("/users?status=DISABLED&q=" + mark).expect(200).json().path("items"),
                "name"))
        .containsExactly(mark + "b");
    assertThat(admin.get("/users?q=%25").expect(200).json().path("total").intValue()).isZero();
    invalid(admin.get("/users?status=GONE"), "status", "must be one of ACTIVE, DISABLED");
    invalid(admin.get("/users?colour=red"), "colour", "is not a filter of this list");
    invalid(admin.get("/users?size=201"), "size", "must be a whole number from 1 to 200");
  }

  @Test
  void aUserSeesHimselfAndNobodyElse() {
    String user = user();
    as(user).get("/users/" + user).expect(200);
    notFound(as(user).get("/users/admin"), "user");
    notFound(as(user).patch("/users/admin", Map.of("displayName", "x")), "user");
  }

  @Test
  void aUserChangesHisNamesAndWithTheOldPasswordTheNewOne() {
    String user = user();
    Api own = as(user);
    own.patch("/users/" + user, Map.of("displayName", "Me")).expect(200);
    forbidden(
        own.patch("/users/" + user, Map.of("role", "ADMIN")),
        "Only an administrator gives roles and disables users.");
    String next = "another good password";
    invalid(
        own.patch("/users/" + user, Map.of("password", next)), "currentPassword", "is required");
    invalid(
        own.patch("/users/" + user, Map.of("password", next, "currentPassword", "wrong one")),
        "currentPassword",
        "is not the current password");
    own.patch("/users/" + user, Map.of("password", next, "currentPassword", PASSWORD)).expect(200);
    badCredentials(own.get("/me"));
    sluice.api().as(user, next).get("/me").expect(200);
  }

  @Test
  void guessesOfThePresentPasswordAreHeldBackAndRecordedAsSignInsAre() {
    String user = user();
    String next = "another good password";
    Api own = elsewhere().bearer(token(as(user), "read", "write"));
    for (int i = 0; i < 5; i++) {
      invalid(
          own.patch("/users/" + user, Map.of("password", next, "currentPassword", "guess " + i)),
          "currentPassword",
          "is not the current password");
    }
    Answer sixth =
        own.patch("/users/" + user, Map.of("password", next, "currentPassword", PASSWORD));
    problem(
        sixth,
        429,
        "too-many-sign-ins",
        "Too Many Requests",
        "Too many sign-ins have failed. Wait a while.");
    assertThat(sixth.header("Retry-After")).isNotNull();
    JsonNode refused =
        admin.get("/audit?action=password-changed&outcome=REFUSED&actor=" + user).json();
    assertThat(refused.path("total").intValue()).isEqualTo(5);
    assertThat(refused.at("/items/0/subject").textValue()).isEqualTo("user " + user);
    assertThat(refused.toString()).doesNotContain("guess", next);
  }

  @Test
  void aDisabledUserIsOutAtOnceWithHisTokens() {
    String user = user();
    String token = token(as(user), "read");
    as(user).get("/me").expect(200);
    sluice.api().bearer(token).get("/me").expect(200);
    admin.patch("/users/" + user, Map.of("status", "DISABLED")).expect(200);
    badCredentials(as(user).get("/me"));
    badCredentials(sluice.api().bearer(token).get("/me"));
    admin.patch("/users/" + user, Map.of("status", "ACTIVE")).expect(200);
    as(user).get("/me").expect(200);
    sluice.api().bearer(token).get("/me").expect(200);
  }

  @Test
  void theLastAdministratorStays() {
    String detail = "This is the last administrator who can sign in.";
    for (Answer answer :
        List.of(
            admin.patch("/users/admin", Map.of("role", "USER")),
            admin.patch("/users/admin", Map.of("status", "DISABLED")),
            admin.delete("/users/admin"))) {
      problem(answer, 409, "last-administrator", "Conflict", detail);
    }
    admin.get("/users").expect(200);
  }

  // Namespaces and members

  @Test
  void aNamespaceIsMadeReadChangedAndDeleted() {
    String name = fresh("team");
    Answer made =
        admin.post("/namespaces", Map.of("name", name, "description", "What we do")).expect(201);
    assertThat(made.header("Location")).endsWith("/api/v1/namespaces/" + name);
    Answer read = admin.get("/namespaces/" + name).expect(200);
    assertThat(read.json()).isEqualTo(made.json());
    admin.with("If-None-Match", read.header("ETag")).get("/namespaces/" + name).expect(304);
    String renamed = fresh("renamed");
    Answer changed = admin.patch("/namespaces/" + name, Map.of("name", renamed)).expect(200);
    assertThat(changed.json().path("id")).isEqualTo(made.json().path("id"));
    assertThat(changed.json().path("description").textValue()).isEqualTo("What we do");
    notFound(admin.get("/namespaces/" + name), "namespace");
    problem(
        admin
            .with("If-Match", read.header("ETag"))
            .patch("/namespaces/" + renamed, Map.of("description", "x")),
        412,
        "changed-meanwhile",
        "Precondition Failed",
        "Somebody changed this meanwhile. Read it again.");
    problem(
        admin.with("If-Match", read.header("ETag")).delete("/namespaces/" + renamed),
        412,
        "changed-meanwhile",
        "Precondition Failed",
        "Somebody changed this meanwhile. Read it again.");
    problem(
        admin.patch("/namespaces/" + renamed, Map.of("name", "admin")),
        409,
        "name-taken",
        "Conflict",
        "This name is taken.");
    admin.delete("/namespaces/" + renamed).expect(204);
    notFound(admin.delete("/namespaces/" + renamed), "namespace");
  }

  @Test
  void aUsersOwnNamespaceKeepsItsNameItsOwnerAndItself() {
    String user = user();
    String path = "/namespaces/" + user;
    problem(
        admin.patch(path, Map.of("name", fresh("other"))),
        409,
        "users-own-namespace",
        "Conflict",
        "A user's own namespace keeps his name.");
    problem(
        admin.delete(path),
        409,
        "users-own-namespace",
        "Conflict",
        "A user's own namespace goes with the user.");
    String stays = "A user stays maintainer of his own namespace.";
    problem(
        admin.put(path + "/members/" + user, Map.of("role", "VIEWER")),
        409,
        "users-own-namespace",
        "Conflict",
        stays);
    problem(
        as(user).delete(path + "/members/" + user), 409, "users-own-namespace", "Conflict", stays);
  }

  @Test
  void whoIsNoMemberDoesNotKnowOfANamespace() {
    String team = team(user(), NamespaceRole.MAINTAINER);
    String stranger = user();
    Api strange = as(stranger);
    String path = "/namespaces/" + team;
    notFound(strange.get(path), "namespace");
    notFound(strange.patch(path, Map.of("description", "x")), "namespace");
    notFound(strange.get(path + "/members"), "namespace");
    notFound(strange.get(path + "/members/" + stranger), "namespace");
    notFound(strange.put(path + "/members/" + stranger, Map.of("role", "VIEWER")), "namespace");
    notFound(strange.patch(path + "/members/" + stranger, Map.of("role", "VIEWER")), "namespace");
    notFound(strange.delete(path + "/members/" + stranger), "namespace");
    assertThat(names(strange.get("/namespaces").json().path("items"), "name"))
        .containsExactly(stranger);
  }

  @Test
  void aViewerSeesButMayNot() {
    String viewer = user();
    String team = team(viewer, NamespaceRole.VIEWER);
    Api own = as(viewer);
    String path = "/namespaces/" + team;
    assertThat(own.get(path).expect(200).json().path("role").textValue()).isEqualTo("VIEWER");
    String detail = "Only maintainers of the namespace may do this.";
    forbidden(own.patch(path, Map.of("description", "x")), detail);
    forbidden(own.put(path + "/members/admin", Map.of("role", "VIEWER")), detail);
    forbidden(own.patch(path + "/members/" + viewer, Map.of("role", "MAINTAINER")), detail);
    own.delete(path + "/members/" + viewer).expect(204);
    notFound(own.get(path), "namespace");
  }

  @Test
  void aMaintainerKeepsTheMembersAndTheyCountAtOnce() {
    String maintainer = user();
    String team = team(maintainer, NamespaceRole.MAINTAINER);
    String guest = user();
    Api own = as(maintainer);
    Api theirs = as(guest);
    String member = "/namespaces/" + team + "/members/" + guest;
    notFound(theirs.get("/namespaces/" + team), "namespace");
    Answer added = own.put(member, Map.of("role", "VIEWER")).expect(201);
    assertThat(added.header("Location")).endsWith("/api/v1" + member);
    theirs.get("/namespaces/" + team).expect(200);
    Answer promoted = own.patch(member, Map.of("role", "MAINTAINER")).expect(200);
    theirs.patch("/namespaces/" + team, Map.of("description", "mine too")).expect(200);
    problem(
        own.with("If-Match", added.header("ETag")).put(member, Map.of("role", "VIEWER")),
        412,
        "changed-meanwhile",
        "Precondition Failed",
        "Somebody changed this meanwhile. Read it again.");
    problem(
        own.with("If-Match", added.header("ETag")).delete(member),
        412,
        "changed-meanwhile",
        "Precondition Failed",
        "Somebody changed this meanwhile. Read it again.");
    assertThat(own.get(member).expect(200).header("ETag")).isEqualTo(promoted.header("ETag"));
    Answer list = own.get("/namespaces/" + team + "/members?sort=-user&size=1").expect(200);
    assertThat(list.json().path("total").intValue()).isEqualTo(2);
    assertThat(list.json().path("items")).hasSize(1);
    own.put(member, Map.of("role", "VIEWER")).expect(200);
    own.delete(member).expect(204);
    notFound(theirs.get("/namespaces/" + team), "namespace");
    notFound(own.get(member), "member");
    notFound(own.patch(member, Map.of("role", "VIEWER")), "member");
    notFound(own.delete(member), "member");
  }

  @Test
  void membersAndNamespacesThatAreNotWellDescribedAreRefused() {
    String team = team(null, null);
    String member = "/namespaces/" + team + "/members/admin";
    invalid(admin.put(member, Map.of()), "role", "is required");
    invalid(
        admin.put(member, Map.of("role", "OWNER")), "role", "must be one of VIEWER, MAINTAINER");
    notFound(
        admin.put("/namespaces/" + team + "/members/nobody-here", Map.of("role", "VIEWER")),
        "user");
    invalid(
        admin.get("/namespaces/" + team + "/members?q=a&kind=x"),
        "kind",
        "is not a filter of this list");
    invalid(admin.post("/namespaces", Map.of()), "name", "is required");
    invalid(
        admin.post("/namespaces", Map.of("name", "x.git")), "name", "may not end in .git or .lock");
    invalid(
        admin.post("/namespaces", Map.of("name", "x", "description", "a".repeat(501))),
        "description",
        "may have 500 characters");
    invalid(admin.patch("/namespaces/" + team, "{\"name\":null}"), "name", "may not be null");
    invalid(admin.get("/namespaces?kind=GROUP"), "kind", "must be one of USER, TEAM");
  }

  // The record, and what is nowhere to be found

  @Test
  void whatIsDoneIsRecordedWithWhoAndFromWhere() {
    String user = user();
    String team = team(user, NamespaceRole.VIEWER);
    sluice.api().as(user, "a wrong guess").get("/me");
    JsonNode made =
        admin.get("/audit?action=user-created&q=" + user).expect(200).json().at("/items/0");
    assertThat(made.path("actor").textValue()).isEqualTo("admin");
    assertThat(made.path("origin").textValue()).isEqualTo("127.0.0.1");
    assertThat(made.path("outcome").textValue()).isEqualTo("DONE");
    JsonNode refused = admin.get("/audit?outcome=REFUSED&actor=" + user).expect(200).json();
    assertThat(refused.at("/items/0/action").textValue()).isEqualTo("sign-in");
    Answer lines = admin.with("Accept", "application/x-ndjson").get("/audit?q=" + team);
    assertThat(lines.expect(200).header("Content-Type")).startsWith("application/x-ndjson");
    List<String> actions =
        lines
            .text()
            .lines()
            .map(AccountsIT::parsed)
            .map(e -> e.path("action").textValue())
            .toList();
    assertThat(actions).containsExactly("namespace-created", "member-added");
    invalid(
        admin.get("/audit?since=yesterday"),
        "since",
        "must be a time such as 2026-01-31T12:00:00Z");
    invalid(admin.get("/audit?outcome=FINE"), "outcome", "must be one of DONE, REFUSED, FAILED");
  }

  private static JsonNode parsed(String line) {
    try {
      return Json.mapper().readTree(line);
    } catch (IOException notJson) {
      throw new AssertionError(line, notJson);
    }
  }

  @Test
  void aRefusedActLeavesNoRecordOfBeingDone() {
    String user = user();
    admin.patch("/users/" + user, Map.of("email", "no address")).expect(400);
    assertThat(admin.get("/audit?action=user-changed&q=" + user).json().path("total").intValue())
        .isZero();
  }

  @Test
  void noSecretIsInAnyAnswerOrInTheLog() {
    String user = user();
    String secret = "rarely seen pass phrase";
    as(user)
        .patch("/users/" + user, Map.of("password", secret, "currentPassword", PASSWORD))
        .expect(200);
    Api own = sluice.api().as(user, secret);
    String token = token(own, "read");
    sluice.api().bearer(token).get("/me").expect(200);
    String wrong = "unguessable wrong phrase";
    sluice.api().as(user, wrong).get("/me").expect(401);
    admin.post("/users", Map.of("name", "..", "password", wrong)).expect(400);
    admin.post("/users", "{\"name\":\"x\",\"password\":\"" + wrong + "\"").expect(400);
    String everything =
        own.get("/me").text()
            + own.get("/tokens").text()
            + admin.get("/users?q=" + user).text()
            + admin.with("Accept", "application/x-ndjson").get("/audit").text()
            + sluice.logText();
    String basic =
        Base64.getEncoder().encodeToString((user + ":" + secret).getBytes(StandardCharsets.UTF_8));
    assertThat(everything)
        .doesNotContain(
            secret, token, wrong, basic, PASSWORD, RunningSluice.ADMIN_PASSWORD, "PBKDF2With");
  }

  @Test
  void everyAnswerOfTheApiTellsBrowsersToBeCareful() {
    for (Answer answer : List.of(admin.get("/me"), admin.as("x", "wrong guess").get("/me"))) {
      assertThat(answer.header("Content-Security-Policy")).startsWith("default-src 'none'");
      assertThat(answer.header("X-Content-Type-Options")).isEqualTo("nosniff");
      assertThat(answer.header("Set-Cookie")).isNull();
    }
  }

  // Pages

  @Test
  void aPageLeadsToTheSignInAndBack() {
    Api pages = sluice.api().root();
    Answer page = pages.get("/ui/jobs.xhtml?status=FAILED&page=2");
    assertThat(page.status()).isEqualTo(303);
    assertThat(page.header("Location"))
        .endsWith("/ui/sign-in.xhtml?next=%2Fui%2Fjobs.xhtml%3Fstatus%3DFAILED%26page%3D2");
    assertThat(pages.as("admin", RunningSluice.ADMIN_PASSWORD).get("/ui/jobs.xhtml").status())
        .isEqualTo(303);
  }

  @Test
  void aPartialRequestIsLedToTheSignInInItsOwnForm() {
    Answer partial =
        sluice
            .api()
            .root()
            .with("Faces-Request", "partial/ajax")
            .with("Sec-Fetch-Site", "same-origin")
            .with("Sec-Fetch-Mode", "cors")
            .send("POST", "/ui/jobs.xhtml", "a=b");
    assertThat(partial.expect(200).text())
        .contains(
            "<partial-response><redirect url=\"/ui/sign-in.xhtml?next=%2Fui%2Fjobs.xhtml\"/>");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "/ui/resources/..;/jobs.xhtml", "/hooks/..;/ui/jobs.xhtml",
            "/ui/sign-in.xhtml/..;/jobs.xhtml",
        "/jakarta.faces.resource/..;/ui/jobs.xhtml", "//ui/jobs.xhtml",
            "/ui/resources/%2e%2e/jobs.xhtml"
      })
  void noDetourLeadsPastTheSignIn(String path) {
    String address = sluice.address().toString();
    Answer answer = sluice.api().get(address.substring(0, address.length() - 1) + path);
    assertThat(answer.status()).as(answer.text()).isIn(303, 400, 404);
    assertThat(answer.text()).doesNotContain("<html", "javax.faces", "jakarta.faces");
  }

  @Test
  void aScriptWhosePageHasNoSessionAnyMoreIsToldSo() {
    sluice.api().root().with("Sec-Fetch-Mode", "cors").get("/ui/jobs.xhtml").expect(401);
  }

  @Test
  void aChangeThatComesFromAnotherSiteIsRefused() {
    for (String page : List.of("/ui/sign-in.xhtml", "/ui/jobs.xhtml")) {
      Answer answer =
          sluice
              .api()
              .root()
              .with("Sec-Fetch-Site", "cross-site")
              .with("Content-Type", "application/x-www-form-urlencoded")
              .send("POST", page, "a=b");
      assertThat(answer.status()).as(page).isEqualTo(403);
      assertThat(answer.json().path("type").textValue()).isEqualTo("/problems/forbidden");
    }
  }
}
