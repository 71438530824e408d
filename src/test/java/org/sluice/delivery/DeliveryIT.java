package org.sluice.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.sluice.delivery.Deliveries.PATIENCE;
import static org.sluice.git.GitCommand.git;
import static org.sluice.testing.Fresh.fresh;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.sluice.configsource.ConfigUpstream;
import org.sluice.delivery.RandomHistory.Change;
import org.sluice.git.GitCommand;
import org.sluice.git.StockGitServer;
import org.sluice.testing.Api.Answer;
import org.sluice.testing.RunningSluice;
import org.sluice.testing.Waiting;

/**
 * Files of mirrors on their way through the running product to receivers that verify each message
 * with packages that others wrote.
 */
@Tag("portable")
@Timeout(300)
class DeliveryIT {

  private static final int MANY = 40;
  private static final int FILES = 5;

  @TempDir private static Path served;
  private static StockGitServer server;
  private static NodeReceiver node;
  private static RunningSluice sluice;
  private static Deliveries deliveries;

  private String name;
  private NodeReceiver.Endpoint receiver;

  @BeforeAll
  static void start() throws IOException {
    assumeTrue(StockGitServer.isInstalled());
    node = NodeReceiver.start();
    sluice = RunningSluice.shared();
    deliveries = new Deliveries(sluice);
    server = StockGitServer.start(served);
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
    if (node != null) {
      node.close();
    }
  }

  @BeforeEach
  void name() {
    name = fresh("files");
    receiver = node.endpoint(name);
  }

  private static String url(String repository) {
    return server.url(repository + ".git");
  }

  private static Path bare(String repository) {
    return served.resolve(repository + ".git");
  }

  /** A repository of a few small files, mirrored and subscribed to. */
  private record Feed(ConfigUpstream upstream, String first, JsonNode subscriber, String id) {}

  private Feed feed() throws IOException {
    ConfigUpstream upstream = ConfigUpstream.create(bare(name));
    Map<String, String> files = new HashMap<>();
    for (int i = 0; i < 12; i++) {
      files.put("dir" + i % 3 + "/file" + i, "content " + i);
    }
    String first = upstream.push("main", files);
    deliveries.repository(name, url(name));
    JsonNode subscriber = deliveries.subscriber(name, receiver);
    return new Feed(upstream, first, subscriber, deliveries.subscribe(subscriber, name));
  }

  private void assertHas(String commit) {
    FolderComparison.assertEqual(bare(name), commit, receiver.folder("admin/" + name));
  }

  private void assertClean() {
    assertThat(receiver.log())
        .allMatch(ReceivedMessage::verified)
        .noneMatch(ReceivedMessage::broken)
        .noneMatch(ReceivedMessage::displaced)
        .noneMatch(ReceivedMessage::previousWrong);
  }

  private static Map<String, String> change(String path, String text) {
    Map<String, String> change = new HashMap<>();
    change.put(path, text);
    return change;
  }

  private List<ReceivedMessage> ofGeneration(int generation) {
    return receiver.log().stream()
        .filter(each -> each.generation() != null && each.generation() == generation)
        .toList();
  }

  private void awaitHanging(int connections) {
    Waiting.until(
        connections + " connections hang", PATIENCE, () -> receiver.hanging() == connections);
  }

  // What is sent

  @Test
  void twoPackagesOfOthersVerifyEveryMessage() throws IOException {
    ConfigUpstream upstream = ConfigUpstream.create(bare(name));
    byte[] big = new byte[30 << 20];
    new Random(30).nextBytes(big);
    Map<String, byte[]> files = new HashMap<>();
    files.put("plain.txt", "plain text\n".getBytes(StandardCharsets.UTF_8));
    files.put(
        "caf\u00e9/\u65e5\u672c.txt",
        "\ud83d\ude00 \u65e5\u672c\n".getBytes(StandardCharsets.UTF_8));
    files.put("binary", new byte[] {0, (byte) 0xFF, (byte) 0xC3, 0x28});
    files.put("empty", new byte[0]);
    files.put("big.bin", big);
    upstream.pushBytes("main", null, files);
    deliveries.repository(name, url(name));
    JsonNode subscriber = deliveries.subscriber(name, receiver);
    String id = deliveries.subscribe(subscriber, name);
    deliveries.synced(id, upstream.head("main"));
    assertHas("main");
    assertClean();
    List<ReceivedMessage> messages = receiver.log();
    assertThat(messages).filteredOn(each -> "big.bin".equals(each.path())).hasSize(60);
    assertThat(messages).extracting(ReceivedMessage::signatures).containsOnly(1);
    assertThat(messages.get(0).type()).isEqualTo("snapshot.started");
    assertThat(messages.get(0).data().path("files").asInt()).isEqualTo(5);
    ReceivedMessage last = messages.get(messages.size() - 1);
    assertThat(last.type()).isEqualTo("snapshot.completed");
    assertThat(manifest(last.data().at("/manifest/url").asText()))
        .isEqualTo(last.data().at("/manifest/digest").asText());

    String former = subscriber.path("secret").asText();
    String path = "/subscribers/" + subscriber.path("id").asText();
    String next =
        sluice
            .admin()
            .post(path + "/rotate-secret", null)
            .expect(200)
            .json()
            .path("secret")
            .asText();
    assertThat(next).startsWith("whsec_").isNotEqualTo(former);
    deliverAgain(upstream, id, "by the former");
    receiver.accept(next);
    deliverAgain(upstream, id, "by the next");
    assertClean();
    assertThat(receiver.log().stream().skip(messages.size()))
        .extracting(ReceivedMessage::signatures)
        .containsExactly(2, 2);
  }

