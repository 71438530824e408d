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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sluice.audit.AuditLog;
import org.sluice.audit.Origin;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.identity.namespace.Member;
import org.sluice.identity.namespace.Namespace;
import org.sluice.identity.namespace.NamespaceKind;
import org.sluice.identity.namespace.NamespaceStore;
import org.sluice.identity.signin.CredentialCheck;
import org.sluice.identity.user.MeView;
import org.sluice.identity.user.NewUser;
import org.sluice.identity.user.Passwords;
import org.sluice.identity.user.TextRules;
import org.sluice.identity.user.User;
import org.sluice.identity.user.UserChange;
import org.sluice.identity.user.UserEdit;
import org.sluice.identity.user.UserRole;
import org.sluice.identity.user.UserStore;
import org.sluice.identity.user.UserView;
import org.sluice.rest.Answers;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** The door of users: administrators make, change and delete them; everybody sees himself. */
@Stateless
public class UserService {

  /** Keys that the list can be sorted by. */
  public static final Set<String> SORT_KEYS = UserStore.SORT_KEYS;

  /** Filters that the list knows. */
  public static final Set<String> FILTERS = UserStore.FILTERS;

  private static final Set<String> RESERVED =
      Set.of(Caller.sluice().username(), Caller.anonymous().username());

  @Inject private UserStore users;
  @Inject private NamespaceStore namespaces;
  @Inject private Passwords passwords;
  @Inject private UserEdit edit;
  @Inject private CredentialCheck credentials;
  @Inject private AuditLog audit;
  @Inject private Event<AccessChanged> accessChanged;
  @Inject @Any private Instance<NamespaceUse> uses;

  /**
   * One page of the users.
   *
   * @throws DomainException FORBIDDEN unless the caller administers
   */
  public Page<UserView> list(Caller caller, PageQuery query) {
    requireAdministrator(caller);
    return Page.of(query, users.page(query).stream().map(User::view).toList(), users.count(query));
  }

  /**
   * One user: oneself, or any for an administrator.
   *
   * @throws DomainException NOT_FOUND if there is none that the caller may see
   */
  public UserView get(Caller caller, String name) {
    return users.require(caller, name).view();
  }

  /** The caller himself, with what his sign-in or token lets him do. */
  public MeView me(Caller caller) {
    User user = users.byId(caller.userId()).orElseThrow(() -> DomainException.notFound("user"));
    Set<UUID> reach = new HashSet<>(caller.memberships().keySet());
    reach.removeIf(id -> caller.limitedTo() != null && !caller.limitedTo().contains(id));
    return new MeView(
        user.id(),
        user.name(),
        user.displayName(),
        user.role(),
        caller.scopes().stream().sorted().map(Scope::label).toList(),
        namespaces.refs(reach, NamespaceService.MOST_NAMED).stream()
            .map(
                each ->
                    new MeView.Membership(
                        each.id(), each.name(), caller.memberships().get(each.id())))
            .toList());
  }

  /** Whether the caller does not want to be shown the first steps any more. */
  public boolean hasEndedFirstSteps(Caller caller) {
    return users.byId(caller.userId()).map(User::hasEndedFirstSteps).orElse(true);
  }

  /** Shows the caller the first steps no more. */
  public void endFirstSteps(Caller caller) {
    users.endFirstSteps(caller.userId(), Now.get());
  }

  /** Names by id of those users that there are, in one query; for rooms that show who did it. */
  public Map<UUID, String> names(Collection<UUID> ids) {
    return users.names(ids);
  }

  /**
   * Makes a user together with a namespace of the same name.
   *
   * @throws DomainException FORBIDDEN unless the caller administers; INVALID; CONFLICT if a user or
   *     a namespace has the name already
   */
  public UserView create(Caller caller, NewUser wanted) {
    requireAdministrator(caller);
    List<FieldError> errors = new ArrayList<>();
    Name.problem(wanted.name())
        .or(() -> reserved(wanted.name()))
        .ifPresent(problem -> errors.add(new FieldError("name", problem)));
    Passwords.problem(wanted.password(), wanted.name())
        .ifPresent(problem -> errors.add(new FieldError("password", problem)));
    TextRules.check(wanted.displayName(), wanted.email(), errors);
    TextRules.refuse(errors);
    return add(caller, wanted).view();
  }

