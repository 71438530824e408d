package org.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.delivery.Deliveries.PATIENCE;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.configsource.ConfigUpstream;
import org.sluice.git.StockGitServer;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/** What receivers do on bad days, to a Sluice that waits only shortly between attempts. */
@Timeout(300)
class DeliveryFaultsIT {

  private static final String ELSEWHERE = "elsewhere.test";

  @TempDir private static Path temporary;
  private static Path served;
  private static StockGitServer server;
  private static NodeReceiver node;
  private static RunningSluice sluice;
  private static Deliveries deliveries;

  private String name;
  private NodeReceiver.Endpoint receiver;
  private ConfigUpstream upstream;
  private String first;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    node = NodeReceiver.start();
    served = Files.createDirectory(temporary.resolve("served"));
    server = StockGitServer.start(served);
    Path hosts = temporary.resolve("hosts");
    Files.writeString(
        hosts, Files.readString(Path.of("/etc/hosts")) + "\n127.0.0.2 " + ELSEWHERE + "\n");
    sluice =
        RunningSluice.with("delivery-faults")
            .environment("SLUICE_DELIVERY_RETRY_DELAYS", "PT0.2S,PT0.4S,PT1S")
            .environment("SLUICE_DELIVERY_BREAKER_OPEN", "PT3S")
            .environment("JAVA_TOOL_OPTIONS", "-Djdk.net.hosts.file=" + hosts)
            .start();
    deliveries = new Deliveries(sluice);
  }

  @AfterAll
  static void stop() throws IOException {
    if (sluice != null) {
      sluice.close();
    }
    if (server != null) {
      server.close();
    }
    if (node != null) {
      node.close();
    }
  }

  /** A repository of ten files that is mirrored. */
  @BeforeEach
  void mirror() throws IOException {
    name = fresh("files");
    receiver = node.endpoint(name);
    upstream = ConfigUpstream.create(served.resolve(name + ".git"));
    Map<String, String> files = new HashMap<>();
    for (int i = 0; i < 10; i++) {
      files.put("file" + i, "content " + i);
    }
    first = upstream.push("main", files);
    deliveries.repository(name, server.url(name + ".git"));
  }

  private String push(String path, String text) throws IOException {
    Map<String, String> change = new HashMap<>();
    change.put(path, text);
    String commit = upstream.push("main", change);
    deliveries.sync(name);
    return commit;
  }

  private String subscribe() {
    return deliveries.subscribe(deliveries.subscriber(name, receiver), name);
  }

  private void assertHas(String commit) {
    FolderComparison.assertEqual(upstream.folder(), commit, receiver.folder("admin/" + name));
  }

  /** Ids under which messages about each path came. */
  private Map<String, Set<String>> ids() {
    return receiver.log().stream()
        .filter(each -> each.path() != null)
        .collect(
            Collectors.groupingBy(
                ReceivedMessage::path,
                Collectors.mapping(ReceivedMessage::id, Collectors.toSet())));
  }

  @Test
  void whateverGoesWrongForAWhileAllArrivesUnderTheSameIds() {
    NodeReceiver.Endpoint decoy = node.endpoint(name + "-decoy");
    receiver.fail(Fault.status(500).about("file0").times(2));
    receiver.fail(Fault.status(502).about("file1").afterTaking().times(2));
    receiver.fail(Fault.status(429, Map.of("Retry-After", "1")).about("file2").times(1));
    receiver.fail(Fault.status(503, Map.of("Retry-After", "1")).about("file3").times(1));
    receiver.fail(Fault.status(301, Map.of("Location", decoy.url())).about("file4").times(2));
    receiver.fail(Fault.cut().about("file5").times(3));
    receiver.fail(Fault.cut().about("file6").afterTaking().times(3));
    receiver.fail(Fault.drip(20).about("file7").times(1));
    receiver.fail(Fault.status(408).about("file8").times(2));
    receiver.fail(Fault.status(422).about("file9").times(2));
    String id = subscribe();
    deliveries.synced(id, first);
    assertHas(first);
    assertThat(receiver.log()).allMatch(ReceivedMessage::verified);
    assertThat(receiver.log()).filteredOn(each -> each.fault() != null).hasSizeGreaterThan(14);
    assertThat(receiver.log()).filteredOn(ReceivedMessage::duplicate).isNotEmpty();
    assertThat(ids()).hasSize(10).allSatisfy((path, ids) -> assertThat(ids).hasSize(1));
    assertThat(decoy.log()).isEmpty();
    assertThat(deliveries.subscription(id).path("retryCount").asInt()).isZero();
  }

  @Test
  void aReceiverThatDoesNotAnswerIsLeftAndTriedAgain() {
    receiver.fail(Fault.hang().about("file3").times(1));
    String id = subscribe();
    Waiting.until("it hangs", PATIENCE, () -> receiver.hanging() == 1);
    deliveries.synced(id, first);
    assertThat(receiver.hanging()).isZero();
    assertThat(ids().get("file3")).hasSize(1);
    assertHas(first);
  }

  @Test
  void aReceiverThatIsGoneIsLeftAloneUntilSomebodyWantsItAgain() throws IOException {
    receiver.fail(Fault.status(410).about("file3").times(1));
    String id = subscribe();
    JsonNode off =
        deliveries.await("it is off", id, seen -> seen.path("status").asText().equals("DISABLED"));
    assertThat(off.at("/lastError/kind").asText()).isEqualTo("GONE");
    int before = receiver.log().size();
    String commit = push("file0", "other");
    assertThat(deliveries.subscription(id).path("status").asText()).isEqualTo("DISABLED");
    assertThat(receiver.log()).hasSize(before);
    JsonNode job = deliveries.ended(deliveries.start("/subscriptions/" + id + "/resync"));
    assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
    deliveries.synced(id, commit);
    assertHas(commit);
  }

  @Test
  void aFileThatIsRefusedForEverHoldsUpNoOtherAndIsNamed() throws IOException {
    receiver.fail(Fault.status(422).about("file3"));
    String id = subscribe();
    JsonNode failed =
        deliveries.await(
            "it has failed", id, seen -> seen.path("status").asText().equals("FAILED"));
    assertThat(failed.at("/lastError/kind").asText()).isEqualTo("REFUSED");
    assertThat(failed.at("/lastError/detail").asText()).contains("file3");
    assertThat(failed.at("/counts/refused").asInt()).isEqualTo(1);
    assertThat(failed.at("/counts/delivered").asInt()).isEqualTo(9);
    assertThat(receiver.files("admin/" + name)).hasSize(9).doesNotContainKey("file3");
    List<JsonNode> refused = deliveries.messages(id, "&status=QUARANTINED");
    assertThat(refused).hasSize(1);
    assertThat(refused.get(0).path("path").asText()).isEqualTo("file3");
    assertThat(refused.get(0).path("attemptCount").asInt()).isEqualTo(3);

    String commit = push("file0", "other");
    Waiting.until(
        "others still come",
        PATIENCE,
        () -> receiver.log().stream().anyMatch(each -> "file.updated".equals(each.type())));
    receiver.heal();
    JsonNode job = deliveries.ended(deliveries.start("/subscriptions/" + id + "/retry"));
    assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(job.path("kind").asText()).isEqualTo("DELIVERY_RETRY");
    assertThat(job.at("/counters/filesDelivered").asInt()).isEqualTo(1);
    deliveries.synced(id, commit);
    assertHas(commit);
    assertThat(ids().get("file3")).hasSize(1);
  }

  @Test
  void oneThatDiesAndComesBackHasEverything() {
    receiver.fail(Fault.die().about("file4").afterTaking());
    JsonNode subscriber = deliveries.subscriber(name, receiver);
    String id = deliveries.subscribe(subscriber, name);
    String path = "/subscribers/" + subscriber.path("id").asText();
    Waiting.until("it is dead", PATIENCE, () -> !node.isAlive());
    Waiting.until(
        "its breaker is open",
        PATIENCE,
        () -> sluice.admin().get(path).expect(200).json(),
        seen -> seen.at("/breaker/state").asText().equals("OPEN"));
    JsonNode waiting =
        deliveries.await(
            "it says why it waits",
            id,
            seen -> seen.at("/lastError/kind").asText().equals("BREAKER"));
    assertThat(waiting.path("status").asText()).isEqualTo("FAILED");
    assertThat(waiting.path("nextRunAt").isNull()).isFalse();
    node.startAgain();
    deliveries.synced(id, first);
    assertHas(first);
    assertThat(ids()).hasSize(10).allSatisfy((file, ids) -> assertThat(ids).hasSize(1));
    assertThat(receiver.log()).filteredOn(ReceivedMessage::duplicate).isNotEmpty();
    assertThat(sluice.admin().get(path).json().at("/breaker/state").asText()).isEqualTo("CLOSED");
  }

  @Test
  void whoAsksToBeLeftAloneIsShownAsResting() {
    receiver.fail(Fault.status(429, Map.of("Retry-After", "3")).about("file3").times(1));
    JsonNode subscriber = deliveries.subscriber(name, receiver);
    String id = deliveries.subscribe(subscriber, name);
    Waiting.until(
        "it rests",
        PATIENCE,
        () ->
            sluice.admin().get("/subscribers/" + subscriber.path("id").asText()).expect(200).json(),
        seen -> seen.path("restingUntil").isTextual());
    deliveries.synced(id, first);
    assertHas(first);
  }

  @Test
  void aNameThatLeadsToAnAddressThatIsNotAllowedIsNotConnectedTo() throws IOException {
    try (ServerSocket other = new ServerSocket(0, 5, InetAddress.getByName("127.0.0.2"))) {
      String url = "http://" + ELSEWHERE + ":" + other.getLocalPort() + "/hook";
      JsonNode subscriber =
          sluice
              .admin()
              .post("/subscribers", Map.of("name", name, "endpointUrl", url))
              .expect(201)
              .json();
      String id = deliveries.subscribe(subscriber, name);
      JsonNode failed =
          deliveries.await(
              "it does not go on", id, seen -> seen.path("status").asText().equals("FAILED"));
      assertThat(failed.at("/counts/delivered").asInt()).isZero();
      Waiting.until(
          "the message says why",
          PATIENCE,
          () -> deliveries.messages(id, "").toString(),
          seen -> seen.contains(ELSEWHERE + " is a loopback address"));
      other.setSoTimeout(1);
      assertThat(accepted(other)).isFalse();
      sluice.admin().delete("/subscriptions/" + id).expect(204);
    }
  }

  private static boolean accepted(ServerSocket socket) throws IOException {
    try (Socket connection = socket.accept()) {
      return connection.isConnected();
    } catch (SocketTimeoutException nobody) {
      return false;
    }
  }
}
