package org.sluice.notification;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.sluice.failure.DomainException;
import org.sluice.identity.Caller;
import org.sluice.identity.NamespaceRef;
import org.sluice.identity.NamespaceService;
import org.sluice.platform.database.UniqueViolation;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;
import org.sluice.rest.RestApplication;

/**
 * The door of readers: administrators see every notice, others those of the namespaces that they
 * see. What one has read is one's own.
 */
@Stateless
@TransactionAttribute(TransactionAttributeType.SUPPORTS)
public class NoticeService {

  /** Keys that the list can be sorted by. */
  public static final Set<String> SORT_KEYS = NoticeStore.SORTS.keySet();

  /** Filters that the list knows. */
  public static final Set<String> FILTERS = NoticeStore.FILTERS;

  /** Most notices that are marked as read by their ids at once. */
  public static final int MOST_IDS = 200;

  @Inject private NoticeStore store;
  @Inject private UnreadCounts counts;
  @Inject private NamespaceService namespaces;

  /** One page of the notices that the caller sees. */
  public Page<NoticeView> list(Caller caller, PageQuery query) {
    UUID wanted =
        query.filter("namespace").flatMap(namespaces::find).map(NamespaceRef::id).orElse(null);
    NoticeStore.Slice slice = store.page(caller, query, wanted);
    Map<UUID, String> names =
        namespaces.names(
            slice.rows().stream()
                .map(StoredNotice::namespaceId)
                .filter(id -> id != null)
                .collect(Collectors.toSet()));
    return Page.of(
        query,
        slice.rows().stream()
            .map(row -> view(row, names, slice.read().contains(row.id())))
            .toList(),
        slice.total());
  }

  private static NoticeView view(StoredNotice row, Map<UUID, String> names, boolean read) {
    return new NoticeView(
        row.id(),
        row.topic(),
        row.severity(),
        row.subject(),
        row.text(),
        row.namespaceId() == null ? null : names.get(row.namespaceId()),
        row.link() == null ? null : RestApplication.BASE + row.link(),
        row.happenedAt(),
        read);
  }

  /** Topics that there are notices of, to filter by. */
  public List<String> topics() {
    return store.topics();
  }

  /** How many notices the caller has not read, at most {@link UnreadCounts#MOST}; from memory. */
  public long unread(Caller caller) {
    return counts.of(caller);
  }

  /**
   * Notes what the caller has read.
   *
   * @return the exact number that he has not
   * @throws DomainException INVALID; NOT_FOUND if he does not see one of them
   */
  public UnreadView read(Caller caller, NoticesRead given) {
    boolean all = Boolean.TRUE.equals(given.all());
    if (all == (given.ids() != null)) {
      throw DomainException.invalid("ids", "give either ids, or all as true");
    }
    if (all) {
      onceMore(() -> store.markAllRead(caller.userId()));
    } else {
      Set<UUID> ids = new HashSet<>(given.ids());
      if (ids.isEmpty() || ids.size() > MOST_IDS || ids.contains(null)) {
        throw DomainException.invalid("ids", "must hold 1 to " + MOST_IDS + " ids");
      }
      if (!store.seen(caller, ids).containsAll(ids)) {
        throw DomainException.notFound("notice");
      }
      onceMore(() -> store.markRead(caller.userId(), ids));
    }
    counts.changed();
    return new UnreadView(store.unread(caller, Integer.MAX_VALUE));
  }

  /** Two tabs may note the same at once; the second time the first one's rows are there. */
  private static void onceMore(Runnable marking) {
    try {
      marking.run();
    } catch (RuntimeException failed) {
      if (!UniqueViolation.isCauseOf(failed)) {
        throw failed;
      }
      marking.run();
    }
  }
}
