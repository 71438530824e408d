package org.sluice.delivery.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.sluice.delivery.row.DeliveryEvent;
import org.sluice.delivery.row.FilePath;
import org.sluice.rest.Json;

class MessageBodyTest {

  private static final UUID ID = UUID.fromString("01900000-0000-7000-8000-000000000001");
  private static final Instant AT = Instant.parse("2026-01-31T12:00:01.234567Z");
  private static final String COMMIT = "c0ffee".repeat(6) + "c0ff";
  private static final String ABOUT =
      "\"timestamp\":\"2026-01-31T12:00:01.234Z\",\"data\":{\"repository\":{"
          + "\"id\":\"01900000-0000-7000-8000-000000000001\",\"owner\":\"team\",\"name\":\"app\","
          + "\"cloneUrl\":\"https://example.org/team/app.git\"},\"generation\":3,\"commit\":\""
          + COMMIT
          + "\",";

  private static MessageHead head(DeliveryEvent event) {
    RepositoryFacts repository =
        new RepositoryFacts(ID, "team", "app", "https://example.org/team/app.git");
    return new MessageHead(event, AT, repository, 3, COMMIT);
  }

  private static byte[] file(DeliveryEvent event, byte[] bytes, String previous) {
    FileContent content = FileContent.of(bytes);
    return MessageBody.file(
        head(event),
        FilePath.of("src/a \"b\"/\u00e4.txt"),
        "100644",
        content.size(),
        content.sha256(),
        content.bytes(),
        previous);
  }

  @Test
  void aFileThatIsTextIsSentAsText() {
    assertThat(
            new String(
                file(
                    DeliveryEvent.FILE_CREATED,
                    "a\t\"\u20ac\ud83d\ude00\"\n".getBytes(UTF_8),
                    null),
                UTF_8))
        .isEqualTo(
            "{\"type\":\"file.created\","
                + ABOUT
                + "\"file\":{\"path\":\"src/a \\\"b\\\"/\u00e4.txt\",\"mode\":\"100644\","
                + "\"size\":12,\"sha256\":\""
                + FileContent.of("a\t\"\u20ac\ud83d\ude00\"\n".getBytes(UTF_8)).sha256()
                + "\",\"encoding\":\"utf-8\",\"content\":\"a\\t\\\"\u20ac\ud83d\ude00\\\"\\n\"}}}");
  }

  @Test
  void aFileThatIsNoTextIsSentInBase64() {
    assertThat(
            new String(
                file(DeliveryEvent.FILE_UPDATED, new byte[] {0, (byte) 0xff, 1, 2}, "5".repeat(64)),
                UTF_8))
        .isEqualTo(
            "{\"type\":\"file.updated\","
                + ABOUT
                + "\"file\":{\"path\":\"src/a \\\"b\\\"/\u00e4.txt\",\"mode\":\"100644\","
                + "\"size\":4,\"sha256\":\""
                + FileContent.of(new byte[] {0, (byte) 0xff, 1, 2}).sha256()
                + "\",\"encoding\":\"base64\",\"content\":\"AP8BAg==\"},\"previousSha256\":\""
                + "5".repeat(64)
                + "\"}}");
  }

  @Test
  void everyContentComesBackAsItWas() throws IOException {
    Random random = new Random(1);
    byte[] controls = new byte[128];
    for (int i = 0; i < controls.length; i++) {
      controls[i] = (byte) i;
    }
    byte[] noise = new byte[100_000];
    random.nextBytes(noise);
    byte[][] contents = {
      {},
      controls,
      noise,
      "\u2028\ufffd\uffff\ud83d\ude00".repeat(20_000).getBytes(UTF_8),
      // One half of a pair, encoded: no UTF-8.
      {(byte) 0xed, (byte) 0xa0, (byte) 0xbd},
      {(byte) 0xc0, (byte) 0x80},
      {'a', (byte) 0xe2, (byte) 0x82}
    };
    for (byte[] content : contents) {
      var sent =
          Json.mapper()
              .readTree(file(DeliveryEvent.FILE_CREATED, content, null))
              .path("data")
              .path("file");
      byte[] received =
          sent.path("encoding").asText().equals("utf-8")
              ? sent.path("content").asText().getBytes(UTF_8)
              : sent.path("content").binaryValue();
      assertThat(Arrays.equals(received, content)).isTrue();
    }
  }

