package org.sluice.delivery.run;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.h2.jdbcx.JdbcDataSource;
import org.sluice.delivery.gate.Breaker;
import org.sluice.delivery.gate.GateRecord;
import org.sluice.delivery.gate.Subscriber;
import org.sluice.delivery.gate.SubscriberGates;
import org.sluice.delivery.gate.SubscriberStatus;
import org.sluice.delivery.gate.SubscriberStore;
import org.sluice.delivery.message.Letters;
import org.sluice.delivery.message.ManifestDigest;
import org.sluice.delivery.message.RepositoryFacts;
import org.sluice.delivery.plan.Planner;
import org.sluice.delivery.row.DeliveredFiles;
import org.sluice.delivery.row.DeliveryStore;
import org.sluice.delivery.row.PortionStore;
import org.sluice.delivery.row.Subscription;
import org.sluice.delivery.row.SubscriptionStore;
import org.sluice.egress.Outbound;
import org.sluice.egress.WebhookSignature;
import org.sluice.egress.webhook.WebhookPost;
import org.sluice.git.tree.BlobReader;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Ids;
import org.sluice.platform.database.Database;

/** What a run needs, outside a container: a database, a way to post, and one subscription. */
final class RunBench implements AutoCloseable {

  private static final SubscriptionStore.Mirror WELL =
      new SubscriptionStore.Mirror("d".repeat(64), "refs/heads/main", null, null);

  final String secret = WebhookSignature.newSecret();
  final SubscriptionStore subscriptions;
  final DeliveryStore deliveries;
  final PortionStore portions;
  final DeliveredFiles files;
  final SubscriberGates gates;

  private final Database database;
  private final SubscriberStore subscribers;
  private final RunRecord record;
  private final ExecutorService beside = Executors.newFixedThreadPool(2);
  private volatile boolean crashed;
  private volatile boolean moved;
  private final Outbound outbound = Outbound.allowing(List.of("127.0.0.1/32"));
  private final WebhookPost post = new WebhookPost(outbound, () -> Set.of("http"));
  private UUID subscriber;

  private RunBench(DataSource source, Duration breakerOpen) {
    Flyway.configure().dataSource(source).locations("classpath:db/migration").load().migrate();
    database = new Database(source);
    // What is subscribed to, and in which namespace, is of no interest here.
    database.execute("alter table subscription drop constraint subscription_repository");
    database.execute("alter table subscriber drop constraint subscriber_namespace");
    subscriptions = new SubscriptionStore(database);
    deliveries = new DeliveryStore(database);
    portions = new PortionStore(database, deliveries);
    files = new DeliveredFiles(database);
    subscribers = new SubscriberStore(database);
    record = new RunRecord(subscriptions, deliveries, portions, files, subscribers);
    gates = new SubscriberGates(subscribers, new GateRecord(subscribers), breakerOpen);
  }

  /** A bench on an empty database in memory. */
  static RunBench inMemory(Duration breakerOpen) {
    JdbcDataSource memory = new JdbcDataSource();
    memory.setURL("jdbc:h2:mem:" + Ids.next() + ";DB_CLOSE_DELAY=-1");
    return new RunBench(memory, breakerOpen);
  }

  /** A bench on an empty database of a server. */
  static RunBench on(DataSource source, Duration breakerOpen) {
    return new RunBench(source, breakerOpen);
  }

  /** A subscription of a new subscriber. */
  UUID subscribe(String url, List<String> include, List<String> exclude) {
    Instant now = Instant.now().truncatedTo(ChronoUnit.MICROS);
    subscriber = Ids.next();
    subscribers.add(
        new Subscriber(
            subscriber,
            Ids.next(),
            "app",
            url,
            null,
            "sealed",
            null,
            null,
            SubscriberStatus.ACTIVE,
            null,
            null,
            Breaker.CLOSED,
            null,
            now,
            now,
            1));
    UUID id = Ids.next();
    subscriptions.add(id, subscriber, Ids.next(), null, include, exclude, now);
    return id;
  }

  UUID subscriber() {
    return subscriber;
  }

  Subscription read(UUID id) {
    return subscriptions.find(id).orElseThrow();
  }

  /** One run to a commit. */
  RunEnd run(UUID id, Path mirror, String commit, RetryDelays delays) {
    return run(id, mirror, commit, delays, RunWatch.NOBODY, new Cancellation());
  }

  /** One run to a commit. */
  RunEnd run(
      UUID id,
      Path mirror,
      String commit,
      RetryDelays delays,
      RunWatch watch,
      Cancellation cancellation) {
    subscriptions.begin(id).orElseThrow();
    Subscription aimed = subscriptions.aim(id, commit, WELL).orElseThrow();
    Mailing mailing =
        new Mailing(subscribers.find(aimed.subscriberId()).orElseThrow(), List.of(secret));
    try (Planner planner = new Planner(files, deliveries, portions, aimed, mirror);
        Postman postman =
            new Postman(
                post,
                gates,
                delays,
                new Mailings(mailing, Duration.ZERO, this::again),
                letters(aimed, mirror),
                cancellation)) {
      return new DeliveryRun(
              rows(), gates, delays, aimed, WELL, planner, postman, watch, cancellation)
          .run();
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  /** One request of who pulls from a commit. */
  Pulled pull(UUID id, Path mirror, String commit, PullCursor after, int most, RunWatch watch) {
    Subscription before = subscriptions.begin(id).orElseThrow();
    Subscription aimed = subscriptions.aim(id, commit, WELL).orElseThrow();
    try (Planner planner = new Planner(files, deliveries, portions, aimed, mirror);
        Letters letters = letters(aimed, mirror)) {
      boolean settled = before.isSettled(commit, WELL.failure());
      return new PullRun(rows(), aimed, WELL, planner, letters, settled, false, watch)
          .run(after, most);
    } catch (IOException unreadable) {
      throw new IllegalStateException(unreadable);
    }
  }

  private DeliveryRun.Rows rows() {
    return new DeliveryRun.Rows(subscriptions, deliveries, portions, record, this::beside);
  }

  private Letters letters(Subscription subscription, Path mirror) throws IOException {
    return new Letters(
        BlobReader.open(mirror),
        new RepositoryFacts(
            subscription.repositoryId(), "team", "app", "https://example.org/team/app.git"),
        new Letters.Manifest("/files", () -> digest(subscription.id())),
        WELL);
  }

  private Mailing again(Mailing before) {
    return moved
        ? new Mailing(subscribers.find(before.subscriber().id()).orElseThrow(), before.secrets())
        : before;
  }

  /** Has the newest subscriber be at another endpoint from now on. */
  void move(String url) {
    database.execute("update subscriber set endpoint_url = ? where id = ?", url, subscriber);
    deliveries.forgetChunks(subscriber);
    moved = true;
  }

  private void beside(Runnable task) {
    if (crashed) {
      throw new RejectedExecutionException("the process is gone");
    }
    beside.execute(task);
  }

  /** From now on nothing more is recorded, as if the process were gone. */
  void crash() {
    crashed = true;
  }

  /** The process is there again. */
  void restart() {
    crashed = false;
  }

  private String digest(UUID id) {
    ManifestDigest digest = new ManifestDigest();
    files.after(id, null, 100_000).forEach(file -> digest.add(file.path(), file.sha256()));
    return digest.hex();
  }

  @Override
  public void close() {
    post.stop();
    outbound.close();
    beside.shutdownNow();
    database.execute("drop all objects");
  }
}
