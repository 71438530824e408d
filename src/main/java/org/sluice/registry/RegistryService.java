package org.sluice.registry;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import jakarta.persistence.PersistenceException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sluice.egress.UpstreamUrl;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.forge.ForgeKind;
import org.sluice.identity.Caller;
import org.sluice.identity.Name;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.identity.Visibility;
import org.sluice.platform.database.UniqueViolation;
import org.sluice.platform.settings.Settings;
import org.sluice.registry.account.ForgeAccountService;
import org.sluice.registry.credential.CredentialService;
import org.sluice.registry.search.SearchWords;
import org.sluice.registry.selection.RepositorySelection;
import org.sluice.registry.tag.RepositoryTags;
import org.sluice.registry.tag.TagChange;
import org.sluice.registry.tag.TagsChanged;
import org.sluice.registry.upstream.UpstreamKey;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/**
 * The registry's door: finds, adds, edits and deletes tracked repositories. What the rooms above
 * tell of them, they write through the columns of {@code registry.status}.
 *
 * <p>What a caller does not see is NOT_FOUND for him; what he sees but does not maintain is
 * FORBIDDEN to change.
 */
@Stateless
public class RegistryService {

  /** Sort keys that lists know. */
  public static final Set<String> SORT_KEYS = RepositoryLists.SORT_KEYS.keySet();

  /** Filters that lists know. */
  public static final Set<String> FILTERS = ListConditions.FILTERS;

  private static final int MAX_TAGS = 20;

  @Inject private RegistryStore store;
  @Inject private RepositoryLists lists;
  @Inject private SearchWords words;
  @Inject private RepositoryTags tags;
  @Inject private NamespaceService namespaces;
  @Inject private Settings settings;
  @Inject private CredentialService credentials;
  @Inject private ForgeAccountService accounts;
  @Inject private Event<RepositoryEdited> edited;
  @Inject @Any private Instance<RepositoryUse> uses;

  /** One page of the repositories that the caller sees. */
  public Page<RepositoryRecord> list(Caller caller, PageQuery query) {
    return lists.page(caller, query).translate(this::records);
  }

  /** Full names of the repositories of such a page; nothing beyond it is looked at. */
  public List<String> names(Caller caller, PageQuery query) {
    return lists.rows(caller, query).stream().map(TrackedRepository::fullName).toList();
  }

  /**
   * How many repositories a list with the same filters shows the caller, as far as they are
   * counted.
   */
  public Page.Total count(Caller caller, Map<String, String> filters) {
    return lists.count(caller, filters);
  }

  /**
   * Repositories that the caller sees in the order of their full names, for whoever goes through
   * all of them.
   *
   * @param last the one after which to go on; null to begin
   */
  public List<RepositoryRecord> after(Caller caller, RepositoryRecord last, int most) {
    String after = last == null ? "" : RegistryStore.fullNameLower(last.owner(), last.name());
    return records(store.visible(caller, after, most));
  }

  /**
   * The repository of that name.
   *
   * @throws DomainException NOT_FOUND if there is none that the caller sees
   */
  public RepositoryRecord require(Caller caller, String owner, String name) {
    return record(visible(caller, owner, name));
  }

  /** The repository of that name, if it is open to everybody. */
  public Optional<RepositoryRecord> findPublic(String owner, String name) {
    return store
        .byName(owner, name)
        .filter(each -> each.visibility() == Visibility.PUBLIC)
        .map(this::record);
  }

  /**
   * The repository of that name, for a change.
   *
   * @throws DomainException NOT_FOUND if there is none that the caller sees, FORBIDDEN if he may
   *     not change it
   */
  public RepositoryRecord requireMaintained(Caller caller, String owner, String name) {
    return record(maintained(caller, owner, name));
  }

