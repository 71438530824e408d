package org.sluice.fleet.bulk;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.sluice.audit.AuditLog;
import org.sluice.failure.DomainException;
import org.sluice.fleet.Registration;
import org.sluice.identity.Caller;
import org.sluice.job.JobKind;
import org.sluice.job.JobService;
import org.sluice.job.JobTrigger;
import org.sluice.job.JobView;
import org.sluice.job.NewJob;
import org.sluice.job.item.NewItem;
import org.sluice.job.item.SubjectType;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.RepositoryRef;
import org.sluice.registry.selection.RepositoryChoice;
import org.sluice.registry.selection.RepositorySelection;
import org.sluice.registry.selection.RepositoryWalk;
import org.sluice.registry.tag.TagChange;
import org.sluice.registry.tag.TagsChanged;

/** The door of the fleet to what is done to many repositories at once. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class BulkService {

  private static final int PORTION = 500;

  /** Deletions wait for the disk and for nobody's host. */
  private static final String LANE = "deletion";

  @Inject private RegistryService registry;
  @Inject private Registration registration;
  @Inject private JobService jobs;
  @Inject private AuditLog audit;

  /** How many repositories a selection fits that the caller maintains. */
  public long count(Caller caller, RepositorySelection selection) {
    return registry.countSelected(caller, selection);
  }

  /**
   * Gives repositories tags and takes others from them, a portion in each transaction, with its own
   * entry in the record; what failed midway is made good by asking again.
   *
   * @return what came of it
   * @throws DomainException INVALID; FORBIDDEN if one that is named is not maintained by the caller
   */
  public TagsChanged tag(Caller caller, BulkTagging wanted) {
    TagChange change = TagChange.of(wanted.add(), wanted.remove());
    Chosen chosen = chosen(caller, wanted.choice());
    TagsChanged all = TagsChanged.NONE;
    List<RepositoryRef> portion = chosen.after().apply(RepositoryWalk.FIRST);
    while (!portion.isEmpty()) {
      for (int from = 0; from < portion.size(); from += PORTION) {
        List<RepositoryRef> some = portion.subList(from, Math.min(from + PORTION, portion.size()));
        List<UUID> ids = some.stream().map(RepositoryRef::id).toList();
        all = all.and(registration.retag(caller, ids, change, chosen.words()));
      }
      portion = chosen.after().apply(portion.get(portion.size() - 1).id());
    }
    return all;
  }

  /**
   * Starts to delete repositories with their mirrors. Each that cannot be deleted fails with the
   * reason; the others are gone for ever.
   *
   * @return the job
   * @throws DomainException INVALID; FORBIDDEN; CONFLICT if they are not as many as expected, or
   *     while the same job of the caller is active; TOO_MANY
   */
  public JobView delete(Caller caller, BulkDeletion wanted) {
    if (wanted.expected() == null || wanted.expected() < 1) {
      throw DomainException.invalid("expected", "must be the number of repositories, at least 1");
    }
    Chosen chosen = chosen(caller, wanted.choice());
    AtomicInteger met = new AtomicInteger();
    return jobs.start(
        new NewJob(JobKind.DELETION, JobTrigger.MANUAL, caller, chosen.words(), true, true, null),
        () -> {
          met.set(0);
          return RepositoryWalk.over(chosen.after())
              .peek(each -> met.incrementAndGet())
              .map(BulkService::item);
        },
        id -> {
          if (met.get() != wanted.expected()) {
            throw changed(met.get());
          }
          audit.done(
              caller.username(),
              "deletion-started",
              met.get() + " repositories",
              "job " + id + " on " + chosen.words());
        });
  }

  private static DomainException changed(int met) {
    return DomainException.conflict(
        "selection-changed",
        "The selection fits " + met + (met == 1 ? " repository" : " repositories") + " now.");
  }

  private static NewItem item(RepositoryRef repository) {
    return new NewItem(
        SubjectType.REPOSITORY,
        repository.id(),
        repository.fullName(),
        repository.namespaceId(),
        LANE,
        "DELETE:" + repository.id());
  }

  /**
   * What was chosen: its name in canonical words, and portions by the id after which they begin.
   */
  private record Chosen(String words, Function<UUID, List<RepositoryRef>> after) {}

  private Chosen chosen(Caller caller, RepositoryChoice choice) {
    return choice.either(
        ids -> {
          List<RepositoryRecord> named = registry.requireMaintained(caller, ids);
          return new Chosen(
              RepositoryWalk.words(named),
              RepositoryWalk.of(named.stream().map(RepositoryRef::of).toList()));
        },
        selection ->
            new Chosen(
                selection.words(), after -> registry.selected(caller, selection, after, PORTION)));
  }
}
