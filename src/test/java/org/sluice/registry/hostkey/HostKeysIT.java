package org.sluice.registry.hostkey;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.sluice.egress.ssh.SshPrivateKey;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.RunningSluice;

/** Host keys over HTTP: who decides on them, and how each endpoint refuses. */
@Tag("portable")
class HostKeysIT {

  private static final String PASSWORD = "a password of nobody's";
  private static final String ID = "0190aaaa-0000-7000-8000-000000000000";

  private static RunningSluice sluice;
  private static Api admin;
  private static Api user;

  @BeforeAll
  static void start() {
    sluice = RunningSluice.shared();
    admin = sluice.admin();
    String name = "reader-" + Long.toString(System.nanoTime(), 36);
    admin.post("/users", Map.of("name", name, "password", PASSWORD)).expect(201);
    user = sluice.api().as(name, PASSWORD);
  }

  private static String host() {
    return "h" + Long.toString(System.nanoTime(), 36) + ".example.org";
  }

  private static Map<String, String> entry(String host, SshPrivateKey key) {
    return Map.of("entry", host + " " + key.publicLine());
  }

  @Test
  void keysOfAHostStandBesideEachOtherAndAreDecidedOnOneByOne() {
    String host = host();
    SshPrivateKey old = SshPrivateKey.generate();
    SshPrivateKey fresh = SshPrivateKey.generate();
    Answer added = admin.post("/host-keys", entry("[" + host + "]:2222", old)).expect(201);
    JsonNode body = added.json();
    assertThat(body.path("host").asText()).isEqualTo(host + ":2222");
    assertThat(body.path("algorithm").asText()).isEqualTo("ssh-ed25519");
    assertThat(body.path("fingerprint").asText()).isEqualTo(old.fingerprint());
    assertThat(body.path("status").asText()).isEqualTo("TRUSTED");
    assertThat(body.path("approvedBy").asText()).isEqualTo("admin");
    String path = "/host-keys/" + added.locationId();
    admin.post("/host-keys", entry("[" + host + "]:2222", fresh)).expect(201);

    Answer shown = user.get(path).expect(200);
    assertThat(shown.json()).isEqualTo(body);
    user.with("If-None-Match", shown.header("ETag")).get(path).expect(304);
    JsonNode listed =
        user.get("/host-keys?host=" + host + ":2222&status=TRUSTED&sort=-firstSeenAt")
            .expect(200)
            .json();
    assertThat(listed.path("items").findValuesAsText("fingerprint"))
        .containsExactly(fresh.fingerprint(), old.fingerprint());
    assertThat(user.get("/host-keys?q=" + host.toUpperCase()).json().path("total").asInt())
        .isEqualTo(2);

    JsonNode revoked =
        admin
            .with("If-Match", shown.header("ETag"))
            .post(path + "/revoke", null)
            .expect(200)
            .json();
    assertThat(revoked.path("status").asText()).isEqualTo("REVOKED");
    assertThat(revoked.path("revokedBy").asText()).isEqualTo("admin");
    admin
        .with("If-Match", shown.header("ETag"))
        .post(path + "/approve", null)
        .expectProblem(
            412,
            "Precondition Failed",
            "changed-meanwhile",
            "Somebody changed this meanwhile. Read it again.",
            path + "/approve");
    assertThat(admin.post(path + "/revoke", null).expect(200).json()).isEqualTo(revoked);
    JsonNode again = admin.post(path + "/approve", null).expect(200).json();
    assertThat(again.path("status").asText()).isEqualTo("TRUSTED");
    assertThat(again.path("revokedBy").isNull()).isTrue();
    JsonNode entries = admin.get("/audit?q=" + host).expect(200).json().path("items");
    assertThat(entries.findValuesAsText("action"))
        .containsExactly(
            "host-key-approved", "host-key-revoked", "host-key-entered", "host-key-entered");
  }

  @Test
  void aKeyIsKnownOnce() {
    Map<String, String> entry = entry(host(), SshPrivateKey.generate());
    Answer added = admin.post("/host-keys", entry).expect(201);
    Answer again = admin.post("/host-keys", entry);
    again.expectProblem(
        409,
        "Conflict",
        "host-key-known",
        "The key is known already; approve or revoke it.",
        "/host-keys");
    assertThat(again.header("Location")).endsWith("/host-keys/" + added.locationId());
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{} | entry | is required",
        "{\"entry\":\"host\"} | entry | must be one line such as host ssh-ed25519 AAAA…",
        "{\"entry\":\"*.h ssh-ed25519 AAAA\"} | entry | must name one host, not hashed and without wildcards",
        "{\"entry\":\"h ssh-ed25519 AAAA\"} | entry | must hold a key in base64",
        "{\"entry\":\"h ssh-dss AAAA\"} | entry | must hold a key of a kind of ssh-ed25519, ecdsa-sha2-nistp256, ecdsa-sha2-nistp384, ecdsa-sha2-nistp521, ssh-rsa",
        "{\"key\":\"x\"} | key | is not a field of this request"
      })
  void whatIsNoLineOfKnownHostsIsRefused(String body, String field, String message) {
    admin.post("/host-keys", body).expectInvalid(field, message, "/host-keys");
  }

  @Test
  void onlyAdministratorsDecide() {
    String path =
        "/host-keys/"
            + admin.post("/host-keys", entry(host(), SshPrivateKey.generate())).locationId();
    String detail = "This needs the role or token scope admin.";
    for (String operation : List.of(path + "/approve", path + "/revoke")) {
      user.post(operation, null).expectProblem(403, "Forbidden", "forbidden", detail, operation);
    }
    user.post("/host-keys", entry(host(), SshPrivateKey.generate()))
        .expectProblem(403, "Forbidden", "forbidden", detail, "/host-keys");
  }

  @Test
  void whatIsNotThereIsNotFound() {
    for (String path : List.of("/host-keys/" + ID)) {
      user.get(path)
          .expectProblem(404, "Not Found", "not-found", "There is no such host key.", path);
      for (String act : List.of("/approve", "/revoke")) {
        admin
            .post(path + act, null)
            .expectProblem(404, "Not Found", "not-found", "There is no such host key.", path + act);
      }
    }
    admin.get("/host-keys?status=LOST").expect(400);
    admin.get("/host-keys?colour=red").expect(400);
    admin.get("/host-keys?sort=key").expect(400);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /host-keys",
        "POST /host-keys",
        "GET /host-keys/" + ID,
        "POST /host-keys/" + ID + "/approve",
        "POST /host-keys/" + ID + "/revoke"
      })
  void nobodyIsLetInWithoutAnAccount(String operation) {
    String method = operation.split(" ")[0];
    String path = operation.split(" ")[1];
    sluice
        .api()
        .send(method, path, method.equals("POST") ? "{}" : null)
        .expectProblem(
            401,
            "Unauthorized",
            "not-signed-in",
            "Sign in with a token or with user and password.",
            path);
  }
}
