package org.sluice.registry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import org.sluice.identity.Caller;
import org.sluice.registry.ListCondition.Detour;
import org.sluice.registry.ListCondition.Lead;
import org.sluice.registry.ListCondition.Look;
import org.sluice.registry.ListCondition.Walk;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/**
 * Lists of repositories, none of which costs more because the fleet is larger.
 *
 * <p>A condition that lets few repositories through leads the query: by its index those few are
 * found, compared with the other conditions, and sorted. If all conditions let many through, the
 * repositories are read in the order of the list until the page is full: those that meet the rarest
 * condition that has an index in this order, or else all. A look may have met the repositories of
 * the page itself; these are read by their ids. Only a database that keeps statistics would choose
 * so by itself, so it is chosen here.
 */
@ApplicationScoped
class RepositoryLists {

  /** Sort keys of lists, and the attribute behind each. */
  static final Map<String, String> SORT_KEYS =
      Map.of(
          "name", "r.fullNameLower",
          "lastSyncedAt", "r.lastSyncedAt",
          "lastAttemptAt", "r.lastAttemptAt",
          "nextSyncAt", "r.nextSyncAt",
          "mirrorStatus", "r.mirrorStatus",
          "light", "r.lightRank",
          "createdAt", "r.createdAt",
          "updatedAt", "r.updatedAt");

  /** Of what many have alike; they are in the order of their names. */
  private static final Set<String> MANY_ALIKE = Set.of("mirrorStatus", "light");

  private static final Set<String> NULLABLE = Set.of("lastSyncedAt", "lastAttemptAt", "nextSyncAt");

  private static final List<PageQuery.Sort> BY_NAME = List.of(new PageQuery.Sort("name", false));

  @PersistenceContext(unitName = "sluice")
  private EntityManager em;

  @Inject private ListConditions conditions;
  @Inject private MetByMany many;

  RepositoryLists() {
    // All of it is injected.
  }

  /** Lists outside a container. */
  RepositoryLists(EntityManager em, ListConditions conditions) {
    this.em = em;
    this.conditions = conditions;
    this.many = new MetByMany();
  }

  /** One page of the repositories that the caller sees. */
  Page<TrackedRepository> page(Caller caller, PageQuery query) {
    Looked looked = Looked.at(conditions.of(caller, query), many).detoured();
    List<TrackedRepository> rows = read(looked, query, query.size() + 1);
    return Page.of(query, rows, () -> count(caller, looked, Passed.of(query, rows)));
  }

  /** The repositories of such a page, without a count of all. */
  List<TrackedRepository> rows(Caller caller, PageQuery query) {
    Looked looked = Looked.at(conditions.of(caller, query), many).detoured();
    return read(looked, query, query.size());
  }

  private List<TrackedRepository> read(Looked looked, PageQuery query, int most) {
    List<UUID> ids = looked.ids(query, most);
    if (!ids.isEmpty()) {
      List<TrackedRepository> rows = byName(ids);
      if (rows.stream().map(TrackedRepository::id).toList().equals(ids)) {
        return rows;
      }
      // One was deleted or renamed since the look: others belong to the page, which it did not see.
    }
    Where where = looked.where(looked.walk(query.sort()));
    return bind(
            em.createQuery(
                "select r" + where.text() + where.order(query.sort()), TrackedRepository.class),
            where.values())
        .setFirstResult(query.offset())
        .setMaxResults(most)
        .getResultList();
  }

  private List<TrackedRepository> byName(List<UUID> ids) {
    return em.createQuery(
            "select r from TrackedRepository r where r.id in :ids order by r.fullNameLower, r.id",
            TrackedRepository.class)
        .setParameter("ids", ids)
        .getResultList();
  }

  /** How many such a list has, as far as they are counted. */
  Page.Total count(Caller caller, Map<String, String> filters) {
    PageQuery query = new PageQuery(1, 1, BY_NAME, null, filters);
    return count(caller, Looked.at(conditions.of(caller, query), many), Passed.NONE);
  }

  /** How many there are of {@link #refs}. */
  long countRefs(Caller caller, PageQuery query) {
    List<String> parts = new ArrayList<>();
    Map<String, Object> values = new HashMap<>();
    maintained(caller, query, parts, values);
    return bind(
            em.createQuery(
                "select count(r) from TrackedRepository r"
                    + (parts.isEmpty() ? "" : " where " + String.join(" and ", parts)),
                Long.class),
            values)
        .getSingleResult();
  }

  private void maintained(
      Caller caller, PageQuery query, List<String> parts, Map<String, Object> values) {
    for (ListCondition each : conditions.of(caller, query)) {
      parts.add("(" + each.text() + ")");
      values.putAll(each.values());
    }
    if (!caller.seesEverything()) {
      parts.add("r.namespaceId in :maintained");
      values.put("maintained", ListCondition.orNone(caller.namespacesMaintained()));
    }
  }

