package org.sluice.identity.user;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.Name;
import org.sluice.identity.Order;
import org.sluice.platform.Inside;
import org.sluice.platform.database.UniqueViolation;
import org.sluice.rest.PageQuery;

/** Every query about users. */
@ApplicationScoped
@Inside
public class UserStore {

  /** Keys that the list can be sorted by. */
  public static final Set<String> SORT_KEYS =
      Set.of("name", "displayName", "role", "status", "createdAt", "lastSignedInAt");

  /** Filters that the list knows. */
  public static final Set<String> FILTERS = Set.of("role", "status");

  @PersistenceContext(unitName = "sluice")
  private EntityManager entities;

  public Optional<User> byName(String name) {
    return entities
        .createQuery("select u from User u where u.nameKey = :key", User.class)
        .setParameter("key", Name.key(name))
        .getResultStream()
        .findFirst();
  }

  public Optional<User> byId(UUID id) {
    return Optional.ofNullable(entities.find(User.class, id));
  }

  public boolean isEmpty() {
    return entities
        .createQuery("select u.id from User u", UUID.class)
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  /** Active administrators, locked until the transaction ends so that two cannot both leave. */
  private List<User> lockActiveAdministrators() {
    return entities
        .createQuery(
            "select u from User u where u.role = :role and u.status = :status order by u.id",
            User.class)
        .setParameter("role", UserRole.ADMIN)
        .setParameter("status", UserStatus.ACTIVE)
        .setLockMode(LockModeType.PESSIMISTIC_WRITE)
        .getResultList();
  }

  /**
   * Lets a user stop being an administrator if another one stays, who cannot leave meanwhile.
   *
   * @throws DomainException CONFLICT {@code last-administrator}
   */
  public void requireAnotherAdministrator(User leaving) {
    if (leaving.isActiveAdministrator() && lockActiveAdministrators().size() < 2) {
      throw DomainException.conflict(
          "last-administrator", "This is the last administrator who can sign in.");
    }
  }

  /**
   * The user of that name.
   *
   * @throws DomainException NOT_FOUND if there is none that the caller sees
   */
  public User require(Caller caller, String name) {
    return byName(name)
        .filter(user -> caller.administers() || user.id().equals(caller.userId()))
        .orElseThrow(() -> DomainException.notFound("user"));
  }

  /** Names by id of those users that there are, in one query. */
  public Map<UUID, String> names(Collection<UUID> ids) {
    return ids.isEmpty()
        ? Map.of()
        : entities
            .createQuery("select u from User u where u.id in :ids", User.class)
            .setParameter("ids", ids)
            .getResultStream()
            .collect(Collectors.toMap(User::id, User::name));
  }

  public List<User> page(PageQuery query) {
    return filtered(
            "select u from User u", query, Order.by(query, "u", "name", "nameKey"), User.class)
        .setFirstResult(query.offset())
        .setMaxResults(query.size())
        .getResultList();
  }

  public long count(PageQuery query) {
    return filtered("select count(u) from User u", query, "", Long.class).getSingleResult();
  }

  private <T> TypedQuery<T> filtered(String select, PageQuery query, String order, Class<T> type) {
    Optional<UserRole> role = query.filter("role", UserRole.class);
    Optional<UserStatus> status = query.filter("status", UserStatus.class);
    String where =
        " where 1 = 1"
            + (role.isPresent() ? " and u.role = :role" : "")
            + (status.isPresent() ? " and u.status = :status" : "")
            + (query.text() == null
                ? ""
                : " and (u.nameKey like :text escape '!' or lower(u.displayName) like :text escape '!'"
                    + " or lower(u.email) like :text escape '!')");
    TypedQuery<T> filtered = entities.createQuery(select + where + order, type);
    role.ifPresent(value -> filtered.setParameter("role", value));
    status.ifPresent(value -> filtered.setParameter("status", value));
    if (query.text() != null) {
      filtered.setParameter("text", Order.like(query.text().toLowerCase(Locale.ROOT)));
    }
    return filtered;
  }

  /** Stores a new user; a name that was taken meanwhile is a conflict. */
  public void add(User user) {
    entities.persist(user);
    try {
      entities.flush();
    } catch (PersistenceException taken) {
      if (!UniqueViolation.isCauseOf(taken)) {
        throw taken;
      }
      throw DomainException.conflict(
          "name-taken", "This name is taken.", "/users/" + user.nameKey());
    }
  }

  /**
   * Writes what is pending, so that the versions in views are the stored ones.
   *
   * @throws DomainException STALE if somebody was faster
   */
  public void flush() {
    try {
      entities.flush();
    } catch (OptimisticLockException stale) {
      throw DomainException.changedMeanwhile();
    }
  }

  public void signedIn(UUID id, Instant at) {
    // Past the entity, so that a sign-in is no change of the user that an editor would run into.
    entities
        .createQuery("update User u set u.lastSignedInAt = :at where u.id = :id")
        .setParameter("at", at)
        .setParameter("id", id)
        .executeUpdate();
  }

  /** Past the entity as well: what somebody is shown is nothing that an editor could run into. */
  public void endFirstSteps(UUID id, Instant at) {
    entities
        .createQuery("update User u set u.firstStepsEndedAt = :at where u.id = :id")
        .setParameter("at", at)
        .setParameter("id", id)
        .executeUpdate();
  }

  public void remove(User user) {
    entities
        .createQuery("delete from ApiToken t where t.userId = :id")
        .setParameter("id", user.id())
        .executeUpdate();
    entities
        .createQuery("delete from Member m where m.userId = :id")
        .setParameter("id", user.id())
        .executeUpdate();
    entities.remove(user);
    flush();
  }
}
