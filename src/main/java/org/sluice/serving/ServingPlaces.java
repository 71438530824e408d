package org.sluice.serving;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.IntSupplier;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.platform.settings.Settings;

/**
 * Bounds what this node does for cloning clients at once. Nobody waits for a place: a thread of the
 * server that waits is one that answers nobody.
 *
 * <p>Packs cost processor and memory, so few are made at once, and one account has at most three
 * quarters of the places. Listings are cheap; they are only kept from taking every thread.
 */
@ApplicationScoped
public class ServingPlaces {

  private static final int LISTINGS_PER_PACK = 4;
  private static final Duration AGAIN = Duration.ofSeconds(10);

  private final Count requests = new Count();
  private final Count packs = new Count();

  private final IntSupplier mostPacks;

  /** A place that is taken until it is closed. */
  interface Place extends AutoCloseable {
    @Override
    void close();
  }

  private static final class Count {

    private final Map<String, Integer> byAccount = new HashMap<>();
    private int taken;

    synchronized boolean take(String account, int most, int mostOfOne) {
      if (taken >= most || byAccount.getOrDefault(account, 0) >= mostOfOne) {
        return false;
      }
      taken++;
      byAccount.merge(account, 1, Integer::sum);
      return true;
    }

    synchronized void give(String account) {
      taken--;
      byAccount.computeIfPresent(account, (name, count) -> count == 1 ? null : count - 1);
    }

    synchronized int taken() {
      return taken;
    }
  }

  /** Only for the container's proxy. */
  protected ServingPlaces() {
    mostPacks = null;
  }

  /** As many as the settings say at each time. */
  @Inject
  public ServingPlaces(Settings settings) {
    this(settings::servingConcurrency);
  }

  ServingPlaces(IntSupplier mostPacks) {
    this.mostPacks = mostPacks;
  }

  /**
   * Takes a place for a request.
   *
   * @param account whose it is
   * @throws DomainException UNAVAILABLE with the time to wait if there is none
   */
  Place request(String account) {
    int most = LISTINGS_PER_PACK * mostPacks.getAsInt();
    return take(requests, account, most);
  }

  /**
   * Takes a place for a pack, besides that of its request.
   *
   * @param account whose it is
   * @throws DomainException UNAVAILABLE with the time to wait if there is none
   */
  Place pack(String account) {
    return take(packs, account, mostPacks.getAsInt());
  }

  private static Place take(Count count, String account, int most) {
    int mostOfOne = most - Math.min(most - 1, Math.max(1, most / 4));
    if (!count.take(account, most, mostOfOne)) {
      throw DomainException.retryLater(
          FailureKind.UNAVAILABLE,
          "too-many-clones",
          "Too many are cloning at once. Try again in a while.",
          AGAIN);
    }
    return () -> count.give(account);
  }

  /** Requests that are answered now. */
  int active() {
    return requests.taken();
  }

  /** Packs that are made now. */
  int packs() {
    return packs.taken();
  }
}
