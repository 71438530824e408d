package org.sluice.console;

import jakarta.faces.context.FacesContext;
import jakarta.faces.event.PhaseId;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.primefaces.PrimeFaces;
import org.primefaces.model.FilterMeta;
import org.primefaces.model.LazyDataModel;
import org.primefaces.model.SortMeta;
import org.primefaces.model.SortOrder;
import org.sluice.failure.DomainException;
import org.sluice.failure.FieldError;
import org.sluice.rest.Page;
import org.sluice.rest.PageQuery;

/**
 * The rows of a table, a page at a time, as a door lists them.
 *
 * <p>Page, order and filters stand in the address, so a table can be bookmarked and the back button
 * finds it as it was: the address gives the first page, and each turn of the table tells the script
 * the address that belongs to it.
 *
 * @param <T> a row
 */
public class Rows<T> extends LazyDataModel<T> {

  /** Most values that a filter offers to choose from; what has more is typed. */
  public static final int OFFERED = 50;

  private static final long serialVersionUID = 1L;
  private static final int SIZE = 25;
  private static final Set<Integer> SIZES = Set.of(25, 50, 100, 200);

  private final transient Function<PageQuery, Page<T>> source;
  private final transient Function<T, String> key;
  private final transient Map<String, String> filters = new LinkedHashMap<>();
  private final transient Map<String, String> kept = new LinkedHashMap<>();
  private final String text;
  private final int page;
  private final int size;
  private final String order;

  /** The order of an address that names none. */
  private final String usual;

  private final transient List<T> shown = new ArrayList<>();
  private final transient List<String> refused = new ArrayList<>();
  private transient PageQuery asked;
  private transient Page<T> answer;
  private boolean counted = true;

  /**
   * Reads what the address asks for; whatever does not fit is left out rather than refused.
   *
   * @param address parameters of the page's address
   * @param sortKeys keys that may be sorted by
   * @param order key that is sorted by if the address names none, with {@code -} for descending
   * @param filterNames filters that the list knows
   * @param kept parameters that name the page itself and stay in every address
   * @param key what tells rows apart
   * @param source the door's list
   */
  public Rows(
      Map<String, String> address,
      Set<String> sortKeys,
      String order,
      Set<String> filterNames,
      Set<String> kept,
      Function<T, String> key,
      Function<PageQuery, Page<T>> source) {
    this.source = source;
    this.key = key;
    String q = address.get("q");
    this.text = q == null || q.isBlank() || q.length() > 200 ? null : q.strip();
    this.size = SIZES.contains(number(address.get("size"))) ? number(address.get("size")) : SIZE;
    this.page = Math.max(1, Math.min(100_000, number(address.get("page"))));
    this.usual = order;
    String sort = address.get("sort");
    this.order =
        sort != null && sortKeys.contains(sort.startsWith("-") ? sort.substring(1) : sort)
            ? sort
            : order;
    for (String name : filterNames) {
      String value = address.get(name);
      if (value != null && !value.isBlank() && value.length() <= 200) {
        filters.put(name, value);
      }
    }
    for (String name : kept) {
      if (address.get(name) != null) {
        this.kept.put(name, address.get(name));
      }
    }
  }

  private static int number(String text) {
    try {
      return text == null ? 0 : Integer.parseInt(text);
    } catch (NumberFormatException notANumber) {
      return 0;
    }
  }

  /** Number of the row that the page starts with, from 0. */
  public int getFirst() {
    return (page - 1) * size;
  }

  /** Most rows of a page. */
  public int getSize() {
    return size;
  }

  /** What is searched for; null if nothing. */
  public String getText() {
    return text;
  }

  /** Filters that are set, by name. */
  public Map<String, String> getFilters() {
    return filters;
  }

  /** Whether anything narrows the list. */
  public boolean isNarrowed() {
    return text != null || !filters.isEmpty();
  }

  /**
   * What the address filtered by and the list does not know, such as {@code status=GONE}; the list
   * is shown without it. Empty if there is no such thing.
   */
  public String getRefused() {
    if (!filters.isEmpty() && !isTurned()) {
      getTotal();
    }
    return String.join(", ", refused);
  }

  /** Whether there is nothing to list although nothing narrows the list. */
  public boolean isBare() {
    return !isNarrowed() && !isTurned() && getTotal() == 0;
  }

  /**
   * Whether part of a page is asked for that is open already. Then the page as it was opened is not
   * shown again, and is not to be read only because Faces, looking for the part, asks what it would
   * show around it.
   */
  private static boolean isTurned() {
    FacesContext faces = FacesContext.getCurrentInstance();
    return faces != null && faces.getPartialViewContext().isAjaxRequest();
  }

  /** How a column is sorted when the page opens: {@code asc}, {@code desc}, or null. */
  public String order(String column) {
    if (order.equals(column)) {
      return "asc";
    }
    return order.equals("-" + column) ? "desc" : null;
  }

  /** The order of the page as it was opened: a key, with {@code -} before it for descending. */
  public String getOrder() {
    return order;
  }

  /** The rows of the page as it was opened, for pages that show no table while there are none. */
  public long getTotal() {
    if (getRowCount() == 0 && shown.isEmpty()) {
      fetch(page, size, order);
    }
    return getRowCount();
  }

  /** Whether there are no more than {@link #getTotal}. */
  public boolean isCounted() {
    getTotal();
    return counted;
  }

  /** The rows of the page as it was opened, for pages that show them otherwise than in a table. */
  public List<T> getItems() {
    getTotal();
    if (shown.isEmpty() && page > getLastPage()) {
      fetch(getLastPage(), size, order);
    }
    return shown;
  }