  /**
   * The repositories of those ids, for work on them, in the order of their ids.
   *
   * @param ids 1 to 1000
   * @throws DomainException INVALID, naming {@code repositoryIds}, if they are too many or one does
   *     not exist for the caller; FORBIDDEN if he does not maintain one
   */
  public List<RepositoryRecord> requireMaintained(Caller caller, Collection<UUID> ids) {
    if (ids.isEmpty() || ids.size() > 1000 || ids.stream().anyMatch(Objects::isNull)) {
      throw DomainException.invalid("repositoryIds", "must name 1 to 1000 repositories");
    }
    Set<UUID> distinct = Set.copyOf(ids);
    List<RepositoryRecord> chosen =
        find(distinct).stream()
            .filter(each -> caller.sees(each.namespaceId(), each.visibility()))
            .sorted(Comparator.comparing(RepositoryRecord::id))
            .toList();
    if (chosen.size() < distinct.size()) {
      throw DomainException.invalid("repositoryIds", "names a repository that does not exist");
    }
    for (RepositoryRecord each : chosen) {
      if (!caller.maintains(each.namespaceId())) {
        throw DomainException.forbidden("Only maintainers of " + each.owner() + " may do this.");
      }
    }
    return chosen;
  }

  /**
   * Repositories that a selection means, as far as the caller maintains them, in the order of their
   * ids after the given one.
   *
   * @throws DomainException INVALID if a filter of the selection is out of range
   */
  public List<RepositoryRef> selected(
      Caller caller, RepositorySelection selection, UUID after, int most) {
    return lists.refs(caller, selection.query(), after, most);
  }

  /** How many repositories a selection fits that the caller maintains. */
  public long countSelected(Caller caller, RepositorySelection selection) {
    return lists.countRefs(caller, selection.query());
  }

  /**
   * Gives some repositories tags and takes others from them, in one transaction.
   *
   * @param ids of repositories that the caller maintains, at most 500; those that are gone by now
   *     are left out
   */
  public TagsChanged retag(Collection<UUID> ids, TagChange change) {
    List<UUID> there = store.lock(ids).stream().map(TrackedRepository::id).toList();
    return tags.change(there, change, MAX_TAGS);
  }

  /** The repository of that id, for Sluice's own work; empty if it is gone. */
  public Optional<RepositoryRecord> find(UUID id) {
    return store.byId(id).map(this::record);
  }

  /**
   * Repositories that follow one of some upstreams, for Sluice's own work, in the order of their
   * ids.
   *
   * @param keys of the upstreams, as {@link UpstreamKey#of} gives them
   */
  public List<RepositoryRecord> following(Collection<String> keys, int most) {
    return records(store.following(keys, most));
  }

  /** The repositories of those ids that still exist, in any order. */
  public List<RepositoryRecord> find(Collection<UUID> ids) {
    return records(store.byIds(ids));
  }

  /**
   * Tracks a repository.
   *
   * @param namespace where it belongs; the caller maintains it
   * @throws DomainException INVALID with every field that breaks a rule, FORBIDDEN if the caller
   *     does not maintain the namespace, NOT_FOUND if that was deleted meanwhile, CONFLICT if the
   *     name is taken
   */
  public RepositoryRecord add(Caller caller, NamespaceRef namespace, NewTrackedRepository wanted) {
    requireMaintains(caller, namespace);
    List<FieldError> errors = wanted.problems(settings.transports());
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    UpstreamUrl upstream = UpstreamUrl.ofKnown(wanted.cloneUrl());
    if (wanted.credentialId() != null) {
      credentials.requireAttachable(
          caller, "credentialId", namespace.id(), wanted.credentialId(), upstream);
    }
    if (wanted.forgeAccountId() != null) {
      ForgeKind forge = wanted.forge() == null ? ForgeKind.ofHost(upstream.host()) : wanted.forge();
      accounts.requireAttachable(
          caller, "forgeAccountId", wanted.forgeAccountId(), forge, upstream);
    }
    // Held so that neither a deletion nor another name of the namespace misses this repository.
    NamespaceRef held = namespaces.hold(namespace.id());
    TrackedRepository repository = new TrackedRepository(held, wanted, upstream);
    try {
      store.insert(repository);
    } catch (PersistenceException taken) {
      if (!UniqueViolation.isCauseOf(taken)) {
        throw taken;
      }
      throw nameTaken(repository.fullName());
    }
    words.keep(Map.of(repository.id(), repository.searchText()));
    if (repository.tagged()) {
      tags.keepNames(List.of(repository.id()));
    }
    return repository.toRecord();
  }

