package org.sluice.job.start;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sluice.failure.DomainException;
import org.sluice.job.JobKind;
import org.sluice.job.JobTrigger;
import org.sluice.job.JobWork;
import org.sluice.job.NewJob;
import org.sluice.job.item.NewItem;
import org.sluice.job.row.Job;
import org.sluice.job.row.JobRows;
import org.sluice.job.row.KeyTaken;
import org.sluice.job.row.SeenJob;

/** Brings jobs into being: counts bulk starts, inserts, and names what is in the way of one. */
@ApplicationScoped
public class Starts {

  private static final int ATTEMPTS = 3;

  private final BulkAllowance allowance = new BulkAllowance(System::nanoTime);

  @Inject private StartStore store;
  @Inject @Any private Instance<JobWork> registered;

  /**
   * Inserts a job with its items; nobody runs it yet.
   *
   * @param items opened inside the transaction, perhaps more than once, and closed
   * @param sameTransaction is given the job's id and stores what belongs to the start
   * @return the job; ended already if it has no items
   * @throws DomainException CONFLICT with the job that is in the way; TOO_MANY after 20 bulk starts
   *     in a minute
   */
  public SeenJob insert(
      NewJob wanted, Supplier<Stream<NewItem>> items, Consumer<UUID> sameTransaction) {
    UUID user = wanted.requestedBy().userId();
    boolean counted = wanted.bulk() && user != null && wanted.trigger() != JobTrigger.SCHEDULE;
    if (counted) {
      allowance.take(user);
    }
    boolean inserted = false;
    try {
      SeenJob started = tryInsert(wanted, items, sameTransaction);
      inserted = true;
      return started;
    } finally {
      if (counted && !inserted) {
        allowance.giveBack(user);
      }
    }
  }

  private SeenJob tryInsert(
      NewJob wanted, Supplier<Stream<NewItem>> items, Consumer<UUID> sameTransaction) {
    String key = wanted.exclusive() ? key(wanted) : null;
    for (int attempt = 1; ; attempt++) {
      try {
        return store.insert(
            wanted,
            key,
            items,
            id -> {
              tellWork(wanted.kind(), id);
              sameTransaction.accept(id);
            });
      } catch (KeyTaken taken) {
        Optional<UUID> holder = store.holder(taken);
        if (holder.isPresent() || attempt == ATTEMPTS) {
          throw duplicate(wanted.kind(), taken, holder.orElse(null));
        }
        // The holder has ended between the two looks; the way may be free now.
      }
    }
  }

  private void tellWork(JobKind kind, UUID jobId) {
    for (JobWork work : registered) {
      if (work.kind() == kind) {
        List<UUID> subjects = store.subjects(jobId);
        for (int from = 0; from < subjects.size(); from += JobRows.BATCH) {
          int to = Math.min(subjects.size(), from + JobRows.BATCH);
          work.enqueued(jobId, subjects.subList(from, to));
        }
      }
    }
  }

  private static DomainException duplicate(JobKind kind, KeyTaken taken, UUID holder) {
    boolean whole = taken.jobKey() != null;
    String slug = kind == JobKind.SYNC && !whole ? "already-syncing" : "already-running";
    String detail =
        whole
            ? "The same job has been started and has not ended."
            : "It is being worked on already.";
    return holder == null
        ? DomainException.conflict(slug, detail)
        : DomainException.conflict(slug, detail, Job.path(holder));
  }

  private static String key(NewJob wanted) {
    String all = wanted.kind() + "\n" + wanted.requestedBy().userId() + "\n" + wanted.selection();
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      return HexFormat.of().formatHex(digest.digest(all.getBytes(StandardCharsets.UTF_8)));
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }

  /** What failed or was cancelled of a job, in order, as items of a job that repeats it. */
  public Stream<NewItem> repeated(UUID jobId) {
    return Stream.iterate(
            store.repeatable(jobId, 0),
            page -> !page.isEmpty(),
            page -> store.repeatable(jobId, page.get(page.size() - 1).position()))
        .flatMap(List::stream)
        .map(
            item ->
                new NewItem(
                    item.subjectType(),
                    item.subjectId(),
                    item.subjectName(),
                    item.namespaceId(),
                    item.host(),
                    item.exclusiveKey()));
  }
}
