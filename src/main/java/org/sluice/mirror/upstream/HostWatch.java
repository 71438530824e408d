package org.sluice.mirror.upstream;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.sluice.git.SyncFailure;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.RepositoryRef;
import org.sluice.registry.status.MirrorColumns;

/**
 * Tells which hosts keep their mirrors waiting, from memory, and is told how runs ended.
 *
 * <p>The rows are the truth; what stands here is read again with each tick of the timer. So a run
 * against a host that is well costs no query.
 */
@ApplicationScoped
public class HostWatch {

  private static final int TRIES = 3;

  @Inject private HostRecord record;
  @Inject private MirrorColumns columns;
  @Inject private Settings settings;
  @Inject private MeterRegistry meters;

  private final Map<String, HostHealth> troubled = new ConcurrentHashMap<>();

  /**
   * Why the mirrors of a host wait.
   *
   * @param unreachable whether it does not answer; else it asked to wait
   * @param since since when it has not answered; null if it asked to wait
   * @param until when it is tried again
   * @param probe the mirror that may try now; null if none
   */
  public record Hold(boolean unreachable, Instant since, Instant until, UUID probe) {}

  /**
   * What a run without an answer has come to.
   *
   * @param waits whether the mirrors of the host wait now, unpunished
   * @param forgiven other mirrors whose failures have just turned out to be the host's
   */
  public record Silence(boolean waits, List<UUID> forgiven) {}

  void register(@Observes @Initialized(ApplicationScoped.class) Object started) {
    for (HostState state : HostState.values()) {
      Gauge.builder("sluice.upstream.hosts", () -> count(state))
          .description("Hosts that are not well, by state")
          .tag("state", state.name().toLowerCase(Locale.ROOT))
          .register(meters);
    }
  }

  private long count(HostState state) {
    Instant now = Instant.now();
    return troubled.values().stream()
        .filter(health -> UpstreamHostView.of("", health, 0, now).state() == state)
        .count();
  }

  /** Reads how all hosts stand. */
  public void refresh() {
    Map<String, HostHealth> all = record.all();
    troubled.putAll(all);
    troubled.keySet().retainAll(all.keySet());
  }

  /** A run got an answer. */
  public void answered(String host) {
    if (troubled.containsKey(host)) {
      Instant now = Instant.now();
      change(host, now, health -> health.answered(now));
    }
  }

  /** A run got no answer, with all its attempts. */
  public Silence unreached(String host, UUID mirror, SyncFailure failure) {
    Instant now = Instant.now();
    HostRecord.Change change =
        change(
            host,
            now,
            health ->
                health.unreached(
                    mirror,
                    failure.kind(),
                    failure.getMessage(),
                    now,
                    settings.mirrorProbeDelay()));
    List<UUID> others =
        change.opened()
            ? change.after().failedMirrors().stream().filter(id -> !id.equals(mirror)).toList()
            : List.of();
    return new Silence(change.after().isOpen(), others);
  }

  /**
   * A host asked to wait.
   *
   * @param named how long; null if it did not say
   * @return how long its mirrors wait
   */
  public Duration askedToWait(String host, Duration named) {
    Instant now = Instant.now();
    HostHealth health = change(host, now, before -> before.askedToWait(named, now)).after();
    return Duration.between(now, health.waitUntil());
  }

  private HostRecord.Change change(String host, Instant now, UnaryOperator<HostHealth> change) {
    for (int attempt = 1; ; attempt++) {
      try {
        HostRecord.Change made = record.change(host, now, change);
        if (made.after().isGood()) {
          troubled.remove(host);
        } else {
          troubled.put(host, made.after());
        }
        return made;
      } catch (EJBException twoAtOnce) {
        if (attempt == TRIES) {
          throw twoAtOnce;
        }
      }
    }
  }

  /** Why the mirrors of a host wait; empty if they do not. */
  public Optional<Hold> hold(String host, Instant now) {
    HostHealth health = troubled.get(host);
    if (health == null || !health.holds(now)) {
      return Optional.empty();
    }
    return Optional.of(
        health.isOpen()
            ? new Hold(true, health.silentSince(), health.nextProbeAt(), health.probe())
            : new Hold(false, null, health.waitUntil(), null));
  }

  /** Hosts whose mirrors wait. */
  public Set<String> held(Instant now) {
    return troubled.entrySet().stream()
        .filter(each -> each.getValue().holds(now))
        .map(Map.Entry::getKey)
        .collect(Collectors.toSet());
  }

  /** Sends out a mirror of each host that does not answer, where the time for it has come. */
  public List<RepositoryRef> probes(Instant now) {
    List<RepositoryRef> probes = new ArrayList<>();
    troubled.forEach(
        (host, health) -> {
          if (!health.isProbeDue(now)) {
            return;
          }
          Optional<RepositoryRef> next = columns.earliestOnHost(host);
          if (next.isPresent()) {
            if (probes(host, next.get().id(), now)) {
              probes.add(next.get());
            }
          } else if (columns.countOnHosts(List.of(host)).isEmpty()) {
            change(host, now, before -> HostHealth.GOOD);
          }
        });
    return probes;
  }

  /**
   * Whether a mirror goes out as the next probe of its host: the first that asks does, once the
   * time for it has come. So a host is tried again by whatever wants it, also while the timer is
   * off.
   *
   * @return false if the host is not silent, or another probe of it is on its way
   */
  public boolean probes(String host, UUID mirror, Instant now) {
    HostHealth known = troubled.get(host);
    return known != null
        && known.isProbeDue(now)
        && change(host, now, before -> probing(before, mirror, now)).before().isProbeDue(now);
  }

  /** A mirror asked nobody after all: if it was to be the probe of its host, another one may. */
  public void notProbed(String host, UUID mirror) {
    HostHealth known = troubled.get(host);
    if (known != null && mirror.equals(known.probe())) {
      Instant now = Instant.now();
      change(host, now, health -> health.notProbed(mirror, now));
    }
  }

  private HostHealth probing(HostHealth before, UUID mirror, Instant now) {
    return before.isProbeDue(now)
        ? before.probing(mirror, now, settings.mirrorProbeDelay())
        : before;
  }
}