  /**
   * Number of the page that is shown, from 1: the last where the address asks for one beyond it.
   */
  public int getPage() {
    getItems();
    return answer.page();
  }

  /** Number of the last page that is known, at least 1. */
  public int getLastPage() {
    return (int) Math.max(1, (getTotal() + size - 1) / size);
  }

  /** Where the page stands among all rows, such as {@code 26–50 / 212}. */
  public String getPlace() {
    int before = (getPage() - 1) * size;
    return (before + 1)
        + "–"
        + (before + getItems().size())
        + " / "
        + getRowCount()
        + (counted ? "" : "+");
  }

  /** Part of the address behind the question mark, of another page of the same rows. */
  public String turn(int number) {
    Map<String, String> parts = narrowed();
    parts.put("page", Integer.toString(number));
    putSize(parts);
    return join(parts);
  }

  private void putSize(Map<String, String> parts) {
    if (size != SIZE) {
      parts.put("size", Integer.toString(size));
    }
  }

  /**
   * Part of the address behind the question mark, of another view of the same things.
   *
   * @param name what names the view
   * @param value the other view
   * @param shared filters that the other view knows too
   */
  public String other(String name, String value, Set<String> shared) {
    Map<String, String> parts = new LinkedHashMap<>(kept);
    parts.put(name, value);
    shared.stream()
        .filter(filters::containsKey)
        .sorted()
        .forEach(each -> parts.put(each, filters.get(each)));
    putOrder(parts);
    return join(parts);
  }

  /** What the pager says of where the page stands, in its own words. */
  public String getReport() {
    getTotal();
    return "{startRecord}–{endRecord} / {totalRecords}" + (counted ? "" : "+");
  }

  /**
   * Part of the address behind the question mark, with one filter changed.
   *
   * @param name the filter
   * @param value its value; null or empty takes it away
   */
  public String with(String name, String value) {
    Map<String, String> parts = narrowed();
    if (value == null || value.isEmpty()) {
      parts.remove(name);
    } else {
      parts.put(name, value);
    }
    putSize(parts);
    return join(parts);
  }

  private Map<String, String> narrowed() {
    Map<String, String> parts = new LinkedHashMap<>(kept);
    if (text != null) {
      parts.put("q", text);
    }
    parts.putAll(filters);
    putOrder(parts);
    return parts;
  }

  /** An order that another list does not know is left out there. */
  private void putOrder(Map<String, String> parts) {
    if (!order.equals(usual)) {
      parts.put("sort", order);
    }
  }

  @Override
  public int count(Map<String, FilterMeta> ignored) {
    // The door tells the number together with the rows: one question instead of two.
    return Integer.MAX_VALUE;
  }

  @Override
  public List<T> load(
      int first, int pageSize, Map<String, SortMeta> sortBy, Map<String, FilterMeta> ignored) {
    String sort = order;
    for (SortMeta meta : sortBy.values()) {
      if (meta.getOrder() != null && !meta.getOrder().isUnsorted()) {
        sort = (meta.getOrder() == SortOrder.DESCENDING ? "-" : "") + meta.getField();
      }
    }
    int most = Math.max(1, Math.min(PageQuery.MAX_SIZE, pageSize));
    int wanted = first / most + 1;
    Page<T> found = fetch(wanted, most, sort);
    if (found.items().isEmpty() && wanted > found.lastPage()) {
      wanted = (int) found.lastPage();
      found = fetch(wanted, most, sort);
    }
    if (PrimeFaces.current().isAjaxRequest()) {
      Map<String, String> parts = narrowed();
      parts.put("sort", sort);
      parts.put("size", Integer.toString(most));
      parts.put("page", Integer.toString(wanted));
      PrimeFaces.current().ajax().addCallbackParam("address", join(parts));
    }
    return found.items();
  }

  private Page<T> fetch(int number, int most, String sort) {
    PageQuery.Sort by =
        new PageQuery.Sort(sort.startsWith("-") ? sort.substring(1) : sort, sort.startsWith("-"));
    PageQuery query = new PageQuery(number, most, List.of(by), text, filters);
    Page<T> found = query.equals(asked) ? answer : ask(query);
    // Nothing changes any more while the page is written, so what it needs twice is read once.
    asked = isBeingWritten() ? query : null;
    answer = found;
    counted = found.totalIsExact();
    setRowCount((int) Math.min(Integer.MAX_VALUE, found.total()));
    shown.clear();
    shown.addAll(found.items());
    return found;
  }

  private static boolean isBeingWritten() {
    FacesContext faces = FacesContext.getCurrentInstance();
    return faces != null && faces.getCurrentPhaseId() == PhaseId.RENDER_RESPONSE;
  }

  private Page<T> ask(PageQuery query) {
    try {
      return source.apply(query);
    } catch (DomainException refusal) {
      List<String> unknown =
          refusal.errors().stream().map(FieldError::field).filter(filters::containsKey).toList();
      if (unknown.isEmpty()) {
        throw refusal;
      }
      unknown.forEach(name -> refused.add(name + "=" + filters.remove(name)));
      return ask(new PageQuery(query.page(), query.size(), query.sort(), query.text(), filters));
    }
  }

  @Override
  public String getRowKey(T row) {
    return key.apply(row);
  }

  @Override
  public T getRowData(String rowKey) {
    return shown.stream().filter(row -> key.apply(row).equals(rowKey)).findFirst().orElse(null);
  }

  private static String join(Map<String, String> parts) {
    List<String> pairs = new ArrayList<>();
    parts.forEach(
        (name, value) -> pairs.add(name + "=" + URLEncoder.encode(value, StandardCharsets.UTF_8)));
    return String.join("&", pairs);
  }
}
