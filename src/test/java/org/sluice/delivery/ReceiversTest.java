package org.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.rest.Json;
import org.sluice.testing.Aside;
import org.sluice.testing.Waiting;

/** What receivers of the tests promise, held by both of them. */
@Timeout(180)
class ReceiversTest {

  private static final String SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
  private static final String OTHER = "whsec_dGhlIG90aGVyIHNlY3JldCBvZiB0aGUgdGVzdHM=";
  private static final String REPOSITORY = "team/app";

  @TempDir private Path temp;
  private NodeReceiver node;
  private ModelReceiver model;

  @BeforeEach
  void start() {
    node = NodeReceiver.start();
    model = ModelReceiver.start();
  }

  @AfterEach
  void stop() {
    if (node != null) {
      node.close();
      model.close();
    }
  }

  private List<Receiver> both() {
    List<Receiver> both = List.of(node.endpoint("one"), model);
    both.forEach(each -> each.accept(SECRET));
    return both;
  }

  private static ObjectNode file(String path, String text) {
    ObjectNode data = Json.mapper().createObjectNode();
    data.putObject("repository").put("owner", "team").put("name", "app");
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    data.putObject("file")
        .put("path", path)
        .put("size", bytes.length)
        .put("sha256", ModelReceiver.sha256(bytes))
        .put("mode", "100644")
        .put("content", text)
        .put("encoding", "utf-8");
    return data;
  }

  private static String id() {
    return UUID.randomUUID().toString();
  }

  @Test
  void filesAreKeptAsTheyAreInTheCommit() throws IOException {
    for (long seed = 0; seed < 8; seed++) {
      RandomHistory history = RandomHistory.create(temp.resolve("u" + seed), seed);
      NodeReceiver.Endpoint theirs = node.endpoint("seed" + seed);
      try (ModelReceiver ours = ModelReceiver.start()) {
        for (Receiver receiver : List.of(theirs, ours)) {
          receiver.accept(OTHER, SECRET);
          PlainSender sender = new PlainSender(receiver.url(), SECRET);
          for (RandomHistory.Step step : history.steps()) {
            sender.send(history.bare(), step.commit());
            FolderComparison.assertEqual(
                step.commit() + " of " + history, step.files(), receiver.files(REPOSITORY));
          }
          assertThat(receiver.log())
              .allMatch(ReceivedMessage::verified)
              .allMatch(ReceivedMessage::taken)
              .allMatch(message -> message.secret() == 1)
              .noneMatch(ReceivedMessage::duplicate)
              .noneMatch(ReceivedMessage::displaced)
              .noneMatch(ReceivedMessage::previousWrong);
        }
        assertThat(theirs.filesTaken()).isEqualTo(ours.filesTaken()).isPositive();
        String last = history.steps().get(history.steps().size() - 1).commit();
        FolderComparison.assertEqual(history.bare(), last, theirs.folder(REPOSITORY));
      }
    }
  }

  @Test
  void whatNoSecretSignedIsRefused() throws IOException {
    for (Receiver receiver : both()) {
      PlainSender forger = new PlainSender(receiver.url(), OTHER);
      assertThat(forger.post(id(), "file.created", file("a", "text"))).isEqualTo(401);
      assertThat(receiver.files(REPOSITORY)).isEmpty();
      assertThat(receiver.log().get(0).verified()).isFalse();
      receiver.accept(OTHER);
      assertThat(forger.post(id(), "file.created", file("a", "text"))).isEqualTo(200);
      PlainSender rotating = new PlainSender(receiver.url(), SECRET, OTHER);
      assertThat(rotating.post(id(), "ping", Json.mapper().createObjectNode())).isEqualTo(200);
      assertThat(receiver.log().get(2).signatures()).isEqualTo(2);
    }
  }

  @Test
  void aMessageThatWasHandledIsCountedAndNotHandledAgain() throws IOException {
    for (Receiver receiver : both()) {
      PlainSender sender = new PlainSender(receiver.url(), SECRET);
      String id = id();
      assertThat(sender.post(id, "file.created", file("a", "text"))).isEqualTo(200);
      assertThat(sender.post(id(), "file.deleted", file("a", "text"))).isEqualTo(200);
      assertThat(sender.post(id, "file.created", file("a", "text"))).isEqualTo(200);
      assertThat(receiver.files(REPOSITORY)).isEmpty();
      assertThat(receiver.filesTaken()).isEqualTo(2);
      assertThat(receiver.log())
          .extracting(ReceivedMessage::duplicate)
          .containsExactly(false, false, true);
    }
  }

  @Test
  void contentThatDoesNotFitItsDigestIsRefused() throws IOException {
    for (Receiver receiver : both()) {
      ObjectNode data = file("a", "text");
      ((ObjectNode) data.get("file")).put("content", "test");
      String id = id();
      PlainSender sender = new PlainSender(receiver.url(), SECRET);
      assertThat(sender.post(id, "file.created", data)).isEqualTo(422);
      assertThat(receiver.files(REPOSITORY)).isEmpty();
      assertThat(sender.post(id, "file.created", file("a", "text"))).isEqualTo(200);
      assertThat(receiver.files(REPOSITORY)).hasSize(1);
    }
  }

