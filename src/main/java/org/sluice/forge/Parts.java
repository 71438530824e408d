package org.sluice.forge;

import org.sluice.platform.Inside;

/**
 * Reads the same part of many pull requests.
 *
 * <p>What fails for one is that one's failure. A forge that is out of order three times in a row is
 * not asked for this part again: each further request would wait in vain, and a hundred pull
 * requests would wait a hundred times. Not thread-safe.
 *
 * @param <T> the part
 */
@Inside
public final class Parts<T> {

  /** Reads the part of one pull request. */
  @FunctionalInterface
  public interface Source<T> {

    /**
     * Reads it.
     *
     * @throws ForgeFailure if it cannot be read
     */
    T read() throws ForgeFailure;
  }

  private static final int ENOUGH = 3;

  private int outOfOrder;
  private ForgeFailure last;

  /**
   * Reads one.
   *
   * @throws ForgeFailure CANCELLED, LIMITED or AUTH: what concerns all that follow
   */
  public Part<T> read(Source<T> source) throws ForgeFailure {
    if (outOfOrder >= ENOUGH) {
      return Part.failed(last);
    }
    try {
      Part<T> part = Part.read(source.read());
      outOfOrder = 0;
      return part;
    } catch (ForgeFailure failure) {
      last = failure;
      switch (failure.kind()) {
        case CANCELLED, LIMITED, AUTH -> throw failure;
        case UNAVAILABLE, TIMEOUT, UNREACHABLE -> outOfOrder++;
        default -> outOfOrder = 0;
      }
      return Part.failed(failure);
    }
  }
}
