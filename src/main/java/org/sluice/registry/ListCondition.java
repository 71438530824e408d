package org.sluice.registry;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;

/**
 * One condition of a list of repositories.
 *
 * @param text the condition on {@code r}
 * @param counted the same in the form in which an index tells how many meet it
 * @param values of the parameters of both
 * @param walk the index that finds what meets it in the order of the list; null if there is none
 * @param looking tells whether few meet it, by an index
 * @param lasting whether it is the same whoever asks and whenever, so that it may be remembered
 *     that many meet it
 */
record ListCondition(
    String text,
    String counted,
    Map<String, Object> values,
    Walk walk,
    Supplier<Look> looking,
    boolean lasting) {

  /** No id; a condition on ids may not name none. */
  private static final Set<UUID> NONE = Set.of(new UUID(0, 0));

  /** The same with a walk that was looked for. */
  ListCondition walkedBy(Walk found) {
    return new ListCondition(text, counted, values, found, looking, lasting);
  }

  /** A condition that no index answers in the order of a list. */
  static ListCondition plain(String text, Map<String, Object> values, Supplier<Look> looking) {
    return new ListCondition(text, text, values, null, looking, false);
  }

  static Set<UUID> orNone(Set<UUID> ids) {
    return ids.isEmpty() ? NONE : ids;
  }

  /** The condition in a form that takes no index away from what is to lead or to sort. */
  String aside() {
    if (walk != null && walk.joins()) {
      return walk.met();
    }
    // No name is less than an empty one. H2 would take the index of an equality, however many have
    // the value; and a column that nearly each index holds needs no look at the row.
    return walk == null ? text : "(" + text + " or r.fullNameLower < '')";
  }

  /**
   * An index that begins with the one value of a condition and goes on in the order of a list.
   *
   * @param from what the query reads beside the repositories; empty for nothing
   * @param beside the same, joined to each repository that is walked over for another condition
   * @param met that something is joined so
   * @param text the condition by which the index is entered
   * @param first what has one value
   * @param orders by the key of an order, what the index has it by
   * @param last what decides at the end of an order
   * @param values of the parameters of what is read and of the condition
   */
  record Walk(
      String from,
      String beside,
      String met,
      String text,
      String first,
      Map<String, String> orders,
      String last,
      Map<String, Object> values) {

    /** A walk over the repositories' own index. */
    static Walk own(
        String text, String first, Map<String, String> orders, Map<String, Object> values) {
      return new Walk("", "", text, text, first, orders, "r.id", values);
    }

    boolean joins() {
      return !from.isEmpty();
    }
  }

  /**
   * How many repositories meet a condition.
   *
   * @param lead leads to them; null if they are not known to be few
   * @param total how many they are, or some number beyond those that are counted; empty if unknown
   * @param reach name of the repository behind the first thousand; the greater, the fewer in any
   *     part of the names meet the condition; null if unknown
   * @param detour looks for a walk in the order of names, for a list that has no other
   * @param fresh what the look found on its way
   */
  record Look(
      Lead lead,
      Supplier<OptionalLong> total,
      String reach,
      Supplier<Optional<Detour>> detour,
      Fresh fresh) {

    /** Reaches behind every name: less than a thousand meet the condition. */
    static final String ALL = "\uffff";

    static final Look UNKNOWN = new Look(null, OptionalLong::empty, null);

    Look(Lead lead, Supplier<OptionalLong> total, String reach) {
      this(lead, total, reach, Optional::empty, Fresh.NOTHING);
    }

    /** Few, and all that may meet it are known by their ids. */
    static Look among(Collection<UUID> ids) {
      return new Look(Lead.to(ids, false), OptionalLong::empty, null);
    }

    /** Few, all of which are known by their ids. */
    static Look at(Collection<UUID> ids) {
      return new Look(Lead.to(ids, true), () -> OptionalLong.of(ids.size()), null);
    }

    static Look many(long total, String reach) {
      return new Look(null, () -> OptionalLong.of(total), reach);
    }

    /** If what was looked for is only part of the condition. */
    Look orUnknown() {
      return new Look(lead, OptionalLong::empty, null);
    }

    /** The same, whose first ids are known. */
    Look withFirst(List<UUID> ids) {
      return new Look(lead, total, reach, detour, new Fresh(ids, fresh.detour()));
    }

    /** What of it may still be gone by when it is a minute old. */
    Look kept() {
      return new Look(lead, total, reach, detour, Fresh.NOTHING);
    }

    /** The detour, by what the look found on its way or by another look. */
    Optional<Detour> detoured() {
      return (fresh.detour() == null ? detour : fresh.detour()).get();
    }
  }

  /**
   * What a look found on its way, true at its moment only.
   *
   * @param first ids of those with the first names, of all that meet the condition; none if unknown
   * @param detour finds the detour of the look without another; null if that is not possible
   */
  record Fresh(List<UUID> first, Supplier<Optional<Detour>> detour) {

    static final Fresh NOTHING = new Fresh(List.of(), null);
  }

  /**
   * A walk in the order of names that takes a look to know, and more for each repository than one
   * by an index of the repositories.
   *
   * @param look tells more than the one that it was found by
   */
  record Detour(Walk walk, Look look) {}

  /**
   * What leads to few repositories, those that a list is made of among them.
   *
   * @param known what the index holds, so that no row is read to count them
   * @param text a condition that the database answers by the index
   * @param sure whether it leads to nothing else
   */
  record Lead(String known, String text, Map<String, Object> values, boolean sure) {

    /** What may lead to others too. */
    Lead(String known, String text, Map<String, Object> values) {
      this(known, text, values, false);
    }

    static Lead to(Collection<UUID> ids, boolean sure) {
      return new Lead("r.id", "r.id in :few", Map.of("few", orNone(Set.copyOf(ids))), sure);
    }
  }
}
