package org.sluice.fleet;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.io.UncheckedIOException;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.sluice.failure.DomainException;
import org.sluice.forge.ForgeKind;
import org.sluice.health.HealthService;
import org.sluice.health.RepositoryMetadata;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.identity.Visibility;
import org.sluice.mirror.MirrorService;
import org.sluice.mirror.MirrorSettings;
import org.sluice.mirror.MirrorView;
import org.sluice.registry.RegistryService;
import org.sluice.registry.RepositoryEdit;
import org.sluice.registry.RepositoryRecord;
import org.sluice.registry.status.RefreshInterval;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;
import org.sluice.rest.Patch;

/** The door of the fleet: repositories as one thing, made of what the rooms below keep. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class FleetService {

  /** Fields that a patch may name. */
  static final Set<String> PATCHABLE =
      Stream.concat(
              Stream.of(
                  "name",
                  "cloneUrl",
                  "mirror",
                  "forge",
                  "description",
                  "visibility",
                  "credentialId",
                  "forgeAccountId",
                  "refreshInterval",
                  "tags"),
              MirrorSettings.FIELDS.stream())
          .collect(Collectors.toUnmodifiableSet());

  private static final int PORTION = 500;

  private static final Logger LOG = Logger.getLogger(FleetService.class.getName());

  @Inject private Registration registration;
  @Inject private RegistryService registry;
  @Inject private MirrorService mirrors;
  @Inject private HealthService health;
  @Inject private NamespaceService namespaces;

  /**
   * Tracks a repository, and starts the first clone if it is to be mirrored.
   *
   * @return the repository; {@code lastJob} names the first sync
   * @throws DomainException INVALID, FORBIDDEN, NOT_FOUND (namespace) or CONFLICT (name)
   */
  public RepositoryView add(Caller caller, NewRepository wanted) {
    String owner =
        wanted.namespace() == null || wanted.namespace().isBlank()
            ? caller.username()
            : wanted.namespace();
    NamespaceRef namespace;
    try {
      namespace = namespaces.require(caller, owner);
    } catch (DomainException unknown) {
      throw DomainException.invalid("namespace", "there is no such namespace");
    }
    RepositoryRecord added = registration.add(caller, namespace, wanted, record -> {});
    if (added.mirrorEnabled()) {
      try {
        mirrors.firstSync(caller, added);
      } catch (DomainException timerWasFaster) {
        LOG.log(
            Level.INFO,
            timerWasFaster,
            () -> "repository=" + added.fullName() + " first sync is on its way already");
      }
    }
    // By its id: the namespace may have another name already.
    return view(
        registry.find(added.id()).orElseThrow(() -> DomainException.notFound("repository")));
  }

  /**
   * Tracks a repository that came with many others: nothing is started, a mirror waits for its
   * time.
   *
   * @param sameTransaction is given the repository and stores what belongs to it
   * @return the repository
   * @throws DomainException INVALID, FORBIDDEN, NOT_FOUND (namespace) or CONFLICT (name)
   */
  public RepositoryRecord addQuietly(
      Caller caller,
      NamespaceRef namespace,
      NewRepository wanted,
      Consumer<RepositoryRecord> sameTransaction) {
    return registration.add(caller, namespace, wanted, sameTransaction);
  }

  /** One page of the repositories that the caller sees. */
  public Page<RepositoryView> list(Caller caller, PageQuery query) {
    Page<RepositoryRecord> page = registry.list(caller, query);
    Map<UUID, MirrorView> views = mirrors.views(page.items());
    Map<UUID, RepositoryMetadata> metadata =
        health.metadata(page.items().stream().map(RepositoryRecord::id).toList());
    return page.map(
        record -> RepositoryView.of(record, views.get(record.id()), metadata.get(record.id())));
  }

  /**
   * Goes through all repositories that the caller sees, in the order of their full names, a portion
   * at a time.
   *
   * @return portions of up to 500; gone through once, none of them is kept
   */
  public Iterator<List<ExportedRepository>> export(Caller caller) {
    return new Iterator<>() {
      private List<RepositoryRecord> next = registry.after(caller, null, PORTION);

      @Override
      public boolean hasNext() {
        return !next.isEmpty();
      }

      @Override
      public List<ExportedRepository> next() {
        if (next.isEmpty()) {
          throw new NoSuchElementException();
        }
        List<RepositoryRecord> now = next;
        Map<UUID, MirrorView> views = mirrors.views(now);
        next =
            now.size() < PORTION
                ? List.of()
                : registry.after(caller, now.get(now.size() - 1), PORTION);
        return now.stream()
            .map(record -> ExportedRepository.of(record, views.get(record.id())))
            .toList();
      }
    };
  }

  /**
   * One repository.
   *
   * @throws DomainException NOT_FOUND
   */
  public RepositoryView get(Caller caller, String owner, String name) {
    return view(registry.require(caller, owner, name));
  }

  private RepositoryView view(RepositoryRecord record) {
    return RepositoryView.of(
        record,
        mirrors.views(List.of(record)).get(record.id()),
        health.metadata(List.of(record.id())).get(record.id()));
  }

  /**
   * Changes what a patch names.
   *
   * @param ifVersion the version that the editor saw; null if he does not care
   * @return the repository as it is now
   * @throws DomainException NOT_FOUND, FORBIDDEN, STALE, INVALID or CONFLICT (name)
   */
  public RepositoryView change(
      Caller caller, String owner, String name, Patch patch, Long ifVersion) {
    for (String required : List.of("name", "cloneUrl", "mirror", "forge", "visibility")) {
      if (patch.clears(required)) {
        throw DomainException.invalid(required, "cannot be cleared");
      }
    }
    RepositoryEdit edit =
        new RepositoryEdit(
            patch.value("name", String.class).orElse(null),
            patch.value("cloneUrl", String.class).orElse(null),
            patch.value("forge", ForgeKind.class).orElse(null),
            patch.value("credentialId", UUID.class).orElse(null),
            patch.clears("credentialId"),
            patch.value("forgeAccountId", UUID.class).orElse(null),
            patch.clears("forgeAccountId"),
            RefreshInterval.parse(patch.value("refreshInterval", String.class).orElse(null)),
            patch.clears("refreshInterval"),
            patch.has("description") ? patch.value("description", String.class).orElse("") : null,
            patch.value("visibility", Visibility.class).orElse(null),
            patch.value("mirror", Boolean.class).orElse(null),
            patch.texts("tags").<Set<String>>map(LinkedHashSet::new).orElse(null));
    registration.change(caller, owner, name, edit, patch, ifVersion);
    return get(caller, owner, edit.name() == null ? name : edit.name());
  }

  /**
   * Deletes a repository, its history and its mirror on disk.
   *
   * @param ifVersion the version that the caller saw; null if he does not care
   * @throws DomainException NOT_FOUND, FORBIDDEN, STALE, or CONFLICT while a job has it
   */
  public void delete(Caller caller, String owner, String name, Long ifVersion) {
    discard(
        registration.delete(caller, caller.username(), owner, name, ifVersion), caller.username());
  }

  /**
   * Deletes a repository for somebody whose rights were checked when he asked for it.
   *
   * @param requestedBy his name
   * @return whether there still was one of that id
   * @throws DomainException CONFLICT while it is used
   */
  public boolean deleteFor(String requestedBy, UUID id) {
    Optional<RepositoryRecord> gone = registration.delete(requestedBy, id);
    gone.ifPresent(each -> discard(each, requestedBy));
    return gone.isPresent();
  }

  private void discard(RepositoryRecord gone, String requestedBy) {
    LOG.info(() -> "repository=" + gone.fullName() + " deleted by " + requestedBy);
    try {
      mirrors.discardFolder(gone.id());
    } catch (UncheckedIOException left) {
      LOG.log(
          Level.WARNING,
          left,
          () -> "repository=" + gone.fullName() + " its folder stays until the nightly sweep");
    }
  }
}
