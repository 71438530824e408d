package org.sluice.mirror.care;

import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.sluice.git.care.CareOrder;
import org.sluice.git.care.CareReport;
import org.sluice.git.care.MirrorCare;
import org.sluice.git.care.MirrorSuspected;
import org.sluice.git.disk.MirrorFolders;
import org.sluice.mirror.MirrorSynced;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Executors;
import org.sluice.platform.settings.Settings;

/**
 * Looks after the mirrors whose turn it is, one after the other.
 *
 * <p>Whose turn it is the database knows: nothing walks over the folders. One mirror is looked
 * after at a time on a node, and none that is being synced.
 */
@ApplicationScoped
public class CareRound {

  private static final Logger LOG = Logger.getLogger(CareRound.class.getName());
  private static final int AT_ONCE = 20;

  @Inject private CareRecord record;
  @Inject private MirrorCare care;
  @Inject private MirrorFolders folders;
  @Inject private Settings settings;
  @Inject private MeterRegistry meters;
  @Inject private Executors executors;

  private final AtomicBoolean running = new AtomicBoolean();
  private volatile Cancellation current = new Cancellation();
  private volatile boolean stopping;

  void synced(@Observes MirrorSynced synced) {
    record.changed(synced.repositoryId(), Instant.now());
  }

  void suspected(@Observes MirrorSuspected suspected) {
    record.suspected(suspected.repositoryId(), Instant.now());
  }

  /** Begins a round unless one runs; returns at once. */
  void begin() {
    if (!stopping && running.compareAndSet(false, true)) {
      try {
        executors.care().execute(this::run);
      } catch (RejectedExecutionException stopped) {
        running.set(false);
      }
    }
  }

  /** Ends what runs; for the stop of the server. */
  void stop() {
    stopping = true;
    current.cancel(Cancellation.Cause.SHUTDOWN);
  }

  private void run() {
    Thread thread = Thread.currentThread();
    int priority = thread.getPriority();
    try {
      thread.setPriority(Thread.MIN_PRIORITY);
      Map<UUID, CareOrder.Check> due = record.due(Instant.now(), AT_ONCE);
      for (Map.Entry<UUID, CareOrder.Check> each : due.entrySet()) {
        if (!stopping) {
          visit(each.getKey(), each.getValue());
        }
      }
    } catch (RuntimeException | Error failed) {
      LOG.log(Level.WARNING, "could not look after mirrors", failed);
    } finally {
      thread.setPriority(priority);
      running.set(false);
    }
  }

  private void visit(UUID id, CareOrder.Check check) {
    CareReport.Result result = CareReport.Result.NO_ROOM;
    Cancellation yielding = new Cancellation();
    current = yielding;
    try {
      CareReport report =
          care.care(
              new CareOrder(
                  folders.of(id), check, settings.mirrorKeptFor(), settings.mirrorDiskReserve()),
              yielding);
      result = report.result();
      tell(id, report);
    } catch (IOException | RuntimeException failed) {
      // It is tried again a day later, as if there had been no room.
      LOG.log(Level.WARNING, failed, () -> "repository=" + id + " could not be looked after");
    } finally {
      if (!stopping) {
        record.visited(id, result, check, Instant.now());
      }
    }
  }

  private void tell(UUID id, CareReport report) {
    meters
        .counter("sluice.care", "result", report.result().name().toLowerCase(Locale.ROOT))
        .increment();
    Level level = report.damage() == null ? Level.FINE : Level.WARNING;
    LOG.log(
        level,
        () ->
            "repository="
                + id
                + " care="
                + report.result()
                + " expired="
                + report.expired()
                + Optional.ofNullable(report.damage()).map(what -> " damage=" + what).orElse(""));
  }
}
