package org.sluice.intake.work;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.fleet.FleetService;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.intake.plan.Plan;
import org.sluice.job.ItemRun;
import org.sluice.job.JobKind;
import org.sluice.job.JobWork;
import org.sluice.job.item.ItemOutcome;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.status.MirrorColumns;
import org.sluice.registry.upstream.UpstreamIndex;

/**
 * Makes repositories of lines.
 *
 * <p>A repository and its line's knowledge of it are one transaction, so a line that runs again
 * after a crash knows what it has become.
 */
@ApplicationScoped
public class ImportWork implements JobWork {

  @Inject private ImportLines lines;
  @Inject private Requesters requesters;
  @Inject private FleetService fleet;
  @Inject private MirrorColumns columns;
  @Inject private UpstreamIndex upstreams;
  @Inject private NamespaceService namespaces;

  @Override
  public JobKind kind() {
    return JobKind.IMPORT;
  }

  @Override
  public void enqueued(UUID jobId, Collection<UUID> subjectIds) {
    lines.expectFollowUp(jobId);
  }

  @Override
  public ItemOutcome run(ItemRun item) {
    Optional<StoredLine> found = lines.find(item.subjectId());
    if (found.isEmpty()) {
      return ItemOutcome.failed("FORGOTTEN", "The list is no longer kept. Bring it again.");
    }
    StoredLine line = found.get();
    if (line.repositoryId() != null) {
      return done();
    }
    if (line.reason() != null) {
      return line.reason().duplicate()
          ? duplicate(line.detail())
          : ItemOutcome.failed(line.reason().name(), line.detail()).counted("refused");
    }
    Optional<Caller> caller = requesters.find(line.requestedBy());
    if (caller.isEmpty()) {
      return refused(line, "FORBIDDEN", "who brought the list has no account any more");
    }
    try {
      return add(caller.get(), line, item.jobId());
    } catch (DomainException refused) {
      return refused.kind() == FailureKind.INTERNAL
          ? refused(line, "INTERNAL", "something went wrong on our side")
          : refused(line, word(refused), begun(refused.getMessage()));
    }
  }

  private ItemOutcome add(Caller caller, StoredLine line, UUID jobId) {
    String name = namespaces.names(List.of(line.namespaceId())).get(line.namespaceId());
    if (name == null) {
      return refused(line, "NAMESPACE", "its namespace is gone");
    }
    String tracked = upstreams.tracked(caller, List.of(line.key())).get(line.key());
    if (tracked != null) {
      return duplicate("Line " + line.line() + ": is tracked already as " + tracked + ".");
    }
    fleet.addQuietly(
        caller,
        new NamespaceRef(line.namespaceId(), name),
        Plan.repository(
            name,
            line.name(),
            line.url(),
            line.mirror(),
            line.interval(),
            line.tags(),
            line.forge(),
            line.forgeAccountId()),
        made -> settle(line, made, jobId));
    return done();
  }

  /** In the transaction that makes the repository. */
  private void settle(StoredLine line, RepositoryRecord made, UUID jobId) {
    lines.become(line.id(), made.id(), jobId);
    if (line.mirror()) {
      columns.reschedule(made.id(), Instant.now().plus(Plan.untilFirstSync(line.mirrorPlace())));
    }
  }

  private static ItemOutcome done() {
    return ItemOutcome.succeeded("Added.").counted("added");
  }

  private static ItemOutcome duplicate(String detail) {
    return ItemOutcome.skipped(detail).counted("duplicates");
  }

  private static ItemOutcome refused(StoredLine line, String reason, String detail) {
    return ItemOutcome.failed(reason, "Line " + line.line() + ": " + detail + ".")
        .counted("refused");
  }

  private static String word(DomainException refused) {
    return refused.slug().toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** A sentence as it goes on after a colon. */
  private static String begun(String sentence) {
    String open = sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
    return open.substring(0, 1).toLowerCase(Locale.ROOT) + open.substring(1);
  }
}
