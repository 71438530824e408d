package org.sluice.bench;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClients;
import org.apache.hc.core5.http.ContentType;
import org.apache.hc.core5.http.io.entity.ByteArrayEntity;
import org.sluice.delivery.DeliveryContest;
import org.sluice.delivery.message.FileContent;
import org.sluice.delivery.message.MessageBody;
import org.sluice.delivery.message.MessageHead;
import org.sluice.delivery.message.RepositoryFacts;
import org.sluice.delivery.row.DeliveryEvent;
import org.sluice.delivery.row.FilePath;
import org.sluice.egress.Outbound;
import org.sluice.egress.WebhookSignature;
import org.sluice.egress.webhook.PostLimits;
import org.sluice.egress.webhook.WebhookMessage;
import org.sluice.egress.webhook.WebhookPost;
import org.sluice.platform.Cancellation;

/** P9: 5,000 small files to a local receiver, against a bare loop of signed posts. */
final class DeliveryBenchmarks {

  private static final int FILES = 5_000;
  // Rounds that do not count, since a loop is compiled again and again at first.
  private static final int WARM_UP = 4;
  private static final String JDK = "java.net.http";
  private static final String APACHE = "HttpClient 5";
  private static final String SENDER = "Sluice, the sender alone";
  private static final String ONE = "Sluice";
  private static final String SEVERAL = "Sluice, four";
  private static final String ALONE = "alone";
  private static final String REFUSING = "beside one that refuses connections";
  private static final String HANGING = "beside one that never answers";
  private static final int SIDE_BY_SIDE = 4;
  private static final int TAKEN = 204;
  private static final PostLimits LIMITS =
      new PostLimits(Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofSeconds(30));

  private final Path root;
  private final int rounds;
  private final Table table;

  DeliveryBenchmarks(Path root, int rounds, Table table) {
    this.root = root;
    this.rounds = rounds;
    this.table = table;
  }

  /** What the sender alone costs, and then all of it, through a running server. */
  void snapshots() throws Exception {
    Path work = root.resolve("delivery");
    Folders.delete(work);
    String secret = WebhookSignature.newSecret();
    Map<String, String> files = files();
    List<byte[]> bodies = bodies(files);
    try (MessageReceiver receiver = MessageReceiver.start();
        CloseableHttpClient apache = HttpClients.createDefault();
        Outbound outbound = Outbound.allowing(List.of("127.0.0.1/32"));
        DeliveryContest contest = DeliveryContest.start(work, files)) {
      String url = receiver.address() + "hook";
      HttpClient jdk = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
      WebhookPost post = new WebhookPost(outbound, () -> Set.of("http"));
      for (int i = 0; i < SIDE_BY_SIDE; i++) {
        contest.subscribe(url);
        arrived(receiver, FILES + 2);
      }
      Map<String, Rounds.Work> sides = new LinkedHashMap<>();
      sides.put(
          JDK,
          () -> {
            loop(bodies, secret, (head, body) -> post(jdk, url, head, body));
            arrived(receiver, FILES + 1);
          });
      sides.put(
          APACHE,
          () -> {
            loop(bodies, secret, (head, body) -> post(apache, url, head, body));
            arrived(receiver, FILES + 1);
          });
      sides.put(
          SENDER,
          () -> {
            send(post, url, secret, bodies);
            arrived(receiver, FILES + 1);
          });
      sides.put(
          ONE,
          () -> {
            contest.resend(1);
            arrived(receiver, FILES + 2);
          });
      sides.put(
          SEVERAL,
          () -> {
            contest.resend(SIDE_BY_SIDE);
            int came = 0;
            for (int i = 0; i < SIDE_BY_SIDE; i++) {
              came += receiver.completed();
            }
            expect(came, SIDE_BY_SIDE * (FILES + 2));
          });
      Rounds measured = new Rounds(rounds);
      for (Map.Entry<String, Rounds.Work> side : sides.entrySet()) {
        for (int i = 0; i < WARM_UP; i++) {
          side.getValue().run();
        }
        measured.of(side.getKey(), side.getValue());
      }
      Rounds.Times times = measured.run();
      post.stop();
      for (String peer : List.of(JDK, APACHE)) {
        add("5,000 messages, signed and posted one after the other", times, peer, SENDER, 1);
        add("a snapshot of 5,000 small files", times, peer, ONE, 1);
        add("four of them side by side, each", times, peer, SEVERAL, SIDE_BY_SIDE);
      }
    }
  }

  /** What a snapshot costs beside a subscriber of the same repository whose endpoint is dead. */
  void besideTheDead() throws Exception {
    Path work = root.resolve("delivery-dead");
    Folders.delete(work);
    try (MessageReceiver receiver = MessageReceiver.start();
        ServerSocket silent = new ServerSocket(0, 64, InetAddress.getByName("127.0.0.1"));
        DeliveryContest contest = DeliveryContest.start(work, files())) {
      contest.subscribe(receiver.address() + "hook");
      arrived(receiver, FILES + 2);
      String refusing = contest.subscribeDead("refusing", "http://127.0.0.1:9/hook");
      // Takes connections into its backlog and never reads what is sent.
      String hanging =
          contest.subscribeDead("hanging", "http://127.0.0.1:" + silent.getLocalPort() + "/hook");
      Rounds.Work snapshot =
          () -> {
            contest.resend(1);
            arrived(receiver, FILES + 2);
          };
      for (int i = 0; i < WARM_UP; i++) {
        snapshot.run();
      }
      Rounds.Work calm =
          () -> {
            contest.leave(refusing);
            contest.leave(hanging);
            contest.settled();
          };
      Rounds.Times times =
          new Rounds(rounds)
              .of(ALONE, calm, snapshot)
              .of(REFUSING, prepared(calm, contest, refusing), snapshot)
              .of(HANGING, prepared(calm, contest, hanging), snapshot)
              .run();
      for (String beside : List.of(REFUSING, HANGING)) {
        add("5,000 small files to one subscriber", times, "Sluice, " + ALONE, ALONE, beside);
      }
    }
  }

