package org.sluice.identity;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.enterprise.event.Event;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Inject;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.audit.AuditLog;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.identity.namespace.Member;
import org.sluice.identity.namespace.MemberView;
import org.sluice.identity.namespace.Namespace;
import org.sluice.identity.namespace.NamespaceChange;
import org.sluice.identity.namespace.NamespaceKind;
import org.sluice.identity.namespace.NamespaceStore;
import org.sluice.identity.namespace.NamespaceView;
import org.sluice.identity.namespace.NewNamespace;
import org.sluice.identity.user.TextRules;
import org.sluice.identity.user.User;
import org.sluice.identity.user.UserStore;
import org.sluice.rest.Answers;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/**
 * The door of namespaces and their members.
 *
 * <p>Administrators make, rename and delete teams; maintainers of a namespace describe it and keep
 * its members; members see it; nobody else knows that it is there.
 */
@Stateless
public class NamespaceService {

  /** Keys that the list of namespaces can be sorted by. */
  public static final Set<String> SORT_KEYS = NamespaceStore.SORT_KEYS;

  /** Filters that the list of namespaces knows. */
  public static final Set<String> FILTERS = NamespaceStore.FILTERS;

  /** Keys that the list of members can be sorted by. */
  public static final Set<String> MEMBER_SORT_KEYS = NamespaceStore.MEMBER_SORT_KEYS;

  /** Most namespaces that {@link #maintained} names. */
  public static final int MOST_NAMED = 500;

  private static final int MAX_DESCRIPTION = 500;

  @Inject private NamespaceStore namespaces;
  @Inject private UserStore users;
  @Inject private AuditLog audit;
  @Inject private Event<AccessChanged> accessChanged;
  @Inject private Event<NamespaceRenamed> renamed;
  @Inject @Any private Instance<NamespaceUse> uses;

  /**
   * A namespace that the caller sees.
   *
   * @throws DomainException NOT_FOUND if there is none, or he does not see it
   */
  public NamespaceRef require(Caller caller, String name) {
    return find(caller, name).ref();
  }

  /**
   * A namespace by name, whoever asks: for a room that then decides by {@link Caller#sees(UUID,
   * Visibility)} about something of its own in it.
   */
  public Optional<NamespaceRef> find(String name) {
    return Name.problem(name).isPresent()
        ? Optional.empty()
        : namespaces.byName(name).map(Namespace::ref);
  }

  /** Those of the names that are names of namespaces, by {@link Name#key}, in one query. */
  public Map<String, NamespaceRef> find(Collection<String> names) {
    List<String> possible = names.stream().filter(name -> Name.problem(name).isEmpty()).toList();
    return possible.isEmpty()
        ? Map.of()
        : namespaces.byNames(possible).stream()
            .collect(Collectors.toMap(Namespace::nameKey, Namespace::ref));
  }

  /**
   * Keeps a namespace from being renamed or deleted until the caller's transaction ends, for a room
   * that puts something into it.
   *
   * @return its name as it is now
   * @throws DomainException NOT_FOUND if it is gone
   */
  @TransactionAttribute(TransactionAttributeType.MANDATORY)
  public NamespaceRef hold(UUID id) {
    return namespaces
        .lock(id)
        .map(Namespace::ref)
        .orElseThrow(() -> DomainException.notFound("namespace"));
  }

  /** Names by id of those namespaces that there are, in one query. */
  public Map<UUID, String> names(Collection<UUID> ids) {
    return namespaces.names(ids);
  }

  /** Namespaces that the caller maintains by name, all for an administrator; at most 500. */
  public List<NamespaceRef> maintained(Caller caller) {
    return maintained(caller, MOST_NAMED);
  }

  /** The first of these by name, at most so many. */
  public List<NamespaceRef> maintained(Caller caller, int most) {
    if (caller.seesEverything()) {
      return caller.scopes().contains(Scope.WRITE) ? namespaces.refs(null, most) : List.of();
    }
    return namespaces.refs(caller.namespacesMaintained(), most);
  }

  /** One page of the namespaces that the caller sees. */
  public Page<NamespaceView> list(Caller caller, PageQuery query) {
    Set<UUID> seen = caller.seesEverything() ? null : caller.namespacesSeen();
    return Page.of(
        query,
        namespaces.page(seen, query).stream().map(each -> view(caller, each)).toList(),
        namespaces.count(seen, query));
  }

