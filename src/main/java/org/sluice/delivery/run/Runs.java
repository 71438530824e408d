package org.sluice.delivery.run;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sluice.delivery.gate.Subscriber;
import org.sluice.delivery.gate.SubscriberGates;
import org.sluice.delivery.gate.SubscriberSecrets;
import org.sluice.delivery.gate.SubscriberStatus;
import org.sluice.delivery.gate.SubscriberStore;
import org.sluice.delivery.message.Letters;
import org.sluice.delivery.message.ManifestDigest;
import org.sluice.delivery.message.RepositoryFacts;
import org.sluice.delivery.plan.Planner;
import org.sluice.delivery.row.DeliveredFile;
import org.sluice.delivery.row.DeliveredFiles;
import org.sluice.delivery.row.DeliveryStore;
import org.sluice.delivery.row.FilePath;
import org.sluice.delivery.row.PortionStore;
import org.sluice.delivery.row.Subscription;
import org.sluice.delivery.row.SubscriptionStatus;
import org.sluice.delivery.row.SubscriptionStore;
import org.sluice.egress.webhook.WebhookPost;
import org.sluice.failure.DomainException;
import org.sluice.git.disk.MirrorFolders;
import org.sluice.git.tree.BlobReader;
import org.sluice.git.tree.BranchTip;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Executors;
import org.sluice.platform.Ids;
import org.sluice.platform.Inside;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.rest.RestApplication;

/** Runs a subscription: finds its target, opens what is needed, and settles what cannot be run. */
@ApplicationScoped
@Inside
public class Runs {

  private static final System.Logger LOG = System.getLogger(Runs.class.getName());
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(10);
  private static final int PAGE = 500;

  @Inject private SubscriptionStore subscriptions;
  @Inject private DeliveryStore deliveries;
  @Inject private PortionStore portions;
  @Inject private DeliveredFiles files;
  @Inject private RunRecord record;
  @Inject private SubscriberStore subscribers;
  @Inject private SubscriberGates gates;
  @Inject private SubscriberSecrets secrets;
  @Inject private RegistryService registry;
  @Inject private MirrorFolders folders;
  @Inject private WebhookPost post;
  @Inject private Settings settings;
  @Inject private Executors executors;

  /** What a run could not aim at anything for. */
  private record Untargeted(String kind, String detail) {}

  /**
   * Runs a subscription in the caller's thread, until nothing can be sent any more by now; the
   * caller has the turn with it.
   *
   * @param cancellation stops the run
   */
  public RunEnd run(UUID id, Cancellation cancellation, RunWatch watch) {
    return begin(
        id,
        false,
        (before, subscription, subscriber, repository, mirror, folder) ->
            run(subscription, subscriber, repository, mirror, folder, cancellation, watch));
  }

  /** What is done once a subscription is aimed at a commit. */
  @FunctionalInterface
  private interface Errand {
    RunEnd run(
        Subscription before,
        Subscription subscription,
        Subscriber subscriber,
        RepositoryRecord repository,
        SubscriptionStore.Mirror mirror,
        Path folder)
        throws IOException;
  }

  private RunEnd begin(UUID id, boolean pulled, Errand errand) {
    Optional<Subscription> begun = subscriptions.begin(id);
    if (begun.isEmpty()) {
      return RunEnd.still("STILL", "The subscription is paused, disabled, or gone.");
    }
    try {
      return aim(begun.get(), pulled, errand);
    } catch (IOException unreadable) {
      LOG.log(System.Logger.Level.WARNING, "subscription=" + id + " its mirror", unreadable);
      // Counted as any attempt that failed is, so that the next one waits longer.
      subscriptions.moved(id, 0, 1, false, null);
      return later(
          begun.get(),
          "UNREADABLE",
          "The mirror cannot be read.",
          delays().after(begun.get().retryCount() + 1));
    } catch (RuntimeException | Error defect) {
      if (defect instanceof RuntimeException && subscriptions.find(id).isEmpty()) {
        // It was deleted under the run, so nothing of it could be recorded.
        return RunEnd.still("STILL", "The subscription is paused, disabled, or gone.");
      }
      UUID incident = Ids.next();
      LOG.log(System.Logger.Level.ERROR, "subscription=" + id + " incident=" + incident, defect);
      return later(
          begun.get(),
          "INTERNAL",
          "Something went wrong on our side. Incident " + incident + ".",
          LOOK_AGAIN);
    }
  }

  /**
   * Takes note of what who pulls has, and hands out what is next; the caller has the turn with the
   * subscription.
   *
   * @param most letters
   * @throws DomainException INVALID, naming the parameter {@code after}, if nobody can have been
   *     given that cursor
   */
  public Pulled pull(UUID id, PullCursor after, int most, RunWatch watch) {
    if (after.sequence() >= portions.nextSequence(id)) {
      throw PullCursor.unknown();
    }
    List<Pulled> pulled = new ArrayList<>();
    RunEnd end =
        begin(
            id,
            true,
            (before, subscription, subscriber, repository, mirror, folder) -> {
              try (Planner planner =
                      new Planner(files, deliveries, portions, subscription, folder);
                  Letters letters = letters(subscription, repository, mirror, folder)) {
                pulled.add(
                    new PullRun(
                            rows(),
                            subscription,
                            mirror,
                            planner,
                            letters,
                            before.isSettled(subscription.targetCommit(), mirror.failure()),
                            subscriber.endpointUrl() != null,
                            watch)
                        .run(after, most));
              }
              return pulled.get(0).end();
            });
    return pulled.isEmpty() ? new Pulled(List.of(), end) : pulled.get(0);
  }

