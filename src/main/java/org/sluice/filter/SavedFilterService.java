package org.sluice.filter;

import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.identity.Caller;
import org.sluice.platform.Ids;
import org.sluice.rest.Answers;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;
import org.sluice.rest.Patch;

/** The door of saved filters; everybody has his own, and nobody sees those of others. */
@Stateless
public class SavedFilterService {

  /** Filters that the list of them knows. */
  private static final List<PageQuery.Sort> BY_NAME = List.of(new PageQuery.Sort("name", false));

  public static final Set<String> FILTERS = Set.of("list");

  /** Most filters that somebody keeps. */
  public static final int MOST = 50;

  /** Most characters of a name. */
  public static final int LONGEST_NAME = 100;

  /** Fields that a patch may name. */
  static final Set<String> PATCHABLE = Set.of("name", "query");

  @Inject private SavedFilterStore store;

  /** One page of the caller's filters, by list and name. */
  public Page<SavedFilter> list(Caller caller, PageQuery query) {
    FilteredList list = query.filter("list", FilteredList.class).orElse(null);
    return Page.of(
        query, store.page(caller.userId(), list, query), store.count(caller.userId(), list));
  }

  /** All filters of the caller for one list, by name. */
  public List<SavedFilter> of(Caller caller, FilteredList list) {
    return store.page(caller.userId(), list, new PageQuery(1, MOST, BY_NAME, null, Map.of()));
  }

  /**
   * One of the caller's filters.
   *
   * @throws DomainException NOT_FOUND if he has none of that id
   */
  public SavedFilter get(Caller caller, UUID id) {
    return store
        .find(caller.userId(), id)
        .orElseThrow(() -> DomainException.notFound("saved filter"));
  }

  /**
   * Keeps a filter.
   *
   * @throws DomainException INVALID; CONFLICT if the caller has one of that name for the list, or
   *     as many as one may have
   */
  public SavedFilter create(Caller caller, NewSavedFilter wanted) {
    List<FieldError> errors = new ArrayList<>();
    if (wanted.list() == null) {
      errors.add(new FieldError("list", "is required"));
    }
    String name = name(wanted.name(), errors);
    String query = query(wanted.query(), errors);
    refuse(errors);
    store.lock(caller.userId());
    refuseTaken(caller, wanted.list(), name, null);
    if (store.count(caller.userId(), null) >= MOST) {
      throw DomainException.conflict(
          "too-many-filters", "One keeps " + MOST + " filters at most. Delete one first.");
    }
    Instant now = now();
    SavedFilter made = new SavedFilter(Ids.next(), wanted.list(), name, query, now, now, 1);
    store.add(caller.userId(), made, key(name));
    return made;
  }

  /**
   * Renames a filter, or has it filter otherwise.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException NOT_FOUND; STALE; INVALID; CONFLICT if he has another of that name
   */
  public SavedFilter change(Caller caller, UUID id, Patch patch, String ifMatch) {
    store.lock(caller.userId());
    SavedFilter before = get(caller, id);
    Answers.requireMatch(ifMatch, before.tag());
    return become(
        caller,
        before,
        patch.has("name") ? patch.value("name", String.class).orElse(null) : before.name(),
        patch.has("query") ? patch.value("query", String.class).orElse(null) : before.query());
  }

  /**
   * Renames a filter.
   *
   * @throws DomainException NOT_FOUND; INVALID; CONFLICT if the caller has another of that name
   */
  public SavedFilter rename(Caller caller, UUID id, String name) {
    store.lock(caller.userId());
    SavedFilter before = get(caller, id);
    return become(caller, before, name, before.query());
  }

  private SavedFilter become(Caller caller, SavedFilter before, String named, String narrowed) {
    List<FieldError> errors = new ArrayList<>();
    String name = name(named, errors);
    String query = query(narrowed, errors);
    refuse(errors);
    refuseTaken(caller, before.list(), name, before.id());
    SavedFilter after =
        new SavedFilter(
            before.id(),
            before.list(),
            name,
            query,
            before.createdAt(),
            now(),
            before.version() + 1);
    store.change(after, key(name));
    return after;
  }

  /**
   * Keeps a filter no more.
   *
   * @param ifMatch the caller's {@code If-Match}; null if he has none
   * @throws DomainException NOT_FOUND; STALE
   */
  public void delete(Caller caller, UUID id, String ifMatch) {
    store.lock(caller.userId());
    Answers.requireMatch(ifMatch, get(caller, id).tag());
    store.delete(id);
  }

  private void refuseTaken(Caller caller, FilteredList list, String name, UUID but) {
    Optional<SavedFilter> taken =
        store.named(caller.userId(), list, key(name)).filter(each -> !each.id().equals(but));
    if (taken.isPresent()) {
      throw DomainException.conflict(
          "filter-name-taken",
          "There is a filter of that name already.",
          "/me/filters/" + taken.get().id());
    }
  }

  private static String name(String given, List<FieldError> errors) {
    String name = given == null ? "" : given.strip();
    if (name.isEmpty()) {
      errors.add(new FieldError("name", "is required"));
    } else if (name.length() > LONGEST_NAME) {
      errors.add(new FieldError("name", "may have " + LONGEST_NAME + " characters"));
    } else if (name.chars().anyMatch(Character::isISOControl)) {
      errors.add(new FieldError("name", "may not hold control characters"));
    }
    return name;
  }

  private static String query(String given, List<FieldError> errors) {
    Optional<String> kept = given == null ? Optional.empty() : FilterQuery.kept(given);
    if (kept.isEmpty()) {
      errors.add(
          new FieldError(
              "query",
              "must be the part of an address behind the question mark, such as tag=java, of at"
                  + " most "
                  + FilterQuery.MOST
                  + " characters"));
    }
    return kept.orElse("");
  }

  private static void refuse(List<FieldError> errors) {
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
  }

  private static String key(String name) {
    String key = name.toLowerCase(Locale.ROOT);
    return key.length() > LONGEST_NAME ? key.substring(0, LONGEST_NAME) : key;
  }

  private static Instant now() {
    return Instant.now().truncatedTo(ChronoUnit.MICROS);
  }
}