  /**
   * Makes the first administrator if there is no user at all.
   *
   * @return whether he was made
   * @throws DomainException INVALID if the password breaks the rule
   */
  public boolean createFirst(String name, String password) {
    Passwords.problem(password, name)
        .ifPresent(
            problem -> {
              throw DomainException.invalid("SLUICE_ADMIN_PASSWORD", problem);
            });
    if (!users.isEmpty()) {
      return false;
    }
    add(Caller.sluice(), new NewUser(name, password, null, null, UserRole.ADMIN));
    return true;
  }

  /** Whether nobody has an account yet. */
  public boolean isEmpty() {
    return users.isEmpty();
  }

  private User add(Caller caller, NewUser wanted) {
    users
        .byName(wanted.name())
        .ifPresent(
            other -> {
              throw DomainException.conflict(
                  "name-taken", "This name is taken.", "/users/" + other.name());
            });
    namespaces
        .byName(wanted.name())
        .ifPresent(
            other -> {
              throw DomainException.conflict(
                  "name-taken", "A namespace has this name.", "/namespaces/" + other.name());
            });
    User user =
        new User(
            wanted.name(),
            wanted.role() == null ? UserRole.USER : wanted.role(),
            passwords.hash(wanted.password()));
    user.describe(
        TextRules.emptyToNull(wanted.displayName()), TextRules.emptyToNull(wanted.email()));
    users.add(user);
    Namespace own = new Namespace(user.name(), NamespaceKind.USER, null);
    namespaces.add(own);
    namespaces.add(new Member(own.id(), user.id(), NamespaceRole.MAINTAINER));
    audit.done(caller.username(), "user-created", "user " + user.name(), user.role().name());
    return user;
  }

  /**
   * Changes a user: administrators anybody, everybody his own names and password.
   *
   * <p>One's own password needs the present one, which is verified, held back after failures and
   * recorded as a sign-in is.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException NOT_FOUND; FORBIDDEN for what only an administrator may; INVALID;
   *     STALE; TOO_MANY after a few wrong present passwords; CONFLICT if it would leave no
   *     administrator
   */
  // No transaction: hashing takes a tenth of a second, and no connection is held meanwhile.
  @TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
  public UserView change(Caller caller, String name, String ifMatch, UserChange change) {
    if (change.password() == null) {
      return edit.apply(caller, name, ifMatch, change, null, null);
    }
    String user = edit.check(caller, name, ifMatch, change);
    Long epoch =
        user.equals(caller.username())
            ? credentials.confirm(user, change.currentPassword(), Origin.current())
            : null;
    return edit.apply(caller, name, ifMatch, change, passwords.hash(change.password()), epoch);
  }

  /** Ends every console session of the caller. */
  public void signOutEverywhere(Caller caller) {
    User user = users.byId(caller.userId()).orElseThrow(() -> DomainException.notFound("user"));
    user.endSessions();
    users.flush();
    accessChanged.fire(new AccessChanged(user.id()));
    audit.done(caller.username(), "signed-out-everywhere", "user " + user.name(), null);
  }

  /**
   * Deletes a user with his tokens, memberships and own namespace.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException FORBIDDEN unless the caller administers; NOT_FOUND; STALE; CONFLICT if
   *     he is the last administrator or something lies in his namespace
   */
  public void delete(Caller caller, String name, String ifMatch) {
    User user = users.require(caller, name);
    requireAdministrator(caller);
    Answers.requireMatch(ifMatch, user.view().version());
    users.requireAnotherAdministrator(user);
    Optional<Namespace> own =
        namespaces.byName(user.name()).filter(named -> named.kind() == NamespaceKind.USER);
    own.ifPresent(namespaces::lock);
    if (own.isPresent() && uses.stream().anyMatch(use -> use.uses(own.get().id()))) {
      throw DomainException.conflict(
          "namespace-in-use", "The user's namespace is not empty.", "/namespaces/" + user.name());
    }
    users.remove(user);
    own.ifPresent(namespaces::remove);
    accessChanged.fire(new AccessChanged(null));
    audit.done(caller.username(), "user-deleted", "user " + user.name(), null);
  }

  private static void requireAdministrator(Caller caller) {
    if (!caller.administers()) {
      throw DomainException.forbidden("Only an administrator may do this.");
    }
  }

  private static Optional<String> reserved(String name) {
    return RESERVED.contains(Name.key(name)) ? Optional.of("is reserved") : Optional.empty();
  }
}
