package org.sluice.registry;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.persistence.EntityManager;
import jakarta.persistence.PersistenceContext;
import jakarta.persistence.TypedQuery;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.sluice.failure.DomainException;
import org.sluice.forge.ForgeKind;
import org.sluice.identity.Caller;
import org.sluice.identity.Visibility;
import org.sluice.platform.database.SearchText;
import org.sluice.registry.ListCondition.Detour;
import org.sluice.registry.ListCondition.Fresh;
import org.sluice.registry.ListCondition.Lead;
import org.sluice.registry.ListCondition.Look;
import org.sluice.registry.ListCondition.Walk;
import org.sluice.registry.search.SearchWords;
import org.sluice.registry.search.SearchWords.OnlyWord;
import org.sluice.registry.status.HealthState;
import org.sluice.registry.status.Light;
import org.sluice.registry.status.MirrorStatus;
import org.sluice.registry.tag.RepositoryTags;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/** The conditions of a list of repositories, each with its look whether few or many meet it. */
@ApplicationScoped
class ListConditions {

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

  /** Ids that may lead a query; H2 compares each of them with each row that they lead to. */
  private static final int LEADING = 250;

  /** What a sync may end with, in the order in which a database has it. */
  private static final List<MirrorStatus> RESULTS =
      Stream.of(MirrorStatus.values()).sorted(Comparator.comparing(MirrorStatus::name)).toList();

  private static final String HOLDS = "r.searchText like :text";

  private static final Map<String, String> BY_NAME = Map.of("name", "r.fullNameLower");

  /** What has indexes that go on by the last sync, up and down. */
  private static final Map<String, String> BY_NAME_OR_SYNC =
      Map.of("name", "r.fullNameLower", "lastSyncedAt", "r.lastSyncedAt");

  @PersistenceContext(unitName = "sluice")
  private EntityManager em;

  @Inject private SearchWords words;
  @Inject private RepositoryTags tags;

  ListConditions() {
    // All of it is injected.
  }

  /** Conditions outside a container. */
  ListConditions(EntityManager em, SearchWords words, RepositoryTags tags) {
    this.em = em;
    this.words = words;
    this.tags = tags;
  }

