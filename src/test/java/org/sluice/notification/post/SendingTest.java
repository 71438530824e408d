package org.sluice.notification.post;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.sluice.egress.Outbound;
import org.sluice.egress.WebhookSignature;
import org.sluice.egress.webhook.Attempt;
import org.sluice.egress.webhook.WebhookPost;
import org.sluice.failure.FailureKind;
import org.sluice.notification.StoredNotice;
import org.sluice.platform.Ids;
import org.sluice.platform.Notice.Severity;
import org.sluice.platform.settings.MailHost;
import org.sluice.rest.Json;
import org.sluice.testing.FreePort;
import org.sluice.testing.SmtpReceiver;
import org.sluice.testing.WebhookReceiver;

/** Messages to a real mail host and a real endpoint, both on loopback. */
@Timeout(60)
class SendingTest {

  private static final Instant NOW = Instant.parse("2026-01-31T12:00:01Z");
  private static final String ID = "0190-message";

  private SmtpReceiver smtp;
  private WebhookReceiver hooks;
  private Outbound outbound;

  @BeforeEach
  void start() {
    smtp = SmtpReceiver.start();
    hooks = WebhookReceiver.start();
    outbound = Outbound.allowing(List.of("127.0.0.1/32"));
  }

  @AfterEach
  void stop() {
    outbound.close();
    hooks.close();
    smtp.close();
  }

  private Mailer mailer(String user, String password) {
    MailHost host =
        new MailHost(
            "127.0.0.1",
            smtp.port(),
            user,
            password,
            "Sluice <sluice@example.org>",
            MailHost.Tls.NONE);
    return new Mailer(() -> Optional.of(host));
  }

  private static Delivery single(Channel channel, StoredNotice notice) {
    return new Delivery(Ids.next(), 1, channel, List.of(notice), 1, Map.of(notice.topic(), 1L));
  }

  private static Letter letter(StoredNotice notice) {
    return Letter.of(single(Samples.mail("ana@example.org"), notice), Optional.empty());
  }

  private static StoredNotice failed() {
    return Samples.notice("mirror-failed", Severity.ERROR, "team/app", null);
  }

  // Mail

  @Test
  void aNoticeIsAPlainMailToEveryRecipient() {
    Attempt attempt =
        mailer(null, null)
            .send(List.of("ana@example.org", "ben@example.org"), ID, NOW, letter(failed()));

    assertThat(attempt.verdict()).as(attempt.detail()).isEqualTo(Attempt.Verdict.SENT);
    SmtpReceiver.Mail mail = smtp.mails().get(0);
    assertThat(mail.from()).isEqualTo("sluice@example.org");
    assertThat(mail.recipients()).containsExactly("ana@example.org", "ben@example.org");
    assertThat(mail.header("Subject")).isEqualTo("[Sluice] Mirror failed: team/app");
    assertThat(mail.header("Message-ID")).isEqualTo("<" + ID + "@example.org>");
    assertThat(mail.header("Auto-Submitted")).isEqualTo("auto-generated");
    assertThat(mail.header("Content-Type")).isEqualTo("text/plain; charset=UTF-8");
    assertThat(mail.body())
        .contains("Something happened to it.", "2026-01-31T12:00:00Z", "Severity: ERROR");
  }

  @Test
  void nothingInANoticeBecomesAHeader() {
    StoredNotice evil =
        Samples.notice(
            "mirror-failed", Severity.ERROR, "a/b\r\nBcc: eve@example.org\r\n\r\nx", null);
    mailer(null, null).send(List.of("ana@example.org"), ID, NOW, letter(evil));

    SmtpReceiver.Mail mail = smtp.mails().get(0);
    assertThat(mail.header("Bcc")).isNull();
    assertThat(mail.recipients()).containsExactly("ana@example.org");
    assertThat(mail.header("Subject")).contains("a/b Bcc: eve@example.org x");
  }

  @Test
  void textBeyondAsciiArrivesWhole() {
    StoredNotice notice = Samples.notice("mirror-failed", Severity.ERROR, "équipe/größe", null);
    mailer(null, null).send(List.of("ana@example.org"), ID, NOW, letter(notice));
    assertThat(smtp.mails().get(0).header("Subject")).startsWith("=?UTF-8?");
  }

  @Test
  void theUserIsAskedForAndAWrongPasswordIsSaid() {
    smtp.askFor("sluice", "right");
    assertThat(
            mailer("sluice", "right")
                .send(List.of("ana@example.org"), ID, NOW, letter(failed()))
                .verdict())
        .isEqualTo(Attempt.Verdict.SENT);
    Attempt refused =
        mailer("sluice", "wrong-one").send(List.of("ana@example.org"), ID, NOW, letter(failed()));
    assertThat(refused)
        .isEqualTo(
            Attempt.again(
                FailureKind.REFUSED_UPSTREAM, "The mail host refuses the user or the password."));
  }

  @Test
  void oneBadRecipientDoesNotKeepTheOthersFromTheirMail() {
    smtp.refuse("gone@example.org");
    Attempt attempt =
        mailer(null, null)
            .send(List.of("gone@example.org", "ana@example.org"), ID, NOW, letter(failed()));
    assertThat(attempt)
        .isEqualTo(Attempt.sent("The mail host has taken it for 1 of 2 recipients."));
    assertThat(
            mailer(null, null)
                .send(List.of("gone@example.org"), ID, NOW, letter(failed()))
                .verdict())
        .as("nobody is left, and asking again would not help")
        .isEqualTo(Attempt.Verdict.FAILED);
  }