  /** Names of the namespaces of such a page; they are not counted. */
  public List<String> names(Caller caller, PageQuery query) {
    Set<UUID> seen = caller.seesEverything() ? null : caller.namespacesSeen();
    return namespaces.page(seen, query).stream().map(Namespace::name).toList();
  }

  /**
   * One namespace.
   *
   * @throws DomainException NOT_FOUND if there is none that the caller sees
   */
  public NamespaceView get(Caller caller, String name) {
    return view(caller, find(caller, name));
  }

  /**
   * Makes a team namespace.
   *
   * @throws DomainException FORBIDDEN unless the caller administers; INVALID; CONFLICT if the name
   *     is taken
   */
  public NamespaceView create(Caller caller, NewNamespace wanted) {
    requireAdministrator(caller);
    List<FieldError> errors = new ArrayList<>();
    Name.problem(wanted.name()).ifPresent(problem -> errors.add(new FieldError("name", problem)));
    TextRules.check("description", wanted.description(), MAX_DESCRIPTION, errors);
    TextRules.refuse(errors);
    requireFree(wanted.name());
    Namespace namespace =
        new Namespace(wanted.name(), NamespaceKind.TEAM, emptyToNull(wanted.description()));
    namespaces.add(namespace);
    audit.done(caller.username(), "namespace-created", "namespace " + namespace.name(), null);
    return view(caller, namespace);
  }

  /**
   * Changes a namespace: its maintainers the description, administrators the name of a team's too.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException NOT_FOUND; FORBIDDEN; INVALID; STALE; CONFLICT if the name is taken, or
   *     is that of a user's own namespace
   */
  public NamespaceView change(Caller caller, String name, String ifMatch, NamespaceChange change) {
    Namespace namespace = find(caller, name);
    requireMaintainer(caller, namespace);
    namespaces.lock(namespace);
    Answers.requireMatch(ifMatch, view(caller, namespace).version());
    List<FieldError> errors = new ArrayList<>();
    if (change.name() != null) {
      requireAdministrator(caller);
      Name.problem(change.name()).ifPresent(problem -> errors.add(new FieldError("name", problem)));
    }
    TextRules.check("description", change.description(), MAX_DESCRIPTION, errors);
    TextRules.refuse(errors);
    String before = namespace.name();
    if (change.description() != null) {
      namespace.describe(emptyToNull(change.description()));
    }
    if (change.name() != null && !change.name().equals(before)) {
      if (namespace.kind() == NamespaceKind.USER) {
        throw DomainException.conflict(
            "users-own-namespace", "A user's own namespace keeps his name.");
      }
      if (!Name.key(change.name()).equals(namespace.nameKey())) {
        requireFree(change.name());
      }
      namespace.rename(change.name());
      renamed.fire(new NamespaceRenamed(namespace.id(), change.name()));
    }
    namespaces.flushName(namespace);
    audit.done(
        caller.username(),
        "namespace-changed",
        "namespace " + namespace.name(),
        before.equals(namespace.name()) ? null : "was " + before);
    return view(caller, namespace);
  }

  /**
   * Deletes an empty team namespace.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException NOT_FOUND; FORBIDDEN unless the caller administers; STALE; CONFLICT if
   *     something lies in it, or it is a user's own
   */
  public void delete(Caller caller, String name, String ifMatch) {
    Namespace namespace = find(caller, name);
    requireAdministrator(caller);
    namespaces.lock(namespace);
    Answers.requireMatch(ifMatch, view(caller, namespace).version());
    if (namespace.kind() == NamespaceKind.USER) {
      throw DomainException.conflict(
          "users-own-namespace", "A user's own namespace goes with the user.");
    }
    if (uses.stream().anyMatch(use -> use.uses(namespace.id()))) {
      throw DomainException.conflict("namespace-in-use", "The namespace is not empty.");
    }
    namespaces.remove(namespace);
    accessChanged.fire(new AccessChanged(null));
    audit.done(caller.username(), "namespace-deleted", "namespace " + namespace.name(), null);
  }

  /**
   * One page of the members of a namespace.
   *
   * @throws DomainException NOT_FOUND if there is no such namespace that the caller sees
   */
  public Page<MemberView> members(Caller caller, String name, PageQuery query) {
    Namespace namespace = find(caller, name);
    return Page.of(
        query,
        namespaces.members(namespace.id(), query),
        namespaces.countMembers(namespace.id(), query));
  }

