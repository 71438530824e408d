package org.sluice.notification;

import static org.assertj.core.api.Assertions.assertThat;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.sluice.rest.Json;
import org.sluice.testing.Api;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.FreePort;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.SmtpReceiver;
import org.sluice.testing.Waiting;
import org.sluice.testing.WebhookReceiver;

/** Notices and channels on a running Sluice, before a real mail host and a real endpoint. */
@Tag("portable")
class NotificationsIT {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final String PASSWORD = "a password of nobody's";
  private static final String NO_ID = "00000000-0000-0000-0000-000000000001";

  private static SmtpReceiver smtp;
  private static WebhookReceiver hooks;
  private static RunningSluice sluice;

  @BeforeAll
  static void start() {
    smtp = SmtpReceiver.start();
    hooks = WebhookReceiver.start();
    sluice =
        RunningSluice.with("notices")
            .environment("SLUICE_MAIL_HOST", "127.0.0.1")
            .environment("SLUICE_MAIL_PORT", Integer.toString(smtp.port()))
            .environment("SLUICE_MAIL_TLS", "none")
            .environment("SLUICE_MAIL_FROM", "sluice@example.org")
            .environment("SLUICE_PUBLIC_URL", "https://sluice.example/")
            .start();
    admin().post("/users", Map.of("name", "reader", "password", PASSWORD)).expect(201);
  }

  @AfterAll
  static void stop() {
    if (sluice != null) {
      sluice.close();
    }
    hooks.close();
    smtp.close();
  }

  /** Asked for anew each time, since a restart moves the server to another port. */
  private static Api admin() {
    return sluice.admin();
  }

  private static Api reader() {
    return sluice.api().as("reader", PASSWORD);
  }

  private static JsonNode webhook(String path, Object... more) {
    ObjectNode body = Json.mapper().createObjectNode();
    body.put("name", fresh("hook")).put("kind", "WEBHOOK").put("url", hooks.url(path));
    for (int i = 0; i < more.length; i += 2) {
      body.set(more[i].toString(), Json.mapper().valueToTree(more[i + 1]));
    }
    return admin().post("/notifications/channels", body).expect(201).json();
  }

  private static String path(JsonNode channel) {
    return "/notifications/channels/" + channel.path("id").asText();
  }

  /** Makes something happen that is worth a notice: an endpoint that is gone. */
  private static String happening() {
    String path = "/" + fresh("gone");
    hooks.answer(path, 410, Map.of(), "");
    // It wants nothing itself, so that other tests' notices do not reach it first.
    JsonNode channel = webhook(path, "topics", List.of("nothing-of-this-name"));
    admin().post(path(channel) + "/test", null).expect(422);
    return channel.path("name").asText();
  }

  private static JsonNode notice(String subject) {
    return Waiting.until(
        "the notice about " + subject + " is told",
        PATIENCE,
        () -> admin().get("/notifications?q=" + subject).expect(200).json().path("items").path(0),
        found -> !found.isMissingNode());
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
    assertThat(answer.json().path("instance").textValue()).startsWith("/api/v1/notifications");
  }

  private static void invalid(Answer answer, String field, String message) {
    problem(answer, 400, "invalid-input", "Bad Request", field + ": " + message, field, message);
  }

  private static void notFound(Answer answer, String what) {
    problem(answer, 404, "not-found", "Not Found", "There is no such " + what + ".");
  }

  // Every endpoint: nobody, and somebody who may not

