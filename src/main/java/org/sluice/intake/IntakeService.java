package org.sluice.intake;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.UUID;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.sluice.audit.AuditLog;
import org.sluice.failure.DomainException;
import org.sluice.failure.FailureKind;
import org.sluice.forge.ForgeKind;
import org.sluice.forge.RemoteRepository;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.intake.address.Address;
import org.sluice.intake.address.NoRepository;
import org.sluice.intake.discovery.Discovery;
import org.sluice.intake.plan.Plan;
import org.sluice.intake.plan.Planner;
import org.sluice.intake.reading.Entries;
import org.sluice.intake.reading.ListFormat;
import org.sluice.intake.reading.ListText;
import org.sluice.intake.work.FollowUp;
import org.sluice.intake.work.ImportLines;
import org.sluice.job.JobKind;
import org.sluice.job.JobService;
import org.sluice.job.JobTrigger;
import org.sluice.job.JobView;
import org.sluice.job.NewJob;
import org.sluice.job.item.NewItem;
import org.sluice.registry.upstream.UpstreamIndex;
import org.sluice.registry.upstream.UpstreamKey;
import org.sluice.rest.PageQuery;

/** The door of imports: tells what would become of a list, and starts the job that does it. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class IntakeService {

  /** A list of 10 MiB takes several times that while it is read; so few are read at once. */
  private static final Semaphore PLACES = new Semaphore(2);

  private static final Duration PATIENCE = Duration.ofSeconds(30);

  @Inject private Planner planner;
  @Inject private ImportLines lines;
  @Inject private Discovery discovery;
  @Inject private UpstreamIndex upstreams;
  @Inject private NamespaceService namespaces;
  @Inject private JobService jobs;
  @Inject private AuditLog audit;

  /**
   * What would become of a list if it were imported now; nothing is stored.
   *
   * @throws DomainException INVALID if the list or an option cannot be read, FORBIDDEN if the
   *     caller does not maintain the namespace, TOO_LARGE, UNAVAILABLE while too many others are
   *     read
   */
  public ImportPreview preview(Caller caller, NewImport wanted) {
    ImportOptions options = options(caller, wanted);
    return inTurn(
        () -> {
          ListText list = ListText.of(wanted.bytes(), wanted.mediaType());
          return preview(caller, list.format(), list.entries(), options);
        });
  }

  private ImportPreview preview(
      Caller caller, ListFormat format, Entries entries, ImportOptions options) {
    Tally tally = new Tally();
    try (Plan plan = planner.plan(caller, entries, options)) {
      plan.forEachRemaining(portion -> portion.forEach(tally::add));
      requireEntries(tally.total());
      return tally.preview(format, plan.passedOver());
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
    return inTurn(
        () -> {
          ListText list = ListText.of(wanted.bytes(), wanted.mediaType());
          String selection = "list:" + digest(wanted.bytes(), wanted.mediaType(), options);
          return start(caller, selection, list::entries, options, list.format().name());
        });
  }

  private JobView start(
      Caller caller,
      String selection,
      Supplier<Entries> entries,
      ImportOptions options,
      String detail) {
    return jobs.start(
        new NewJob(JobKind.IMPORT, JobTrigger.MANUAL, caller, selection, true, true, null),
        () -> items(caller, entries.get(), options),
        id -> audit.done(caller.username(), "list-imported", "job " + id, detail));
  }

  /** Items for all entries, each portion kept as lines when it is reached. */
  private Stream<NewItem> items(Caller caller, Entries entries, ImportOptions options) {
    Plan plan = planner.plan(caller, entries, options);
    requireEntries(plan.hasNext() ? 1 : 0);
    UUID id = lines.begin(caller, options);
    return StreamSupport.stream(
            Spliterators.spliteratorUnknownSize(plan, Spliterator.ORDERED), false)
        .flatMap(portion -> lines.keep(id, portion).stream())
        .onClose(plan::close);
  }

  // ---- what forges tell ----

  /**
   * All repositories that an account at a forge sees, with those here that follow them.
   *
   * @param owner whose they are; null for all
   * @throws DomainException NOT_FOUND, FORBIDDEN unless the caller administers; REFUSED_UPSTREAM,
   *     UPSTREAM_FAILED or UPSTREAM_TIMEOUT if the forge does not tell all; TOO_LARGE
   */
  public List<DiscoveredRepository> discover(Caller caller, UUID account, String owner) {
    List<RemoteRepository> found = discovery.all(caller, account, owner);
    List<DiscoveredRepository> views = new ArrayList<>();
    for (int from = 0; from < found.size(); from += Plan.PORTION) {
      List<RemoteRepository> some =
          found.subList(from, Math.min(found.size(), from + Plan.PORTION));
      List<String> keys = some.stream().map(IntakeService::key).toList();
      Map<String, String> tracked =
          upstreams.tracked(caller, keys.stream().filter(Objects::nonNull).distinct().toList());
      for (int i = 0; i < some.size(); i++) {
        views.add(DiscoveredRepository.of(some.get(i), tracked.get(keys.get(i))));
      }
    }
    return views;
  }

  /** What all spellings of a repository's clone URL have in common; null if it has none. */
  private static String key(RemoteRepository remote) {
    try {
      return UpstreamKey.of(Address.of(remote.cloneUrl()).upstream());
    } catch (NoRepository unusual) {
      return null;
    }
  }

  /**
   * What would become of repositories that an account sees if they were imported now.
   *
   * @throws DomainException as for {@link #discover} and {@link #preview}
   */
  public ImportPreview preview(Caller caller, UUID account, ForgeImport wanted) {
    ImportOptions options = options(caller, account, wanted);
    return preview(caller, null, Entries.of(discovery.chosen(caller, account, wanted)), options);
  }

  /**
   * Starts the import of repositories that an account sees.
   *
   * @return the job, with an item for each
   * @throws DomainException as for {@link #discover} and {@link #start}
   */
  public JobView start(Caller caller, UUID account, ForgeImport wanted) {
    ImportOptions options = options(caller, account, wanted);
    List<String> chosen = discovery.chosen(caller, account, wanted);
    String selection =
        "forge:"
            + digest(String.join("\n", chosen).getBytes(StandardCharsets.UTF_8), null, options);
    return start(caller, selection, () -> Entries.of(chosen), options, "account " + account);
  }

  /**
   * The check of health that the server started when an import had ended; empty until it has, or if
   * there was nothing to check.
   *
   * @throws DomainException NOT_FOUND if there is no such job that the caller sees
   */
  public Optional<JobView> checkAfter(Caller caller, UUID jobId) {
    jobs.find(caller, jobId);
    PageQuery query =
        new PageQuery(
            1,
            1,
            List.of(new PageQuery.Sort("createdAt", true)),
            FollowUp.selection(jobId),
            Map.of("kind", JobKind.HEALTH_CHECK.name()));
    return jobs.list(caller, query).items().stream().findFirst();
  }

  private ImportOptions options(Caller caller, UUID account, ForgeImport wanted) {
    ForgeKind forge = discovery.forge(caller, account);
    ImportOptions plain =
        options(
            caller,
            wanted.namespace(),
            wanted.mirror() != null && wanted.mirror(),
            wanted.tags() == null ? List.of() : wanted.tags());
    return new ImportOptions(plain.namespace(), plain.mirror(), plain.tags(), forge, account);
  }

  private static <T> T inTurn(Supplier<T> reading) {
    try {
      if (PLACES.tryAcquire(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        try {
          return reading.get();
        } finally {
          PLACES.release();
        }
      }
    } catch (InterruptedException stopped) {
      Thread.currentThread().interrupt();
    }
    throw DomainException.retryLater(
        FailureKind.UNAVAILABLE,
        "too-many-lists",
        "Other lists are being read. Try again soon.",
        PATIENCE);
  }

  private static void requireEntries(int count) {
    if (count == 0) {
      throw DomainException.invalid("file", "holds no entry");
    }
  }

  private ImportOptions options(Caller caller, NewImport wanted) {
    ImportOptions plain = options(caller, wanted.namespace(), wanted.mirror(), wanted.tags());
    if (wanted.interval() == null || wanted.interval().isBlank()) {
      return plain;
    }
    String interval = wanted.interval().strip();
    planner
        .problemOf(interval)
        .ifPresent(
            problem -> {
              throw DomainException.invalid("interval", problem);
            });
    return new ImportOptions(plain.namespace(), plain.mirror(), plain.tags(), null, null, interval);
  }

  private ImportOptions options(Caller caller, String named, boolean mirror, List<String> tags) {
    boolean own = named == null || named.isBlank();
    NamespaceRef namespace;
    try {
      namespace = namespaces.require(caller, own ? caller.username() : named.strip());
    } catch (DomainException unknown) {
      throw DomainException.invalid(
          "namespace", own ? "is required" : "there is no such namespace");
    }
    if (!caller.maintains(namespace.id())) {
      throw DomainException.forbidden("Only maintainers of " + namespace.name() + " may do this.");
    }
    if (tags.stream().anyMatch(Objects::isNull)) {
      throw DomainException.invalid("tags", "must be words");
    }
    return new ImportOptions(namespace, mirror, tags, null, null);
  }

  /** What tells this list, brought with these options, from every other. */
  private static String digest(byte[] bytes, String mediaType, ImportOptions options) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      digest.update(bytes);
      digest.update((options + String.valueOf(mediaType)).getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest.digest(), 0, 16);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException(impossible);
    }
  }
}