  /**
   * Repositories that a list with the same filters shows and that the caller maintains, in the
   * order of their ids after the given one.
   */
  List<RepositoryRef> refs(Caller caller, PageQuery query, UUID after, int most) {
    List<String> parts = new ArrayList<>(List.of("r.id > :after"));
    Map<String, Object> values = new HashMap<>(Map.of("after", after));
    maintained(caller, query, parts, values);
    return bind(
            em.createQuery(
                "select r.id, r.namespaceId, r.owner, r.name, r.host from TrackedRepository r"
                    + " where "
                    + String.join(" and ", parts)
                    + " order by r.id",
                Object[].class),
            values)
        .setMaxResults(most)
        .getResultStream()
        .map(
            row ->
                new RepositoryRef(
                    (UUID) row[0], (UUID) row[1], row[2] + "/" + row[3], (String) row[4]))
        .toList();
  }

  private Page.Total count(Caller caller, Looked looked, Passed passed) {
    if (looked.conditions().size() == 1) {
      OptionalLong told = looked.last().total().get();
      if (told.isPresent()) {
        return Page.Total.upTo(told.getAsLong());
      }
    }
    if (looked.lead() != null) {
      return Page.Total.exactly(counted(looked.where(null)));
    }
    if (looked.conditions().size() > 1) {
      return countedOnTheWay(caller, looked, passed);
    }
    Where where = looked.toCount();
    boolean beyond =
        !bind(em.createQuery("select r.id" + where.text(), UUID.class), where.values())
            .setFirstResult(Page.COUNTED)
            .setMaxResults(1)
            .getResultList()
            .isEmpty();
    return beyond ? Page.Total.atLeast(Page.COUNTED) : Page.Total.exactly(counted(where));
  }

  private long counted(Where where) {
    return bind(em.createQuery("select count(r)" + where.text(), Long.class), where.values())
        .getSingleResult();
  }

  /**
   * Each condition lets many through, all together perhaps few: of what meets the rarest, the first
   * thousand are compared with the others, as far as they lie behind the page. These tell nothing
   * of what a member sees, which may lie anywhere in the order of names; for him the walk goes on
   * until a thousand are found.
   */
  private Page.Total countedOnTheWay(Caller caller, Looked looked, Passed passed) {
    ListCondition rarest = looked.rarest();
    Where where = looked.where(rarest);
    if (passed.name() != null) {
      where.behind(passed.name());
    }
    String reach = rarest == null ? Look.ALL : looked.reach(rarest);
    if (caller.seesEverything() && !reach.equals(Look.ALL)) {
      return Page.Total.atLeast(passed.number() + counted(where.before(reach)));
    }
    String query = "select r.id" + where.text() + where.order(BY_NAME);
    return Page.Total.upTo(
        passed.number()
            + bind(em.createQuery(query, UUID.class), where.values())
                .setMaxResults(Page.COUNTED + 1 - passed.number())
                .getResultList()
                .size());
  }

  /**
   * What a list in the order of names has come to, and need not be counted again.
   *
   * @param name the last that was read; null if nothing was, or in another order
   * @param number how many lie up to it
   */
  private record Passed(String name, int number) {

    static final Passed NONE = new Passed(null, 0);

    static Passed of(PageQuery query, List<TrackedRepository> rows) {
      if (rows.isEmpty() || !isByName(query)) {
        return NONE;
      }
      return new Passed(rows.get(rows.size() - 1).fullNameLower(), query.offset() + rows.size());
    }
  }

  private static boolean isByName(PageQuery query) {
    return query.sort().stream().limit(1).toList().equals(BY_NAME);
  }

  private static <T> TypedQuery<T> bind(TypedQuery<T> query, Map<String, Object> values) {
    values.forEach(query::setParameter);
    return query;
  }

  /**
   * The conditions of a list after a look at each until few were found.
   *
   * @param looks at the conditions, in their order
   */
  private record Looked(List<ListCondition> conditions, List<Look> looks) {

    static Looked at(List<ListCondition> conditions, MetByMany many) {
      List<Look> looks = new ArrayList<>();
      for (ListCondition each : conditions) {
        looks.add(conditions.size() > 1 ? many.look(each) : each.looking().get());
        if (looks.get(looks.size() - 1).lead() != null) {
          break;
        }
      }
      return new Looked(conditions, looks);
    }

    /** The same, with a detour where a list by name has no other walk. */
    Looked detoured() {
      if (lead() != null || rarest() != null) {
        return this;
      }
      for (int i = 0; i < looks.size(); i++) {
        Optional<Detour> detour = looks.get(i).detoured();
        if (detour.isPresent()) {
          List<ListCondition> walked = new ArrayList<>(conditions);
          List<Look> seen = new ArrayList<>(looks);
          walked.set(i, conditions.get(i).walkedBy(detour.get().walk()));
          seen.set(i, detour.get().look());
          return new Looked(walked, seen);
        }
      }
      return this;
    }