  private void deliverAgain(ConfigUpstream upstream, String id, String text) throws IOException {
    String commit = upstream.push("main", change("plain.txt", text));
    deliveries.sync(name);
    deliveries.synced(id, commit);
    assertHas(commit);
  }

  /** The digest of a manifest, computed by what is said of it. */
  private static String manifest(String url) {
    TreeSet<String> lines = new TreeSet<>(Comparator.comparing(line -> line.substring(66)));
    String part = url.startsWith("http") ? url : sluice.address().resolve(url).toString();
    JsonNode page = sluice.admin().get(part + "?size=2").expect(200).json();
    while (true) {
      page.path("items")
          .forEach(
              file -> lines.add(file.path("sha256").asText() + "  " + file.path("path").asText()));
      if (page.path("next").isNull()) {
        break;
      }
      String after = page.path("next").asText();
      page =
          sluice
              .admin()
              .get(part + "?size=2&after=" + URLEncoder.encode(after, StandardCharsets.UTF_8))
              .expect(200)
              .json();
    }
    String all = lines.stream().map(line -> line + "\n").collect(Collectors.joining());
    return ModelReceiver.sha256(all.getBytes(StandardCharsets.UTF_8));
  }

  @Test
  void theFolderIsTheCommitAfterPushesOfEachKind() throws IOException {
    Map<String, RandomHistory> histories = new LinkedHashMap<>();
    Set<Change> seen = EnumSet.noneOf(Change.class);
    for (long seed = 0; seen.size() < Change.values().length; seed++) {
      Set<Change> ofThis = EnumSet.noneOf(Change.class);
      RandomHistory.changes(seed).forEach(ofThis::addAll);
      if (seen.addAll(ofThis)) {
        String each = name + "-" + seed;
        histories.put(each, RandomHistory.create(bare(each), seed));
      }
    }
    Map<String, String> urls = new LinkedHashMap<>();
    histories.keySet().forEach(each -> urls.put(each, url(each)));
    deliveries.repositories(urls);
    JsonNode subscriber = deliveries.subscriber(name, receiver);
    Map<String, String> ids = new LinkedHashMap<>();
    histories.keySet().forEach(each -> ids.put(each, deliveries.subscribe(subscriber, each)));
    for (int step = 0; step < 8; step++) {
      Map<String, RandomHistory.Step> pushed = new LinkedHashMap<>();
      for (Map.Entry<String, RandomHistory> each : histories.entrySet()) {
        if (step < each.getValue().steps().size()) {
          pushed.put(each.getKey(), each.getValue().push(step));
          deliveries.sync(each.getKey());
        }
      }
      for (Map.Entry<String, RandomHistory.Step> each : pushed.entrySet()) {
        deliveries.synced(ids.get(each.getKey()), each.getValue().commit());
        FolderComparison.assertEqual(
            "push " + step + " of " + histories.get(each.getKey()),
            each.getValue().files(),
            receiver.files("admin/" + each.getKey()));
      }
    }
    assertClean();
    assertThat(receiver.log()).noneMatch(ReceivedMessage::duplicate);
  }

  // Sending again

  @Test
  void oneOfWhichAllHasArrivedIsSentAgain() throws IOException {
    Feed feed = feed();
    deliveries.synced(feed.id(), feed.first());
    JsonNode job = deliveries.ended(deliveries.start("/subscriptions/" + feed.id() + "/resync"));
    assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(job.path("kind").asText()).isEqualTo("RESYNC");
    assertThat(job.at("/counters/filesTotal").asInt()).isEqualTo(12);
    assertThat(job.at("/counters/filesDelivered").asInt()).isEqualTo(12);
    JsonNode after = deliveries.synced(feed.id(), feed.first());
    assertThat(after.path("generation").asInt()).isEqualTo(2);
    assertThat(after.path("resyncJobId").isNull()).isTrue();
    List<String> again = ofGeneration(2).stream().map(ReceivedMessage::type).toList();
    assertThat(again).hasSize(14).startsWith("snapshot.started").endsWith("snapshot.completed");
    assertThat(again.subList(1, 13)).containsOnly("file.created");
    assertHas(feed.first());
    assertClean();
  }

