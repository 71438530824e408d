package org.sluice.configsource.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.enterprise.event.TransactionPhase;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.sluice.configsource.ConfigChangeView;
import org.sluice.configsource.KeptConfigSources;
import org.sluice.configsource.SourceRefreshed;
import org.sluice.configsource.SourceStateView;
import org.sluice.configsource.board.SourceBoard;
import org.sluice.configsource.board.SourceSnapshot;
import org.sluice.failure.DomainException;
import org.sluice.identity.AccessChanged;
import org.sluice.identity.Caller;
import org.sluice.platform.Executors;
import org.sluice.platform.Inside;
import org.sluice.rest.Json;
import org.sluice.rest.stream.OpenStreams;
import org.sluice.rest.stream.Watcher;

/**
 * The open event streams of sources: sends to whoever watches how a source stands, and each change
 * that it saw. What a watcher missed is read from the history.
 */
@ApplicationScoped
@Inside
public class SourceStreams {

  private static final int READ_AT_ONCE = 100;

  @Inject private SourceBoard board;
  @Inject private KeptConfigSources kept;
  @Inject private Executors executors;

  private final OpenStreams<Caller> streams =
      new OpenStreams<>(task -> executors.watchers().execute(task));

  /** What one watcher has not been sent yet of a source. */
  private final class SourceNews implements OpenStreams.News {
    private final Caller caller;
    private final UUID source;
    private Instant seenChange;
    private UUID seen;
    private Instant seenAttempt;

    SourceNews(Caller caller, SourceSnapshot now, Optional<ConfigChangeView> last) {
      this.caller = caller;
      this.source = now.source().id();
      this.seenChange = last.map(ConfigChangeView::at).orElse(now.source().state().lastChangeAt());
      this.seen = last.map(ConfigChangeView::id).orElse(null);
    }

    @Override
    public boolean send(Watcher watcher) {
      Optional<SourceSnapshot> found = board.find(source).filter(each -> each.isSeenBy(caller));
      if (found.isEmpty()) {
        return true;
      }
      Instant lastChange = found.get().source().state().lastChangeAt();
      if (lastChange != null && (seenChange == null || lastChange.isAfter(seenChange))) {
        sendMissed(watcher);
        // Should the history not have it, it is not asked for again and again.
        seenChange = seenChange == null || lastChange.isAfter(seenChange) ? lastChange : seenChange;
      }
      Instant attempt = found.get().source().state().lastAttemptAt();
      if (seenAttempt == null || !seenAttempt.equals(attempt)) {
        seenAttempt = attempt;
        watcher.send(
            "state",
            seen == null ? "none" : seen.toString(),
            json(SourceStateView.of(found.get(), Instant.now(), null)));
      }
      return false;
    }

    private void sendMissed(Watcher watcher) {
      List<ConfigChangeView> missed;
      do {
        missed = kept.changesSince(source, seenChange, seen, READ_AT_ONCE);
        for (ConfigChangeView each : missed) {
          watcher.send("change", each.id().toString(), json(each));
          seenChange = each.at();
          seen = each.id();
        }
      } while (missed.size() == READ_AT_ONCE);
    }
  }

  /**
   * Opens a stream: the changes that the watcher missed, how the source stands, and then what
   * happens.
   *
   * @param caller who watches; the stream ends when what he may do has changed
   * @param source as the caller sees it
   * @param lastEventId what the watcher has seen last; null if it comes for the first time
   * @throws DomainException UNAVAILABLE if too many are open
   */
  public void open(Caller caller, SourceSnapshot source, Watcher watcher, String lastEventId) {
    UUID id = source.source().id();
    Optional<ConfigChangeView> last = uuid(lastEventId).flatMap(each -> kept.change(id, each));
    streams.open(id, caller, watcher, new SourceNews(caller, source, last));
  }

  private static Optional<UUID> uuid(String text) {
    try {
      return text == null || text.length() != 36
          ? Optional.empty()
          : Optional.of(UUID.fromString(text));
    } catch (IllegalArgumentException notOurs) {
      return Optional.empty();
    }
  }

  void refreshed(@Observes SourceRefreshed refreshed) {
    streams.changed(refreshed.sourceId());
  }

  void accessChanged(@Observes(during = TransactionPhase.AFTER_SUCCESS) AccessChanged changed) {
    streams.dropIf(caller -> changed.userId() == null || changed.userId().equals(caller.userId()));
  }

  /** Sends what the throttle held back, and drops streams that hang or are too old. */
  void tick() {
    streams.tick();
  }

  /** Sends a sign of life to everybody. */
  void heartbeat() {
    streams.heartbeat();
  }

  /** Ends all streams, since the server stops. */
  void closeAll() {
    streams.closeAll();
  }

  private static String json(Object data) {
    try {
      return Json.mapper().writeValueAsString(data);
    } catch (JsonProcessingException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
