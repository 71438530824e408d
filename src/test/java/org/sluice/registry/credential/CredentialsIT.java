package org.sluice.registry.credential;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Team;

/** Credentials over HTTP: who keeps them, what they may be attached to, and that none is shown. */
@Tag("portable")
class CredentialsIT {

  private static final String HOST = "git.example.org";
  private static final String SECRET =
      "hunter2-" + Long.toString(System.nanoTime(), 36) + "-never-shown";
  private static final String PASSPHRASE = "open sesame";

  /** An ed25519 key under {@link #PASSPHRASE}, made for these tests by ssh-keygen. */
  private static final String SEALED_KEY = SealedKey.TEXT;

  private static final ConcurrentLinkedQueue<String> ANSWERS = new ConcurrentLinkedQueue<>();

  private static RunningSluice sluice;
  private static Api admin;
  private static String team;
  private static Api maintainer;
  private static Api viewer;
  private static Api stranger;

  @BeforeAll
  static void start() {
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    Team members = Team.on(sluice);
    team = members.name();
    maintainer = members.maintainer();
    viewer = members.viewer();
    stranger = members.stranger();
  }

  /** Whatever the tests were answered, and whatever the server wrote, holds no secret. */
  @AfterAll
  static void noSecretWasShown() {
    String audit = admin.get("/audit?size=200").text();
    String log = sluice.logText();
    for (String secret :
        List.of(SECRET, PASSPHRASE, SEALED_KEY.lines().skip(2).findFirst().orElseThrow())) {
      assertThat(ANSWERS).noneMatch(answer -> answer.contains(secret));
      assertThat(audit).doesNotContain(secret);
      assertThat(log.contains(secret)).as("the log holds a secret").isFalse();
    }
  }

  private static Answer kept(Answer answer) {
    ANSWERS.add(answer.text());
    return answer;
  }

  private static Map<String, Object> wanted(String kind, Object... more) {
    Map<String, Object> wanted = new HashMap<>();
    wanted.put("namespace", team);
    wanted.put("label", fresh("key"));
    wanted.put("kind", kind);
    wanted.put("host", HOST);
    for (int i = 0; i < more.length; i += 2) {
      wanted.put((String) more[i], more[i + 1]);
    }
    return wanted;
  }

  private static String add(Api as, Map<String, Object> wanted) {
    return kept(as.post("/credentials", wanted)).expect(201).locationId();
  }

  private static String token() {
    return add(maintainer, wanted("TOKEN", "secret", SECRET));
  }

  private static Map<String, Object> repository(String url, String credential) {
    return Map.of(
        "namespace",
        team,
        "name",
        fresh("app"),
        "cloneUrl",
        url,
        "mirror",
        false,
        "credentialId",
        credential);
  }

  @Test
  void whatIsKeptIsShownWithoutItsSecret() {
    Map<String, Object> wanted =
        wanted(
            "PASSWORD",
            "username",
            "bot",
            "secret",
            SECRET,
            "host",
            "Git.Example.org:8443",
            "expiresAt",
            "2099-01-01T00:00:00Z");
    Answer added = kept(maintainer.post("/credentials", wanted)).expect(201);
    JsonNode body = added.json();
    assertThat(body.fieldNames())
        .toIterable()
        .containsExactly(
            "id",
            "namespace",
            "label",
            "kind",
            "host",
            "username",
            "publicKey",
            "fingerprint",
            "expiresAt",
            "usedBy",
            "createdAt",
            "updatedAt",
            "version");
    assertThat(body.path("namespace").asText()).isEqualTo(team);
    assertThat(body.path("host").asText()).isEqualTo("git.example.org:8443");
    assertThat(body.path("username").asText()).isEqualTo("bot");
    assertThat(body.path("expiresAt").asText()).isEqualTo("2099-01-01T00:00:00Z");
    assertThat(body.path("usedBy").asInt()).isZero();
    String path = "/credentials/" + body.path("id").asText();
    assertThat(added.header("Location")).endsWith("/api/v1" + path);
    Answer shown = kept(viewer.get(path)).expect(200);
    assertThat(shown.json()).isEqualTo(body);
    kept(viewer.with("If-None-Match", shown.header("ETag")).get(path)).expect(304);
    JsonNode listed =
        kept(viewer.get("/credentials?namespace=" + team + "&q=" + wanted.get("label")))
            .expect(200)
            .json();
    assertThat(listed.path("items").get(0)).isEqualTo(body);
    assertThat(listed.path("total").asInt()).isEqualTo(1);
    assertThat(
            kept(admin.get("/credentials?host=git.example.org:8443&kind=PASSWORD"))
                .json()
                .path("total")
                .asInt())
        .isPositive();
    assertThat(
            kept(admin.get("/credentials?q=" + SECRET.substring(0, 12)))
                .json()
                .path("total")
                .asInt())
        .isZero();
  }

