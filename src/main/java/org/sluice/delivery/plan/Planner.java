package org.sluice.delivery.plan;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.sluice.delivery.row.DeliveredFile;
import org.sluice.delivery.row.DeliveredFiles;
import org.sluice.delivery.row.Delivery;
import org.sluice.delivery.row.DeliveryEvent;
import org.sluice.delivery.row.DeliveryStatus;
import org.sluice.delivery.row.DeliveryStore;
import org.sluice.delivery.row.PortionStore;
import org.sluice.delivery.row.Subscription;
import org.sluice.git.tree.TreeFiles;
import org.sluice.platform.Ids;
import org.sluice.platform.Inside;

/**
 * Finds what differs between the target of a subscription and what its subscriber has, and writes
 * it down portion by portion: deletes first, then what is new, then what has changed.
 *
 * <p>One run uses it, one thread at a time. Nothing is held but a page of each of the three streams
 * and one portion.
 */
@Inside
public final class Planner implements AutoCloseable {

  /** Kinds of messages about files, in the order in which they are sent. */
  public static final List<DeliveryEvent> ORDER =
      List.of(DeliveryEvent.FILE_DELETED, DeliveryEvent.FILE_CREATED, DeliveryEvent.FILE_UPDATED);

  /** Messages that are written down together. */
  public static final int PORTION = 1000;

  /** Bytes of paths beyond which no further message is written down with others. */
  private static final int MOST_BYTES = 256 << 10;

  private static final int CANCELLED_AT_ONCE = 200;

  private final DeliveredFiles arrived;
  private final DeliveryStore deliveries;
  private final PortionStore portions;
  private final Subscription subscription;
  private final Path folder;
  private final PathFilter filter;
  private long sequence;
  private DeliveryEvent kind;
  private Comparison walk;

  /**
   * A planner for one run.
   *
   * @param subscription as the run has aimed it
   * @param folder of the mirror
   */
  public Planner(
      DeliveredFiles arrived,
      DeliveryStore deliveries,
      PortionStore portions,
      Subscription subscription,
      Path folder) {
    this.arrived = arrived;
    this.deliveries = deliveries;
    this.portions = portions;
    this.subscription = subscription;
    this.folder = folder;
    this.filter = PathFilter.of(subscription.include(), subscription.exclude());
    this.sequence = portions.nextSequence(subscription.id());
  }

  /**
   * Counts what differs, and ends open messages whose place was taken by something newer; nothing
   * may be under way meanwhile.
   *
   * @throws IOException if the mirror cannot be read
   */
  public Survey survey() throws IOException {
    int files = 0;
    int right = 0;
    int open = 0;
    int waiting = 0;
    int[] needed = new int[DeliveryEvent.values().length];
    List<UUID> overtaken = new ArrayList<>();
    List<DeliveredFile> doubted = new ArrayList<>();
    try (Comparison comparison = compare()) {
      for (Step step = comparison.next(); step != null; step = comparison.next()) {
        boolean overtakes = step.open() != null && !step.isOpenRight(subscription.floor());
        if (overtakes) {
          overtaken.add(step.open().id());
          if (step.leavesDoubt()) {
            step = step.doubted(now());
            doubted.add(step.has());
          }
        }
        DeliveryEvent need = step.need(subscription.floor());
        if (step.wanted() != null) {
          files++;
          right += need == null ? 1 : 0;
        }
        if (step.open() != null && !overtakes) {
          open++;
          waiting += step.open().status() == DeliveryStatus.PENDING ? 1 : 0;
        } else {
          needed[need == null ? DeliveryEvent.PING.ordinal() : need.ordinal()]++;
        }
        if (overtaken.size() == CANCELLED_AT_ONCE) {
          giveUp(overtaken, doubted);
        }
      }
      giveUp(overtaken, doubted);
      return new Survey(
          files,
          right,
          needed[DeliveryEvent.FILE_DELETED.ordinal()],
          needed[DeliveryEvent.FILE_CREATED.ordinal()],
          needed[DeliveryEvent.FILE_UPDATED.ordinal()],
          open,
          waiting,
          comparison.tooLong(),
          comparison.firstTooLong());
    }
  }

  /** Ends messages; the doubt comes first, so that a crash between the two loses none. */
  private void giveUp(List<UUID> overtaken, List<DeliveredFile> doubted) {
    if (!doubted.isEmpty()) {
      arrived.put(subscription.id(), doubted);
      doubted.clear();
    }
    if (!overtaken.isEmpty()) {
      deliveries.cancel(overtaken, now());
      overtaken.clear();
    }
  }

  private Comparison compare() throws IOException {
    TreeFiles tree = TreeFiles.open(folder, subscription.targetCommit());
    try {
      return new Comparison(
          tree,
          filter,
          new Pages<>(
              (after, most) -> arrived.after(subscription.id(), after, most), file -> file.path()),
          new Pages<>(
              (after, most) -> deliveries.openAfter(subscription.id(), after, most),
              open -> open.path()));
    } catch (IOException | RuntimeException failed) {
      tree.close();
      throw failed;
    }
  }

  /** Has the next portion begin from the first path, with what has arrived by then. */
  public void restart() {
    close();
    kind = null;
  }

  /**
   * Writes down the next messages of one kind.
   *
   * @param event one of {@link #ORDER}; another one than before begins from the first path
   * @return at most {@link #PORTION}, in the order of paths; empty if there are no more
   * @throws IOException if the mirror cannot be read
   */
  public List<Delivery> portion(DeliveryEvent event) throws IOException {
    if (kind != event) {
      close();
      walk = compare();
      kind = event;
    }
    List<Delivery> portion = new ArrayList<>();
    Instant now = now();
    int bytes = 0;
    while (portion.size() < PORTION && bytes < MOST_BYTES) {
      Step step = walk.next();
      if (step == null) {
        break;
      }
      if (step.open() == null && step.need(subscription.floor()) == event) {
        bytes += step.path().bytes().length;
        portion.add(
            message(event, now)
                .of(
                    step.path(),
                    step.wanted() == null ? null : step.wanted().objectId(),
                    step.wanted() == null ? null : step.wanted().mode(),
                    event == DeliveryEvent.FILE_CREATED || step.has().isInDoubt()
                        ? null
                        : step.has().sha256()));
      }
    }
    portions.plan(subscription.id(), portion);
    return portion;
  }

  /**
   * The same messages under the next numbers, in their order. The rows have the old ones until the
   * caller records what became of them.
   */
  public List<Delivery> renumbered(List<Delivery> messages) {
    List<Delivery> last = messages.stream().map(each -> each.numbered(sequence++)).toList();
    portions.reserve(subscription.id(), sequence);
    return last;
  }

  /** Writes down that a snapshot of so many files begins, or is complete. */
  public Delivery announce(DeliveryEvent event, int files) {
    Delivery announced = message(event, now()).of(files);
    portions.plan(subscription.id(), List.of(announced));
    return announced;
  }

  private Delivery message(DeliveryEvent event, Instant now) {
    return Delivery.planned(
        Ids.next(),
        subscription.id(),
        sequence++,
        subscription.generation(),
        event,
        subscription.targetCommit(),
        now);
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MILLIS);
  }

  @Override
  public void close() {
    if (walk != null) {
      walk.close();
      walk = null;
    }
  }
}