  /**
   * One member of a namespace.
   *
   * @throws DomainException NOT_FOUND if there is no such namespace that the caller sees, or he is
   *     no member of it
   */
  public MemberView member(Caller caller, String name, String username) {
    Namespace namespace = find(caller, name);
    User user = users.byName(username).orElseThrow(() -> DomainException.notFound("member"));
    return namespaces
        .member(namespace.id(), user.id())
        .orElseThrow(() -> DomainException.notFound("member"))
        .view(user);
  }

  /**
   * Makes a user a member, or gives a member another role.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @return the member, and whether he was none before
   * @throws DomainException NOT_FOUND if there is no such namespace that the caller sees, or no
   *     such user; FORBIDDEN unless he maintains it; INVALID; STALE; CONFLICT if a user would lose
   *     his own namespace
   */
  public PutMember put(
      Caller caller, String name, String username, String ifMatch, NamespaceRole role) {
    Namespace namespace = find(caller, name);
    requireMaintainer(caller, namespace);
    if (role == null) {
      throw DomainException.invalid("role", "is required");
    }
    User user = users.byName(username).orElseThrow(() -> DomainException.notFound("user"));
    Optional<Member> present = namespaces.member(namespace.id(), user.id());
    Member member;
    if (present.isPresent()) {
      member = present.get();
      Answers.requireMatch(ifMatch, member.view(user).version());
      requireNotOwner(namespace, user, role == NamespaceRole.MAINTAINER);
      member.give(role);
      namespaces.flush();
    } else {
      if (ifMatch != null) {
        throw DomainException.notFound("member");
      }
      member = new Member(namespace.id(), user.id(), role);
      namespaces.add(member);
    }
    accessChanged.fire(new AccessChanged(user.id()));
    audit.done(
        caller.username(),
        present.isPresent() ? "member-changed" : "member-added",
        "namespace " + namespace.name(),
        user.name() + " as " + role);
    return new PutMember(member.view(user), present.isEmpty());
  }

  /**
   * Takes a member out of a namespace; everybody may leave by himself.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException NOT_FOUND; FORBIDDEN; STALE; CONFLICT if it is his own namespace
   */
  public void remove(Caller caller, String name, String username, String ifMatch) {
    Namespace namespace = find(caller, name);
    User user = users.byName(username).orElseThrow(() -> DomainException.notFound("member"));
    if (!user.id().equals(caller.userId())) {
      requireMaintainer(caller, namespace);
    }
    Member member =
        namespaces
            .member(namespace.id(), user.id())
            .orElseThrow(() -> DomainException.notFound("member"));
    Answers.requireMatch(ifMatch, member.view(user).version());
    requireNotOwner(namespace, user, false);
    namespaces.remove(member);
    accessChanged.fire(new AccessChanged(user.id()));
    audit.done(caller.username(), "member-removed", "namespace " + namespace.name(), user.name());
  }

  /**
   * What became of a put.
   *
   * @param member the member as he is now
   * @param added whether he was none before
   */
  public record PutMember(MemberView member, boolean added) {}

  private static void requireNotOwner(Namespace namespace, User user, boolean keepsIt) {
    if (!keepsIt
        && namespace.kind() == NamespaceKind.USER
        && namespace.nameKey().equals(user.nameKey())) {
      throw DomainException.conflict(
          "users-own-namespace", "A user stays maintainer of his own namespace.");
    }
  }

  private void requireFree(String name) {
    namespaces
        .byName(name)
        .ifPresent(
            other -> {
              throw DomainException.conflict(
                  "name-taken", "This name is taken.", "/namespaces/" + other.name());
            });
  }

  private Namespace find(Caller caller, String name) {
    return Optional.ofNullable(name)
        .flatMap(namespaces::byName)
        .filter(namespace -> caller.sees(namespace.id()))
        .orElseThrow(() -> DomainException.notFound("namespace"));
  }

  private static void requireMaintainer(Caller caller, Namespace namespace) {
    if (!caller.maintains(namespace.id())) {
      throw DomainException.forbidden("Only maintainers of the namespace may do this.");
    }
  }

  private static void requireAdministrator(Caller caller) {
    if (!caller.administers()) {
      throw DomainException.forbidden("Only an administrator may do this.");
    }
  }

  private static NamespaceView view(Caller caller, Namespace namespace) {
    return namespace.view(caller.memberships().get(namespace.id()));
  }

  private static String emptyToNull(String text) {
    return text == null || text.isBlank() ? null : text.strip();
  }
}