  @ParameterizedTest
  @CsvSource({
    "GET,/notifications",
    "POST,/notifications/read",
    "GET,/notifications/channels",
    "POST,/notifications/channels",
    "GET,/notifications/channels/" + NO_ID,
    "PATCH,/notifications/channels/" + NO_ID,
    "DELETE,/notifications/channels/" + NO_ID,
    "POST,/notifications/channels/" + NO_ID + "/test",
    "POST,/notifications/channels/" + NO_ID + "/rotate-secret",
  })
  void nobodyIsAskedToSignIn(String method, String path) {
    problem(
        sluice.api().send(method, path, method.startsWith("P") ? Map.of() : null),
        401,
        "not-signed-in",
        "Unauthorized",
        "Sign in with a token or with user and password.");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/notifications/channels",
    "POST,/notifications/channels",
    "GET,/notifications/channels/" + NO_ID,
    "PATCH,/notifications/channels/" + NO_ID,
    "DELETE,/notifications/channels/" + NO_ID,
    "POST,/notifications/channels/" + NO_ID + "/test",
    "POST,/notifications/channels/" + NO_ID + "/rotate-secret",
  })
  void onlyAdministratorsKeepChannels(String method, String path) {
    problem(
        reader().send(method, path, method.startsWith("P") ? Map.of() : null),
        403,
        "forbidden",
        "Forbidden",
        "This needs the role or token scope admin.");
  }

  @ParameterizedTest
  @CsvSource({
    "GET,/notifications/channels/" + NO_ID,
    "PATCH,/notifications/channels/" + NO_ID,
    "DELETE,/notifications/channels/" + NO_ID,
    "POST,/notifications/channels/" + NO_ID + "/test",
    "POST,/notifications/channels/" + NO_ID + "/rotate-secret",
  })
  void aChannelThatIsNotThereIsNotFound(String method, String path) {
    notFound(admin().send(method, path, method.equals("PATCH") ? Map.of() : null), "channel");
  }

  @Test
  void aTokenThatReadsListsButMarksNothing() {
    String token =
        reader()
            .post("/tokens", Map.of("name", fresh("token"), "scopes", List.of("read")))
            .expect(201)
            .json()
            .path("token")
            .textValue();
    sluice.api().bearer(token).get("/notifications").expect(200);
    problem(
        sluice.api().bearer(token).post("/notifications/read", Map.of("all", true)),
        403,
        "forbidden",
        "Forbidden",
        "This needs the role or token scope write.");
  }

  // Channels

  @Test
  void aChannelIsMadeShownListedChangedAndDeleted() {
    Answer made =
        admin()
            .post(
                "/notifications/channels",
                Map.of(
                    "name",
                    fresh("ops"),
                    "kind",
                    "WEBHOOK",
                    "url",
                    "https://example.org/hook?team=ops",
                    "topics",
                    List.of("mirror-*"),
                    "minimumSeverity",
                    "WARNING",
                    "namespace",
                    "reader"))
            .expect(201);
    String id = made.json().path("id").asText();
    assertThat(made.header("Location")).endsWith("/api/v1/notifications/channels/" + id);
    assertThat(made.header("Cache-Control")).isEqualTo("no-store");
    assertThat(made.json().path("secret").asText()).matches("whsec_[A-Za-z0-9+/]{43}=");

    Answer shown = admin().get("/notifications/channels/" + id).expect(200);
    ObjectNode expected = made.json().deepCopy();
    expected.putNull("secret");
    assertThat(shown.json()).isEqualTo(expected);
    assertThat(shown.json().path("namespace").asText()).isEqualTo("reader");
    assertThat(shown.json().path("enabled").asBoolean()).isTrue();
    String tag = shown.header("ETag");
    assertThat(admin().with("If-None-Match", tag).get("/notifications/channels/" + id).status())
        .isEqualTo(304);

    JsonNode page =
        admin()
            .get(
                "/notifications/channels?kind=WEBHOOK&sort=-createdAt&q="
                    + shown.json().path("name").asText())
            .expect(200)
            .json();
    assertThat(page.path("total").asInt()).isEqualTo(1);
    assertThat(page.path("items").get(0)).isEqualTo(expected);

    Answer changed =
        admin()
            .with("If-Match", tag)
            .patch(
                "/notifications/channels/" + id,
                "{\"topics\":null,\"namespace\":null,\"enabled\":false}")
            .expect(200);
    assertThat(changed.json().path("topics")).isEmpty();
    assertThat(changed.json().path("namespace").isNull()).isTrue();
    assertThat(changed.json().path("enabled").asBoolean()).isFalse();
    assertThat(changed.json().path("url").asText())
        .as("what is absent stays")
        .isEqualTo("https://example.org/hook?team=ops");
    problem(
        admin()
            .with("If-Match", tag)
            .patch("/notifications/channels/" + id, Map.of("enabled", true)),
        412,
        "changed-meanwhile",
        "Precondition Failed",
        "Somebody changed this meanwhile. Read it again.");

    admin().delete("/notifications/channels/" + id).expect(204);
    notFound(admin().get("/notifications/channels/" + id), "channel");
    JsonNode audit =
        admin().get("/audit?q=" + shown.json().path("name").asText()).expect(200).json();
    assertThat(audit.path("items").findValuesAsText("action"))
        .containsExactly("channel-deleted", "channel-changed", "channel-created");
    assertThat(audit.toString()).doesNotContain(made.json().path("secret").asText());
  }

  @Test
  void badInputIsSaidFieldByField() {
    String channels = "/notifications/channels";
    invalid(admin().post(channels, Map.of("name", "x")), "kind", "is required");
    invalid(
        admin().post(channels, Map.of("name", "x", "kind", "PIGEON")),
        "kind",
        "must be one of MAIL, WEBHOOK");
    problem(
        admin().post(channels, Map.of("kind", "MAIL", "topics", List.of("Mirror Failed"))),
        400,
        "invalid-input",
        "Bad Request",
        "3 fields are not valid.",
        "name",
        "is required",
        "topics",
        "may hold 30 patterns of a-z, 0-9, - and *, such as mirror-*",
        "recipients",
        "must hold 1 to 20 addresses such as ana@example.org");
    invalid(
        admin().post(channels, Map.of("name", "x", "kind", "WEBHOOK", "url", "ftp://example.org/")),
        "url",
        "must begin with https:// or http://");
    invalid(
        admin()
            .post(
                channels,
                Map.of("name", "x", "kind", "WEBHOOK", "url", "https://a:b@example.org/")),
        "url",
        "must not hold a user or a password");
    invalid(
        admin()
            .post(
                channels,
                Map.of(
                    "name",
                    "x",
                    "kind",
                    "MAIL",
                    "recipients",
                    List.of("ana@example.org\r\nBcc: eve@example.org"))),
        "recipients",
        "must hold 1 to 20 addresses such as ana@example.org");
    invalid(
        admin()
            .post(
                channels,
                Map.of(
                    "name",
                    "x",
                    "kind",
                    "WEBHOOK",
                    "url",
                    "https://example.org/",
                    "namespace",
                    "nobody-has-this")),
        "namespace",
        "there is no such namespace");
    invalid(
        admin().post(channels, Map.of("name", "x", "kind", "WEBHOOK", "secret", "whsec_mine")),
        "secret",
        "is not a field of this request");
    JsonNode channel = webhook("/unused");
    invalid(
        admin().patch(path(channel), Map.of("kind", "MAIL")),
        "kind",
        "is not a field that can be changed");
    invalid(admin().patch(path(channel), "{\"name\":null}"), "name", "cannot be cleared");
    invalid(admin().patch(path(channel), "{\"url\":null}"), "url", "is required");
    invalid(admin().get(channels + "?color=red"), "color", "is not a filter of this list");
    invalid(
        admin().get("/notifications?severity=FATAL"),
        "severity",
        "must be one of INFO, WARNING, ERROR");
    invalid(admin().get("/notifications?unread=maybe"), "unread", "must be true or false");
    invalid(
        admin().get("/notifications?sort=severity"),
        "sort",
        "must be of happenedAt, subject, topic");
    invalid(
        admin().post("/notifications/read", Map.of()), "ids", "give either ids, or all as true");
    invalid(
        admin().post("/notifications/read", Map.of("ids", List.of())),
        "ids",
        "must hold 1 to 200 ids");
    invalid(admin().post("/notifications/read", Map.of("ids", "x")), "ids", "must be a list");
  }

  @Test
  void aNameIsTakenWhateverItsCase() {
    JsonNode channel = webhook("/unused");
    String name = channel.path("name").asText();
    String detail = "There is a channel of this name already.";
    problem(
        admin()
            .post(
                "/notifications/channels",
                Map.of(
                    "name",
                    name.toUpperCase(java.util.Locale.ROOT),
                    "kind",
                    "MAIL",
                    "recipients",
                    List.of("ana@example.org"))),
        409,
        "name-taken",
        "Conflict",
        detail);
    problem(
        admin().patch(path(webhook("/unused")), Map.of("name", name)),
        409,
        "name-taken",
        "Conflict",
        detail);
  }

  @Test
  void aNamespaceThatAChannelIsLimitedToStays() {
    String team = fresh("team");
    admin().post("/namespaces", Map.of("name", team)).expect(201);
    JsonNode channel = webhook("/unused", "namespace", team);
    assertThat(admin().delete("/namespaces/" + team).expect(409).json().path("type").asText())
        .isEqualTo("/problems/namespace-in-use");
    admin().delete(path(channel)).expect(204);
    admin().delete("/namespaces/" + team).expect(204);
  }

  @Test
  void aTestSaysWhatBecameOfIt() throws IOException {
    JsonNode channel = webhook("/tested");
    Answer sent = admin().post(path(channel) + "/test", null).expect(200);
    assertThat(sent.json().path("outcome").asText()).isEqualTo("SENT");
    assertThat(sent.json().path("detail").asText()).isEqualTo("The endpoint answered 204.");
    WebhookReceiver.Post post = hooks.posts("/tested").get(0);
    assertThat(post.signedBy(channel.path("secret").asText())).isEqualTo(1);
    assertThat(post.json().path("type").asText()).isEqualTo("test");

    hooks.answer("/tested", 500, Map.of("Content-Type", "text/plain"), "not today");
    problem(
        admin().post(path(channel) + "/test", null),
        422,
        "channel-refused",
        "Unprocessable Content",
        "The endpoint answered 500: not today");
    JsonNode last = admin().get(path(channel)).expect(200).json().path("lastAttempt");
    assertThat(last.path("outcome").asText()).isEqualTo("FAILED");
    assertThat(last.path("detail").asText()).isEqualTo("The endpoint answered 500: not today");

    int port = FreePort.next();
    admin().patch(path(channel), Map.of("url", "http://127.0.0.1:" + port + "/")).expect(200);
    Answer unreached = admin().post(path(channel) + "/test", null).expect(502);
    assertThat(unreached.json().path("type").asText()).isEqualTo("/problems/channel-unreachable");

    admin().patch(path(channel), Map.of("url", "http://127.0.0.2:" + port + "/")).expect(200);
    assertThat(
            admin().post(path(channel) + "/test", null).expect(422).json().path("detail").asText())
        .as("the address guard decides at the connection")
        .contains("127.0.0.2 is a loopback address");
  }

  @Test
  void aSecretIsReplacedWithAnOverlapAndStaysThroughEveryEdit() {
    JsonNode channel = webhook("/rotated");
    String old = channel.path("secret").asText();
    Answer rotated = admin().post(path(channel) + "/rotate-secret", null).expect(200);
    String fresh = rotated.json().path("secret").asText();
    assertThat(fresh).startsWith("whsec_").isNotEqualTo(old);
    assertThat(rotated.header("Cache-Control")).isEqualTo("no-store");
    assertThat(rotated.json().path("previousSecretUntil").isNull()).isFalse();
    admin()
        .patch(
            path(channel),
            Map.of("name", fresh("renamed"), "url", hooks.url("/rotated"), "enabled", true))
        .expect(200);

    admin().post(path(channel) + "/test", null).expect(200);

    WebhookReceiver.Post post = hooks.posts("/rotated").get(0);
    assertThat(post.signatures().split(" ")).hasSize(2);
    assertThat(post.signedBy(fresh)).isEqualTo(1);
    assertThat(post.signedBy(old)).isEqualTo(1);
    String mail = path(mailChannel("ana@example.org"));
    problem(
        admin().post(mail + "/rotate-secret", null),
        409,
        "no-secret",
        "Conflict",
        "Only webhooks have a secret.");
    assertThat(sluice.logText()).doesNotContain(old, fresh);
  }

  private static JsonNode mailChannel(String recipient) {
    return admin()
        .post(
            "/notifications/channels",
            Map.of("name", fresh("mail"), "kind", "MAIL", "recipients", List.of(recipient)))
        .expect(201)
        .json();
  }

  @Test
  void withoutAMailHostAMailChannelSaysSo() {
    Api other = RunningSluice.shared().admin();
    JsonNode channel =
        other
            .post(
                "/notifications/channels",
                Map.of(
                    "name",
                    fresh("mail"),
                    "kind",
                    "MAIL",
                    "enabled",
                    false,
                    "recipients",
                    List.of("ana@example.org")))
            .expect(201)
            .json();
    assertThat(channel.path("problem").asText())
        .isEqualTo("Mail is off: sluice.mail.host is not set.");
    problem(
        other.post(path(channel) + "/test", null),
        409,
        "mail-off",
        "Conflict",
        "Mail is off: sluice.mail.host is not set.");
    other.delete(path(channel)).expect(204);
  }

  // Notices

  @Test
  void anEndpointThatIsGoneIsSwitchedOffAndEveryChannelHearsOfIt() {
    String recipient = fresh("ana") + "@example.org";
    JsonNode mail = mailChannel(recipient);
    JsonNode hook = webhook("/hears", "topics", List.of("channel-*"), "minimumSeverity", "WARNING");
    webhook("/deaf", "minimumSeverity", "ERROR");

    String gone = happening();

    JsonNode notice = notice(gone);
    assertThat(notice.path("topic").asText()).isEqualTo("channel-disabled");
    assertThat(notice.path("severity").asText()).isEqualTo("WARNING");
    assertThat(notice.path("namespace").isNull()).isTrue();
    assertThat(notice.path("read").asBoolean()).isFalse();
    String link = notice.path("link").asText();
    assertThat(link).startsWith("/api/v1/notifications/channels/");
    JsonNode off = admin().get(link.replace("/api/v1", "")).expect(200).json();
    assertThat(off.path("enabled").asBoolean()).isFalse();

    WebhookReceiver.Post post =
        Waiting.until(
                "the webhook hears of it",
                PATIENCE,
                () ->
                    hooks.posts("/hears").stream()
                        .filter(each -> each.body().contains(gone))
                        .toList(),
                found -> !found.isEmpty())
            .get(0);
    assertThat(post.signedBy(hook.path("secret").asText())).isEqualTo(1);
    assertThat(post.json().path("type").asText()).isEqualTo("channel-disabled");
    assertThat(post.json().path("data").path("id").asText()).isEqualTo(notice.path("id").asText());
    SmtpReceiver.Mail letter =
        Waiting.until(
                "the mail arrives",
                PATIENCE,
                () ->
                    smtp.mails().stream()
                        .filter(each -> each.recipients().contains(recipient))
                        .filter(each -> each.lines().toString().contains(gone))
                        .toList(),
                found -> !found.isEmpty())
            .get(0);
    assertThat(letter.body()).contains("answered 410", "https://sluice.example/ui/");
    assertThat(hooks.posts("/deaf")).isEmpty();
    Waiting.until(
        "the channel shows it",
        PATIENCE,
        () ->
            admin()
                .get(path(mail))
                .json()
                .path("lastAttempt")
                .path("outcome")
                .asText()
                .equals("SENT"));
    String metrics = sluice.api().root().with("Accept", "*/*").get("/metrics").expect(200).text();
    assertThat(metrics)
        .contains(
            "sluice_notifications_total{channel=\"mail\",outcome=\"sent\"}",
            "sluice_notifications_total{channel=\"webhook\",outcome=\"sent\"}",
            "sluice_notifications_pending ",
            "sluice_notices_announced ");
    admin().delete(path(mail)).expect(204);
  }

  @Test
  void whatOneHasReadIsUnreadForOthers() {
    String first = notice(happening()).path("id").asText();
    String second = notice(happening()).path("id").asText();
    admin().post("/users", Map.of("name", "deputy", "password", PASSWORD, "role", "ADMIN"));
    Api deputy = sluice.api().as("deputy", PASSWORD);

    long before = unread(admin());
    JsonNode answer =
        admin().post("/notifications/read", Map.of("ids", List.of(first))).expect(200).json();
    assertThat(answer.path("unread").asLong()).isEqualTo(before - 1);
    admin().post("/notifications/read", Map.of("ids", List.of(first, second))).expect(200);
    assertThat(unread(admin())).isEqualTo(before - 2);
    assertThat(ids(admin(), "?unread=false&size=200")).contains(first, second);
    assertThat(ids(deputy, "?unread=true&size=200")).contains(first, second);

    assertThat(
            admin()
                .post("/notifications/read", Map.of("all", true))
                .expect(200)
                .json()
                .path("unread")
                .asLong())
        .isZero();
    assertThat(unread(deputy)).isGreaterThanOrEqualTo(2);
    String third = notice(happening()).path("id").asText();
    assertThat(ids(admin(), "?unread=true")).containsExactly(third);
    assertThat(ids(admin(), "?topic=channel-disabled&severity=WARNING&sort=happenedAt&size=200"))
        .containsSubsequence(first, second, third);
    assertThat(ids(admin(), "?topic=mirror-failed")).isEmpty();
    assertThat(ids(admin(), "?namespace=reader")).isEmpty();

    assertThat(ids(reader(), "")).as("a notice of no namespace is for administrators").isEmpty();
    notFound(reader().post("/notifications/read", Map.of("ids", List.of(third))), "notice");
    notFound(admin().post("/notifications/read", Map.of("ids", List.of(third, NO_ID))), "notice");
  }

  private static long unread(Api who) {
    return who.get("/notifications?unread=true&size=1").expect(200).json().path("total").asLong();
  }

  private static List<String> ids(Api who, String query) {
    return who.get("/notifications" + query)
        .expect(200)
        .json()
        .path("items")
        .findValuesAsText("id");
  }

  @Test
  void whatWasNotTakenBeforeACrashIsSentAfterItUnderTheSameId() throws IOException {
    hooks.answer("/stubborn", 503, Map.of(), "");
    JsonNode channel = webhook("/stubborn");
    String gone = happening();
    Waiting.until("it was tried and refused", PATIENCE, () -> !hooks.posts("/stubborn").isEmpty());
    String id = hooks.posts("/stubborn").get(0).id();

    sluice.kill();
    hooks.answer("/stubborn", 204, Map.of(), "");
    int tried = hooks.posts("/stubborn").size();
    sluice.start();

    Waiting.until(
        "it is sent after the restart",
        Duration.ofSeconds(120),
        () -> hooks.posts("/stubborn").size() > tried);
    assertThat(hooks.posts("/stubborn"))
        .allMatch(post -> post.id().equals(id) && post.body().contains(gone));
    Waiting.until(
        "nothing is left",
        PATIENCE,
        () -> admin().get(path(channel)).expect(200).json().path("pending").asLong() == 0);
    assertThat(notice(gone).path("topic").asText()).isEqualTo("channel-disabled");
    assertThat(Files.readString(sluice.log())).doesNotContain(channel.path("secret").asText());
    admin().delete(path(channel)).expect(204);
  }
}
