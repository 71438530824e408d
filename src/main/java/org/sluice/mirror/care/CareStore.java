package org.sluice.mirror.care;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.persistence.EntityManager;
import jakarta.persistence.LockModeType;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** All queries on the condition of mirrors on disk. */
@ApplicationScoped
class CareStore {

  @PersistenceContext(unitName = "sluice")
  private EntityManager em;

  void insert(MirrorCondition condition) {
    em.persist(condition);
  }

  /** The condition of a mirror, locked for the transaction. */
  Optional<MirrorCondition> lock(UUID repositoryId) {
    return Optional.ofNullable(
        em.find(MirrorCondition.class, repositoryId, LockModeType.PESSIMISTIC_WRITE));
  }

  /** Whose turn it is, the longest waiting first. */
  List<MirrorCondition> due(Instant now, int most) {
    return em.createQuery(
            "select c from MirrorCondition c where c.dueAt <= :now order by c.dueAt",
            MirrorCondition.class)
        .setParameter("now", now)
        .setMaxResults(most)
        .getResultList();
  }

  /** Bytes of all mirrors, as their last syncs left them. */
  long mirrorBytes() {
    Long sum =
        em.createQuery("select sum(m.sizeBytes) from MirrorPolicy m", Long.class).getSingleResult();
    return sum == null ? 0 : sum;
  }
}
