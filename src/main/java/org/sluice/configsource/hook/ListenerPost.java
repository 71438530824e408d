package org.sluice.configsource.hook;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import org.sluice.configsource.ConfigurationChanged;
import org.sluice.configsource.KeptConfigSources;
import org.sluice.configsource.board.SourceBoard;
import org.sluice.configsource.board.SourceSnapshot;
import org.sluice.configsource.follow.ChangedApplications;
import org.sluice.egress.webhook.Attempt;
import org.sluice.egress.webhook.WebhookPost;
import org.sluice.git.tree.CommitTree;
import org.sluice.git.tree.CommitTree.Difference;
import org.sluice.platform.Executors;
import org.sluice.platform.Notice;
import org.sluice.vault.Vault;

/**
 * Tells listeners: takes those that are due, posts to each what it does not know yet, and records
 * what became of it; several URLs at once, one post at a time for each, no transaction while it
 * sends.
 */
@ApplicationScoped
public class ListenerPost {

  /** Field of the vault. */
  static final String SECRET = "secret";

  private static final System.Logger LOG = System.getLogger(ListenerPost.class.getName());

  /** Due listeners that one look reads. */
  private static final int PORTION = 200;

  /** Posts at once: half of the executor, so that hosts that hang leave room for notices. */
  private static final int MOST_AT_ONCE = 2;

  /** Paths of a change that are named. */
  private static final int MOST_PATHS = 200;

  private final Set<String> busy = ConcurrentHashMap.newKeySet();
  private final Semaphore places = new Semaphore(MOST_AT_ONCE);
  private volatile boolean stopping;

  @Inject private ListenerStore listeners;
  @Inject private KeptConfigSources sources;
  @Inject private SourceBoard board;
  @Inject private WebhookPost webhooks;
  @Inject private Vault vault;
  @Inject private MeterRegistry meters;
  @Inject private Executors executors;

  /** Has the listeners of a source told of a change. */
  void changed(@Observes ConfigurationChanged change) {
    listeners.hear(change.sourceId(), Instant.now());
    look();
  }

  /** Has all that are due told, those too whose event was missed. */
  public void sweep() {
    listeners.hearAll(Instant.now());
    look();
  }

  /** Has those told that are due by now, as far as there are places; each that ends looks again. */
  public void look() {
    for (ListenerStore.Due due : listeners.due(Instant.now(), PORTION)) {
      if (stopping || !places.tryAcquire()) {
        return;
      }
      if (!busy.add(due.url())) {
        places.release();
        continue;
      }
      try {
        executors.messages().execute(() -> serve(due));
      } catch (RuntimeException | Error refused) {
        end(due);
        throw refused;
      }
    }
  }

  private void end(ListenerStore.Due due) {
    busy.remove(due.url());
    places.release();
  }

  @PreDestroy
  void stop() {
    stopping = true;
  }

  private void serve(ListenerStore.Due due) {
    try {
      boolean more = true;
      while (more && !stopping) {
        // Again at once if the source changed while it was told.
        more = tell(due.id());
      }
    } catch (RuntimeException failed) {
      LOG.log(System.Logger.Level.WARNING, "listener=" + due.id() + " could not be told", failed);
    } finally {
      end(due);
    }
    if (!stopping) {
      look();
    }
  }

  /** Whether there was anything to tell, and it was taken. */
  private boolean tell(UUID id) {
    Instant began = Instant.now();
    Optional<Listener> taken = listeners.take(id, began);
    Optional<SourceSnapshot> source = taken.flatMap(each -> board.find(each.sourceId()));
    if (source.isEmpty()) {
      // The end of the lease makes it due again if its source is there by then.
      return false;
    }
    Listener listener = taken.get();
    Optional<ConfigurationChanged> newest = sources.latestChange(listener.sourceId());
    if (newest.isEmpty()) {
      // So old that the history has forgotten it.
      listeners.told(id, listener.heardAt(), listener.toldCommit(), null, began);
      return true;
    }
    ConfigurationChanged change = newest.get();
    boolean gone = change.newCommit() == null;
    String knows = change.newCommit();
    if (!gone && change.newCommit().equals(listener.toldCommit())) {
      listeners.told(id, change.at(), knows, null, began);
      return true;
    }
    ListenerMessage message =
        ListenerMessage.of(since(listener.toldCommit(), change, source.get()));
    Attempt attempt = send(listener, message, began);
    Instant now = Instant.now();
    boolean sent = attempt.verdict() == Attempt.Verdict.SENT;
    meters.counter("sluice.config.listener.posts", "outcome", sent ? "sent" : "failed").increment();
    if (sent) {
      listeners.told(id, change.at(), knows, attempt, now);
      return true;
    }
    if (attempt.verdict() == Attempt.Verdict.GONE) {
      listeners.switchOff(listener, attempt, gone(listener, source.get()));
    } else {
      listeners.refused(listener, attempt, Pause.after(attempt, listener.failures() + 1), now);
    }
    LOG.log(
        System.Logger.Level.WARNING,
        "source={0} listener={1} failures={2} {3}",
        change.source(),
        id,
        listener.failures() + 1,
        attempt.detail());
    return false;
  }

  /** The change from the commit that a listener knows to that of the newest one. */
  private static ConfigurationChanged since(
      String known, ConfigurationChanged newest, SourceSnapshot source) {
    if (known == null || known.equals(newest.oldCommit()) || newest.newCommit() == null) {
      return newest;
    }
    Difference difference;
    List<String> applications;
    try {
      difference = CommitTree.between(source.folder(), known, newest.newCommit(), MOST_PATHS);
      applications =
          new ChangedApplications(source.source().rules().searchPaths()).of(difference.paths());
    } catch (IOException goneByNow) {
      // What a forced push took away may not be there any more.
      difference = new Difference(List.of(), 0, false);
      applications = List.of(ChangedApplications.ALL);
    }
    return new ConfigurationChanged(
        newest.changeId(),
        newest.sourceId(),
        newest.source(),
        newest.label(),
        known,
        newest.newCommit(),
        !difference.forward(),
        difference.paths(),
        difference.total(),
        applications,
        newest.at());
  }

  /**
   * Posts a ping now, in the caller's thread and without a transaction.
   *
   * @return empty if something is being posted to that URL right now
   */
  Optional<Attempt> ping(Listener listener, String source, Instant now) {
    if (!busy.add(listener.url())) {
      return Optional.empty();
    }
    try {
      return Optional.of(send(listener, ListenerMessage.ping(source, listener.id(), now), now));
    } finally {
      busy.remove(listener.url());
    }
  }

  private Attempt send(Listener listener, ListenerMessage message, Instant now) {
    String secret = vault.open(listener.id(), SECRET, listener.secret());
    return webhooks.send(listener.url(), message.id(), now, message.json(), List.of(secret));
  }

  private static Notice gone(Listener listener, SourceSnapshot source) {
    String name = source.source().name();
    return Notice.warning(
            "config-listener-disabled",
            name,
            "A listener of the configuration source "
                + name
                + " answered 410: it wants nothing any more, so it is off.")
        .in(source.namespaceId())
        .at("/config-sources/" + name)
        .once("config-listener-disabled:" + listener.id() + ":" + listener.lastAttemptAt());
  }
}
