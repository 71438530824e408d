package org.sluice.job;

import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.sluice.job.item.ItemOutcome;
import org.sluice.platform.Cancellation;

/**
 * Work that does what the name of its subject says: {@code ok/…}, {@code noop/…}, {@code fail/…},
 * {@code error/…}, {@code tries/…}, {@code stall/…} (until cancelled), {@code gate:<name>/…} (until
 * that gate opens).
 */
@ApplicationScoped
public class RehearsedWork implements JobWork {

  private static final Map<String, CountDownLatch> GATES = new ConcurrentHashMap<>();
  private static final Map<String, AtomicInteger> RUNNING = new ConcurrentHashMap<>();
  private static final Map<String, Integer> MOST = new ConcurrentHashMap<>();
  private static final Map<String, AtomicInteger> RUNS = new ConcurrentHashMap<>();

  private static final Map<UUID, List<UUID>> ENQUEUED = new ConcurrentHashMap<>();

  @Override
  public JobKind kind() {
    return JobKind.HEALTH_CHECK;
  }

  @Override
  public void enqueued(UUID jobId, Collection<UUID> subjectIds) {
    ENQUEUED.computeIfAbsent(jobId, job -> new CopyOnWriteArrayList<>()).addAll(subjectIds);
  }

  @Override
  public ItemOutcome run(ItemRun item) throws Exception {
    String what = item.subjectName().substring(0, item.subjectName().indexOf('/'));
    int now = RUNNING.computeIfAbsent(what, name -> new AtomicInteger()).incrementAndGet();
    MOST.merge(what, now, Math::max);
    RUNS.computeIfAbsent(item.subjectName(), name -> new AtomicInteger()).incrementAndGet();
    try {
      return switch (what) {
        case "ok" -> ItemOutcome.succeeded("done").counted("healthy");
        case "noop" -> ItemOutcome.uneventful("nothing to do");
        case "fail" -> ItemOutcome.failed("NETWORK", "The host does not answer.");
        case "error" -> throw new AssertionError("a defect with a secret in it");
        case "null" -> null;
        case "tries" -> {
          item.attemptFailed("TIMEOUT", "No answer within 1 s.");
          item.attemptFailed("TIMEOUT", "No answer within 4 s.");
          yield ItemOutcome.succeeded("done at last");
        }
        case "stall" -> {
          item.progress("RECEIVING", 0.4, 1_048_576);
          item.count("received", 3);
          CountDownLatch closed = new CountDownLatch(1);
          Cancellation.Registration registration = item.cancellation().onCancel(closed::countDown);
          closed.await();
          registration.close();
          throw new java.net.SocketException("closed");
        }
        default -> {
          if (!gate(what).await(60, TimeUnit.SECONDS)) {
            throw new IllegalStateException("nobody opened " + what);
          }
          yield ItemOutcome.succeeded("through");
        }
      };
    } finally {
      RUNNING.get(what).decrementAndGet();
    }
  }

  /** Opens every gate, so that a test that failed does not hold up the next. */
  static void openAll() {
    GATES.values().forEach(CountDownLatch::countDown);
  }

  static CountDownLatch gate(String what) {
    return GATES.computeIfAbsent(what, name -> new CountDownLatch(1));
  }

  /** Subjects of which the work was told when the job was inserted, in that order. */
  static List<UUID> enqueued(UUID jobId) {
    return ENQUEUED.getOrDefault(jobId, List.of());
  }

  /** Items of this sort that run. */
  static int running(String what) {
    AtomicInteger running = RUNNING.get(what);
    return running == null ? 0 : running.get();
  }

  /** Most items of this sort that ever ran at once. */
  static int most(String what) {
    return MOST.getOrDefault(what, 0);
  }

  /** How often this subject was worked on. */
  static int runs(String subject) {
    AtomicInteger runs = RUNS.get(subject);
    return runs == null ? 0 : runs.get();
  }
}
