package org.sluice.system;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.sluice.audit.AuditLog;

/** Keeps changed settings; each method is one short transaction of its own. */
@Stateless
@TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
public class SettingStore {

  @PersistenceContext(unitName = "sluice")
  private EntityManager em;

  @Inject private AuditLog audit;

  /** What is changed, by key. */
  public Map<String, String> all() {
    Map<String, String> all = new TreeMap<>();
    changes().forEach((key, change) -> all.put(key, change.value()));
    return all;
  }

  /**
   * A setting as an administrator changed it.
   *
   * @param value as it is stored
   * @param by name of who changed it last
   * @param at when that was
   */
  public record Change(String value, String by, Instant at) {}

  /** The changes that stand, by key. */
  public Map<String, Change> changes() {
    return em.createQuery("select s from ChangedSetting s", ChangedSetting.class)
        .getResultStream()
        .collect(
            Collectors.toMap(
                ChangedSetting::key,
                each -> new Change(each.value(), each.changedBy(), each.changedAt())));
  }

  /**
   * Changes settings and writes that into the audit.
   *
   * @param wanted by key; empty to give one back to the environment
   * @param actor name of who does it
   */
  public void change(Map<String, Optional<String>> wanted, String actor) {
    new TreeMap<>(wanted)
        .forEach(
            (key, value) -> {
              ChangedSetting before = em.find(ChangedSetting.class, key);
              if (value.isEmpty()) {
                if (before != null) {
                  em.remove(before);
                }
              } else if (before == null) {
                em.persist(new ChangedSetting(key, value.get(), actor));
              } else {
                before.become(value.get(), actor);
              }
              audit.done(
                  actor,
                  "setting-changed",
                  key,
                  value.map(to -> "to " + to).orElse("back to the environment"));
            });
  }
}