  @Test
  void aHostThatHangsUpAfterTakingItHasTakenIt() {
    smtp.hangUp();
    assertThat(
            mailer(null, null)
                .send(List.of("ana@example.org"), ID, NOW, letter(failed()))
                .verdict())
        .isEqualTo(Attempt.Verdict.SENT);
    assertThat(smtp.mails()).hasSize(1);
  }

  @Test
  void aHostThatIsNotThereIsTriedAgain() throws IOException {
    int port = FreePort.next();
    MailHost host = new MailHost("127.0.0.1", port, null, null, "s@example.org", MailHost.Tls.NONE);
    Mailer mailer = new Mailer(() -> Optional.of(host));
    Attempt attempt = mailer.send(List.of("ana@example.org"), ID, NOW, letter(failed()));
    assertThat(attempt.verdict()).isEqualTo(Attempt.Verdict.AGAIN);
    assertThat(attempt.detail()).startsWith("The mail host cannot be reached");
  }

  @Test
  void withoutAHostMailIsOff() {
    Mailer off = new Mailer(Optional::empty);
    assertThat(off.problem()).contains("Mail is off: sluice.mail.host is not set.");
    assertThat(off.send(List.of("ana@example.org"), ID, NOW, letter(failed())).verdict())
        .isEqualTo(Attempt.Verdict.FAILED);
  }

  @Test
  void tlsIsNotLeftOutWhereItIsAskedFor() {
    MailHost host =
        new MailHost("127.0.0.1", smtp.port(), null, null, "s@example.org", MailHost.Tls.STARTTLS);
    Attempt attempt =
        new Mailer(() -> Optional.of(host))
            .send(List.of("ana@example.org"), ID, NOW, letter(failed()));
    assertThat(attempt.verdict()).isEqualTo(Attempt.Verdict.AGAIN);
    assertThat(smtp.mails()).isEmpty();
  }

  // Webhooks

  private Attempt post(String url, Letter letter, String... secrets) {
    WebhookPost post = new WebhookPost(outbound, () -> Set.of("https", "http"));
    try {
      return post.send(url, ID, NOW, letter.json(), List.of(secrets));
    } finally {
      post.stop();
    }
  }

  @Test
  void aNoticeIsASignedPost() {
    String secret = WebhookSignature.newSecret();
    String older = WebhookSignature.newSecret();
    StoredNotice notice = failed();

    Attempt attempt = post(hooks.url("/hook?key=1"), letter(notice), secret, older);

    assertThat(attempt).isEqualTo(Attempt.sent("The endpoint answered 204."));
    WebhookReceiver.Post post = hooks.posts("/hook").get(0);
    assertThat(post.id()).isEqualTo(ID);
    assertThat(post.timestamp()).isEqualTo("1769860801");
    assertThat(post.signedBy(secret)).isEqualTo(1);
    assertThat(post.signedBy(older)).isEqualTo(1);
    assertThat(post.signedBy(WebhookSignature.newSecret())).isZero();
    assertThat(post.json().toString())
        .isEqualTo(
            "{\"type\":\"mirror-failed\",\"timestamp\":\"2026-01-31T12:00:00.123Z\",\"data\":{\"id\":\""
                + notice.id()
                + "\",\"severity\":\"ERROR\",\"subject\":\"team/app\","
                + "\"text\":\"Something happened to it.\","
                + "\"link\":\"/api/v1/repositories/team/app\","
                + "\"happenedAt\":\"2026-01-31T12:00:00Z\"}}");
  }

  // Digests

  @Test
  void manyNoticesReadAsOneMessage() throws IOException {
    UUID team = Ids.next();
    List<StoredNotice> told =
        IntStream.range(0, Delivery.MOST_TOLD)
            .mapToObj(n -> Samples.notice("mirror-failed", Severity.ERROR, "team/" + n, team))
            .toList();
    Delivery delivery =
        new Delivery(
            Ids.next(),
            1,
            Samples.mail("ana@example.org"),
            told,
            5000,
            Map.of("mirror-failed", 4999L, "host-unreachable", 1L));
    Letter letter = Letter.of(delivery, Optional.of("https://sluice.example"));

    assertThat(letter.subject())
        .isEqualTo("[Sluice] 5000 notices, most of all: mirror failed (4999)");
    assertThat(letter.text())
        .contains("Mirror failed: 4999\n", "Host unreachable: 1\n", "team/99", "… and 4900 more")
        .contains("https://sluice.example/ui/notifications.xhtml");
    JsonNode json = Json.mapper().readTree(letter.json());
    assertThat(json.path("type").asText()).isEqualTo("digest");
    assertThat(json.path("data").path("total").asLong()).isEqualTo(5000);
    assertThat(json.path("data").path("byTopic").path("mirror-failed").asLong()).isEqualTo(4999);
    assertThat(json.path("data").path("notices")).hasSize(100);
    assertThat(json.at("/data/notices/0/topic").asText()).isEqualTo("mirror-failed");
  }
}
