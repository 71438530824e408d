package org.sluice.identity.namespace;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.EntityNotFoundException;
import jakarta.persistence.LockModeType;
import jakarta.persistence.OptimisticLockException;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.TypedQuery;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.failure.DomainException;
import org.sluice.identity.Name;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceRole;
import org.sluice.identity.Order;
import org.sluice.identity.user.User;
import org.sluice.platform.Inside;
import org.sluice.platform.database.ForeignKeyViolation;
import org.sluice.platform.database.UniqueViolation;
import org.sluice.rest.PageQuery;

/** Every query about namespaces and their members. */
@ApplicationScoped
@Inside
public class NamespaceStore {

  /** Keys that the list of namespaces can be sorted by. */
  public static final Set<String> SORT_KEYS = Set.of("name", "kind", "createdAt");

  /** Filters that the list of namespaces knows. */
  public static final Set<String> FILTERS = Set.of("kind");

  /** Keys that the list of members can be sorted by. */
  public static final Set<String> MEMBER_SORT_KEYS = Set.of("user", "role", "createdAt");

  @PersistenceContext(unitName = "sluice")
  private EntityManager entities;

  public Optional<Namespace> byName(String name) {
    return entities
        .createQuery("select n from Namespace n where n.nameKey = :key", Namespace.class)
        .setParameter("key", Name.key(name))
        .getResultStream()
        .findFirst();
  }

  /** Those of the namespaces with these names that there are, in one query. */
  public List<Namespace> byNames(Collection<String> names) {
    return entities
        .createQuery("select n from Namespace n where n.nameKey in :keys", Namespace.class)
        .setParameter("keys", names.stream().map(Name::key).distinct().toList())
        .getResultList();
  }

  /** Names by id of those namespaces that there are, in one query. */
  public Map<UUID, String> names(Collection<UUID> ids) {
    return ids.isEmpty()
        ? Map.of()
        : entities
            .createQuery("select n from Namespace n where n.id in :ids", Namespace.class)
            .setParameter("ids", ids)
            .getResultStream()
            .collect(Collectors.toMap(Namespace::id, Namespace::name));
  }

  /** The first namespaces by name, of those with the ids, or of all. */
  public List<NamespaceRef> refs(Collection<UUID> idsOrNull, int most) {
    if (idsOrNull != null && idsOrNull.isEmpty()) {
      return List.of();
    }
    TypedQuery<Namespace> query =
        entities.createQuery(
            "select n from Namespace n"
                + (idsOrNull == null ? "" : " where n.id in :ids")
                + " order by n.nameKey",
            Namespace.class);
    if (idsOrNull != null) {
      query.setParameter("ids", idsOrNull);
    }
    return query.setMaxResults(most).getResultStream().map(Namespace::ref).toList();
  }

  public List<Namespace> page(Collection<UUID> idsOrNull, PageQuery query) {
    if (idsOrNull != null && idsOrNull.isEmpty()) {
      return List.of();
    }
    return filtered(
            "select n from Namespace n",
            idsOrNull,
            query,
            Order.by(query, "n", "name", "nameKey"),
            Namespace.class)
        .setFirstResult(query.offset())
        .setMaxResults(query.size())
        .getResultList();
  }

  public long count(Collection<UUID> idsOrNull, PageQuery query) {
    if (idsOrNull != null && idsOrNull.isEmpty()) {
      return 0;
    }
    return filtered("select count(n) from Namespace n", idsOrNull, query, "", Long.class)
        .getSingleResult();
  }

  private <T> TypedQuery<T> filtered(
      String select, Collection<UUID> idsOrNull, PageQuery query, String order, Class<T> type) {
    Optional<NamespaceKind> kind = query.filter("kind", NamespaceKind.class);
    String where =
        " where 1 = 1"
            + (idsOrNull == null ? "" : " and n.id in :ids")
            + (kind.isPresent() ? " and n.kind = :kind" : "")
            + (query.text() == null ? "" : " and n.nameKey like :text escape '!'");
    TypedQuery<T> filtered = entities.createQuery(select + where + order, type);
    if (idsOrNull != null) {
      filtered.setParameter("ids", idsOrNull);
    }
    kind.ifPresent(value -> filtered.setParameter("kind", value));
    if (query.text() != null) {
      filtered.setParameter("text", Order.like(query.text().toLowerCase(Locale.ROOT)));
    }
    return filtered;
  }