  @Test
  void whatStandsInTheWayOfAFileIsTold() throws IOException {
    for (Receiver receiver : both()) {
      PlainSender sender = new PlainSender(receiver.url(), SECRET);
      sender.post(id(), "file.created", file("a/b", "text"));
      sender.post(id(), "file.created", file("a", "text"));
      sender.post(id(), "file.deleted", file("a/b", "text"));
      assertThat(receiver.files(REPOSITORY)).containsOnlyKeys("a");
      sender.post(id(), "file.created", file("a/c", "text"));
      assertThat(receiver.files(REPOSITORY)).containsOnlyKeys("a/c");
      ObjectNode update = file("a/c", "other").put("previousSha256", "0");
      sender.post(id(), "file.updated", update);
      assertThat(receiver.log())
          .extracting(ReceivedMessage::displaced)
          .containsExactly(false, true, false, true, false);
      assertThat(receiver.log()).filteredOn(ReceivedMessage::previousWrong).hasSize(1);
    }
  }

  @Test
  void answersAreWrongAsOftenAsToldForTheFileTold() throws IOException {
    for (Receiver receiver : both()) {
      PlainSender sender = new PlainSender(receiver.url(), SECRET);
      receiver.fail(Fault.status(429, Map.of("Retry-After", "3")).about("a").times(2));
      receiver.fail(Fault.status(500).to("ping").afterTaking().times(1));
      String id = id();
      assertThat(sender.post(id(), "file.created", file("b", "text"))).isEqualTo(200);
      assertThat(sender.post(id, "file.created", file("a", "text"))).isEqualTo(429);
      assertThat(sender.post(id, "file.created", file("a", "text"))).isEqualTo(429);
      assertThat(receiver.files(REPOSITORY)).containsOnlyKeys("b");
      assertThat(sender.post(id, "file.created", file("a", "text"))).isEqualTo(200);
      assertThat(receiver.files(REPOSITORY)).containsOnlyKeys("a", "b");
      String ping = id();
      assertThat(sender.post(ping, "ping", Json.mapper().createObjectNode())).isEqualTo(500);
      assertThat(sender.post(ping, "ping", Json.mapper().createObjectNode())).isEqualTo(200);
      assertThat(receiver.log()).filteredOn(ReceivedMessage::duplicate).hasSize(1);
      receiver.fail(Fault.status(503));
      assertThat(sender.post(id(), "ping", Json.mapper().createObjectNode())).isEqualTo(503);
      receiver.heal();
      assertThat(sender.post(id(), "ping", Json.mapper().createObjectNode())).isEqualTo(200);
    }
  }

  @Test
  void connectionsAreCutAndLeftWithoutAnAnswer() {
    for (Receiver receiver : both()) {
      PlainSender sender = new PlainSender(receiver.url(), SECRET);
      receiver.fail(Fault.cut().times(1));
      assertThatThrownBy(() -> sender.post(id(), "file.created", file("a", "text")))
          .isInstanceOf(IOException.class);
      receiver.fail(Fault.hang().times(1));
      CompletableFuture<Throwable> hung =
          Aside.supply(
              () -> {
                try {
                  sender.post(id(), "file.created", file("a", "text"));
                  return null;
                } catch (IOException cut) {
                  return cut;
                }
              });
      Waiting.until("it hangs", Duration.ofSeconds(20), () -> receiver.hanging() == 1);
      assertThat(hung).isNotDone();
      receiver.heal();
      assertThat(hung.orTimeout(20, TimeUnit.SECONDS).join()).isNotNull();
      assertThat(receiver.files(REPOSITORY)).isEmpty();
      Waiting.until("it hangs no more", Duration.ofSeconds(20), () -> receiver.hanging() == 0);
    }
  }

  @Test
  void aReceiverThatDiedGoesOnWithWhatItHas() throws IOException {
    NodeReceiver.Endpoint receiver = node.endpoint("mortal");
    receiver.accept(SECRET);
    PlainSender sender = new PlainSender(receiver.url(), SECRET);
    receiver.fail(Fault.drip(2).about("a"));
    String id = id();
    assertThat(sender.post(id, "file.created", file("a", "text"))).isEqualTo(200);
    receiver.fail(Fault.die().about("b").afterTaking());
    String last = id();
    assertThatThrownBy(() -> sender.post(last, "file.created", file("b", "text")))
        .isInstanceOf(IOException.class);
    Waiting.until("it is dead", Duration.ofSeconds(20), () -> !node.isAlive());
    node.startAgain();
    for (String known : List.of(id, last)) {
      assertThat(sender.post(known, "file.created", file("b", "text"))).isEqualTo(200);
    }
    assertThat(receiver.filesTaken()).isEqualTo(2);
    assertThat(receiver.log()).filteredOn(ReceivedMessage::duplicate).hasSize(2);
    assertThat(receiver.files(REPOSITORY)).containsOnlyKeys("a", "b");
    assertThat(sender.post(id(), "file.deleted", file("a", "text"))).isEqualTo(200);
    assertThat(Files.exists(receiver.folder(REPOSITORY).resolve("a"))).isFalse();
  }
}
