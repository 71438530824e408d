package org.sluice.delivery.courier;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import org.sluice.platform.Cancellation;
import org.sluice.platform.Inside;

/** Whose turn it is with each subscription: one run at a time. Held in memory, by this process. */
@ApplicationScoped
@Inside
public class Turns {

  private final Map<UUID, Turn> taken = new ConcurrentHashMap<>();
  private final Map<UUID, Integer> awaited = new ConcurrentHashMap<>();
  private volatile boolean stopped;

  /** The turn of one run, until it is closed. */
  public final class Turn implements AutoCloseable {

    private final UUID subscription;
    private final Cancellation cancellation;
    private final CompletableFuture<Void> over = new CompletableFuture<>();

    private Turn(UUID subscription, Cancellation cancellation) {
      this.subscription = subscription;
      this.cancellation = cancellation;
    }

    /** By which the run is asked to stop. */
    public Cancellation cancellation() {
      return cancellation;
    }

    /** Gives the turn back; does nothing the second time. */
    @Override
    public void close() {
      taken.remove(subscription, this);
      over.complete(null);
    }
  }

  /**
   * Takes the turn if nobody has it or waits for it.
   *
   * @param cancellation by which the one who takes it is stopped
   */
  public Optional<Turn> tryTake(UUID subscription, Cancellation cancellation) {
    return awaited.containsKey(subscription)
        ? Optional.empty()
        : takeFree(subscription, cancellation);
  }

  private Optional<Turn> takeFree(UUID subscription, Cancellation cancellation) {
    Turn mine = new Turn(subscription, cancellation);
    if (stopped || taken.putIfAbsent(subscription, mine) != null) {
      return Optional.empty();
    }
    if (stopped) {
      cancellation.cancel(Cancellation.Cause.SHUTDOWN);
    }
    return Optional.of(mine);
  }

  /**
   * Takes the turn; a run that has it is stopped and waited for.
   *
   * @return empty if the one who waits must stop itself
   */
  public Optional<Turn> take(UUID subscription, Cancellation cancellation) {
    awaited.merge(subscription, 1, Integer::sum);
    try {
      return await(subscription, cancellation);
    } finally {
      awaited.computeIfPresent(subscription, (id, count) -> count == 1 ? null : count - 1);
    }
  }

  @SuppressWarnings("try") // The registration is held, not asked.
  private Optional<Turn> await(UUID subscription, Cancellation cancellation) {
    while (!cancellation.isCancelled() && !stopped) {
      Optional<Turn> mine = takeFree(subscription, cancellation);
      if (mine.isPresent()) {
        return mine;
      }
      Turn other = taken.get(subscription);
      if (other == null) {
        continue;
      }
      other.cancellation.cancel(Cancellation.Cause.REQUESTED);
      CompletableFuture<Void> either = new CompletableFuture<>();
      other.over.whenComplete((done, failed) -> either.complete(null));
      try (Cancellation.Registration stop = cancellation.onCancel(() -> either.complete(null))) {
        either.get();
      } catch (InterruptedException interrupted) {
        Thread.currentThread().interrupt();
        return Optional.empty();
      } catch (ExecutionException impossible) {
        throw new IllegalStateException(impossible);
      }
    }
    return Optional.empty();
  }

  /** Stops the run that has the turn, if one has, without waiting for its end. */
  public void interrupt(UUID subscription) {
    Turn turn = taken.get(subscription);
    if (turn != null) {
      turn.cancellation.cancel(Cancellation.Cause.REQUESTED);
    }
  }

  /** Whether a run is under way. */
  public boolean isTaken(UUID subscription) {
    return taken.containsKey(subscription);
  }

  /** Number of runs that are under way. */
  public int size() {
    return taken.size();
  }

  /** Lets nobody begin any more, and asks all that run to stop, since the server does. */
  public void stop() {
    stopped = true;
    taken.values().forEach(turn -> turn.cancellation.cancel(Cancellation.Cause.SHUTDOWN));
  }
}
