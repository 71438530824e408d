package org.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.delivery.Deliveries.PATIENCE;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.configsource.ConfigUpstream;
import org.sluice.git.StockGitServer;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** The server is killed while it delivers, and started again on the same home. */
@Timeout(480)
class DeliveryCrashIT {

  private static final int FILES = 300;

  @TempDir private Path served;

  private final Random random = new Random(20261126);
  private final Map<String, byte[]> files = new HashMap<>();
  private NodeReceiver.Endpoint receiver;
  private ConfigUpstream upstream;

  @Test
  void afterEveryKillTheReceiverHasTheCommit() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    try (NodeReceiver node = NodeReceiver.start();
        StockGitServer stock = StockGitServer.start(served);
        RunningSluice sluice = RunningSluice.with("delivery-crash").onPostgres().start()) {
      Deliveries deliveries = new Deliveries(sluice);
      String id = killInSnapshot(node, stock, sluice);

      push();
      deliveries.sync("files");
      killWithin(sluice);
      // What was pushed meanwhile overtakes what was under way.
      push();
      deliveries.sync("files");
      deliveries.synced(id, upstream.head("main"));
      assertHas();

      String job = deliveries.start("/subscriptions/" + id + "/resync");
      killWithin(sluice);
      assertThat(deliveries.ended(job).path("status").asText()).isEqualTo("SUCCEEDED");
      JsonNode after = deliveries.synced(id, upstream.head("main"));
      assertThat(after.path("generation").asInt()).isEqualTo(2);
      assertHas();
      assertLog();
    }
  }

  @Test
  void h2KeepsAsMuchOfItsFile() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    try (NodeReceiver node = NodeReceiver.start();
        StockGitServer stock = StockGitServer.start(served);
        RunningSluice sluice = RunningSluice.with("delivery-crash-h2").onH2().start()) {
      killInSnapshot(node, stock, sluice);
      assertLog();
    }
  }

  /** Kills in the first snapshot of a subscription, and gives its id once all has arrived. */
  private String killInSnapshot(NodeReceiver node, StockGitServer stock, RunningSluice sluice)
      throws IOException {
    receiver = node.endpoint("crash");
    upstream = ConfigUpstream.create(served.resolve("files.git"));
    Deliveries deliveries = new Deliveries(sluice);
    push();
    deliveries.repository("files", stock.url("files.git"));
    JsonNode subscriber = deliveries.subscriber("crash", receiver, Map.of("rateLimit", 400));
    String id = deliveries.subscribe(subscriber, "files");
    killWithin(sluice);
    deliveries.synced(id, upstream.head("main"));
    assertHas();
    return id;
  }

  /** Changes, adds and deletes files. */
  private void push() throws IOException {
    Map<String, byte[]> change = new HashMap<>();
    for (int i = 0; i < FILES; i++) {
      String path = "dir" + i % 7 + "/file" + i;
      int fate = files.isEmpty() ? 2 : random.nextInt(4);
      if (fate == 0) {
        change.put(path, null);
      } else if (fate == 1) {
        change.put(path, ("content " + random.nextInt()).getBytes(StandardCharsets.UTF_8));
      } else if (change.size() % 3 == 2 || files.isEmpty()) {
        change.put(path, ("content " + random.nextInt(3)).getBytes(StandardCharsets.UTF_8));
      }
    }
    byte[] big = new byte[3 << 20];
    random.nextBytes(big);
    change.put("dir3/big", big);
    change.keySet().removeIf(path -> change.get(path) == null && !files.containsKey(path));
    change.forEach(
        (path, content) -> {
          if (content == null) {
            files.remove(path);
          } else {
            files.put(path, content);
          }
        });
    upstream.pushBytes("main", "main", change);
  }

  /** Kills after some more messages, wherever that is, and starts again. */
  private void killWithin(RunningSluice sluice) {
    int before = receiver.counts().path("messages").asInt();
    int more = 1 + random.nextInt(100);
    Waiting.until(
        more + " more messages came",
        PATIENCE,
        () -> receiver.counts().path("messages").asInt() >= before + more);
    sluice.kill();
    sluice.start();
  }

  private void assertHas() throws IOException {
    FolderComparison.assertEqual(
        upstream.folder(), upstream.head("main"), receiver.folder("admin/files"));
  }

  /** What came again came under its id, and under an id came always the same. */
  private void assertLog() {
    List<ReceivedMessage> log = receiver.log();
    assertThat(log)
        .allMatch(ReceivedMessage::verified)
        .noneMatch(ReceivedMessage::broken)
        .noneMatch(ReceivedMessage::displaced)
        .noneMatch(ReceivedMessage::previousWrong);
    assertThat(log).filteredOn(ReceivedMessage::duplicate).isNotEmpty();
    Map<String, String> contents = new HashMap<>();
    for (ReceivedMessage each : log) {
      String content = each.type() + " " + each.data();
      assertThat(contents.putIfAbsent(each.id(), content)).isIn(null, content);
    }
  }
}
