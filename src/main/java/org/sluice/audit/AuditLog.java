package org.sluice.audit;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.List;
import java.util.Set;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/**
 * The door of the record: rooms write through it, administrators read through it.
 *
 * <p>Nothing written here may hold a secret; texts are cut to the length of their columns.
 */
@Stateless
public class AuditLog {

  /** Filters that the list knows. */
  public static final Set<String> FILTERS = AuditFilter.NAMES;

  /** Sort keys that the list knows. */
  public static final Set<String> SORT_KEYS = Set.of("at");

  private static final int CHUNK = 500;

  @Inject private AuditStore store;

  /**
   * Records what was done, in the transaction of the change if there is one: the two are kept or
   * lost together.
   *
   * @param actor name of who did it
   * @param action what, such as {@code token-created}
   * @param subject what it was done to, such as {@code user ana}; may be null
   * @param detail one safe sentence more; may be null
   */
  public void done(String actor, String action, String subject, String detail) {
    store.add(new AuditEntry(actor, action, subject, Origin.current(), AuditOutcome.DONE, detail));
  }

  /**
   * Records any act in a transaction of its own, so that it stays when the caller's is rolled back.
   *
   * @param actor name of who did it, or was claimed to
   * @param action what, such as {@code sign-in}
   * @param subject what it was done to; may be null
   * @param origin network address that it came from
   * @param outcome how it ended
   * @param detail one safe sentence more; may be null
   */
  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void record(
      String actor,
      String action,
      String subject,
      String origin,
      AuditOutcome outcome,
      String detail) {
    store.add(new AuditEntry(actor, action, subject, origin, outcome, detail));
  }

  /** One page of the record; the caller has made sure that an administrator asks. */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS)
  public Page<AuditView> list(PageQuery query) {
    AuditFilter filter = AuditFilter.of(query);
    return Page.of(query, store.page(filter, query), store.count(filter));
  }

  /**
   * The next entries that pass the filters, oldest first: an export reads portion after portion, so
   * that neither memory nor a transaction grows with their number.
   *
   * @param last entry after which to go on; null to begin
   * @return at most 500; empty at the end
   */
  @TransactionAttribute(TransactionAttributeType.SUPPORTS)
  public List<AuditView> after(PageQuery query, AuditView last) {
    return store.after(AuditFilter.of(query), last == null ? null : last.id(), CHUNK);
  }
}