  /** Those of a query, and that its caller sees what it lists. */
  List<ListCondition> of(Caller caller, PageQuery query) {
    List<ListCondition> all = new ArrayList<>();
    query
        .filter("namespace")
        .ifPresent(name -> all.add(equal("r.ownerLower", name.toLowerCase(Locale.ROOT), BY_NAME)));
    query
        .filter("mirrorStatus", MirrorStatus.class)
        .ifPresent(status -> all.add(equal("r.mirrorStatus", status, BY_NAME_OR_SYNC)));
    query
        .filter("forge", ForgeKind.class)
        .ifPresent(forge -> all.add(equal("r.forge", forge, BY_NAME)));
    query
        .filter("health", HealthState.class)
        .ifPresent(state -> all.add(equal("r.healthState", state, BY_NAME)));
    query
        .filter("light", Light.class)
        .ifPresent(light -> all.add(equal("r.light", light, BY_NAME)));
    query.filter("tag").ifPresent(tag -> all.add(tagged(tag)));
    query
        .filter("mirror")
        .ifPresent(
            flag ->
                all.add(
                    flag("mirror", flag) ? mirrored() : equal("r.unmirrored", 1, BY_NAME_OR_SYNC)));
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

  private ListCondition equal(String attribute, Object value, Map<String, String> orders) {
    String parameter = attribute.substring(attribute.indexOf('.') + 1);
    String text = attribute + " = :" + parameter;
    Map<String, Object> values = Map.of(parameter, value);
    return new ListCondition(
        text,
        text,
        values,
        Walk.own(text, attribute, orders, values),
        () -> few(attribute, new Lead(attribute, text, values, true)),
        true);
  }

  /** Looks by an index that goes on by name, and says how far its first thousand reach. */
  private Look few(String attribute, Lead lead) {
    Optional<String> name =
        bind(
                em.createQuery(
                    "select r.fullNameLower from TrackedRepository r where "
                        + lead.text()
                        + " order by "
                        + attribute
                        + ", r.fullNameLower",
                    String.class),
                lead.values())
            .setFirstResult(Page.COUNTED)
            .setMaxResults(1)
            .getResultStream()
            .findFirst();
    return name.map(ListConditions::many)
        .orElseGet(() -> new Look(lead, OptionalLong::empty, null));
  }

  private static Look many(String reach) {
    return Look.many(Page.COUNTED + 1L, reach);
  }

  private ListCondition tagged(String tag) {
    Map<String, Object> values = Map.of("tag", tag);
    // Not "exists", for which EclipseLink writes all values of a query as literals.
    String text =
        "r.id in (select own.repositoryId from RepositoryTag own where own.repositoryId = r.id"
            + " and own.tag = :tag)";
    Walk walk =
        new Walk(
            ", RepositoryTag t",
            // Each row of a join is one look at an index; for a query in a condition H2 takes twice
            // as long.
            " left join RepositoryTag t on t.repositoryId = r.id and t.tag = :tag",
            "t.tag is not null",
            "t.repositoryId = r.id and t.tag = :tag",
            "t.tag",
            Map.of("name", "t.fullNameLower"),
            "t.repositoryId",
            values);
    return new ListCondition(text, text, values, walk, () -> withTag(tag), true);
  }

  private Look withTag(String tag) {
    NamesBeside.First first = tags.first(tag, LEADING + 1, Page.COUNTED);
    return first.ids().size() <= LEADING
        ? Look.at(first.ids()).withFirst(first.ids())
        : notFew(first, () -> tags.count(tag, Page.COUNTED));
  }

  private static Look notFew(NamesBeside.First first, LongSupplier count) {
    return first
        .behind()
        .map(ListConditions::many)
        .orElseGet(() -> new Look(null, () -> OptionalLong.of(count.getAsLong()), Look.ALL))
        .withFirst(first.ids());
  }

  /** No index knows it: one that begins with what nearly all have would mislead other queries. */
  private static ListCondition mirrored() {
    return ListCondition.plain(
        "r.mirrorEnabled = :mirror", Map.of("mirror", true), () -> Look.UNKNOWN);
  }

  /** A comparison, since H2 takes no index for what is not null. */
  private ListCondition vanished() {
    String text = "r.vanishedAt > :never";
    Map<String, Object> values = Map.of("never", Instant.EPOCH);
    return ListCondition.plain(
        text, values, () -> few(new Lead("r.vanishedAt", text, values, true)));
  }

  private static ListCondition listed() {
    return ListCondition.plain("r.vanishedAt is null", Map.of(), () -> Look.UNKNOWN);
  }

  /** Never level with its upstream, not since it last failed, or overdue by its own schedule. */
  private ListCondition stale(Instant now) {
    // Two ranges and no "in": H2 finds twice what is left of one where a query stopped early.
    Lead before = other("<=", RESULTS.get(RESULTS.indexOf(MirrorStatus.SUCCESS) - 1));
    Lead behind = other(">=", RESULTS.get(RESULTS.indexOf(MirrorStatus.SUCCESS) + 1));
    Lead due = new Lead("r.nextSyncAt", "r.nextSyncAt < :now", Map.of("now", now));
    Lead overdue =
        new Lead(
            "r.id",
            // So that it is counted by the index of what is due, not of all that are level.
            "r.nextSyncAt < :now and (r.mirrorResult = :equal or r.version < 0)"
                + " and r.mirrorEnabled = :mirrored",
            Map.of("now", now, "equal", MirrorStatus.SUCCESS, "mirrored", true));
    return ListCondition.plain(
        "r.mirrorEnabled = :mirrored and (r.mirrorResult <> :equal or r.nextSyncAt < :now)",
        Map.of("mirrored", true, "equal", MirrorStatus.SUCCESS, "now", now),
        () -> few(() -> counted(before, behind, overdue), before, behind, due));
  }

  /**
   * Mirrors with some results. An index knows them; bounds that are met, since H2 reads all that
   * have the value of one that is not.
   */
  private static Lead other(String sign, MirrorStatus result) {
    return new Lead(
        "r.mirrorResult",
        "r.mirrorResult " + sign + " :result and r.mirrorEnabled = :mirrored",
        Map.of("result", result, "mirrored", true));
  }

  /** How many the leads lead to, of which none leads to what another does. */
  private OptionalLong counted(Lead... parts) {
    long all = 0;
    for (Lead part : parts) {
      String query = "select count(r) from TrackedRepository r where " + part.text();
      all += bind(em.createQuery(query, Long.class), part.values()).getSingleResult();
    }
    return OptionalLong.of(all);
  }

  private ListCondition level(Instant now) {
    String others =
        "r.mirrorEnabled = :mirrored and (r.nextSyncAt is null or r.nextSyncAt >= :now) and ";
    String equal = "r.mirrorResult = :equal";
    return new ListCondition(
        others + "(" + equal + " or r.version < 0)",
        others + equal,
        Map.of("mirrored", true, "equal", MirrorStatus.SUCCESS, "now", now),
        null,
        () ->
            few(new Lead("r.mirrorResult", equal, Map.of("equal", MirrorStatus.SUCCESS)))
                .orUnknown(),
        false);
  }

  private ListCondition holding(String text) {
    Map<String, Object> values = Map.of("text", "%" + text + "%");
    return new ListCondition(HOLDS, HOLDS, values, null, () -> withWords(text), true);
  }

  private Look withWords(String text) {
    SearchWords.Found found = words.find(text, LEADING);
    if (found.all()) {
      // Compared all the same: PostgreSQL may read all of a small table instead of so many ids, and
      // is through sooner with the text than with the ids.
      OptionalLong total =
          found.hold() ? OptionalLong.of(found.ids().size()) : OptionalLong.empty();
      return new Look(Lead.to(found.ids(), false), () -> total, null);
    }
    return new Look(
        null,
        () -> words.count(text, Page.COUNTED),
        null,
        () -> words.find(text, 0).only().map(only -> detour(only, text, 0)),
        new Fresh(List.of(), () -> found.only().map(only -> detour(only, text, LEADING))));
  }

  /**
   * What has the one word that is meant is walked over as what has a tag.
   *
   * @param most ids of the first that are to be known, if all of them hold the text
   */
  private Detour detour(OnlyWord only, String text, int most) {
    String word = only.word();
    String has = "w.repositoryId = r.id and w.word = :word";
    Walk walk =
        new Walk(
            ", RepositoryWord w",
            "",
            HOLDS,
            // PostgreSQL expects few to hold any text, and would read what has the word in
            // parallel.
            only.holds() ? has : has + " and " + HOLDS,
            "w.word",
            Map.of("name", "w.fullNameLower"),
            "w.repositoryId",
            only.holds() ? Map.of("word", word) : Map.of("word", word, "text", "%" + text + "%"));
    NamesBeside.First first = words.first(word, only.holds() ? most : 0, Page.COUNTED);
    return new Detour(
        walk,
        only.holds()
            ? notFew(first, () -> words.countHaving(word, Page.COUNTED))
            : new Look(null, OptionalLong::empty, first.behind().orElse(Look.ALL)));
  }

  private ListCondition visible(Caller caller) {
    Set<UUID> seen = ListCondition.orNone(caller.namespacesSeen());
    Set<Visibility> open = EnumSet.complementOf(EnumSet.of(Visibility.PRIVATE));
    String text = "(r.namespaceId in :seen or r.visibility in :open)";
    if (caller.limitedTo() != null) {
      Set<UUID> limits = ListCondition.orNone(caller.limitedTo());
      Map<String, Object> limited = Map.of("limited", limits);
      return ListCondition.plain(
          "(r.namespaceId in :limited or r.version < 0) and " + text,
          Map.of("limited", limits, "seen", seen, "open", open),
          () -> few(new Lead("r.namespaceId", "r.namespaceId in :limited", limited)).orUnknown());
    }
    return ListCondition.plain(
        text,
        Map.of("seen", seen, "open", open),
        () ->
            few(
                OptionalLong::empty,
                new Lead("r.namespaceId", "r.namespaceId in :seen", Map.of("seen", seen)),
                new Lead("r.visibility", "r.visibility in :open", Map.of("open", open))));
  }

  private Look few(Lead lead) {
    return goesBeyond(Page.COUNTED, lead) ? many(null) : new Look(lead, OptionalLong::empty, null);
  }

  /**
   * Looks for what any of several leads to.
   *
   * @param total how many they are, if not many
   */
  private Look few(Supplier<OptionalLong> total, Lead... parts) {
    Set<UUID> found = new HashSet<>();
    for (Lead part : parts) {
      if (goesBeyond(LEADING, part)) {
        boolean many = Stream.of(parts).anyMatch(each -> goesBeyond(Page.COUNTED, each));
        return many ? many(null) : new Look(null, total, null);
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
    return Look.among(found);
  }

  /** Whether a lead leads to more than so many. */
  private boolean goesBeyond(int most, Lead lead) {
    String query = "select " + lead.known() + " from TrackedRepository r where " + lead.text();
    return !bind(em.createQuery(query, Object.class), lead.values())
        .setFirstResult(most)
        .setMaxResults(1)
        .getResultList()
        .isEmpty();
  }

  private static <T> TypedQuery<T> bind(TypedQuery<T> query, Map<String, Object> values) {
    values.forEach(query::setParameter);
    return query;
  }
}