  @Test
  void whatUpstreamDeletedIsTakenAwayByAResync() throws IOException {
    Feed feed = feed();
    deliveries.synced(feed.id(), feed.first());
    String path = "/subscriptions/" + feed.id();
    sluice.admin().post(path + "/pause", null).expect(200);
    Map<String, String> gone = new HashMap<>();
    gone.put("dir0/file0", null);
    gone.put("dir1/file1", null);
    String commit = feed.upstream().push("main", gone);
    deliveries.sync(name);
    assertHas(feed.first());
    JsonNode job = deliveries.ended(deliveries.start(path + "/resync"));
    assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(job.at("/counters/filesDelivered").asInt()).isEqualTo(10);
    deliveries.synced(feed.id(), commit);
    assertHas(commit);
    assertThat(ofGeneration(2))
        .filteredOn(each -> each.type().equals("file.deleted"))
        .extracting(ReceivedMessage::path)
        .containsExactly("dir0/file0", "dir1/file1");
    assertClean();
  }

  @Test
  void aResyncStopsTheDeliveryThatRunsAndTakesItsPlace() throws IOException {
    receiver.fail(Fault.hang().about("dir1/file4").times(1));
    Feed feed = feed();
    awaitHanging(1);
    JsonNode job = deliveries.ended(deliveries.start("/subscriptions/" + feed.id() + "/resync"));
    assertThat(job.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(receiver.hanging()).isZero();
    assertThat(deliveries.synced(feed.id(), feed.first()).path("generation").asInt()).isEqualTo(2);
    assertThat(ofGeneration(2)).filteredOn(ReceivedMessage::whole).hasSize(12);
    assertHas(feed.first());
    assertClean();
  }

  @Test
  void aSecondResyncIsRefusedWhileOneRunsAndTheFirstIsNamed() throws IOException {
    Feed feed = feed();
    deliveries.synced(feed.id(), feed.first());
    receiver.fail(Fault.hang().about("dir1/file4").times(1));
    String path = "/subscriptions/" + feed.id() + "/resync";
    String job = deliveries.start(path);
    awaitHanging(1);
    Answer second = sluice.admin().post(path, null).expect(409);
    assertThat(second.locationId()).isEqualTo(job);
    Answer retry = sluice.admin().post("/subscriptions/" + feed.id() + "/retry", null).expect(409);
    assertThat(retry.locationId()).isEqualTo(job);
    receiver.heal();
    assertThat(deliveries.ended(job).path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(deliveries.synced(feed.id(), feed.first()).path("generation").asInt()).isEqualTo(2);
    assertHas(feed.first());
  }

  @Test
  void aResyncThatIsCancelledInItsMiddleLeavesOrderBehind() throws IOException {
    Feed feed = feed();
    deliveries.synced(feed.id(), feed.first());
    receiver.fail(Fault.hang().about("dir1/file4"));
    String path = "/subscriptions/" + feed.id() + "/resync";
    String job = deliveries.start(path);
    awaitHanging(1);
    sluice.admin().post("/jobs/" + job + "/cancel", null).expect(202);
    JsonNode cancelled = deliveries.ended(job);
    assertThat(cancelled.path("status").asText()).isEqualTo("CANCELLED");
    int counted = cancelled.at("/counters/filesDelivered").asInt();
    assertThat(counted).isPositive().isLessThan(12);
    assertHas(feed.first());
    receiver.heal();
    deliveries.synced(feed.id(), feed.first());
    assertThat(ofGeneration(2)).filteredOn(ReceivedMessage::whole).hasSizeLessThan(12);
    JsonNode again = deliveries.ended(deliveries.start(path));
    assertThat(again.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(again.at("/counters/filesDelivered").asInt()).isEqualTo(12);
    assertThat(deliveries.synced(feed.id(), feed.first()).path("generation").asInt()).isEqualTo(3);
    assertThat(ofGeneration(3)).filteredOn(ReceivedMessage::whole).hasSize(12);
    assertHas(feed.first());
    assertClean();
  }

  @Test
  void aResyncOfAllCountsNoFileBeforeItHasArrived() throws IOException {
    Map<String, String> urls = new LinkedHashMap<>();
    for (int i = 0; i < MANY; i++) {
      GitCommand.generate(bare(name + "-" + i), FILES, i);
      urls.put(name + "-" + i, url(name + "-" + i));
    }
    deliveries.repositories(urls);
    JsonNode subscriber = deliveries.subscriber(name, receiver, Map.of("rateLimit", 100));
    Map<String, String> ids = new LinkedHashMap<>();
    urls.keySet().forEach(each -> ids.put(each, deliveries.subscribe(subscriber, each)));
    for (Map.Entry<String, String> each : ids.entrySet()) {
      deliveries.synced(each.getValue(), git(bare(each.getKey()), "rev-parse", "main").strip());
    }
    int before = receiver.filesTaken();
    assertThat(before).isEqualTo(MANY * FILES);
    String job = deliveries.start("/subscribers/" + subscriber.path("id").asText() + "/resync");
    Set<Integer> counts = new TreeSet<>();
    JsonNode seen;
    do {
      seen = deliveries.job(job);
      int counted = seen.at("/counters/filesDelivered").asInt();
      assertThat(counted).isLessThanOrEqualTo(receiver.filesTaken() - before);
      counts.add(counted);
    } while (!Deliveries.hasEnded(seen));
    assertThat(seen.path("status").asText()).isEqualTo("SUCCEEDED");
    assertThat(seen.path("total").asInt()).isEqualTo(MANY);
    assertThat(seen.at("/counters/filesTotal").asInt()).isEqualTo(MANY * FILES);
    assertThat(seen.at("/counters/filesDelivered").asInt()).isEqualTo(MANY * FILES);
    assertThat(receiver.filesTaken() - before).isEqualTo(MANY * FILES);
    assertThat(counts).hasSizeGreaterThan(3);
    for (String each : urls.keySet()) {
      FolderComparison.assertEqual(bare(each), "main", receiver.folder("admin/" + each));
    }
    assertClean();
  }

  // Others

  @Test
  void oneThatHangsHoldsUpNoOther() throws IOException {
    List<String> names = new ArrayList<>();
    Map<String, String> urls = new LinkedHashMap<>();
    for (int i = 0; i < 8; i++) {
      names.add(name + "-" + i);
      GitCommand.generate(bare(name + "-" + i), FILES, i);
      urls.put(name + "-" + i, url(name + "-" + i));
    }
    deliveries.repositories(urls);
    NodeReceiver.Endpoint dead = node.endpoint(name + "-dead");
    dead.fail(Fault.hang());
    JsonNode deadSubscriber = deliveries.subscriber(name + "-dead", dead);
    names.forEach(each -> deliveries.subscribe(deadSubscriber, each));
    Waiting.until("it hangs", PATIENCE, () -> dead.hanging() > 0);
    JsonNode subscriber = deliveries.subscriber(name, receiver);
    List<String> ids = new ArrayList<>();
    names.forEach(each -> ids.add(deliveries.subscribe(subscriber, each)));
    for (int i = 0; i < names.size(); i++) {
      deliveries.synced(ids.get(i), git(bare(names.get(i)), "rev-parse", "main").strip());
      FolderComparison.assertEqual(
          bare(names.get(i)), "main", receiver.folder("admin/" + names.get(i)));
    }
    assertThat(dead.filesTaken()).isZero();
    sluice
        .admin()
        .post("/subscribers/" + deadSubscriber.path("id").asText() + "/pause", null)
        .expect(200);
    dead.heal();
  }

  @Test
  void secretsAreNowhereInAnswersAndLogs() throws IOException {
    Feed feed = feed();
    deliveries.synced(feed.id(), feed.first());
    String path = "/subscribers/" + feed.subscriber().path("id").asText();
    String former = feed.subscriber().path("secret").asText();
    String next =
        sluice
            .admin()
            .post(path + "/rotate-secret", null)
            .expect(200)
            .json()
            .path("secret")
            .asText();
    receiver.fail(Fault.status(500).times(1));
    feed.upstream().push("main", change("dir0/file0", "other"));
    deliveries.sync(name);
    Waiting.until("it was told", PATIENCE, () -> receiver.log().size() > 14);
    String job = deliveries.start("/subscriptions/" + feed.id() + "/resync");
    deliveries.ended(job);
    String message = deliveries.messages(feed.id(), "").get(0).path("id").asText();
    for (String each :
        List.of(
            path,
            "/subscribers?q=" + name,
            "/subscriptions/" + feed.id(),
            "/subscriptions?size=100",
            "/subscriptions/" + feed.id() + "/deliveries",
            "/subscriptions/" + feed.id() + "/files",
            "/deliveries/" + message,
            "/jobs/" + job,
            "/jobs/" + job + "/items",
            "/audit?size=100",
            "/notifications?size=100")) {
      assertThat(sluice.admin().get(each).expect(200).text())
          .as(each)
          .doesNotContain(former.substring(6), next.substring(6), "whsec_");
    }
    assertThat(sluice.logText()).doesNotContain(former.substring(6), next.substring(6));
  }
}
