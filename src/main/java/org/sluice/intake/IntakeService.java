package org.sluice.intake;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.UUID;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.sluice.audit.AuditLog;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.intake.plan.Plan;
import org.sluice.intake.plan.Planner;
import org.sluice.intake.reading.ListText;
import org.sluice.intake.work.ImportLines;
import org.sluice.job.JobKind;
import org.sluice.job.JobService;
import org.sluice.job.JobTrigger;
import org.sluice.job.JobView;
import org.sluice.job.NewItem;
import org.sluice.job.NewJob;

/** The door of imports: tells what would become of a list, and starts the job that does it. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class IntakeService {

  @Inject private Planner planner;
  @Inject private ImportLines lines;
  @Inject private NamespaceService namespaces;
  @Inject private JobService jobs;
  @Inject private AuditLog audit;

  /**
   * What would become of a list if it were imported now; nothing is stored.
   *
   * @throws DomainException INVALID if the list or an option cannot be read, FORBIDDEN if the
   *     caller does not maintain the namespace, TOO_LARGE
   */
  public ImportPreview preview(Caller caller, NewImport wanted) {
    ImportOptions options = options(caller, wanted);
    ListText list = ListText.of(wanted.bytes(), wanted.mediaType());
    Tally tally = new Tally();
    try (Plan plan = planner.plan(caller, list, options)) {
      plan.forEachRemaining(portion -> portion.forEach(tally::add));
      requireEntries(tally.total());
      return tally.preview(list.format(), plan.passedOver());
    }
  }

  /**
   * Starts the import of a list.
   *
   * @return the job, with an item for each entry
   * @throws DomainException as for {@link #preview}; CONFLICT while the same list is being imported
   *     for the caller; TOO_MANY
   */
  public JobView start(Caller caller, NewImport wanted) {
    ImportOptions options = options(caller, wanted);
    ListText list = ListText.of(wanted.bytes(), wanted.mediaType());
    NewJob job =
        new NewJob(
            JobKind.IMPORT, JobTrigger.MANUAL, caller, "list:" + digest(wanted), true, true, null);
    return jobs.start(
        job,
        () -> items(caller, list, options),
        id -> audit.done(caller.username(), "list-imported", "job " + id, list.format().name()));
  }

  /** Items for all entries, each portion kept as lines when it is reached. */
  private Stream<NewItem> items(Caller caller, ListText list, ImportOptions options) {
    Plan plan = planner.plan(caller, list, options);
    requireEntries(plan.hasNext() ? 1 : 0);
    UUID id = lines.begin(caller);
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(plan, Spliterator.ORDERED), false)
        .flatMap(portion -> lines.keep(id, portion).stream())
        .onClose(plan::close);
  }

  private static void requireEntries(int count) {
    if (count == 0) {
      throw DomainException.invalid("file", "holds no entry");
    }
  }

  private ImportOptions options(Caller caller, NewImport wanted) {
    boolean own = wanted.namespace() == null || wanted.namespace().isBlank();
    NamespaceRef namespace;
    try {
      namespace = namespaces.require(caller, own ? caller.username() : wanted.namespace().strip());
    } catch (DomainException unknown) {
      throw DomainException.invalid(
          "namespace", own ? "is required" : "there is no such namespace");
    }
    if (!caller.maintains(namespace.id())) {
      throw DomainException.forbidden("Only maintainers of " + namespace.name() + " may do this.");
    }
    return new ImportOptions(namespace, wanted.mirror(), wanted.tags());
  }

  /** What tells this list, brought with these options, from every other. */
  private static String digest(NewImport wanted) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(wanted.bytes());
      List<Object> rest =
          List.of(
              String.valueOf(wanted.namespace()),
              wanted.mirror(),
              wanted.tags(),
              String.valueOf(wanted.mediaType()));
      digest.update(rest.toString().getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