  @Test
  void aKeyIsReadWithItsPassphraseAndShownByItsPublicHalf() {
    Answer added =
        kept(maintainer.post(
                "/credentials",
                wanted("SSH_KEY", "privateKey", SEALED_KEY, "passphrase", PASSPHRASE)))
            .expect(201);
    assertThat(added.json().path("fingerprint").asText()).isEqualTo(SealedKey.FINGERPRINT);
    assertThat(added.json().path("publicKey").asText()).isEqualTo(SealedKey.PUBLIC);
    kept(maintainer.post(
            "/credentials", wanted("SSH_KEY", "privateKey", SEALED_KEY, "passphrase", "wrong")))
        .expectInvalid("passphrase", "does not open the key", "/credentials");
    kept(maintainer.post("/credentials", wanted("SSH_KEY", "privateKey", SEALED_KEY)))
        .expectInvalid("passphrase", "is required: the key is encrypted", "/credentials");
  }

  @Test
  void aKeyThatSluiceMakesIsAnsweredByItsPublicHalf() {
    JsonNode made =
        kept(maintainer.post("/credentials", wanted("SSH_KEY", "generate", true)))
            .expect(201)
            .json();
    assertThat(made.path("publicKey").asText()).startsWith("ssh-ed25519 AAAA");
    assertThat(made.path("fingerprint").asText()).startsWith("SHA256:");
    String path = "/credentials/" + made.path("id").asText();
    JsonNode rotated = kept(maintainer.patch(path, Map.of("generate", true))).expect(200).json();
    assertThat(rotated.path("publicKey").asText())
        .startsWith("ssh-ed25519 AAAA")
        .isNotEqualTo(made.path("publicKey").asText());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"kind\":\"TOKEN\",\"host\":\"h\",\"secret\":\"x\"} | label | is required",
        "{\"label\":\"a\",\"host\":\"h\",\"secret\":\"x\"} | kind | is required",
        "{\"label\":\"a\",\"kind\":\"TOKEN\",\"secret\":\"x\"} | host | is required",
        "{\"label\":\"a\",\"kind\":\"TOKEN\",\"host\":\"https://h\",\"secret\":\"x\"} | host | must be a host such as git.example.org, or host:port",
        "{\"label\":\"a\",\"kind\":\"TOKEN\",\"host\":\"h/x\",\"secret\":\"x\"} | host | must be a host such as git.example.org, or host:port",
        "{\"label\":\"a\",\"kind\":\"TOKEN\",\"host\":\"u@h\",\"secret\":\"x\"} | host | must be a host such as git.example.org, or host:port",
        "{\"label\":\"a\",\"kind\":\"TOKEN\",\"host\":\"127.1\",\"secret\":\"x\"} | host | must be a host such as git.example.org, or host:port",
        "{\"label\":\"a\",\"kind\":\"TOKEN\",\"host\":\"h\"} | secret | is required",
        "{\"label\":\"a\",\"kind\":\"TOKEN\",\"host\":\"h\",\"secret\":\"a\\nb\"} | secret | must not hold control characters",
        "{\"label\":\"a\",\"kind\":\"PASSWORD\",\"host\":\"h\",\"secret\":\"x\"} | username | is required beside a password",
        "{\"label\":\"a\",\"kind\":\"PASSWORD\",\"host\":\"h\",\"secret\":\"x\",\"username\":\"a:b\"} | username | may have 255 characters, but no colon among them",
        "{\"label\":\"a\",\"kind\":\"SSH_KEY\",\"host\":\"h\"} | privateKey | is required",
        "{\"label\":\"a\",\"kind\":\"SSH_KEY\",\"host\":\"h\",\"privateKey\":\"nonsense\"} | privateKey | cannot be read; a private key of OpenSSH or in PEM is expected",
        "{\"label\":\"a\",\"kind\":\"SSH_KEY\",\"host\":\"h\",\"generate\":true,\"secret\":\"x\"} | secret | is of no use for an SSH key",
        "{\"label\":\"a\",\"kind\":\"TOKEN\",\"host\":\"h\",\"secret\":\"x\",\"privateKey\":\"y\"} | privateKey | is of no use without kind SSH_KEY",
        "{\"label\":\"a\",\"kind\":\"TOKEN\",\"host\":\"h\",\"secret\":\"x\",\"expiresAt\":\"2001-01-01T00:00:00Z\"} | expiresAt | must be in the future",
        "{\"label\":\"a\",\"kind\":\"COOKIE\",\"host\":\"h\"} | kind | must be one of PASSWORD, TOKEN, SSH_KEY",
        "{\"label\":\"a\",\"kind\":\"TOKEN\",\"host\":\"h\",\"secret\":5} | secret | must be text",
        "{\"label\":\"a\",\"colour\":1} | colour | is not a field of this request",
        "{\"label\":\"a\",\"kind\":\"TOKEN\",\"host\":\"h\",\"secret\":\"x\",\"namespace\":\"no-such\"} | namespace | there is no such namespace"
      })
  void aBodyThatBreaksARuleIsRefusedByField(String body, String field, String message) {
    kept(admin.post("/credentials", body)).expectInvalid(field, message, "/credentials");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "colour=red | colour | is not a filter of this list",
        "sort=secret | sort | must be of createdAt, expiresAt, host, kind, label, updatedAt",
        "kind=COOKIE | kind | must be one of PASSWORD, TOKEN, SSH_KEY",
        "size=0 | size | must be a whole number from 1 to 200"
      })
  void whatTheListDoesNotKnowIsRefusedByName(String query, String field, String message) {
    kept(admin.get("/credentials?" + query)).expectInvalid(field, message, "/credentials");
  }

  @Test
  void aLabelIsTakenOnceByItsOwner() {
    Map<String, Object> wanted = wanted("TOKEN", "secret", SECRET);
    add(maintainer, wanted);
    wanted.put("label", wanted.get("label").toString().toUpperCase());
    kept(maintainer.post("/credentials", wanted))
        .expectProblem(
            409,
            "Conflict",
            "label-taken",
            "There is a credential of that label already.",
            "/credentials");
    wanted.remove("namespace");
    add(admin, wanted);
  }

  @Test
  void aBlankSecretKeepsTheOldOneAndAnotherHostNeedsItAgain() {
    String path = "/credentials/" + token();
    Answer before = kept(maintainer.get(path)).expect(200);
    for (Object blank : new Object[] {"", "  ", null}) {
      Map<String, Object> patch = new HashMap<>();
      patch.put("secret", blank);
      patch.put("username", "somebody");
      assertThat(kept(maintainer.patch(path, patch)).expect(200).json().path("username").asText())
          .isEqualTo("somebody");
    }
    kept(maintainer.patch(path, Map.of("host", "evil.example.org")))
        .expectInvalid("secret", "is required again when the host changes", path);
    assertThat(kept(maintainer.get(path)).json().path("host").asText()).isEqualTo(HOST);
    assertThat(
            kept(maintainer.patch(
                    path, Map.of("host", "other.example.org", "secret", SECRET + "2")))
                .expect(200)
                .json()
                .path("host")
                .asText())
        .isEqualTo("other.example.org");
    kept(maintainer.with("If-Match", before.header("ETag")).patch(path, Map.of("label", "late")))
        .expectProblem(
            412,
            "Precondition Failed",
            "changed-meanwhile",
            "Somebody changed this meanwhile. Read it again.",
            path);
    kept(maintainer.patch(path, Map.of("kind", "PASSWORD")))
        .expectInvalid("kind", "is not a field that can be changed", path);
  }

  @Test
  void aCredentialIsAttachedToItsOwnHostAlone() {
    String token = token();
    String password = add(maintainer, wanted("PASSWORD", "username", "b", "secret", SECRET));
    String key = add(maintainer, wanted("SSH_KEY", "generate", true));
    String there = "https://" + HOST + "/x.git";
    for (String refused :
        List.of("https://evil.example.org/x.git", "https://" + HOST + ":8443/x")) {
      kept(maintainer.post("/repositories", repository(refused, token)))
          .expectInvalid(
              "credentialId",
              "is for " + HOST + ", not for " + java.net.URI.create(refused).getAuthority(),
              "/repositories");
    }
    kept(maintainer.post("/repositories", repository(there, key)))
        .expectInvalid(
            "credentialId", "is a SSH_KEY, which is of no use over https", "/repositories");
    kept(maintainer.post("/repositories", repository("ssh://git@" + HOST + "/x.git", token)))
        .expectInvalid("credentialId", "is a TOKEN, which is of no use over ssh", "/repositories");
    kept(maintainer.post(
            "/repositories", repository(there, "0190aaaa-0000-7000-8000-000000000000")))
        .expectInvalid("credentialId", "there is no such credential", "/repositories");
    for (String attached : List.of(token, password)) {
      maintainer.post("/repositories", repository(there, attached)).expect(201);
    }
    Answer added =
        maintainer
            .post("/repositories", repository("git@" + HOST.toUpperCase() + ":acme/x.git", key))
            .expect(201);
    assertThat(added.json().path("cloneUrl").asText())
        .isEqualTo("ssh://git@" + HOST.toUpperCase() + "/acme/x.git");
    assertThat(added.json().path("credentialId").asText()).isEqualTo(key);
    String path = "/repositories/" + added.json().path("fullName").asText();
    kept(maintainer.patch(path, Map.of("cloneUrl", "ssh://git@evil.example.org/x.git")))
        .expectInvalid("credentialId", "is for " + HOST + ", not for evil.example.org", path);
    maintainer.patch(path, Map.of("cloneUrl", "ssh://git@" + HOST + "/other.git")).expect(200);
    Map<String, Object> cleared = new HashMap<>();
    cleared.put("credentialId", null);
    cleared.put("cloneUrl", "ssh://git@evil.example.org/x.git");
    assertThat(maintainer.patch(path, cleared).expect(200).json().path("credentialId").isNull())
        .isTrue();
  }

  @Test
  void aCredentialForPushingIsHeldToItsHostToo() {
    String token = token();
    Map<String, Object> wanted = new HashMap<>();
    wanted.put("namespace", team);
    wanted.put("name", fresh("push"));
    wanted.put("cloneUrl", "https://127.0.0.9/x.git");
    wanted.put("direction", "BOTH");
    wanted.put("pushUrl", "https://evil.example.org/x.git");
    wanted.put("pushCredentialId", token);
    kept(maintainer.post("/repositories", wanted))
        .expectInvalid(
            "pushCredentialId", "is for " + HOST + ", not for evil.example.org", "/repositories");
    wanted.put("pushUrl", "https://" + HOST + "/x.git");
    maintainer.post("/repositories", wanted).expect(201);
    assertThat(
            kept(maintainer.get("/credentials/" + token)).expect(200).json().path("usedBy").asInt())
        .isEqualTo(1);
  }

  @Test
  void whatIsInUseIsNeitherDeletedNorMoved() {
    String id = token();
    String path = "/credentials/" + id;
    Answer added =
        maintainer.post("/repositories", repository("https://" + HOST + "/x.git", id)).expect(201);
    String repository = "/repositories/" + added.json().path("fullName").asText();
    assertThat(kept(maintainer.get(path)).json().path("usedBy").asInt()).isEqualTo(1);
    kept(maintainer.delete(path))
        .expectProblem(
            409,
            "Conflict",
            "credential-in-use",
            "It is used once. Give its repository another one first.",
            path);
    kept(maintainer.patch(path, Map.of("host", "other.example.org", "secret", SECRET)))
        .expectProblem(
            409,
            "Conflict",
            "credential-in-use",
            "It is used: give its repositories another one before its host changes.",
            path);
    maintainer.delete(repository).expect(204);
    String tag = kept(maintainer.get(path)).header("ETag");
    maintainer.patch(path, Map.of("username", "new")).expect(200);
    kept(maintainer.with("If-Match", tag).delete(path)).expect(412);
    kept(maintainer.delete(path)).expect(204);
    kept(maintainer.get(path))
        .expectProblem(404, "Not Found", "not-found", "There is no such credential.", path);
  }

  @Test
  void whoMayNotIsToldSoAndAStrangerNothing() {
    String path = "/credentials/" + token();
    String detail = "Only maintainers of the namespace may do this.";
    kept(viewer.patch(path, Map.of("label", "x")))
        .expectProblem(403, "Forbidden", "forbidden", detail, path);
    kept(viewer.delete(path)).expectProblem(403, "Forbidden", "forbidden", detail, path);
    kept(viewer.post("/credentials", wanted("TOKEN", "secret", SECRET)))
        .expectProblem(403, "Forbidden", "forbidden", detail, "/credentials");
    for (Answer each :
        List.of(
            stranger.get(path),
            stranger.patch(path, Map.of("label", "x")),
            stranger.delete(path))) {
      kept(each).expectProblem(404, "Not Found", "not-found", "There is no such credential.", path);
    }
    assertThat(kept(stranger.get("/credentials")).json().path("total").asInt()).isZero();
    assertThat(kept(stranger.get("/credentials?namespace=" + team)).json().path("total").asInt())
        .isZero();
  }

  @Test
  void whatIsTheInstallationsOnlyAdministratorsKeepAndAttach() {
    Map<String, Object> wanted = wanted("TOKEN", "secret", SECRET);
    wanted.remove("namespace");
    kept(maintainer.post("/credentials", wanted))
        .expectProblem(
            403,
            "Forbidden",
            "forbidden",
            "Only administrators keep credentials of the whole installation.",
            "/credentials");
    String id = add(admin, wanted);
    assertThat(kept(admin.get("/credentials/" + id)).json().path("namespace").isNull()).isTrue();
    kept(maintainer.get("/credentials/" + id)).expect(404);
    Map<String, Object> repository = repository("https://" + HOST + "/x.git", id);
    kept(maintainer.post("/repositories", repository))
        .expectInvalid("credentialId", "there is no such credential", "/repositories");
    String path =
        "/repositories/"
            + admin.post("/repositories", repository).expect(201).json().path("fullName").asText();
    maintainer.patch(path, Map.of("description", "an edit of something else")).expect(200);
    kept(maintainer.patch(path, Map.of("cloneUrl", "https://" + HOST + "/secret-of-others.git")))
        .expectInvalid("credentialId", "there is no such credential", path);
  }

  @Test
  void ofAnotherNamespaceNoneIsAttached() {
    String other = fresh("other");
    admin.post("/namespaces", Map.of("name", other)).expect(201);
    Map<String, Object> wanted = wanted("TOKEN", "secret", SECRET);
    wanted.put("namespace", other);
    String id = add(admin, wanted);
    kept(admin.post("/repositories", repository("https://" + HOST + "/x.git", id)))
        .expectInvalid("credentialId", "belongs to another namespace", "/repositories");
    admin.delete("/namespaces/" + other).expect(409);
    kept(admin.delete("/credentials/" + id)).expect(204);
    admin.delete("/namespaces/" + other).expect(204);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /credentials",
        "POST /credentials",
        "GET /credentials/0190aaaa-0000-7000-8000-000000000000",
        "PATCH /credentials/0190aaaa-0000-7000-8000-000000000000",
        "DELETE /credentials/0190aaaa-0000-7000-8000-000000000000"
      })
  void nobodyIsLetInWithoutAnAccount(String operation) {
    String method = operation.split(" ")[0];
    String path = operation.split(" ")[1];
    boolean body = method.equals("POST") || method.equals("PATCH");
    kept(sluice.api().send(method, path, body ? "{}" : null))
        .expectProblem(
            401,
            "Unauthorized",
            "not-signed-in",
            "Sign in with a token or with user and password.",
            path);
  }

  @Test
  void aTokenForReadingKeepsNothing() {
    String reading =
        maintainer
            .post("/tokens", Map.of("name", fresh("token"), "scopes", List.of("read")))
            .expect(201)
            .json()
            .path("token")
            .asText();
    Api reader = sluice.api().bearer(reading);
    kept(reader.get("/credentials")).expect(200);
    kept(reader.post("/credentials", wanted("TOKEN", "secret", SECRET)))
        .expectProblem(
            403,
            "Forbidden",
            "forbidden",
            "This needs the role or token scope write.",
            "/credentials");
  }

  @Test
  void whatIsDoneIsRecordedWithoutTheSecret() {
    Map<String, Object> wanted = wanted("TOKEN", "secret", SECRET);
    String id = add(maintainer, wanted);
    maintainer.patch("/credentials/" + id, Map.of("secret", SECRET + "2")).expect(200);
    maintainer.delete("/credentials/" + id).expect(204);
    JsonNode entries =
        kept(admin.get("/audit?q=" + wanted.get("label"))).expect(200).json().path("items");
    assertThat(entries.findValuesAsText("action"))
        .containsExactly("credential-deleted", "credential-changed", "credential-created");
    assertThat(entries.get(1).path("detail").asText()).isEqualTo("with a new secret");
  }
}