  /** Stores a new namespace; a name that was taken meanwhile is a conflict. */
  public void add(Namespace namespace) {
    entities.persist(namespace);
    flushName(namespace);
  }

  /** Writes a name; one that was taken meanwhile is a conflict. */
  public void flushName(Namespace namespace) {
    try {
      entities.flush();
    } catch (OptimisticLockException stale) {
      throw DomainException.changedMeanwhile();
    } catch (PersistenceException taken) {
      if (!UniqueViolation.isCauseOf(taken)) {
        throw taken;
      }
      throw DomainException.conflict(
          "name-taken", "This name is taken.", "/namespaces/" + namespace.nameKey());
    }
  }

  /**
   * Locks the row until the transaction ends and reads it anew; whoever puts something into a
   * namespace, renames or deletes it, comes by here.
   *
   * @throws DomainException NOT_FOUND if it is gone
   */
  public void lock(Namespace namespace) {
    try {
      entities.refresh(namespace, LockModeType.PESSIMISTIC_WRITE);
    } catch (EntityNotFoundException gone) {
      throw DomainException.notFound("namespace");
    }
  }

  /** The namespace, its row locked until the transaction ends. */
  public Optional<Namespace> lock(UUID id) {
    return Optional.ofNullable(entities.find(Namespace.class, id, LockModeType.PESSIMISTIC_WRITE));
  }

  /** Deletes a namespace with its members; one that something still lies in is a conflict. */
  public void remove(Namespace namespace) {
    entities
        .createQuery("delete from Member m where m.namespaceId = :id")
        .setParameter("id", namespace.id())
        .executeUpdate();
    entities.remove(namespace);
    try {
      entities.flush();
    } catch (OptimisticLockException stale) {
      throw DomainException.changedMeanwhile();
    } catch (PersistenceException used) {
      if (!ForeignKeyViolation.isCauseOf(used)) {
        throw used;
      }
      throw DomainException.conflict("namespace-in-use", "The namespace is not empty.");
    }
  }

  /** A user's role by namespace id, in one query. */
  public Map<UUID, NamespaceRole> memberships(UUID userId) {
    return entities
        .createQuery("select m from Member m where m.userId = :id", Member.class)
        .setParameter("id", userId)
        .getResultStream()
        .collect(Collectors.toMap(Member::namespaceId, Member::role));
  }

  public Optional<Member> member(UUID namespaceId, UUID userId) {
    return entities
        .createQuery(
            "select m from Member m where m.namespaceId = :namespace and m.userId = :user",
            Member.class)
        .setParameter("namespace", namespaceId)
        .setParameter("user", userId)
        .getResultStream()
        .findFirst();
  }

  public List<MemberView> members(UUID namespaceId, PageQuery query) {
    String order =
        query.sort().stream()
            .map(
                sort ->
                    (sort.key().equals("user") ? "u.nameKey" : "m." + sort.key())
                        + (sort.descending() ? " desc" : ""))
            .collect(Collectors.joining(", ", " order by ", ", m.id"));
    return memberQuery("select m, u", namespaceId, query, order, Object[].class)
        .setFirstResult(query.offset())
        .setMaxResults(query.size())
        .getResultStream()
        .map(row -> ((Member) row[0]).view((User) row[1]))
        .toList();
  }

  public long countMembers(UUID namespaceId, PageQuery query) {
    return memberQuery("select count(m)", namespaceId, query, "", Long.class).getSingleResult();
  }

  private <T> TypedQuery<T> memberQuery(
      String select, UUID namespaceId, PageQuery query, String order, Class<T> type) {
    TypedQuery<T> members =
        entities.createQuery(
            select
                + " from Member m, User u where u.id = m.userId and m.namespaceId = :namespace"
                + (query.text() == null ? "" : " and u.nameKey like :text escape '!'")
                + order,
            type);
    members.setParameter("namespace", namespaceId);
    if (query.text() != null) {
      members.setParameter("text", Order.like(query.text().toLowerCase(Locale.ROOT)));
    }
    return members;
  }

  /** Stores a new member; one that was added meanwhile is a conflict. */
  public void add(Member member) {
    entities.persist(member);
    try {
      entities.flush();
    } catch (PersistenceException meanwhile) {
      if (!UniqueViolation.isCauseOf(meanwhile)) {
        throw meanwhile;
      }
      throw DomainException.conflict("already-a-member", "This user is a member already.");
    }
  }

  public void remove(Member member) {
    entities.remove(member);
    flush();
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
}
