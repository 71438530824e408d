package org.sluice.job.engine;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.spi.BeanManager;
import jakarta.enterprise.inject.spi.ObserverMethod;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import org.sluice.job.JobEnded;
import org.sluice.job.row.Job;
import org.sluice.job.row.JobItem;
import org.sluice.job.row.SeenJob;
import org.sluice.job.watch.JobStreams;
import org.sluice.job.watch.ProgressBoard;
import org.sluice.platform.Executors;

/** Tells what was committed to whoever watches: the board, the event streams, the rooms above. */
@ApplicationScoped
public class Commits {

  private static final System.Logger LOG = System.getLogger(Commits.class.getName());

  @Inject private ProgressBoard board;
  @Inject private JobStreams streams;
  @Inject private BeanManager beans;
  @Inject private Executors executors;

  /** A job and some of its items are stored like this now. */
  public void committed(Job job, List<JobItem> items) {
    boolean ends = board.committed(job, items);
    try {
      streams.changed(job.id());
    } finally {
      if (ends) {
        announceEnd(job);
      }
    }
  }

  /** A job was found in its rows; its end is announced now if its commit was told as a failure. */
  void found(SeenJob seen) {
    if (board.open(seen.job(), seen.namespaces())) {
      announceEnd(seen.job());
    }
  }

  /** A job has ended; called once for each. */
  public void announceEnd(Job job) {
    Duration took = Duration.between(job.createdAt(), job.completedAt());
    LOG.log(
        System.Logger.Level.INFO,
        "job={0} kind={1} status={2} {3} took={4}",
        job.id(),
        job.kind(),
        job.status(),
        job.message(),
        took);
    JobEnded event =
        new JobEnded(
            job.id(), job.kind(), job.trigger(), job.status(), job.requestedBy(), job.counts());
    try {
      executors.housekeeping().execute(() -> tell(event));
    } catch (RejectedExecutionException refused) {
      tell(event);
    }
  }

  /** Tells one observer after the other, since a plain event stops at the first that fails. */
  private void tell(JobEnded event) {
    for (ObserverMethod<? super JobEnded> observer : beans.resolveObserverMethods(event)) {
      try {
        observer.notify(event);
      } catch (RuntimeException | Error failed) {
        LOG.log(
            System.Logger.Level.ERROR,
            "job=" + event.jobId() + " an observer of its end failed",
            failed);
      }
    }
  }
}