  /**
   * Edits a repository.
   *
   * @param ifVersion the version that the editor saw; null if he does not care
   * @return the repository as it is now
   * @throws DomainException NOT_FOUND, FORBIDDEN, STALE, INVALID or CONFLICT
   */
  public RepositoryRecord change(
      Caller caller, String owner, String name, RepositoryEdit edit, Long ifVersion) {
    TrackedRepository repository = maintained(caller, owner, name);
    store.lockForEdit(repository);
    requireVersion(repository, ifVersion);
    List<FieldError> errors = new ArrayList<>();
    if (edit.name() != null) {
      Name.problem(edit.name()).ifPresent(broken -> errors.add(new FieldError("name", broken)));
    }
    UpstreamUrl upstream =
        edit.cloneUrl() == null ? null : upstream(edit.cloneUrl(), errors).orElse(null);
    checkText(edit.description(), errors);
    checkTags(edit.tags(), errors);
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    checkCredential(caller, repository, edit, upstream);
    checkAccount(caller, repository, edit, upstream);
    String searched = repository.searchText();
    String named = repository.fullNameLower();
    repository.apply(edit, upstream);
    try {
      store.flush();
    } catch (PersistenceException taken) {
      if (!UniqueViolation.isCauseOf(taken)) {
        throw taken;
      }
      throw nameTaken(repository.fullName());
    }
    if (!repository.searchText().equals(searched)) {
      words.keep(Map.of(repository.id(), repository.searchText()));
    }
    if (edit.tags() != null || !repository.fullNameLower().equals(named)) {
      tags.keepNames(List.of(repository.id()));
    }
    RepositoryRecord changed = repository.toRecord();
    edited.fire(new RepositoryEdited(changed));
    return changed;
  }

  /**
   * A credential is checked when it or the upstream changes, since with that of others its editor
   * would read what they can; what stays as it is, whoever edits the rest leaves to its owner.
   */
  private void checkCredential(
      Caller caller, TrackedRepository repository, RepositoryEdit edit, UpstreamUrl upstream) {
    UUID before = repository.credentialId();
    UUID after =
        edit.credentialId() != null || edit.clearsCredential() ? edit.credentialId() : before;
    boolean moves = upstream != null && !upstream.text().equals(repository.cloneUrl());
    if (after != null && (moves || !after.equals(before))) {
      credentials.requireAttachable(
          caller,
          "credentialId",
          repository.namespaceId(),
          after,
          moves ? upstream : UpstreamUrl.ofKnown(repository.cloneUrl()));
    }
  }

  /** An account is checked as a credential is: when it, the upstream or the forge changes. */
  private void checkAccount(
      Caller caller, TrackedRepository repository, RepositoryEdit edit, UpstreamUrl upstream) {
    UUID before = repository.forgeAccountId();
    UUID after =
        edit.forgeAccountId() != null || edit.clearsForgeAccount() ? edit.forgeAccountId() : before;
    UpstreamUrl then = upstream == null ? UpstreamUrl.ofKnown(repository.cloneUrl()) : upstream;
    ForgeKind forge = edit.forge() == null ? repository.forge() : edit.forge();
    boolean same =
        after == null
            || after.equals(before)
                && then.text().equals(repository.cloneUrl())
                && forge == repository.forge();
    if (!same) {
      accounts.requireAttachable(caller, "forgeAccountId", after, forge, then);
    }
  }

  /**
   * Forgets a repository.
   *
   * @param ifVersion the version that the caller saw; null if he does not care
   * @return what was forgotten
   * @throws DomainException NOT_FOUND, FORBIDDEN, or CONFLICT while a job has it or a room above
   *     needs it
   */
  public RepositoryRecord delete(Caller caller, String owner, String name, Long ifVersion) {
    TrackedRepository repository = maintained(caller, owner, name);
    store.lockForEdit(repository);
    requireVersion(repository, ifVersion);
    return forget(repository);
  }

  /**
   * Forgets a repository, for Sluice's own work.
   *
   * @return what was forgotten; empty if it is gone already
   * @throws DomainException CONFLICT while a job has it or a room above needs it
   */
  public Optional<RepositoryRecord> delete(UUID id) {
    return store.lock(id).map(this::forget);
  }