  private static Rounds.Work prepared(Rounds.Work calm, DeliveryContest contest, String dead) {
    return () -> {
      calm.run();
      contest.attempt(dead);
    };
  }

  private void add(String work, Rounds.Times times, String name, String one, String other) {
    table.add(
        "P9",
        work,
        name,
        times.of(one),
        other,
        times.of(other),
        times.ratio(one, other),
        Table.Goal.AT_LEAST,
        0.8);
  }

  private void add(String work, Rounds.Times times, String peer, String side, int snapshots) {
    table.add(
        "P9",
        work,
        "bare loop, " + peer,
        times.of(peer),
        side,
        times.of(side).dividedBy(snapshots),
        new Rounds.Spread(
            times.ratio(peer, side).values().stream().map(ratio -> ratio * snapshots).toList()),
        Table.Goal.AT_LEAST,
        0.8);
  }

  private static Map<String, String> files() {
    Map<String, String> files = new TreeMap<>();
    for (int i = 0; i < FILES; i++) {
      files.put("folder" + i % 100 + "/file" + i + ".yml", ("key: value " + i + "\n").repeat(30));
    }
    return files;
  }

  /** The messages of a snapshot as Sluice writes them; the last one says that it is complete. */
  private static List<byte[]> bodies(Map<String, String> files) {
    RepositoryFacts repository =
        new RepositoryFacts(
            UUID.randomUUID(), "bench", "files", "https://example.org/bench/files.git");
    String commit = "c".repeat(40);
    Instant at = Instant.now();
    List<byte[]> bodies = new ArrayList<>();
    files.forEach(
        (path, text) -> {
          FileContent content = FileContent.of(text.getBytes(StandardCharsets.UTF_8));
          bodies.add(
              MessageBody.file(
                  new MessageHead(DeliveryEvent.FILE_CREATED, at, repository, 1, commit),
                  FilePath.of(path),
                  "100644",
                  content.size(),
                  content.sha256(),
                  content.bytes(),
                  null));
        });
    bodies.add(
        MessageBody.snapshotCompleted(
            new MessageHead(DeliveryEvent.SNAPSHOT_COMPLETED, at, repository, 1, commit),
            FILES,
            "d".repeat(64),
            "https://example.org/manifest"));
    return bodies;
  }

  /**
   * What a message bears.
   *
   * @param id its {@code webhook-id}
   * @param timestamp its {@code webhook-timestamp}
   * @param signature its {@code webhook-signature}
   */
  private record Head(String id, String timestamp, String signature) {}

  private interface Post {
    int send(Head head, byte[] body) throws IOException, InterruptedException;
  }

  /** What anybody would write who had to send these: no guard, no limits, no record. */
  private static void loop(List<byte[]> bodies, String secret, Post post)
      throws IOException, InterruptedException, GeneralSecurityException {
    byte[] key =
        Base64.getDecoder().decode(secret.substring(WebhookSignature.SECRET_PREFIX.length()));
    for (byte[] body : bodies) {
      String id = UUID.randomUUID().toString();
      String timestamp = Long.toString(Instant.now().getEpochSecond());
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(new SecretKeySpec(key, "HmacSHA256"));
      mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.US_ASCII));
      String signature = "v1," + Base64.getEncoder().encodeToString(mac.doFinal(body));
      expect(post.send(new Head(id, timestamp, signature), body), TAKEN);
    }
  }

  private static int post(HttpClient client, String url, Head head, byte[] body)
      throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("webhook-id", head.id())
            .header("webhook-timestamp", head.timestamp())
            .header("webhook-signature", head.signature())
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
            .build();
    return client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  private static int post(CloseableHttpClient client, String url, Head head, byte[] body)
      throws IOException {
    HttpPost request = new HttpPost(url);
    request.addHeader("webhook-id", head.id());
    request.addHeader("webhook-timestamp", head.timestamp());
    request.addHeader("webhook-signature", head.signature());
    request.setEntity(new ByteArrayEntity(body, ContentType.APPLICATION_JSON));
    return client.execute(request, answer -> answer.getCode());
  }

  private static void send(WebhookPost post, String url, String secret, List<byte[]> bodies) {
    List<String> secrets = List.of(secret);
    Cancellation cancellation = new Cancellation();
    for (byte[] body : bodies) {
      String id = UUID.randomUUID().toString();
      WebhookMessage message = new WebhookMessage(url, id, Instant.now(), body, secrets);
      expect(post.post(message, LIMITS, cancellation).status(), TAKEN);
    }
  }

  private static void arrived(MessageReceiver receiver, int messages) throws IOException {
    expect(receiver.completed(), messages);
  }

  private static void expect(int came, int expected) {
    if (came != expected) {
      throw new IllegalStateException(came + " came instead of " + expected);
    }
  }
}