  @Test
  void aChunkIsInBase64AlsoIfItIsText() {
    assertThat(
            new String(
                MessageBody.chunk(
                    head(DeliveryEvent.FILE_CREATED),
                    FilePath.of("big"),
                    "100755",
                    1_500_000,
                    "a".repeat(64),
                    "text".getBytes(UTF_8),
                    null,
                    new Chunk("0190-chunks", 2, 3)),
                UTF_8))
        .isEqualTo(
            "{\"type\":\"file.created\","
                + ABOUT
                + "\"file\":{\"path\":\"big\",\"mode\":\"100755\",\"size\":1500000,\"sha256\":\""
                + "a".repeat(64)
                + "\",\"chunk\":{\"id\":\"0190-chunks\",\"index\":2,\"total\":3},"
                + "\"encoding\":\"base64\",\"content\":\"dGV4dA==\"}}}");
  }

  @Test
  void aFileThatIsGoneIsNamedWithWhatItWas() {
    assertThat(
            new String(
                MessageBody.deleted(
                    head(DeliveryEvent.FILE_DELETED), FilePath.of("old"), "b".repeat(64)),
                UTF_8))
        .isEqualTo(
            "{\"type\":\"file.deleted\","
                + ABOUT
                + "\"file\":{\"path\":\"old\"},\"previousSha256\":\""
                + "b".repeat(64)
                + "\"}}");
  }

  @Test
  void aSnapshotTellsItsFilesAndAtItsEndItsManifest() {
    assertThat(
            new String(
                MessageBody.snapshotStarted(head(DeliveryEvent.SNAPSHOT_STARTED), 1284), UTF_8))
        .isEqualTo("{\"type\":\"snapshot.started\"," + ABOUT + "\"files\":1284}}");
    assertThat(
            new String(
                MessageBody.snapshotCompleted(
                    head(DeliveryEvent.SNAPSHOT_COMPLETED),
                    1284,
                    "d".repeat(64),
                    "https://sluice.example/api/v1/subscriptions/1/manifest"),
                UTF_8))
        .isEqualTo(
            "{\"type\":\"snapshot.completed\","
                + ABOUT
                + "\"files\":1284,\"manifest\":{\"digest\":\""
                + "d".repeat(64)
                + "\",\"url\":\"https://sluice.example/api/v1/subscriptions/1/manifest\"}}}");
  }

  @Test
  void aFailureOfTheSyncIsToldWithItsKind() {
    assertThat(
            new String(
                MessageBody.syncFailed(
                    head(DeliveryEvent.REPOSITORY_SYNC_FAILED), "AUTH", "The host said no."),
                UTF_8))
        .isEqualTo(
            "{\"type\":\"repository.sync_failed\","
                + ABOUT
                + "\"failure\":{\"kind\":\"AUTH\",\"detail\":\"The host said no.\"}}}");
  }

  @Test
  void aPingNamesTheSubscriber() {
    assertThat(new String(MessageBody.ping(AT, ID, "Billing"), UTF_8))
        .isEqualTo(
            "{\"type\":\"ping\",\"timestamp\":\"2026-01-31T12:00:01.234Z\",\"data\":{"
                + "\"subscriber\":{\"id\":\"01900000-0000-7000-8000-000000000001\","
                + "\"name\":\"Billing\"}}}");
  }

  @Test
  void aPathThatIsNoTextIsNotWritten() {
    FilePath path = new FilePath("\u00e4".getBytes(ISO_8859_1));
    assertThatThrownBy(
            () -> MessageBody.deleted(head(DeliveryEvent.FILE_DELETED), path, "b".repeat(64)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aSubmoduleIsTheDigitsOfItsCommit() {
    FileContent content = FileContent.ofSubmodule(COMMIT);
    assertThat(content.bytes()).asString(UTF_8).isEqualTo(COMMIT);
    assertThat(content.size()).isEqualTo(40);
    assertThat(content.sha256()).isEqualTo(FileContent.of(COMMIT.getBytes(UTF_8)).sha256());
  }
}
