package org.sluice.testing;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;

/**
 * Runs work beside a test, each in a thread of its own. The common pool has one thread on a machine
 * with two cores, and from Java 25 on it is used all the same: work that waits there for other work
 * waits for ever.
 */
public final class Aside {

  private static final Executor THREADS =
      work -> {
        Thread thread = new Thread(work, "aside");
        thread.setDaemon(true);
        thread.start();
      };

  private Aside() {}

  /** Begins work that has a result. */
  public static <T> CompletableFuture<T> supply(Supplier<T> work) {
    return CompletableFuture.supplyAsync(work, THREADS);
  }

  /** Begins work that has none. */
  public static CompletableFuture<Void> run(Runnable work) {
    return CompletableFuture.runAsync(work, THREADS);
  }
}