  /** Forgets one whose row is locked. */
  private RepositoryRecord forget(TrackedRepository repository) {
    if (repository.mirrorJob() != null) {
      throw DomainException.conflict(
          "already-syncing",
          "A sync of " + repository.fullName() + " is waiting or running. Cancel it first.",
          "/jobs/" + repository.mirrorJob());
    }
    for (RepositoryUse each : uses) {
      Optional<String> use = each.use(repository.id());
      if (use.isPresent()) {
        throw DomainException.conflict("repository-in-use", use.get());
      }
    }
    RepositoryRecord gone = record(repository);
    store.delete(repository);
    return gone;
  }

  /** Remembers the last job that was started for a repository alone. */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void rememberJob(UUID id, UUID job) {
    store.setLastJob(id, job);
  }

  /**
   * Locks a repository's row for the caller's transaction, before anything that belongs to it.
   *
   * @return the row as it is now; empty if it is gone
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public Optional<RepositoryRecord> lock(UUID id) {
    return store.lock(id).map(each -> each.toRecord(Set.of()));
  }

  /**
   * Locks rows of repositories for the caller's transaction, in the order of their ids, before
   * anything that belongs to them.
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public void lock(Collection<UUID> ids) {
    store.lock(ids);
  }

  private TrackedRepository visible(Caller caller, String owner, String name) {
    return store
        .byName(owner, name)
        .filter(each -> caller.sees(each.namespaceId(), each.visibility()))
        .orElseThrow(() -> DomainException.notFound("repository"));
  }

  private TrackedRepository maintained(Caller caller, String owner, String name) {
    TrackedRepository repository = visible(caller, owner, name);
    if (!caller.maintains(repository.namespaceId())) {
      throw DomainException.forbidden("Only maintainers of " + owner + " may do this.");
    }
    return repository;
  }

  private static void requireMaintains(Caller caller, NamespaceRef namespace) {
    if (!caller.maintains(namespace.id())) {
      throw DomainException.forbidden("Only maintainers of " + namespace.name() + " may do this.");
    }
  }

  private static void requireVersion(TrackedRepository repository, Long ifVersion) {
    if (ifVersion != null && ifVersion != repository.version()) {
      throw DomainException.changedMeanwhile();
    }
  }

  private static DomainException nameTaken(String fullName) {
    return DomainException.conflict(
        "name-taken",
        "There is a repository " + fullName + " already.",
        "/repositories/" + fullName);
  }

  private Optional<UpstreamUrl> upstream(String entered, List<FieldError> errors) {
    try {
      return Optional.of(UpstreamUrl.parse("cloneUrl", entered, settings.transports()));
    } catch (DomainException broken) {
      errors.addAll(broken.errors());
      return Optional.empty();
    }
  }

  static void checkText(String description, List<FieldError> errors) {
    if (description == null) {
      return;
    }
    if (description.chars().anyMatch(c -> c < ' ' && c != '\n' && c != '\r' && c != '\t')) {
      errors.add(new FieldError("description", "must not hold control characters"));
    }
    if (description.length() > 2000) {
      errors.add(new FieldError("description", "may have 2000 characters"));
    }
  }

  static void checkTags(Set<String> tags, List<FieldError> errors) {
    if (tags == null) {
      return;
    }
    if (tags.size() > MAX_TAGS) {
      errors.add(new FieldError("tags", "may be " + MAX_TAGS + " at most"));
    }
    for (String tag : tags) {
      if (!TagChange.isTag(tag)) {
        errors.add(new FieldError("tags", TagChange.RULE));
        return;
      }
    }
  }

  private RepositoryRecord record(TrackedRepository repository) {
    return records(List.of(repository)).get(0);
  }

  private List<RepositoryRecord> records(List<TrackedRepository> repositories) {
    Map<UUID, Set<String>> theirs =
        tags.of(repositories.stream().map(TrackedRepository::id).toList());
    return repositories.stream()
        .map(each -> each.toRecord(theirs.getOrDefault(each.id(), Set.of())))
        .toList();
  }
}