    Look last() {
      return looks.isEmpty() ? Look.UNKNOWN : looks.get(looks.size() - 1);
    }

    Lead lead() {
      return last().lead();
    }

    /** What leads, if something does. */
    ListCondition leading() {
      return lead() == null ? null : conditions.get(looks.size() - 1);
    }

    /** The repositories of a page, if a look knows them: the ids of so many, or none. */
    List<UUID> ids(PageQuery query, int most) {
      if (conditions.size() != 1 || !isByName(query)) {
        return List.of();
      }
      List<UUID> first = last().fresh().first();
      int end = query.offset() + most;
      return first.size() < end ? List.of() : first.subList(query.offset(), end);
    }

    /** The walk that gives the list in its order; null if all repositories are walked over. */
    ListCondition walk(List<PageQuery.Sort> sort) {
      return sort.isEmpty() ? null : walk(sort.get(0).key());
    }

    /** The walk over the fewest, in the order of names. */
    ListCondition rarest() {
      return walk("name");
    }

    /** How far the first thousand of a condition reach. */
    String reach(ListCondition condition) {
      return looks.get(conditions.indexOf(condition)).reach();
    }

    private ListCondition walk(String order) {
      if (lead() != null) {
        Walk walk = leading().walk();
        boolean sorts = walk != null && !walk.joins() && walk.orders().containsKey(order);
        return sorts ? leading() : null;
      }
      ListCondition rarest = null;
      String furthest = "";
      for (int i = 0; i < looks.size(); i++) {
        Walk walk = conditions.get(i).walk();
        String reach = looks.get(i).reach();
        if (walk != null && walk.orders().containsKey(order) && reach.compareTo(furthest) > 0) {
          rarest = conditions.get(i);
          furthest = reach;
        }
      }
      return rarest;
    }

    Where where(ListCondition walked) {
      return new Where(conditions, leading(), lead(), walked);
    }

    /** All of the list in the form in which it is counted; one condition at most. */
    Where toCount() {
      return new Where(
          conditions.stream()
              .map(each -> ListCondition.plain(each.counted(), each.values(), each.looking()))
              .toList(),
          null,
          null,
          null);
    }
  }

  /** What is read by a query, worded so that it goes by the index that is meant. */
  private static final class Where {

    private final Walk walk;
    private final StringBuilder from = new StringBuilder(" from TrackedRepository r");
    private final Set<String> parts = new LinkedHashSet<>();
    private final Map<String, Object> values = new HashMap<>();

    Where(List<ListCondition> conditions, ListCondition leading, Lead lead, ListCondition walked) {
      walk = walked == null ? null : walked.walk();
      if (lead != null) {
        parts.add(lead.text());
        values.putAll(lead.values());
      }
      for (ListCondition each : conditions) {
        if (each == leading && lead.sure()) {
          continue;
        }
        parts.add(each == walked ? walk.text() : each.aside());
        values.putAll(each == walked ? walk.values() : each.values());
        if (each.walk() != null) {
          from.append(each == walked ? walk.from() : each.walk().beside());
        }
      }
    }

    /** The same, of repositories before a name. */
    Where before(String name) {
      parts.add(name() + " < :reach");
      values.put("reach", name);
      return this;
    }

    /** The same, of repositories behind a name. */
    Where behind(String name) {
      parts.add(name() + " > :passed");
      values.put("passed", name);
      return this;
    }

    private String name() {
      return walk == null ? "r.fullNameLower" : walk.orders().get("name");
    }

    String text() {
      return from + (parts.isEmpty() ? "" : " where " + String.join(" and ", parts));
    }

    String order(List<PageQuery.Sort> sort) {
      List<String> order = new ArrayList<>();
      if (walk != null) {
        // The index is in this order where its first column has one value, but H2 sees it only if
        // that is named.
        PageQuery.Sort by = sort.get(0);
        boolean backwards = by.descending() && !NULLABLE.contains(by.key());
        order.add(walk.first() + (backwards ? " desc" : ""));
      }
      for (PageQuery.Sort each : sort) {
        String key = SORT_KEYS.get(each.key());
        String down = each.descending() ? " desc" : "";
        String nulls = NULLABLE.contains(each.key()) ? " nulls last" : "";
        order.add(
            (walk == null ? key : walk.orders().getOrDefault(each.key(), key)) + down + nulls);
        if (MANY_ALIKE.contains(each.key())) {
          order.add("r.fullNameLower" + down);
        }
      }
      order.add(walk == null ? "r.id" : walk.last());
      return " order by " + String.join(", ", order);
    }

    Map<String, Object> values() {
      return values;
    }
  }
}
