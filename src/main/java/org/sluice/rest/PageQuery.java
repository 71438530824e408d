package org.sluice.rest;

import jakarta.ws.rs.core.MultivaluedMap;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;

/**
 * Which part of a list is wanted, in which order, and filtered how.
 *
 * @param page number of the page, from 1
 * @param size most entries of a page, 1 to 200
 * @param sort keys in order of weight; never empty where the list has a default
 * @param text free text to search for; null if none
 * @param filters value by name of the filter, only names that the list knows
 */
public record PageQuery(
    int page, int size, List<Sort> sort, String text, Map<String, String> filters) {

  /** Most entries of one page. */
  public static final int MAX_SIZE = 200;

  /** Entries of a page when nothing is asked. */
  public static final int DEFAULT_SIZE = 50;

  private static final int MAX_TEXT = 200;
  private static final int MAX_PAGE = 1_000_000;

  /**
   * One key of an order.
   *
   * @param key name as the API writes it
   * @param descending whether the greatest comes first
   */
  public record Sort(String key, boolean descending) {}

  /** Copies the collections. */
  public PageQuery {
    sort = List.copyOf(sort);
    filters = Map.copyOf(filters);
  }

  /** The value of a filter, if it is set. */
  public Optional<String> filter(String name) {
    return Optional.ofNullable(filters.get(name));
  }

  /** The value of a filter as a constant of an enum. */
  public <E extends Enum<E>> Optional<E> filter(String name, Class<E> type) {
    return filter(name)
        .map(
            value -> {
              for (E constant : type.getEnumConstants()) {
                if (constant.name().equals(value)) {
                  return constant;
                }
              }
              throw DomainException.invalid(
                  name,
                  "must be one of "
                      + List.of(type.getEnumConstants()).toString().replaceAll("[\\[\\]]", ""));
            });
  }

  /** Entries before this page. */
  public int offset() {
    return (page - 1) * size;
  }

  /**
   * Reads and checks the query part of a list's address.
   *
   * @param given parameters as they came
   * @param sortKeys keys that the list can be sorted by
   * @param defaultSort order if none is asked, such as {@code -createdAt}
   * @param filterNames filters that the list knows
   * @throws DomainException INVALID with every parameter that is unknown or out of range
   */
  public static PageQuery read(
      MultivaluedMap<String, String> given,
      Set<String> sortKeys,
      String defaultSort,
      Set<String> filterNames) {
    List<FieldError> errors = new ArrayList<>();
    int page = 1;
    int size = DEFAULT_SIZE;
    String text = null;
    List<Sort> sort = sorts(defaultSort);
    Map<String, String> filters = new LinkedHashMap<>();
    for (Map.Entry<String, List<String>> parameter : given.entrySet()) {
      String name = parameter.getKey();
      if (parameter.getValue().size() != 1) {
        errors.add(new FieldError(name, "may be given once"));
        continue;
      }
      String value = parameter.getValue().get(0);
      if (value.chars().anyMatch(Character::isISOControl)) {
        errors.add(new FieldError(name, "must not hold control characters"));
        continue;
      }
      switch (name) {
        case "page" -> page = number(name, value, MAX_PAGE, errors);
        case "size" -> size = number(name, value, MAX_SIZE, errors);
        case "q" -> {
          if (value.length() > MAX_TEXT) {
            errors.add(new FieldError(name, "may have " + MAX_TEXT + " characters"));
          }
          text = value.isBlank() ? null : value.strip();
        }
        case "sort" -> {
          sort = sorts(value);
          if (sort.isEmpty() || !sort.stream().allMatch(key -> sortKeys.contains(key.key()))) {
            errors.add(
                new FieldError(
                    name, "must be of " + String.join(", ", sortKeys.stream().sorted().toList())));
          }
        }
        default -> {
          if (!filterNames.contains(name)) {
            errors.add(new FieldError(name, "is not a filter of this list"));
          } else if (value.length() > MAX_TEXT) {
            errors.add(new FieldError(name, "may have " + MAX_TEXT + " characters"));
          } else if (!value.isBlank()) {
            filters.put(name, value);
          }
        }
      }
    }
    if (!errors.isEmpty()) {
      throw DomainException.invalid(errors);
    }
    if ((long) page * size > Integer.MAX_VALUE) {
      throw DomainException.invalid("page", "is too large");
    }
    return new PageQuery(page, size, sort, text, filters);
  }

  private static List<Sort> sorts(String value) {
    List<Sort> keys = new ArrayList<>();
    for (String part : value.split(",", 8)) {
      String key = part.strip();
      if (!key.isEmpty()) {
        keys.add(key.startsWith("-") ? new Sort(key.substring(1), true) : new Sort(key, false));
      }
    }
    return keys;
  }

  private static int number(String name, String value, int most, List<FieldError> errors) {
    try {
      int number = Integer.parseInt(value);
      if (number >= 1 && number <= most) {
        return number;
      }
    } catch (NumberFormatException notANumber) {
      // Falls through to the same refusal as a number out of range.
    }
    errors.add(new FieldError(name, "must be a whole number from 1 to " + most));
    return 1;
  }
}
