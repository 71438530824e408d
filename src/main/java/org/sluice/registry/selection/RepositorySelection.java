package org.sluice.registry.selection;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.sluice.failure.DomainException;
import org.sluice.forge.ForgeKind;
import org.sluice.registry.status.HealthState;
import org.sluice.registry.status.Light;
import org.sluice.registry.status.MirrorStatus;
import org.sluice.rest.PageQuery;

/**
 * Which repositories a job is to be about: those that a list with the same filters shows, as far as
 * the caller maintains them. What is null filters nothing.
 *
 * @param namespace name of a namespace
 * @param forge what hosts the upstream
 * @param mirrorStatus state of the mirror
 * @param mirror whether it is mirrored
 * @param stale whether the mirror is behind its own schedule or its last sync failed
 * @param health what the last health check saw
 * @param light its traffic light
 * @param tag a label
 * @param vanished whether the standing imports that once listed it miss it
 * @param q part of the name, the description or the clone URL
 */
@Schema(name = "RepositorySelection")
public record RepositorySelection(
    String namespace,
    ForgeKind forge,
    MirrorStatus mirrorStatus,
    Boolean mirror,
    Boolean stale,
    HealthState health,
    Light light,
    String tag,
    Boolean vanished,
    String q) {

  /** What filters nothing. */
  public static final RepositorySelection ALL =
      new RepositorySelection(null, null, null, null, null, null, null, null, null, null);

  private static final int MAX_TEXT = 200;

  /** The same as the query of a list. */
  public PageQuery query() {
    Map<String, String> filters = new HashMap<>();
    put(filters, "namespace", namespace);
    put(filters, "forge", forge);
    put(filters, "mirrorStatus", mirrorStatus);
    put(filters, "mirror", mirror);
    put(filters, "stale", stale);
    put(filters, "health", health);
    put(filters, "light", light);
    put(filters, "tag", tag);
    put(filters, "vanished", vanished);
    String text = q == null || q.isBlank() ? null : q.strip();
    if (text != null && text.length() > MAX_TEXT) {
      throw DomainException.invalid("selection.q", "may have " + MAX_TEXT + " characters");
    }
    return new PageQuery(1, 1, java.util.List.of(), text, filters);
  }

  private static void put(Map<String, String> filters, String name, Object value) {
    if (value != null && !value.toString().isBlank()) {
      if (value.toString().length() > MAX_TEXT) {
        throw DomainException.invalid("selection." + name, "may have " + MAX_TEXT + " characters");
      }
      filters.put(name, value.toString());
    }
  }

  /** Of the same, those that are mirrored. */
  public RepositorySelection mirrored() {
    return new RepositorySelection(
        namespace, forge, mirrorStatus, true, stale, health, light, tag, vanished, q);
  }

  /** In canonical words, the same for the same selection. */
  public String words() {
    PageQuery query = query();
    Map<String, String> all = new TreeMap<>(query.filters());
    if (query.text() != null) {
      all.put("q", query.text());
    }
    return all.isEmpty() ? "all" : "where:" + all;
  }
}
