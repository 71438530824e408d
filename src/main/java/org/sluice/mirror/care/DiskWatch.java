package org.sluice.mirror.care;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.context.Initialized;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.ToLongFunction;
import java.util.logging.Logger;
import org.sluice.git.disk.MirrorDisk;
import org.sluice.git.disk.MirrorFolders;
import org.sluice.platform.Notice;
import org.sluice.platform.settings.ByteSize;
import org.sluice.platform.settings.Settings;

/**
 * Watches the disk that holds the mirrors: tells people when it becomes too full for syncs, once,
 * and shows its figures.
 *
 * <p>The disk is asked each time, which costs nothing; the mirrors are added up in the database at
 * most once in {@link #FRESH}.
 */
@ApplicationScoped
public class DiskWatch {

  private static final Logger LOG = Logger.getLogger(DiskWatch.class.getName());
  private static final Duration FRESH = Duration.ofSeconds(60);

  private final CareRecord record;
  private final MirrorFolders folders;
  private final Settings settings;
  private final MeterRegistry meters;
  private final Event<Notice> notices;
  private final AtomicBoolean low = new AtomicBoolean();
  private final AtomicBoolean adding = new AtomicBoolean();
  private volatile Sum sum = new Sum(0, Instant.MIN);

  /** What all mirrors take, as it was once added up. */
  private record Sum(long bytes, Instant at) {}

  /** Only for the container's proxy. */
  protected DiskWatch() {
    this(null, null, null, null, null);
  }

  @Inject
  DiskWatch(
      CareRecord record,
      MirrorFolders folders,
      Settings settings,
      MeterRegistry meters,
      Event<Notice> notices) {
    this.record = record;
    this.folders = folders;
    this.settings = settings;
    this.meters = meters;
    this.notices = notices;
  }

  void register(@Observes @Initialized(ApplicationScoped.class) Object started) {
    gauge("sluice.disk.total", "Size of the mirrors' disk", DiskFigures::totalBytes);
    gauge("sluice.disk.free", "Free room on the mirrors' disk", DiskFigures::freeBytes);
    gauge("sluice.disk.reserve", "Room that no sync may use", DiskFigures::reserveBytes);
    gauge("sluice.mirrors.size", "All mirrors together", DiskFigures::mirrorBytes);
  }

  private void gauge(String name, String description, ToLongFunction<DiskFigures> figure) {
    Gauge.builder(name, () -> figure.applyAsLong(figures()))
        .description(description)
        .baseUnit("bytes")
        .register(meters);
  }

  /** The figures as they are now. */
  public DiskFigures figures() {
    MirrorDisk disk = folders.disk(settings.mirrorDiskReserve());
    return new DiskFigures(disk.total(), disk.free(), disk.reserve(), mirrorBytes(), disk.isLow());
  }

  /** While one caller adds it up, the others get what it was. */
  private long mirrorBytes() {
    Instant now = Instant.now();
    boolean never = sum.at().equals(Instant.MIN);
    boolean old = sum.at().isBefore(now.minus(FRESH)) && adding.compareAndSet(false, true);
    if (never || old) {
      try {
        sum = new Sum(record.mirrorBytes(), now);
      } finally {
        adding.set(false);
      }
    }
    return sum.bytes();
  }

  /** Looks whether the disk has become too full; makes what room it can. */
  void look() {
    look(folders.disk(settings.mirrorDiskReserve()));
  }

  /** Tells once that a disk has become too full, and again only after it was not. */
  void look(MirrorDisk disk) {
    if (!disk.isLow()) {
      low.set(false);
    } else if (low.compareAndSet(false, true)) {
      String text =
          "The mirrors' disk has "
              + ByteSize.words(disk.free())
              + " left, less than the "
              + ByteSize.words(disk.reserve())
              + " that stay free; mirrors receive nothing until there is room.";
      LOG.warning(text);
      notices.fire(Notice.error("disk-low", "disk", text).at("/system"));
      int dropped = folders.dropQuarantines();
      if (dropped > 0) {
        LOG.warning(() -> dropped + " damaged mirrors that were kept in quarantine are deleted");
      }
    }
  }
}
