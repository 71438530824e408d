package org.sluice.registry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.sluice.failure.DomainException;
import org.sluice.forge.ForgeKind;
import org.sluice.identity.Caller;
import org.sluice.identity.Visibility;
import org.sluice.platform.database.Database;
import org.sluice.platform.database.SearchText;
import org.sluice.registry.search.SearchWords;
import org.sluice.registry.status.HealthState;
import org.sluice.registry.status.Light;
import org.sluice.registry.status.MirrorStatus;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/**
 * Lists of repositories, none of which costs more because the fleet is larger.
 *
 * <p>A condition that lets few repositories through leads the query: by its index those few are
 * found, compared with the other conditions, and sorted. If all conditions let many through, the
 * repositories are read in the order of the list until the page is full, which is soon. Only a
 * database that keeps statistics would choose so by itself, so it is chosen here.
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

  /** Filters of lists. */
  static final Set<String> FILTERS =
      Set.of(
          "namespace",
          "forge",
          "mirrorStatus",
          "health",
          "light",
          "tag",
          "stale",
          "mirror",
          "vanished");

  /** Of what many have alike; they are in the order of their names. */
  private static final Set<String> MANY_ALIKE = Set.of("mirrorStatus", "light");

  private static final Set<String> NULLABLE = Set.of("lastSyncedAt", "lastAttemptAt", "nextSyncAt");

  /** Ids that may lead a query; H2 compares each of them with each row that they lead to. */
  private static final int LEADING = 250;

  @PersistenceContext(unitName = "sluice")
  private EntityManager em;

  @Inject private SearchWords words;
  @Inject private Database database;

  /** One page of the repositories that the caller sees. */
  Page<TrackedRepository> page(Caller caller, PageQuery query) {
    List<Condition> conditions = conditions(caller, query);
    Look look = look(conditions);
    Where where = new Where(conditions, look.lead(), query);
    List<TrackedRepository> oneMore =
        bind(
                em.createQuery(
                    "select r from TrackedRepository r" + where.text() + where.order(),
                    TrackedRepository.class),
                where.values())
            .setFirstResult(query.offset())
            .setMaxResults(query.size() + 1)
            .getResultList();
    return Page.of(query, oneMore, () -> count(conditions, look, where));
  }

  /**
   * Repositories that a list with the same filters shows and that the caller maintains, in the
   * order of their ids after the given one.
   */
  List<RepositoryRef> refs(Caller caller, PageQuery query, UUID after, int most) {
    List<String> parts = new ArrayList<>(List.of("r.id > :after"));
    Map<String, Object> values = new HashMap<>(Map.of("after", after));
    for (Condition each : conditions(caller, query)) {
      parts.add("(" + each.text() + ")");
      values.putAll(each.values());
    }
    if (!caller.seesEverything()) {
      parts.add("r.namespaceId in :maintained");
      values.put("maintained", orNone(caller.namespacesMaintained()));
    }
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

  /** Of the first condition that few meet, else of the last. */
  private static Look look(List<Condition> conditions) {
    Look look = Look.UNKNOWN;
    for (Condition each : conditions) {
      look = each.look().now();
      if (look.lead() != null) {
        return look;
      }
    }
    return look;
  }

  private OptionalLong count(List<Condition> conditions, Look look, Where where) {
    if (look.lead() == null && conditions.size() > 1) {
      // Each lets many through, all together perhaps few: the walk that finds out counts them.
      int found =
          bind(
                  em.createQuery("select r.id from TrackedRepository r" + where.text(), UUID.class),
                  where.values())
              .setMaxResults(Page.COUNTED + 1)
              .getResultList()
              .size();
      return found > Page.COUNTED ? OptionalLong.empty() : OptionalLong.of(found);
    }
    if (conditions.size() == 1 && look.total() != null) {
      return look.total() > Page.COUNTED ? OptionalLong.empty() : OptionalLong.of(look.total());
    }
    if (look.lead() == null && goesBeyond(Page.COUNTED, "r.id", where.text(), where.values())) {
      return OptionalLong.empty();
    }
    return OptionalLong.of(
        bind(
                em.createQuery(
                    "select count(r) from TrackedRepository r" + where.text(), Long.class),
                where.values())
            .getSingleResult());
  }

  private boolean goesBeyond(int most, Lead lead) {
    return goesBeyond(most, lead.known(), " where " + lead.text(), lead.values());
  }

  /** Whether there is one more than so many. */
  private boolean goesBeyond(int most, String selected, String where, Map<String, Object> values) {
    String query = "select " + selected + " from TrackedRepository r" + where;
    return !bind(em.createQuery(query, Object.class), values)
        .setFirstResult(most)
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  private static <T> TypedQuery<T> bind(TypedQuery<T> query, Map<String, Object> values) {
    values.forEach(query::setParameter);
    return query;
  }

  private List<Condition> conditions(Caller caller, PageQuery query) {
    List<Condition> all = new ArrayList<>();
    query
        .filter("namespace")
        .ifPresent(name -> all.add(equal("r.ownerLower", "owner", name.toLowerCase(Locale.ROOT))));
    query
        .filter("mirrorStatus", MirrorStatus.class)
        .ifPresent(status -> all.add(equal("r.mirrorStatus", "status", status)));
    query
        .filter("forge", ForgeKind.class)
        .ifPresent(forge -> all.add(equal("r.forge", "forge", forge)));
    query
        .filter("health", HealthState.class)
        .ifPresent(state -> all.add(equal("r.healthState", "health", state)));
    query
        .filter("light", Light.class)
        .ifPresent(light -> all.add(equal("r.light", "light", light)));
    query.filter("tag").ifPresent(tag -> all.add(tagged(tag)));
    query.filter("mirror").ifPresent(flag -> all.add(mirrored(flag("mirror", flag))));
    query
        .filter("vanished")
        .ifPresent(flag -> all.add(flag("vanished", flag) ? vanished() : listed()));
    query
        .filter("stale")
        .ifPresent(
            flag -> all.add(flag("stale", flag) ? stale(Instant.now()) : level(Instant.now())));
    if (query.text() != null) {
      all.add(holding(SearchText.of(query.text())));
    }
    if (!caller.seesEverything()) {
      all.add(visible(caller));
    }
    return all;
  }

  private static boolean flag(String name, String value) {
    return switch (value) {
      case "true" -> true;
      case "false" -> false;
      default -> throw DomainException.invalid(name, "must be true or false");
    };
  }

  private Condition equal(String attribute, String parameter, Object value) {
    String text = attribute + " = :" + parameter;
    Map<String, Object> values = Map.of(parameter, value);
    return new Condition(attribute, text, values, () -> few(new Lead(attribute, text, values)));
  }

  private Condition tagged(String tag) {
    return new Condition(
        null,
        "exists (select t from r.tags t where t = :tag)",
        Map.of("tag", tag),
        () -> {
          List<UUID> found =
              database.query(
                  "select repository_id from repository_tag where tag = ? fetch first "
                      + (Page.COUNTED + 1)
                      + " rows only",
                  List.of(tag),
                  row -> row.getObject(1, UUID.class));
          return Look.at(found, (long) found.size());
        });
  }

  /** No index knows it: one that begins with what nearly all have would mislead other queries. */
  private static Condition mirrored(boolean wanted) {
    return new Condition(
        null, "r.mirrorEnabled = :mirror", Map.of("mirror", wanted), () -> Look.UNKNOWN);
  }

  /** A comparison, since H2 takes no index for what is not null. */
  private Condition vanished() {
    String text = "r.vanishedAt > :never";
    Map<String, Object> values = Map.of("never", Instant.EPOCH);
    return new Condition(null, text, values, () -> few(new Lead("r.vanishedAt", text, values)));
  }

  private static Condition listed() {
    return new Condition(null, "r.vanishedAt is null", Map.of(), () -> Look.UNKNOWN);
  }

  /** Never level with its upstream, not since it last failed, or overdue by its own schedule. */
  private Condition stale(Instant now) {
    Set<MirrorStatus> others = EnumSet.complementOf(EnumSet.of(MirrorStatus.SUCCESS));
    return new Condition(
        null,
        "r.mirrorEnabled = :mirrored and (r.mirrorResult <> :equal or r.nextSyncAt < :now)",
        Map.of("mirrored", true, "equal", MirrorStatus.SUCCESS, "now", now),
        () ->
            few(
                new Lead(
                    "r.mirrorResult",
                    "r.mirrorResult in :others and r.mirrorEnabled = :mirrored",
                    Map.of("others", others, "mirrored", true)),
                new Lead("r.nextSyncAt", "r.nextSyncAt < :now", Map.of("now", now))));
  }

  private Condition level(Instant now) {
    Map<String, Object> equal = Map.of("equal", MirrorStatus.SUCCESS);
    return new Condition(
        null,
        "r.mirrorEnabled = :mirrored and (r.mirrorResult = :equal or r.version < 0)"
            + " and (r.nextSyncAt is null or r.nextSyncAt >= :now)",
        Map.of("mirrored", true, "equal", MirrorStatus.SUCCESS, "now", now),
        () -> few(new Lead("r.mirrorResult", "r.mirrorResult = :equal", equal)).orUnknown());
  }

  private Condition holding(String text) {
    return new Condition(
        null,
        "r.searchText like :text",
        Map.of("text", "%" + text + "%"),
        () -> {
          SearchWords.Found found = words.find(text, Page.COUNTED);
          if (!found.all()) {
            return found.hold() && found.ids().size() > Page.COUNTED ? Look.MANY : Look.UNKNOWN;
          }
          return Look.at(found.ids(), found.hold() ? (long) found.ids().size() : null);
        });
  }

  private Condition visible(Caller caller) {
    Set<UUID> seen = orNone(caller.namespacesSeen());
    Set<Visibility> open = EnumSet.complementOf(EnumSet.of(Visibility.PRIVATE));
    String text = "(r.namespaceId in :seen or r.visibility in :open)";
    if (caller.limitedTo() != null) {
      Map<String, Object> limited = Map.of("limited", orNone(caller.limitedTo()));
      return new Condition(
          null,
          "(r.namespaceId in :limited or r.version < 0) and " + text,
          Map.of("limited", orNone(caller.limitedTo()), "seen", seen, "open", open),
          () -> few(new Lead("r.namespaceId", "r.namespaceId in :limited", limited)).orUnknown());
    }
    return new Condition(
        null,
        text,
        Map.of("seen", seen, "open", open),
        () ->
            few(
                new Lead("r.namespaceId", "r.namespaceId in :seen", Map.of("seen", seen)),
                new Lead("r.visibility", "r.visibility in :open", Map.of("open", open))));
  }

  private static Set<UUID> orNone(Set<UUID> ids) {
    return ids.isEmpty() ? Set.of(new UUID(0, 0)) : ids;
  }

  private Look few(Lead lead) {
    return goesBeyond(Page.COUNTED, lead) ? Look.MANY : new Look(lead, null);
  }

  /** Looks for what any of several leads to. */
  private Look few(Lead... parts) {
    Set<UUID> found = new HashSet<>();
    for (Lead part : parts) {
      if (goesBeyond(LEADING, part)) {
        boolean many = Stream.of(parts).anyMatch(each -> goesBeyond(Page.COUNTED, each));
        return many ? Look.MANY : Look.UNKNOWN;
      }
    }
    for (Lead part : parts) {
      found.addAll(
          bind(
                  em.createQuery(
                      "select r.id from TrackedRepository r where " + part.text(), UUID.class),
                  part.values())
              .setMaxResults(LEADING)
              .getResultList());
    }
    return new Look(Lead.to(found), null);
  }

  /**
   * One condition of a list.
   *
   * @param attribute what has one value under it; null if nothing has
   * @param look whether few meet it
   */
  private record Condition(
      String attribute, String text, Map<String, Object> values, Looking look) {

    /** The condition in a form that takes no index away from what is to lead or to sort. */
    String aside() {
      // No version is negative. H2 would take the index of an equality, however many have the
      // value.
      return attribute == null ? text : "(" + text + " or r.version < 0)";
    }
  }

  /** Looks whether few repositories meet a condition, by an index. */
  private interface Looking {

    Look now();
  }

  /**
   * How many repositories meet a condition.
   *
   * @param lead leads to them; null if they are not known to be few
   * @param total how many they are, or some number beyond those that are counted; null if unknown
   */
  private record Look(Lead lead, Long total) {

    static final Look UNKNOWN = new Look(null, null);
    static final Look MANY = new Look(null, Page.COUNTED + 1L);

    /** All that may meet it are known by their ids. */
    static Look at(Collection<UUID> ids, Long total) {
      return new Look(ids.size() > LEADING ? null : Lead.to(ids), total);
    }

    /** If what was looked for is only part of the condition. */
    Look orUnknown() {
      return new Look(lead, null);
    }
  }

  /**
   * What leads to few repositories, those that a list is made of among them.
   *
   * @param known what the index holds, so that no row is read to count them
   * @param text a condition that the database answers by the index
   */
  private record Lead(String known, String text, Map<String, Object> values) {

    static Lead to(Collection<UUID> ids) {
      return new Lead("r.id", "r.id in :few", Map.of("few", orNone(Set.copyOf(ids))));
    }
  }

  /** The conditions of a list and its order, worded so that they go by the index that is meant. */
  private static final class Where {

    private final Set<String> parts = new LinkedHashSet<>();
    private final Map<String, Object> values = new HashMap<>();
    private final List<String> order = new ArrayList<>();

    Where(List<Condition> conditions, Lead lead, PageQuery query) {
      List<Condition> equal = conditions.stream().filter(each -> each.attribute() != null).toList();
      Condition sorting = null;
      PageQuery.Sort first = query.sort().isEmpty() ? null : query.sort().get(0);
      if (equal.size() == 1 && first != null && first.key().equals("name")) {
        // Where an attribute has one value its index is in the order of names, but H2 sees it only
        // if the attribute is named.
        sorting = equal.get(0);
        order.add(sorting.attribute() + (first.descending() ? " desc" : ""));
      }
      if (lead != null) {
        parts.add(lead.text());
        values.putAll(lead.values());
      }
      for (Condition each : conditions) {
        boolean plain = lead == null ? each == sorting : each.text().equals(lead.text());
        parts.add(plain ? each.text() : each.aside());
        values.putAll(each.values());
      }
      for (PageQuery.Sort sort : query.sort()) {
        String down = sort.descending() ? " desc" : "";
        String nulls = NULLABLE.contains(sort.key()) ? " nulls last" : "";
        order.add(SORT_KEYS.get(sort.key()) + down + nulls);
        if (MANY_ALIKE.contains(sort.key())) {
          order.add("r.fullNameLower" + down);
        }
      }
      order.add("r.id");
    }

    String text() {
      return parts.isEmpty() ? "" : " where " + String.join(" and ", parts);
    }

    String order() {
      return " order by " + String.join(", ", order);
    }

    Map<String, Object> values() {
      return values;
    }
  }
}
