package org.sluice.identity.token;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.PersistenceException;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sluice.failure.DomainException;
import org.sluice.identity.Order;
import org.sluice.platform.Inside;
import org.sluice.platform.database.UniqueViolation;
import org.sluice.rest.PageQuery;

/** Every query about API tokens. */
@ApplicationScoped
@Inside
public class TokenStore {

  /** Keys that the list can be sorted by. */
  public static final Set<String> SORT_KEYS =
      Set.of("name", "createdAt", "expiresAt", "lastUsedAt");

  @PersistenceContext(unitName = "sluice")
  private EntityManager entities;

  public Optional<ApiToken> byHash(String hash) {
    return entities
        .createQuery("select t from ApiToken t where t.tokenHash = :hash", ApiToken.class)
        .setParameter("hash", hash)
        .getResultStream()
        .findFirst();
  }

  public Optional<ApiToken> byId(UUID id) {
    return Optional.ofNullable(entities.find(ApiToken.class, id));
  }

  /** Whose tokens have expired after one time and not after another. */
  List<UUID> usersOfExpired(Instant after, Instant until) {
    return entities
        .createQuery(
            "select distinct t.userId from ApiToken t"
                + " where t.expiresAt > :after and t.expiresAt <= :until",
            UUID.class)
        .setParameter("after", after)
        .setParameter("until", until)
        .getResultList();
  }

  public long countOf(UUID userId) {
    return entities
        .createQuery("select count(t) from ApiToken t where t.userId = :user", Long.class)
        .setParameter("user", userId)
        .getSingleResult();
  }

  public List<ApiToken> page(UUID userId, PageQuery query) {
    return filtered(
            "select t", userId, query, Order.by(query, "t", "name", "nameKey"), ApiToken.class)
        .setFirstResult(query.offset())
        .setMaxResults(query.size())
        .getResultList();
  }

  public long count(UUID userId, PageQuery query) {
    return filtered("select count(t)", userId, query, "", Long.class).getSingleResult();
  }

  private <T> TypedQuery<T> filtered(
      String select, UUID userId, PageQuery query, String order, Class<T> type) {
    TypedQuery<T> filtered =
        entities.createQuery(
            select
                + " from ApiToken t where t.userId = :user"
                + (query.text() == null ? "" : " and t.nameKey like :text escape '!'")
                + order,
            type);
    filtered.setParameter("user", userId);
    if (query.text() != null) {
      filtered.setParameter("text", Order.like(query.text().toLowerCase(Locale.ROOT)));
    }
    return filtered;
  }

  /** Stores a new token; a name that its owner uses already is a conflict. */
  public void add(ApiToken token) {
    entities.persist(token);
    try {
      entities.flush();
    } catch (PersistenceException taken) {
      if (!UniqueViolation.isCauseOf(taken)) {
        throw taken;
      }
      throw DomainException.conflict("name-taken", "You have a token of this name already.");
    }
  }

  public void remove(ApiToken token) {
    entities.remove(token);
  }

  /** Notes a use unless one was noted after the given time. */
  public void used(UUID id, Instant now, Instant unlessAfter) {
    entities
        .createQuery(
            "update ApiToken t set t.lastUsedAt = :now where t.id = :id"
                + " and (t.lastUsedAt is null or t.lastUsedAt <= :before)")
        .setParameter("now", now)
        .setParameter("id", id)
        .setParameter("before", unlessAfter)
        .executeUpdate();
  }
}