  private RetryDelays delays() {
    return new RetryDelays(settings.deliveryRetryDelays());
  }

  private RunEnd later(Subscription subscription, String kind, String detail, Duration wait) {
    SubscriptionStatus status =
        kind.equals("NOT_CLONED") ? SubscriptionStatus.PENDING_SNAPSHOT : SubscriptionStatus.FAILED;
    Instant next = Instant.now().plus(wait);
    Subscription.Counts counts = subscription.counts();
    subscriptions.left(
        subscription.id(), status, counts.open(), counts.refused(), kind, detail, next);
    return new RunEnd(RunEnd.State.WAITING, kind, detail, next);
  }

  private RunEnd aim(Subscription begun, boolean pulled, Errand errand) throws IOException {
    Optional<Subscriber> subscriber =
        subscribers
            .find(begun.subscriberId())
            .filter(each -> each.status() == SubscriberStatus.ACTIVE)
            .filter(each -> pulled || each.endpointUrl() != null);
    Optional<RepositoryRecord> repository = registry.find(begun.repositoryId());
    if (subscriber.isEmpty() || repository.isEmpty()) {
      subscriptions.leftAlone(begun, Instant.now());
      return RunEnd.still("SUBSCRIBER_OFF", "The subscriber is paused or disabled.");
    }
    SubscriptionStore.Mirror mirror = subscriptions.mirror(begun.repositoryId());
    Optional<Path> folder =
        repository.get().mirrorEnabled()
            ? folders.readable(begun.repositoryId())
            : Optional.empty();
    Optional<BranchTip> tip =
        folder.isPresent() && mirror.digest() != null
            ? BranchTip.read(folder.get(), begun.branch())
            : Optional.empty();
    if (tip.isEmpty()) {
      Untargeted why = untargeted(begun, repository.get(), mirror);
      subscriptions.seen(begun.id(), mirror);
      return later(begun, why.kind(), why.detail(), LOOK_AGAIN);
    }
    Optional<Subscription> aimed = subscriptions.aim(begun.id(), tip.get().commit(), mirror);
    if (aimed.isEmpty()) {
      return RunEnd.still("STILL", "The subscription is paused, disabled, or gone.");
    }
    return errand.run(begun, aimed.get(), subscriber.get(), repository.get(), mirror, folder.get());
  }

  private RunEnd run(
      Subscription subscription,
      Subscriber subscriber,
      RepositoryRecord repository,
      SubscriptionStore.Mirror mirror,
      Path folder,
      Cancellation cancellation,
      RunWatch watch)
      throws IOException {
    Mailing mailing = new Mailing(subscriber, secrets.signing(subscriber, Instant.now()));
    RetryDelays delays = delays();
    try (Planner planner = new Planner(files, deliveries, portions, subscription, folder);
        Postman postman =
            new Postman(
                post,
                gates,
                delays,
                new Mailings(mailing, this::again),
                letters(subscription, repository, mirror, folder),
                cancellation)) {
      return new DeliveryRun(
              rows(), gates, delays, subscription, mirror, planner, postman, watch, cancellation)
          .run();
    }
  }

  private DeliveryRun.Rows rows() {
    return new DeliveryRun.Rows(
        subscriptions, deliveries, portions, record, executors.deliveryRows());
  }

  private Letters letters(
      Subscription subscription,
      RepositoryRecord repository,
      SubscriptionStore.Mirror mirror,
      Path folder)
      throws IOException {
    String manifest = RestApplication.BASE + "/subscriptions/" + subscription.id() + "/files";
    return new Letters(
        BlobReader.open(folder),
        new RepositoryFacts(
            repository.id(), repository.owner(), repository.name(), repository.cloneUrl()),
        new Letters.Manifest(
            settings.publicUrl().orElse("") + manifest, () -> digest(subscription.id())),
        mirror);
  }

  private Mailing again(Mailing before) {
    return subscribers
        .find(before.subscriber().id())
        .filter(each -> each.endpointUrl() != null)
        .map(each -> new Mailing(each, secrets.signing(each, Instant.now())))
        .orElse(before);
  }

  private static Untargeted untargeted(
      Subscription subscription, RepositoryRecord repository, SubscriptionStore.Mirror mirror) {
    if (!repository.mirrorEnabled()) {
      return new Untargeted("NOT_A_MIRROR", "The repository is not mirrored any more.");
    }
    if (mirror.digest() == null) {
      return new Untargeted("NOT_CLONED", "The repository has not been synced yet.");
    }
    return subscription.branch() == null
        ? new Untargeted("NO_BRANCH", "The branch that HEAD names is not there.")
        : new Untargeted("NO_BRANCH", "There is no branch " + subscription.branch() + ".");
  }

  private String digest(UUID subscription) {
    ManifestDigest digest = new ManifestDigest();
    FilePath last = null;
    List<DeliveredFile> page = files.after(subscription, null, PAGE);
    while (!page.isEmpty()) {
      for (DeliveredFile file : page) {
        digest.add(file.path(), file.sha256());
        last = file.path();
      }
      page = page.size() < PAGE ? List.of() : files.after(subscription, last, PAGE);
    }
    return digest.hex();
  }
}
